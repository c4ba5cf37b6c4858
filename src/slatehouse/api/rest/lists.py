"""A list as a client asks for it, by either spelling, made into the question that the site answers."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import chosen_paths
from slatehouse.api.rest.options import ListOptions
from slatehouse.api.rest.paging import PageAsked
from slatehouse.api.rest.sorting import sort_keys
from slatehouse.query.filters import Filter, both
from slatehouse.query.question import Question
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.archives import outside_archives

__all__ = ["ListAsked", "question_of"]


@dataclass(frozen=True, slots=True)
class ListAsked:
    """What a list is asked for beside its filters; a list shows no fields but those named."""

    fields: tuple[str, ...]
    keys: tuple[str, ...]
    page: PageAsked
    options: ListOptions


def question_of(call: Call, entity_type: EntityType, asked: ListAsked, where: Filter) -> Question:
    """The question; raises what fields and sort keys are refused for."""
    schema, strict = call.schema, call.is_strict
    if not asked.options.archived:
        where = both(where, outside_archives(entity_type, call.filters(entity_type).resolve))
    return Question(
        entity_type,
        where,
        chosen_paths(schema, entity_type, asked.fields, is_strict=strict),
        sort_keys(schema, entity_type, asked.keys, is_strict=strict),
        asked.page.page,
        asked.options.retired,
    )
