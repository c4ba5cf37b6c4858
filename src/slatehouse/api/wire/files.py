"""Pictures and files as the API shows them: by addresses that are signed anew, so that they soon expire
(contract rest/40, "Values of file fields")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from falcon import Request

from slatehouse.api.wire.address import Addresses
from slatehouse.api.wire.storage_paths import Era, StorageAddresses
from slatehouse.media.content_types import is_picture
from slatehouse.media.pending import PENDING_PATH
from slatehouse.query.plan import FoundRow
from slatehouse.query.selection import Picked
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.files import FileValue, Picture

__all__ = ["FileForms", "NamedBlob", "blobs_of"]

_THUMBNAIL_TYPE = "image/jpeg"
_SIZES = ("original", "thumbnail", "large")
_WITH_FILES = (Kind.FILE, Kind.IMAGE)


class NamedBlob(NamedTuple):
    """A blob as a file of a name and a type."""

    blob: str
    filename: str
    content_type: str | None


def blobs_of(value: FileValue | Picture) -> dict[str, NamedBlob]:
    """What is in the store of a value, by the words of `alt`; nothing of what is elsewhere, or never came.

    A size that there is none of is the next smaller one, or the original.
    """
    if isinstance(value, FileValue):
        if value.blob is None:
            return {}
        return dict.fromkeys(_SIZES, NamedBlob(value.blob, value.name, value.content_type))
    stem = value.name.rpartition(".")[0] or value.name
    original = thumbnail = NamedBlob(value.original, value.name, value.content_type)
    if value.thumbnail is not None:
        thumbnail = NamedBlob(value.thumbnail, f"{stem}_t.jpg", _THUMBNAIL_TYPE)
    large = thumbnail
    if value.large is not None:
        large = NamedBlob(value.large, f"{stem}_l.jpg", _THUMBNAIL_TYPE)
    return dict(zip(_SIZES, (original, thumbnail, large), strict=True))


class FileForms:
    """Shows the files of one answer; finds out about address and time once it meets a file.

    `clock` gives the time in UTC.
    """

    __slots__ = ("_addresses", "_clock", "_known", "_paths", "_request")

    def __init__(
        self, request: Request, addresses: Addresses, paths: StorageAddresses, clock: Callable[[], datetime]
    ) -> None:
        self._request = request
        self._addresses = addresses
        self._paths = paths
        self._clock = clock
        self._known: tuple[str, Era] | None = None

    def image(self, picture: Picture | None) -> str | None:
        """What an image field reads: the thumbnail, or what stands in for it while it is made."""
        if picture is None:
            return None
        if picture.is_pending:
            return self._found()[0] + PENDING_PATH
        if picture.thumbnail is None and not is_picture(picture.content_type):
            # A movie or a document that nothing could be drawn of.
            return None
        return self.thumbnail(picture)

    def thumbnail(self, picture: Picture) -> str:
        """Where the picture's thumbnail is; the picture itself where there is none."""
        return self._signed(blobs_of(picture)["thumbnail"])

    def large(self, picture: Picture) -> str:
        """Where the picture's larger thumbnail is; the usual one where that is the only one."""
        return self._signed(blobs_of(picture)["large"])

    def original(self, picture: Picture) -> str:
        """Where the picture is as it was uploaded."""
        return self._signed(blobs_of(picture)["original"])

    def upload(self, file: FileValue) -> str | None:
        """Where the bytes of an uploaded file are; None where none came."""
        found = blobs_of(file).get("original")
        return None if found is None else self._signed(found)

    def file(self, file: FileValue | None) -> dict[str, Any] | str | None:
        """What a file field reads, in the shape of its kind (contract media §5)."""
        if file is None:
            return None
        match file.link_type:
            case "page":
                return file.url
            case "local":
                return _local(file)
            case "upload":
                return _remote(file, self.upload(file))
            case "web":
                return _remote(file, file.url)

    def expect(self, picked: Sequence[Picked], rows: Sequence[FoundRow]) -> None:
        """Look up at once where the files of a page of rows are."""
        places = [place for place, each in enumerate(picked) if each.path.leaf.type.kind in _WITH_FILES]
        if places:
            blobs = {_shown_blob(row.values[place]) for row in rows for place in places} - {None}
            if blobs:
                self._paths.expect((blob for blob in blobs if blob), self._found()[1])

    def _signed(self, named: NamedBlob) -> str:
        address, era = self._found()
        return self._paths.download(address, *named, era)

    def _found(self) -> tuple[str, Era]:
        """The site's address, and the era in which its paths are signed."""
        if self._known is None:
            era = self._paths.era(self._clock().timestamp())
            self._known = (self._addresses.of(self._request), era)
        return self._known


def _shown_blob(value: object) -> str | None:
    """The blob that is shown of a value, if one is."""
    if isinstance(value, Picture):
        return value.thumbnail or value.original
    return value.blob if isinstance(value, FileValue) else None


def _remote(file: FileValue, url: str | None) -> dict[str, Any]:
    return {
        "url": url,
        "name": file.name,
        "content_type": file.content_type,
        "link_type": file.link_type,
        "type": "Attachment",
        "id": file.id,
    }


def _local(file: FileValue) -> dict[str, Any]:
    root = file.local_storage
    return {
        "content_type": file.content_type,
        "link_type": file.link_type,
        "name": file.name,
        "local_storage": root and {"type": "LocalStorage", "id": root.id, "name": root.name},
        "relative_path": file.relative_path,
        "local_path_linux": file.local_path_linux,
        "local_path_mac": file.local_path_mac,
        "local_path_windows": file.local_path_windows,
        "type": "Attachment",
        "id": file.id,
    }
