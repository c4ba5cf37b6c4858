"""What is told of working days (contract rest/90)."""

from __future__ import annotations

from slatehouse.api.rest import work_days
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    DAY,
    FLAG,
    ROW_ID,
    TEXT,
    any_of,
    array,
    choice,
    nullable,
    record,
    ref,
)
from slatehouse.api.wire.content_types import JSON
from slatehouse.site.schedule.work_days import Recalculated

__all__ = ["OPERATIONS"]

_REASONS = choice(
    *(f"{scope}_{rule}" for scope in ("STUDIO", "PROJECT", "USER") for rule in ("WORK_WEEK", "EXCEPTION"))
)
_DAY = record({"date": DAY, "working": FLAG, "description": nullable(TEXT), "reason": _REASONS})
_RULE = record(
    {
        "date": DAY,
        "working": FLAG,
        "description": nullable(TEXT),
        "project": ref("LinkOrNull"),
        "user": ref("LinkOrNull"),
    }
)
_NEW_RULE = record(
    {"date": DAY, "working": FLAG},
    {
        "description": nullable(TEXT),
        "project_id": nullable(ROW_ID),
        "user_id": nullable(ROW_ID),
        "recalculate_field": nullable(choice(*(each.value for each in Recalculated))),
    },
)
_NO_DAYS = any_of(ref("Errors"), record({"status": choice("error"), "error": choice("invalid date")}))

OPERATIONS: Operations = {
    work_days.show_days: Operation(
        name="list_work_days",
        tag=Tag.SCHEDULE,
        summary="Tell which days are worked",
        details="Every day from the first to the last, in no pages, and the rule that decides.",
        query={"start_date": "2026-11-02", "end_date": "2026-11-08", "project_id": 3},
        needs=frozenset({"start_date", "end_date"}),
        answers=(
            Answer(200, "A row for each day.", data_of(array(_DAY), links=SELF)),
            Answer(400, "What is wrong; of a text that is no date, only that.", _NO_DAYS),
        ),
        refusals=frozenset({404}),
    ),
    work_days.put_rule: Operation(
        name="set_work_day",
        tag=Tag.SCHEDULE,
        summary="Make a day a working day, or a free one",
        details="For everyone, for a project, or for a person. Tasks move if `recalculate_field` says how.",
        bodies={
            JSON: Body(
                _NEW_RULE, {"date": "2026-12-24", "working": False, "description": "Closed", "project_id": 3}
            )
        },
        answers=(Answer(200, "The rule of that day.", data_of(_RULE, links=SELF)),),
        refusals=frozenset({404}),
    ),
}
