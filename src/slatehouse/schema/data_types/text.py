"""`text`: a string, trimmed; compared and sorted without regard to case (data-types §3.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct
from sqlalchemy import Text, and_, func
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import EMPTY, Bucket, Bucketing, Bucketings, GroupingKind, whole
from slatehouse.schema.data_types.data_type import (
    Asked,
    Binds,
    Columns,
    ColumnShape,
    DataType,
    Relation,
    Test,
    Writer,
)
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotComparable, WrongClass
from slatehouse.schema.relations import (
    Among,
    AmongOrUnset,
    Contains,
    Equal,
    IsSet,
    NotAmong,
    NotContains,
    NotEqual,
    SetAndNotAmong,
    Unset,
    nothing,
    one,
    some,
)
from slatehouse.schema.summaries import Value, counts
from slatehouse.schema.text_key import text_key

BYTE_ORDERED = Text().with_variant(Text(collation="C"), "postgresql")
KEY = "$key"


class StartsWith(Struct, frozen=True):
    """The text starts with the value; a range, so that an index serves it."""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        key = columns.of(KEY)
        return and_(key >= binds[0], key < binds[1])


class EndsWith(Struct, frozen=True):
    """The text ends with the value."""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        key = columns.of(KEY)
        return and_(
            func.length(key) >= func.length(binds[0]),
            func.substr(key, func.length(key) - func.length(binds[0]) + 1) == binds[0],
        )


def after_prefix(prefix: str) -> str:
    """The least string above every string with the prefix."""
    last = ord(prefix[-1])
    following = 0xE000 if last == 0xD7FF else last + 1
    if following > 0x10FFFF:
        return after_prefix(prefix[:-1]) if len(prefix) > 1 else prefix + chr(0x10FFFF)
    return prefix[:-1] + chr(following)


def text_or_none(field: Field, sent: object) -> str | None:
    """The text that was sent, None for null and for the empty text; raises a refusal for anything else."""
    if sent is None or sent == "":
        return None
    if not isinstance(sent, str):
        raise WrongClass(field, sent, TextType.classes)
    return sent


def key_to_compare(asked: Asked, sent: object) -> str | None:
    """The key of a filter's value; None where it means "unset"."""
    text = text_or_none(asked.field, sent)
    return None if text is None else text_key(text)


def _or_null(with_value: Writer, with_null: Writer) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        key = key_to_compare(asked, sent)
        return Test(with_null) if key is None else Test(with_value, (key,))

    return make


def _starts(asked: Asked, sent: object) -> Test:
    key = key_to_compare(asked, sent)
    return Test(IsSet(KEY)) if key is None else Test(StartsWith(), (key, after_prefix(key)))


def _in(asked: Asked, sent: tuple[object, ...]) -> Test:
    keys, has_null = _keys(asked, sent), None in sent
    if has_null and not keys:
        raise NotComparable(asked.field, None)
    if not keys:
        return Test(nothing)
    return Test(AmongOrUnset(KEY) if has_null else Among(KEY), (keys,))


def _not_in(asked: Asked, sent: tuple[object, ...]) -> Test:
    return Test(SetAndNotAmong(KEY) if None in sent else NotAmong(KEY), (_keys(asked, sent),))


def _keys(asked: Asked, sent: tuple[object, ...]) -> list[str]:
    """The keys of a list's members. The empty text is no member: it matches nothing, unlike null."""
    return [key for key in (key_to_compare(asked, value) for value in sent) if key is not None]


def _by_key(columns: Columns) -> tuple[ColumnElement[object], ...]:
    # The key stands first: an index that starts with it brings the rows in the order of the groups.
    return (columns.of(KEY), columns.of())


def _same_text(key: Sequence[str | None], _: date) -> Bucket:
    folded, text = key
    return Bucket(text, text, (folded, text)) if text else EMPTY


def _initial(columns: Columns) -> tuple[ColumnElement[object], ...]:
    return (func.substr(columns.of(KEY), 1, 1),)


def _same_initial(letter: str) -> Bucket:
    return Bucket(letter.upper(), letter.upper(), letter) if letter else EMPTY


TEXT_SUMMARIES = counts(Value(KEY))
SAME_TEXT: Bucketings = {GroupingKind.EXACT: Bucketing(_by_key, _same_text)}


class TextType(DataType):
    """A string of any length; blank text is no text."""

    name = "text"
    creatable = True
    identifies = True
    reads_as_stored = True
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED), ColumnShape(KEY, BYTE_ORDERED))
    summaries = TEXT_SUMMARIES
    groupings: ClassVar[Bucketings] = {
        **SAME_TEXT,
        GroupingKind.FIRST_LETTER: Bucketing(_initial, whole(_same_initial)),
    }
    editable_properties: ClassVar[tuple[str, ...]] = (
        "regex_validation",
        "regex_validation_enabled",
        "summary_default",
    )
    relations: ClassVar[Mapping[str, Relation]] = {
        "contains": one(_or_null(Contains(KEY), IsSet(KEY))),
        "not_contains": one(_or_null(NotContains(KEY), Unset(KEY))),
        "is": one(_or_null(Equal(KEY), Unset(KEY))),
        "is_not": one(_or_null(NotEqual(KEY), IsSet(KEY))),
        "starts_with": one(_starts),
        "ends_with": one(_or_null(EndsWith(), IsSet(KEY))),
        "in": some(_in),
        "not_in": some(_not_in),
    }

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {"regex_validation": "", "regex_validation_enabled": None}

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        if sent is None:
            return (None, None)
        if not isinstance(sent, str):
            raise WrongClass(field, sent, self.classes)
        trimmed = sent.strip()
        return (trimmed, text_key(trimmed)) if trimmed else (None, None)

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[object], ...]:
        return (columns.of(KEY),)
