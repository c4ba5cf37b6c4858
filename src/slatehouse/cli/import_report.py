"""What an import tells: each change of a dry run, what is wrong, and at last how many rows came out how."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Annotated, Self, TypeVar

import typer

from slatehouse.cli.found import plain
from slatehouse.cli.output import print_line, report
from slatehouse.importing.changes import Action, Change, shown

__all__ = ["ChangeReport", "DryRun", "counted"]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")]

T = TypeVar("T")
_MOST_PROBLEMS = 1000
_EVERY = 100


class ChangeReport:
    """Tells changes as they come, none of which is kept: lines for people, or parts of one line of JSON.

    At the end of its block that line is whole, whatever ended it.
    """

    def __init__(self, *, as_json: bool, shows_changes: bool) -> None:
        self._as_json = as_json
        self._shows_changes = shows_changes
        self._problems: list[str] = []
        self._more_problems = 0
        self._is_first = True
        self._has_ended = False
        if as_json:
            sys.stdout.write('{"changes": [')

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._as_json and not self._has_ended:
            self.end({"error": str(error) or "interrupted"}, "")

    @property
    def has_problems(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._problems)

    def change(self, change: Change) -> None:
        """Tell what becomes of a row; nothing, where nothing does."""
        if change.action is Action.NOTHING:
            return
        if self._as_json:
            sys.stdout.write(("" if self._is_first else ", ") + json.dumps(_plain(change)))
            self._is_first = False
        elif self._shows_changes:
            for line in _lines(change):
                print_line(line)

    def problem(self, problem: object) -> None:
        """Tell what is wrong; all of it is counted, and the first of it told."""
        if len(self._problems) == _MOST_PROBLEMS:
            self._more_problems += 1
            return
        self._problems.append(str(problem))
        if not self._as_json:
            report(str(problem))

    def end(self, counts: dict[str, object], told: str) -> None:
        """Tell how it came out."""
        self._has_ended = True
        if self._as_json:
            rest = {"problems": self._problems, "more_problems": self._more_problems, **counts}
            print_line(f"], {json.dumps(rest)[1:]}")
            return
        if self._more_problems:
            report(f"and {self._more_problems:,} more")
        print_line(told)


@contextmanager
def counted(what: str, things: Iterable[T], total: int | None = None) -> Iterator[Iterator[T]]:
    """The things, with a bar on the terminal that tells how many there were."""
    if not sys.stderr.isatty():
        yield iter(things)
        return
    # Other commands should not wait for what draws bars.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(f"{what:<10}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=total)

        def counting() -> Iterator[T]:
            for number, thing in enumerate(things, 1):
                if number % _EVERY == 0:
                    progress.update(bar, completed=number)
                yield thing

        yield counting()


def _lines(change: Change) -> Iterator[str]:
    place = f"{change.where}: " if change.where else ""
    which = "new " if change.id is None else ""
    named = f"{change.type} {change.name}".strip() + ("" if change.id is None else f" ({change.id})")
    yield f"{place}{which}{named}"
    for field, (old, new) in change.values.items():
        was = "" if change.action is Action.CREATE else f"{_short(old)} → "
        yield f"    {field}: {was}{_short(new)}"


def _plain(change: Change) -> dict[str, object]:
    values = {
        field: {"old": plain(old), "new": plain(new) if _is_plain(new) else shown(new)}
        for field, (old, new) in change.values.items()
    }
    told = {"where": change.where, "action": str(change.action), "type": change.type, "id": change.id}
    return {**told, "name": change.name, "values": values}


def _is_plain(value: object) -> bool:
    try:
        json.dumps(plain(value))
    except TypeError:
        return False
    return True


def _short(value: object) -> str:
    text = " ".join(shown(value).split())
    return text if len(text) <= 120 else f"{text[:119]}…"
