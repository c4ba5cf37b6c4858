"""Writes plain values as YAML, in block style. Texts that could be read as anything else are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

__all__ = ["as_yaml"]

_PLAIN = re.compile(r"[A-Za-z_/$]([A-Za-z0-9_./$ -]*[A-Za-z0-9_./$])?", re.ASCII)
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_STEP = "  "


def as_yaml(value: Mapping[str, object]) -> bytes:
    """The value as a YAML document in UTF-8."""
    return "".join(f"{line}\n" for line in _lines(value)).encode()


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            yield from _entry(f"{_scalar(name)}:", each)
    elif isinstance(value, list | tuple) and value:
        for each in value:
            first, *rest = _lines(each)
            yield f"- {first}"
            yield from (_STEP + line for line in rest)
    else:
        yield _scalar(value)


def _entry(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple) and value:
        yield name
        yield from (_STEP + line for line in _lines(value))
    else:
        yield f"{name} {_scalar(value)}"


def _scalar(value: object) -> str:
    """A value on one line: JSON is YAML, and most texts need no quotes."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return msgspec.json.encode(value).decode()
