"""The parameters that calls read from the query string.

Any others are passed over in silence, as the real service does; a strict caller is told of them.
"""

from __future__ import annotations

from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.query_strings import QueryString

__all__ = [
    "ACTIVITY",
    "ALT",
    "AUDIT",
    "CHANGES",
    "COMPLETION",
    "CREDENTIALS",
    "DELIVERIES",
    "FIELDS",
    "FOLLOWING",
    "IN_PROJECT",
    "LIST",
    "NEXT_PART",
    "NONE",
    "OWNER",
    "PREFERENCES",
    "REVIVAL",
    "ROW",
    "SITE_UPLOAD",
    "THREAD",
    "UPDATE_MODES",
    "UPLOAD",
    "UPSERT",
    "WEBHOOKS",
    "WORK_DAYS",
    "Parameters",
    "raise_if_unknown",
]

Parameters = frozenset[str]
"""Names; `filter[]` stands for every name that ends with another bracket instead."""

_RETIRED, _ARCHIVED = "options[return_only]", "options[include_archived_projects]"

NONE = Parameters()
LIST = Parameters({"fields", "filter[]", "sort", "page[size]", "page[number]", _RETIRED, _ARCHIVED})
ROW = Parameters({"fields", _RETIRED, _ARCHIVED})
OWNER = Parameters({_RETIRED})
UPDATE_MODES = Parameters({"multi_entity_update_mode", "options[multi_entity_update_modes][]"})
UPSERT = Parameters({"by"})
REVIVAL = Parameters({"revive"})
ALT = Parameters({"alt"})
AUDIT = Parameters({"since", "who", "deed", "page[size]"})
WEBHOOKS = Parameters({"status", "page[size]", "page[number]"})
DELIVERIES = WEBHOOKS | {"entity_type", "entity_id", "from", "acknowledgement"}
CHANGES = Parameters({"after", "types", "project", "limit", "wait"})
IN_PROJECT = Parameters({"project_id"})
FIELDS = Parameters({"project_id", _RETIRED})
UPLOAD = Parameters({"filename", "multipart_upload"})
PREFERENCES = Parameters({"prefs"})
WORK_DAYS = Parameters({"start_date", "end_date", "project_id", "user_id"})
ACTIVITY = Parameters({"limit", "max_id", "min_id", "entity_fields[]"})
FOLLOWING = Parameters({"entity", "project_id"})
THREAD = Parameters({"entity_fields[]"})
COMPLETION = Parameters({"filename"})
NEXT_PART = Parameters({"filename", "upload_type", "timestamp", "part_number", "upload_id"})
SITE_UPLOAD = Parameters({"filename", "user_id", "user_type", "expiration", "signature"})
CREDENTIALS = Parameters(
    {
        *("grant_type", "client_id", "client_secret", "username", "password", "auth_token"),
        *("session_token", "refresh_token", "scope"),
    }
)


def raise_if_unknown(query: QueryString, known: Parameters) -> None:
    """Tell a strict caller of the parameters that the call does not read; raises `InvalidParameters`."""
    findings = Findings(is_strict=True)
    findings.only((name for name in query.parameters if _family(name) not in known), known)
    findings.raise_if_any()


def _family(name: str) -> str:
    """`filter[]` of `filter[code]`; what has no brackets is of no family."""
    start, bracket, _ = name.rpartition("[")
    return f"{start}[]" if bracket else name
