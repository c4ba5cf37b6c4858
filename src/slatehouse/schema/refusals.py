"""Why a value, a filter or a field was refused.

A refusal is a value: it carries its cause, the field, what was sent and what is legal. It does not know in
which words a protocol says so; each door words the refusals it can meet.
"""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.field import Field


class Refusal(Exception):
    """The request cannot be done as asked, and nothing was changed."""


@dataclass(eq=False)
class FieldRefusal(Refusal):
    """A refusal that is about one field."""

    field: Field


@dataclass(eq=False)
class WrongClass(FieldRefusal):
    """The value is of a class that the data type does not read."""

    sent: object
    classes: tuple[str, ...]


@dataclass(eq=False)
class Unparsable(FieldRefusal):
    """A text that should spell a value of the data type and does not."""

    sent: object


@dataclass(eq=False)
class BadDate(FieldRefusal):
    """Not a calendar date in the form 2011-01-21."""

    sent: object


@dataclass(eq=False)
class BadDateTime(FieldRefusal):
    """Not a point in time in an ISO 8601 form."""

    sent: object


@dataclass(eq=False)
class BadUUID(FieldRefusal):
    """Not a uuid."""

    sent: object


@dataclass(eq=False)
class NotSettable(FieldRefusal):
    """The value was read and then refused by the field itself; the subclasses say why."""


@dataclass(eq=False)
class OutOfRange(NotSettable):
    """A number that the column cannot hold."""

    sent: object


@dataclass(eq=False)
class NotAListValue(NotSettable):
    """Not one of the values of a list field."""

    sent: object
    legal: tuple[str, ...]


@dataclass(eq=False)
class NotAStatus(NotSettable):
    """Not one of the status codes of a field."""

    sent: object
    legal: tuple[str, ...]


@dataclass(eq=False)
class NotAnEntityType(NotSettable):
    """Not the name of an entity type."""

    sent: object
    legal: tuple[str, ...]


@dataclass(eq=False)
class NotLegal(NotSettable):
    """A link to a row that is not there, or that the field cannot take."""


@dataclass(eq=False)
class WrongLinkType(NotSettable):
    """A link to a row of another type than the field enforces."""

    expected: str
    got: str


@dataclass(eq=False)
class LinkWithoutId(NotSettable):
    """A link that names its row in a way that the service does not follow (by uuid)."""


@dataclass(eq=False)
class BadColor(NotSettable):
    """Not a colour; `reason` says what is wrong with it."""

    sent: object
    reason: str


@dataclass(eq=False)
class BadSplits(NotSettable):
    """A task's splits in a form that the service cannot read; `reason` is its own text."""

    reason: str


@dataclass(eq=False)
class EmptyIdentity(FieldRefusal):
    """The field that names the row was sent empty."""


@dataclass(eq=False)
class NeverEmpty(FieldRefusal):
    """The field cannot be cleared (`Task.color`)."""


@dataclass(eq=False)
class BadEntityHash(FieldRefusal):
    """A link that is not `{"type": …, "id": …}`; `missing` is `type` or `id`, empty where it is no hash."""

    sent: object
    missing: str = ""


@dataclass(eq=False)
class BadUpdateMode(FieldRefusal):
    """A multi-entity value that is neither a list nor a mode with its list; `missing` is the key at fault."""

    sent: object
    missing: str


@dataclass(eq=False)
class BadFileHash(FieldRefusal):
    """A file value without what its form needs; `missing` is `url` or `relative_path`."""

    sent: object
    missing: str


@dataclass(eq=False)
class NotWritable(FieldRefusal):
    """A data type whose values cannot be written at all, or only by an upload."""


@dataclass(eq=False)
class ReadOnly(FieldRefusal):
    """The field is the server's own."""


@dataclass(eq=False)
class CreateOnly(FieldRefusal):
    """The field was settable when the row was made."""


@dataclass(eq=False)
class UnknownRelation(FieldRefusal):
    """The data type does not know the relation."""

    path: str
    relation: str
    values: tuple[object, ...]
    legal: tuple[str, ...]


@dataclass(eq=False)
class Unfilterable(FieldRefusal):
    """The data type takes no part in filters."""

    path: str
    relation: str
    values: tuple[object, ...]


@dataclass(eq=False)
class FilterUnsupported(FieldRefusal):
    """The data type prints relations and honours none (`pivot_column`)."""


@dataclass(eq=False)
class WrongArity(FieldRefusal):
    """A relation was given too few or too many values; `expects` words the legal number."""

    relation: str
    values: tuple[object, ...]
    expects: str


@dataclass(eq=False)
class BadTimeUnit(FieldRefusal):
    """A relative date in a unit that does not exist."""

    relation: str
    values: tuple[object, ...]
    legal: tuple[str, ...]


@dataclass(eq=False)
class BadTimeCount(FieldRefusal):
    """A relative date whose count is not a positive whole number."""

    relation: str
    values: tuple[object, ...]


@dataclass(eq=False)
class OnlyNull(FieldRefusal):
    """The relation compares with null alone (`image`)."""

    relation: str
    values: tuple[object, ...]


@dataclass(eq=False)
class NeverNull(FieldRefusal):
    """The relation does not compare with null (`jsonb` containment)."""

    relation: str
    values: tuple[object, ...]


@dataclass(eq=False)
class NotComparable(FieldRefusal):
    """A value that the service hands to its database unread, which fails (`text in [null]`)."""

    sent: object


@dataclass(eq=False)
class BadColorFilter(FieldRefusal):
    """Not a colour to compare with; `reason` is `invalid format` or `invalid range`."""

    sent: object
    reason: str


@dataclass(eq=False)
class GroupingNotAllowed(FieldRefusal):
    """The field's values form no groups, or none of this kind."""

    grouping: str
    legal: tuple[str, ...]


@dataclass(eq=False)
class SummaryNotAllowed(FieldRefusal):
    """The field's values have summaries, but none of this kind."""

    summary: str
    legal: tuple[str, ...]


@dataclass(eq=False)
class UnknownPath(Refusal):
    """A field path that leads nowhere. `relation` and `values` are those of the condition that held it."""

    entity_type: str
    path: str
    relation: str = "is"
    values: tuple[object, ...] = ()


@dataclass(eq=False)
class TooManyConditions(Refusal):
    """A filter whose conditions, values and links to follow come to more than `most`."""

    most: int


@dataclass(eq=False)
class UnknownField(Refusal):
    """A write names a field that the type does not have."""

    entity_type: str
    name: str
