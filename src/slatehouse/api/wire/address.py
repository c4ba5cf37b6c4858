"""The site's own address, as the client that asks can reach it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from falcon import Request

from slatehouse.config import Network

__all__ = ["Addresses"]

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Tells the site's address from a request: configured, or as the request was sent to it.

    Headers that a proxy sets count where the request came from a trusted proxy, and nowhere else.
    """

    public_url: str
    trusted_proxies: tuple[Network, ...]

    def of(self, request: Request) -> str:
        """The address without a slash at its end: `https://tracking.example.com`."""
        if self.public_url:
            return self.public_url
        env = request.env
        scheme, host = env["wsgi.url_scheme"], env.get("HTTP_HOST", "")
        if self.trusted_proxies and self._is_trusted(env.get("REMOTE_ADDR", "")):
            scheme = _nearest(env.get("HTTP_X_FORWARDED_PROTO")) or scheme
            host = _nearest(env.get("HTTP_X_FORWARDED_HOST")) or host
        if scheme not in _SCHEMES:
            scheme = env["wsgi.url_scheme"]
        if not _HOST.fullmatch(host):
            host = f"{env['SERVER_NAME']}:{env['SERVER_PORT']}"
        return f"{scheme}://{host}"

    def host_of(self, request: Request) -> str:
        """The host in the address, without its port."""
        return urlsplit(self.of(request)).hostname or ""

    def _is_trusted(self, peer: str) -> bool:
        return _is_within(peer, self.trusted_proxies)


@lru_cache(maxsize=1024)
def _is_within(peer: str, networks: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _nearest(header: str | None) -> str:
    """What the nearest proxy wrote: each appends, and only the last value is known to be a proxy's."""
    return (header or "").rpartition(",")[2].strip()
