"""Files of notes: looked at whatever they are, sent through a network that is cut, refused in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps
from tests.browser.steps import ADMINISTRATOR, becomes, sign_in
from tests.fixtures.commands import Running
from tests.media.charts import write
from tests.media.movies import movie
from tests.media.pictures import png

_NAME = "<img src=x onerror=alert(1)>.txt"


def made_note(caller: Caller, site: Running, subject: str, **values: object) -> int:
    """A note beside that of the demo."""
    known = caller.call("GET", f"/entity/notes/{site.facts['note_id']}?fields=project")
    project = known["data"]["relationships"]["project"]["data"]
    values |= {"project": project, "subject": subject}
    return int(caller.call("POST", "/entity/notes", values)["data"]["id"])


def reply_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply")


def choose(page: Page, *files: Path) -> None:
    page.get_by_role("complementary").locator("input[type=file]").set_input_files(files)


def test_every_file_is_looked_at_or_told_of(
    page: Page, site: Running, mishaps: Mishaps, tmp_path: Path
) -> None:
    sign_in(page, ADMINISTRATOR, then="/projects")
    caller = Caller.person(page, ADMINISTRATOR)
    note = made_note(caller, site, "Files of all kinds")
    files = {
        "turn.mov": movie(tmp_path / "turn.mov", frames=24).read_bytes(),
        "plate.exr": write(tmp_path / "plate.exr", np.full((16, 32, 3), 0.4, np.float32)).read_bytes(),
        "broken.png": b"\x89PNG\r\n\x1a\n" + b"rubbish" * 9,
        "huge.png": png(20_000, 20_000),
        _NAME: b"words",
    }
    for name, content in files.items():
        caller.attach("notes", note, name, content)
    page.goto(f"/notes?row={note}")
    panel = page.get_by_role("complementary")
    # What is no picture is a link; its name is words, whatever it looks like.
    expect(panel.get_by_role("link", name=_NAME)).to_be_visible()
    playing = panel.get_by_role("button", name="Play turn.mov")
    # Its picture comes by itself.
    expect(playing.locator("img")).to_be_visible()
    playing.click()
    viewer = page.get_by_role("dialog")
    film = viewer.locator("video")
    expect(film).to_have_js_property("paused", False)
    expect(film).to_have_attribute("poster", re.compile(r"_t\.jpg"))
    page.keyboard.press(" ")
    expect(film).to_have_js_property("paused", True)
    film.evaluate("film => { film.currentTime = 0 }")
    page.keyboard.press(".")
    page.keyboard.press(".")
    assert becomes(page, lambda: round(film.evaluate("film => film.currentTime") * 24, 1), 2)
    page.keyboard.press("j")
    expect(viewer.get_by_role("img", name="plate.exr")).to_be_visible()
    expect(viewer).to_contain_text("Browsers do not show this kind of file")
    with page.expect_download() as download:
        page.keyboard.press("d")
    assert download.value.path().read_bytes() == files["plate.exr"]
    page.keyboard.press("j")
    expect(viewer).to_contain_text("This file cannot be read")
    page.keyboard.press("j")
    expect(viewer).to_contain_text("more pixels than a browser can show")
    expect(viewer).to_contain_text("20000 \u00d7 20000")
    page.keyboard.press("Escape")
    # Nor does the page unpack it elsewhere.
    assert page.evaluate("Math.max(...[...document.images].map(each => each.naturalWidth))") < 2_000


def test_files_go_through_a_cut_network_and_what_is_refused_is_told(
    page: Page, site: Running, mishaps: Mishaps, tmp_path: Path
) -> None:
    mishaps.expect(r"failed .*/(storage|upload)|413 |403 ")
    sign_in(page, ADMINISTRATOR, then="/projects")
    note = made_note(Caller.person(page, ADMINISTRATOR), site, "Large files")
    page.goto(f"/notes?row={note}")
    expect(page.get_by_role("heading", name="Large files")).to_be_visible()
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(33 * 1024 * 1024))
    (tmp_path / "nothing.png").touch()
    choose(page, tmp_path / "nothing.png", large)
    expect(page.get_by_role("alert")).to_contain_text("nothing.png is empty, and was left out.")
    expect(page.get_by_role("button", name="Remove large.bin")).to_be_visible()
    held: list[Route] = []
    page.route(re.compile("partNumber=2"), lambda route: held.append(route))
    reply_box(page).fill("It is large.")
    reply_box(page).press("Control+Enter")
    expect(page.get_by_role("progressbar", name=re.compile("^large.bin"))).to_be_visible()
    for _ in range(2):
        assert becomes(page, lambda: len(held), 1)
        held.pop().abort("connectionreset")
    assert becomes(page, lambda: len(held), 1)
    held.pop().continue_()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("link", name="large.bin")).to_be_visible()
    expect(panel.get_by_text("It is large.")).to_be_visible()
    expect(reply_box(page)).to_have_value("")
    page.unroute_all()
    # Given up while it goes: everything stays, and nothing is there.
    page.route(re.compile(r"_upload"), lambda route: None)
    (tmp_path / "late.bin").write_bytes(b"late")
    choose(page, tmp_path / "late.bin")
    expect(page.get_by_role("button", name="Remove late.bin")).to_be_visible()
    reply_box(page).press("Control+Enter")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Remove late.bin")).to_be_visible()
    page.unroute_all()
    page.route(re.compile(r"_upload"), lambda route: route.fulfill(status=413, json=_refused(413)))
    reply_box(page).press("Control+Enter")
    expect(panel).to_contain_text("late.bin was not taken.")
    expect(panel.get_by_role("alert")).to_contain_text("too large")


def _refused(status: int) -> dict[str, Any]:
    error = {"id": "1", "status": status, "code": 103, "title": "Refused"}
    return {"errors": [error | dict.fromkeys(("source", "detail", "meta"))]}
