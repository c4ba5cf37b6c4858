"""Notes: found by what the article asks, read, answered, as a person does it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps, Theme, Windows
from tests.browser.steps import ADMINISTRATOR, ARTIST, MANAGER, becomes, kept_files, sign_in, violations
from tests.fixtures.commands import Running

RIM = "Rim light on the tower"
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
_PASTE = """(area, encoded) => {
    const bytes = Uint8Array.from(atob(encoded), each => each.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
    const how = { clipboardData: carried, bubbles: true, cancelable: true };
    area.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def thread(page: Page) -> Locator:
    return page.get_by_role("complementary")


def row(page: Page, subject: str) -> Locator:
    return page.get_by_role("grid").get_by_role("row").filter(has_text=subject)


def reply_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply")


def chosen_file(page: Page, name: str = "pasted.png") -> Locator:
    return page.get_by_role("button", name=f"Remove {name}")


def ask_for(page: Page, subject: str, value: str) -> None:
    """Add a condition of those that are offered first, and wait for the rows that meet it."""
    begin_condition(page, subject)
    page.get_by_role("textbox", name="Value").fill(value)

    def is_of_those(answer: Response) -> bool:
        return answer.url.endswith("/_search") and f'"is","{value}"]' in (answer.request.post_data or "")

    with page.expect_response(is_of_those) as rows:
        page.keyboard.press("Enter")
    rows.value.finished()


def begin_condition(page: Page, subject: str) -> None:
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_role("combobox", name="Field").fill(subject)
    page.get_by_role("option", name=re.compile(f"^{subject} ")).first.click()


def open_note(page: Page, site: Running, login: str = ADMINISTRATOR) -> int:
    note = int(site.facts["note_id"])
    sign_in(page, login, then=f"/notes?row={note}")
    expect(thread(page).get_by_role("heading", name=RIM)).to_be_visible()
    return note


def test_a_note_is_found_by_author_and_sequence(page: Page, site: Running) -> None:
    sign_in(page, then="/notes")
    ask_for(page, "Author", "Noor Lindqvist")
    ask_for(page, "Sequence", "HRB")
    found = row(page, RIM)
    expect(found).to_contain_text(str(site.facts["note_id"]))
    header = page.get_by_role("columnheader").get_by_role("button", name="Thumbnail")
    header.hover()
    expect(page.get_by_text("image · image")).to_be_visible()
    found.hover()
    expect(page.get_by_text("image · image")).to_have_count(0)
    header.focus()
    expect(page.get_by_text("image · image")).to_be_visible()
    page.get_by_role("button", name=re.compile("API")).first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("note_links.Shot.sg_sequence.Sequence.code")
    token = Caller.person(page, MANAGER).token
    assert f'"id":{site.facts["note_id"]},' in _run(
        ["bash", "-c", drawer.locator("pre").inner_text()], token, site
    )
    drawer.get_by_text("Python, requests").click()
    expect(drawer.locator("pre")).to_contain_text("import requests")
    copied = f"import os\ntoken = os.environ['TOKEN']\n{drawer.locator('pre').inner_text()}"
    assert f"'id': {site.facts['note_id']}," in _run([sys.executable, "-c", copied], token, site)
    page.keyboard.press("Escape")
    found.get_by_text(RIM).click()
    expect(thread(page).get_by_text("two stops hot")).to_be_visible()
    expect(found.get_by_text("Unread")).to_have_count(0)
    expect(thread(page).get_by_text("the rim is gone on the seaward")).to_be_visible()
    assert violations(page) == []


QUESTIONS: dict[str, tuple[str, str]] = {
    "Author": ("Noor Lindqvist", '["user.HumanUser.name","is","Noor Lindqvist"]'),
    "Sequence": ("HRB", '["note_links.Shot.sg_sequence.Sequence.code","is","HRB"]'),
    "Shot": ("HRB010", '["note_links.Shot.code","is","HRB010"]'),
    "Linked name": ("HRB010_lgt", '["note_links","name_contains","HRB010_lgt"]'),
    "Addressee": ("Yetunde Marsh", '["addressings_to","in",[{"type":"HumanUser","id":'),
    "Status": ("Closed", '["sg_status_list","in",["clsd"]]'),
    "Type": ("Internal", '["sg_note_type","in",["Internal"]]'),
    "Text": ("rim light", '["content","contains","rim light"]'),
    "Date": ("20", '["created_at","in_last",[20,"YEAR"]]'),
}
"""What notes are looked for by, as the bar offers it: what is typed, and the condition that is asked."""


def test_each_question_about_notes_is_the_one_that_a_script_asks(page: Page, site: Running) -> None:
    sign_in(page, then="/notes")
    token = Caller.person(page, MANAGER).token
    for offered, (typed, condition) in QUESTIONS.items():
        page.goto("/notes")
        begin_condition(page, offered)
        if offered == "Date":
            page.get_by_role("spinbutton").fill(typed)
            page.get_by_role("combobox", name="Unit").select_option("YEAR")
        elif offered in ("Addressee", "Status", "Type"):
            page.get_by_role("combobox", name="Value").fill(typed)
            page.get_by_role("option", name=typed).first.click()
        else:
            page.get_by_role("textbox", name="Value").fill(typed)
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_role("button", name="Apply")).to_have_count(0)
        page.get_by_role("button", name=re.compile("API")).first.click()
        copied = page.get_by_role("dialog").locator("pre")
        expect(copied).to_contain_text(condition)
        answer = json.loads(_run(["bash", "-c", copied.inner_text()], token, site))
        page.keyboard.press("Escape")
        first = [str(each["id"]) for each in answer["data"][:3]]
        assert first or offered == "Type", offered
        rows = page.get_by_role("grid").locator("[data-id]")
        for at, note in enumerate(first):
            expect(rows.nth(at)).to_have_attribute("data-id", note)


def _run(command: list[str], token: str, site: Running) -> str:
    """What somebody who copied it sees, whose machine trusts the site."""
    authority = dict.fromkeys(("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"), str(site.facts["authority"]))
    environment = os.environ | authority | {"TOKEN": token}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_a_reply_arrives_in_another_browser_with_its_picture(windows: Windows, site: Running) -> None:
    one, other = windows.open(), windows.open()
    open_note(other, site, ARTIST)
    open_note(one, site)
    expect(other.get_by_role("status", name="Changes appear as they happen")).to_be_visible()
    reply_box(one).fill("A darker rim, then.")
    reply_box(one).evaluate(_PASTE, _PIXEL)
    expect(chosen_file(one)).to_be_visible()
    reply_box(one).press("Control+Enter")
    expect(reply_box(one)).to_have_value("")
    expect(thread(one).get_by_text("A darker rim, then.")).to_be_visible()
    expect(thread(other).get_by_text("A darker rim, then.")).to_be_visible()
    expect(thread(other).get_by_role("button", name="Look at pasted.png")).to_be_visible()


def test_what_is_not_sent_is_kept_with_its_files(page: Page, site: Running, mishaps: Mishaps) -> None:
    open_note(page, site)
    page.route("**/api/v1.1/entity/replies", lambda route: route.fulfill(status=403, json=_REFUSED))
    mishaps.expect("403 .*/entity/replies")
    reply_box(page).fill("Typed in the fog.")
    reply_box(page).press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("This is not sent.")).to_be_visible()
    # Anywhere on the page: not only where one writes.
    page.get_by_role("grid").evaluate(_PASTE, _PIXEL)
    expect(chosen_file(page)).to_be_visible()
    assert becomes(page, lambda: kept_files(page), ["pasted.png"])
    page.reload()
    expect(reply_box(page)).to_have_value("Typed in the fog.")
    expect(chosen_file(page)).to_be_visible()


