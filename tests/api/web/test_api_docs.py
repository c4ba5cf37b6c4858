"""The page about the API: everything on it comes from the site itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from falcon import testing
from tests.fixtures.sites import Sites

from slatehouse.api.wire.application import application

SITE = "http://tracking.test"
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


@pytest.fixture(scope="module")
def app(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with sites.site(tmp_path_factory.mktemp("docs") / "site") as site:
        yield application(site)


def get(app: Any, path: str, method: str = "GET", **headers: str) -> testing.Result:
    return testing.simulate_request(app, method, path, host="tracking.test", headers=headers)


class Addresses(HTMLParser):
    """Whatever the page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.has_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found += [value for name in ("src", "href") if tag != "a" and (value := values.get(name))]
        self.has_code |= tag == "style" or (tag == "script" and "src" not in values)
        self.has_code |= any(name.startswith("on") or name == "style" for name in values)


@pytest.fixture
def loaded(app: Any) -> list[str]:
    page = Addresses()
    page.feed(get(app, "/api/docs").text)
    assert not page.has_code
    return page.found


def test_it_is_a_page_for_anyone(app: Any) -> None:
    answer = get(app, "/api/docs")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert get(app, "/api/docs/").content == answer.content


def test_all_that_it_loads_is_here(app: Any, loaded: list[str]) -> None:
    files = [path for path in loaded if not path.startswith("data:")]
    assert len(files) == 3
    for path in files:
        assert path.startswith("/api/docs/")
        answer = get(app, path)
        assert answer.status_code == 200 and answer.content
        assert answer.headers["content-type"] == TYPES[path.rpartition(".")[2]]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_document_that_it_shows_is_here(app: Any) -> None:
    (path,) = re.findall(r'url: "([^"]*)"', get(app, "/api/docs/start.js").text)
    assert get(app, path).json["openapi"] == "3.0.0"


def test_a_browser_may_load_nothing_else(app: Any) -> None:
    policy = get(app, "/api/docs").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["connect-src"] == f"'self' {SITE}"
    assert set(" ".join(rules.values()).split()) <= {"'self'", "'none'", "'unsafe-inline'", "data:", SITE}


def test_its_files_are_kept_and_asked_for_again(app: Any, loaded: list[str]) -> None:
    for path in ("/api/docs", *(path for path in loaded if not path.startswith("data:"))):
        etag = get(app, path).headers["etag"]
        assert get(app, path, **{"If-None-Match": etag}).status_code == 304
        assert get(app, path, "HEAD").content == b""


@pytest.mark.parametrize("path", ["/api/docs/swagger_bundle.js", "/api/docs/..%2fx.py", "/api/docs/a/b"])
def test_nothing_else_is_there(app: Any, path: str) -> None:
    assert get(app, path).status_code == 404


def test_it_is_not_of_the_api(app: Any) -> None:
    for path in ("/api/docs", "/api/docs/start.js"):
        headers = get(app, path, Origin="https://elsewhere.example.com").headers
        assert "access-control-allow-origin" not in headers and "vary" not in headers
