"""`_summarize`: what the rows of a type come to, in groups (contract rest/30 §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.filter_bodies import filter_body
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.groups import groups_shown
from slatehouse.api.wire.replies import Reply
from slatehouse.query.paths import Path, resolve
from slatehouse.query.summaries import Grouping, Summary, SummaryAnswer, SummaryQuestion
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import SummaryNotAllowed, UnknownPath
from slatehouse.schema.schema import Schema
from slatehouse.schema.summaries import SummaryKind

__all__ = ["summarize"]

_KNOWN = ("filters", "summary_fields", "grouping")
_SUMMARIES, _GROUPINGS = tuple(SummaryKind), tuple(GroupingKind)
_DIRECTIONS = ("asc", "desc")

_FieldAndKind = tuple[str, str]
_Level = tuple[str, str, bool]


def summarize(call: Call, segment: str) -> Reply:
    """`POST /entity/<type>/_summarize`."""
    entity_type = call.entity_type(segment)
    body = filter_body(call)
    fields, levels = _asked(body.values, call.findings())
    question = SummaryQuestion(
        entity_type,
        body.where(entity_type),
        tuple(Summary(_path(call.schema, entity_type, name), SummaryKind(kind)) for name, kind in fields),
        tuple(
            Grouping(_path(call.schema, entity_type, name), GroupingKind(kind), descending)
            for name, kind, descending in levels
        ),
    )
    answer = call.session.summarize(question)
    if call.is_strict:
        _raise_if_left_out(question, answer)
    return json_reply({"data": {"summaries": answer.summaries, "groups": groups_shown(answer.groups)}})


def _asked(body: Mapping[str, Any], findings: Findings) -> tuple[list[_FieldAndKind], list[_Level]]:
    findings.only(body, _KNOWN)
    fields = _fields(body, findings)
    levels = _levels(body, findings) if body.get("grouping") is not None else []
    findings.raise_if_any()
    return fields, levels


def _fields(body: Mapping[str, Any], findings: Findings) -> list[_FieldAndKind]:
    name = "summary_fields"
    fields: list[_FieldAndKind] = []
    for place, sent in findings.hashes(body, name):
        findings.only(sent, ("field", "type"), name, place)
        field = findings.text(sent, "field", name, place)
        if any(field == other for other, _ in fields):
            findings.silence("is summarized already", name, place, "field")
        fields.append((field, findings.chosen(sent, "type", _SUMMARIES, name, place)))
    return fields


def _levels(body: Mapping[str, Any], findings: Findings) -> list[_Level]:
    name = "grouping"
    levels: list[_Level] = []
    for place, sent in findings.hashes(body, name):
        findings.only(sent, ("field", "type", "direction"), name, place)
        field = findings.text(sent, "field", name, place)
        kind = findings.chosen(sent, "type", _GROUPINGS, name, place)
        direction = sent.get("direction") or "asc"
        findings.one_of(direction, _DIRECTIONS, name, place, "direction")
        levels.append((field, kind, direction == "desc"))
    return levels


def _path(schema: Schema, entity_type: EntityType, name: str) -> Path:
    path = resolve(schema, entity_type, name)
    if path is None:
        raise UnknownPath(entity_type.name, name)
    return path


def _raise_if_left_out(question: SummaryQuestion, answer: SummaryAnswer) -> None:
    for summary in question.summaries:
        if summary.path.text not in answer.summaries:
            raise SummaryNotAllowed(summary.path.leaf, summary.kind, ())
