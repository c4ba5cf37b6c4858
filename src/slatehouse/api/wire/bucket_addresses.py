"""Addresses in a bucket: clients read and put files there themselves, and not by way of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from slatehouse.api.wire.storage_paths import Era, Remembered, SignedPaths, StorageAddresses
from slatehouse.media.blobs import ClientAddresses, PartsOf
from slatehouse.media.content_types import content_disposition, harmless_type, is_displayable_inline
from slatehouse.media.signing import WINDOW
from slatehouse.site.site import Site

__all__ = ["BucketAddresses", "storage_addresses"]

_NOWHERE = "kept/nowhere/"


def storage_addresses(site: Site) -> StorageAddresses:
    """How clients reach the media of a site."""
    direct = site.blobs.addresses
    return SignedPaths(site.signer) if direct is None else BucketAddresses(direct, site.clock)


class BucketAddresses:
    """`StorageAddresses` in a bucket. Where a blob lies is looked up once in an era: it may lie elsewhere
    before that ends, and what was there stays as long as an address of the era is good.

    `clock` gives the time in UTC.
    """

    def __init__(self, addresses: ClientAddresses, clock: Callable[[], datetime]) -> None:
        self._addresses = addresses
        self._clock = clock
        self._places = Remembered()
        self._signed = Remembered()

    def era(self, now: float) -> Era:
        """See `StorageAddresses.era`."""
        return Era(int(now // WINDOW), self._addresses.signed_as.encode())

    def expect(self, names: Iterable[str], era: Era) -> None:
        """See `StorageAddresses.expect`."""
        unknown = {name for name in names if self._places.get(name, era) is None}
        if unknown:
            found = self._addresses.places(unknown)
            for name in unknown:
                # What is nowhere is not there for clients, either.
                self._places.put(name, era, found.get(name, _NOWHERE + name))

    def download(self, site: str, name: str, filename: str, content_type: str | None, era: Era) -> str:
        """See `StorageAddresses.download`. Of what could run in a browser, bytes are shown."""
        key = (name, filename, content_type)
        return self._signed.get(key, era) or self._signed.put(key, era, self._download(*key, era))

    def upload(self, site: str, token: str) -> str:
        """See `StorageAddresses.upload`."""
        return self._addresses.to_put(token, self._clock().timestamp())

    def part(self, site: str, upload: PartsOf, number: int) -> str:
        """See `StorageAddresses.part`."""
        return self._addresses.to_put_part(upload, number, self._clock().timestamp())

    def _download(self, name: str, filename: str, content_type: str | None, era: Era) -> str:
        self.expect((name,), era)
        place = self._places.get(name, era) or _NOWHERE + name
        disposition = content_disposition(filename, is_displayable_inline(content_type))
        return self._addresses.to_read(place, harmless_type(content_type), disposition, era.window * WINDOW)
