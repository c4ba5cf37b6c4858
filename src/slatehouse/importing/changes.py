"""What an import would change, as values: shown by a dry run, and sent by one that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from slatehouse.client import File, Link

__all__ = ["Action", "Change", "shown"]


class Action(StrEnum):
    """What is done to a row."""

    CREATE = "create"
    UPDATE = "update"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one row: what its fields hold, and what they are to hold.

    `where` tells which part of the file asks for it. A row that is to be made has no id yet. `by` is the
    field that no two rows share, where there is one.
    """

    action: Action
    type: str
    id: int | None
    name: str
    values: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    where: str = ""
    by: str | None = None

    @property
    def request(self) -> dict[str, Any]:
        """It, as a batch asks for it (contract rest/20)."""
        data = {name: new for name, (_, new) in self.values.items()}
        if self.action is Action.UPDATE:
            return {"request_type": "update", "entity": self.type, "record_id": self.id, "data": data}
        if self.by is not None:
            return {"request_type": "upsert", "entity": self.type, "by": self.by, "data": data}
        return {"request_type": "create", "entity": self.type, "data": data}

    def of(self, row_id: int) -> Change:
        """The same, of the row that it made."""
        return replace(self, id=row_id)


def shown(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None | () | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case File():
            return value.url or value.name or "a file"
        case Link():
            return str(value)
        case Mapping():
            return str(value.get("name") or value.get("url") or dict(value))
        case list() | tuple():
            return ", ".join(shown(each) for each in value)
        case _:
            return str(value)
