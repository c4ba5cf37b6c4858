"""What all calls of a process share, whichever door they come through."""

from __future__ import annotations

from dataclasses import dataclass

from falcon import Request

from slatehouse.accounts.sessions import Origin
from slatehouse.api.wire.address import Addresses
from slatehouse.api.wire.bodies import BodyLimits
from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.rate_limits import RateLimits
from slatehouse.api.wire.storage_paths import StorageAddresses
from slatehouse.site.site import Site

__all__ = ["Surroundings"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An open site, and how requests reach it; made once in a process."""

    site: Site
    addresses: Addresses
    storage: StorageAddresses
    limits: BodyLimits
    rate_limits: RateLimits

    def origin(self, request: Request) -> Origin:
        """Where a sign-in comes from."""
        return Origin(self.addresses.client_of(request), request.get_header("User-Agent") or "")

    def files(self, request: Request) -> FileForms:
        """How the files in the answer to a request are shown."""
        return FileForms(request, self.addresses, self.storage, self.site.clock)
