"""Files that come with what is said of them, and pictures that rows share (python-api/transport §8, §9)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import Verb, may
from slatehouse.media.blobs import BadParts, Blob, PartsOf
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link, Target
from slatehouse.site.errors import EmptyUpload, NoPicture, PartsRefused, UploadMissing
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.lookup import find_rows
from slatehouse.site.uploads import UploadPlace, give_picture, keep_numbered, read_later
from slatehouse.site.writing import Writing, writing

if TYPE_CHECKING:
    from slatehouse.site.session import Session

_SINGLE = ""


def receive(
    session: Session, place: UploadPlace, filename: str, chunks: Iterable[bytes], about: AttachmentFacts
) -> int:
    """Put a file in its place; the id of its Attachment. Raises `EmptyUpload` and the media room's errors."""
    site = session.site
    blob = site.blobs.write(chunks, max_bytes=site.config.settings.media.max_upload_bytes)
    with _writing_to(session, place.target) as writes:
        return _kept(writes, place, blob, filename, about)


def begin(session: Session, *, in_parts: bool) -> PartsOf:
    """Announce an upload whose place is told when it is completed; one without parts has no upload id."""
    site = session.site
    token = secrets.token_hex(32)
    upload = PartsOf(token, site.blobs.open_parts(token) if in_parts else _SINGLE)
    with site.database.writing() as connection:
        site.uploads.begin(connection, token, upload.upload_id, site.clock().timestamp())
    return upload


def join(session: Session, upload: PartsOf, md5s: Sequence[str]) -> None:
    """Make one file of the parts of an upload; it waits under the token like one that came whole."""
    site = session.site
    _raise_unless_open(session, upload)
    limit = site.config.settings.media.max_upload_bytes
    try:
        blob = site.blobs.join_parts(upload, md5s, max_bytes=limit)
    except BadParts as error:
        raise PartsRefused(str(error)) from error
    site.blobs.hold(upload.token, blob)
    site.blobs.drop_parts(upload)


def complete(
    session: Session, upload: PartsOf, place: UploadPlace, filename: str, about: AttachmentFacts
) -> int:
    """Put what came for an upload in its place, once; the id of its Attachment."""
    site = session.site
    _raise_unless_open(session, upload)
    blob = site.claim_upload(upload.token)
    if blob is None:
        raise UploadMissing(filename)
    with _writing_to(session, place.target) as writes:
        if not site.uploads.complete(writes.connection, upload.token, upload.upload_id):
            raise UploadMissing(filename)
        read_later(writes, blob)
        return _kept(writes, place, blob, filename, about)


def share(session: Session, source: Target, targets: Sequence[Target], field: str) -> int:
    """Give the picture of a row to others; the id of its Attachment, 0 where it has none.

    A picture whose thumbnail is still being made is shared as it is, and so is its thumbnail then. What was
    borrowed is shared as the picture of the row that lent it.
    """
    schema = session.edition.schema
    with _writing_to(session, source, *targets) as writes:
        for target in targets:
            entity_type = schema[target.type]
            changed = (entity_type.fields[field],)
            may(writes.caller, Verb.UPDATE, entity_type, changed, target.id, writes.sight)
        picture, of = _shown(session, writes, source, field)
        for target in targets:
            give_picture(writes, target, field, picture, of)
        return picture.attachment


def _shown(session: Session, writes: Writing, row: Target, field: str) -> tuple[Picture, Target]:
    """The picture that the caller is shown of a row, and the row that it came from; raises `NoPicture`."""
    entity_type = session.edition.schema[row.type]
    names = [each.name for each in entity_type.fields.values() if field in (each.name, each.source_of)]
    paths = session.edition.paths(entity_type, names)
    asker = session.caller.asker
    shown = find_rows(session.edition, writes.connection, entity_type, {row.id}, paths, asker=asker)
    values = dict(zip(names, shown.values[row.id], strict=True))
    picture, source = values[field], next((each for each in values.values() if isinstance(each, Link)), None)
    if not isinstance(picture, Picture):
        raise NoPicture(row.type, row.id, field)
    return picture, Target(source.type, source.id) if source else row


def _kept(writes: Writing, place: UploadPlace, blob: Blob, filename: str, about: AttachmentFacts) -> int:
    if not blob.size:
        raise EmptyUpload(filename)
    return keep_numbered(writes, place, blob, filename, about)


def _raise_unless_open(session: Session, upload: PartsOf) -> None:
    with session.site.database.reading() as connection:
        if session.site.uploads.is_completed(connection, upload.token, upload.upload_id) is not False:
            raise PartsRefused("no such upload is open")


@contextmanager
def _writing_to(session: Session, *rows: Target) -> Iterator[Writing]:
    """A transaction in which all of these rows are there for the caller; raises `NoSuchRowToWrite`."""
    with writing(session.site, session.caller, session.edition) as writes:
        for row in rows:
            writes.raise_unless_there(row)
        yield writes
