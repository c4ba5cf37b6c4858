"""People come in, stay in, and go, and lose nothing of what they typed."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from slatehouse.accounts.totp import code_at, step_at
from slatehouse.demo.build import PASSWORD
from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps, Windows
from tests.browser.steps import ARTIST, MANAGER, sign_in

_REFUSED = r"401 "


def test_signing_in_by_keys_alone_leads_to_where_one_wanted_to_go(page: Page) -> None:
    page.goto("/projects?project=3")
    login, password = page.get_by_label("Login"), page.get_by_label("Password", exact=True)
    expect(login).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Type your password.")).to_be_visible()
    page.keyboard.type(MANAGER)
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("No account has this login and password")
    expect(login).to_have_value(MANAGER)
    expect(password).to_have_value("not the password")
    password.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/projects\?project=3$"))
    expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()


def test_nobody_is_led_elsewhere_by_an_address(page: Page) -> None:
    page.goto("/sign-in?next=//elsewhere.example/")
    page.get_by_label("Login").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_visible()
    assert page.url.startswith("https://127.0.0.1")


def test_a_second_factor_is_asked_for_when_the_account_has_one(page: Page) -> None:
    account = Caller.person(page, ARTIST)
    begun = account.call("POST", "/account/two_factor", {"password": PASSWORD})["data"]
    code = code_at(b32decode(begun["secret"]), step_at(datetime.now(UTC)))
    recovery = account.call("PUT", "/account/two_factor", {"code": code})["data"]["recovery_codes"]
    try:
        page.goto("/sign-in")
        page.get_by_label("Login").fill(ARTIST)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Code")).to_be_focused()
        page.keyboard.type("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        page.get_by_label("Code").fill(recovery[0])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()
    finally:
        account.call("POST", "/account/two_factor/disable", {"code": recovery[1]})


def test_a_session_that_ends_leaves_the_page_as_it_is(windows: Windows, mishaps: Mishaps) -> None:
    mishaps.expect(_REFUSED)
    here, elsewhere = windows.open(), windows.open()
    sign_in(here, ARTIST, then="/projects")
    here.get_by_label("Find a project").fill("paper")
    expect(here.get_by_role("button", name="Paper Weather")).to_be_visible()
    here.keyboard.press("Control+k")
    here.keyboard.type("lamp")
    found = here.get_by_role("option", name="LampRoom").first
    expect(found).to_be_visible()

    sign_in(elsewhere, ARTIST, then="/projects")
    elsewhere.get_by_role("button", name="settings, sign out").click()
    elsewhere.get_by_role("button", name="Sign out everywhere").click()
    expect(elsewhere).to_have_url(re.compile("/sign-in"))

    again = here.get_by_role("dialog", name="Sign in again")
    expect(again.get_by_label("Login")).to_have_value(ARTIST)
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    here.keyboard.press("Enter")
    expect(again).to_be_hidden()
    finding = here.get_by_role("combobox", name="Find anything")
    expect(finding).to_have_value("lamp")
    finding.fill("lamproom_mdl")
    expect(here.get_by_role("option", name="LampRoom_mdl").first).to_be_visible()
    here.keyboard.press("Escape")
    expect(here.get_by_label("Find a project")).to_have_value("paper")


def test_signing_out_reaches_the_other_windows_of_the_browser(page: Page, mishaps: Mishaps) -> None:
    # The site ends the stream, and a window may begin another before it is told why.
    mishaps.expect("401 .*/changes")
    sign_in(page, then="/projects")
    other = page.context.new_page()
    mishaps.watch(other)
    other.goto("/projects")
    expect(other.get_by_role("heading", name="Projects", exact=True)).to_be_visible()
    page.bring_to_front()
    page.get_by_role("button", name="settings, sign out").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(other).to_have_url(re.compile("/sign-in"))
    page.goto("/projects")
    expect(page.get_by_label("Login")).to_be_visible()
