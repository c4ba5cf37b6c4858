"""Uploads that come in parts, in a bucket: the service keeps the parts and joins them.

Once they are joined the service has forgotten them; that they were joined, and of what, the object's ETag
tells, so that joining again gives the same answer whenever the first time was cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from tempfile import TemporaryFile

from slatehouse.media.blobs import BadParts, Blob, PartsOf, joint_md5, raise_unless_whole
from slatehouse.media.keys import Keys
from slatehouse.media.meter import Meter
from slatehouse.media.s3.bucket import Bucket
from slatehouse.media.s3.multipart import Multipart, NoSuchUpload, Part, PartsNotJoined
from slatehouse.media.s3.places import INCOMING, incoming, named_by, new_nonce, upload_of

__all__ = ["S3Parts"]

_MD5 = re.compile(r"[0-9a-f]{32}")
_NOT_OPEN = "no such upload is open"


class S3Parts:
    """The open uploads of a site. Safe to share between threads and processes."""

    def __init__(self, multipart: Multipart, bucket: Bucket, keys: Keys, smallest: int) -> None:
        self._multipart = multipart
        self._bucket = bucket
        self._keys = keys
        self._smallest = smallest

    def open(self, token: str) -> str:
        """See `BlobStore.open_parts`."""
        nonce = new_nonce()
        return nonce + self._multipart.begin(incoming(named_by(PartsOf(token, nonce))))

    def receive(
        self,
        upload: PartsOf,
        number: int,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> str:
        """See `BlobStore.receive_part`. The service is told how long a part is before it comes, so it waits
        on the disk until it is whole."""
        key, upload_id = _place(upload)
        if max_bytes is not None:
            others = [part.size for part in self._came(key, upload_id) if part.number != number]
            max_bytes = max(0, max_bytes - sum(others))
        meter = Meter(chunks, max_bytes=max_bytes, expected=expected, digests=("md5",))
        with TemporaryFile(prefix="part-") as file:
            for chunk in meter:
                file.write(chunk)
            file.seek(0)
            try:
                self._multipart.put(key, upload_id, number, file)
            except NoSuchUpload as error:
                raise BadParts(_NOT_OPEN) from error
        return meter.hex("md5")

    def join(self, upload: PartsOf, md5s: Sequence[str], *, max_bytes: int | None = None) -> Blob:
        """See `BlobStore.join_parts`."""
        key, upload_id = _place(upload)
        if not all(map(_MD5.fullmatch, md5s)):
            raise BadParts("an MD5 is none")
        try:
            came = self._multipart.parts(key, upload_id)
            self._raise_unless_whole(came, md5s, max_bytes)
            self._multipart.join(key, upload_id, md5s)
        except NoSuchUpload:
            # It may be that the answer to the first time was not heard.
            pass
        except PartsNotJoined as error:
            raise BadParts(str(error)) from error
        return self._joined(named_by(upload), key, joint_md5(md5s))

    def drop(self, upload: PartsOf) -> None:
        """See `BlobStore.drop_parts`."""
        place = upload_of(upload)
        if place is not None:
            with suppress(NoSuchUpload):
                self._multipart.give_up(*place)

    def sweep(self, deadline: float) -> int:
        """Give up the uploads that no part came to since `deadline`; the number of parts."""
        return sum(
            self._swept(each.key, each.upload_id, deadline)
            for each in self._multipart.open(INCOMING)
            if each.begun.timestamp() < deadline
        )

    def _joined(self, name: str, key: str, md5: str) -> Blob:
        found = self._bucket.head(key)
        if found is None or found.etag != md5:
            raise BadParts(_NOT_OPEN)
        blob = Blob(name, md5, found.size, settles_in=0)
        self._keys.add(name, key, blob, None)
        return blob

    def _raise_unless_whole(self, came: list[Part], md5s: Sequence[str], max_bytes: int | None) -> None:
        raise_unless_whole({part.number: part.size for part in came}, len(md5s), self._smallest)
        for part, md5 in zip(came, md5s, strict=True):
            if part.md5 != md5:
                raise BadParts(f"part {part.number} has another MD5 than {md5}")
        if max_bytes is not None and sum(part.size for part in came) > max_bytes:
            raise BadParts(f"more than {max_bytes} bytes")

    def _came(self, key: str, upload_id: str) -> list[Part]:
        try:
            return self._multipart.parts(key, upload_id)
        except NoSuchUpload as error:
            raise BadParts(_NOT_OPEN) from error

    def _swept(self, key: str, upload_id: str, deadline: float) -> int:
        with suppress(NoSuchUpload):
            came = self._multipart.parts(key, upload_id)
            if all(part.modified.timestamp() < deadline for part in came):
                self._multipart.give_up(key, upload_id)
                return len(came)
        return 0


def _place(upload: PartsOf) -> tuple[str, str]:
    place = upload_of(upload)
    if place is None:
        raise BadParts(_NOT_OPEN)
    return place
