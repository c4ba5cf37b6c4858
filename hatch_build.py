"""Builds the web application into the wheel where the source tree has none that is as new as its sources.

The Node that this takes is the machine's, or comes along for the build alone: whoever installs the wheel
needs none. An editable install builds nothing: there, `make web` does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "slatehouse" / "api" / "web" / "application" / "index.html"
LOCK, INSTALLED = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"

NPM = run_path(str(WEB / "npm.py"))


def is_current(made: Path, sources: Iterable[Path]) -> bool:
    """Whether a file was made after all its sources were written, as make would have it."""
    return made.exists() and all(each.stat().st_mtime_ns <= made.stat().st_mtime_ns for each in sources)


def sources_in(folder: Path) -> Iterator[Path]:
    """The files of the web application, without the packages that it is built with."""
    for place, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each != INSTALLED.parent.name]
        yield from (Path(place, name) for name in names)


class WebApplication(BuildHookInterface):  # type: ignore[type-arg]
    """The hook `custom` of pyproject.toml, for wheels."""

    def dependencies(self) -> list[str]:
        """What the build needs beside the backend."""
        has_all = is_current(BUILT, sources_in(WEB)) or NPM["npm"]()
        return [] if has_all else [f"{NPM['BROUGHT']}>=24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build it, unless it is there as its sources have it."""
        if version == "editable" or is_current(BUILT, sources_in(WEB)):
            return
        if not is_current(INSTALLED, [LOCK]):
            NPM["run"]("ci")
        NPM["run"]("run", "build")
