"""What a row of a sheet changes: nothing, some fields of a row that is there, or it is a new one."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from slatehouse.client import Link, Row
from slatehouse.importing.catalogue import PROJECT, Catalogue, FieldInfo
from slatehouse.importing.changes import Action, Change
from slatehouse.importing.sheets.cells import canonical
from slatehouse.importing.sheets.columns import ID, Column
from slatehouse.importing.sheets.lines import Line
from slatehouse.importing.sheets.matching import Rows

__all__ = ["Deciding"]


class Deciding:
    """Decides row by row; a row that another line of the sheet has changed already is wrong."""

    def __init__(
        self,
        entity_type: str,
        columns: Sequence[Column],
        key: Sequence[FieldInfo],
        catalogue: Catalogue,
        project: Link | None,
    ) -> None:
        self._type = entity_type
        self._fields = {column.name: column.field for column in columns if column.name != ID}
        self._titles = {column.name: column.title for column in columns}
        self._key = tuple(field.name for field in key)
        self._identity = catalogue.identity(entity_type)
        self._needs_project = catalogue.is_of_projects(entity_type)
        self._project = project
        self._seen: dict[bytes, int] = {}

    def has_key(self, line: Line) -> bool:
        """Whether the row is found by the fields that tell rows apart: it has no id, and all of them."""
        return ID not in line.values and bool(self._key) and all(line.values.get(name) for name in self._key)

    def change(self, line: Line, rows: Rows) -> Change | None:
        """What the row changes; None where something is wrong with it, which the line tells then."""
        row = self._row(line, rows)
        if not line.problems:
            seen = f"{self._type}:{row.id}" if row is not None else repr(rows.folded(line.values))
            first = self._seen.setdefault(blake2b(seen.encode(), digest_size=16).digest(), line.number)
            if first != line.number:
                line.wrong(f"it is the same row as line {first}")
        if line.problems:
            return None
        return self._made(line, rows) if row is None else self._changed(line, row)

    def _row(self, line: Line, rows: Rows) -> Row | None:
        if ID in line.values:
            row = rows.by_id.get(line.values[ID])
            if row is None:
                line.wrong(f"there is no {self._type} {line.values[ID]}", self._titles[ID])
            elif not self._is_of_the_project(row):
                line.wrong(f"{self._type} {row.id} is of the project {row[PROJECT]}", self._titles[ID])
            return row
        if not self.has_key(line):
            missing = " and ".join(
                repr(self._titles[name]) for name in self._key if not line.values.get(name)
            )
            line.wrong(f"nothing tells which row it is: {missing or repr(self._titles[ID])} is empty")
            return None
        found = rows.having(line.values)
        if len(found) > 1:
            ids = ", ".join(str(row.id) for row in found)
            line.wrong(f"it may be any of {len(found)} rows, {ids}; give the id, or more columns with --key")
        elif found and not self._is_of_the_project(found[0]):
            line.wrong(f"{self._type} {found[0].id} has that value, of the project {found[0][PROJECT]}")
        return found[0] if len(found) == 1 else None

    def _is_of_the_project(self, row: Row) -> bool:
        return self._project is None or not self._needs_project or _hash(row[PROJECT]) == self._project.hash

    def _made(self, line: Line, rows: Rows) -> Change | None:
        if self._needs_project and self._project is None:
            line.wrong("it is a new row, and --project does not say of which project")
            return None
        values = {name: (None, value) for name, value in line.values.items() if not _is_nothing(value)}
        if self._needs_project:
            values = {PROJECT: (None, self._project), **values}
        return Change(
            Action.CREATE,
            self._type,
            None,
            self._name(line, None),
            values,
            f"line {line.number}",
            rows.unique_field,
        )

    def _changed(self, line: Line, row: Row) -> Change:
        # What told which row it is stays, in the case in which the site has it.
        kept = () if ID in line.values else self._key
        values = {
            name: (row.get(name), value)
            for name, value in line.values.items()
            if name != ID and name not in kept and self._differs(self._fields[name], value, row.get(name))
        }
        action = Action.UPDATE if values else Action.NOTHING
        return Change(action, self._type, row.id, self._name(line, row), values, f"line {line.number}")

    def _differs(self, field: FieldInfo, value: Any, current: Any) -> bool:
        return bool(canonical(field, value) != canonical(field, current))

    def _name(self, line: Line, row: Row | None) -> str:
        name = line.values.get(self._identity or "") or (row.get("cached_display_name") if row else None)
        return str(name or "")


def _hash(link: Link | None) -> Any:
    return None if link is None else link.hash


def _is_nothing(value: Any) -> bool:
    return value is None or value == []
