"""`options`: which rows of a list count, and how links are written (contract rest/00 §9, errata 18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.query_strings import QueryString
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType

__all__ = ["ORDINARY", "ListOptions", "list_options", "with_update_modes"]

_FALSE = (False, "false", "0", 0)
_TRUE = (True, "true", "1", 1)
_RETIRED, _ACTIVE = "retired", "active"
_RETURN_ONLY, _ARCHIVED = "return_only", "include_archived_projects"
_MODE = "multi_entity_update_mode"
_MODES = "multi_entity_update_modes]["


@dataclass(frozen=True, slots=True)
class ListOptions:
    """`retired` asks for retired rows instead of live ones, `archived` admits rows of archived projects."""

    retired: bool = False
    archived: bool = True


ORDINARY = ListOptions()


def list_options(sent: object, findings: Findings) -> ListOptions:
    """The options of a list or a read; what is none of them, or says nothing known, changes nothing."""
    if not sent:
        return ORDINARY
    if not isinstance(sent, Mapping):
        findings.silence("must be a hash", "options")
        return ORDINARY
    findings.only(sent, (_RETURN_ONLY, _ARCHIVED), "options")
    rows, archived = sent.get(_RETURN_ONLY, _ACTIVE), sent.get(_ARCHIVED, True)
    if rows not in (_RETIRED, _ACTIVE):
        findings.silence(f"must be one of: {_ACTIVE}, {_RETIRED}", "options", _RETURN_ONLY)
    if archived not in _TRUE + _FALSE:
        findings.silence("must be one of: true, false", "options", _ARCHIVED)
    return ListOptions(retired=rows == _RETIRED, archived=archived not in _FALSE)


def with_update_modes(
    entity_type: EntityType, values: Mapping[str, Any], query: QueryString
) -> Mapping[str, Any]:
    """The values of an update, each bare list of links with the mode that the query string asks for.

    The real service ignores the mode there and replaces the list, which loses links; here it is honoured.
    """
    options = query.hash("options")
    common = query.get(_MODE)
    modes = {
        name: options.get(f"{_MODES}{name}", common)
        for name, value in values.items()
        if isinstance(value, list) and _is_links(entity_type, name)
    }
    return {
        name: {_MODE: mode, "value": value} if (mode := modes.get(name)) is not None else value
        for name, value in values.items()
    }


def _is_links(entity_type: EntityType, name: str) -> bool:
    field = entity_type.fields.get(name)
    return field is not None and field.type.kind is Kind.LINKS
