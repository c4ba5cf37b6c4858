"""The audit trail, for administrators: a call of our own, beside the contract's."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from slatehouse.accounts.audit import Deed
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.site.auditing import audit_trail
from slatehouse.store.audit import Sought

__all__ = ["DEEDS", "show"]

_PAGE, _SIZE, _MOST = "page[size]", 500, 5000
DEEDS = tuple(deed.value for deed in Deed)


def show(call: Call) -> Reply:
    """`GET /audit_trail`: the newest entries first."""
    parameters, findings = call.query.parameters, call.findings()
    deed = findings.chosen(parameters, "deed", DEEDS) if "deed" in parameters else None
    size = findings.number_within(parameters, _PAGE, 1, _MOST) if _PAGE in parameters else _SIZE
    since = _since(parameters["since"], findings) if "since" in parameters else None
    findings.raise_if_any()
    entries = audit_trail(call.session, Sought(since, parameters.get("who") or None, deed), size)
    return json_reply({"data": msgspec.to_builtins(entries), "links": {"self": call.path + call.query.text}})


def _since(sent: str, findings: Findings) -> str | None:
    """The moment as the trail keeps it; a day begins in UTC, and no zone means that, too."""
    try:
        found = datetime.fromisoformat(sent)
    except ValueError:
        findings.add("must be a moment such as 2026-11-01T00:00:00Z", "since")
        return None
    return moment_text(found if found.tzinfo else found.replace(tzinfo=UTC))
