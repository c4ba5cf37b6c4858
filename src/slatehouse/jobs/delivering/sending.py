"""One connection to a receiver, kept from one delivery to the next: a POST, and its answer, within a time.

It is made to an address that was judged, and to no other: the name is not looked up again, no proxy of the
environment is asked, and no redirect is followed.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from slatehouse.config import Network
from slatehouse.jobs.delivering.answers import Answer, Deadline, NoAnswer, read_answer
from slatehouse.site.webhooks.addresses import (
    Address,
    Destination,
    Unresolvable,
    addresses_of,
    destination,
    may_be_reached,
)

__all__ = ["Line", "Resolve", "Router"]

Resolve = Callable[[str, float], Sequence[Address]]
"""Looks a host up within some seconds; raises `Unresolvable`."""

_PORTS = {"http": 80, "https": 443}


class Router:
    """Finds the addresses of hosts, and judges each that is to be called."""

    def __init__(self, allowed: Collection[Network], resolve: Resolve = addresses_of) -> None:
        self._allowed = allowed
        self._resolve = resolve

    def addresses(self, host: str, deadline: Deadline) -> list[Address]:
        """Those addresses of the host that may be called, one at least; raises `NoAnswer`."""
        try:
            found = self._resolve(host, deadline.left)
        except Unresolvable:
            raise NoAnswer("the receiver's name leads to no address") from None
        reached = [each for each in found if may_be_reached(each, self._allowed)]
        if not reached:
            raise NoAnswer("the receiver's name leads to an address that webhooks may not lead to")
        return reached


class Line:
    """The connection of one hook, opened when it is needed; one thread at a time uses it.

    `seconds` is what the last request took.
    """

    def __init__(self, url: str, router: Router, *, checks_certificate: bool) -> None:
        self._url = url
        self._router = router
        self._checks_certificate = checks_certificate
        self._open: socket.socket | None = None
        self.seconds = 0.0

    def leads_to(self, url: str, *, checks_certificate: bool) -> bool:
        """Whether it is one to this address, of this trust."""
        return (url, checks_certificate) == (self._url, self._checks_certificate)

    def post(self, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        """Send a request and read its answer; raises `NoAnswer` with the reason why there is none."""
        is_done, began = False, time.monotonic()
        try:
            answer = self._answer(headers, body, Deadline.within(seconds))
            is_done = not answer.is_last
        except TimeoutError:
            raise NoAnswer(f"the receiver did not answer within {seconds:g} seconds") from None
        except ssl.SSLCertVerificationError as error:
            raise NoAnswer(f"the receiver's certificate is not good: {error.verify_message}") from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise NoAnswer(f"the receiver cannot be reached: {reason}") from error
        finally:
            self.seconds = time.monotonic() - began
            if not is_done:
                self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _answer(self, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> Answer:
        place = _destination(self._url)
        request = _head(self._url, place, headers, len(body)) + body
        if self._open is not None:
            try:
                return _exchanged(self._open, request, deadline)
            except NoAnswer as error:
                if not error.is_untouched:
                    raise
            except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                pass
            # Receivers close what nobody used for a while; that says nothing about the delivery.
            self.close()
        self._open = self._dialled(place, deadline)
        return _exchanged(self._open, request, deadline)

    def _dialled(self, place: Destination, deadline: Deadline) -> socket.socket:
        plain = _connected(self._router.addresses(place.host, deadline), place.port, deadline)
        if place.scheme == "http":
            return plain
        try:
            plain.settimeout(deadline.left)
            return _trust(self._checks_certificate).wrap_socket(plain, server_hostname=place.host)
        except BaseException:
            plain.close()
            raise


def _exchanged(connection: socket.socket, request: bytes, deadline: Deadline) -> Answer:
    connection.settimeout(deadline.left)
    connection.sendall(request)
    return read_answer(connection, deadline)


def _connected(addresses: Sequence[Address], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first of the addresses that takes it."""
    *others, last = addresses
    for address in others:
        try:
            return _connected_to(address, port, deadline)
        except TimeoutError:
            raise
        except OSError:
            continue
    return _connected_to(last, port, deadline)


def _connected_to(address: Address, port: int, deadline: Deadline) -> socket.socket:
    # Numbers are not looked up.
    connection = socket.create_connection((str(address), port), timeout=deadline.left)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _destination(url: str) -> Destination:
    """Where a hook leads; raises `NoAnswer` where that is nothing that can be called."""
    place = destination(url)
    if place is None or place.scheme not in _PORTS or place.port == 0:
        raise NoAnswer("only addresses that begin with http:// or https:// are called")
    return place


def _head(url: str, place: Destination, headers: Mapping[str, str], length: int) -> bytes:
    # A URL that leads somewhere has no character that would have to be escaped here.
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    said = {"host": _authority(place), **headers, "content-length": str(length)}
    lines = (f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", "")
    return "\r\n".join(lines).encode("ascii")


def _authority(place: Destination) -> str:
    name = f"[{place.host}]" if ":" in place.host else place.host
    return name if place.port == _PORTS[place.scheme] else f"{name}:{place.port}"


@lru_cache(maxsize=2)
def _trust(checks_certificate: bool) -> ssl.SSLContext:
    """What the machine trusts; or anyone at all, where the hook's owner wants no check."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not checks_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
