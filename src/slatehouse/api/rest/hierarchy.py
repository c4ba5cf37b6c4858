"""The navigation tree: one level of it, and where a row is in it (contract rest/60)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.navigation import SEED, level_shown, place_shown
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.link import LARGEST_ID, Target
from slatehouse.schema.schema import Schema
from slatehouse.site.navigation.searching import Place

__all__ = ["expand", "search"]

_PATH, _ROOT, _CRITERIA = "path", "root_path", "search_criteria"
_ENTITY, _TEXT = "entity", "search_string"


def expand(call: Call) -> Reply:
    """`POST /hierarchy/_expand`."""
    body, findings = call.body(), call.findings()
    findings.only(body, (_PATH,))
    path = _path(body, _PATH, findings)
    findings.raise_if_any()
    return json_reply({"data": level_shown(call.session.expand(path), SEED)})


def search(call: Call) -> Reply:
    """`POST /hierarchy/_search`: for one row, or for rows whose names hold a text."""
    body, findings = call.body(), call.findings()
    findings.only(body, (_ROOT, _CRITERIA))
    root = _path(body, _ROOT, findings)
    wanted = _criterion(body, call.schema, findings)
    findings.raise_if_any()
    if isinstance(wanted, Target):
        places: Sequence[Place] = call.session.places_of(root, wanted)
    else:
        places = call.session.places_named(root, wanted)
    return json_reply({"data": [place_shown(place) for place in places]})


def _path(body: Mapping[str, object], name: str, findings: Findings) -> str:
    """The path, which may be empty: that is the root, too."""
    return "" if body.get(name) == "" else findings.text(body, name)


def _criterion(body: Mapping[str, Any], schema: Schema, findings: Findings) -> Target | str:
    """The row or the text that is looked for."""
    criteria = findings.hash(body, _CRITERIA)
    if not isinstance(body.get(_CRITERIA), Mapping):
        return ""
    findings.only(criteria, (_ENTITY, _TEXT), _CRITERIA)
    if (_ENTITY in criteria) is (_TEXT in criteria):
        findings.add("size must be 1", _CRITERIA)
        return ""
    if _TEXT in criteria:
        return findings.text(criteria, _TEXT, _CRITERIA)
    row = _row(criteria[_ENTITY], schema)
    if row is None:
        findings.add("is not valid", _CRITERIA, _ENTITY)
    return row or ""


def _row(sent: object, schema: Schema) -> Target | None:
    match sent:
        case {"type": str(type_), "id": int(row_id)} if type_ in schema and not isinstance(row_id, bool):
            return Target(type_, row_id if 0 < row_id <= LARGEST_ID else 0)
    return None
