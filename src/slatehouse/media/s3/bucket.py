"""Moves bytes into a bucket and out of it, in constant memory. Keys are told without the site's prefix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import obstore
from obstore.store import S3Store

from slatehouse.media.blobs import BLOCK_SIZE, MOST_PARTS
from slatehouse.media.s3.service import Service, noticing_failures

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Credential

__all__ = ["Bucket", "Found"]

PART = 8 * 1024**2
"""Bytes of a part when we write: of a file smaller than this, one call is made."""

_AT_ONCE = 2
# A reader may take as long as it likes; only a service that sends nothing is given up.
_TIMES: ClientConfig = {"timeout": "1d", "connect_timeout": "5s", "read_timeout": "60s"}
_ASKED_AGAIN_AFTER = timedelta(minutes=5)


class Found(NamedTuple):
    """An object that is there; `etag` without its quotes."""

    key: str
    size: int
    etag: str
    modified: datetime


class Bucket:
    """The objects of one site. Raises `StoreAway` where the service does not answer."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def put(self, key: str, chunks: Iterable[bytes], most: int | None = None) -> None:
        """Write an object, whole or not at all; raises whatever `chunks` raises. `most` bytes may come."""
        size = max(PART, -(-(most or 0) // MOST_PARTS))
        beginning, rest = _beginning(chunks, size)
        with noticing_failures():
            if rest is None:
                obstore.put(self._store, self._full(key), beginning)
                return
            whole = chain((beginning,), rest)
            obstore.put(self._store, self._full(key), whole, chunk_size=size, max_concurrency=_AT_ONCE)

    def get(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes of an object from `start` up to `end`, of which there are some, in blocks.

        Raises `FileNotFoundError` at once where it is not there.
        """
        with noticing_failures():
            found = obstore.get(self._store, self._full(key), options={"range": (start, end)})
            stream = iter(found.stream(min_chunk_size=BLOCK_SIZE))
        return _blocks(stream)

    def text(self, key: str) -> str | None:
        """What a small object says; None where it is not there."""
        with noticing_failures(), suppress(FileNotFoundError):
            return bytes(obstore.get(self._store, self._full(key)).bytes()).decode(errors="replace")
        return None

    def head(self, key: str) -> Found | None:
        """What is told of an object; None where it is not there."""
        with noticing_failures(), suppress(FileNotFoundError):
            return self._found(obstore.head(self._store, self._full(key)))
        return None

    def delete(self, key: str) -> None:
        """Remove an object; no error where it is not there."""
        with noticing_failures(), suppress(FileNotFoundError):
            obstore.delete(self._store, self._full(key))

    def listed(self, prefix: str) -> Iterator[list[Found]]:
        """The objects whose keys begin so, some hundreds at a time."""
        with noticing_failures():
            for page in obstore.list(self._store, self._full(prefix)):
                yield [self._found(each) for each in page]

    def _full(self, key: str) -> str:
        return self._service.prefix + key

    def _found(self, meta: Any) -> Found:
        key = meta["path"].removeprefix(self._service.prefix)
        return Found(key, meta["size"], (meta["e_tag"] or "").strip('"'), meta["last_modified"])

    @cached_property
    def _store(self) -> S3Store:
        service = self._service
        endpoint = service.endpoint if service.is_in_paths else service.address_of_bucket(service.endpoint)
        trusted = service.settings.ca_file
        reaching: ClientConfig = {"allow_http": endpoint.startswith("http://"), **_TIMES}
        if trusted:
            reaching["root_certificate"] = Path(trusted).read_bytes()
        return S3Store(
            service.bucket,
            config={
                "endpoint": endpoint,
                "region": service.region,
                "virtual_hosted_style_request": not service.is_in_paths,
                # One by one, as every service takes it.
                "disable_bulk_delete": True,
            },
            client_options=reaching,
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
            credential_provider=self._credentials,
        )

    def _credentials(self) -> S3Credential:
        now = self._service.credentials()
        return {
            "access_key_id": now.access_key,
            "secret_access_key": now.secret_key,
            "token": now.token,
            "expires_at": datetime.now(UTC) + _ASKED_AGAIN_AFTER,
        }


def _beginning(chunks: Iterable[bytes], size: int) -> tuple[bytes, Iterator[bytes] | None]:
    """The first bytes, and what comes after them if there are more than `size`."""
    rest, taken, length = iter(chunks), [], 0
    for chunk in rest:
        taken.append(chunk)
        length += len(chunk)
        if length > size:
            return b"".join(taken), rest
    return b"".join(taken), None


def _blocks(stream: Iterator[Any]) -> Iterator[bytes]:
    """What comes, in blocks of at most `BLOCK_SIZE`."""
    with noticing_failures():
        for piece in stream:
            view = memoryview(piece)
            for at in range(0, len(view), BLOCK_SIZE):
                yield bytes(view[at : at + BLOCK_SIZE])
