"""A load of HTTP requests over a few connections that stay open, light enough to leave the server a core."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

_CONNECTIONS = 8


@dataclass(frozen=True)
class Request:
    """One request, to be sent again and again."""

    method: str
    path: str
    token: str
    body: bytes = b""
    content_type: str = "application/json"

    def encode(self, host: str) -> bytes:
        """The request as it goes over the wire."""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {self.token}\r\n"
        if self.body:
            head += f"Content-Type: {self.content_type}\r\nContent-Length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body


def rate(port: int, request: Request, seconds: float, clients: int = _CONNECTIONS) -> float:
    """Requests answered a second, to so many clients.

    Every answer must be a 200; the first differing status is an error."""
    wire = request.encode(f"127.0.0.1:{port}")
    connections = [Connection(port) for _ in range(clients)]
    try:
        for connection in connections:
            connection.ask(wire)
        answered, started = 0, time.perf_counter()
        while (now := time.perf_counter()) - started < seconds:
            for connection in connections:
                connection.take()
                connection.ask(wire)
            answered += len(connections)
        for connection in connections:
            connection.take()
        return answered / (now - started)
    finally:
        for connection in connections:
            connection.close()


def answer(port: int, request: Request) -> bytes:
    """The body of one answer."""
    connection = Connection(port)
    try:
        connection.ask(request.encode(f"127.0.0.1:{port}"))
        return connection.take()
    finally:
        connection.close()


class Connection:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def ask(self, wire: bytes) -> None:
        self._socket.sendall(wire)

    def take(self) -> bytes:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._receive()
        head = self._buffer[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"not a 200: {self._buffer[:500].decode(errors='replace')}")
        mark = head.index(b"content-length:") + len(b"content-length:")
        length = int(head[mark : head.find(b"\r\n", mark) if b"\r\n" in head[mark:] else None])
        total = end + 4 + length
        while len(self._buffer) < total:
            self._receive()
        body, self._buffer = self._buffer[end + 4 : total], self._buffer[total:]
        return body

    def _receive(self) -> None:
        received = self._socket.recv(262_144)
        if not received:
            raise RuntimeError("the server closed the connection")
        self._buffer += received

    def close(self) -> None:
        self._socket.close()
