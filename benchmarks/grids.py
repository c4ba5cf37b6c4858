"""A grid of 100,000 rows in the web application: its first rows, and frames while it is scrolled.

The reference of the first rows asks the API for the same rows and shows them as plain lines; that of
scrolling is a page of 100,000 plain lines without any script.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.chromium import Trace, browsing, traced
from benchmarks.figures import Figure
from benchmarks.population import make_site
from benchmarks.servers import slatehouse
from slatehouse.accounts.caller import system_caller
from slatehouse.site.writing import writing

_ROWS = int(os.environ.get("SLATEHOUSE_BENCH_ROWS", "100000"))
_ROUNDS = 5
_LOGIN, _PASSWORD = "bench.person", "a-password-for-the-benchmarks-alone"
_TOKENS = "/api/v1.1/auth/access_token"
_FIELDS = ["subject", "user", "note_links", "sg_status_list", "content", "created_at"]
_ASKED = {
    "filters": {"logical_operator": "and", "conditions": []},
    "fields": ["image", *_FIELDS],
    "page": {"number": 1, "size": 500},
}
# Goes on in the page itself, as a click on a tab does, and marks when the first row is drawn.
_GO = """() => {
    performance.mark('began');
    history.pushState({}, '', '/grid/Note');
    dispatchEvent(new PopStateEvent('popstate', {state: {}}));
    const look = () => {
        const grid = document.querySelector('[role=grid][aria-label=Note]');
        const row = grid && grid.querySelector('[role=row][aria-rowindex="2"] [data-alignment]');
        if (row === null || row.textContent === '') requestAnimationFrame(look);
        else requestAnimationFrame(() => performance.mark('ended'));
    };
    look();
}"""
_BARE_GO = """async ([token, asked]) => {
    performance.mark('began');
    const type = 'application/vnd+shotgun.api3_hash+json';
    const headers = {Authorization: `Bearer ${token}`, 'Content-Type': type};
    const asking = {method: 'POST', body: JSON.stringify(asked), headers};
    const answer = await fetch('/api/v1.1/entity/notes/_search', asking);
    const {data} = await answer.json();
    document.body.replaceChildren(...data.map(row => {
        const line = document.createElement('div');
        line.textContent = [row.id, ...Object.values(row.attributes)].join(' ');
        return line;
    }));
    requestAnimationFrame(() => performance.mark('ended'));
}"""
_SCROLL = """selector => new Promise(done => {
    const scroller = document.querySelector(selector);
    let frames = 0;
    const step = () => {
        scroller.scrollTop += 90;
        frames += 1;
        if (frames < 180) requestAnimationFrame(step); else done();
    };
    requestAnimationFrame(step);
})"""
_LINES = "<!doctype html><title>Bare</title><style>div{{height:36px}}</style>{lines}"


def measure(folder: str) -> list[Figure]:
    """First rows, frames a second and long tasks, each in turn with its reference."""
    _make(Path(folder) / "site")
    with slatehouse(Path(folder) / "site") as server, browsing() as browser:
        url = f"http://localhost:{server.port}"
        first = [(_first_rows(browser, url), _bare_first_rows(browser, url)) for _ in range(_ROUNDS)]
        scrolled = [(_scrolled(browser, url), _bare_scrolled(browser, url)) for _ in range(_ROUNDS)]
    rows = f"{_ROWS:,} rows"
    return [
        _figure(f"first of {rows}", first, lambda each: each.between("began", "ended"), "ms", "300 ms"),
        _figure(f"scrolling {rows}", scrolled, lambda each: each.frames_a_second, "frames/s", "60 frames/s"),
        _figure(f"long tasks scrolling {rows}", scrolled, lambda each: float(len(each.long_tasks)), "", "0"),
    ]


def _figure(
    what: str, traces: list[tuple[Trace, Trace]], read: Callable[[Trace], float], unit: str, aim: str
) -> Figure:
    ours, reference = ([read(pair[at]) for pair in traces] for at in (0, 1))
    ratios = [a / b for a, b in zip(ours, reference, strict=True) if b]
    ratio = f"{median(ratios):.1f}x" if ratios else ""
    return Figure(what, f"{median(ours):,.0f} {unit}", f"{median(reference):,.0f} {unit}", ratio, aim)


def _make(folder: Path) -> None:
    with closing(make_site(folder, _ROWS)) as site:
        with writing(site, system_caller(logs_events=False)) as writes:
            rules = writes.rows.ids_having(writes.connection, "PermissionRuleSet", {"code": "admin"})
            role = {"type": "PermissionRuleSet", "id": rules[0]}
            values = {"login": _LOGIN, "name": "Bench Person", "permission_rule_set": role}
            person = writes.make("HumanUser", values)
        site.accounts.set_password(person, _PASSWORD)


def _first_rows(browser: Browser, url: str) -> Trace:
    page = _window(browser, url)
    page.goto("/grid/Shot")
    page.get_by_role("row").nth(5).wait_for()
    trace = traced(page, lambda page: _until_marked(page, _GO))
    page.context.close()
    return trace


def _bare_first_rows(browser: Browser, url: str) -> Trace:
    page = _window(browser, url)
    form: dict[str, Any] = {"grant_type": "password", "username": _LOGIN, "password": _PASSWORD}
    token = page.request.post(_TOKENS, form=form).json()["access_token"]
    _bare(page, "")
    trace = traced(page, lambda page: _until_marked(page, _BARE_GO, [token, _ASKED]))
    page.context.close()
    return trace


def _scrolled(browser: Browser, url: str) -> Trace:
    page = _window(browser, url)
    page.goto("/grid/Note")
    page.get_by_role("row").nth(5).wait_for()
    page.wait_for_timeout(500)
    trace = traced(page, lambda page: page.evaluate(_SCROLL, "[role=grid]"))
    page.context.close()
    return trace


def _bare_scrolled(browser: Browser, url: str) -> Trace:
    page = _window(browser, url)
    _bare(page, "".join(f"<div>{n} Note {n} on a shot, open</div>" for n in range(_ROWS)))
    page.wait_for_timeout(500)
    trace = traced(page, lambda page: page.evaluate(_SCROLL, "html"))
    page.context.close()
    return trace


def _bare(page: Page, lines: str) -> None:
    body = _LINES.format(lines=lines)
    page.route("**/bare", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/bare")


def _until_marked(page: Page, script: str, *sent: object) -> None:
    page.evaluate(script, *sent)
    while not page.evaluate("performance.getEntriesByName('ended').length > 0"):
        page.wait_for_timeout(10)


def _window(browser: Browser, url: str) -> Page:
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    form: dict[str, Any] = {"grant_type": "password", "username": _LOGIN, "password": _PASSWORD}
    answer = page.request.post(_TOKENS, form=form, headers={"Slatehouse-Session": "cookie"})
    assert answer.ok, answer.text()
    return page
