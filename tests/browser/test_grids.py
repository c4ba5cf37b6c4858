"""Grids of every entity type: filtered, sorted, grouped, summed up, edited, exported, as a person does it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.calls import Caller
from tests.browser.conftest import THEMES, Mishaps, Windows
from tests.browser.steps import ADMINISTRATOR, ARTIST, MANAGER, becomes, sign_in, violations
from tests.fixtures.commands import Running

SHOTS = "/grid/Shot"


def at(path: str, **search: object) -> str:
    """An address of the application: what is no text is written as JSON."""
    said = {name: value if isinstance(value, str) else json.dumps(value) for name, value in search.items()}
    return f"{path}?{'&'.join(f'{name}={quote(value)}' for name, value in said.items())}"


def grid(page: Page) -> Locator:
    return page.get_by_role("grid")


def row(page: Page, name: str) -> Locator:
    return grid(page).get_by_role("row").filter(has_text=name)


def cell(page: Page, name: str, column: str) -> Locator:
    """The cell of a row, by the row's name and the column's."""
    head = grid(page).get_by_role("columnheader").filter(has_text=re.compile(f"^{re.escape(column)}"))
    return row(page, name).locator(f"[aria-colindex='{head.get_attribute('aria-colindex')}']")


def total(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^[\d,]+ rows?"))


def edited(page: Page, name: str, column: str, text: str) -> None:
    cell(page, name, column).dblclick()
    expect(grid(page).locator("input:focus, textarea:focus")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def choose_field(page: Page, name: str) -> None:
    """Choose the field that is set in all selected rows, whose values are then seen."""
    page.get_by_role("combobox", name="Set a field").fill(name)
    with page.expect_response("**/entity/shots/_search") as seen:
        page.keyboard.press("Enter")
    seen.value.finished()


def choose_from_menu(page: Page, name: str) -> None:
    """Choose from the menu that a key has opened, which takes the focus once it is there."""
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.get_by_role("menuitem", name=name, exact=True).press("Enter")


def asked(page: Page, site: Running, path: str, body: object, kind: str = "api3_hash") -> Any:
    """What the API says to whoever has the demo's script."""
    form: dict[str, str | float | bool] = {
        "grant_type": "client_credentials",
        "client_id": site.facts["script_name"],
        "client_secret": site.facts["script_key"],
    }
    token = page.request.post("/api/v1.1/auth/access_token", form=form).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"application/vnd+shotgun.{kind}+json"}
    return page.request.post(f"/api/v1.1{path}", data=json.dumps(body), headers=headers).json()


def value_of(page: Page, site: Running, shot: str, field: str) -> object:
    """A field of a shot as the site has it."""
    body = {"filters": {"logical_operator": "and", "conditions": [["code", "is", shot]]}, "fields": [field]}
    return asked(page, site, "/entity/shots/_search", body)["data"][0]["attributes"][field]


def cut_ins(page: Page, site: Running, shots: list[str]) -> list[object]:
    """The first frames of shots as the site has them."""
    return [value_of(page, site, shot, "sg_cut_in") for shot in shots]


def given(page: Page, site: Running, shot: str, values: dict[str, object]) -> None:
    """Let somebody else give a shot values."""
    caller = Caller.script(page, site.facts["script_name"], site.facts["script_key"])
    filters = {"logical_operator": "and", "conditions": [["code", "is", shot]]}
    [found] = asked(page, site, "/entity/shots/_search", {"filters": filters, "fields": []})["data"]
    caller.call("PUT", f"/entity/shots/{found['id']}", values)


def test_an_edit_is_there_at_once_saved_and_undone(page: Page, site: Running) -> None:
    sign_in(page, then=SHOTS)
    before = value_of(page, site, "HRB010", "description")
    edited(page, "HRB010", "Description", "Fog, and a lamp that will not light.")
    expect(cell(page, "HRB010", "Description")).to_contain_text("a lamp that will not light")
    expect(cell(page, "HRB010", "Description")).not_to_have_attribute("data-edit", re.compile("."))
    assert value_of(page, site, "HRB010", "description") == "Fog, and a lamp that will not light."
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("Undone in 1 row.")).to_be_visible()
    expect(cell(page, "HRB010", "Description")).not_to_contain_text("will not light")
    assert becomes(page, lambda: value_of(page, site, "HRB010", "description"), before)
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(cell(page, "HRB010", "Description")).to_contain_text("will not light")
    page.keyboard.press("ControlOrMeta+z")
    expect(cell(page, "HRB010", "Description")).not_to_contain_text("will not light")
    assert becomes(page, lambda: value_of(page, site, "HRB010", "description"), before)


