"""What people wait for in the web application, by Chromium's own tracing, beside bare pages of the same look.

A line is a `Walk` of `WALKS`: what is done in a window, in the application and in its reference, and what of
the trace counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.chromium import Trace, browsing, script_bytes, traced
from benchmarks.figures import Figure

_ROUNDS = 5
_MOST_SCRIPT = 350 * 1024
_BARE = "/bare"
_SOON, _REST = 20, 300
_BY_COOKIE = {"Slatehouse-Session": "cookie"}
_DRAWN = "document.images.length > 0 && [...document.images].every(each => each.complete)"
_SHOWN = """() => ({
    texts: [...new Set(document.body.innerText.split("\\n").map(text => text.trim()).filter(Boolean))],
    pictures: [...document.images].map(each => each.currentSrc),
})"""

# A click, and no pointer that rests on the row before: nothing was read ahead. `ended` is the frame after the
# one that has the last thing that was said.
_CLICK = """([id, last]) => {
    performance.mark('began');
    const cell = document.querySelector(`[role=row][data-id="${id}"] [data-alignment]`);
    cell.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
    cell.click();
    const look = () => {
        const shown = document.querySelector('aside ol')?.innerText.includes(last);
        requestAnimationFrame(shown ? () => performance.mark('ended') : look);
    };
    look();
}"""
_BARE_CLICK = """async ([id, token]) => {
    performance.mark('began');
    const headers = {Authorization: `Bearer ${token}`};
    const note = 'user,subject,note_links,tasks,addressings_to,addressings_cc,sg_status_list,sg_note_type';
    const file = 'this_file,image,display_name,filename';
    const asked = `entity_fields[Note]=${note}&entity_fields[Attachment]=${file}`;
    const answer = await fetch(`/api/v1.1/entity/notes/${id}/thread_contents?${asked}`, {headers});
    const {data} = await answer.json();
    document.body.replaceChildren(...data.map(each => {
        const line = document.createElement('p');
        line.textContent = each.content ?? each.display_name;
        return line;
    }));
    requestAnimationFrame(() => performance.mark('ended'));
}"""

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Walk:
    """Something that is done in a window. `prepare` comes before the trace begins; `reference` is done in
    place of `act`, in a window that `bare` has prepared."""

    what: str
    aim: str
    act: Act
    reference: Act
    read: Callable[[Trace], float]
    prepare: Act = lambda page: None
    bare: Act = lambda page: None
    unit: str = " ms"


def _open(path: str) -> Act:
    def act(page: Page) -> None:
        page.goto(path)
        # The feed of changes never ends, so that the network is never idle; and what would wait within the
        # page is code that its policy does not let run.
        while not page.evaluate(_DRAWN):
            page.wait_for_timeout(_SOON)
        page.wait_for_timeout(_REST)

    return act


def _bare_of(path: str) -> Act:
    """Lets the bare page be the texts and the pictures of another, without any script."""

    def prepare(page: Page) -> None:
        _open(path)(page)
        shown = page.evaluate(_SHOWN)
        texts = "".join(f"<li>{escape(each)}" for each in shown["texts"])
        pictures = "".join(f'<img src="{escape(each)}">' for each in shown["pictures"] if each)
        body = f"<!doctype html><title>Bare</title><ul>{texts}</ul>{pictures}"
        page.route(f"**{_BARE}", lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto("about:blank")

    return prepare


def _open_thread(page: Page) -> None:
    note, last = _answered_note(page, _token(page))
    _until_ended(page, _CLICK, note, last)


def _open_bare_thread(page: Page) -> None:
    token = _token(page)
    note, _ = _answered_note(page, token)
    _until_ended(page, _BARE_CLICK, note, token)


def _until_ended(page: Page, script: str, *sent: object) -> None:
    page.evaluate(script, list(sent))
    while not page.evaluate("performance.getEntriesByName('ended').length > 0"):
        page.wait_for_timeout(_SOON)


def _answered_note(page: Page, token: str) -> tuple[int, str]:
    """The newest note that has replies, and the beginning of the last one."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/vnd+shotgun.api3_array+json"}
    asked = {"filters": [["replies", "is_not", None]], "sort": "-created_at", "page": {"size": 1}}
    found = page.request.post("/api/v1.1/entity/notes/_search", data=asked, headers=headers)
    note = found.json()["data"][0]["id"]
    told = page.request.get(f"/api/v1.1/entity/notes/{note}/thread_contents", headers=headers)
    return note, told.json()["data"][-1]["content"][:20]


def _token(page: Page) -> str:
    form: dict[str, str | float | bool] = {"grant_type": "refresh_token"}
    answer = page.request.post("/api/v1.1/auth/access_token", form=form, headers=_BY_COOKIE)
    return str(answer.json()["access_token"])


WALKS: tuple[Walk, ...] = (
    Walk(
        "first useful paint of the projects",
        "1,000 ms",
        act=_open("/projects"),
        reference=_open(_BARE),
        read=lambda trace: trace.useful_paint,
        bare=_bare_of("/projects"),
    ),
    Walk(
        "a note's thread, from the click",
        "150 ms",
        act=_open_thread,
        reference=_open_bare_thread,
        read=lambda trace: trace.between("began", "ended"),
        prepare=_open("/notes"),
        bare=_open("/notes"),
    ),
)


def measure(folder: str) -> list[Figure]:
    """The walks on the demo site, each in turn with its reference; and what has to be loaded first."""
    with _demo(Path(folder)) as facts, browsing() as browser:
        figures = [_figure(walk, browser, facts) for walk in WALKS]
        return [*figures, _first_load(browser, facts)]


def _figure(walk: Walk, browser: Browser, facts: dict[str, Any]) -> Figure:
    ours, reference = [], []
    for _ in range(_ROUNDS):
        with _window(browser, facts) as page:
            walk.prepare(page)
            ours.append(walk.read(traced(page, walk.act)))
        with _window(browser, facts) as page:
            walk.bare(page)
            reference.append(walk.read(traced(page, walk.reference)))
    ratio = median(a / b for a, b in zip(ours, reference, strict=True))
    here, there = (f"{median(each):,.0f}{walk.unit}" for each in (ours, reference))
    return Figure(walk.what, here, there, f"{ratio:.1f}x", walk.aim)


def _first_load(browser: Browser, facts: dict[str, Any]) -> Figure:
    with _window(browser, facts) as page:
        size = script_bytes(page, _open("/"))
    return Figure(
        "script at first load, compressed",
        f"{size / 1024:,.0f} KB",
        f"{_MOST_SCRIPT // 1024} KB",
        f"{size / _MOST_SCRIPT:.0%}",
        "100 %",
    )


@contextmanager
def _window(browser: Browser, facts: dict[str, Any]) -> Iterator[Page]:
    """A window in which somebody is signed in, and nothing was loaded before."""
    context = browser.new_context(
        base_url=facts["url"], ignore_https_errors=True, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    form: dict[str, str | float | bool] = {
        "grant_type": "password",
        "username": facts["login"],
        "password": facts["password"],
    }
    answer = page.request.post("/api/v1.1/auth/access_token", form=form, headers=_BY_COOKIE)
    assert answer.ok, answer.text()
    yield page
    context.close()


@contextmanager
def _demo(folder: Path) -> Iterator[dict[str, Any]]:
    """The demo site, started as a user starts it."""
    command = [sys.executable, "-m", "slatehouse", "demo", str(folder / "demo"), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()
