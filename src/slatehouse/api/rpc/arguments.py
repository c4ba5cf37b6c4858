"""The arguments of a call, each of the form that its method needs (python-api/methods)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.api.wire.inspect import inspect
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.schema import Schema

__all__ = ["Arguments", "no"]

_LARGEST_ID = 2**63 - 1


def no(what: str, name: str, sent: object) -> BadArgument:
    """The refusal of an argument: `invalid/missing integer 'id': {…}`."""
    return BadArgument(f"invalid/missing {what} '{name}': {inspect(sent)}")


class Arguments(msgspec.Struct, frozen=True):
    """An object of arguments; what is not asked for is ignored."""

    sent: Mapping[str, Any]
    schema: Schema

    def get(self, name: str) -> Any:
        """The argument as it came; None where it is missing."""
        return self.sent.get(name)

    def entity_type(self, name: str = "type") -> EntityType:
        """The entity type that an argument names."""
        value = self.sent.get(name)
        if not isinstance(value, str) or value not in self.schema:
            types = inspect([entity_type.name for entity_type in self.schema])
            raise BadArgument(
                f"invalid/missing string entity '{name}': {inspect(value)} Valid entity types: {types}"
            )
        return self.schema[value]

    def row_id(self, name: str = "id") -> int:
        """The id that an argument holds; one that no row can have is 0, which none has."""
        return _row_id(self.sent.get(name), name, self.sent)

    def row_of(self, name: str, *, kind: str | None = None) -> tuple[str, int]:
        """Type and id of the row that an argument names, whatever else is said of it there."""
        value = self.mapping(name)
        type_ = value.get("type")
        if not isinstance(type_, str) or type_ not in self.schema or type_ != (kind or type_):
            raise no("entity hash string", "type", value)
        return type_, _row_id(value.get("id"), "id", value)

    def id_of(self, name: str, kind: str) -> int | None:
        """The id of the row of a type that an argument names; None where it names none."""
        return None if self.sent.get(name) is None else self.row_of(name, kind=kind)[1]

    def text(self, name: str) -> str:
        """A text of at least one character."""
        value = self.sent.get(name)
        if not isinstance(value, str) or not value:
            raise no("string", name, value)
        return value

    def mapping(self, name: str) -> Mapping[str, Any]:
        """An object."""
        value = self.sent.get(name)
        if not isinstance(value, dict):
            raise no("hash", name, value)
        return value

    def sequence(self, name: str) -> Sequence[Any]:
        """A list."""
        value = self.sent.get(name)
        if not isinstance(value, list):
            raise no("array", name, value)
        return value

    def whole_number(self, name: str) -> int | None:
        """A whole number; None where there is none."""
        value = self.sent.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise no("integer", name, value)
        return value

    def truth(self, name: str) -> bool:
        """True or false."""
        value = self.sent.get(name)
        if not isinstance(value, bool):
            raise no("boolean", name, value)
        return value

    def one_of(self, name: str, legal: Sequence[str], *, is_needed: bool = False) -> str:
        """One of some words; the first of them where there is none, unless one `is_needed`."""
        value = self.sent.get(name)
        if value is None and not is_needed:
            return legal[0]
        if not isinstance(value, str) or value not in legal:
            raise BadArgument(f"invalid/missing '{name}': {inspect(value)} Valid values: {inspect(legal)}")
        return value

    def is_descending(self) -> bool:
        """Whether the `direction` of an order is the one downwards."""
        return self.one_of("direction", ("asc", "desc")) == "desc"

    def ids(self, name: str) -> list[int]:
        """A list of ids; empty where there is none."""
        value = [] if self.sent.get(name) is None else self.sequence(name)
        return [_row_id(each, name, value) for each in value]

    def day(self, name: str) -> date:
        """A day of the calendar."""
        value = self.sent.get(name)
        try:
            return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
        except ValueError as error:
            raise BadArgument(
                f"Invalid date format for '{name}': {inspect(value)}. Correct format is: 2011-01-21"
            ) from error

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.sequence(name)
        if not all(isinstance(each, str) for each in value):
            raise no("array of strings", name, value)
        return tuple(value)

    def hashes(self, name: str) -> list[Arguments]:
        """A list of objects."""
        value = self.sequence(name)
        if not all(isinstance(each, Mapping) for each in value):
            raise no("array of hashes", name, value)
        return [Arguments(each, self.schema) for each in value]


def _row_id(value: object, name: str, within: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise no("integer", name, within)
    return value if 0 < value <= _LARGEST_ID else 0
