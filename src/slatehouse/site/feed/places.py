"""Where in the log somebody goes on to read, and how far it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slatehouse.site.feed.changes import LOG
from slatehouse.site.feed.cursors import Reached
from slatehouse.site.feed.errors import ChangesPurged, NoSuchCursor
from slatehouse.store.connection import Connection

if TYPE_CHECKING:
    from slatehouse.site.session import Session

__all__ = ["Stretch", "stretch_after"]


class Stretch(NamedTuple):
    """The entries after one, up to the newest."""

    after: int
    newest: int


def stretch_after(session: Session, connection: Connection, cursor: str | int | None) -> Stretch:
    """What follows a cursor, or an entry that somebody has passed; nothing follows None, which is now.

    Raises `NoSuchCursor`, and `ChangesPurged` where what follows is not kept from the beginning. 0 is before
    all that is kept.
    """
    first, newest = session.edition.rows.first_and_last_id(connection, LOG)
    if cursor is None:
        return Stretch(newest, newest)
    if isinstance(cursor, int):
        return Stretch(cursor, newest)
    reached = session.site.cursors.read(cursor)
    if reached is None or (reached.entry > newest and _may_know(session, reached)):
        # A site that was put back to what it was knows of cursors that are beyond its log.
        raise NoSuchCursor
    if 0 < reached.entry < first - 1:
        raise ChangesPurged(session.site.cursors.text(first - 1, session.caller))
    return Stretch(reached.entry, newest)


def _may_know(session: Session, reached: Reached) -> bool:
    """Whether a caller is told that the log has not come to an entry. They could guess how long it is."""
    return reached.is_sealed or session.caller.visibility is None
