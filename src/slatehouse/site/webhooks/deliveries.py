"""What callers do about deliveries. They show what a hook's owner may read, so that whoever may not see the
hook sees none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import may_manage_webhooks
from slatehouse.query.question import Page
from slatehouse.site.webhooks.hooks import opened_webhook
from slatehouse.site.webhooks.refusals import (
    Fault,
    InvalidWebhook,
    NoSuchDelivery,
    NoSuchWebhook,
    What,
)
from slatehouse.site.writing import writing
from slatehouse.store.connection import Connection
from slatehouse.store.deliveries import Delivery, Sought, Totals

if TYPE_CHECKING:
    from slatehouse.site.session import Session

__all__ = ["acknowledge", "deliveries", "read_delivery", "redeliver"]

_ACKNOWLEDGEMENT = "acknowledgement"
_LONGEST_ACKNOWLEDGEMENT = 4096
"""In bytes (contract rest/80)."""


def deliveries(
    session: Session, hook: str, sought: Sought | None, page: Page
) -> tuple[list[Delivery], Totals]:
    """A page of the deliveries of a hook, the newest first, and all of those sought taken together; none at
    all where `sought` is None. Raises `NoSuchWebhook`."""
    may_manage_webhooks(session.caller)
    rows = session.site.deliveries
    with session.site.database.reading() as connection:
        found = opened_webhook(session, connection, hook)
        if sought is None:
            return [], Totals(0, 0, 0, 0, 0, 0)
        listed = rows.page(connection, found.id, sought, page.size, page.skipped)
        return listed, rows.totals(connection, found.id, sought)


def read_delivery(session: Session, delivery: str) -> Delivery:
    """A delivery; raises `NoSuchDelivery`."""
    may_manage_webhooks(session.caller)
    with session.site.database.reading() as connection:
        return _opened(session, connection, delivery)


def acknowledge(session: Session, delivery: str, sent: Mapping[str, object]) -> Delivery:
    """Note what the receiver says of a delivery: it stays, whatever becomes of the delivery. Raises
    `NoSuchDelivery` and `InvalidWebhook`."""
    may_manage_webhooks(session.caller)
    with writing(session.site, session.caller, session.edition) as writes:
        found = _opened(session, writes.connection, delivery)
        text = _acknowledgement(sent, is_strict=session.is_strict)
        if text is not None:
            session.site.deliveries.acknowledge(writes.connection, found.id, text)
        return _opened(session, writes.connection, delivery)


def redeliver(session: Session, delivery: str) -> None:
    """Let a delivery be sent again, under its own id; raises `NoSuchDelivery`."""
    may_manage_webhooks(session.caller)
    with writing(session.site, session.caller, session.edition) as writes:
        found = _opened(session, writes.connection, delivery)
        session.site.deliveries.requeue(writes.connection, found.id)


def _opened(session: Session, connection: Connection, delivery: str) -> Delivery:
    found = session.site.deliveries.one(connection, delivery.lower())
    if found is None:
        raise NoSuchDelivery(delivery)
    try:
        opened_webhook(session, connection, found.hook)
    except NoSuchWebhook:
        raise NoSuchDelivery(delivery) from None
    return found


def _acknowledgement(sent: Mapping[str, object], *, is_strict: bool) -> str | None:
    """The text to note; None where nothing is said."""
    faults = {name: Fault(What.UNREAD) for name in sent if is_strict and name != _ACKNOWLEDGEMENT}
    text = sent.get(_ACKNOWLEDGEMENT, "")
    if not isinstance(text, str):
        faults[_ACKNOWLEDGEMENT] = Fault(What.NO_TEXT)
    elif len(text.encode()) > _LONGEST_ACKNOWLEDGEMENT:
        faults[_ACKNOWLEDGEMENT] = Fault(What.TOO_LONG, str(_LONGEST_ACKNOWLEDGEMENT))
    if faults:
        raise InvalidWebhook(faults)
    return str(text) if _ACKNOWLEDGEMENT in sent else None
