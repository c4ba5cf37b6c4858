"""Webhooks: addresses that hear of what happens (contract rest/80)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slatehouse.api.rest.answers import json_reply, page_links
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.paging import page_asked
from slatehouse.api.rest.refusals import NoSuchPath
from slatehouse.api.wire.query_strings import NO_PARAMETERS, QueryString
from slatehouse.api.wire.replies import Reply
from slatehouse.site.webhooks.hooks import (
    change_webhook,
    create_webhook,
    delete_webhook,
    read_webhook,
    try_connection,
    webhooks,
)
from slatehouse.store.webhooks import ACTIVE, DISABLED, FAILED, UNSTABLE, Webhook

__all__ = [
    "STATUSES",
    "change",
    "create",
    "delete",
    "echoed",
    "raise_unless_uuid",
    "show",
    "show_list",
    "try_out",
]

STATUSES = (ACTIVE, UNSTABLE, FAILED, DISABLED)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def show_list(call: Call) -> Reply:
    """`GET /webhook/hooks`: those that the caller may see; a status that there is not is that of none."""
    findings = call.findings()
    asked = page_asked(call.query.hash("page") or None, findings)
    status = call.query.get("status")
    if status is not None and status not in STATUSES:
        findings.silence(f"must be one of: {', '.join(STATUSES)}", "status")
    findings.raise_if_any()
    rows = [_shown(each) for each in webhooks(call.session, asked.page, status)]
    return json_reply({"data": rows, "links": page_links(call.path, asked, echoed(call))})


def create(call: Call) -> Reply:
    """`POST /webhook/hooks`."""
    hook = create_webhook(call.session, call.body(), call.address)
    return json_reply({"data": _shown(hook), "links": {"self": f"{call.path.rstrip('/')}/{hook.id}"}}, 201)


def show(call: Call, hook: str) -> Reply:
    """`GET /webhook/hooks/<uuid>`."""
    raise_unless_uuid(hook)
    return _told(call, read_webhook(call.session, hook))


def change(call: Call, hook: str) -> Reply:
    """`PUT /webhook/hooks/<uuid>`."""
    raise_unless_uuid(hook)
    return _told(call, change_webhook(call.session, hook, call.body(), call.address))


def delete(call: Call, hook: str) -> Reply:
    """`DELETE /webhook/hooks/<uuid>`."""
    raise_unless_uuid(hook)
    delete_webhook(call.session, hook)
    return Reply(status=204)


def try_out(call: Call, hook: str) -> Reply:
    """`POST /webhook/hooks/<uuid>/test_connection`: whether or not there is such a hook."""
    raise_unless_uuid(hook)
    try_connection(call.session, hook)
    return Reply(status=204)


def raise_unless_uuid(segment: str) -> None:
    """Raises `NoSuchPath` for what cannot be the id of a hook or a delivery."""
    if not _UUID.fullmatch(segment):
        raise NoSuchPath


def echoed(call: Call) -> QueryString:
    """The parameters that the links of a list repeat: none, as at the service, so that the next page is one
    of all rows; a strict caller goes on with what they asked for."""
    return call.query if call.is_strict else NO_PARAMETERS


def _told(call: Call, hook: Webhook) -> Reply:
    return json_reply({"data": _shown(hook), "links": {"self": call.path}})


def _shown(hook: Webhook) -> Mapping[str, object]:
    """A hook in the contract's order. Why one is not well, which is ours, is told of those alone."""
    mode = {"entity_types": hook.entity_types} if hook.event_type is None else {"event_type": hook.event_type}
    return {
        "id": hook.id,
        "url": hook.url,
        **mode,
        "status": hook.status,
        "projects": hook.projects,
        "num_deliveries": hook.num_deliveries,
        "validate_ssl_cert": hook.validate_ssl_cert,
        "batch_deliveries": hook.batch_deliveries,
        "is_token_set": hook.token is not None,
        "name": hook.name,
        "description": hook.description,
        **({} if hook.reason is None else {"reason": hook.reason}),
    }