def test_hostile_words_are_words(page: Page, site: Running, mishaps: Mishaps) -> None:
    mishaps.expect("404 .*/entity/notes/")
    sign_in(page, ADMINISTRATOR, then="/projects")
    caller = Caller.person(page, ADMINISTRATOR)
    note = int(site.facts["note_id"])
    project = caller.call("GET", f"/entity/notes/{note}?fields=project")["data"]["relationships"]["project"]
    made = caller.call(
        "POST",
        "/entity/notes",
        {
            "project": project["data"],
            "subject": "\u05e9\u05dc\u05d5\u05dd " + "x" * 10_000,
            "content": "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>",
        },
    )["data"]["id"]
    page.goto(f"/notes?row={made}")
    expect(thread(page).get_by_text("<script>document.title='run'</script>")).to_be_visible()
    assert page.title() != "run"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1280
    reply_box(page).fill("Still here?")
    caller.call("DELETE", f"/entity/notes/{made}")
    expect(page.get_by_role("alert").filter(has_text="retired")).to_be_visible()
    expect(reply_box(page)).to_have_value("Still here?")


def test_the_original_is_looked_at_and_downloaded(page: Page, site: Running) -> None:
    sign_in(page, then="/notes")
    ask_for(page, "Sequence", "HRB")
    row(page, RIM).get_by_role("button", name="Look at the picture").click()
    viewer = page.get_by_role("dialog")
    expect(viewer.get_by_role("img", name=RIM)).to_be_visible()
    expect(viewer.get_by_role("status")).to_contain_text(
        re.compile(r"JPEG \u00b7 \d+ \u00d7 \d+ \u00b7 \d+ kB")
    )
    assert violations(page) == []
    page.keyboard.press("1")
    expect(viewer.get_by_role("status")).to_contain_text("100%")
    with page.expect_download() as download:
        page.keyboard.press("d")
    note = f"/api/v1.1/entity/notes/{site.facts['note_id']}/image?alt=original"
    bearer = {"Authorization": f"Bearer {Caller.person(page, MANAGER).token}"}
    assert download.value.path().read_bytes() == page.request.get(note, headers=bearer).body()
    place = viewer.get_by_text(re.compile(r"^\d+ of \d+$"))
    before = place.text_content() or ""
    page.keyboard.press("ArrowRight" if not before.startswith(before.split()[-1]) else "ArrowLeft")
    expect(place).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def test_a_new_note_is_about_the_row_in_focus(page: Page, site: Running) -> None:
    sign_in(page, ADMINISTRATOR, then="/projects")
    page.get_by_text(str(site.facts["project"])).first.click()
    page.get_by_role("link", name="Shots").click()
    page.get_by_role("gridcell", name="HRB020", exact=True).click()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New note")
    expect(dialog.get_by_role("button", name="Remove HRB020")).to_be_visible()
    dialog.get_by_role("textbox", name="Subject").fill("Fog on the pier")
    words = dialog.get_by_role("textbox", name="Note")
    words.fill("Thicker, from the left.")
    words.evaluate(_PASTE, _PIXEL)
    expect(dialog.get_by_text("pasted.png")).to_be_visible()
    assert becomes(page, lambda: kept_files(page), ["pasted.png"])
    page.reload()
    expect(page.get_by_role("gridcell", name="HRB020", exact=True)).to_be_visible()
    page.keyboard.press("n")
    expect(dialog.get_by_role("textbox", name="Subject")).to_have_value("Fog on the pier")
    expect(dialog.get_by_text("pasted.png")).to_be_visible()
    assert violations(page) == []
    words.press("Control+Enter")
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Notes").click()
    row(page, "Fog on the pier").get_by_text("Fog on the pier").click()
    expect(thread(page).get_by_text("Thicker, from the left.")).to_be_visible()
    expect(thread(page).get_by_role("button", name="Look at pasted.png")).to_be_visible()


@pytest.mark.parametrize("theme", ["light"])
def test_axe_finds_nothing(windows: Windows, site: Running, theme: Theme) -> None:
    page = windows.open(820, theme=theme)
    open_note(page, site)
    assert violations(page) == []


_REFUSED = {
    "errors": [
        {
            "id": "1",
            "status": 403,
            "code": 103,
            "title": "Forbidden",
            "source": None,
            "detail": None,
            "meta": None,
        }
    ]
}
