"""A watch on a PostgreSQL database: a connection that listens to what writers notify."""

from __future__ import annotations

import socket
import threading
import time
from multiprocessing.connection import wait

import psycopg

from slatehouse.store.connection import Row
from slatehouse.store.watching import CHANNEL

__all__ = ["NotifiedCommits"]

_STAMP = "SELECT CAST(pg_current_snapshot() AS text)"
_CONNECT_SECONDS = 2
_BETWEEN_TRIES = 0.5
_LONGEST_SILENCE = 5.0
"""Seconds after which something may have been committed that nobody was told of: behind a pooler that hands
connections on, nobody listens."""


class NotifiedCommits:
    """Listens on one connection, and connects anew where it is lost; what came meanwhile counts as told."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._raw: psycopg.Connection[Row] | None = None
        self._alarm, self._bell = socket.socketpair()
        self._alarm.setblocking(False)
        self._bell.setblocking(False)
        self._waiting = threading.Lock()
        self._is_closed = False
        self._told_at = time.monotonic()
        self._connect()

    def wait(self, timeout: float) -> bool:
        until = time.monotonic() + timeout
        with self._waiting:
            while not self._is_closed:
                now = time.monotonic()
                left = min(until, self._told_at + _LONGEST_SILENCE) - now
                if self._is_told(max(0.0, left)) or time.monotonic() - self._told_at >= _LONGEST_SILENCE:
                    self._told_at = time.monotonic()
                    return not self._is_closed
                if time.monotonic() >= until:
                    break
        return False

    def _is_told(self, seconds: float) -> bool:
        """Whether a commit was told of, or may have been missed, within these seconds."""
        if self._raw is None:
            return self._connect() or self._is_rung(min(seconds, _BETWEEN_TRIES))
        try:
            if any(self._raw.notifies(timeout=0)):
                return True
            found = wait([self._raw.fileno(), self._alarm], seconds)
            return (self._alarm in found and self._is_rung(0)) or any(self._raw.notifies(timeout=0))
        except psycopg.Error:
            self._hang_up()
            return False

    def _is_rung(self, seconds: float) -> bool:
        if not wait([self._alarm], seconds):
            return False
        self._alarm.recv(4096)
        return True

    def stamp(self) -> object:
        try:
            if self._raw is not None:
                return self._raw.execute(_STAMP).fetchone()
        except psycopg.Error:
            self._hang_up()
        return object()

    def _connect(self) -> bool:
        try:
            self._raw = psycopg.connect(self._conninfo, autocommit=True, connect_timeout=_CONNECT_SECONDS)
            self._raw.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error:
            self._hang_up()
            return False
        return True

    def _hang_up(self) -> None:
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def wake(self) -> None:
        try:
            self._bell.send(b"\0")
        except OSError:
            # It rings already, or is closed.
            return

    def close(self) -> None:
        self._is_closed = True
        self.wake()
        with self._waiting:
            self._hang_up()
            self._alarm.close()
            self._bell.close()
