"""Which site a site is a copy of, and how far it follows what happens there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from slatehouse.accounts.caller import Caller
from slatehouse.site.copies.rows import copying
from slatehouse.site.errors import SiteError
from slatehouse.store.copied_rows import CopiedRows
from slatehouse.store.facts import read_fact, record_fact

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = [
    "STOCKED",
    "NotItsCopy",
    "begin",
    "cursor_of",
    "finish_rows",
    "is_filled",
    "is_made_here",
    "keep_cursor",
    "origin_of",
    "raise_unless_copy_of",
    "start_over",
]

STOCKED = frozenset({"Icon", "PermissionRuleSet", "Status"})
"""Types of which every site begins with some rows: those of the other site take their place."""

_MADE_HERE = ("ApiUser", "HumanUser")
_FIRST_MADE_HERE = 1_000_000_000
"""People and scripts who are let into a copy get ids that those of the other site do not reach."""

_ORIGIN, _CURSOR, _STAGE = "copy_of", "copy_cursor", "copy_stage"
_FILLED = "filled"


def is_made_here(entity_type: str, row_id: int) -> bool:
    """Whether a row of a copy is of somebody who was let into it, and not of the other site."""
    return entity_type in _MADE_HERE and row_id >= _FIRST_MADE_HERE


class NotItsCopy(SiteError):
    """The site holds rows of its own, or those of yet another site."""


def origin_of(site: Site) -> str | None:
    """The address of the site that this one is a copy of."""
    return _fact(site, _ORIGIN)


def cursor_of(site: Site) -> str | None:
    """Behind which of the other site's changes this one has not followed."""
    return _fact(site, _CURSOR)


def is_filled(site: Site) -> bool:
    """Whether all rows were copied once."""
    return _fact(site, _STAGE) == _FILLED


def begin(site: Site, caller: Caller, url: str, cursor: str) -> None:
    """Let a site be the copy of another, as of now; `cursor` tells what happens there from now on.

    Raises `NotItsCopy` where it holds rows already, but for those that every site begins with.
    """
    with copying(site, caller) as writes:
        copied = CopiedRows(writes.edition.tables, writes.rows.dialect)
        for entity_type in writes.schema:
            row_id = (
                None if entity_type.name in STOCKED else copied.any_row(writes.connection, entity_type.name)
            )
            if row_id is not None:
                raise NotItsCopy(
                    f"{site.directory} holds rows that are not from {url}, such as {entity_type.name} "
                    f"{row_id}; name a folder that is empty, or is not there yet"
                )
        record_fact(site.database, writes.connection, _ORIGIN, url)
        record_fact(site.database, writes.connection, _CURSOR, cursor)


def raise_unless_copy_of(site: Site, url: str) -> None:
    """Raises `NotItsCopy` where the site is the copy of yet another one."""
    origin = origin_of(site)
    if origin is not None and origin != url:
        raise NotItsCopy(f"{site.directory} is a copy of {origin}, and not of {url}")


def keep_cursor(site: Site, caller: Caller, cursor: str) -> None:
    """All that happened there before it is here."""
    with copying(site, caller) as writes:
        record_fact(site.database, writes.connection, _CURSOR, cursor)


def start_over(site: Site, caller: Caller, cursor: str) -> None:
    """All rows are to be read once more: what happened meanwhile is not told any more."""
    with copying(site, caller) as writes:
        site.copy_progress.begin_anew(writes.connection)
        record_fact(site.database, writes.connection, _CURSOR, cursor)
        record_fact(site.database, writes.connection, _STAGE, "")


def finish_rows(site: Site, caller: Caller, types: Iterable[str]) -> None:
    """All rows of these types are here: find them by the names of their main links, too, and let rows that
    are made from now on have ids behind theirs."""
    names = sorted(types)
    for name in names:
        after: int | None = 0
        while after is not None:
            with copying(site, caller) as writes:
                copied = CopiedRows(writes.edition.tables, writes.rows.dialect)
                after = copied.refill_names(writes.connection, name, after)
    with copying(site, caller) as writes:
        copied = CopiedRows(writes.edition.tables, writes.rows.dialect)
        for name in names:
            if name not in _MADE_HERE and copied.any_row(writes.connection, name) is not None:
                copied.count_on(writes.connection, name)
        for name in _MADE_HERE:
            copied.count_on(writes.connection, name, _FIRST_MADE_HERE)
        record_fact(site.database, writes.connection, _STAGE, _FILLED)
    site.database.refresh_statistics()


def _fact(site: Site, name: str) -> str | None:
    with site.database.reading() as connection:
        return read_fact(site.database, connection, name)
