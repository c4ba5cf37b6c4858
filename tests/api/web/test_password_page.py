"""The page to choose a password on: it loads nothing from elsewhere, and its policy lets it load nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from falcon import App, Request, Response, testing

from slatehouse.api.web.password_page import PATH, add_password_page, address_of


@pytest.fixture(scope="module")
def get() -> Callable[[str], testing.Result]:
    app: App[Request, Response] = App()
    add_password_page(app)
    return lambda path: testing.simulate_get(app, path)


def test_the_secret_stands_where_browsers_send_it_to_nobody() -> None:
    assert address_of("https://tracking.example", "abc") == "https://tracking.example/account/password#abc"


def test_the_policy_of_the_page(get: Callable[[str], testing.Result]) -> None:
    answer = get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = dict(each.strip().split(" ", 1) for each in answer.headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["cache-control"] == "no-store"


def test_all_that_it_needs_is_here_and_nothing_stands_inline(get: Callable[[str], testing.Result]) -> None:
    page = get(PATH).text
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert named and all(name.startswith("/") for name in named)
    assert [get(name).status_code for name in named] == [200] * len(named)
    for forbidden in ("<style", "style=", "onclick", "javascript:", "http:", "https:"):
        assert forbidden not in page
    script = get(f"{PATH}/page.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "innerHTML" not in script.text and "eval" not in script.text


@pytest.mark.parametrize("name", ["nope", "password_page.py", "..%2f__init__.py", "%00", "page.JS"])
def test_no_other_file_is_there(get: Callable[[str], testing.Result], name: str) -> None:
    assert get(f"{PATH}/{name}").status_code == 404
