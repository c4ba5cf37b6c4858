"""`query_display_name_cache`: live rows of several types by words of their names (python-api/methods §15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.api.wire.inspect import inspect
from slatehouse.query.filters import Filter, both
from slatehouse.query.question import Page
from slatehouse.query.text_search import Sought
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.hits import Hit

__all__ = ["query_display_name_cache"]

_SHORTEST_TEXT = 3
_MATCHES, _MOST_MATCHES = 25, 500


def query_display_name_cache(call: Call) -> dict[str, Any]:
    """The words looked for, and the rows that were found by them, the shortest names first."""
    arguments = call.arguments
    text = arguments.text("text")
    if len(text.strip()) < _SHORTEST_TEXT:
        raise BadArgument(f"'text' must have at least {_SHORTEST_TEXT} characters: {inspect(text)}")
    projects = arguments.ids("project_ids")
    filters = arguments.mapping("entity_types")
    sought = [_sought(call, name, sent, projects) for name, sent in filters.items()]
    limit = arguments.whole_number("max_results")
    if limit is not None and limit < 1:
        raise BadArgument(f"'max_results' must be a positive integer: {limit}")
    page = Page(min(limit or _MATCHES, _MOST_MATCHES))
    hits = call.session.text_search(text, sought, page) if sought else []
    return {"terms": text.lower().split(), "matches": [_shown(call, hit) for hit in hits]}


def _sought(call: Call, name: str, filters: object, projects: Sequence[int]) -> Sought:
    entity_type = Arguments({"type": name}, call.schema).entity_type()
    where = call.filters(entity_type)(filters)
    return Sought(entity_type, both(where, _within(call, entity_type, projects)) if projects else where)


def _within(call: Call, entity_type: EntityType, projects: Sequence[int]) -> Filter:
    """Holds for the rows of the projects; what belongs to no project at all belongs to none of these."""
    condition = call.filters(entity_type).condition
    if entity_type.is_project_scoped:
        return condition("project", "in", [{"type": "Project", "id": each} for each in projects])
    return condition("id", "in", projects if entity_type.name == "Project" else [0])


def _shown(call: Call, hit: Hit) -> dict[str, Any]:
    link, project = hit.link, hit.project
    return {
        "type": hit.type,
        "id": hit.id,
        "name": hit.name,
        "project_id": None if project is None else project.id,
        "image": call.files.image(hit.picture),
        "links": ["", ""] if link is None else [link.type, link.name],
        "status": hit.status,
    }
