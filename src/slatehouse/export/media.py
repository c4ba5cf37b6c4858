"""The media of a site as files named by their content, and a table of the fields that hold them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet

from slatehouse.columnar.arrow import batch_of, schema_of
from slatehouse.columnar.columns import column_of
from slatehouse.export.fields import content_or_name, place_of
from slatehouse.export.rows import COMPRESSION
from slatehouse.media.blobs import NoSuchBlob
from slatehouse.site.checking.uses import Use, uses
from slatehouse.site.session import Session
from slatehouse.site.site import Site

__all__ = ["Media", "write_media"]

_AT_ONCE = 2_000
_COLUMNS = tuple(
    column_of(name, data_type, {})
    for name, data_type in (
        ("entity_type", "entity_type"),
        ("id", "number"),
        ("row_is_retired", "checkbox"),
        ("field", "text"),
        ("name", "text"),
        ("is_thumbnail", "checkbox"),
        ("sha256", "text"),
        ("size", "number"),
        ("file", "text"),
    )
)


@dataclass(slots=True)
class Media:
    """What became of the media: how many files were copied, of how many bytes, and which could not be."""

    files: int = 0
    bytes: int = 0
    lost: list[str] = field(default_factory=list)


def write_media(session: Session, folder: Path, *, with_bytes: bool) -> Media:
    """Write the table of files, and their bytes unless only the table is wanted."""
    media = Media()
    copying = _Copying(session.site, folder, media) if with_bytes else None
    schema = schema_of(_COLUMNS, {})
    with pyarrow.parquet.ParquetWriter(folder / "files.parquet", schema, compression=COMPRESSION) as writer:
        rows: list[dict[str, Any]] = []
        for use in uses(session.site, session.edition):
            rows.append(_row(session.site, use, copying))
            if len(rows) == _AT_ONCE:
                writer.write_batch(batch_of(schema, _COLUMNS, rows))
                rows = []
        writer.write_batch(batch_of(schema, _COLUMNS, rows))
    return media


def _row(site: Site, use: Use, copying: _Copying | None) -> dict[str, Any]:
    name = content_or_name(site, use.blob)
    copy = _Copy(name) if copying is None else copying.copy_of(use.blob, name)
    return {
        "entity_type": use.row.type,
        "id": use.row.id,
        "row_is_retired": not use.is_live,
        "field": use.field,
        "name": use.filename,
        "is_thumbnail": use.original is not None,
        "sha256": copy.sha256,
        "size": copy.size,
        "file": None if copy.size is None else place_of(name),
    }


class _Copy(NamedTuple):
    """The SHA-256 of some bytes, and their number where there is a copy of them."""

    sha256: str
    size: int | None = None


class _Copying:
    """Copies each content once, and looks whether its bytes are whole."""

    def __init__(self, site: Site, folder: Path, media: Media) -> None:
        self._site = site
        self._folder = folder
        self._media = media
        # Those that are lost, or are called by another name than their SHA-256: few, if any.
        self._odd: dict[str, _Copy] = {}

    def copy_of(self, blob: str, name: str) -> _Copy:
        """The copy of a blob, which is made unless it is there."""
        if name in self._odd:
            return self._odd[name]
        place = self._folder / place_of(name)
        try:
            return _Copy(name, place.stat().st_size)
        except FileNotFoundError:
            copy = self._copied(blob, name, place)
        if copy.size is None:
            self._media.lost.append(name)
        else:
            self._media.files += 1
            self._media.bytes += copy.size
        if copy.size is None or copy.sha256 != name:
            self._odd[name] = copy
        return copy

    def _copied(self, blob: str, name: str, place: Path) -> _Copy:
        place.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        try:
            with place.open("wb") as file:
                for block in self._site.blobs.open(blob):
                    digest.update(block)
                    size += file.write(block)
            # Bytes that nobody has read yet are called by something else than their SHA-256.
            if digest.hexdigest() == name or self._site.blobs.is_intact(blob):
                return _Copy(digest.hexdigest(), size)
        except NoSuchBlob:
            pass
        place.unlink(missing_ok=True)
        return _Copy(name)
