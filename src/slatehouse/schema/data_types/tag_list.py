"""`tag_list`: words in the order in which they were given (python-api/filters §4, values §1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Struct
from sqlalchemy import exists, func, literal, not_, or_
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import Bucket, Bucketing, Bucketings, GroupingKind, column, whole
from slatehouse.schema.data_types.data_type import (
    Asked,
    Binds,
    Columns,
    ColumnShape,
    DataType,
    Relation,
    Sorting,
    Test,
    Writer,
)
from slatehouse.schema.data_types.text import BYTE_ORDERED, KEY
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import WrongClass
from slatehouse.schema.relations import Contains, IsSet, NotContains, Unset, one, some
from slatehouse.schema.sql import position
from slatehouse.schema.summaries import Value, counts
from slatehouse.schema.text_key import text_key

# Around each word of the key, so that a whole word is found by its text with the separators.
SEPARATOR = "\x1f"
_NO_TAGS = "[]"


class TagsAmong(Struct, frozen=True):
    """The row has at least one of `words` words, or, with `unset`, none at all."""

    words: int
    unset: bool

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        key = columns.of(KEY)
        found = [position(key, binds[n]) > 0 for n in range(self.words)]
        return or_(*found, *([key.is_(None)] if self.unset else []))


class TagsAmongNone(Struct, frozen=True):
    """The row has none of `words` words; a row without any counts unless `unset` was among them."""

    words: int
    unset: bool

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        key = func.coalesce(columns.of(KEY), "")
        found = [position(key, binds[n]) > 0 for n in range(self.words)]
        return not_(or_(*found, *([key == ""] if self.unset else [])))


def has_tag_of_row(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row has the word that names the Tag row of the id."""
    names = columns.names.c
    word = literal(SEPARATOR) + names.key + SEPARATOR
    return exists().where(
        names.type == "Tag", names.id == binds[0], not_(names.retired), position(columns.of(KEY), word) > 0
    )


def _words(field: Field, sent: object) -> list[str]:
    """The words of a list, or of one text with commas between them; each once, blank ones dropped."""
    members = sent.split(",") if isinstance(sent, str) else sent
    if not isinstance(members, list):
        raise WrongClass(field, sent, TagList.classes)
    words: dict[str, str] = {}
    for member in members:
        word = _word(field, member)
        if word:
            words.setdefault(text_key(word), word)
    return list(words.values())


def _word(field: Field, sent: object) -> str:
    if not isinstance(sent, str):
        raise WrongClass(field, sent, ("String",))
    return sent.replace(SEPARATOR, " ").strip()


def _whole(field: Field, sent: object) -> str | None:
    """The key of one whole word; None for null and the blank word."""
    word = None if sent is None else _word(field, sent)
    return f"{SEPARATOR}{text_key(word)}{SEPARATOR}" if word else None


def _compare(with_value: Writer, with_null: Writer) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        whole = _whole(asked.field, sent)
        return Test(with_null) if whole is None else Test(with_value, (whole,))

    return make


def _part(with_value: Writer, with_nothing: Writer) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        word = _word(asked.field, sent)
        return Test(with_value, (text_key(word),)) if word else Test(with_nothing)

    return make


def _members(
    writer: type[TagsAmong | TagsAmongNone],
) -> Callable[[Asked, tuple[object, ...]], Test]:
    def make(asked: Asked, sent: tuple[object, ...]) -> Test:
        wholes = [_whole(asked.field, value) for value in sent]
        present = tuple(whole for whole in wholes if whole is not None)
        return Test(writer(len(present), len(present) < len(wholes)), present)

    return make


def _tag_row(asked: Asked, sent: object) -> Test:
    if isinstance(sent, bool) or not isinstance(sent, int):
        raise WrongClass(asked.field, sent, ("Integer",))
    return Test(has_tag_of_row, (sent,))


def _same_words(key: str) -> Bucket:
    words = tuple(msgspec.json.decode(key))
    return Bucket(words, ", ".join(words), tuple(map(text_key, words)))


class TagList(DataType):
    """Words, compared without regard to case. A row without any reads as the empty list."""

    name = "tag_list"
    creatable = True
    links_to = ("Tag",)
    classes = ("Array", "String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED), ColumnShape(KEY, BYTE_ORDERED))
    summaries = counts(Value(KEY))
    groupings: ClassVar[Bucketings] = {GroupingKind.EXACT: Bucketing(column, whole(_same_words))}
    relations: ClassVar[Mapping[str, Relation]] = {
        "is": one(_compare(Contains(KEY), Unset(KEY))),
        "is_not": one(_compare(NotContains(KEY), IsSet(KEY))),
        "name_contains": one(_part(Contains(KEY), IsSet(KEY))),
        "name_not_contains": one(_part(NotContains(KEY), Unset(KEY))),
        "name_id": one(_tag_row),
        "in": some(_members(TagsAmong)),
        "not_in": some(_members(TagsAmongNone)),
    }
    sorting = Sorting.IGNORED
    editable_properties = ("summary_default", "valid_types")

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {"valid_types": field.valid_types}

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        words = [] if sent is None else _words(field, sent)
        if not words:
            return (None, None)
        keys = (text_key(word) for word in words)
        return (msgspec.json.encode(words).decode(), f"{SEPARATOR}{SEPARATOR.join(keys)}{SEPARATOR}")

    def read(self, values: Sequence[Any]) -> object:
        return None if values[0] is None else msgspec.json.decode(values[0])

    def read_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (func.coalesce(columns.of(), _NO_TAGS),)
