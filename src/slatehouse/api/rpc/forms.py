"""Forms as the Python client posts them, and the texts that answer them (python-api/transport §7).

A reply is text that begins with `1`, or with `0` and a message, always with status 200: clients repeat what
fails otherwise, and never show why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from falcon import HTTPError, Request
from falcon.errors import MultipartParseError
from falcon.media.multipart import BodyPart, MultipartFormHandler, MultipartParseOptions

from slatehouse.api.rpc.refusals import BadArgument, BadCall
from slatehouse.api.wire.bodies import read_body
from slatehouse.api.wire.content_types import media_type
from slatehouse.api.wire.inspect import inspect
from slatehouse.media.blobs import BLOCK_SIZE

__all__ = ["Form", "SentFile", "form_of"]

_MULTIPART = "multipart/form-data"
_TRUE = frozenset({"true", "1"})
_LARGEST_FIELD = 1024 * 1024
_LONGEST_NAME = 255


@dataclass(frozen=True)
class SentFile:
    """A file of a form: its name, and its bytes as they come in."""

    name: str
    chunks: Iterator[bytes]


@dataclass(frozen=True)
class Form:
    """The fields of a form, and the file that follows them."""

    fields: Mapping[str, str]
    file: SentFile | None = field(default=None)

    def text(self, name: str) -> str:
        """A field that has to be there."""
        value = self.fields.get(name)
        if not value:
            raise BadArgument(f"invalid/missing '{name}': {inspect(value)}")
        return value

    def truth(self, name: str) -> bool:
        """`True`, `true` and `1` are true."""
        return self.fields.get(name, "").lower() in _TRUE

    def number(self, name: str) -> int:
        """A whole number of at least one; one that is too large for an id is 0, which is nobody's."""
        value = self.text(name)
        if not (value.isascii() and value.isdigit()):
            raise BadArgument(f"invalid/missing integer '{name}': {inspect(value)}")
        return int(value) if len(value) <= 18 else 0

    def sent_file(self) -> SentFile:
        """The file, which has to be there."""
        if self.file is None:
            raise BadArgument("the form holds no file")
        return self.file


def form_of(request: Request, limit: int) -> Form:
    """The form in a body; its file is not read yet. Raises what is wrong with it."""
    if media_type(request.content_type) == _MULTIPART:
        return _multipart(request)
    body = read_body(request, limit).decode(errors="replace")
    return Form({name: _storable(value) for name, value in parse_qsl(body, keep_blank_values=True)})


def _multipart(request: Request) -> Form:
    handler = MultipartFormHandler(MultipartParseOptions())
    handler.parse_options.max_body_part_buffer_size = _LARGEST_FIELD
    fields: dict[str, str] = {}
    try:
        form = handler.deserialize(request.bounded_stream, request.content_type, request.content_length or 0)
        parts = iter(form)
        for part in parts:
            if part.filename is not None:
                return Form(fields, SentFile(_base_name(part.filename), _chunks(part, parts)))
            fields[part.name or ""] = _storable(part.get_text() or "")
    except (HTTPError, UnicodeDecodeError) as error:
        raise BadCall(f"Invalid multipart form: {_reason(error)}") from error
    return Form(fields)


def _chunks(part: BodyPart, parts: Iterator[BodyPart]) -> Iterator[bytes]:
    """The bytes of a part. That it came whole shows in what follows it, so that is looked for, too."""
    try:
        while block := part.stream.read(BLOCK_SIZE):
            yield block
        next(parts, None)
    except MultipartParseError as error:
        raise BadCall(f"Invalid multipart form: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error.description or error.title) if isinstance(error, HTTPError) else str(error)


def _base_name(name: str) -> str:
    base = _storable(name).replace("\\", "/").rpartition("/")[2].strip()
    return base[-_LONGEST_NAME:] or "file"


def _storable(text: str) -> str:
    """The text without what no database holds."""
    return text.replace("\x00", "").encode(errors="replace").decode()