def test_many_rows_are_changed_at_once_and_come_back(page: Page, site: Running) -> None:
    sign_in(page, then=at(SHOTS, filters=[["code", "starts_with", "FOX"]]))
    shots = ["FOX010", "FOX020", "FOX030"]
    for shot in shots:
        row(page, shot).get_by_role("gridcell").first.click()
    expect(page.get_by_role("toolbar", name="Selection")).to_contain_text("3 selected")
    page.get_by_role("button", name="Set a field").click()
    choose_field(page, "Cut In")
    first_frame = page.get_by_role("textbox", name="Cut In")
    first_frame.fill("2001")
    # Somebody else is first with one of them, while the value is typed.
    given(page, site, "FOX020", {"sg_cut_in": 1500})
    page.keyboard.press("Enter")
    for shot in ("FOX010", "FOX030"):
        expect(cell(page, shot, "Cut In")).to_have_text("2001")
    trouble = page.get_by_role("alert").filter(has_text="somebody else changed it")
    expect(trouble).to_contain_text("1500")
    assert becomes(page, lambda: cut_ins(page, site, shots), [2001, 1500, 2001])
    trouble.get_by_role("button", name="Take theirs").click()
    expect(grid(page).locator("[data-edit]")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("Undone in 2 rows.")).to_be_visible()
    assert cut_ins(page, site, shots) == [1009, 1500, 1009]
    given(page, site, "FOX020", {"sg_cut_in": 1009})
    # Lists of links are compared alike.
    caller = Caller.script(page, site.facts["script_name"], site.facts["script_key"])
    fog, dusk = (
        caller.call("POST", "/entity/tags", {"name": name})["data"]["id"] for name in ("fog", "dusk")
    )
    page.get_by_role("button", name="Set a field").click()
    choose_field(page, "Tags")
    page.get_by_role("combobox", name="Tags").fill("fog")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="fog")).to_have_attribute("aria-selected", "true")
    given(page, site, "FOX020", {"tags": [{"type": "Tag", "id": each} for each in (dusk, fog)]})
    page.keyboard.press("ControlOrMeta+Enter")
    for shot in ("FOX010", "FOX030"):
        expect(cell(page, shot, "Tags")).to_have_text("fog")
    expect(trouble).to_contain_text("dusk")
    trouble.get_by_role("button", name="Take theirs").click()
    expect(cell(page, "FOX020", "Tags")).to_contain_text("dusk")


def test_of_many_rows_one_that_is_refused_keeps_no_other_from_being_saved(
    page: Page, site: Running, mishaps: Mishaps
) -> None:
    mishaps.expect("404 .*/entity/_batch")
    sign_in(page, then=at(SHOTS, filters=[["code", "starts_with", "FOX"]]))
    shots = ["FOX010", "FOX020", "FOX030"]
    for shot in shots:
        row(page, shot).get_by_role("gridcell").first.click()
    refused = row(page, "FOX020").get_attribute("data-id")
    error = {"id": "1", "status": 404, "code": 104, "title": "Not here.", "source": {}, "detail": None}

    def refuse(route: Route) -> None:
        if f'"record_id":{refused},' in (route.request.post_data or ""):
            route.fulfill(status=404, json={"errors": [error]})
        else:
            route.continue_()

    page.route("**/entity/_batch", refuse)
    page.get_by_role("button", name="Set a field").click()
    choose_field(page, "Cut In")
    page.get_by_role("textbox", name="Cut In").fill("2002")
    page.keyboard.press("Enter")
    trouble = page.get_by_role("alert").filter(has_text=f"Cut In · {refused}")
    expect(trouble).to_contain_text("not here any more")
    for shot in ("FOX010", "FOX030"):
        expect(cell(page, shot, "Cut In")).to_have_text("2002")
    assert becomes(page, lambda: cut_ins(page, site, shots), [2002, 1009, 2002])
    trouble.get_by_role("button", name="Discard").click()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("Undone in 2 rows.")).to_be_visible()


