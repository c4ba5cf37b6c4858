"""Editors of fields: every data type is typed by keys alone, refused in a sentence, kept, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.calls import Caller
from tests.browser.conftest import Windows
from tests.browser.steps import ADMINISTRATOR, MANAGER, sign_in
from tests.browser.test_grids import at, grid

_NOTHING = "Nothing found"
_HEBREW = "=1+1 \u05e9\u05dc\u05d5\u05dd"


@dataclass(frozen=True)
class Typed:
    """A field of a task: what means nothing, what is told of that; what is typed instead, shown and kept."""

    field: str
    code: str
    data_type: str
    good: str
    shown: str
    kept: object
    bad: str = ""
    told: str = ""
    valid_values: tuple[str, ...] = ()

    @property
    def is_made(self) -> bool:
        """Whether no task has it by itself."""
        return self.code.startswith("sg_typed")


TYPED = (
    Typed("Typed Said", "sg_typed_said", "text", _HEBREW, _HEBREW, _HEBREW),
    Typed("Typed Takes", "sg_typed_takes", "number", "1,001", "1001", 1001, "3000000000", "up to 2147483647"),
    Typed("Typed Ratio", "sg_typed_ratio", "float", "2,39", "2.39", "2.39", "wide", "not a number"),
    Typed("Typed Share", "sg_typed_share", "percent", "42 %", "42 %", 42, "0.5", "not a whole number"),
    Typed("Typed Costs", "sg_typed_costs", "currency", "$1,250.5", "1,250.5", 1250.5, "much", "not a number"),
    Typed(
        "Typed Reel", "sg_typed_reel", "timecode", "01:00:12:12", "01:00:12:12", 3_612_500, "1:00", "timecode"
    ),
    Typed("Typed Film", "sg_typed_film", "footage", "16-08", "16-08", "16-08", "16", "feet and frames"),
    Typed("Typed Effort", "sg_typed_effort", "duration", "1 d 4 h", "1 d 4 h", 720, "soon", "not a duration"),
    Typed("Typed Is Cut", "sg_typed_is_cut", "checkbox", "", "", True),
    Typed(
        "Typed Seen On",
        "sg_typed_seen_on",
        "date",
        "2026-12-01",
        "1 Dec 2026",
        "2026-12-01",
        "3",
        "not a date",
    ),
    Typed(
        *("Typed Moment", "sg_typed_moment", "date_time", "2026-12-01T14:30", "1 Dec 2026, 14:30"),
        *("2026-12-01T09:00:00Z", "3", "not a time"),
    ),
    Typed(
        *("Typed Size", "sg_typed_size", "list", "wide", "Wide shot", "Wide shot", "zzz", _NOTHING),
        ("Close", "Wide shot"),
    ),
    Typed(
        *(
            "Typed Page",
            "sg_typed_page",
            "url",
            "example.com/ref",
            "example.com/ref",
            "https://example.com/ref",
        ),
        *("javascript:alert(1)", "not a web address"),
    ),
    Typed("Typed Words", "sg_typed_words", "tag_list", "fog, night,, fog", "fog, night", ["fog", "night"]),
    Typed("Status", "sg_status_list", "status_list", "in prog", "In Progress", "ip"),
    Typed("Gantt Bar Color", "color", "color", "#ff8000", "255,128,0", "255,128,0", "mauve", "no colour"),
    Typed("Pipeline Step", "step", "entity", "Lighting", "Lighting", "Lighting", "zzz", _NOTHING),
    Typed(
        *("Assigned To", "task_assignees", "multi_entity", "Noor", "Noor Lindqvist", ["Noor Lindqvist"]),
    ),
)
"""A field of each data type that people edit."""

IN_PLACE = [each for each in TYPED if each.data_type in ("currency", "checkbox", "date_time", "multi_entity")]
"""One of each kind of editor: a line of text, none, the browser's own, a list to choose from."""

_OF_DAYS = ("date", "date_time")
_CHOSEN = ("list", "status_list", "entity", "multi_entity")
_BY_LETTERS = (*_OF_DAYS, *_CHOSEN)
"""What takes up each key by itself."""


def _made(caller: Caller) -> int:
    """A task with a field of each data type; its id."""
    for each in TYPED:
        if each.is_made:
            told: dict[str, object] = {"name": each.field}
            if each.valid_values:
                told["valid_values"] = each.valid_values
            if each.data_type == "checkbox":
                told["default_value"] = False
            properties = [{"property_name": name, "value": value} for name, value in told.items()]
            caller.call(
                "POST", "/schema/Task/fields", {"data_type": each.data_type, "properties": properties}
            )
    project = caller.call("GET", "/entity/projects?filter[name]=The Lamp at Merrow Head")["data"][0]["id"]
    values = {"content": "Editors of all kinds", "project": {"type": "Project", "id": project}}
    return int(caller.call("POST", "/entity/tasks", values)["data"]["id"])


