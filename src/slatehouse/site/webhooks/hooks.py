"""What callers do about hooks.

A hook belongs to whoever made it, and reads as they do. Who sees everything sees all hooks; others who may
have hooks see their own, and those of others are not there.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.permissions import may_manage_webhooks
from slatehouse.accounts.sealed_secrets import WEBHOOK_TOKEN
from slatehouse.query.question import Page
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.site.webhooks.addresses import destination
from slatehouse.site.webhooks.asked import Values, asked_of_hook, asked_of_new_hook
from slatehouse.site.webhooks.notices import connection_test, status_change
from slatehouse.site.webhooks.refusals import NoSuchWebhook
from slatehouse.site.writing import Writing, writing
from slatehouse.store.connection import Connection
from slatehouse.store.webhooks import ACTIVE, DISABLED, Webhook

if TYPE_CHECKING:
    from slatehouse.site.session import Session

__all__ = [
    "change_webhook",
    "create_webhook",
    "delete_webhook",
    "opened_webhook",
    "read_webhook",
    "sees_webhook",
    "try_connection",
    "webhooks",
]


def webhooks(session: Session, page: Page, status: str | None = None) -> list[Webhook]:
    """A page of the hooks that the caller may see, those in a status if it is named."""
    caller = session.caller
    may_manage_webhooks(caller)
    owner = None if _sees_all(caller) else (caller.type, caller.id)
    with session.site.database.reading() as connection:
        return session.site.webhooks.page(connection, page.size, page.skipped, owner=owner, status=status)


def read_webhook(session: Session, hook: str) -> Webhook:
    """A hook; raises `NoSuchWebhook`."""
    may_manage_webhooks(session.caller)
    with session.site.database.reading() as connection:
        return opened_webhook(session, connection, hook)


def create_webhook(session: Session, sent: Mapping[str, object], own: str) -> Webhook:
    """Make a hook, which is told of what happens from now on. `own` is the site's address, to which no hook
    leads. Raises `InvalidWebhook`."""
    may_manage_webhooks(session.caller)
    values = asked_of_new_hook(session, sent, own)
    with writing(session.site, session.caller, session.edition) as writes:
        hook = Webhook(
            id=str(uuid.uuid4()),
            owner_type=session.caller.type,
            owner_id=session.caller.id,
            cursor=writes.rows.last_event_id(writes.connection),
            created_at=moment_text(writes.now),
            **_sealed(session, values),
        )
        session.site.webhooks.add(writes.connection, hook)
        _audit(writes, Deed.WEBHOOK_ADDED, hook, host=_host(hook))
    return hook


def change_webhook(session: Session, hook: str, sent: Mapping[str, object], own: str) -> Webhook:
    """Change what is said of a hook, and leave the rest. Raises `NoSuchWebhook`, `InvalidWebhook` and
    `NothingToChange`."""
    read_webhook(session, hook)
    values = _sealed(session, asked_of_hook(session, sent, own))
    with writing(session.site, session.caller, session.edition) as writes:
        before = opened_webhook(session, writes.connection, hook, to_change=True)
        if values.get("status", before.status) != before.status:
            values |= _beginning_anew(writes, before, values["status"])
            notice = status_change(before.id, before.status, values["status"], "client", writes.now)
            session.site.deliveries.add_many(writes.connection, [notice])
        session.site.webhooks.change(writes.connection, before.id, values)
        after = opened_webhook(session, writes.connection, hook)
        changed = ",".join(sorted(sent.keys() & values.keys()))
        _audit(writes, Deed.WEBHOOK_CHANGED, after, fields=changed, host=_host(after), status=after.status)
    return after


def delete_webhook(session: Session, hook: str) -> None:
    """Remove a hook and its deliveries, for good; raises `NoSuchWebhook`."""
    may_manage_webhooks(session.caller)
    with writing(session.site, session.caller, session.edition) as writes:
        found = opened_webhook(session, writes.connection, hook, to_change=True)
        session.site.webhooks.remove(writes.connection, found.id)
        _audit(writes, Deed.WEBHOOK_REMOVED, found, host=_host(found))


def try_connection(session: Session, hook: str) -> None:
    """Let something be delivered that tells of nothing. A hook that is not there is passed over, as the
    service does; a strict caller is told by `NoSuchWebhook`."""
    may_manage_webhooks(session.caller)
    with writing(session.site, session.caller, session.edition) as writes:
        try:
            found = opened_webhook(session, writes.connection, hook)
        except NoSuchWebhook:
            if session.is_strict:
                raise
            return
        test = connection_test(found.id, writes.now)
        session.site.deliveries.add_many(writes.connection, [test])


def opened_webhook(
    session: Session, connection: Connection, hook: str, *, to_change: bool = False
) -> Webhook:
    """The hook, where the caller may see it; raises `NoSuchWebhook`."""
    found = session.site.webhooks.one(connection, hook.lower(), to_change=to_change)
    if found is None or not sees_webhook(session.caller, found):
        raise NoSuchWebhook(hook)
    return found


def sees_webhook(caller: Caller, hook: Webhook) -> bool:
    """Whether the caller may see the hook, and what was delivered to it, which is what its owner may read."""
    return _sees_all(caller) or (caller.type, caller.id) == (hook.owner_type, hook.owner_id)


def _sees_all(caller: Caller) -> bool:
    return caller.asker.visibility is None


def _sealed(session: Session, values: Values) -> Values:
    """The values as they are kept: nobody is shown a token, and only the courier opens one."""
    if values.get("token") is None:
        return values
    token = session.site.accounts.sealer.seal(values["token"].encode(), WEBHOOK_TOKEN)
    return {**values, "token": token}


def _beginning_anew(writes: Writing, before: Webhook, status: str) -> Values:
    """What else changes with the status: whoever switches a hook on again starts it with a clean record. It
    is told of what happened while it failed, and not of what happened while it was not wanted."""
    values: Values = {"reason": None, "failures": 0, "failure_times": [], "not_before": 0.0}
    if before.status == DISABLED and status == ACTIVE:
        values["cursor"] = writes.rows.last_event_id(writes.connection)
    return values


def _host(hook: Webhook) -> str:
    """Where the hook leads, without what may be secret about the address."""
    place = destination(hook.url)
    return place.host if place else ""


def _audit(writes: Writing, deed: Deed, hook: Webhook, **details: str) -> None:
    audit = writes.site.accounts.audit
    audit.record(writes.connection, deed, writes.caller, hook.id, address="", **details)
