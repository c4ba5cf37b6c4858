"""Filters evaluated in plain Python, to hold the SQL of a relation against.

Each evaluator says whether one row's value meets a condition. It works on what was sent, not on what is
stored, and shares no code with the data types beyond the key by which text is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from slatehouse.schema.text_key import text_key

Evaluator = Callable[[str, Any, Sequence[Any]], bool]
Normal = Callable[[Any], Any]


def compared_by(normal: Normal) -> Evaluator:
    """The relations of numbers, times and words, over values made alike by `normal`; None is unset."""

    def evaluate(relation: str, value: Any, sent: Sequence[Any]) -> bool:
        mine, theirs = normal(value), [normal(each) for each in sent]
        if relation in {"is", "in"}:
            return mine in theirs
        if relation in {"is_not", "not_in"}:
            return mine not in theirs
        if mine is None or None in theirs:
            return False
        if relation == "between":
            return bool(min(theirs) <= mine <= max(theirs))
        return bool(mine > theirs[0] if relation == "greater_than" else mine < theirs[0])

    return evaluate


def text(relation: str, value: str | None, sent: Sequence[str | None]) -> bool:
    """The relations of text."""
    if relation.startswith("not_"):
        # The one exception to the complement: an empty text in a list stands for no row at all.
        return not text(relation.removeprefix("not_"), value, sent)
    if relation == "is_not":
        return not text("is", value, sent)
    mine = text_key((value or "").strip())
    theirs = [text_key(each or "") for each in sent]
    if relation == "in":
        return (bool(mine) and mine in theirs) or (not mine and None in sent)
    if relation == "is":
        return mine == theirs[0]
    meets = {"contains": mine.__contains__, "starts_with": mine.startswith, "ends_with": mine.endswith}
    return bool(mine) and bool(meets[relation](theirs[0]))


def checkbox(relation: str, value: bool | None, sent: Sequence[bool]) -> bool:
    """The relations of a box, which is not ticked until somebody does."""
    return (bool(value) is sent[0]) is (relation == "is")


def tags(relation: str, value: Sequence[str] | None, sent: Sequence[str | None]) -> bool:
    """The relations of a list of words."""
    if relation in {"is_not", "not_in", "name_not_contains"}:
        return not tags({"is_not": "is", "not_in": "in"}.get(relation, "name_contains"), value, sent)
    mine = {text_key(word.strip()) for word in value or ()} - {""}
    theirs = [text_key((each or "").strip()) for each in sent]
    if relation == "name_contains":
        return any(theirs[0] in word for word in mine)
    return any(each in mine if each else not mine for each in theirs)


def document(relation: str, value: Any, sent: Sequence[Any]) -> bool:
    """The relations of JSON values; a number is its value, and never a truth."""
    if relation in {"is_not", "not_contains"}:
        return not document(relation.replace("is_not", "is").replace("not_contains", "contains"), value, sent)
    if relation == "is":
        wanted = None if sent[0] == [] else sent[0]
        return json.dumps(value, sort_keys=True) == json.dumps(wanted, sort_keys=True)
    return value is not None and _holds(value, sent[0])


def _holds(whole: Any, part: Any) -> bool:
    match whole, part:
        case dict(), dict():
            return all(key in whole and _holds(whole[key], part[key]) for key in part)
        case list(), list():
            return all(any(_holds(mine, theirs) for mine in whole) for theirs in part)
        case (dict() | list(), _) | (_, dict() | list()):
            return False
    return isinstance(whole, bool) == isinstance(part, bool) and bool(whole == part)
