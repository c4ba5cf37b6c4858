"""What concerns all: working days, preferences, subscriptions, exports (python-api/methods §9, §10, §18f)."""

from __future__ import annotations

from typing import Any

from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.refusals import BadArgument, Refused
from slatehouse.schema.link import Link
from slatehouse.site.exports import NoPageToExport, NotExportable
from slatehouse.site.preferences import PREFERENCES
from slatehouse.site.schedule.work_days import NewRule, Recalculated

__all__ = [
    "export_page",
    "preferences_read",
    "user_subscriptions_create",
    "user_subscriptions_read",
    "work_schedule_read",
    "work_schedule_update",
]

_PERSON, _PROJECT = "HumanUser", "Project"


def work_schedule_read(call: Call) -> dict[str, Any]:
    """`work_schedule_read`: each day from one to another, and by which rule it is worked or not."""
    arguments = call.arguments
    start, end = arguments.day("start_date"), arguments.day("end_date")
    project, person = arguments.id_of("project", _PROJECT), arguments.id_of("user", _PERSON)
    return {
        each.day.isoformat(): {
            "working": each.working,
            "reason": each.reason,
            "description": each.description,
        }
        for each in call.session.work_days(start, end, project, person)
    }


def work_schedule_update(call: Call) -> dict[str, Any]:
    """`work_schedule_update`: one day of everyone's, of a project's or of a person's."""
    arguments = call.arguments
    description = arguments.get("description")
    rule = NewRule(
        arguments.day("date"),
        arguments.truth("working"),
        None if description is None else arguments.text("description"),
        arguments.id_of("project", _PROJECT),
        arguments.id_of("user", _PERSON),
    )
    written = call.session.set_work_day(rule, _recalculated(arguments.get("recalculate_field")))
    return {
        "date": written.day.isoformat(),
        "working": written.working,
        "description": written.description,
        "project": _linked(written.project),
        "user": _linked(written.person),
    }


def preferences_read(call: Call) -> dict[str, Any]:
    """`preferences_read`: all of them, or those named; names of none are passed over."""
    arguments = call.arguments
    wanted = arguments.names("prefs") if arguments.get("prefs") else ()
    return {name: value for name, value in PREFERENCES.items() if not wanted or name in wanted}


def user_subscriptions_read(call: Call) -> list[dict[str, Any]]:
    """`user_subscriptions_read`: everyone's subscription."""
    found = call.session.subscriptions()
    return [{"humanUserId": person, "subscription": name} for person, name in found.items()]


def user_subscriptions_create(call: Call) -> dict[str, str]:
    """`user_subscriptions_create`: records people's subscriptions."""
    users = call.arguments.hashes("users")
    wanted = {each.row_id("humanUserId"): each.get("subscription") for each in users}
    failures = [words for words in call.session.assign_subscriptions(wanted).values() if words is not None]
    if failures:
        raise BadArgument("; ".join(failures))
    return {"status": "success"}


def export_page(call: Call) -> object:
    """`export_page`: refused, because no page has a view to export; clients compare the words."""
    arguments = call.arguments
    for name in ("format", "page_id"):
        if not arguments.get(name):
            raise BadArgument(f"'{name}' missing")
    page = arguments.row_id("page_id")
    try:
        call.session.export_page(page)
    except NoPageToExport as refusal:
        if refusal.is_retired:
            raise Refused(f"Trying to perform export for retired Page id={page}") from refusal
        raise Refused(f"Export for Page id={page} not available") from refusal
    except NotExportable as refusal:
        raise Refused(f"Export for Page id={page} not available") from refusal


def _recalculated(sent: object) -> Recalculated | None:
    if sent is None:
        return None
    found = next((each for each in Recalculated if each.value == sent), None)
    if found is None:
        raise BadArgument("recalculate_field invalid value. The valid values are 'duration' or 'due_date'")
    return found


def _linked(link: Link | None) -> dict[str, Any] | None:
    return None if link is None else {"type": link.type, "id": link.id, "name": link.name}
