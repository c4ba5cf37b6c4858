"""Which entries of the event log a hook wants to hear of (contract rest/80)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import msgspec

from slatehouse.store.webhooks import Subscriptions, Webhook

__all__ = ["Happened", "Subscription", "operation_of", "subscription_of"]

_KINDS = {"create": "New", "update": "Change", "delete": "Retirement", "revive": "Revival"}
_OPERATIONS = {kind: action for action, kind in _KINDS.items()}
_PREFIX = "Shotgun_"
# Told beside each retirement, and no change that anybody made.
_RETIREMENT_DATE = "retirement_date"
_NO_FIELDS: frozenset[str] = frozenset()


class Happened(NamedTuple):
    """What of an entry decides who hears of it. `is_creation`: a row was made with the value, it was not
    changed; None where nobody has looked."""

    event_type: str | None
    attribute: str | None = None
    project: int | None = None
    entity_type: str | None = None
    entity_id: int | None = None
    is_creation: bool | None = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hook asked for. Of each type of event, the fields that count: all, where there are none.

    Without `projects` it is about the whole site. `is_custom`: it names one type of event, which counts as it
    stands in the log.
    """

    fields: Mapping[str, frozenset[str]]
    projects: frozenset[int] = frozenset()
    is_custom: bool = False

    @property
    def event_types(self) -> Collection[str]:
        """All types of events among which those are that it wants."""
        return self.fields.keys()

    def wants(self, happened: Happened) -> bool:
        """Whether the hook is to hear of it; True as well where it may be, and nobody has looked."""
        fields = self.fields.get(happened.event_type or "")
        if fields is None or not self._is_about(happened):
            return False
        if self.is_custom:
            return True
        if happened.is_creation or happened.attribute == _RETIREMENT_DATE:
            return False
        return not fields or happened.attribute in fields

    def _is_about(self, happened: Happened) -> bool:
        if not self.projects or happened.project in self.projects:
            return True
        return happened.entity_type == "Project" and happened.entity_id in self.projects


def subscription_of(hook: Webhook) -> Subscription:
    """What the hook asked for."""
    # Read again and again, and hardly ever changed.
    return _subscription(msgspec.json.encode((hook.entity_types, hook.event_type, hook.projects)))


def operation_of(event_type: str | None) -> str | None:
    """What the public guide calls it: `update` for `Shotgun_Shot_Change`; None for events of other kinds."""
    name = event_type or ""
    return _OPERATIONS.get(name.rpartition("_")[2]) if name.startswith(_PREFIX) else None


@lru_cache(maxsize=1024)
def _subscription(asked: bytes) -> Subscription:
    entity_types, event_type, projects = msgspec.json.decode(
        asked, type=tuple[Subscriptions | None, str | None, list[int]]
    )
    if event_type is not None:
        return Subscription({event_type: _NO_FIELDS}, frozenset(projects), is_custom=True)
    return Subscription(dict(_fields(entity_types or {})), frozenset(projects))


def _fields(entity_types: Subscriptions) -> list[tuple[str, frozenset[str]]]:
    return [
        (f"{_PREFIX}{type_}_{_KINDS[action]}", frozenset(fields) if action == "update" else _NO_FIELDS)
        for type_, actions in entity_types.items()
        for action, fields in actions.items()
        if action in _KINDS
    ]
