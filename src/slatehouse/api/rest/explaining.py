"""`Prefer: explain`: how the database goes about a question, in place of the answer, for administrators."""

from __future__ import annotations

from collections.abc import Callable

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, Visit
from slatehouse.api.rest.route import Route
from slatehouse.api.wire.preferences import EXPLAIN, prefers
from slatehouse.api.wire.replies import Reply
from slatehouse.site.explaining import StatementExplained, StepExplained

__all__ = ["explained"]


def explained(route: Route, visit: Visit, do: Callable[[], Reply]) -> Callable[[], Reply]:
    """What answers the call: `do`, or an explanation of what it does where the caller prefers that."""
    if EXPLAIN in route.preferences and isinstance(visit, Call) and prefers(visit.request, EXPLAIN):
        return lambda: _explanation(visit, do)
    return do


def _explanation(call: Call, do: Callable[[], Reply]) -> Reply:
    statements = call.session.explained(do)
    return json_reply(
        {"data": {"statements": [_statement(each) for each in statements]}, "links": {"self": call.path}}
    )


def _statement(explained: StatementExplained) -> dict[str, object]:
    return {
        "sql": explained.sql,
        "milliseconds": round(explained.seconds * 1000, 3),
        "steps": [_step(each) for each in explained.steps],
        "plan": explained.plan,
    }


def _step(explained: StepExplained) -> dict[str, object]:
    step = explained.step
    return {
        "type": explained.type,
        "table": step.table,
        "index": step.index,
        "condition": step.condition,
        "indexed_fields": explained.indexed,
        "other_fields": explained.others,
        "filter": step.filter,
        "is_scan": step.is_scan,
        "is_sorted": step.is_sorted,
    }
