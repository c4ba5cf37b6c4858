"""Clients that download a file again and again, and throw it away: `-m benchmarks.downloading PORT N PATH`.

A process of their own, so that they take from nobody but the processors.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_BUFFER = 1024 * 1024


def download(port: int, path: str, clients: int = 1) -> float:
    """Seconds until so many clients have the whole file, each over a connection of its own."""
    threads = [threading.Thread(target=_once, args=(port, path)) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


@dataclass
class Traffic:
    """How many bytes a second came to all clients together; known once they have ended."""

    rate: float = 0.0


@contextmanager
def downloading(port: int, path: str, clients: int) -> Iterator[Traffic]:
    """So many clients download meanwhile, without a pause."""
    command = [sys.executable, "-m", "benchmarks.downloading", str(port), str(clients), path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    traffic = Traffic()
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError("nothing is downloaded")
        yield traffic
        process.terminate()
        traffic.rate = float(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def _once(port: int, path: str, count_in: Callable[[int], None] = lambda _: None) -> None:
    buffer = bytearray(_BUFFER)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65_536)
        head, _, body = received.partition(b"\r\n\r\n")
        if b" 200 " not in head[:20]:
            raise RuntimeError(received[:500].decode(errors="replace"))
        mark = head.lower().index(b"content-length:") + len(b"content-length:")
        left = int(head[mark:].split(b"\r\n", 1)[0]) - len(body)
        while left and (count := connection.recv_into(buffer)):
            left -= count
            count_in(count)
        if left:
            raise RuntimeError(f"{left} bytes did not come")


class _Client:
    """Downloads again and again; nobody else changes what it counts."""

    def __init__(self, port: int, path: str) -> None:
        self.received = 0
        self._port, self._path = port, path

    def work(self) -> None:
        while True:
            _once(self._port, self._path, self._count)

    def _count(self, received: int) -> None:
        self.received += received


def _main(port: int, count: int, path: str) -> None:
    clients = [_Client(port, path) for _ in range(count)]
    began = time.perf_counter()

    def end(*_: object) -> None:
        rate = sum(client.received for client in clients) / (time.perf_counter() - began)
        os.write(1, f"{rate}\n".encode())
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    threads = [threading.Thread(target=client.work) for client in clients]
    for thread in threads:
        thread.start()
    os.write(1, b"under way\n")
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
