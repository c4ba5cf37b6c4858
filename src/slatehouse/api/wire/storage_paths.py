"""Where this site gives and takes media: paths that are signed, for whoever holds them."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from slatehouse.media.blobs import PartsOf
from slatehouse.media.content_types import content_disposition, is_displayable_inline
from slatehouse.media.signing import WINDOW, Signer

__all__ = [
    "CONTENT_DISPOSITION",
    "CONTENT_TYPE",
    "DOWNLOAD_TEMPLATE",
    "PART_NUMBER",
    "UPLOAD_ID",
    "UPLOAD_LIFETIME",
    "UPLOAD_TEMPLATE",
    "Era",
    "SignedPaths",
]

DOWNLOAD_TEMPLATE = "/storage/{sha256}/{name}"
UPLOAD_TEMPLATE = "/storage/incoming/{token}"
PART_NUMBER = "partNumber"
UPLOAD_ID = "uploadId"
CONTENT_TYPE = "response-content-type"
CONTENT_DISPOSITION = "response-content-disposition"

DOWNLOAD_LIFETIME = 900
UPLOAD_LIFETIME = 3600
_KEPT = 20_000


class Era(NamedTuple):
    """While it lasts, paths are signed alike: a window of fifteen minutes, and which secret signs."""

    window: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class _Signed:
    era: Era
    path: str


class SignedPaths:
    """Signs paths to blobs, and remembers them: in one era they are signed alike.

    Safe to share between threads.
    """

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._known: dict[tuple[str, str, str | None], _Signed] = {}
        self._lock = Lock()

    def era(self, now: float) -> Era:
        """The era at `now`, in Unix seconds."""
        return Era(int(now // WINDOW), self._signer.era)

    def download(self, sha256: str, name: str, content_type: str | None, era: Era) -> str:
        """The path and query that serve the blob under the name; `era` is the one of now."""
        key = (sha256, name, content_type)
        known = self._known.get(key)
        if known is None or known.era != era:
            known = _Signed(era, self._sign_download(sha256, name, content_type))
            self._remember(key, known)
        return known.path

    def upload(self, token: str) -> str:
        """The path and query that take the bytes of an announced upload."""
        return self._signer.sign("PUT", UPLOAD_TEMPLATE.format(token=token), {}, UPLOAD_LIFETIME)

    def part(self, upload: PartsOf, number: int) -> str:
        """The path and query that take one part of an announced upload, named as S3 names them."""
        parameters = {PART_NUMBER: str(number), UPLOAD_ID: upload.upload_id}
        path = UPLOAD_TEMPLATE.format(token=upload.token)
        return self._signer.sign("PUT", path, parameters, UPLOAD_LIFETIME)

    def _sign_download(self, sha256: str, name: str, content_type: str | None) -> str:
        path = DOWNLOAD_TEMPLATE.format(sha256=sha256, name=_path_segment(name))
        inline = is_displayable_inline(content_type)
        parameters = {CONTENT_DISPOSITION: content_disposition(name, inline)}
        if content_type:
            parameters[CONTENT_TYPE] = content_type
        return self._signer.sign("GET", path, parameters, DOWNLOAD_LIFETIME)

    def _remember(self, key: tuple[str, str, str | None], signed: _Signed) -> None:
        with self._lock:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = signed


def _path_segment(name: str) -> str:
    """The name as one segment that no server and no client resolves or decodes to something else."""
    clean = "".join("_" if sign in "/\\?#%;" or not sign.isprintable() else sign for sign in name)
    return clean if clean.strip(".") else "file"
