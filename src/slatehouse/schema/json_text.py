"""JSON values as the text that a column holds."""

from __future__ import annotations

import json

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Unparsable


def plain_json(field: Field, value: object) -> str:
    """The value as JSON, its keys in the order in which they came."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, RecursionError) as error:
        raise Unparsable(field, value) from error
    return text


def canonical_json(field: Field, value: object) -> str:
    """The value as JSON, one text for all orders of its keys: by length, then bytewise.

    NUL is refused: PostgreSQL's `jsonb`, which reads this text back, has no place for it.
    """
    try:
        ordered = _ordered(value)
    except (ValueError, RecursionError) as error:
        raise Unparsable(field, value) from error
    return plain_json(field, ordered)


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        keys = sorted((_without_nul(key) for key in value), key=_by_length)
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(element) for element in value]
    return _without_nul(value) if isinstance(value, str) else value


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL in a text")
    return text


def _by_length(key: str) -> tuple[int, bytes]:
    encoded = key.encode()
    return len(encoded), encoded
