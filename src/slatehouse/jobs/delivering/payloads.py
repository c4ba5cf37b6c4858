"""What a receiver is sent: the events as the service's public guide to webhooks shows them.

A delivery's id follows from the hook and the event: one that is sent again, after whatever went wrong, has
the same id. No body is larger than a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from slatehouse.jobs.delivering.entries import Entry
from slatehouse.jobs.delivering.matching import operation_of
from slatehouse.schema.link import Target

__all__ = ["MOST_BYTES", "MOST_IN_BATCH", "Payload", "bodies", "body_of_batch", "body_of_one", "payload_of"]

MOST_BYTES = 1_000_000
"""Of a body, as the guide has it."""
MOST_IN_BATCH = 50

_VALUES = ("old_value", "new_value", "added", "removed")
_ROOM_FOR_THE_REST = 1_000
_encode = msgspec.json.Encoder().encode


class Payload(msgspec.Struct, frozen=True):
    """One event as it is sent. `data` is JSON; `about` and `event_time` are what its record says of it."""

    delivery: str
    event: int
    about: Target | None
    event_time: float
    data: bytes


def payload_of(hook: str, entry: Entry) -> Payload:
    """The event for a hook; without the values where it would be too large with them."""
    delivery = str(uuid5(UUID(hook), f"event:{entry.id}"))
    moment = datetime.fromisoformat(entry.created_at)
    data = {
        "id": f"{entry.id}.0.0",
        "event_log_entry_id": entry.id,
        "event_type": entry.event_type,
        "operation": operation_of(entry.event_type),
        "user": _link(entry.user),
        "entity": _link(entry.entity),
        "project": _link(entry.project),
        "meta": entry.meta,
        "created_at": moment.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "attribute_name": entry.attribute,
        "session_uuid": entry.session_uuid,
        "delivery_id": delivery,
    }
    encoded = _encode(data)
    if len(encoded) > MOST_BYTES - _ROOM_FOR_THE_REST:
        encoded = _encode(_without_values(data))
    return Payload(delivery, entry.id, entry.entity, moment.timestamp(), encoded)


def body_of_one(payload: Payload, now: datetime) -> bytes:
    """The body of a delivery that is sent alone."""
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return b'{"data":%s,"timestamp":"%s"}' % (payload.data, stamp.encode())


def body_of_batch(payloads: Sequence[Payload], now: datetime) -> bytes:
    """The body of deliveries that are sent together, be it a single one."""
    moment = now.astimezone(UTC)
    stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
    joined = b",".join(each.data for each in payloads)
    return b'{"timestamp":"%s","data":{"deliveries":[%s]}}' % (stamp.encode(), joined)


def bodies(payloads: Sequence[Payload], most: int) -> Iterator[list[Payload]]:
    """The payloads in groups that are sent together, in their order: no more than `most`, nor than fit."""
    group: list[Payload] = []
    size = 0
    for each in payloads:
        added = len(each.data) + 1
        if group and (len(group) == most or size + added > MOST_BYTES - _ROOM_FOR_THE_REST):
            yield group
            group, size = [], 0
        group.append(each)
        size += added
    if group:
        yield group


def _link(row: Target | None) -> dict[str, Any] | None:
    return None if row is None else {"type": row.type, "id": row.id}


def _without_values(data: dict[str, Any]) -> dict[str, Any]:
    meta = {name: value for name, value in data["meta"].items() if name not in _VALUES}
    if len(_encode(meta)) > MOST_BYTES - _ROOM_FOR_THE_REST:
        # What callers write into the log themselves may be large in any way.
        meta = {}
    entry = data["event_log_entry_id"]
    warning = (
        f"The event is larger than the {MOST_BYTES} bytes that a delivery may have, and its values were left"
        f" out. Read all of it at /api/v1/entity/event_log_entries/{entry}."
    )
    return {**data, "meta": meta, "warning": warning}
