"""What commands answer: tables for people, JSON for scripts."""

import json
import sys
from collections.abc import Iterable, Sequence

__all__ = ["print_json", "print_line", "print_table", "report"]

_WIDTH_OF_A_FILE = 1000


def print_line(text: str) -> None:
    """One line on standard output, at once, whoever reads it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def print_json(value: object) -> None:
    """One JSON value on one line, at once: who waits for the line gets it."""
    print_line(json.dumps(value))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows under column titles; lists by their items, other values as JSON shows them."""
    # A server prints lines alone, and should not wait for what prints tables.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(_shown(value), overflow="fold") for value in row))
    Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE).print(table)


def report(text: str) -> None:
    """A line about the work itself, on standard error."""
    sys.stderr.write(f"slatehouse: {text}\n")
    sys.stderr.flush()


def _shown(value: object) -> str:
    if isinstance(value, list) and value:
        return ", ".join(_shown(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value)
