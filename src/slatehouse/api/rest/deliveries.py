"""What was delivered to webhooks (contract rest/80)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from slatehouse.api.rest.answers import json_reply, page_links
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.paging import page_asked
from slatehouse.api.rest.validation import Findings
from slatehouse.api.rest.webhooks import echoed, raise_unless_uuid
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.link import LARGEST_ID
from slatehouse.site.webhooks.deliveries import acknowledge, deliveries, read_delivery, redeliver
from slatehouse.store.deliveries import DELIVERED, FAILED, PENDING, Delivery, Sought, Totals

__all__ = ["STATUSES", "note", "send_again", "show", "show_list"]

STATUSES = (DELIVERED, FAILED)
_TOLD_TO_STRICT = (PENDING, *STATUSES)
_LATEST = 2**53
"""Beyond it a moment in seconds is none that a database compares exactly."""


def show_list(call: Call, hook: str) -> Reply:
    """`GET /webhook/hooks/<uuid>/deliveries`: the newest first, and what they come to together."""
    raise_unless_uuid(hook)
    findings = call.findings()
    asked = page_asked(call.query.hash("page") or None, findings)
    sought = _sought(call, findings)
    findings.raise_if_any()
    listed, totals = deliveries(call.session, hook, sought, asked.page)
    return json_reply(
        {
            "data": [_shown(call, each) for each in listed],
            "included": [],
            "performance_metrics": _metrics(totals),
            "links": page_links(call.path, asked, echoed(call)),
        }
    )


def show(call: Call, delivery: str) -> Reply:
    """`GET /webhook/deliveries/<uuid>`."""
    raise_unless_uuid(delivery)
    return _told(call, read_delivery(call.session, delivery))


def note(call: Call, delivery: str) -> Reply:
    """`PUT /webhook/deliveries/<uuid>`: the receiver's acknowledgement."""
    raise_unless_uuid(delivery)
    return _told(call, acknowledge(call.session, delivery, call.body()))


def send_again(call: Call, delivery: str) -> Reply:
    """`POST /webhook/deliveries/<uuid>/redeliver`."""
    raise_unless_uuid(delivery)
    redeliver(call.session, delivery)
    return Reply(status=204)


def _sought(call: Call, findings: Findings) -> Sought | None:
    """Which deliveries the parameters ask for; None where there can be none of them."""
    sent = call.query.parameters
    status = sent.get("status")
    known = _TOLD_TO_STRICT if call.is_strict else STATUSES
    if status is not None and status not in known:
        findings.silence(f"must be one of: {', '.join(known)}", "status")
    entity_id = _number(sent, "entity_id", findings, LARGEST_ID)
    since = _number(sent, "from", findings, _LATEST)
    if status is not None and status not in known:
        return None
    # What waits was dispatched, as the service sees it, and nothing has answered yet.
    is_dispatched = status == DELIVERED and not call.is_strict
    return Sought(
        status=None if is_dispatched else status,
        other_status=FAILED if is_dispatched else None,
        entity_type=sent.get("entity_type"),
        entity_id=entity_id,
        since=since,
        acknowledged=sent.get("acknowledgement"),
    )


def _number(sent: Mapping[str, str], name: str, findings: Findings, most: int) -> int | None:
    """The number that a parameter spells, no larger than anything that it is compared with could be."""
    if name not in sent:
        return None
    number = findings.whole_number(sent[name], name)
    return None if number is None else max(-most, min(number, most))


def _told(call: Call, delivery: Delivery) -> Reply:
    return json_reply({"data": _shown(call, delivery), "links": {"self": call.path}})


def _shown(call: Call, delivery: Delivery) -> Mapping[str, object]:
    status = DELIVERED if delivery.status == PENDING and not call.is_strict else delivery.status
    return {
        "id": delivery.id,
        "event_time": _plain(delivery.event_time),
        "status": status,
        "process_time": _plain(delivery.process_time),
        "body": delivery.body,
        "response_code": delivery.response_code,
        "acknowledgement": delivery.acknowledgement,
        "request_headers": delivery.request_headers,
        "response_headers": delivery.response_headers,
        "request_body": msgspec.Raw(delivery.request_body.encode()),
    }


def _metrics(totals: Totals) -> Mapping[str, object]:
    """How busy the receiver is: the share of the time between the events that it took to answer."""
    span = totals.last - totals.first
    return {
        "event_count": totals.events,
        "event_time_span": _plain(span),
        "process_time_sum": _plain(totals.process_time),
        "mean_process_time": _plain(totals.process_time / totals.events if totals.events else 0),
        "max_process_time": _plain(totals.longest),
        "min_process_time": _plain(totals.shortest),
        "end_event_time": _plain(totals.last),
        "start_event_time": _plain(totals.first),
        "process_time_ratio": _plain(totals.process_time / span if span else 0),
    }


def _plain(seconds: float) -> float | int:
    """Seconds without a fraction where they have none."""
    return int(seconds) if seconds == int(seconds) else seconds
