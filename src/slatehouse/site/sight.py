"""Which rows a caller may read, asked within a transaction: rows that may not be read are, to the caller,
rows that are not there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from slatehouse.accounts.caller import Caller
from slatehouse.query.visibility import Asker, Every, Meets, NoRow, RowRule, Visibility
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.edition import Edition
from slatehouse.site.lookup import is_there, rows_there
from slatehouse.store.connection import Connection

__all__ = ["Sight", "asker_about"]

_SCRIPT = "ApiUser"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller sees of the rows of a site, as a transaction has them."""

    caller: Caller
    edition: Edition
    connection: Connection

    def seen(self, rows: Collection[Target], *, retired: bool = False) -> Collection[Target]:
        """Those that the caller may read among some rows that are live, or retired."""
        visibility = self.caller.visibility
        if visibility is None:
            return rows
        free = {
            row for row in rows if isinstance(visibility.of(row.type), Every) or _is_oneself(self.caller, row)
        }
        others = [row for row in rows if row not in free]
        return free | rows_there(self.edition, self.connection, others, self.caller.asker, retired=retired)

    def shown(self, rows: Collection[Target]) -> Collection[Target]:
        """Those among some live rows to which links show: they may be read, or their names are shown."""
        visibility = self.caller.visibility
        if visibility is None:
            return rows
        named = {row for row in rows if visibility.of(row.type) == NoRow(is_named=True)}
        return named.union(self.seen([row for row in rows if row not in named]))

    def meets(self, entity_type: EntityType, row: int, rule: RowRule) -> bool:
        """Whether a row, live or retired, meets a rule of the caller's set."""
        asker, target = self.caller.asker, Target(entity_type.name, row)
        if asker.visibility is not None:
            asker = replace(asker, visibility=_only_those(asker.visibility, target.type, rule))
        return any(
            is_there(self.edition, self.connection, target, asker, retired=retired)
            for retired in (False, True)
        )


def asker_about(caller: Caller, row: Target) -> Asker:
    """Who asks, where one row is asked for: a script may always look at itself."""
    if caller.visibility is None or not _is_oneself(caller, row):
        return caller.asker
    return replace(
        caller.asker, visibility=_only_those(caller.visibility, row.type, Meets("id", "is", (row.id,)))
    )


def _is_oneself(caller: Caller, row: Target) -> bool:
    return row.type == caller.type == _SCRIPT and row.id == caller.id


@lru_cache(maxsize=256)
def _only_those(visibility: Visibility, type_: str, rule: RowRule) -> Visibility:
    """What may be read where of one type the rule decides, and no field is hidden: one object for each rule,
    so that its plans are kept."""
    return Visibility(MappingProxyType({**visibility.rows, type_: rule}))
