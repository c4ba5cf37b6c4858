"""`activity_stream`: what happened to a row and to those that belong to it (python-api/methods §16)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.following import entity_fields
from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.api.rpc.rows import field_shown
from slatehouse.api.wire.activity import stream_shown
from slatehouse.query.paths import Path
from slatehouse.schema.link import LARGEST_ID
from slatehouse.site.streams import Window

__all__ = ["activity_stream"]

_USUAL, _MOST = 25, 500


def activity_stream(call: Call) -> dict[str, object]:
    """A page of the stream, the newest first."""
    arguments, files = call.arguments, call.files
    fields = entity_fields(call, arguments, tuple(call.schema.types))
    stream = call.session.activity(arguments.entity_type(), arguments.row_id(), _window(arguments), fields)

    def show(values: Mapping[Path, object]) -> dict[str, object]:
        return {path.text: field_shown(path, value, files) for path, value in values.items()}

    return stream_shown(stream, files, show)


def _window(arguments: Arguments) -> Window:
    limit = arguments.whole_number("limit")
    if limit is not None and not 1 <= limit <= _MOST:
        raise BadArgument(f"'limit' must be between 1 and {_MOST}: {limit}")
    bounds = (_bound(arguments.whole_number(name)) for name in ("max_id", "min_id"))
    return Window(_USUAL if limit is None else limit, *bounds)


def _bound(number: int | None) -> int | None:
    """The number, or the nearest that the databases can compare with."""
    return None if number is None else max(-1, min(number, LARGEST_ID))
