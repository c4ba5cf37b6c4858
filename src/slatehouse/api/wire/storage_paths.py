"""Where this site gives and takes media: paths that are signed, for whoever holds them."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple, Protocol

from slatehouse.media.blobs import PartsOf
from slatehouse.media.content_types import content_disposition, is_displayable_inline
from slatehouse.media.signing import DOWNLOAD_LIFETIME, UPLOAD_LIFETIME, WINDOW, Signer

__all__ = [
    "CONTENT_DISPOSITION",
    "CONTENT_TYPE",
    "DOWNLOAD_TEMPLATE",
    "PART_NUMBER",
    "UPLOAD_ID",
    "UPLOAD_LIFETIME",
    "UPLOAD_TEMPLATE",
    "Era",
    "Remembered",
    "SignedPaths",
    "StorageAddresses",
]

DOWNLOAD_TEMPLATE = "/storage/{sha256}/{name}"
UPLOAD_TEMPLATE = "/storage/incoming/{token}"
PART_NUMBER = "partNumber"
UPLOAD_ID = "uploadId"
CONTENT_TYPE = "response-content-type"
CONTENT_DISPOSITION = "response-content-disposition"

_KEPT = 20_000


class Era(NamedTuple):
    """While it lasts, paths are signed alike: a window of fifteen minutes, and which secret signs."""

    window: int
    secret: bytes


class StorageAddresses(Protocol):
    """The addresses of files and of places to put them, signed for whoever holds them.

    `site` is the address of the site. Safe to share between threads.
    """

    def era(self, now: float) -> Era:
        """The era at `now`, in Unix seconds."""

    def expect(self, names: Iterable[str], era: Era) -> None:
        """Look up at once where these blobs are, which are going to be asked for."""

    def download(self, site: str, name: str, filename: str, content_type: str | None, era: Era) -> str:
        """Where a blob is read, as a file of that name and type; `era` is the one of now."""

    def upload(self, site: str, token: str) -> str:
        """Where the bytes of an announced upload are put."""

    def part(self, site: str, upload: PartsOf, number: int) -> str:
        """Where one part of an announced upload is put."""


class Remembered:
    """What was made of keys in one era, for so many keys as are worth it."""

    def __init__(self) -> None:
        self._known: dict[object, tuple[Era, str]] = {}
        self._lock = Lock()

    def get(self, key: object, era: Era) -> str | None:
        """What is known of a key in this era."""
        known = self._known.get(key)
        return known[1] if known is not None and known[0] == era else None

    def put(self, key: object, era: Era, value: str) -> str:
        """Remember it; the value."""
        with self._lock:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = (era, value)
        return value


class SignedPaths:
    """`StorageAddresses` of the site's own storage, in the look of S3's."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._paths = Remembered()

    def era(self, now: float) -> Era:
        """See `StorageAddresses.era`."""
        return Era(int(now // WINDOW), self._signer.era)

    def expect(self, names: Iterable[str], era: Era) -> None:
        """See `StorageAddresses.expect`. Here the name is the path."""

    def download(self, site: str, name: str, filename: str, content_type: str | None, era: Era) -> str:
        """See `StorageAddresses.download`."""
        key = (name, filename, content_type)
        path = self._paths.get(key, era) or self._paths.put(key, era, self._download(*key))
        return site + path

    def upload(self, site: str, token: str) -> str:
        """See `StorageAddresses.upload`."""
        return site + self._signer.sign("PUT", UPLOAD_TEMPLATE.format(token=token), {}, UPLOAD_LIFETIME)

    def part(self, site: str, upload: PartsOf, number: int) -> str:
        """See `StorageAddresses.part`: named as S3 names it."""
        parameters = {PART_NUMBER: str(number), UPLOAD_ID: upload.upload_id}
        path = UPLOAD_TEMPLATE.format(token=upload.token)
        return site + self._signer.sign("PUT", path, parameters, UPLOAD_LIFETIME)

    def _download(self, name: str, filename: str, content_type: str | None) -> str:
        path = DOWNLOAD_TEMPLATE.format(sha256=name, name=_path_segment(filename))
        inline = is_displayable_inline(content_type)
        parameters = {CONTENT_DISPOSITION: content_disposition(filename, inline)}
        if content_type:
            parameters[CONTENT_TYPE] = content_type
        return self._signer.sign("GET", path, parameters, DOWNLOAD_LIFETIME)


def _path_segment(name: str) -> str:
    """The name as one segment that no server and no client resolves or decodes to something else."""
    clean = "".join("_" if sign in "/\\?#%;" or not sign.isprintable() else sign for sign in name)
    return clean if clean.strip(".") else "file"
