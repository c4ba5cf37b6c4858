"""Detail pages: a row with its picture, its fields, what happened to it and what belongs to it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.calls import Caller
from tests.browser.conftest import THEMES, Mishaps, Windows
from tests.browser.steps import ADMINISTRATOR, MANAGER, becomes, sign_in, violations

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
_SHOTS = "/entity/shots"


def shot_of(page: Page, code: str) -> int:
    """The id of a shot of the demo."""
    found = Caller.person(page, MANAGER).call("GET", f"{_SHOTS}?filter[code]={code}")
    return int(found["data"][0]["id"])


def fields(page: Page) -> Locator:
    return page.get_by_role("region", name="Fields")


def edited(page: Page, field: str, text: str) -> None:
    fields(page).get_by_role("button", name=f"Edit {field}").focus()
    page.keyboard.press("Enter")
    expect(fields(page).locator("input:focus, textarea:focus")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_field_is_edited_by_keys_and_undone_and_the_change_is_told(page: Page) -> None:
    shot = shot_of(page, "HRB050")
    sign_in(page, then=f"/detail/Shot/{shot}")
    expect(page.get_by_role("heading", name="HRB050")).to_be_visible()
    expect(page.get_by_role("navigation", name="Where it belongs")).to_contain_text("HRB")
    expect(page.get_by_role("button", name="Edit Status:")).to_be_visible()
    page.keyboard.press("s")
    page.get_by_role("combobox", name="Status").fill("final")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit Status: Final")).to_be_visible()
    edited(page, "Cut In", "1777")
    expect(fields(page)).to_contain_text("1777")
    story = page.get_by_role("tabpanel").get_by_role("listitem").first
    expect(story).to_contain_text(re.compile("Noor Lindqvist changed Cut In from .* to 1,?777"))
    page.keyboard.press("ControlOrMeta+z")
    expect(fields(page)).not_to_contain_text("1777")
    # What somebody else does appears by itself.
    other = Caller.person(page, ADMINISTRATOR)
    other.call("PUT", f"{_SHOTS}/{shot}", {"description": "Written elsewhere."})
    expect(fields(page)).to_contain_text("Written elsewhere.")


def test_what_belongs_to_a_row_stands_in_tabs_of_the_address(page: Page) -> None:
    sign_in(page, then=f"/detail/Shot/{shot_of(page, 'FOX010')}")
    panel = page.get_by_role("tabpanel")
    page.get_by_role("tab", name="Tasks").click()
    expect(page).to_have_url(re.compile("tab=task"))
    expect(panel.get_by_role("rowheader", name="Lighting")).to_be_visible()
    panel.get_by_role("button", name="As a table").click()
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()
    panel.get_by_role("button", name="As a table").click()
    page.get_by_role("tab", name="Tasks").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Versions")).to_have_attribute("aria-selected", "true")
    panel.get_by_role("button", name="Look at FOX010_anm_v001").click()
    expect(page.get_by_role("dialog", name="Viewer: FOX010_anm_v001")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Published files").click()
    expect(panel.get_by_role("row", name="FOX010_anm_v002.abc")).to_contain_text("/shots/FOX/FOX010/anm/")
    page.get_by_role("tab", name="Notes").click()
    note = panel.get_by_role("article").first
    expect(note.get_by_role("listitem").first).to_be_visible()
    note.get_by_role("button", name="Reply").click()
    note.get_by_role("textbox", name="Reply").fill("Seen on the page of the shot.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(note.get_by_role("listitem").last).to_contain_text("Seen on the page of the shot.")
    panel.get_by_role("button", name="New note").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Remove FOX010")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Where it belongs").get_by_role("link", name="FOX").click()
    expect(page.get_by_role("heading", name="FOX", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Shots").click()
    expect(page.get_by_role("grid").get_by_role("row").filter(has_text="FOX010")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="FOX010", exact=True)).to_be_visible()


def test_fields_of_each_data_type_are_edited_and_what_is_not_saved_stays(
    page: Page, mishaps: Mishaps
) -> None:
    mishaps.expect("failed ")
    other = Caller.person(page, MANAGER)
    task = other.call("GET", "/entity/tasks?filter[content]=Lighting&page[size]=1")["data"][0]["id"]
    sign_in(page, then=f"/detail/Task/{task}")
    finder = fields(page).get_by_role("searchbox")
    for field, text in {"Duration": "3 d", "Description": "Typed"}.items():
        finder.fill(field)
        edited(page, field, text)
        expect(fields(page)).to_contain_text(text)
    finder.fill("Due Date")
    fields(page).get_by_role("button", name="Edit Due Date").press("Enter")
    fields(page).get_by_label("Due Date", exact=True).fill("2026-12-01")
    page.keyboard.press("Enter")
    finder.fill("Milestone")
    fields(page).get_by_role("button", name="Edit Milestone").press("Enter")

    def saved() -> tuple[object, ...]:
        row = other.call("GET", f"/entity/tasks/{task}")["data"]["attributes"]
        return tuple(row[each] for each in ("sg_description", "due_date", "milestone", "duration"))

    story = page.get_by_role("tabpanel").get_by_role("listitem")
    expect(story.filter(has_text="Milestone").first).to_be_visible()
    # A milestone takes no time.
    assert becomes(page, saved, ("Typed", "2026-12-01", True, 0))
    # What cannot be saved stays until it is, which it is by itself when the network is back.
    page.context.set_offline(True)
    finder.fill("Description")
    edited(page, "Description", "Typed without a network")
    expect(page.get_by_text("No connection to the site.")).to_be_visible()
    expect(fields(page)).to_contain_text("Typed without a network")
    page.context.set_offline(False)
    expect(page.get_by_text("No connection to the site.")).to_have_count(0)
    expect(story.filter(has_text="Typed without a network")).to_be_visible()
    other.call("PUT", f"/entity/tasks/{task}", {"sg_description": "Written elsewhere"})
    expect(fields(page)).to_contain_text("Written elsewhere")


def test_a_picture_takes_the_place_of_another_and_a_row_is_followed(page: Page) -> None:
    shot = shot_of(page, "HRB060")
    sign_in(page, then=f"/detail/Shot/{shot}")
    before = page.locator("main header img").first.get_attribute("src") or ""
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "x.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(page.get_by_role("alert")).to_contain_text("“x.txt” is no picture")
    chooser.set_input_files({"name": "lamp.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(f"img[src='{before}']")).to_have_count(0)
    head = page.locator("main header")
    expect(head.locator("img")).to_have_attribute("src", re.compile("lamp_t"))
    page.keyboard.press("ControlOrMeta+z")
    expect(head.locator("img[src*=lamp_t]")).to_have_count(0)
    expect(head.locator("img")).to_be_visible()
    page.evaluate(
        """() => {
            const held = new DataTransfer();
            held.items.add(new File(["x"], "pasted.png", { type: "image/png" }));
            const event = { clipboardData: held, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new ClipboardEvent("paste", event));
        }"""
    )
    expect(page.get_by_role("dialog", name="Make this the picture of HRB060?")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_response(lambda answer: answer.request.method != "GET" and "follow" in answer.url):
        page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Following")).to_have_attribute("aria-pressed", "true")
    followers = f"{_SHOTS}/{shot}/followers"
    told = Caller.person(page, MANAGER)
    assert [each["attributes"]["name"] for each in told.call("GET", followers)["data"]] == ["Noor Lindqvist"]


def test_a_row_that_is_retired_under_the_readers_eyes_says_so_and_comes_back(
    page: Page, mishaps: Mishaps
) -> None:
    mishaps.expect("404 .*/entity/(shots|foos)/")
    mishaps.expect("404 .*/schema/Foo/")
    other = Caller.person(page, ADMINISTRATOR)
    project = other.call("GET", "/entity/projects?page[size]=1")["data"][0]["id"]
    name = "‏<img src=x onerror=alert(1)> " + "long " * 1900
    values = {"code": name, "project": {"type": "Project", "id": project}}
    shot = other.call("POST", _SHOTS, values)["data"]["id"]
    sign_in(page, then=f"/detail/Shot/{shot}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
    other.call("DELETE", f"{_SHOTS}/{shot}")
    expect(page.get_by_role("alert")).to_contain_text("is retired")
    page.get_by_role("button", name="Revive").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    other.call("DELETE", f"{_SHOTS}/{shot}")
    page.goto("/detail/Shot/987654")
    expect(page.get_by_role("heading", name="Shot 987654 is not here")).to_be_visible()
    page.goto("/detail/Foo/1")
    expect(page.get_by_role("heading", name="There is no type called “Foo”")).to_be_visible()


def test_axe_finds_nothing(windows: Windows) -> None:
    for theme in THEMES:
        page = windows.open(theme=theme)
        sign_in(page, then=f"/detail/Shot/{shot_of(page, 'FOX010')}")
        expect(page.get_by_role("listitem").first).to_be_visible()
        assert violations(page) == []
        page.get_by_role("tab", name="Notes").click()
        expect(page.get_by_role("article").first).to_be_visible()
        assert violations(page) == []
