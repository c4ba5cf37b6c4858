"""The page of one's own account: sessions, the password, the second factor; and who has to set that up."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from slatehouse.accounts.totp import code_at, step_at
from slatehouse.demo.build import PASSWORD
from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps
from tests.browser.steps import ARTIST, MANAGER, sign_in, violations
from tests.fixtures.commands import Running, running

ANOTHER = "seven-herons-under-glass"
PASSWORD_NOW = "Current password"


@pytest.fixture(scope="module")
def site(
    built_application: Path, drawn_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The demo site, as one that asks artists for a second factor."""
    folder = Path(shutil.copytree(drawn_demo, tmp_path_factory.mktemp("account") / "site"))
    settings = folder / "slatehouse.toml"
    told = settings.read_text().replace("#require_second_factor = []", 'require_second_factor = ["artist"]')
    settings.write_text(told)
    with running("demo", folder) as server:
        yield server


def code_now(page: Page, later: int = 0) -> str:
    """What an app shows that was told the secret on the page; so many steps from now."""
    spelled = page.locator("form code").inner_text()
    secret = base64.b32decode(spelled + "=" * (-len(spelled) % 8))
    return code_at(secret, step_at(datetime.now(UTC)) + later)


def switch_on(page: Page, password: str) -> str:
    """Set the second factor up; what stands in for the app once."""
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_label(PASSWORD_NOW, exact=True).last.fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    code = page.get_by_label("Code from the app")
    expect(code).to_have_value("")
    code.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That code is wrong")
    code.fill(code_now(page))
    page.keyboard.press("Enter")
    recovery = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(recovery).to_have_count(10)
    return recovery.first.inner_text()


def test_people_see_to_their_sessions_their_password_and_a_second_factor(
    page: Page, mishaps: Mishaps
) -> None:
    mishaps.expect("400 .*/account/(password|two_factor)")
    # With a session its stream ends, which a window may begin anew before it knows.
    mishaps.expect("401 .*/changes")
    Caller.person(page, MANAGER)
    sign_in(page, then="/account")
    expect(page.get_by_role("heading", name="Noor Lindqvist")).to_be_visible()
    sessions = page.get_by_role("region", name="Where you are signed in").get_by_role("listitem")
    expect(sessions).to_have_count(2)
    sessions.last.get_by_role("button", name="Sign out there").click()
    expect(sessions).to_have_count(1)
    expect(sessions).to_contain_text("This one")

    password = page.get_by_role("region", name="Password")
    for name, text in (
        (PASSWORD_NOW, "wrong"),
        ("New password", ANOTHER),
        ("New password, once more", ANOTHER),
    ):
        password.get_by_label(name, exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(password.get_by_role("alert")).to_have_text("That is not your password.")
    password.get_by_label(PASSWORD_NOW, exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    expect(password.get_by_label(PASSWORD_NOW, exact=True)).to_have_value("")

    instead = switch_on(page, ANOTHER)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", theme)
        assert violations(page) == []

    page.get_by_role("button", name="Noor Lindqvist").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("Login").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(ANOTHER)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(instead)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Noor Lindqvist").click()
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_text("9 recovery codes are left")).to_be_visible()


def test_whose_role_asks_for_a_second_factor_is_led_to_it_and_then_goes_on(
    page: Page, mishaps: Mishaps
) -> None:
    # Until it is set up, the site refuses all else.
    mishaps.expect("40[03] .*/api/v1.1/")
    mishaps.expect("failed .*/changes")
    sign_in(page, ARTIST, then="/projects")
    expect(page.get_by_role("heading", name="Set up two-factor sign-in first")).to_be_visible()
    assert violations(page) == []
    switch_on(page, PASSWORD)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
