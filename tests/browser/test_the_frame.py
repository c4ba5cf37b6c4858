"""What surrounds every page: projects, the palette, keys, changes as they happen, a site that is away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.calls import Caller
from tests.browser.conftest import THEMES, Mishaps, Theme, Windows
from tests.browser.steps import ADMINISTRATOR, becomes, sign_in, violations
from tests.fixtures.commands import Running

_FILM = "The Lamp at Merrow Head"


def test_a_project_is_found_and_opened_by_keys(page: Page) -> None:
    sign_in(page, then="/projects")
    field = page.get_by_label("Find a project")
    expect(field).to_be_focused()
    page.keyboard.type("nothing of the kind")
    expect(page.get_by_text("No project is called like “nothing of the kind”")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-card]").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("merrow")
    expect(page.locator("[data-card]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/notes\?project=3"))
    expect(page.get_by_role("banner").get_by_role("button", name=_FILM)).to_be_visible()
    page.goto("/projects")
    recent = page.get_by_role("region").or_(page.locator("section")).filter(has_text="Recent")
    expect(recent.get_by_role("button", name=_FILM)).to_be_visible()
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/notes\?project=3"))


def test_the_palette_finds_rows_pages_and_actions(page: Page) -> None:
    sign_in(page, then="/projects?project=3")
    expect(page.locator("[data-card]").first).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="Versions")).to_be_visible()
    page.keyboard.type("lamproom")
    found = page.get_by_role("option", name=re.compile("^LampRoom"))
    expect(found.first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name=f"Search in {_FILM}")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search in all projects")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/detail/Asset/\d+\?project=3"))
    page.keyboard.press("Control+k")
    page.keyboard.type("theme li")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    page.keyboard.press("Control+k")
    page.keyboard.type("seque")
    page.get_by_role("option", name="Sequences").click()
    expect(page).to_have_url(re.compile(r"/grid/Sequence\?project=3"))


def test_all_keys_are_listed(page: Page, mishaps: Mishaps) -> None:
    mishaps.expect("404 .*Nothing")
    sign_in(page, then="/grid/Nothing")
    expect(page.get_by_role("banner")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Find anything")).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("/projects"))


def test_changes_of_others_appear_in_all_windows(page: Page, site: Running, mishaps: Mishaps) -> None:
    sign_in(page, then="/projects")
    other = page.context.new_page()
    mishaps.watch(other)
    other.goto("/projects")
    for window in (page, other):
        expect(window.get_by_role("status", name="Changes appear as they happen")).to_be_visible()
    script = Caller.script(page, site.facts["script_name"], site.facts["script_key"])
    try:
        script.call("PUT", "/entity/projects/1", {"name": "<b>Template</b>"})
        for window in (page, other):
            expect(window.get_by_role("button", name="<b>Template</b>")).to_be_visible()
    finally:
        script.call("PUT", "/entity/projects/1", {"name": "Short Film Template"})


def test_what_happens_before_the_stream_begins_is_not_missed(page: Page, site: Running) -> None:
    held: list[Route] = []
    is_held = [True]
    page.route(
        "**/api/v1.1/changes",
        lambda route: held.append(route) if any(is_held) else route.continue_(),
    )
    sign_in(page, then="/grid/Sequence?project=3")
    name = page.get_by_role("gridcell", name="HRB", exact=True)
    expect(name).to_be_visible()
    assert becomes(page, lambda: len(held) > 0, True)
    somebody = Caller.person(page, ADMINISTRATOR)
    row = somebody.call("GET", "/entity/sequences?filter[code]=HRB&fields=code")["data"][0]["id"]
    somebody.call("PUT", f"/entity/sequences/{row}", {"code": "HRB, the harbour"})
    try:
        is_held.clear()
        for route in held:
            route.continue_()
        expect(page.get_by_role("gridcell", name="HRB, the harbour", exact=True)).to_be_visible()
    finally:
        somebody.call("PUT", f"/entity/sequences/{row}", {"code": "HRB"})


def test_a_site_that_is_away_is_told_of_and_waited_for(page: Page, mishaps: Mishaps) -> None:
    mishaps.expect("INTERNET_DISCONNECTED|ERR_FAILED|RequestFailed: unreachable")
    page.route("**/api/**", lambda route: route.abort())
    page.goto("/projects")
    expect(page.get_by_role("alert")).to_contain_text("The site does not answer")
    page.unroute("**/api/**")
    expect(page.get_by_label("Login")).to_be_visible()
    sign_in(page, then="/projects")
    expect(page.locator("[data-card]").first).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("Control+k")
    page.keyboard.type("lamp")
    expect(page.get_by_text("No connection to the site.")).to_be_attached()
    expect(page.get_by_role("alert")).to_contain_text("The site does not answer")
    page.context.set_offline(False)
    expect(page.get_by_text("No connection to the site.")).to_be_hidden()
    expect(page.get_by_role("option", name="LampRoom").first).to_be_visible()


def test_a_picture_whose_address_has_expired_gets_another_once(windows: Windows, mishaps: Mishaps) -> None:
    mishaps.expect("403 .*/lamp_t.jpg")
    page = windows.open()
    # A browser that keeps nothing: its storage is full, or forbidden.
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    sent: list[str] = []
    expired = [True]

    def answer(route: Route) -> None:
        sent.append(route.request.url)
        if any(expired):
            route.fulfill(status=403)
        else:
            route.continue_()
        expired[0] = len(expired) > 1

    page.route("**/lamp_t.jpg*", answer)
    sign_in(page, then="/projects")
    card = page.get_by_role("main").get_by_role("button", name=_FILM)
    expect(card.locator("img")).to_have_js_property("naturalWidth", 512)
    assert len(sent) == 2
    # Where another does not help, there is none: nor is it asked for again and again.
    expired.append(True)
    page.reload()
    assert becomes(page, lambda: len(sent), 4)
    expect(card).to_be_visible()
    expect(card.locator("img")).to_have_count(0)
    page.wait_for_timeout(500)
    assert len(sent) == 4
    page.get_by_role("button", name="settings, sign out").click()
    page.get_by_text("Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")


def test_the_request_behind_a_page_is_shown_and_answers(page: Page) -> None:
    sign_in(page, then="/projects")
    page.get_by_role("button", name="Show the request behind this").click()
    expect(page.get_by_text(re.compile(r"curl '.*/api/v1.1/entity/projects/_search'"))).to_be_visible()
    page.get_by_text("Python, Slatehouse").click()
    expect(page.get_by_text('site.rows("Project")')).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text('"type": "Project"').first).to_be_visible()


def test_the_pages_speak_german(windows: Windows) -> None:
    page = windows.open(language="de-DE")
    sign_in(page, then="/projects")
    expect(page.get_by_role("heading", name="Projekte", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name="Einstellungen, Abmelden").click()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_everybody_can_use_it(windows: Windows, mishaps: Mishaps, theme: Theme) -> None:
    mishaps.expect("404 .*Nothing")
    # Without the fading in, in whose middle everything is too pale.
    page = windows.open(theme=theme, reduced_motion="reduce")
    sign_in(page, then="/projects")
    expect(page.locator("[data-card]").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Control+k")
    page.keyboard.type("lamp")
    expect(page.get_by_role("option", name="LampRoom").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="settings, sign out").click()
    expect(page.get_by_role("button", name="Sign out everywhere")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("menuitem").first).to_be_focused()
    # A menu is no part of the page's regions: it lies above all of them.
    assert violations(page, "region") == []
    page.keyboard.press("Escape")
    page.goto("/grid/Nothing")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert violations(page) == []


def test_nothing_jumps_while_a_page_loads_slowly(page: Page) -> None:
    page.add_init_script(_SHIFTS)
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 60, "downloadThroughput": 2_000_000, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    for path, come in {"/grid/Shot": "[role=gridcell]", "/detail/Shot/12": "[role=tabpanel] li"}.items():
        sign_in(page, then=f"{path}?project=3")
        expect(page.locator(come).nth(8)).to_be_visible()
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        # The name of the project may come late, the first time.
        assert page.evaluate("shifts.reduce((sum, each) => sum + each, 0)") < 0.005


_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(found => {
        for (const each of found.getEntries()) if (!each.hadRecentInput) shifts.push(each.value);
    }).observe({type: 'layout-shift', buffered: true});
"""
