"""A tablet, held upright: everything is done by fingers."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Windows
from tests.browser.steps import MANAGER, becomes, sign_in
from tests.browser.test_grids import at, cell, row
from tests.fixtures.commands import Running


def _box(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found is not None
    return {"x": found["x"] + found["width"] / 2, "y": found["y"] + found["height"] / 2}


def _width(part: Locator) -> float:
    return (part.bounding_box() or {"width": 0.0})["width"]


def _drawn(page: Page, *fingers: tuple[dict[str, float], dict[str, float]]) -> None:
    """Draw fingers from one place to another, and lift them."""
    session = page.context.new_cdp_session(page)

    def at_part(part: float) -> list[dict[str, float]]:
        return [
            {axis: begun[axis] + (ended[axis] - begun[axis]) * part for axis in "xy"} | {"id": number}
            for number, (begun, ended) in enumerate(fingers)
        ]

    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at_part(0)})
    for step in range(1, 11):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at_part(step / 10)})
    # At rest before they are lifted: nothing goes on by itself.
    page.wait_for_timeout(100)
    session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at_part(1)})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _swipe(page: Page, over: Locator, up: int) -> None:
    """Draw what a finger is on, as far as that."""
    middle = _box(over)
    _drawn(page, (middle, {**middle, "y": middle["y"] - up}))


def _spread(page: Page, over: Locator, near: int, far: int) -> None:
    """Two fingers, further apart."""
    middle = _box(over)
    _drawn(
        page,
        *(
            ({**middle, "x": middle["x"] + side * near}, {**middle, "x": middle["x"] + side * far})
            for side in (-1, 1)
        ),
    )


def test_fingers_do_all_that_keys_do(windows: Windows, site: Running) -> None:
    page = windows.open(820, has_touch=True, is_mobile=True)
    sign_in(page, MANAGER, then=f"/notes?row={site.facts['note_id']}")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_be_visible()
    panel.get_by_role("button", name="Close").tap()
    expect(panel).to_have_count(0)
    rows = page.get_by_role("grid").get_by_role("row")
    expect(row(page, "Rim light on the tower")).to_be_in_viewport()
    _swipe(page, page.get_by_role("grid"), -400)
    expect(row(page, "Rim light on the tower")).not_to_be_in_viewport()
    search = page.get_by_role("searchbox")
    search.tap()
    expect(search).to_be_focused()
    page.keyboard.type("weight on")
    note = row(page, "Weight on the stick")
    expect(rows).to_have_count(2)
    # A thread is opened, read and answered.
    note.get_by_text("Weight on the stick").tap()
    expect(panel.get_by_role("heading", name="Weight on the stick")).to_be_visible()
    panel.get_by_role("textbox", name="Reply").tap()
    page.keyboard.type("Said by fingers.")
    panel.get_by_role("button", name="Send reply").tap()
    expect(panel.get_by_text("Said by fingers.")).to_be_visible()
    # Its picture is seen large, and larger.
    panel.get_by_role("button", name=re.compile("annot_version")).tap()
    viewer = page.get_by_role("dialog", name=re.compile("^Viewer"))
    picture = viewer.get_by_role("img")
    # It is seen once its extent is known, and whole.
    expect(picture).to_be_visible()
    width = _width(picture)
    _spread(page, picture, 50, 150)
    assert becomes(page, lambda: _width(picture) > 1.5 * width, True)
    viewer.get_by_role("button", name="Smaller").tap()
    viewer.get_by_role("button", name="Close").tap()
    expect(viewer).to_have_count(0)
    # A cell is edited where the finger comes to it again; a row is opened, ticked and has a menu.
    page.goto(
        at("/grid/Shot", columns="code,sg_cut_in,description", filters=[["code", "starts_with", "ICE"]])
    )
    frames = cell(page, "ICE010", "Cut In")
    frames.tap()
    frames.tap()
    editor = page.get_by_role("grid").get_by_role("textbox", name="Cut In")
    editor.fill("1234")
    cell(page, "ICE010", "Shot Code").tap()
    expect(frames).to_have_text("1234")
    expect(page.locator("[data-edit]")).to_have_count(0)
    page.get_by_role("button", name="Undo").tap()
    expect(frames).not_to_have_text("1234")
    row(page, "ICE010").get_by_role("button", name="Open beside").tap()
    expect(panel.get_by_role("heading", name="ICE010")).to_be_visible()
    panel.get_by_role("button", name="Close").tap()
    row(page, "ICE010").get_by_role("button", name="More for this row").tap()
    expect(page.get_by_role("menuitem", name="Retire")).to_be_visible()
    page.get_by_role("menuitem", name="Copy address").tap()
    row(page, "ICE020").get_by_role("gridcell").first.tap()
    expect(page.get_by_role("toolbar", name="Selection")).to_contain_text("1 selected")
