"""What commands answer: tables for people, JSON for scripts."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["print_json", "print_line", "print_table", "report"]

_WIDTH_OF_A_FILE = 1000
_GAP = 3
_NARROWEST = 12
"""What a column keeps of a terminal, at the least, that is too narrow for all of it."""


def print_line(text: str) -> None:
    """One line on standard output, at once, whoever reads it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def print_json(value: object) -> None:
    """One JSON value on one line, at once: who waits for the line gets it."""
    print_line(json.dumps(value))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows under column titles; lists by their items, pictures as they are, other values as JSON has them."""
    # A server prints lines alone, and should not wait for what prints tables.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    def cell(value: object) -> Any:
        return value if hasattr(value, "__rich_console__") else Text(_shown(value), overflow="fold")

    console = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)
    cells = [[cell(value) for value in row] for row in rows]
    wide = [[_width(each) for each in column] for column in zip(*cells, strict=True)] or [[]] * len(columns)
    widths = [max([len(title), *column]) for title, column in zip(columns, wide, strict=True)]
    whole = _whole(widths, console.width)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, title in enumerate(columns):
        width = widths[place] if place in whole else None
        table.add_column(Text(title, overflow="fold"), width=width, overflow="fold")
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _width(cell: Any) -> int:
    """The cells of a terminal that a text takes; a picture takes as many as are left."""
    return int(getattr(cell, "cell_len", 0))


def _whole(widths: Sequence[int], room: int) -> frozenset[int]:
    """Which columns need not be broken: the narrow ones, as long as the others keep enough."""
    left = room - _GAP * (len(widths) - 1) - sum(min(width, _NARROWEST) for width in widths)
    whole = set[int]()
    for place in sorted(range(len(widths)), key=widths.__getitem__):
        left -= max(widths[place] - _NARROWEST, 0)
        if left < 0:
            break
        if widths[place]:
            whole.add(place)
    return frozenset(whole)


def report(text: str) -> None:
    """A line about the work itself, on standard error."""
    sys.stderr.write(f"slatehouse: {text}\n")
    sys.stderr.flush()


def _shown(value: object) -> str:
    if isinstance(value, list) and value:
        return ", ".join(_shown(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value)
