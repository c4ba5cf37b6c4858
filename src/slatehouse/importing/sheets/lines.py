"""One row of a sheet: its cells as values of fields, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from slatehouse.client import Link
from slatehouse.importing.sheets.cells import EMPTY, Customs, Named, read
from slatehouse.importing.sheets.columns import ID, Column
from slatehouse.importing.sheets.names import Names
from slatehouse.importing.sheets.text_files import Record
from slatehouse.importing.sheets.unreadable import Unreadable

__all__ = ["Line", "Problem", "Reading", "linked_in"]

_IDS = range(1, 2**31)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or with one of its cells, by what the file says or as the site finds."""

    line: int
    column: str | None
    why: str
    is_of_the_site: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}" if self.column is None else f"line {self.line}, column {self.column!r}"
        return f"{place}: {self.why}"


@dataclass(slots=True)
class Line:
    """A row of the sheet on its way to a change."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, why: str, column: str | None = None) -> None:
        """Note what is wrong with it."""
        self.problems.append(Problem(self.number, column, why))


def linked_in(values: Iterable[Any]) -> Iterator[Named | Link]:
    """The rows that values name, or have the ids of."""
    for value in values:
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, Named | Link):
                yield each


class Reading:
    """How the rows below a header are read."""

    def __init__(
        self, titles: Sequence[str], columns: Sequence[Column], customs: Customs, *, empty_clears: bool
    ):
        self._width = len(titles)
        self._untitled = [place for place, title in enumerate(titles) if not title.strip()]
        self._columns = columns
        self._customs = customs
        self._empty_clears = empty_clears

    def line(self, record: Record) -> Line:
        """The values of the row's cells. Rows that they name are not looked for yet."""
        line = Line(record.line)
        if len(record.cells) != self._width:
            line.wrong(f"it has {len(record.cells)} cells, and the first line has {self._width}")
            return line
        for column in self._columns:
            self._read(line, column, record.cells[column.place])
        for place in self._untitled:
            if record.cells[place].strip():
                line.wrong(f"{record.cells[place]!r} stands in column {place + 1}, which has no title")
        return line

    def link(self, line: Line, names: Names) -> None:
        """Put rows in the place of their names."""
        for column in self._columns:
            value = line.values.get(column.name)
            try:
                if isinstance(value, Named | Link):
                    line.values[column.name] = names.link(value)
                elif column.field.data_type == "multi_entity" and value:
                    line.values[column.name] = [names.link(each) for each in value]
            except Unreadable as error:
                line.wrong(str(error), column.title)

    def _read(self, line: Line, column: Column, text: str) -> None:
        try:
            if column.name == ID:
                if text.strip():
                    line.values[ID] = _id(text.strip())
            elif text.strip():
                line.values[column.name] = read(column.field, text, self._customs)
            elif self._empty_clears:
                line.values[column.name] = EMPTY.get(column.field.data_type)
        except Unreadable as error:
            line.wrong(str(error), column.title)


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) in _IDS):
        raise Unreadable(f"{text!r} is no id")
    return int(text)
