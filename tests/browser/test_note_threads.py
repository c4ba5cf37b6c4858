"""A thread of a note: gone through by keys, answered, taken back, and nothing of it lost."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from slatehouse.demo.build import PASSWORD
from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps, Windows
from tests.browser.steps import ADMINISTRATOR, ARTIST, sign_in
from tests.browser.test_note_files import made_note, reply_box
from tests.fixtures.commands import Running


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary")


def row(page: Page, note: int) -> Locator:
    return page.locator(f"[role=row][data-id='{note}']")


def test_a_thread_is_gone_through_by_keys(windows: Windows, site: Running) -> None:
    page = windows.open()
    sign_in(page, ADMINISTRATOR, then="/projects")
    caller = Caller.person(page, ARTIST)
    # The newest of all.
    first = made_note(caller, site, "Older of two", created_at="2030-01-01T00:00:00Z")
    second = made_note(caller, site, "Newer of two", created_at="2030-01-02T00:00:00Z")
    page.goto("/notes")
    other = page.context.new_page()
    other.goto("/notes")
    # What lies behind another is drawn once a second, and clicked no faster.
    page.bring_to_front()
    elsewhere = windows.open()
    sign_in(elsewhere, ADMINISTRATOR, then="/notes")
    expect(row(elsewhere, second).get_by_text("Unread")).to_be_attached()
    expect(row(page, second).get_by_text("Unread")).to_be_attached()
    expect(row(other, first).get_by_text("Unread")).to_be_attached()
    page.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", name="Newer of two")).to_be_visible()
    # From within the thread, and in the other window it is read, too.
    panel(page).get_by_text("(no text)").click()
    page.keyboard.press("j")
    expect(panel(page).get_by_role("heading", name="Older of two")).to_be_visible()
    # The other window is told once the site knows.
    for each in (first, second):
        expect(row(other, each).get_by_text("Unread")).to_have_count(0)
    # In another browser, too, when somebody comes to it.
    elsewhere.evaluate("dispatchEvent(new Event('focus'))")
    for each in (first, second):
        expect(row(elsewhere, each).get_by_text("Unread")).to_have_count(0)
    elsewhere.close()
    page.keyboard.press("s")
    expect(page.get_by_role("combobox", name="Status")).to_be_focused()
    page.keyboard.type("Closed")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text("Closed", exact=True)).to_be_visible()
    expect(row(page, first)).to_contain_text("Closed")
    # Whoever is named by `@` is among those addressed; `Esc` leaves the names, and then the reply.
    page.keyboard.press("r")
    expect(reply_box(page)).to_be_focused()
    page.keyboard.type("For @Noor")
    names = page.get_by_role("listbox", name="People and groups")
    expect(names.get_by_role("option", name="Noor Lindqvist")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(reply_box(page)).to_have_value("For @Noor Lindqvist ")
    page.keyboard.type("and @An")
    expect(names).to_be_visible()
    page.keyboard.press("Escape")
    expect(names).to_have_count(0)
    expect(reply_box(page)).to_be_focused()
    page.keyboard.press("Control+Enter")
    said = panel(page).get_by_role("listitem").filter(has_text="For @Noor Lindqvist and @An")
    expect(said).to_be_visible()
    expect(panel(page).get_by_role("link", name="Noor Lindqvist")).to_be_visible()
    # One's own words are changed and taken back; those of others are not.
    expect(panel(page).get_by_role("button", name="Edit or retire")).to_have_count(1)
    said.get_by_role("button", name="Edit or retire").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.get_by_role("textbox", name="Edit").fill("For nobody.")
    page.keyboard.press("Control+Enter")
    said = panel(page).get_by_role("listitem").filter(has_text="For nobody.")
    expect(said).to_be_visible()
    said.get_by_role("button", name="Edit or retire").click()
    page.get_by_role("menuitem", name="Retire").click()
    expect(said).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(said).to_be_visible()
    # What others take back goes; what they say comes, in whichever language the window speaks.
    german = windows.open(language="de-DE")
    sign_in(german, ARTIST, then=f"/notes?row={first}")
    expect(german.get_by_role("region", name="Verlauf")).to_contain_text("For nobody.")
    expect(german.get_by_role("textbox", name="Antwort")).to_be_visible()
    mine = caller.call(
        "POST",
        "/entity/replies",
        {"entity": {"type": "Note", "id": first}, "content": "\u05e9\u05dc\u05d5\u05dd \U0001f98a e\u0301"},
    )["data"]["id"]
    expect(panel(page).get_by_text("\u05e9\u05dc\u05d5\u05dd \U0001f98a e\u0301")).to_be_visible()
    caller.call("DELETE", f"/entity/replies/{mine}")
    expect(panel(page).get_by_text("\u05e9\u05dc\u05d5\u05dd")).to_have_count(0)
    panel(page).get_by_role("link", name="Noor Lindqvist").click()
    expect(page).to_have_url(re.compile("/detail/HumanUser/"))


def test_nothing_of_a_reply_is_lost(page: Page, site: Running, mishaps: Mishaps) -> None:
    mishaps.expect("failed |401 |403 |net::")
    sign_in(page, ADMINISTRATOR, then="/projects")
    note = made_note(Caller.person(page, ADMINISTRATOR), site, "Kept")
    page.goto(f"/notes?row={note}")
    # The network goes while it is sent, and the page is left, and comes back.
    file: FilePayload = {"name": "kept.txt", "mimeType": "text/plain", "buffer": b"kept"}
    panel(page).locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="Remove kept.txt")).to_be_visible()
    page.context.set_offline(True)
    reply_box(page).fill("Through the tunnel.")
    reply_box(page).press("Control+Enter")
    expect(page.get_by_text("No connection to the site.")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(False)
    said = panel(page).get_by_role("listitem").filter(has_text="Through the tunnel.")
    expect(said).to_be_visible()
    expect(said).to_have_count(1)
    expect(said.get_by_role("link", name="kept.txt")).to_be_visible()
    expect(reply_box(page)).to_have_value("")
    # The session ends while somebody writes: signed in again, the reply goes on.
    reply_box(page).fill("After the night.")
    page.context.clear_cookies()
    page.route(
        "**/api/v1.1/entity/replies",
        lambda route: route.fulfill(status=401, json=_ENDED),
        times=1,
    )
    reply_box(page).press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(panel(page).get_by_text("After the night.")).to_be_visible()
    expect(reply_box(page)).to_have_value("")


_ENDED = {
    "errors": [
        {
            "id": "1",
            "status": 401,
            "code": 102,
            "title": "Unauthorized",
            "source": None,
            "detail": None,
            "meta": None,
        }
    ]
}
