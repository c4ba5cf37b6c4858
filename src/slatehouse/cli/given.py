"""Conditions and values as a command line has them: `code=SH010`, `entity=Shot:12`, `code:in=["A","B"]`."""

from __future__ import annotations

import json
import re
from typing import Any

import typer

from slatehouse.client import Link
from slatehouse.client.words import Condition

__all__ = ["condition", "value_of", "values"]

_LINK = re.compile(r"([A-Z][A-Za-z0-9]+):([0-9]+)")


def condition(text: str) -> Condition:
    """`FIELD=VALUE`, `FIELD!=VALUE` or `FIELD:RELATION=VALUE` as a condition; misuse where it is none."""
    left, equals, right = text.partition("=")
    field, _, relation = left.strip().partition(":")
    if field.endswith("!"):
        field, relation = field[:-1], "is_not"
    if not equals or not field:
        raise typer.BadParameter(f"{text!r} is no FIELD=VALUE, FIELD!=VALUE or FIELD:RELATION=VALUE")
    value = value_of(right)
    return [field, relation or "is", value.hash if isinstance(value, Link) else value]


def values(texts: list[str]) -> dict[str, Any]:
    """Each `FIELD=VALUE` as a field and its value; misuse where one is none."""
    found: dict[str, Any] = {}
    for text in texts:
        field, equals, value = text.partition("=")
        if not equals or not field.strip():
            raise typer.BadParameter(f"{text!r} is no FIELD=VALUE")
        found[field.strip()] = value_of(value)
    return found


def value_of(text: str) -> Any:
    """A link where it is `Type:ID`; a value where it is JSON; else the text itself.

    >>> value_of("Shot:12"), value_of("null"), value_of("12"), value_of("SH010")
    (Link(type='Shot', id=12, name=None), None, 12, 'SH010')
    """
    link = _LINK.fullmatch(text)
    if link is not None:
        return Link(link[1], int(link[2]))
    try:
        return _linked(json.loads(text))
    except ValueError:
        return text


def _linked(value: Any) -> Any:
    # A list may name links in the short form, too.
    if isinstance(value, list):
        return [value_of(each) if isinstance(each, str) and _LINK.fullmatch(each) else each for each in value]
    return value
