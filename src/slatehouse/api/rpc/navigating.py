"""`nav_expand` and `nav_search`: the navigation tree, and where rows are in it (python-api/methods §17)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.wire.navigation import SEED, level_shown, place_shown
from slatehouse.schema.link import Target

__all__ = ["nav_expand", "nav_search"]

_SEED_FIELD = "seed_entity_field"


def nav_expand(call: Call) -> Mapping[str, object]:
    """`nav_expand`: a place of the tree and what is below it."""
    arguments = call.arguments
    return level_shown(call.session.expand(_path(arguments, "path")), _seed(arguments))


def nav_search(call: Call) -> list[Mapping[str, object]]:
    """`nav_search`: the places of one row, or of rows whose names hold a text."""
    arguments = call.arguments
    root = _path(arguments, "root_path")
    criteria = Arguments(arguments.mapping("search_criteria"), call.schema)
    if criteria.get("entity") is not None:
        places = call.session.places_of(root, Target(*criteria.row_of("entity")))
    else:
        places = call.session.places_named(root, criteria.text("search_string"))
    return [place_shown(place) for place in places]


def _path(arguments: Arguments, name: str) -> str:
    """The path, which may be empty: that is the root, too."""
    return "" if arguments.get(name) == "" else arguments.text(name)


def _seed(arguments: Arguments) -> Mapping[str, str]:
    """The type and its field that a call names as `PublishedFile.entity`."""
    sent = arguments.get(_SEED_FIELD)
    if sent is None:
        return SEED
    type_, _, field = sent.partition(".") if isinstance(sent, str) else ("", "", "")
    if type_ not in arguments.schema or field not in arguments.schema[type_].fields:
        raise BadArgument(f"invalid '{_SEED_FIELD}': {inspect(sent)}")
    return {"type": type_, "field": field}