def test_a_filter_is_built_of_fields_relations_and_values(page: Page) -> None:
    sign_in(page, then=SHOTS)
    expect(total(page)).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("ice")
    expect(page).to_have_url(re.compile("cached_display_name"))
    expect(row(page, "ICE010")).to_be_visible()
    expect(row(page, "HRB010")).to_have_count(0)
    page.get_by_role("button", name="Condition", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Field").fill("status")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.get_by_role("combobox", name="Value").fill("in progress")
    expect(page.get_by_role("listbox", name="Value").get_by_role("option").first).to_have_text("In Progress")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Apply").focus()
    page.keyboard.press("Space")
    pill = page.get_by_role("button", name="Edit the condition: Status is one of In Progress")
    expect(pill).to_be_visible()
    expect(row(page, "ICE020")).to_be_visible()
    page.reload()
    expect(pill).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("ice")
    pill.focus()
    page.keyboard.press("Delete")
    expect(pill).to_have_count(0)


FILTERS: tuple[tuple[object, str | re.Pattern[str]], ...] = (
    ([["sg_cut_in", "greater_than", 1]], "Cut In is more than 1"),
    ([["sg_cut_in", "between", [1, 5000]]], "Cut In is between 1 \u2013 5000"),
    ([["description", "is_not", None]], "Description is not empty"),
    ([["created_at", "in_last", [20, "YEAR"]]], "Date Created is in the last 20 years"),
    (
        [["created_at", "greater_than", "2001-01-01T00:00:00Z"]],
        re.compile("Date Created is after .*2001"),
    ),
    ([["sg_sequence", "name_contains", "o"]], "Sequence name contains o"),
    (
        [["sg_sequence.Sequence.code", "in", ["FOX", "HRB"]]],
        "Sequence \u203a Sequence Name is one of FOX or HRB",
    ),
    ([["assets", "type_is", "Asset"]], "Assets type is Asset"),
    ([["image", "is_not", None]], "Thumbnail is not empty"),
    ({"or": [["code", "is", "HRB010"], ["code", "starts_with", "FOX"]]}, "Shot Code is HRB010"),
)
"""Filters as the address holds them, and how a pill says them."""


def test_every_filter_of_the_address_is_said_and_asked(page: Page, mishaps: Mishaps) -> None:
    sign_in(page, then="/projects")
    for conditions, sentence in FILTERS:
        page.goto(at(SHOTS, filters=conditions))
        name = sentence if isinstance(sentence, re.Pattern) else f"Edit the condition: {sentence}"
        expect(page.get_by_role("button", name=name, exact=True).first).to_be_visible()
        expect(grid(page).get_by_role("row").nth(1)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
    page.goto(at(SHOTS, filters=[["code"]]))
    expect(page.get_by_role("alert")).to_contain_text("something in it that is no filter")
    expect(grid(page).get_by_role("row").nth(1)).to_be_visible()
    mishaps.expect("400 .*/entity/shots/")
    page.goto(at(SHOTS, filters=[["sg_nope", "is", 1], ["sg_cut_in", "is", "x"]]))
    told = page.get_by_role("search").get_by_role("alert")
    expect(told).to_contain_text("There is no field “sg_nope”.")
    expect(told).to_contain_text("The value does not fit “Cut In”.")


def test_rows_are_sorted_grouped_and_summed_up(page: Page, site: Running) -> None:
    sign_in(page, then=SHOTS)
    head = grid(page).get_by_role("columnheader").filter(has_text="Shot Code")
    head.get_by_role("button", name="Shot Code").first.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button", name="Shot Code").first.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("sort=-code"))
    page.get_by_role("button", name="Column Sequence").click(force=True)
    page.get_by_role("menuitem", name="Group", exact=True).click()
    fox = grid(page).get_by_role("gridcell", expanded=True).filter(has_text="FOX")
    expect(fox).to_contain_text("7")
    fox.click()
    expect(row(page, "FOX010")).to_have_count(0)
    expect(row(page, "HRB070")).to_be_visible()
    page.get_by_role("button", name="Summary of Status").click(force=True)
    page.get_by_role("menuitem", name="By value").click()
    expect(
        page.get_by_role("button", name=re.compile("Summary of Status: By value .*Final \\d+"))
    ).to_be_visible()
    page.get_by_role("button", name="Summary of Cut In").click(force=True)
    page.get_by_role("menuitem", name="Sum", exact=True).click()
    summary = page.get_by_role("button", name=f"Summary of Cut In: Sum {summed_up(page, site)}")
    expect(summary).to_be_visible()


def summed_up(page: Page, site: Running, **more: object) -> object:
    """The sum of the shots' first frames, as the site has it."""
    everything = {"logical_operator": "and", "conditions": []}
    body = {"filters": everything, "summary_fields": [{"field": "sg_cut_in", "type": "sum"}], **more}
    return asked(page, site, "/entity/shots/_summarize", body)["data"]["summaries"]["sg_cut_in"]


def test_groups_stand_in_groups_with_what_their_columns_come_to(page: Page, site: Running) -> None:
    levels = "entity.Shot.sg_sequence,entity,sg_status_list"
    sign_in(page, then=at("/grid/Task", group=levels, summaries="sg_status_list:each,duration:sum"))
    head = grid(page).get_by_role("row").filter(has=page.get_by_role("gridcell", expanded=True))
    by_sequence, by_shot = grid(page).locator("[data-level='1']"), grid(page).locator("[data-level='2']")
    expect(by_sequence.first).to_contain_text("FOX")
    expect(by_sequence.first).to_contain_text(re.compile("Final \\d+"))
    expect(by_shot.first).to_contain_text("FOX010")
    expect(head.nth(2)).to_contain_text("Status")
    grid(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(by_shot.first.get_by_role("gridcell").first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(by_shot).to_have_count(0)
    expect(by_sequence.nth(1)).to_contain_text("HRB")
    page.keyboard.press("ArrowRight")
    expect(by_shot.first).to_contain_text("FOX010")
    page.get_by_role("button", name="Grouped by").click()
    page.get_by_role("button", name="Do not group by Sequence").click()
    expect(page).to_have_url(re.compile("group=entity%2Csg_status_list"))
    body = {
        "filters": {"logical_operator": "and", "conditions": []},
        "summary_fields": [{"field": "id", "type": "record_count"}],
        "grouping": [{"field": name, "type": "exact", "direction": "asc"} for name in ("entity",)],
    }
    shots = asked(page, site, "/entity/tasks/_summarize", body)["data"]["groups"]
    page.keyboard.press("Escape")
    expect(by_sequence.first).to_contain_text(str(shots[0]["summaries"]["id"]))


def test_all_rows_go_into_a_file(page: Page, tmp_path: Path) -> None:
    sign_in(page, then=at(SHOTS, columns="code,sg_sequence,sg_status_list", sort="code"))
    expect(total(page)).to_be_visible()
    page.get_by_role("button", name="Rows", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export all rows to CSV").click()
    download.value.save_as(tmp_path / "shots.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "shots.csv").read_text("utf-8-sig"))))
    shown = (total(page).text_content() or "").split()[0]
    assert len(rows) == int(shown)
    assert {"Shot Code": "HRB010", "Sequence": "HRB", "Status": "Final"}.items() <= next(
        each for each in rows if each["Shot Code"] == "HRB010"
    ).items()


def test_blocks_are_pasted_and_refused_cell_by_cell(page: Page, site: Running) -> None:
    columns = "code,sg_cut_in,sg_cut_out,updated_at,sg_sequence.Sequence.description"
    sign_in(page, then=at(SHOTS, columns=columns, sort="code", filters=[["code", "starts_with", "HRB"]]))
    shots = [f"HRB0{number}0" for number in (4, 5, 6)]
    before = [value_of(page, site, shot, "sg_cut_out") for shot in shots]
    cell(page, "HRB040", "Cut In").click()
    cell(page, "HRB050", "Date Updated").click(modifiers=["Shift"])
    page.keyboard.press("ControlOrMeta+c")
    cell(page, "HRB050", "Cut In").click()
    page.keyboard.press("ControlOrMeta+v")
    expect(page.get_by_text("2 cells were not pasted")).to_contain_text("“Date Updated” is not edited here")
    expect(cell(page, "HRB060", "Cut Out")).to_have_text(str(before[1]))
    expect(grid(page).locator("[data-edit]")).to_have_count(0)
    pasted = [before[0], *before[:2]]
    assert becomes(page, lambda: [value_of(page, site, shot, "sg_cut_out") for shot in shots], pasted)
    page.keyboard.press("ControlOrMeta+z")
    expect(cell(page, "HRB060", "Cut Out")).to_have_text(str(before[2]))
    assert becomes(page, lambda: [value_of(page, site, shot, "sg_cut_out") for shot in shots], before)
    cell(page, "HRB060", "Sequence \u203a Description").dblclick()
    expect(page.get_by_text("“Sequence \u203a Description” is not edited here")).to_be_visible()


def test_the_panel_follows_the_keys_with_all_that_belongs_to_a_row(page: Page) -> None:
    sign_in(page, then=SHOTS)
    cell(page, "HRB010", "Shot Code").click()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="HRB010")).to_be_visible()
    expect(panel.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    expect(panel.get_by_role("button", name="Show the picture large")).to_be_visible()
    panel.get_by_role("searchbox", name="Find a field").fill("cut out")
    expect(panel.get_by_role("term").first).to_have_text("Cut Out")
    expect(panel.get_by_role("term").filter(has_text="Description")).to_have_count(0)
    panel.get_by_role("tab", name="Tasks").click()
    expect(panel.get_by_text("Compositing").first).to_be_visible()
    panel.get_by_role("separator", name="Width of the panel").focus()
    page.keyboard.press("ArrowLeft")
    grid(page).first.focus()
    page.keyboard.press("j")
    expect(panel.get_by_role("heading", name="HRB020")).to_be_visible()
    expect(panel.get_by_role("tab", name="Tasks")).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(panel.get_by_role("tab", name="Tasks")).to_have_attribute("aria-selected", "true")
    width = panel.get_by_role("separator", name="Width of the panel")
    expect(width).to_have_attribute("aria-valuenow", "444")
    grid(page).first.focus()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_a_view_is_kept_under_a_name_and_found_by_others(windows: Windows, mishaps: Mishaps) -> None:
    one, other = windows.open(), windows.open()
    seen = at(SHOTS, filters=[["code", "starts_with", "FOX"]], group="sg_sequence", columns="code,sg_cut_in")
    sign_in(one, MANAGER, then=seen)
    one.get_by_role("button", name="View", exact=True).click()
    one.get_by_role("menuitem", name="Keep this view").click()
    one.get_by_role("textbox", name="Name of the view").fill("Fox by sequence")
    one.keyboard.press("Enter")
    expect(one.get_by_role("button", name="View: Fox by sequence")).to_be_visible()
    expect(one).to_have_url(re.compile(r"view=\d+"))
    kept = one.url.partition("view=")[2].partition("&")[0]
    # An artist may not change the layout that the site makes with a page, and puts another before it.
    mishaps.expect("400 .*/page_settings/")
    sign_in(other, ARTIST, then=SHOTS)
    other.get_by_role("button", name="View", exact=True).click()
    other.get_by_role("menuitem", name="Fox by sequence").click()
    expect(other.get_by_role("button", name="Edit the condition: Shot Code starts with FOX")).to_be_visible()
    expect(other.get_by_role("button", name="Grouped by Sequence")).to_be_visible()
    expect(grid(other).get_by_role("columnheader").filter(has_text="Description")).to_have_count(0)
    other.get_by_role("button", name="Remove the condition: Shot Code").click()
    other.get_by_role("button", name="View: Fox by sequence").click()
    other.get_by_role("menuitem", name="Keep this view").click()
    other.get_by_role("textbox", name="Name of the view").fill("All by sequence")
    other.keyboard.press("Enter")
    expect(other.get_by_role("button", name="View: All by sequence")).to_be_visible()
    expect(other).to_have_url(re.compile(rf"view=(?!{kept}\b)\d+"))
    address = other.url.partition("view=")[2].partition("&")[0]
    one.goto(f"{SHOTS}?view={address}")
    expect(one.get_by_role("button", name="Grouped by Sequence")).to_be_visible()
    expect(one.get_by_role("button", name=re.compile("Edit the condition"))).to_have_count(0)


def test_keys_go_on_from_the_row_that_the_address_has_open(page: Page) -> None:
    sign_in(page, then=SHOTS)
    page.get_by_role("row").filter(has_text="HRB010").first.wait_for()
    expect(grid(page)).to_be_focused()
    page.keyboard.press("End")
    for _ in range(20):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary")
    open_row = panel.get_by_role("heading").first
    expect(open_row).to_have_text(re.compile(r"^[A-Z]{3}\d{3}$"))
    name = open_row.inner_text()
    assert name != "HRB010"
    page.reload()
    expect(open_row).to_have_text(name)
    expect(row(page, name).first).to_be_in_viewport()
    expect(row(page, name).first.locator("[data-cursor]")).to_be_attached()
    page.keyboard.press("k")
    expect(open_row).not_to_have_text(name)
    page.keyboard.press("j")
    expect(open_row).to_have_text(name)


def test_two_browsers_edit_one_row_and_both_end_up_true(windows: Windows, site: Running) -> None:
    one, other = windows.open(), windows.open()
    lamp = at(SHOTS, filters=[["code", "starts_with", "LMP"]])
    sign_in(one, MANAGER, then=lamp)
    sign_in(other, ADMINISTRATOR, then=lamp)
    for each in (one, other):
        expect(row(each, "LMP010")).to_be_visible()
        expect(each.get_by_role("status", name="Changes appear as they happen")).to_be_visible()
    edited(one, "LMP010", "Description", "From the one.")
    expect(cell(other, "LMP010", "Description")).to_have_text("From the one.")
    # The other begins to type before the one changes the cell again.
    cell(other, "LMP010", "Description").dblclick()
    expect(grid(other).locator("input:focus, textarea:focus")).to_be_visible()
    other.keyboard.press("ControlOrMeta+a")
    other.keyboard.type("From the other.")
    edited(one, "LMP010", "Description", "From the one, again.")
    expect(cell(one, "LMP010", "Description")).to_have_text("From the one, again.")
    expect(cell(one, "LMP010", "Description")).not_to_have_attribute("data-edit", re.compile("."))
    other.keyboard.press("Enter")
    trouble = other.get_by_role("alert").filter(has_text="somebody else changed it")
    expect(trouble).to_contain_text("From the one, again.")
    assert value_of(one, site, "LMP010", "description") == "From the one, again."
    trouble.get_by_role("button", name="Keep mine").click()
    for each in (one, other):
        expect(cell(each, "LMP010", "Description")).to_have_text("From the other.")
    assert becomes(one, lambda: value_of(one, site, "LMP010", "description"), "From the other.")


def test_what_could_not_be_saved_is_kept_over_a_reload(page: Page, site: Running, mishaps: Mishaps) -> None:
    sign_in(page, then=at(SHOTS, filters=[["code", "starts_with", "LMP"]]))
    before = value_of(page, site, "LMP020", "description")
    page.route(
        "**/api/v1.1/entity/shots/*",
        lambda route: (
            route.fulfill(
                status=400,
                json={
                    "errors": [
                        {
                            "status": 400,
                            "code": 104,
                            "title": "The fog forbids it.",
                            "source": None,
                            "detail": None,
                        }
                    ]
                },
            )
            if route.request.method == "PUT"
            else route.continue_()
        ),
    )
    mishaps.expect("400 .*/entity/shots/")
    edited(page, "LMP020", "Description", "Typed in the fog.")
    trouble = page.get_by_role("alert").filter(has_text="is not saved")
    expect(trouble).to_contain_text("The fog forbids it.")
    expect(cell(page, "LMP020", "Description")).to_have_text("Typed in the fog.")
    page.reload()
    expect(cell(page, "LMP020", "Description")).to_have_text("Typed in the fog.")
    page.unroute("**/api/v1.1/entity/shots/*")
    assert value_of(page, site, "LMP020", "description") == before
    page.get_by_role("button", name="Try again").click()
    expect(cell(page, "LMP020", "Description")).not_to_have_attribute("data-edit", re.compile("."))
    assert value_of(page, site, "LMP020", "description") == "Typed in the fog."


def test_a_row_is_retired_and_comes_back(page: Page, site: Running, mishaps: Mishaps) -> None:
    mishaps.expect("404 .*/entity/shots/")
    sign_in(page, then=at(SHOTS, filters=[["code", "starts_with", "LMP"]]))
    row(page, "LMP050").get_by_role("gridcell").first.click()
    page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Retire").click()
    expect(row(page, "LMP050")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    expect(row(page, "LMP050")).to_be_visible()
    # Those that are retired are another view, with an address.
    row(page, "LMP050").hover()
    row(page, "LMP050").get_by_role("button", name="More for this row").click()
    page.get_by_role("menuitem", name="Retire").click()
    expect(row(page, "LMP050")).to_have_count(0)
    page.get_by_role("button", name="Rows", exact=True).click()
    page.get_by_role("menuitem", name="Retired rows").click()
    expect(page).to_have_url(re.compile("retired=true"))
    expect(page.get_by_text("1 row", exact=True)).to_be_visible()
    retired = row(page, "LMP050")
    expect(retired.get_by_text("Retired")).to_be_attached()
    cell(page, "LMP050", "Description").dblclick()
    expect(page.get_by_text("Retired rows are not edited.")).to_be_visible()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("alert")).to_contain_text("This Shot is retired")
    page.reload()
    panel.get_by_role("button", name="Revive").click()
    expect(panel.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("Nothing meets this filter")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(retired).to_be_visible()
    retired.get_by_role("gridcell").first.click()
    page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Revive").click()
    expect(retired).to_have_count(0)
    page.get_by_role("button", name="Back to the others").click()
    expect(row(page, "LMP050")).to_be_visible()
    assert value_of(page, site, "LMP050", "code") == "LMP050"


def test_columns_are_explained_moved_and_kept_in_the_address(page: Page) -> None:
    sign_in(page, then=at(SHOTS, columns="code,sg_status_list,description"))
    heads = grid(page).get_by_role("columnheader")
    status = heads.filter(has_text="Status").get_by_role("button", name="Status").first
    status.hover()
    expect(page.get_by_text("sg_status_list · status_list")).to_be_visible()
    status.focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page).to_have_url(re.compile(r"columns=sg_status_list%2Ccode"))
    page.get_by_role("separator", name="Width of Description").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"description%3A216"))


def test_the_grid_is_one_stop_of_tab_and_arrows_lead_everywhere_in_it(page: Page) -> None:
    sign_in(
        page, then=at(SHOTS, columns="code,sg_cut_in,description", filters=[["code", "starts_with", "HRB"]])
    )
    expect(row(page, "HRB010")).to_be_visible()
    expect(grid(page)).to_be_focused()
    inside = "node => node.closest('[role=grid]') !== null || node.closest('[class*=footer]') !== null"
    page.keyboard.press("Tab")
    assert not page.evaluate_handle("document.activeElement").evaluate(inside)
    page.keyboard.press("Shift+Tab")
    expect(grid(page)).to_be_focused()
    # Up to the heads, which explain themselves, sort, and are drawn wider by their menu.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    head = grid(page).get_by_role("columnheader").filter(has_text="Cut In")
    name = head.locator("[data-stop]")
    expect(name).to_be_focused()
    expect(page.get_by_text("sg_cut_in · number")).to_be_visible()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(name).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    choose_from_menu(page, "Wider")
    expect(page).to_have_url(re.compile(r"sg_cut_in%3A126"))
    page.keyboard.press("Escape")
    expect(name).to_be_focused()
    page.keyboard.press("Home")
    expect(grid(page).get_by_role("button", name="Select all rows")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(grid(page)).to_be_focused()
    expect(grid(page).get_by_role("row").nth(1).locator("[data-cursor]")).to_have_attribute(
        "aria-colindex", "6"
    )
    # Down below the last row, to what the columns come to.
    page.keyboard.press("ControlOrMeta+ArrowDown")
    page.keyboard.press("ArrowDown")
    summary = page.get_by_role("button", name="Summary of Description")
    expect(summary).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    choose_from_menu(page, "Most")
    expect(page.get_by_role("button", name=re.compile("Summary of Cut In: Most"))).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(grid(page)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("leads from the first row to the heads")


def test_axe_finds_nothing(windows: Windows) -> None:
    for theme in THEMES:
        page = windows.open(theme=theme)
        sign_in(page, then=at(SHOTS, filters=[["code", "is", "FOX010"]], group="sg_sequence"))
        expect(row(page, "FOX010")).to_be_visible()
        cell(page, "FOX010", "Shot Code").click()
        page.keyboard.press("Enter")
        expect(page.get_by_role("complementary").get_by_role("heading", name="FOX010")).to_be_visible()
        assert violations(page) == []
        # What opens above the page is no part of its regions.
        page.get_by_role("button", name="Columns").click()
        page.get_by_role("button", name="Add a column").click()
        expect(page.get_by_role("option").first).to_be_visible()
        assert violations(page, "region") == []
    page.goto(at(SHOTS, filters=[["code", "is", "Nothing"]]))
    expect(page.get_by_role("button", name="Drop the last condition")).to_be_visible()
    assert violations(page) == []


def test_every_type_of_the_site_has_a_grid(page: Page, site: Running) -> None:
    sign_in(page, then="/grid/Version")
    for type_name in ("Task", "Version", "PublishedFile", "Note"):
        page.goto(f"/grid/{type_name}")
        expect(total(page)).to_be_visible()
        expect(grid(page).get_by_role("row").nth(1)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
