"""Rows as plain values, and which of them link which: what the evaluator of filters looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# The far ends of relations: the rows of another type that name this row in a field of theirs.
BACK: Mapping[tuple[str, str], tuple[str, str]] = {
    ("Sequence", "shots"): ("Shot", "sg_sequence"),
    ("Shot", "tasks"): ("Task", "entity"),
    ("Shot", "sg_versions"): ("Version", "entity"),
    ("Shot", "notes"): ("Note", "note_links"),
    ("Version", "notes"): ("Note", "note_links"),
    ("Task", "notes"): ("Note", "tasks"),
    ("Task", "sg_versions"): ("Version", "sg_task"),
    ("Note", "replies"): ("Reply", "entity"),
}
# Relations that are rows of their own: their type, its link to this end, and its link to the other.
THROUGH: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("Playlist", "versions"): ("PlaylistVersionConnection", "playlist", "version"),
    ("Version", "playlists"): ("PlaylistVersionConnection", "version", "playlist"),
    ("Task", "upstream_tasks"): ("TaskDependency", "task", "dependent_task"),
    ("Task", "downstream_tasks"): ("TaskDependency", "dependent_task", "task"),
}
OPEN = ("opn", "ip", "rdy")


class Key(NamedTuple):
    """What identifies a row."""

    type: str
    id: int

    @property
    def sent(self) -> dict[str, object]:
        """The row as a link on the wire."""
        return {"type": self.type, "id": self.id}


@dataclass
class PlainRow:
    """A row: its display name, and its values by field; a link is a `Key`, links are a list of them."""

    key: Key
    name: str
    values: dict[str, object]
    retired: bool = False


@dataclass
class World:
    """All rows there are."""

    rows: dict[Key, PlainRow] = field(default_factory=dict)

    def add(self, row: PlainRow) -> PlainRow:
        self.rows[row.key] = row
        return row

    def of_type(self, type_: str) -> list[PlainRow]:
        """The live rows of a type, by id."""
        found = (row for row in self.rows.values() if row.key.type == type_ and not row.retired)
        return sorted(found, key=lambda row: row.key.id)

    def linked(self, row: PlainRow, name: str) -> list[PlainRow]:
        """The live rows that a field of the row links."""
        keys = dict.fromkeys(self._keys(row, name))
        found = (self.rows.get(key) for key in keys)
        return [each for each in found if each is not None and not each.retired]

    def _keys(self, row: PlainRow, name: str) -> Iterator[Key]:
        place = (row.key.type, name)
        if place in THROUGH:
            connection, near, far = THROUGH[place]
            yield from (
                target
                for each in self.of_type(connection)
                if each.values[near] == row.key and isinstance(target := each.values[far], Key)
            )
        elif place in BACK:
            type_, link = BACK[place]
            yield from (each.key for each in self.of_type(type_) if row.key in _targets(each.values[link]))
        elif name == "open_notes":
            notes = self.linked(row, "notes")
            yield from (note.key for note in notes if note.values["sg_status_list"] in OPEN)
        else:
            yield from _targets(row.values[name])


def _targets(value: object) -> list[Key]:
    if value is None:
        return []
    return [value] if isinstance(value, Key) else [each for each in _list(value) if isinstance(each, Key)]


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
