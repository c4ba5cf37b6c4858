"""`read`: rows found, page by page (python-api/methods §3, filters §7 and §9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.api.rpc.rows import rows_shown
from slatehouse.api.wire.inspect import inspect
from slatehouse.query.question import Page, Question, SortKey
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.ordering import ordered_path

__all__ = ["MOST_AT_ONCE", "read"]

MOST_AT_ONCE = 500
"""The page size that clients are told to use when they read everything."""

_LARGEST_PAGE = 5_000
# Beyond it databases cannot count; no list is so long.
_FURTHEST = 2**62
_MOST_KEYS = 32
_RETIRED, _ACTIVE = "retired", "active"


def read(call: Call) -> dict[str, Any]:
    """A page of rows; what follows it is told as far as it is asked for."""
    arguments = call.arguments
    if not arguments.get("return_paging_info_without_counts"):
        question, _ = _question(call, arguments, further=0)
        answer: dict[str, Any] = {"entities": rows_shown(call.session.find(question), call.files)}
        if arguments.get("return_paging_info"):
            answer["paging_info"] = _counted(call, question, *_page(arguments))
        return answer
    # One row more than asked for tells whether there is another page.
    question, size = _question(call, arguments, further=1)
    found = call.session.find(question)
    has_next = len(found.rows) > size
    del found.rows[size:]
    return {"entities": rows_shown(found, call.files), "paging_info": {"has_next_page": has_next}}


def _question(call: Call, arguments: Arguments, *, further: int) -> tuple[Question, int]:
    """What is asked, with so many `further` rows than the page has; and how many it has."""
    entity_type = arguments.entity_type()
    rows = arguments.one_of("return_only", (_ACTIVE, _RETIRED))
    names = ("id",) if arguments.get("return_fields") is None else arguments.names("return_fields")
    where, fields = call.where(entity_type), call.shown(entity_type, names)
    order = tuple(_order(call, entity_type, arguments))
    size, number = _page(arguments)
    page = Page(size + further, min((number - 1) * size, _FURTHEST))
    question = Question(entity_type, where, fields, order, page, rows == _RETIRED)
    presets = arguments.get("additional_filter_presets")
    if presets is not None:
        question = call.session.narrowed(question, presets)
    return question, size


def _page(arguments: Arguments) -> tuple[int, int]:
    """Size and number of the page that is asked for."""
    paging = arguments.get("paging")
    if paging is None:
        return MOST_AT_ONCE, 1
    asked = Arguments(arguments.mapping("paging"), arguments.schema)
    size, number = asked.whole_number("entities_per_page"), asked.whole_number("current_page")
    if size is None or not 0 < size <= _LARGEST_PAGE:
        raise BadArgument(f"invalid/missing integer 'paging' 'entities_per_page': {inspect(paging)}")
    if number is None or number < 1:
        raise BadArgument(f"invalid/missing integer 'paging' 'current_page': {inspect(paging)}")
    return size, number


def _counted(call: Call, question: Question, size: int, number: int) -> dict[str, int]:
    """What servers of old told of pages."""
    count = len(call.session.find(replace(question, fields=(), order=(), page=None)).rows)
    return {
        "current_page": number if count else 0,
        "page_count": -(-count // size),
        "entity_count": count,
        "entities_per_page": size,
    }


def _order(call: Call, entity_type: EntityType, arguments: Arguments) -> Iterable[SortKey]:
    """The keys that have an order; the others are passed over, as the real service does."""
    sorts = arguments.hashes("sorts") if arguments.get("sorts") else []
    for each in sorts[:_MOST_KEYS]:
        name, is_descending = each.text("field_name"), each.is_descending()
        path = ordered_path(call.schema, entity_type, name)
        if path is not None:
            yield SortKey(path, is_descending)
