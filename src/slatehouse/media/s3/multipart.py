"""Uploads in parts as S3 has them: begun, told of, joined, given up. Keys come without the site's prefix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from botocore.exceptions import ClientError

from slatehouse.media.s3.service import Service, noticing_failures

__all__ = ["Begun", "Multipart", "NoSuchUpload", "Part", "PartsNotJoined"]

_GONE = frozenset({"NoSuchUpload", "404"})
_REFUSED = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "InvalidArgument"})


class NoSuchUpload(Exception):
    """No upload of this id is open: it was joined, or given up, or never begun."""


class PartsNotJoined(Exception):
    """The service does not join the parts that were named."""


class Part(NamedTuple):
    """A part that came."""

    number: int
    md5: str
    size: int
    modified: datetime


class Begun(NamedTuple):
    """An upload that is open."""

    key: str
    upload_id: str
    begun: datetime


class Multipart:
    """The uploads into one bucket. Raises `StoreAway` where the service does not answer."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def begin(self, key: str) -> str:
        """Open an upload; its id."""
        return str(self._ask("create_multipart_upload", key)["UploadId"])

    def put(self, key: str, upload_id: str, number: int, part: BinaryIO) -> None:
        """Send a part, in place of what came with that number before."""
        self._ask("upload_part", key, UploadId=upload_id, PartNumber=number, Body=part)

    def parts(self, key: str, upload_id: str) -> list[Part]:
        """The parts that came, in the order of their numbers."""
        found: list[Part] = []
        more: dict[str, Any] = {}
        while True:
            page = self._ask("list_parts", key, UploadId=upload_id, **more)
            found += map(_part, page.get("Parts", []))
            if not page.get("IsTruncated"):
                return found
            more = {"PartNumberMarker": page["NextPartNumberMarker"]}

    def join(self, key: str, upload_id: str, md5s: Sequence[str]) -> None:
        """Make an object of the parts with these MD5s, in the order of their numbers."""
        named = [{"PartNumber": number, "ETag": f'"{md5}"'} for number, md5 in enumerate(md5s, start=1)]
        self._ask("complete_multipart_upload", key, UploadId=upload_id, MultipartUpload={"Parts": named})

    def give_up(self, key: str, upload_id: str) -> None:
        """Forget an upload and its parts."""
        self._ask("abort_multipart_upload", key, UploadId=upload_id)

    def open(self, prefix: str) -> Iterator[Begun]:
        """The uploads that are open, below a prefix."""
        ours, more = self._service.prefix, dict[str, Any]()
        while True:
            with noticing_failures():
                page = self._service.client.list_multipart_uploads(
                    Bucket=self._service.bucket, Prefix=ours + prefix, **more
                )
            for each in page.get("Uploads", []):
                # Not every service heeds the prefix.
                if each["Key"].startswith(ours + prefix):
                    yield Begun(each["Key"].removeprefix(ours), each["UploadId"], each["Initiated"])
            if not page.get("IsTruncated"):
                return
            more = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}

    def _ask(self, call: str, key: str, **arguments: Any) -> Any:
        ask = getattr(self._service.client, call)
        with noticing_failures():
            try:
                return ask(Bucket=self._service.bucket, Key=self._service.prefix + key, **arguments)
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code", "")
                if code in _GONE:
                    raise NoSuchUpload(code) from error
                if code in _REFUSED:
                    raise PartsNotJoined(code) from error
                raise


def _part(told: dict[str, Any]) -> Part:
    return Part(told["PartNumber"], told["ETag"].strip('"').lower(), told["Size"], told["LastModified"])
