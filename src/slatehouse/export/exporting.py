"""A site, written as it is at one moment, while it is used: the whole of it under its name, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from slatehouse import __version__
from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.columnar.columns import Unfit
from slatehouse.export.media import Media, write_media
from slatehouse.export.place import CannotExport, made
from slatehouse.export.rows import Count, write_rows
from slatehouse.query.question import Question
from slatehouse.site.fields.forms import fields_form
from slatehouse.site.session import Session
from slatehouse.site.site import Site

__all__ = ["FORMAT", "Exported", "export"]

FORMAT = 1
"""Counts the forms of exports; raised where who reads them has to know."""

_STATUS_FIELDS = ("code", "name", "bg_color", "system")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many rows of each type, up to which event, and what became of the media."""

    rows: Mapping[str, Count]
    last_event: int
    media: Media


def export(
    site: Site,
    caller: Caller,
    target: Path,
    *,
    with_media: bool = True,
    progress: Callable[[str], object] = lambda doing: None,
) -> Exported:
    """Write a site into a folder that does not exist yet. Raises `CannotExport`, and what stores raise.

    Rows and schema are as they are when this begins. Who may export is not asked: that is for the caller's
    door. `progress` is told what is written now.
    """
    with made(target) as folder, site.at_one_moment(caller) as session:
        progress("files" if with_media else "the table of files")
        media = write_media(session, folder, with_bytes=with_media)
        rows: dict[str, Count] = {}
        (folder / "rows").mkdir()
        for entity_type in session.edition.schema:
            progress(entity_type.name)
            place = folder / "rows" / f"{entity_type.name}.parquet"
            try:
                rows[entity_type.name] = write_rows(session, entity_type, place)
            except Unfit as error:
                raise CannotExport(f"{entity_type.name}: {error}") from error
        last_event = _last_event(session)
        _write_facts(session, folder, rows, last_event)
    with site.database.writing() as connection:
        total = sum(each.live + each.retired for each in rows.values())
        site.accounts.audit.record(connection, Deed.EXPORT, caller, str(target), rows=total)
    return Exported(rows, last_event, media)


def _last_event(session: Session) -> int:
    with session.site.database.reading() as connection:
        return session.edition.rows.last_event_id(connection)


def _write_facts(session: Session, folder: Path, rows: Mapping[str, Count], last_event: int) -> None:
    schema, whole = session.edition.schema, session.edition.whole
    _write(
        folder / "schema.json",
        {
            each.name: {
                "name": each.display_name,
                "fields": fields_form(whole, whole.schema[each.name], session.caller),
            }
            for each in schema
        },
    )
    _write(folder / "statuses.json", _statuses(session))
    _write(
        folder / "site.json",
        {
            "format": FORMAT,
            "slatehouse": __version__,
            "site": session.site.id,
            "schema_version": schema.version,
            "taken_at": session.site.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "last_event": last_event,
            "rows": {name: {"live": each.live, "retired": each.retired} for name, each in rows.items()},
        },
    )


def _statuses(session: Session) -> list[dict[str, Any]]:
    """The statuses, which the rows of a `status_list` name by their codes."""
    statuses = session.edition.schema["Status"]
    paths = session.edition.paths(statuses, _STATUS_FIELDS)
    return [
        {"id": row.id, **{path.text: value for path, value in zip(paths, row.values, strict=True)}}
        for row in session.find(Question(statuses, fields=paths)).rows
    ]


def _write(place: Path, value: object) -> None:
    place.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