def _kept(caller: Caller, task: int) -> dict[str, object]:
    """The values of the fields as the API has them: of links their names, of files their addresses."""
    row = caller.call("GET", f"/entity/tasks/{task}")["data"]
    held = row["attributes"] | {code: each["data"] for code, each in row["relationships"].items()}
    return {each.code: _plain(held[each.code]) for each in TYPED}


def _plain(value: Any) -> object:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return (value.get("url") or value["name"]) if isinstance(value, dict) else value


def _type(page: Page, editor: Locator, each: Typed, text: str) -> None:
    """Type a text into the editor that is open, in the place of what is there, and confirm it."""
    if each.data_type in _OF_DAYS and len(text) > 1:
        editor.fill(text)
    elif text:
        page.keyboard.press("ControlOrMeta+a")
        (page.keyboard.type if each.data_type in _BY_LETTERS else page.keyboard.insert_text)(text)
    if each.data_type in _CHOSEN and text == each.good:
        expect(page.get_by_role("option").first).to_contain_text(each.shown)
    page.keyboard.press("Enter")
    if each.data_type == "multi_entity" and text == each.good:
        page.keyboard.press("ControlOrMeta+Enter")


def test_every_data_type_is_edited_by_keys_refused_in_words_and_undone(windows: Windows) -> None:
    page = windows.open(timezone_id="Asia/Kolkata")
    sign_in(page, MANAGER, then="/projects")
    caller = Caller.person(page, ADMINISTRATOR)
    task = _made(caller)
    before = _kept(caller, task)
    columns = ",".join(each.code for each in TYPED)
    page.goto(at("/grid/Task", columns=columns, filters=[["id", "is", task]]))
    cells = grid(page).get_by_role("row").nth(1).get_by_role("gridcell")
    expect(cells.filter(has_text=str(task))).to_be_visible()
    # The fields come apart from the rows, all at once.
    expect(grid(page).get_by_role("columnheader").filter(has_text=TYPED[-1].field)).to_be_attached()
    expect(grid(page)).to_be_focused()
    first = cells.count() - len(TYPED)
    editor = grid(page).locator("input, textarea")
    for number, each in enumerate(TYPED):
        here = cells.nth(first + number)
        page.keyboard.press("e")
        if each.bad:
            _type(page, editor, each, each.bad)
            told = page.get_by_role("alert").or_(page.get_by_role("status"))
            expect(told.filter(has_text=each.told).last).to_be_visible()
            if each.data_type == "url":
                # It stays, until somebody gives it up.
                expect(editor).to_have_value(each.bad)
                page.keyboard.press("Escape")
                expect(here).to_have_text("")
                page.keyboard.press("e")
        if each.data_type != "checkbox":
            _type(page, editor, each, each.good)
            expect(here).to_contain_text(each.shown)
        expect(grid(page)).to_be_focused()
        page.keyboard.press("ArrowRight")
    kept = {each.code: each.kept for each in TYPED}
    _saved(page)
    assert _kept(caller, task) == kept
    for _ in TYPED:
        page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("Undone in 1 row.").last).to_be_visible()
    expect(cells.nth(first)).to_have_text("")
    _saved(page)
    assert _kept(caller, task) == before
    # Beside the grid, as on the row's page: whoever edits by keys is where they were.
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary")
    editor = panel.locator("dd input")
    for each in IN_PLACE:
        panel.get_by_role("searchbox", name="Find a field").fill(each.field)
        opener = panel.get_by_role("button", name=f"Edit {each.field}", exact=True)
        opener.press("Enter")
        if each.data_type != "checkbox":
            _type(page, editor, each, each.good)
            expect(panel).to_contain_text(each.shown)
        expect(opener).to_be_focused()
    _saved(page)
    kept = {each.code: each.kept for each in IN_PLACE}
    assert _kept(caller, task) == before | kept
    # A file comes by an upload alone: undoing does not put an address in its place that is good for a while.
    caller.attach("tasks", task, "lamp.txt", b"lamp", field="sg_typed_page")
    page.goto(at("/grid/Task", columns="sg_typed_page", filters=[["id", "is", task]]))
    file = grid(page).get_by_role("link", name="lamp.txt")
    expect(file).to_be_visible()
    page.keyboard.press("Delete")
    expect(file).to_have_count(0)
    _saved(page)
    page.keyboard.press("ControlOrMeta+z")
    trouble = page.get_by_role("alert").filter(has_text="An uploaded file cannot be put there as a value.")
    trouble.get_by_role("button", name="Discard").click()
    assert _kept(caller, task)["sg_typed_page"] is None
    page.goto("/projects")
    caller.call("DELETE", f"/entity/tasks/{task}")


def _saved(page: Page) -> None:
    expect(page.get_by_role("grid").locator("[data-edit]")).to_have_count(0)
