"""The preferences of the site (contract rest/90)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import field_names
from slatehouse.api.rest.refusals import NotAvailable
from slatehouse.api.wire.replies import Reply
from slatehouse.site.preferences import PREFERENCES

__all__ = ["refuse_update", "show"]

_PREFS = "prefs"


def show(call: Call) -> Reply:
    """`GET /preferences`: all of them, or those that `prefs` names; names of none are passed over."""
    wanted = field_names(call.query.get(_PREFS) or "")
    findings = call.findings()
    for name in wanted:
        if name not in PREFERENCES:
            findings.silence(f"names no preference: {name}", _PREFS)
    findings.raise_if_any()
    shown = {name: value for name, value in PREFERENCES.items() if not wanted or name in wanted}
    return json_reply({"data": shown, "links": {"self": call.path + call.query.text}})


def refuse_update(call: Call) -> Reply:
    """`PUT /preferences/update`: refused before the body is looked at, as the real service does."""
    raise NotAvailable("Updating the preferences is not available")
