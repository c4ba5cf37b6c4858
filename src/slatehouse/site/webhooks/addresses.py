"""Where a webhook may lead: to machines that anyone could ask, and to those that the settings name.

It is asked when a hook is made and again, by the courier, of the very addresses that are connected to: a name
may lead elsewhere by then. Whatever a host is spelled like, its addresses are what counts.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread
from urllib.parse import urlsplit

from slatehouse.config import Network

__all__ = ["Address", "Destination", "Unresolvable", "addresses_of", "destination", "may_be_reached"]

Address = IPv4Address | IPv6Address

_LONGEST_URL = 2048
# Others begin an escape, end a host for one reader and not for another, or are dropped by parsers.
_PLAIN = re.compile(r"[!#-\[\]_a-z{|}~]+", re.ASCII | re.IGNORECASE)
_HOST = re.compile(r"[0-9a-z._-]+|[0-9a-f:.]+", re.ASCII | re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}

_TRANSLATED = ip_network("64:ff9b::/96")
"""Holds the IPv4 addresses of whoever is behind a NAT64."""
_GLOBAL_UNICAST = ip_network("2000::/3")
_REFUSED = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocols' own
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # protocols' own; Teredo among them, which leads to an IPv4 address inside
        "2002::/16",  # 6to4, which does, too
        "3fff::/20",  # documentation
    )
)
"""What leads somewhere else than it says, or nowhere, and passes for global."""


class Unresolvable(Exception):
    """A host has no address, or none was told in time."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a URL leads: an IPv6 host stands without its brackets. `port` is 0 where the scheme has none that
    is known."""

    scheme: str
    host: str
    port: int


def destination(url: str) -> Destination | None:
    """Where the URL leads; None for one that names no host in a plain way.

    >>> destination("https://hooks.example.com/shots")
    Destination(scheme='https', host='hooks.example.com', port=443)

    Names and passwords before the host, zones behind it, and characters that have to be escaped are not
    plain: programs disagree about where such a URL leads.
    """
    if len(url) > _LONGEST_URL or not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not parts.scheme or not host or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return Destination(parts.scheme, host, _PORTS.get(parts.scheme, 0) if port is None else port)


def addresses_of(host: str, seconds: float) -> list[Address]:
    """All addresses of a host, as this machine looks them up; raises `Unresolvable`.

    Whoever asks does not wait longer than that, however long the machine does.
    """
    found: list[list[Address]] = []
    asking = Thread(target=lambda: found.append(_looked_up(host)), name=f"address of {host}", daemon=True)
    asking.start()
    asking.join(seconds)
    if not found or not found[0]:
        raise Unresolvable(host)
    return found[0]


def may_be_reached(address: Address, allowed: Collection[Network]) -> bool:
    """Whether a hook may lead to an address: everyone could, or a network that is allowed holds it.

    An IPv4 address is judged as itself in whichever way an IPv6 address holds it.
    """
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return False
    plain = _plain(address)
    if any(each in network for network in allowed for each in (address, plain)):
        return True
    if isinstance(plain, IPv6Address) and plain not in _GLOBAL_UNICAST:
        return False
    is_odd = plain.is_multicast or plain.is_reserved or any(plain in network for network in _REFUSED)
    return plain.is_global and not is_odd


def _plain(address: Address) -> Address:
    """The IPv4 address that is reached by way of an IPv6 one; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(address.packed[-4:]) if address in _TRANSLATED else address


def _looked_up(host: str) -> list[Address]:
    try:
        found: Sequence[tuple[object, ...]] = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    texts = (str(place[0]) for *_, place in found if isinstance(place, tuple))
    return [ip_address(text) for text in dict.fromkeys(texts)]
