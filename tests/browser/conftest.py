"""The web application in a real browser, against the demo site, started by its command.

`page` is a window of its own in a context of its own. A test that leaves errors in the console, or a request
that failed, fails; `mishaps.expect` names those that belong to it. Of a test that fails, `.cache/browser`
keeps the picture.

`windows.open` makes a window of another width, theme or language; `WIDTHS` and `THEMES` are those that every
page has to look well in. `tests.browser.steps` has what tests do again and again: `sign_in`, and `violations`
of what axe asks for.

Whatever comes of a press or a click comes later: it is waited for with `expect`, or with `steps.becomes`
where it is no element, and never asked for at once. The page's policy lets no code run that is handed over as
text, and `page.wait_for_function` with it; `page.evaluate` works.

There is one site in each process of tests, which is shared by all of them there, and one browser for as long
as tests of this folder follow one another.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.steps import PATIENCE
from tests.fixtures.chromium import BROWSER, FLAGS
from tests.fixtures.cluster import made_once
from tests.fixtures.commands import Running
from tests.fixtures.demo import demo_folder, demo_server, drawn_demo

__all__ = ["demo_folder", "demo_server", "drawn_demo"]

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".cache" / "browser"
WIDTHS = {1280: 800, 1920: 1080, 820: 1180}
"""Widths with their heights: a laptop, a desk, a tablet held upright."""
THEMES: tuple[Theme, ...] = ("dark", "light")

Theme = Literal["dark", "light"]
_PATIENCE = PATIENCE * 1000
_FAILED = pytest.StashKey[bool]()
# Whether somebody is signed in is found out by asking, and a browser calls every no an error.
_ALWAYS = (re.compile(r"4\d\d .*/auth/access_token"),)


@dataclass
class Mishaps:
    """What went wrong in the windows of a test, as texts: `error …`, `404 https://…`, `failed https://…`."""

    found: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=lambda: [*_ALWAYS])

    def expect(self, pattern: str) -> None:
        """Let what matches the regular expression belong to the test."""
        self._expected.append(re.compile(pattern))

    def watch(self, page: Page) -> None:
        """Note what goes wrong in the window from now on."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"error {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    @property
    def unexpected(self) -> list[str]:
        """Those that nobody expected."""
        return [each for each in self.found if not any(known.search(each) for known in self._expected)]

    def _said(self, message: ConsoleMessage) -> None:
        # What a request came to is noted with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"error {message.text}")

    def _failed(self, request: Request) -> None:
        # A page that is left, and a feed that is closed, let go of what they asked for.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"{response.status} {response.url}")


@dataclass
class Windows:
    """Opens windows on the site; each is in a context of its own, as if on another machine."""

    browser: Browser
    url: str
    mishaps: Mishaps
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, width: int = 1280, theme: Theme = "dark", language: str = "en-GB", **more: Any) -> Page:
        """A window; `more` goes to Playwright's `new_context`."""
        context = self.browser.new_context(
            base_url=self.url,
            ignore_https_errors=True,
            viewport={"width": width, "height": WIDTHS.get(width, 800)},
            color_scheme=theme,
            locale=language,
            **more,
        )
        context.set_default_timeout(_PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        self.mishaps.watch(page)
        return page


@pytest.fixture(scope="session")
def built_application() -> Path:
    """The build of the sources as they are; made where one of them is newer."""
    made_once("web-application", lambda folder: _make_web())
    return ROOT / "src" / "slatehouse" / "api" / "web" / "application"


def _make_web() -> None:
    subprocess.run(["make", "--silent", "web"], cwd=ROOT, check=True, timeout=300)


@pytest.fixture(scope="session")
def site(built_application: Path, demo_server: Running) -> Running:
    """The demo site; `facts` has `login` and `password`, and what there is to see."""
    return demo_server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for as long as tests of this folder follow one another."""
    if BROWSER is None:
        pytest.skip("no browser is installed")
    # Five seconds, which it has by itself, are not enough where several processes share a core.
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def mishaps() -> Mishaps:
    """What goes wrong in the test's windows; empty at its end, but for what it expects."""
    return Mishaps()


@pytest.fixture
def windows(
    browser: Browser, site: Running, mishaps: Mishaps, request: pytest.FixtureRequest
) -> Iterator[Windows]:
    """Opens windows, for tests that need more than `page`."""
    made = Windows(browser, site.url, mishaps)
    yield made
    has_failed = request.node.stash.get(_FAILED, False) or mishaps.unexpected
    for number, context in enumerate(made.contexts):
        if has_failed and context.pages:
            PICTURES.mkdir(parents=True, exist_ok=True)
            context.pages[0].screenshot(path=PICTURES / f"{_file_name(request.node.name)}-{number}.png")
        context.close()
    assert not mishaps.unexpected


@pytest.fixture
def page(windows: Windows) -> Page:
    """A window on a laptop, in the dark."""
    return windows.open()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-")
