"""Rows as a client sees them: values by the names of their fields, links as rows of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec

from slatehouse.client.asks import Ask
from slatehouse.client.errors import BrokenAnswer

__all__ = [
    "File",
    "Link",
    "Note",
    "Row",
    "as_sent",
    "moment_text",
    "row_class",
    "row_of",
    "rows_in",
]

R = TypeVar("R", bound="Row")


class Link(msgspec.Struct, frozen=True):
    """What a field of links says of a row: its type, its id and how it is called."""

    type: str
    id: int
    name: str | None = None

    def __str__(self) -> str:
        return self.name or f"{self.type} {self.id}"

    @property
    def hash(self) -> dict[str, Any]:
        """The link as it is written in filters and values."""
        return {"type": self.type, "id": self.id}


@dataclass(frozen=True, slots=True)
class File:
    """What a file field holds. `url` is where its bytes are, for some minutes; None for a file of a disk.

    `values` is all that the site tells of it.
    """

    name: str | None
    url: str | None
    content_type: str | None
    link_type: str
    id: int | None
    values: Mapping[str, Any]


class Row(Mapping[str, Any]):
    """One row: `row["code"]`, or `row.code` where no method has that name. It does not change.

    Values are as the site sends them, except that links are `Link`s and files are `File`s.
    """

    __slots__ = ("_values", "id", "type")

    def __init__(self, type: str, id: int, values: Mapping[str, Any]) -> None:
        self.type = type
        self.id = id
        self._values = values

    def __getitem__(self, field: str) -> Any:
        if field == "id":
            return self.id
        if field == "type":
            return self.type
        return self._values[field]

    def __getattr__(self, field: str) -> Any:
        try:
            # Copying asks for private names before there are values.
            return self._values[field] if not field.startswith("_") else object.__getattribute__(self, field)
        except KeyError:
            raise AttributeError(
                f"{self.type} {self.id} was read without the field {field!r}", name=field, obj=self
            ) from None

    def get(self, field: str, default: Any = None) -> Any:
        """The value of a field, or `default` where the row was read without it."""
        # Whoever goes through many rows asks for each field of each.
        return self._values.get(field, default) if field not in _OF_ROW else self[field]

    def __iter__(self) -> Iterator[str]:
        yield from ("type", "id")
        yield from self._values

    def __len__(self) -> int:
        return len(self._values) + 2

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash((self.type, self.id))

    def __repr__(self) -> str:
        return f"<{self.type} {self.id}>"

    @property
    def link(self) -> Link:
        """A link to this row."""
        name = next((self._values[each] for each in _NAMES if self._values.get(each)), None)
        return Link(self.type, self.id, name)

    def links(self, field: str) -> tuple[Link, ...]:
        """The rows that a field of one link or of many leads to."""
        value = self[field]
        if value is None:
            return ()
        return (value,) if isinstance(value, Link) else tuple(value)


_OF_ROW = frozenset({"type", "id"})
_NAMES = ("cached_display_name", "code", "subject", "name", "content")


class Note(Row):
    """A note: what somebody said, to whom, and of what."""

    __slots__ = ()

    @property
    def subject(self) -> str | None:
        value: str | None = self["subject"]
        return value

    @property
    def content(self) -> str | None:
        value: str | None = self["content"]
        return value

    @property
    def author(self) -> Link | None:
        """Who made it."""
        value: Link | None = self["created_by"]
        return value

    @property
    def addressees(self) -> tuple[Link, ...]:
        """To whom it is."""
        return self.links("addressings_to")

    @property
    def about(self) -> tuple[Link, ...]:
        """The shots, versions and other rows that it is of."""
        return self.links("note_links")

    @property
    def created_at(self) -> datetime | None:
        """When it was made, with its time zone."""
        return _moment(self["created_at"])

    @property
    def status(self) -> str | None:
        """The code of its status."""
        value: str | None = self["sg_status_list"]
        return value

    @property
    def thumbnail(self) -> str | None:
        """Where its picture is, for some minutes; a passing one while the thumbnail is still made."""
        value: str | None = self["image"]
        return value


_CLASSES: Mapping[str, type[Row]] = {"Note": Note}


def row_class(entity_type: str) -> type[Row]:
    """The class that rows of a type have."""
    return _CLASSES.get(entity_type, Row)


class _Relation(msgspec.Struct):
    data: Link | tuple[Link, ...] | None


class _Entry(msgspec.Struct):
    """One row as a site sends it (contract rest/00 §3); its addresses are not looked at."""

    type: str
    id: int
    attributes: dict[str, Any] | None = None
    relationships: dict[str, _Relation] | None = None


class _Rows(msgspec.Struct):
    data: list[_Entry] | _Entry


def rows_in(ask: Ask, body: bytes) -> list[Row]:
    """The rows of an answer, whose `data` is a list of them, or one."""
    # Straight into what rows are made of: that halves what a page of them costs.
    try:
        data = msgspec.json.decode(body, type=_Rows).data
    except msgspec.DecodeError as error:
        raise BrokenAnswer(ask.what, f"it has no rows in it ({error})") from error
    return [_row(each) for each in (data if isinstance(data, list) else (data,))]


def row_of(ask: Ask, data: object) -> Row:
    """The row that values of an answer are."""
    try:
        return _row(msgspec.convert(data, _Entry))
    except msgspec.ValidationError as error:
        raise BrokenAnswer(ask.what, f"it has no row in it ({error})") from error


def _row(entry: _Entry) -> Row:
    values = entry.attributes or {}
    for name, value in values.items():
        if isinstance(value, dict | list):
            values[name] = _value(value)
    for name, relation in (entry.relationships or {}).items():
        values[name] = relation.data
    return row_class(entry.type)(entry.type, entry.id, values)


def _link(data: Any) -> Link:
    return Link(data["type"], data["id"], data.get("name"))


_OF_LINKS = frozenset({"type", "id", "name", "valid"})


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        if "link_type" in value:
            return _file(value)
        if _is_link(value):
            return _link(value)
    elif isinstance(value, list) and value and all(_is_link(each) for each in value):
        return tuple(_link(each) for each in value)
    return value


def _is_link(value: Any) -> bool:
    # What the event log keeps of a change has a type and an id, too, and more that a link has not.
    return isinstance(value, dict) and {"type", "id"} <= value.keys() <= _OF_LINKS


def _file(value: Mapping[str, Any]) -> File:
    return File(
        value.get("name"),
        value.get("url"),
        value.get("content_type"),
        value["link_type"],
        value.get("id"),
        value,
    )


def _moment(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


def as_sent(value: Any) -> Any:
    """A value in the form in which a site takes it: links as hashes, times in UTC."""
    if isinstance(value, Row):
        return value.link.hash
    if isinstance(value, Link):
        return value.hash
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: as_sent(each) for name, each in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [as_sent(each) for each in value]
    return value


def moment_text(moment: datetime) -> str:
    """A time as a site takes it; one without a time zone is in this machine's."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
