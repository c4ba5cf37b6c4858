"""What a real browser does with files from strangers: it runs nothing of them, wherever they are put."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from tests.contract.client import Client
from tests.contract.test_40_media import SITE, Uploader, storage
from tests.fixtures.chromium import BROWSER, FLAGS

from slatehouse.media.content_types import content_type_of

TELL = "(window.parent || window).postMessage('{name} ran', '*')"

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>{tell}</script></svg>'
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body><script>{tell}</script></body></html>'
FILES: Mapping[str, str] = {
    "page.html": "<!doctype html><script>{tell}</script>",
    "page.xhtml": XHTML,
    "page.xml": XHTML,
    "picture.svg": SVG,
    "script.js": "{tell}",
    # Names that say one thing of what is another: a browser may not look into them.
    "picture.png": "<!doctype html><script>{tell}</script>",
    "text.txt": "<!doctype html><script>{tell}</script>",
    "unknown": "<!doctype html><script>{tell}</script>",
}
EMBEDDED = (
    '<iframe src="{url}"></iframe><object data="{url}"></object>'
    '<embed src="{url}"><script src="{url}"></script>'
)
LISTENING = "addEventListener('message', told => document.body.append(' [' + told.data + '] '))"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """The address of the application, for as long as the block runs."""
    with make_server("127.0.0.1", 0, app, Server, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def content_of(name: str) -> str:
    return FILES[name].replace("{tell}", TELL.replace("{name}", name))


def careless(environ: Mapping[str, Any], start_response: Any) -> list[bytes]:
    """A server that hands the same files out as they are, and the page that a stranger puts them into."""
    name = environ["PATH_INFO"].removeprefix("/")
    if name in FILES:
        start_response("200 OK", [("content-type", content_type_of(name) or "text/html")])
        return [content_of(name).encode()]
    urls = environ["QUERY_STRING"].split("|")
    embedded = "".join(EMBEDDED.replace("{url}", url.replace("&", "&amp;")) for url in urls)
    start_response("200 OK", [("content-type", "text/html")])
    return [f"<!doctype html><body><script>{LISTENING}</script>{embedded}</body>".encode()]


@pytest.fixture(scope="module")
def uploaded(api: Client) -> Mapping[str, str]:
    """The files on the site: path and query of each, by name."""
    return {name: path_of(api, name) for name in FILES}


def path_of(api: Client, name: str) -> str:
    Uploader(api).upload(api.filled("/entity/notes/<note>/attachments"), name, content_of(name).encode())
    found = api.search("attachments", [["filename", "is", name]], fields=["this_file"]).json["data"]
    url: str = found[-1]["attributes"]["this_file"]["url"]
    return url.removeprefix(SITE)


def shown(url: str, profile: Path) -> str:
    """What a page has become in the browser when all of it was loaded."""
    assert BROWSER is not None
    return subprocess.run(
        [
            BROWSER,
            "--headless=new",
            *FLAGS,
            "--dump-dom",
            "--virtual-time-budget=8000",
            f"--user-data-dir={profile}",
            url,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


@pytest.mark.skipif(BROWSER is None, reason="no browser is installed")
def test_no_file_from_a_stranger_runs(app: Any, uploaded: Mapping[str, str], tmp_path: Path) -> None:
    with served(app) as site, served(careless) as elsewhere:
        ours = "|".join(site + path for path in uploaded.values())
        theirs = "|".join(f"{elsewhere}/{name}" for name in FILES)
        page = shown(f"{elsewhere}/?{ours}", tmp_path / "ours")
        assert "<iframe" in page and " ran]" not in page
        # The same files from a server that takes no care show that a browser would have run them.
        page = shown(f"{elsewhere}/?{theirs}", tmp_path / "theirs")
        for name in ("page.html", "page.xhtml", "page.xml", "picture.svg", "script.js", "unknown"):
            assert f"[{name} ran]" in page


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_could_run_is_only_saved(app: Any, uploaded: Mapping[str, str], name: str) -> None:
    answer = storage(app, "GET", SITE + uploaded[name])
    kind = answer.headers["content-disposition"].partition(";")[0]
    assert kind == ("inline" if name in ("picture.png", "text.txt") else "attachment")
    assert answer.headers["content-type"] in (
        "application/octet-stream",
        "image/svg+xml",
        "image/png",
        "text/plain",
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
