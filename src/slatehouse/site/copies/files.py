"""The files of copied rows: put in their fields once their bytes are here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.media.blobs import Blob
from slatehouse.media.content_types import content_type_of, has_picture
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.copies.rows import copying
from slatehouse.site.job_kinds import THUMBNAIL_JOB
from slatehouse.site.jobs import ask_for_job
from slatehouse.site.uploads import picture_order
from slatehouse.store.copy_progress import CopiedFile

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Fetched", "is_live", "keep_bytes", "known_blob", "lose_file", "put_file"]

_FILMSTRIP = "filmstrip_image"
_ATTACHMENT, _OWN_FILE = "Attachment", "this_file"


class Fetched(NamedTuple):
    """The bytes of a file, and what the other site calls it."""

    blob: str
    name: str
    content_type: str | None


def keep_bytes(site: Site, chunks: Iterable[bytes]) -> Blob:
    """Keep the bytes of a file, once, however many rows hold it; raises the media room's errors."""
    return site.blobs.write(chunks)


def is_live(site: Site, file: CopiedFile) -> bool:
    """Whether the row is live here that is to have the file."""
    with site.database.reading() as connection:
        state = site.editions.current().rows.state(connection, file.entity_type, file.entity_id)
    return state is not None and state[0]


def known_blob(site: Site, file: CopiedFile) -> Fetched | None:
    """The bytes of a file that its Attachment has already."""
    edition = site.editions.current()
    with site.database.reading() as connection:
        found = edition.rows.values(connection, file.entity_type, file.entity_id, (file.field,))
        value = _file_in(found.get(file.field))
        if value is None or not value.id or file.entity_type == _ATTACHMENT:
            return None
        theirs = edition.rows.values(connection, _ATTACHMENT, value.id, (_OWN_FILE,))
    own = _file_in(theirs.get(_OWN_FILE))
    return None if own is None or own.blob is None else Fetched(own.blob, own.name, own.content_type)


def put_file(site: Site, caller: Caller, file: CopiedFile, fetched: Fetched) -> None:
    """Put a file in its field, unless by now the row has another there; thumbnails are made here."""
    with copying(site, caller) as writes:
        if not site.copy_progress.settle(writes.connection, file, None):
            return
        field = writes.schema[file.entity_type].fields[file.field]
        if field.type.kind is Kind.IMAGE:
            picture = _picture_of(file, fetched)
            value: FileValue | Picture = picture
            if picture.is_pending:
                order = picture_order(Target(file.entity_type, file.entity_id), file.field, fetched.blob)
                ask_for_job(writes, THUMBNAIL_JOB, order, 0.0)
        else:
            stored = writes.rows.values(writes.connection, file.entity_type, file.entity_id, (file.field,))
            former = _file_in(stored.get(file.field))
            if former is None:
                return
            value = msgspec.structs.replace(former, blob=fetched.blob)
        columns: dict[str, object] = {file.field: msgspec.json.encode(value).decode()}
        writes.rows.update(writes.connection, file.entity_type, file.entity_id, columns)


def lose_file(site: Site, caller: Caller, file: CopiedFile, reason: str) -> None:
    """Remember why a file was not fetched; it is tried again another time."""
    with copying(site, caller) as writes:
        site.copy_progress.settle(writes.connection, file, reason)


def _picture_of(file: CopiedFile, fetched: Fetched) -> Picture:
    content_type = content_type_of(fetched.name)
    if not has_picture(content_type):
        content_type = fetched.content_type
    # Of a strip of frames no smaller one is shown.
    thumbnail = fetched.blob if file.field == _FILMSTRIP else None
    return Picture(fetched.blob, fetched.name, content_type, thumbnail)


def _file_in(stored: object) -> FileValue | None:
    return None if stored is None else msgspec.json.decode(str(stored), type=FileValue)
