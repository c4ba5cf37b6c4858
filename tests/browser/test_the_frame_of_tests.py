"""The page comes from the site under its policy, and tests notice what goes wrong in it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import THEMES, Mishaps, Theme, Windows
from tests.browser.steps import becomes, sign_in, violations


def test_whoever_comes_without_a_session_is_asked_to_sign_in(page: Page) -> None:
    page.goto("/notes")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_session_outlives_a_reload_and_no_script_sees_it(page: Page) -> None:
    sign_in(page, then="/projects")
    expect(page).to_have_url(re.compile("/projects"))
    page.reload()
    expect(page).to_have_url(re.compile("/projects"))
    assert page.evaluate("document.cookie") == ""
    kept = {each["name"]: each for each in page.context.cookies()}["slatehouse_refresh"]
    assert (kept["httpOnly"], kept["secure"], kept["sameSite"]) == (True, True, "Strict")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept["value"] not in stored and "eyJ" not in stored


def test_the_first_load_has_little_script(page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    sign_in(page, then="/projects")
    expect(page.get_by_role("heading").first).to_be_visible()
    scripts = [each for each in answers if each.request.resource_type == "script"]
    sizes = [int(each.header_value("content-length") or 0) for each in scripts]
    for each, size in zip(scripts, sizes, strict=True):
        # The smallest get no smaller.
        assert each.header_value("content-encoding") == "br" or 0 < size < 1024
    assert len(sizes) > 1 and sum(sizes) <= 350 * 1024


@pytest.mark.parametrize("theme", THEMES)
def test_axe_is_there(windows: Windows, theme: Theme) -> None:
    page = windows.open(theme=theme)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert violations(page) == []
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/icon.svg'}))")
    assert [each.partition(":")[0] for each in violations(page) if each.startswith("image-alt")] == [
        "image-alt"
    ]


def test_the_policy_lets_nothing_run_that_is_written_into_the_page(page: Page, mishaps: Mishaps) -> None:
    mishaps.expect("Content Security Policy")
    page.goto("/sign-in")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    assert becomes(page, lambda: sum("Content Security Policy" in each for each in mishaps.found) >= 2, True)
    assert page.evaluate("window.ran") is None
    mishaps.expect("/x")


def test_mishaps_are_noted(page: Page, mishaps: Mishaps) -> None:
    page.goto("/sign-in")
    with page.expect_console_message(lambda message: message.text == "a mishap"):
        page.evaluate("fetch('/api/v1.1/nothing').then(() => console.error('a mishap'))")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('another') })")
    noted = ["404", "error a mishap", "error another"]
    assert becomes(
        page, lambda: sorted(each.partition("https")[0].strip() for each in mishaps.unexpected), noted
    )
    mishaps.expect("nothing|mishap|another")
