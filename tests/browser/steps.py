"""What tests in the browser do again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from slatehouse.demo.build import PASSWORD, PERSON

__all__ = [
    "ADMINISTRATOR",
    "ARTIST",
    "MANAGER",
    "PATIENCE",
    "becomes",
    "kept_files",
    "sign_in",
    "violations",
]

MANAGER, ADMINISTRATOR, ARTIST = PERSON, "farid.osmanzai", "priya.venkatadri"
"""People of the demo by what they may do; all have the same password."""

PATIENCE = 30
"""Seconds after which what should have come counts as missing: several processes may share a core."""

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A colour that is fading into another has the contrast of neither. What begins to move begins in one of the
# next frames; what never stops, as the sign of something that is loading, is as good as still.
_AT_REST = """async function atRest() {
    const moving = () => document.getAnimations().filter(each =>
        each.playState === "running" && each.effect?.getComputedTiming().endTime !== Infinity);
    const frame = () => new Promise(requestAnimationFrame);
    for (let still = 0; still < 3; still++) {
        await frame();
        const all = moving();
        if (all.length > 0) still = 0;
        await Promise.allSettled(all.map(each => each.finished));
    }
}"""
# What was found wrong while something began to move is looked for once more.
_FOUND_AT_REST = f"""async ([options, until]) => {{
    {_AT_REST}
    const begins = ["transitionrun", "animationstart"];
    for (const end = performance.now() + until; ;) {{
        await atRest();
        let hasMoved = false;
        const note = () => {{ hasMoved = true; }};
        for (const each of begins) document.addEventListener(each, note, true);
        const {{ violations }} = await axe.run(document, options);
        for (const each of begins) document.removeEventListener(each, note, true);
        if (!hasMoved || violations.length === 0 || performance.now() > end) return violations;
    }}
}}"""
_KEPT = """async () => {
    const answered = asked => new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
    });
    const base = await answered(indexedDB.open("slatehouse"));
    const drafts = await answered(base.transaction("files").objectStore("files").getAll());
    base.close();
    return drafts.flat().map(each => each.name);
}"""
_TOKENS = "/api/v1.1/auth/access_token"


def sign_in(page: Page, login: str = MANAGER, then: str = "/") -> None:
    """Let the window's browser keep a session of the person, and go on to a page, without the form."""
    form: dict[str, str | float | bool] = {"grant_type": "password", "username": login, "password": PASSWORD}
    answer = page.request.post(_TOKENS, form=form, headers={"Slatehouse-Session": "cookie"})
    assert answer.ok, answer.text()
    page.goto(then)


def becomes(page: Page, ask: Callable[[], object], wanted: object) -> bool:
    """Whether the answer becomes the wanted one in time; what happens in the window goes on meanwhile."""
    until = time.monotonic() + PATIENCE
    while (answer := ask()) != wanted:
        assert time.monotonic() < until, f"{answer} never became {wanted}"
        page.wait_for_timeout(50)
    return True


def violations(page: Page, *left_out: str) -> list[str]:
    """What axe finds wrong with the page once nothing moves in it, but for the rules that are left out.

    Each with its rule, the first element, and why.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options = {
        # What is found in order need not be written down.
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": _RULES},
        "rules": {rule: {"enabled": False} for rule in left_out},
    }
    found = page.evaluate(_FOUND_AT_REST, [options, PATIENCE * 1000])
    return [f"{each['id']}: {each['nodes'][0]['html']} ({each['help']})" for each in found]


def kept_files(page: Page) -> list[str]:
    """The names of the files that the browser keeps for what is being written: they are shown before.

    The window has to show a place to write in: that is what makes the store.
    """
    names: list[str] = page.evaluate(_KEPT)
    return names


@cache
def _axe() -> str:
    return _AXE.read_text()
