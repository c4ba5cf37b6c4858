"""The four relations of the data types whose values are words or codes (data-types §1, ENUM4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slatehouse.schema.comparisons import Comparisons
from slatehouse.schema.conditions import Asked, Relation

Read = Callable[[Asked, object], str | None]


def enum_relations(read: Read, suffix: str = "") -> Mapping[str, Relation]:
    """ENUM4 in printed order; `read` turns a filter's value into what the column holds, None for "unset"."""
    words: Comparisons[str] = Comparisons(read, suffix)
    return {**words.equality(), **words.membership()}
