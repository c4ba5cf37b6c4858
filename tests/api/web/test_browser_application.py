"""The web application's page and files, as browsers ask for them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from falcon import testing
from tests.fixtures.on_sqlite import database_kind, sites
from tests.security.settings import with_settings

from slatehouse.api.web.browser_application import NONCE, PAGES
from slatehouse.api.web.built_files import encodings_wanted
from slatehouse.api.wire.application import application
from slatehouse.site.site import Site

__all__ = ["database_kind", "sites"]

SCRIPT = b"export const shot = 'HRB010';\n" * 100
PAGE = f'<script type="module" src="/assets/main-1a2b.js"></script><style nonce="{NONCE}"></style>'
PLACES = ("/", "/sign-in", "/projects", "/notes", "/grid/Shot", "/detail/Version/6002", "/account")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    assets = tmp_path / "application" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / ".vite").mkdir()
    (assets.parent / ".vite" / "manifest.json").write_text("{}")
    (assets.parent / "index.html").write_text(PAGE)
    (assets.parent / "index.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (assets.parent / "icon.svg").write_text("<svg/>")
    (assets / "main-1a2b.js").write_bytes(SCRIPT)
    (assets / "main-1a2b.js.br").write_bytes(b"smaller still")
    (assets / "main-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    return assets.parent


@pytest.fixture
def app(site: Site, build: Path) -> Any:
    return application(site, build)


def get(app: Any, path: str, **headers: str) -> testing.Result:
    return testing.simulate_get(app, path, headers=headers, host="tracking.test")


def policy_of(answer: testing.Result) -> dict[str, list[str]]:
    parts = answer.headers["content-security-policy"].split("; ")
    return {name: values.split() for name, _, values in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("path", [*PLACES, "/notes/"])
def test_the_page_stands_at_each_of_its_addresses(app: Any, path: str) -> None:
    answer = get(app, path, Accept="text/html")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert testing.simulate_head(app, path, host="tracking.test").status_code == 200
    assert testing.simulate_post(app, path, host="tracking.test").status_code == 404


def test_the_addresses_are_those_that_are_tried() -> None:
    assert len(PLACES) == len(PAGES)


def test_scripts_come_from_files_of_this_site_alone_and_styles_by_a_number_of_the_answer(app: Any) -> None:
    numbers = set()
    for _ in range(2):
        answer = get(app, "/")
        policy = policy_of(answer)
        (own, nonce) = policy["style-src"]
        assert own == "'self'" and policy["script-src"] == ["'self'"]
        found = re.fullmatch("'nonce-([A-Za-z0-9_-]{22})'", nonce)
        assert found and f'<style nonce="{found[1]}">' in answer.text and NONCE not in answer.text
        numbers.add(found[1])
    assert len(numbers) == 2
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]


def test_what_the_api_names_may_be_loaded_from_the_configured_address(site: Site, build: Path) -> None:
    server = msgspec.structs.replace(site.config.settings.server, public_url="https://film.example.com")
    policy = policy_of(get(application(with_settings(site, server=server), build), "/"))
    assert policy["img-src"] == ["'self'", "data:", "blob:", "https://film.example.com"]
    assert policy["media-src"] == ["'self'", "blob:", "https://film.example.com"]
    assert policy["connect-src"] == ["'self'", "https://film.example.com"]


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [
        ("gzip, deflate, br, zstd", "br", b"smaller still"),
        ("gzip;q=1.0, br;q=0", "gzip", SCRIPT),
        ("identity", None, SCRIPT),
        ("", None, SCRIPT),
        ("br;q=nonsense", None, SCRIPT),
    ],
)
def test_a_script_comes_in_a_form_that_the_browser_takes(
    app: Any, accepted: str, coding: str | None, body: bytes
) -> None:
    answer = get(app, "/assets/main-1a2b.js", **{"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert (gzip.decompress(answer.content) if coding == "gzip" else answer.content) == body
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_each_form_has_a_strong_tag_of_its_own(app: Any) -> None:
    answers = [
        get(app, "/assets/main-1a2b.js", **{"Accept-Encoding": coding}) for coding in ("br", "gzip", "")
    ]
    tags = [answer.headers["etag"] for answer in answers]
    assert len(set(tags)) == 3 and all(tag.startswith('"') for tag in tags)
    again = get(app, "/assets/main-1a2b.js", **{"Accept-Encoding": "br", "If-None-Match": tags[0]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=31536000, immutable"
    other = get(app, "/assets/main-1a2b.js", **{"Accept-Encoding": "gzip", "If-None-Match": tags[0]})
    assert other.status_code == 200


def test_a_file_at_the_top_is_looked_at_again(app: Any) -> None:
    answer = get(app, "/icon.svg")
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/index.html.gz",
        "/assets/main-1a2b.js.br",
        "/assets/nothing.js",
        "/.vite/manifest.json",
        "/manifest.json",
        "/assets/../index.html",
        "/assets/..%2Findex.html",
        "/..%2F..%2Fpage.py",
        "/grid",
        "/grid/Shot/1",
        "/detail/Shot",
        "/api/v1.1/nothing",
        "/api/nothing",
    ],
)
def test_everything_else_leads_nowhere(app: Any, path: str) -> None:
    answer = get(app, path)
    assert answer.status_code == 404 and answer.json["errors"][0]["title"] == "Not Found"


def test_whoever_types_an_address_that_leads_nowhere_is_told_so_by_the_application(app: Any) -> None:
    answer = get(app, "/nowhere", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.status_code == 404 and "/assets/main-1a2b.js" in answer.text
    assert "'nonce-" in answer.headers["content-security-policy"]


def test_without_a_build_the_page_says_how_to_make_one(site: Site, tmp_path: Path) -> None:
    app = application(site, tmp_path / "none")
    answer = get(app, "/notes")
    assert answer.status_code == 503 and "make web" in answer.text
    assert get(app, "/icon.svg").status_code == 404


def test_a_build_that_is_made_meanwhile_is_found(site: Site, build: Path) -> None:
    away = build.rename(build.with_name("away"))
    app = application(site, build)
    assert get(app, "/").status_code == 503
    away.rename(build)
    assert get(app, "/").status_code == 200


@pytest.mark.parametrize("header", ["", ",", ";q=1", "br;q=", "\x80", "br;;q=1", "a" * 5000])
def test_no_header_is_too_odd(header: str) -> None:
    assert "br" not in encodings_wanted(header)
