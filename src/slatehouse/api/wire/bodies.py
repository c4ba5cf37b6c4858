"""The JSON body of a request: read within limits, and refused as a whole where any of it cannot be kept.

A body that passes holds text that both databases store (no NUL, no half of a surrogate pair) and is nested no
deeper than everything after it can follow.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from falcon import Request

from slatehouse.api.wire.inspect import class_name
from slatehouse.api.wire.unread import note_as_read
from slatehouse.schema.json_depth import is_deeper
from slatehouse.schema.refusals import Refusal

__all__ = [
    "BodyLimits",
    "BodyMissing",
    "BodyRefusal",
    "BodyTooDeep",
    "BodyTooLarge",
    "MalformedBody",
    "NotAnObject",
    "UnstorableText",
    "keep_body",
    "parse_json",
    "read_body",
    "read_object",
]

_PLACE = re.compile(r" \(byte (\d+)\)$")
_ESCAPED_NUL = b"\\u0000"


class BodyRefusal(Refusal):
    """The body cannot be read."""


@dataclass(eq=False)
class BodyTooLarge(BodyRefusal):
    """More than `limit` bytes."""

    limit: int


@dataclass(eq=False)
class BodyTooDeep(BodyRefusal):
    """Lists and objects nested more than `limit` deep."""

    limit: int


class BodyMissing(BodyRefusal):
    """No body, where there has to be one."""


@dataclass(eq=False)
class MalformedBody(BodyRefusal):
    """Not JSON; `reason` is where and why."""

    reason: str


@dataclass(eq=False)
class NotAnObject(BodyRefusal):
    """JSON, but no object; `got` names the class of what came."""

    got: str


@dataclass(eq=False)
class UnstorableText(BodyRefusal):
    """A text with a NUL in it."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How large, in bytes, and how deep a body may be."""

    size: int
    depth: int


def read_body(request: Request, limit: int) -> bytes:
    """The bytes of the body, its length declared or not; raises `BodyTooLarge` without reading further."""
    length = request.content_length
    if length is not None and length > limit:
        raise BodyTooLarge(limit)
    body: bytes = request.stream.read(limit + 1 if length is None else length)
    if len(body) > limit:
        raise BodyTooLarge(limit)
    if len(body) == length:
        note_as_read(request)
    return body


def keep_body(request: Request, limit: int) -> bytes:
    """The bytes of the body, which can be read again; raises `BodyTooLarge`."""
    body = read_body(request, limit)
    request.stream = io.BytesIO(body)
    return body


def read_object(request: Request, limits: BodyLimits) -> dict[str, Any]:
    """The object that the body holds; raises a `BodyRefusal`."""
    body = read_body(request, limits.size)
    if not body:
        raise BodyMissing
    value = parse_json(body, limits.depth)
    if not isinstance(value, dict):
        raise NotAnObject(class_name(value))
    return value


def parse_json(body: bytes, depth: int) -> Any:
    """The value that the bytes spell. Of equal keys the last counts; whole numbers may have any size."""
    if is_deeper(body, depth):
        raise BodyTooDeep(depth)
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBody(_reason(body, error)) from error
    if _ESCAPED_NUL in body and _holds_nul(value):
        raise UnstorableText
    return value


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(each) for key, each in value.items())
    return isinstance(value, list) and any(map(_holds_nul, value))


def _reason(body: bytes, error: msgspec.DecodeError | UnicodeDecodeError) -> str:
    """The parser's complaint in the service's form: `Empty input (after ) at line 1, column 1 `."""
    if not body.strip():
        return _complaint("Empty input", body, 0)
    if isinstance(error, UnicodeDecodeError):
        # The parser counts from the beginning of the text in which it stumbled.
        return _complaint("Invalid UTF-8", body, _first_bad_byte(body))
    words = str(error).removeprefix("JSON is malformed: ").partition(" - at `$")[0]
    if (place := _PLACE.search(words)) is None:
        return _complaint(words, body, len(body))
    return _complaint(words[: place.start()], body, int(place[1]))


def _first_bad_byte(body: bytes) -> int:
    try:
        return len(body.decode())
    except UnicodeDecodeError as error:
        return error.start


def _complaint(words: str, body: bytes, place: int) -> str:
    before = body[:place]
    line, column = before.count(b"\n") + 1, place - (before.rfind(b"\n") + 1) + 1
    return f"{words[0].upper()}{words[1:]} (after ) at line {line}, column {column} "
