"""The address to listen on: checked to be free, then held until the workers listen on it.

Granian sets SO_REUSEPORT, with which a second server on a port starts without an error and takes half of
the connections. So the port is tried without that option first, which fails whoever holds it.
"""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slatehouse.serving.errors import AddressUnusable, PortInUse

__all__ = ["Address", "reserved"]

_CONNECT_TIMEOUT = 1.0
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # nosec B104 # compared, not bound


@dataclass(frozen=True)
class Address:
    """A numeric address of this machine and a port."""

    host: str
    port: int
    family: socket.AddressFamily

    def nearest_host(self) -> str:
        """Where a client on this machine finds it: an address that means all becomes the loopback."""
        return _ANY.get(self.host, self.host)

    def url(self, scheme: str) -> str:
        """The address as a client on this machine writes it."""
        host = self.nearest_host()
        return f"{scheme}://[{host}]:{self.port}" if ":" in host else f"{scheme}://{host}:{self.port}"


@contextmanager
def reserved(host: str, port: int) -> Iterator[Address]:
    """Hold `port` (0: a free one) on `host`, a name or an address, for workers that set SO_REUSEPORT.

    Raises `PortInUse` if anyone listens there, `AddressUnusable` if this process may not.
    """
    address = _resolved(host, port)
    if port:
        _raise_if_taken(address)
    with socket.socket(address.family, socket.SOCK_STREAM) as holder:
        # Bound but not listening: no connection ever goes to it.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _bind(holder, address)
        yield Address(address.host, holder.getsockname()[1], address.family)


def _resolved(host: str, port: int) -> Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise AddressUnusable(f"server.host {host} is no address of this machine: {error}") from error
    # A name such as localhost stands for both kinds; clients that know only one know IPv4.
    family, _, _, _, name = min(found, key=lambda each: each[0] != socket.AF_INET)
    return Address(str(name[0]), port, family)


def _raise_if_taken(address: Address) -> None:
    with socket.socket(address.family, socket.SOCK_STREAM) as probe:
        # Without it, the closing connections of a server that has just ended would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(probe, address)
    with socket.socket(address.family, socket.SOCK_STREAM) as client:
        client.settimeout(_CONNECT_TIMEOUT)
        if client.connect_ex((address.nearest_host(), address.port)) == 0:
            raise _in_use(address)


def _bind(endpoint: socket.socket, address: Address) -> None:
    try:
        endpoint.bind((address.host, address.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _in_use(address) from None
        reason = os.strerror(error.errno or 0)
        raise AddressUnusable(f"cannot listen on {address.host} port {address.port}: {reason}") from error


def _in_use(address: Address) -> PortInUse:
    place = f"port {address.port} on {address.host}"
    return PortInUse(f"{place} is in use; stop the program that listens there, or choose another with --port")
