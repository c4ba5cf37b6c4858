"""What is told of searches and summaries (contract rest/30)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slatehouse.api.rest import search, summarize, text_search
from slatehouse.api.rest.describing.envelopes import OPTIONS, PAGE, SELF, data_of, page_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ANYTHING,
    OBJECT,
    ROW_ID,
    TEXT,
    Shape,
    any_of,
    array,
    choice,
    mapping,
    nullable,
    record,
    ref,
)
from slatehouse.api.wire.content_types import ARRAY, HASH
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.summaries import SummaryKind

__all__ = ["OPERATIONS", "SHARED"]

SHARED: Mapping[str, Shape] = {
    "Condition": {
        "type": "array",
        "items": ANYTHING,
        "minItems": 3,
        "maxItems": 3,
        "description": 'A path, a relation and a value or a list of them: `["code", "is", "HRB010"]`.',
    },
    "Conditions": {**array(ref("Condition")), "description": "Conditions, all of which have to hold."},
    "ConditionGroup": {
        "type": "object",
        "properties": {
            "logical_operator": choice("and", "or"),
            "conditions": array(any_of(ref("Condition"), ref("ConditionGroup"))),
        },
        "required": ["logical_operator", "conditions"],
        "description": "Conditions and further groups of them, all or any of which have to hold.",
    },
    "FilterPreset": {
        **any_of(
            record(
                {
                    "preset_name": choice("NAV_ENTRIES"),
                    "path": TEXT,
                    "seed": record({"type": ref("EntityName"), "field": TEXT}),
                }
            ),
            record({"preset_name": choice("LATEST"), "latest_by": TEXT}),
            record({"preset_name": choice("CUT_SHOT_VERSIONS"), "cut_id": ROW_ID}),
        ),
        "description": "What belongs to a level of the navigation tree, as that hands it out; the latest row "
        "of each group, of cuts, versions and published files; or the versions of the shots of a cut.",
    },
    "Group": record(
        {"group_name": nullable(TEXT), "group_value": ANYTHING, "summaries": OBJECT},
        {"groups": array(ref("Group"))},
    ),
    "Hit": record(
        {
            "id": ROW_ID,
            "type": TEXT,
            "attributes": record(
                {
                    "name": nullable(TEXT),
                    "links": {**array(TEXT), "minItems": 2, "maxItems": 2},
                    "status": nullable(TEXT),
                }
            ),
            "links": SELF,
        }
    ),
}
_NAMES = any_of(TEXT, array(TEXT))
_SUMMARY = record({"field": TEXT, "type": choice(*SummaryKind)})
_GROUPING = record(
    {"field": TEXT, "type": choice(*GroupingKind)}, {"direction": nullable(choice("asc", "desc"))}
)
_FINISHED = ["sg_status_list", "is", "fin"]
_SPELLINGS: Mapping[str, tuple[Shape, object]] = {
    ARRAY: (ref("Conditions"), [_FINISHED]),
    HASH: (ref("ConditionGroup"), {"logical_operator": "and", "conditions": [_FINISHED]}),
}
"""How filters are spelled under each content type: their shape, and an example."""


def _searched(filters: Shape, example: object) -> Body:
    optional = {"filters": filters, "fields": _NAMES, "sort": _NAMES, "page": PAGE, "options": OPTIONS}
    presets = {"additional_filter_presets": nullable(array(ref("FilterPreset")))}
    return Body(
        record({}, optional | presets),
        {"filters": example, "fields": ["code", "sg_status_list"], "sort": "-code", "page": {"size": 5}},
    )


def _summarized(filters: Shape, example: object) -> Body:
    return Body(
        record({"summary_fields": array(_SUMMARY)}, {"filters": filters, "grouping": array(_GROUPING)}),
        {
            "filters": example,
            "summary_fields": [{"field": "id", "type": "count"}, {"field": "sg_cut_duration", "type": "sum"}],
            "grouping": [{"field": "sg_sequence", "type": "exact", "direction": "asc"}],
        },
    )


def _sought(filters: Shape, example: object) -> Body:
    types = {**mapping(filters), "minProperties": 1}
    return Body(
        record({"text": {**TEXT, "minLength": 1}, "entity_types": types}, {"page": page_of(25)}),
        {"text": "lamp", "entity_types": {"Asset": example, "Shot": example}},
    )


def _bodies(body: Callable[[Shape, object], Body]) -> Mapping[str, Body]:
    """The body in each spelling of its filters."""
    return {content_type: body(*spelled) for content_type, spelled in _SPELLINGS.items()}


OPERATIONS: Operations = {
    search.search: Operation(
        name="search_rows",
        tag=Tag.SEARCHING,
        summary="Search the rows of a type",
        details="As the list of a type, but for the filters. The content type says how they are spelled.",
        names={"segment": "shots"},
        bodies=_bodies(_searched),
        answers=(Answer(200, "A page of rows.", ref("Page")),),
    ),
    summarize.summarize: Operation(
        name="summarize_rows",
        tag=Tag.SEARCHING,
        summary="Summarize the rows of a type",
        details="Counts, sums, ranges of the rows that the filters leave, altogether and in groups.",
        names={"segment": "shots"},
        bodies=_bodies(_summarized),
        answers=(
            Answer(
                200,
                "The summaries.",
                data_of(record({"summaries": OBJECT, "groups": array(ref("Group"))})),
            ),
        ),
    ),
    text_search.text_search: Operation(
        name="search_text",
        tag=Tag.SEARCHING,
        summary="Find rows by words of their names",
        details="Rows of several types at once, at most 25 a page. An empty page ends the list.",
        bodies=_bodies(_sought),
        answers=(Answer(200, "A page of rows.", data_of(array(ref("Hit")))),),
    ),
}
