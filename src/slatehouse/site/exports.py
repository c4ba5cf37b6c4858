"""Exports of pages (contract rest/90, pages-and-events §7).

The real service exports the views of a page that somebody marked so in its web interface, and nothing that is
recorded shows the mark. No page here has it, so that none is exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from slatehouse.schema.refusals import Refusal

if TYPE_CHECKING:
    from slatehouse.site.edition import Edition
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


def refuse_export(edition: Edition, connection: Connection, page: int) -> NoReturn:
    """Raises `NotExportable` or `NoPageToExport`."""
    state = edition.rows.state(connection, PAGE, page)
    if state is None or not state[0]:
        raise NoPageToExport(page, state is not None)
    raise NotExportable(page)
