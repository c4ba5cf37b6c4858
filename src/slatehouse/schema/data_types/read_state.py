"""`list` as notes and deliveries have it for what a person has read (data-types §3.10, improvements B9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from slatehouse.schema.conditions import Asked, Relation, Test
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.data_types.text import KEY
from slatehouse.schema.relations import Equal
from slatehouse.schema.text_key import text_key

_UNREAD = "unread"


def _unread_unless(evaluate: Relation, *, words_are_few: bool) -> Relation:
    """The real service looks at one legal word alone; whatever else is asked finds what is unread."""

    def relation(asked: Asked) -> Test:
        legal = {text_key(word) for word in asked.field.valid_values}
        is_legal = all(isinstance(value, str) and text_key(value) in legal for value in asked.values)
        test = evaluate(asked)
        return test if asked.is_strict or (words_are_few and is_legal) else Test(Equal(KEY), (_UNREAD,))

    return relation


class ReadState(ListType):
    """`read` or `unread`. A strict asker gets what any list would answer."""

    relations: ClassVar[Mapping[str, Relation]] = {
        name: _unread_unless(relation, words_are_few=name in ("is", "is_not"))
        for name, relation in ListType.relations.items()
    }
