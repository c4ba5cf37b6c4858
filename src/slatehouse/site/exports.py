"""Exports of pages (contract rest/90, pages-and-events §7).

The real service exports the views of a page that somebody marked so in its web interface, and nothing that is
recorded shows the mark. No page here has it, so that none is exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.lookup import is_there

if TYPE_CHECKING:
    from slatehouse.site.session import Session
    from slatehouse.store.connection import Connection

PAGE = "Page"


@dataclass(eq=False)
class NotExportable(Refusal):
    """A page that is there, and has no view to export."""

    page: int


@dataclass(eq=False)
class NoPageToExport(Refusal):
    """A page that is not there; `is_retired` where it once was."""

    page: int
    is_retired: bool


def refuse_export(session: Session, connection: Connection, page: int) -> NoReturn:
    """Raises `NotExportable` or `NoPageToExport`."""
    edition, row, asker = session.edition, Target(PAGE, page), session.caller.asker
    if is_there(edition, connection, row, asker):
        raise NotExportable(page)
    raise NoPageToExport(page, is_there(edition, connection, row, asker, retired=True))
