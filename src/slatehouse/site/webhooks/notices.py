"""What a hook is told beside events: that its status changed, and that somebody tries it (contract rest/80).

A notice is a delivery that waits, to be written in the transaction of what it tells of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import uuid4

import msgspec

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.deliveries import Delivery

__all__ = ["Source", "connection_test", "is_status_change", "status_change"]

Source = Literal["client", "system"]
"""Who did it: somebody by a call, or the site by itself."""

_STATUS_CHANGE = "Webhook_Status_Change"
_CONNECTION_TEST = "Webhook_Connection_Test"
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def status_change(hook: str, old: str, new: str, source: Source, now: datetime) -> Delivery:
    """Tells a hook of its new status."""
    meta = {"type": "webhook_status_change", "source": source, "old_value": old, "new_value": new}
    told = {"webhook_status": new, "previous_webhook_status": old, "meta": meta}
    return _notice(hook, _STATUS_CHANGE, told, now)


def connection_test(hook: str, now: datetime) -> Delivery:
    """Tells a hook that somebody wants to see whether it is reached."""
    meta = {"type": "webhook_connection_test", "source": "client"}
    return _notice(hook, _CONNECTION_TEST, {"meta": meta}, now)


class _Data(msgspec.Struct):
    event_type: str | None = None


class _Body(msgspec.Struct):
    data: _Data


def is_status_change(delivery: Delivery) -> bool:
    """Whether a delivery tells of a change of status."""
    return msgspec.json.decode(delivery.request_body, type=_Body).data.event_type == _STATUS_CHANGE


def _notice(hook: str, event_type: str, told: Mapping[str, object], now: datetime) -> Delivery:
    # The service tells by a text in one place and by a number in the other that it is no entry of the log.
    data = {"id": "0", "event_type": event_type, "event_log_entry_id": 0, **told}
    body = msgspec.json.encode({"data": data, "timestamp": now.strftime(_TIME_FORMAT)})
    return Delivery(
        id=str(uuid4()),
        hook=hook,
        event_time=float(int(now.timestamp())),
        request_body=body.decode(),
        created_at=moment_text(now),
    )
