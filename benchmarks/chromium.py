"""What Chromium's own tracing tells of a page: when it painted, what kept its main thread, what it drew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tests.fixtures.chromium import BROWSER, FLAGS

__all__ = ["Trace", "browsing", "script_bytes", "traced"]

_CATEGORIES = (
    *("loading", "devtools.timeline", "blink.user_timing", "toplevel"),
    *("disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame"),
)
_LONG = 50.0


@dataclass(frozen=True)
class Trace:
    """The events of a trace. All times are milliseconds."""

    events: list[dict[str, Any]]

    @property
    def first_paint(self) -> float:
        """From the start of the navigation to the first text or picture."""
        return self._since_navigation("firstContentfulPaint")

    @property
    def useful_paint(self) -> float:
        """From the start of the navigation to the largest text or picture."""
        return self._since_navigation("largestContentfulPaint::Candidate")

    @property
    def long_tasks(self) -> list[float]:
        """What kept the page's main thread for longer than a hand notices."""
        main = self._main_thread
        spent = (each.get("dur", 0) / 1000 for each in self._named("RunTask") if _thread(each) == main)
        return [each for each in spent if each > _LONG]

    @property
    def frames_a_second(self) -> float:
        """How many frames were drawn, over the time between the first and the last."""
        drawn = sorted(each["ts"] for each in self._named("DrawFrame"))
        return (len(drawn) - 1) / ((drawn[-1] - drawn[0]) / 1e6) if len(drawn) > 1 else 0.0

    def between(self, began: str, ended: str) -> float:
        """From one mark of the page (`performance.mark`) to another."""
        marks = {
            each["name"]: each["ts"] for each in self.events if "blink.user_timing" in each.get("cat", "")
        }
        return float(marks[ended] - marks[began]) / 1000

    @property
    def _main_thread(self) -> tuple[int, int]:
        """That of the page that went somewhere, or did the most where none did."""
        gone = self._navigations()
        if gone:
            return _thread(gone[-1])
        spent: dict[tuple[int, int], float] = {}
        for each in self._named("RunTask"):
            spent[_thread(each)] = spent.get(_thread(each), 0) + each.get("dur", 0)
        return max(spent, key=lambda thread: spent[thread])

    def _navigations(self) -> list[dict[str, Any]]:
        return [
            each
            for each in self._named("navigationStart")
            if each["args"].get("data", {}).get("documentLoaderURL", "").startswith("http")
        ]

    def _since_navigation(self, name: str) -> float:
        began = self._navigations()[-1]
        painted = [each["ts"] for each in self._named(name) if each["ts"] > began["ts"]]
        return float(max(painted) - began["ts"]) / 1000

    def _named(self, name: str) -> list[dict[str, Any]]:
        return [each for each in self.events if each.get("name") == name]


@contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield browser
        browser.close()


def traced(page: Page, act: Callable[[Page], None]) -> Trace:
    """What the browser noted of the page while it was acted on."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=list(_CATEGORIES))
    act(page)
    return Trace(json.loads(browser.stop_tracing())["traceEvents"])


def script_bytes(page: Page, act: Callable[[Page], None]) -> int:
    """How many bytes of scripts went over the wire while the page was acted on."""
    session = page.context.new_cdp_session(page)
    scripts: set[str] = set()
    sizes: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        if event["type"] == "Script":
            scripts.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    act(page)
    session.detach()
    return sum(sizes.get(request, 0) for request in scripts)


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]
