"""Uploads whose bytes go to the storage: announced, sent whole or in parts, linked (python-api/transport §9).

What an upload is known by stands in the reply that announces it, which clients send back as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from slatehouse.api.rpc.forms import Form
from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.api.rpc.uploads import attached, facts_in, file_place, picture_place
from slatehouse.api.wire.storage_paths import StorageAddresses
from slatehouse.media.blobs import MOST_PARTS, PartsOf
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.session import Session
from slatehouse.site.writing import TIME_FORMAT

__all__ = ["StorageUploads"]

_THUMBNAIL, _ATTACHMENT = "Thumbnail", "Attachment"
_TOKEN_LENGTH = 64
_LINES = 6


@dataclass(frozen=True, slots=True)
class StorageUploads:
    """The calls of an upload to the storage; `address` is the site's own."""

    storage: StorageAddresses
    address: str

    def get_link(self, session: Session, form: Form) -> str:
        """`api_get_upload_link_info`: where the bytes go, and what the upload is known by."""
        kind, filename = _kind(form), form.text("filename")
        upload = session.begin_placeless(in_parts=form.truth("multipart_upload"))
        if upload.upload_id:
            address = self.storage.part(self.address, upload, 1)
        else:
            address = self.storage.upload(self.address, upload.token)
        now = session.site.clock().strftime(TIME_FORMAT)
        # Of a whole upload the line of its id is empty, as on the real service: some clients count the words.
        known_by = upload.token + upload.upload_id if upload.upload_id else ""
        return "\n".join(("1", address, now, kind, known_by, quote(filename, safe=""), ""))

    def get_part_link(self, session: Session, form: Form) -> str:
        """`api_get_upload_link_for_part`: where a part goes."""
        number = form.number("part_number")
        if not 1 <= number <= MOST_PARTS:
            raise BadArgument(f"'part_number' must be between 1 and {MOST_PARTS}: {number}")
        return f"1\n{self.storage.part(self.address, _upload(form.text('upload_id')), number)}\n"

    def complete_parts(self, session: Session, form: Form) -> str:
        """`api_complete_multipart_upload`: the parts become one file."""
        md5s = [etag.strip().strip('"').lower() for etag in form.text("etags").split(",")]
        session.join_parts(_upload(form.text("upload_id")), md5s)
        return "1\n"

    def link_file(self, session: Session, form: Form) -> str:
        """`api_link_file`: the file becomes the value of a field, or an Attachment of a row."""
        lines = form.text("upload_link_info").split("\n")
        if len(lines) < _LINES:
            raise BadArgument("invalid/missing 'upload_link_info'")
        # The address of a whole upload ends with what it is known by.
        kind, known_by = lines[3], lines[4] or urlsplit(lines[1]).path.rpartition("/")[2]
        upload, filename = _upload(known_by), unquote(lines[5]) or "file"
        if kind == _THUMBNAIL:
            place, about = picture_place(session, form), AttachmentFacts(filename)
        else:
            place, about = file_place(session, form), facts_in(form, filename)
        return attached(session.complete_placeless(upload, place, filename, about))


def _kind(form: Form) -> str:
    kind = form.text("upload_type")
    if kind not in (_THUMBNAIL, _ATTACHMENT):
        raise BadArgument(f"invalid 'upload_type': '{kind}'")
    return kind


def _upload(text: str) -> PartsOf:
    """The upload that an announcement names: its token, and in parts the store's id behind it."""
    token, upload_id = text[:_TOKEN_LENGTH], text[_TOKEN_LENGTH:]
    if len(token) < _TOKEN_LENGTH or not (token.isascii() and token.isalnum()):
        raise BadArgument("invalid/missing 'upload_id'")
    return PartsOf(token, upload_id)
