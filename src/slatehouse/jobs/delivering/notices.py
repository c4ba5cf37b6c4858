"""Deliveries that tell a hook of itself: that its status has changed (contract rest/80)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import msgspec

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.deliveries import Delivery

__all__ = ["is_notice", "status_change"]

_STATUS_CHANGE = "Webhook_Status_Change"


def status_change(hook: str, old: str, new: str, source: str, now: datetime) -> Delivery:
    """The delivery that tells of a change, to be sent; `source` is `client` where somebody asked for it."""
    meta = {"type": "webhook_status_change", "source": source, "old_value": old, "new_value": new}
    data = {
        "id": "0",
        "event_type": _STATUS_CHANGE,
        "event_log_entry_id": 0,
        "webhook_status": new,
        "previous_webhook_status": old,
        "meta": meta,
    }
    stamp = moment_text(now)
    body = msgspec.json.encode({"data": data, "timestamp": stamp}).decode()
    return Delivery(
        id=str(uuid4()), hook=hook, event_time=now.timestamp(), request_body=body, created_at=stamp
    )


class _Data(msgspec.Struct):
    event_type: str | None = None


class _Body(msgspec.Struct):
    data: _Data


def is_notice(delivery: Delivery) -> bool:
    """Whether a delivery tells of a change of status."""
    return msgspec.json.decode(delivery.request_body, type=_Body).data.event_type == _STATUS_CHANGE
