"""Which days are worked, and the rules that say so (contract rest/90)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.scheduling.work_rules import WorkDay
from slatehouse.schema.link import Link
from slatehouse.site.schedule.work_days import NewRule, Recalculated, WrittenRule

__all__ = ["put_rule", "show_days"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_START, _END = "start_date", "end_date"
_SCOPES = {"project_id": "Project", "user_id": "HumanUser"}
_KNOWN = ("date", "working", "description", "recalculate_field", *_SCOPES)
# No row has this id, and so no rules are found for it.
_NOBODY = 0
_BEYOND_ALL_IDS = 2**63


def show_days(call: Call) -> Reply:
    """`GET /schedule/work_day_rules`: every day from one to another. A strict caller is told of a project or
    person that is not there; for others these have no rules of their own."""
    sent, findings = call.query.parameters, call.findings()
    texts = [findings.text(sent, name) for name in (_START, _END)]
    project, person = (_row_id(sent, name, findings) for name in _SCOPES)
    findings.raise_if_any()
    start, end = map(_date, texts)
    if start is None or end is None:
        return json_reply({"status": "error", "error": "invalid date"}, 400)
    if call.is_strict:
        _raise_unless_there(call, project, person)
    days = call.session.work_days(start, end, project, person)
    return json_reply({"data": list(map(_shown, days)), "links": {"self": call.path + call.query.text}})


def put_rule(call: Call) -> Reply:
    """`PUT /schedule/work_day_rules`: one day of everyone's, of a project's or of a person's."""
    body, findings = call.body(), call.findings()
    findings.only(body, _KNOWN)
    rule = _rule(body, findings)
    recalculated = _recalculated(body.get("recalculate_field"), findings)
    findings.raise_if_any()
    written = call.session.set_work_day(rule, recalculated)
    return json_reply({"data": _told(written), "links": {"self": call.path}})


def _rule(body: Mapping[str, object], findings: Findings) -> NewRule:
    day = _day(body, findings)
    project, person = (_row_id(body, name, findings) for name in _SCOPES)
    description = body.get("description")
    if not isinstance(description, str | None):
        findings.add("must be a string", "description")
        description = None
    return NewRule(day, findings.boolean(body, "working"), description, project, person)


def _day(body: Mapping[str, object], findings: Findings) -> date:
    sent = body.get("date")
    day = _date(sent) if isinstance(sent, str) else None
    if day is None:
        words = "format is not valid. Valid format is 'YYYY-MM-DD'"
        findings.add(words if "date" in body else "is missing", "date")
    return day or date.min


def _recalculated(sent: object, findings: Findings) -> Recalculated | None:
    if sent is None:
        return None
    found = next((each for each in Recalculated if each.value == sent), None)
    if found is None:
        words = "invalid value. The valid values are 'duration' or 'due_date'"
        findings.add(words, "recalculate_field")
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _row_id(sent: Mapping[str, object], name: str, findings: Findings) -> int | None:
    if sent.get(name) is None:
        return None
    number = findings.whole_number(sent[name], name)
    return number if number is None or 0 <= number < _BEYOND_ALL_IDS else _NOBODY


def _raise_unless_there(call: Call, project: int | None, person: int | None) -> None:
    for type_, row_id in zip(_SCOPES.values(), (project, person), strict=True):
        if row_id is not None:
            call.session.read(call.schema[type_], row_id, ())


def _shown(day: WorkDay) -> Mapping[str, object]:
    return {
        "date": day.day.isoformat(),
        "working": day.working,
        "description": day.description,
        "reason": day.reason,
    }


def _told(rule: WrittenRule) -> Mapping[str, object]:
    return {
        "date": rule.day.isoformat(),
        "working": rule.working,
        "description": rule.description,
        "project": _linked(rule.project),
        "user": _linked(rule.person),
    }


def _linked(link: Link | None) -> Mapping[str, object] | None:
    return None if link is None else {"id": link.id, "name": link.name, "type": link.type}
