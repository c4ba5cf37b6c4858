"""What a data type is: columns, reading from the wire, relations, sorting and forms.

Each data type is one module beside this one. The rest of the code asks the data type what it needs to know
and never tests for its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from slatehouse.schema.buckets import NO_BUCKETINGS, Bucketing, Bucketings, GroupingKind
from slatehouse.schema.conditions import Asked, Binds, Columns, Relation, Test, Writer
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import (
    GroupingNotAllowed,
    NotComparable,
    SummaryNotAllowed,
    Unfilterable,
    UnknownRelation,
    WrongClass,
)
from slatehouse.schema.summaries import NO_SUMMARIES, Summarizer, Summarizers, SummaryKind

__all__ = [
    "Asked",
    "Binds",
    "ColumnShape",
    "Columns",
    "DataType",
    "Kind",
    "Relation",
    "Sorting",
    "Test",
    "Writer",
]

if TYPE_CHECKING:
    from slatehouse.schema.data_types.multi_entity import LinkChange
    from slatehouse.schema.data_types.url import PathToResolve
    from slatehouse.schema.files import FileValue


class ColumnShape(Struct, frozen=True):
    """A column that a field of the data type has: the suffix to the field's name, and the SQL type."""

    suffix: str
    type: TypeEngine[Any]


class Kind(Enum):
    """How a field of the data type takes part in statements."""

    VALUE = auto()
    LINK = auto()
    LINKS = auto()
    FILE = auto()
    IMAGE = auto()
    SUMMARY = auto()
    CALCULATED = auto()
    NOTHING = auto()


class Sorting(Enum):
    """What becomes of a request to sort by the data type (data-types §2.9)."""

    HONOURED = auto()
    IGNORED = auto()
    REFUSED = auto()


class DataType:
    """A data type with one value column; the others override what differs.

    `classes` are the wire classes that it reads, in the names and order in which a refusal prints them.
    `is_often_asked` earns its fields an index on all their columns; `lists_entity_types` makes the names of
    the site's types the legal values of its fields; `reads_as_stored`: `read` and `text` change nothing;
    `leads_through` names the field whose links a path follows that goes on from a field of the data type.
    Studios add fields of the types that are `creatable` (data-types §2.12); one that `is_never_null` has to
    have a default. `links_to` are the types that all fields of the type link. Studios make fields of those
    that `identifies` unique, which then hold what their rows are called elsewhere.
    """

    name: ClassVar[str]
    kind: ClassVar[Kind] = Kind.VALUE
    classes: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[tuple[ColumnShape, ...]] = ()
    relations: ClassVar[Mapping[str, Relation]] = {}
    summaries: ClassVar[Summarizers] = NO_SUMMARIES
    groupings: ClassVar[Bucketings] = NO_BUCKETINGS
    filterable: ClassVar[bool] = True
    sorting: ClassVar[Sorting] = Sorting.HONOURED
    editable_properties: ClassVar[tuple[str, ...]] = ("summary_default",)
    lists_entity_types: ClassVar[bool] = False
    is_often_asked: ClassVar[bool] = False
    reads_as_stored: ClassVar[bool] = False
    is_defaulted_in_echo: ClassVar[bool] = False
    leads_through: ClassVar[str | None] = None
    creatable: ClassVar[bool] = False
    is_never_null: ClassVar[bool] = False
    links_to: ClassVar[tuple[str, ...]] = ()
    identifies: ClassVar[bool] = False

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        """The values of the field's columns for a value from the wire; raises a refusal."""
        raise WrongClass(field, sent, self.classes)

    def restored(self, field: Field, shown: object) -> tuple[object, ...]:
        """The values of the field's columns for a value as REST shows it of a row of another site; so it may
        be one that no caller may write here. Raises a refusal of what is none of the data type."""
        return self.accept(field, shown)

    def accept_links(self, field: Field, sent: object) -> LinkChange:
        """The change of links for a value from the wire, of a data type whose links are kept apart."""
        raise WrongClass(field, sent, self.classes)

    def accept_file(self, field: Field, sent: object) -> FileValue | PathToResolve | None:
        """The file for a value from the wire, where values are files; None clears the field."""
        raise WrongClass(field, sent, self.classes)

    def read(self, values: Sequence[Any]) -> object:
        """The stored value, plain, from the values of the field's columns."""
        return values[0]

    def text(self, value: Any) -> object:
        """The value in the form that REST shows; None stays None."""
        return value

    def number(self, value: Any) -> object:
        """The value in the form that the Python API shows; None stays None."""
        return self.text(value)

    def from_number(self, sent: object) -> object:
        """A value that the Python API sent, in a class that `accept` and the relations read."""
        return sent

    def constant(self) -> object:
        """What every row reads where the data type keeps no value (`Kind.NOTHING`)."""
        return None

    def leads_only_to(self, field: Field) -> tuple[str, int] | None:
        """A link and its id in all rows to which a path leads on from the field; None: they are any."""
        return None

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        """What the schema says of a field beside `default_value` and `summary_default`, in its order."""
        return {}

    def read_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        """What to select for `read`.

        Where "unset" reads as a value, that value comes out of the SQL: null is a row that a path misses.
        """
        return tuple(columns.of(shape.suffix) for shape in self.columns[:1])

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        """What to order by; nulls are put last by the planner."""
        return tuple(columns.of(shape.suffix) for shape in self.columns[:1])

    def summarizer(self, field: Field, kind: SummaryKind) -> Summarizer | None:
        """How the field's values are summarized so; None where an answer leaves the field out (§2.10)."""
        if not self.summaries:
            return None
        found = self.summaries.get(kind)
        if found is None:
            raise SummaryNotAllowed(field, kind, tuple(self.summaries))
        return found

    def bucketing(self, field: Field, kind: GroupingKind) -> Bucketing:
        """How the field's values are grouped so; raises a refusal."""
        found = self.groupings.get(kind)
        if found is None:
            raise GroupingNotAllowed(field, kind, tuple(self.groupings))
        return found

    def test(self, asked: Asked) -> Test:
        """The condition ready for SQL; raises a refusal that names the legal relations."""
        if not self.filterable:
            raise Unfilterable(asked.field, asked.path, asked.relation, asked.values)
        relation = self.relations.get(asked.relation)
        if relation is None:
            legal = tuple(self.relations)
            raise UnknownRelation(asked.field, asked.path, asked.relation, asked.values, legal)
        if not asked.field.comparable:
            raise NotComparable(asked.field, asked.values)
        return relation(asked)
