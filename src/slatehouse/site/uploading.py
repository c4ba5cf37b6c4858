"""Uploads on their way: announced, received whole or in parts, completed once or given up (contract rest/40).

An upload is named by a token that is computed from what announces it, and in parts also by the id that the
media store gives it. A client repeats both to complete it; that it was begun, and whether it was completed,
is remembered, so that the answer which a client did not hear can be asked for again.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from slatehouse.accounts.caller import Caller
from slatehouse.media.blobs import BadParts, Blob, PartsOf
from slatehouse.site.errors import PartsRefused, UploadMissing, UploadNotOpen
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.uploads import UploadPlace, keep_upload, read_later
from slatehouse.site.writing import TIME_FORMAT, writing

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["UPLOAD_LIFETIME", "NamedParts", "UploadTicket", "announce", "complete", "give_up", "ticket"]

UPLOAD_LIFETIME = 7 * 86_400.0
"""Seconds for which a site remembers that an upload was begun; after them it cannot be completed."""

_SINGLE = ""


@dataclass(frozen=True)
class UploadTicket:
    """An upload that was announced: what the client repeats to complete it, and the token of its bytes.

    `upload_id` is that of an upload in parts, and empty for one that comes whole.
    """

    place: UploadPlace
    filename: str
    timestamp: str
    token: str
    upload_id: str = _SINGLE

    @property
    def upload_type(self) -> str:
        return "Thumbnail" if self.place.is_picture else "Attachment"

    @property
    def parts(self) -> PartsOf:
        """The name of its parts in the media store."""
        return PartsOf(self.token, self.upload_id)


@dataclass(frozen=True)
class NamedParts:
    """The parts that a client sent, by what each was answered: their MD5s, in the order of their numbers."""

    md5s: tuple[str, ...]


def ticket(
    site: Site, place: UploadPlace, filename: str, timestamp: str, upload_id: str = _SINGLE
) -> UploadTicket:
    """The ticket of an upload into this place, whether or not it was announced."""
    tickets = [_ticket(secret, place, filename, timestamp, upload_id) for secret in site.upload_secrets]
    if len(tickets) > 1:
        # It was announced under one of several keys.
        with site.database.reading() as connection:
            for each in tickets:
                if site.uploads.is_completed(connection, each.token, upload_id) is not None:
                    return each
    return tickets[0]


def _ticket(
    secret: bytes, place: UploadPlace, filename: str, timestamp: str, upload_id: str = _SINGLE
) -> UploadTicket:
    field = place.field.name if place.field else ""
    facts = ("upload", place.entity_type.name, str(place.row_id), field, filename, timestamp)
    message = "\x00".join(facts).encode(errors="surrogatepass")
    token = hmac.new(secret, message, sha256).hexdigest()
    return UploadTicket(place, filename, timestamp, token, upload_id)


def announce(site: Site, place: UploadPlace, filename: str, *, in_parts: bool) -> UploadTicket:
    """Open an upload, and remember it."""
    now = site.clock()
    return _announce_parts(site, place, filename, now) if in_parts else _announce(site, place, filename, now)


def complete(
    site: Site,
    caller: Caller,
    upload: UploadTicket,
    about: AttachmentFacts | None = None,
    parts: NamedParts | None = None,
) -> None:
    """Put what was uploaded in its place, unless that was done before.

    Raises `UploadMissing` where no bytes came, and `PartsRefused` where the parts are not those named.
    """
    if parts and not upload.upload_id:
        raise PartsRefused("parts are those of an upload that has an id")
    if _is_completed(site, upload):
        return
    try:
        blob = _joined(site, upload, parts) if parts else _claimed(site, upload)
    except BadParts as error:
        # Whoever completed it meanwhile has dropped the parts.
        if _is_completed(site, upload):
            return
        raise PartsRefused(str(error)) from error
    with writing(site, caller) as writes:
        writes.raise_unless_there(upload.place.target)
        if site.uploads.complete(writes.connection, upload.token, upload.upload_id):
            about = about or AttachmentFacts(upload.filename)
            keep_upload(writes, upload.place, blob, upload.filename, about)
            read_later(writes, blob)
        elif site.uploads.is_completed(writes.connection, upload.token, upload.upload_id) is None:
            raise _not_open(upload)
    if parts:
        site.database.when_committed(lambda: site.blobs.drop_parts(upload.parts))


def give_up(site: Site, upload: UploadTicket) -> None:
    """Forget an upload in parts, and what came of it; raises `UploadNotOpen` where there is none."""
    with site.database.writing() as connection:
        if not upload.upload_id or not site.uploads.give_up(connection, upload.token, upload.upload_id):
            raise UploadNotOpen(upload.upload_id)
    site.database.when_committed(lambda: site.blobs.drop_parts(upload.parts))


def _announce_parts(site: Site, place: UploadPlace, filename: str, now: datetime) -> UploadTicket:
    secret = site.upload_secrets[0]
    begun = _ticket(secret, place, filename, now.strftime(TIME_FORMAT))
    begun = replace(begun, upload_id=site.blobs.open_parts(begun.token))
    with site.database.writing() as connection:
        site.uploads.begin(connection, begun.token, begun.upload_id, now.timestamp())
    return begun


def _announce(site: Site, place: UploadPlace, filename: str, now: datetime) -> UploadTicket:
    """Two files of one name that come to one place within a second are two uploads. Only their times tell
    them apart, so that of the second is later than the clock's."""
    secret, latest, furthest = site.upload_secrets[0], now, 1
    begun = _ticket(secret, place, filename, now.strftime(TIME_FORMAT))
    with site.database.writing() as connection:
        while not site.uploads.begin(connection, begun.token, _SINGLE, now.timestamp()):
            # Further each time, so that many at once find their places soon.
            latest += timedelta(seconds=1 + secrets.randbelow(furthest))
            furthest *= 2
            begun = _ticket(secret, place, filename, latest.strftime(TIME_FORMAT))
    return begun


def _is_completed(site: Site, upload: UploadTicket) -> bool:
    """Whether it was completed; raises what there is to say of one that is not known."""
    with site.database.reading() as connection:
        found = site.uploads.is_completed(connection, upload.token, upload.upload_id)
    if found is None:
        raise _not_open(upload)
    return found


def _claimed(site: Site, upload: UploadTicket) -> Blob:
    blob = site.claim_upload(upload.token)
    if blob is None:
        raise UploadMissing(upload.filename)
    return blob


def _joined(site: Site, upload: UploadTicket, parts: NamedParts) -> Blob:
    limit = site.config.settings.media.max_upload_bytes
    return site.blobs.join_parts(upload.parts, parts.md5s, max_bytes=limit)


def _not_open(upload: UploadTicket) -> PartsRefused | UploadMissing:
    if upload.upload_id:
        return PartsRefused("no such upload was begun")
    return UploadMissing(upload.filename)
