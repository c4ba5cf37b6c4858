"""What comes between: a server that is started anew, a page that is left, a machine that was asleep."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps
from tests.browser.steps import ADMINISTRATOR, MANAGER, becomes, kept_files, sign_in
from tests.fixtures.commands import Running, running
from tests.fixtures.ports import kept_port

_LARGEST = 40 * 1024 * 1024
"""What the site takes: two parts."""


@dataclass
class Served:
    """A demo site that can be stopped, and started again where it was."""

    folder: Path
    port: int
    running: Running | None = None
    _ending: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        """Its address, whether it answers or not."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def facts(self) -> dict[str, Any]:
        """What it said when it was started."""
        assert self.running is not None
        return self.running.facts

    def start(self) -> None:
        """Serve it, on the same port each time."""
        self.running = self._ending.enter_context(running("demo", self.folder, port=self.port))

    def stop(self) -> None:
        """End the server as its operator does."""
        assert self.running is not None
        assert self.running.interrupt() == 0
        self._ending.close()


@pytest.fixture(scope="module")
def site(
    built_application: Path, drawn_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A site that takes files of 40 MB."""
    folder = Path(shutil.copytree(drawn_demo, tmp_path_factory.mktemp("restarted") / "demo-site"))
    settings = folder / "slatehouse.toml"
    said = settings.read_text()
    settings.write_text(re.sub(r"#max_upload_bytes = \d+", f"max_upload_bytes = {_LARGEST}", said))
    with kept_port() as port:
        served = Served(folder, port)
        served.start()
        yield served
        served.stop()


def thread(page: Page) -> Locator:
    return page.get_by_role("complementary")


def subject(page: Page, note: int) -> Locator:
    head = page.get_by_role("columnheader").filter(has_text=re.compile("^Subject"))
    place = head.get_attribute("aria-colindex")
    return page.locator(f"[role=row][data-id='{note}'] [aria-colindex='{place}']")


def edit(page: Page, note: int, text: str) -> None:
    subject(page, note).dblclick()
    expect(page.get_by_role("grid").locator("input:focus, textarea:focus")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
    # Not Enter, which leads to the next note.
    page.keyboard.press("Tab")


def test_a_server_is_started_anew_below_an_open_page(page: Page, site: Served, mishaps: Mishaps) -> None:
    mishaps.expect("ERR_|50[0-9] |unreachable")
    sign_in(page, MANAGER, then="/projects")
    note = int(site.facts["note_id"])
    page.goto(f"/notes?row={note}")
    live = page.get_by_role("status", name="Changes appear as they happen")
    expect(live).to_be_visible()
    expect(subject(page, note)).to_be_visible()
    site.stop()
    expect(page.get_by_role("status", name="Changes appear as they happen")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("lamp")
    expect(page.get_by_text("No connection to the site.")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    edit(page, note, "Typed while nobody answered")
    thread(page).get_by_role("textbox", name="Reply").fill("Said while nobody answered.")
    page.keyboard.press("Control+Enter")
    expect(subject(page, note)).to_have_text("Typed while nobody answered")
    site.start()
    said = thread(page).get_by_role("listitem").filter(has_text="Said while nobody answered.")
    expect(said).to_have_count(1)
    expect(thread(page).get_by_role("heading", name="Typed while nobody answered")).to_be_visible()
    expect(page.get_by_text("No connection to the site.")).to_have_count(0)
    expect(page.locator("[data-edit]")).to_have_count(0)
    # Each was sent once, and what others do goes on to be told.
    expect(live).to_be_visible()
    other = Caller.person(page, ADMINISTRATOR)
    told = other.call("GET", "/entity/replies?filter[content]=Said while nobody answered.")["data"]
    assert len(told) == 1
    other.call("PUT", f"/entity/notes/{note}", {"subject": "Written after the start"})
    expect(subject(page, note)).to_have_text("Written after the start")


def test_a_page_is_left_in_the_middle_of_an_upload_and_of_an_edit(
    page: Page, site: Served, mishaps: Mishaps, tmp_path: Path
) -> None:
    mishaps.expect("ERR_|unreachable")
    sign_in(page, MANAGER, then="/projects")
    note = int(site.facts["note_id"])
    page.goto(f"/notes?row={note}")
    chooser = thread(page).locator("input[type=file]")
    with (tmp_path / "huge.bin").open("wb") as huge:
        huge.truncate(_LARGEST + 1)
    (tmp_path / "large.bin").write_bytes(bytes(33 * 1024 * 1024))
    # What is too large is told of at once, and not sent.
    chooser.set_input_files([tmp_path / "huge.bin", tmp_path / "large.bin"])
    expect(thread(page).get_by_role("alert")).to_have_text(
        "huge.bin has 42 MB. No more than 42 MB can be attached."
    )
    expect(thread(page).get_by_role("button", name="Remove large.bin")).to_be_visible()
    assert becomes(page, lambda: kept_files(page), ["large.bin"])
    reply = thread(page).get_by_role("textbox", name="Reply")
    reply.fill("It comes with a file.")
    page.route(re.compile("partNumber=2"), lambda route: None)
    page.route(f"**/entity/notes/{note}", _held)
    edit(page, note, "Typed before the page was left")
    expect(subject(page, note)).to_have_text("Typed before the page was left")
    reply.press("Control+Enter")
    expect(thread(page).get_by_role("progressbar", name=re.compile("large.bin: [5-9]"))).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute_all()
    expect(thread(page).get_by_role("alert")).to_contain_text(
        "large.bin was on its way when the page was left"
    )
    expect(reply).to_have_value("It comes with a file.")
    expect(subject(page, note)).to_have_text("Typed before the page was left")
    page.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(thread(page).get_by_role("heading", name="Typed before the page was left")).to_be_visible()
    reply.press("Control+Enter")
    expect(thread(page).get_by_role("link", name="large.bin")).to_have_count(1)
    expect(thread(page).get_by_text("It comes with a file.")).to_be_visible()
    expect(thread(page).get_by_role("alert")).to_have_count(0)


def test_a_machine_was_asleep_and_its_page_is_as_new_as_the_site(
    page: Page, site: Served, mishaps: Mishaps
) -> None:
    mishaps.expect("ERR_|unreachable")
    page.clock.install()
    sign_in(page, MANAGER, then="/projects")
    note = int(site.facts["note_id"])
    other = Caller.person(page, ADMINISTRATOR)
    other.attach("notes", note, "plan.txt", b"The plan.")
    page.goto(f"/notes?row={note}")
    live = page.get_by_role("status", name="Changes appear as they happen")
    expect(live).to_be_visible()
    file = thread(page).get_by_role("link", name="plan.txt")
    expect(file).to_be_visible()
    page.context.set_offline(True)
    other.call("PUT", f"/entity/notes/{note}", {"subject": "Written overnight"})
    page.clock.fast_forward("08:00:00")
    with page.expect_response(re.compile("/auth/access_token")) as renewed:
        page.context.set_offline(False)
    assert renewed.value.ok
    expect(thread(page).get_by_role("heading", name="Written overnight")).to_be_visible()
    expect(live).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Addresses that were signed in the evening are asked for anew.
    with page.expect_response(re.compile(r"/entity/attachments/\d+\?")), page.expect_popup() as opened:
        file.click()
    expect(opened.value.get_by_text("The plan.")).to_be_visible()
    opened.value.close()
    # And it goes on.
    other.call("PUT", f"/entity/notes/{note}", {"subject": "Written in the morning"})
    expect(subject(page, note)).to_have_text("Written in the morning")


def _held(route: Route) -> None:
    if route.request.method == "PUT":
        return
    route.continue_()
