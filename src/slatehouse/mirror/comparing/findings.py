"""What a comparison finds: values, that whoever prints them words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

__all__ = ["Compared", "Difference", "Finding", "Uncompared", "What"]


class What(StrEnum):
    """How the two sides differ: something is theirs alone, or ours alone, or is not the same."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"


class Difference(msgspec.Struct, frozen=True, tag="difference", tag_field="found", omit_defaults=True):
    """One difference: of a type, of one of its fields, of a row, or of a field of a row.

    `property` is what of it is another, where that is not the value: `data_type` of a field, `retired` of a
    row, a digest of a file.
    """

    what: What
    type: str
    id: int | None = None
    field: str | None = None
    property: str | None = None
    theirs: Any = None
    ours: Any = None


class Uncompared(msgspec.Struct, frozen=True, tag="uncompared", tag_field="found", omit_defaults=True):
    """What could not be compared, and why. `is_natural`: no site gives it out, or it is of the copy alone, so
    that nobody could compare it."""

    type: str
    reason: str
    id: int | None = None
    field: str | None = None
    is_natural: bool = False


class Compared(msgspec.Struct, frozen=True, tag="compared", tag_field="found"):
    """A type is done with: how many rows were looked at on either side, how many fields of each, and how many
    files."""

    type: str
    rows: int
    fields: int
    files: int


Finding = Difference | Uncompared | Compared
