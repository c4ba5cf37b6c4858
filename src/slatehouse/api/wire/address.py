"""Both ends of a request: the site's own address, as the client can reach it, and the client's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from falcon import Request

from slatehouse.config import Network

__all__ = ["Addresses"]

_HOST = re.compile(r"[A-Za-z0-9._~-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Tells from a request the site's address, configured or as the request was sent to it, and the client's.

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

    def client_of(self, request: Request) -> str:
        """Where the request comes from: `192.0.2.7`, or `2001:db8:1:2::/64`, a network that is one client's.

        Behind trusted proxies it is the nearest address that is none of theirs: what stands further away in
        `X-Forwarded-For` was written by whoever sent the request.
        """
        peer: str = request.env.get("REMOTE_ADDR", "")
        if self.trusted_proxies and self._is_trusted(peer):
            hops = request.env.get("HTTP_X_FORWARDED_FOR", "").split(",")
            peer = (
                next((hop.strip() for hop in reversed(hops) if not self._is_trusted(hop.strip())), "") or peer
            )
        return _one_client(peer)

    def _is_trusted(self, peer: str) -> bool:
        return _is_within(peer, self.trusted_proxies)


@lru_cache(maxsize=1024)
def _is_within(peer: str, networks: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in networks)


@lru_cache(maxsize=4096)
def _one_client(peer: str) -> str:
    try:
        address = ip_address(peer)
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))


def _nearest(header: str | None) -> str:
    """What the nearest proxy wrote: each appends, and only the last value is known to be a proxy's."""
    return (header or "").rpartition(",")[2].strip()
