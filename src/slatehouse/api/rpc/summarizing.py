"""`summarize`: what live rows come to, in groups (python-api/methods §4, filters §10)."""

from __future__ import annotations

from typing import Any

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.wire.groups import groups_shown
from slatehouse.query.paths import Path, resolve
from slatehouse.query.summaries import Grouping, Summary, SummaryQuestion
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import UnknownPath
from slatehouse.schema.summaries import SummaryKind

__all__ = ["summarize"]

_SUMMARIES, _GROUPINGS = tuple(SummaryKind), tuple(GroupingKind)


def summarize(call: Call) -> dict[str, Any]:
    """The summaries of all rows, and of each group."""
    arguments = call.arguments
    entity_type = arguments.entity_type()
    levels = [] if arguments.get("grouping") is None else arguments.hashes("grouping")
    question = SummaryQuestion(
        entity_type,
        call.where(entity_type),
        tuple(_summary(call, entity_type, each) for each in arguments.hashes("summaries")),
        tuple(_grouping(call, entity_type, each) for each in levels),
    )
    answer = call.session.summarize(question)
    return {"summaries": answer.summaries, "groups": groups_shown(answer.groups)}


def _summary(call: Call, entity_type: EntityType, sent: Arguments) -> Summary:
    kind = SummaryKind(sent.one_of("type", _SUMMARIES, is_needed=True))
    return Summary(_path(call, entity_type, sent.text("field")), kind)


def _grouping(call: Call, entity_type: EntityType, sent: Arguments) -> Grouping:
    kind = GroupingKind(sent.one_of("type", _GROUPINGS, is_needed=True))
    return Grouping(_path(call, entity_type, sent.text("field")), kind, sent.is_descending())


def _path(call: Call, entity_type: EntityType, name: str) -> Path:
    path = resolve(call.schema, entity_type, name)
    if path is None:
        raise UnknownPath(entity_type.name, name)
    return path
