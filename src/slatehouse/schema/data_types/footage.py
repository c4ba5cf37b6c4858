"""`footage`: feet and frames of film, `16-08` (data-types §5, python-api/values §1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import Bucket, Bucketing, Bucketings, GroupingKind, column, whole
from slatehouse.schema.data_types.data_type import Columns
from slatehouse.schema.data_types.text import TextType, text_or_none
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Unparsable

_SPELLED = re.compile(r"\s*([0-9]{1,9})-([0-9]{1,2})\s*", re.ASCII)


def _same_length(length: str) -> Bucket:
    return Bucket(length, length, (len(length), length))


class FootageType(TextType):
    """A length of film, filtered as text and sorted as a length. How many frames a foot has is the site's."""

    name = "footage"
    creatable = True
    identifies = False
    groupings: ClassVar[Bucketings] = {GroupingKind.EXACT: Bucketing(column, whole(_same_length))}
    editable_properties = ("summary_default",)

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {}

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        text = text_or_none(field, sent)
        if text is None:
            return (None, None)
        spelled = _SPELLED.fullmatch(text)
        if not spelled:
            raise Unparsable(field, sent)
        feet, frames = int(spelled[1]), int(spelled[2])
        length = f"{feet}-{frames:02d}"
        return (length, length)

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[object], ...]:
        # Without leading zeros a longer text is a longer film.
        return (func.length(columns.of()), columns.of())
