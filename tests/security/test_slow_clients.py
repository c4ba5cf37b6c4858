"""Clients that announce a body and never send it: each holds a place beside those who work, and nobody up."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from slatehouse.testing.server import StandIn, stand_in

THREADS, PLACES = 2, 12
PATIENCE = 60
"""Seconds; whoever is held up by a silent client is so for ever."""
SILENT = {
    "signing in": "POST /api/v1.1/auth/access_token",
    "the Python API": "POST /api3/json",
    "a form": "POST /upload/upload_file",
}


@pytest.fixture
def site() -> Iterator[StandIn]:
    """A site of the test's own: the places of those who went are free a moment later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLATEHOUSE_SERVER_THREADS", str(THREADS))
        patch.setenv("SLATEHOUSE_FEED_FOLLOWERS", str(PLACES))
        with stand_in() as site:
            yield site


def connected(site: StandIn, sent: str) -> socket.socket:
    where = urlsplit(site.url)
    connection = socket.create_connection((where.hostname, where.port), timeout=PATIENCE)
    connection.sendall(sent.encode())
    return connection


@pytest.mark.parametrize("door", SILENT)
def test_silent_uploads_hold_nobody_up(site: StandIn, door: str) -> None:
    head = (
        f"{SILENT[door]} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
    )
    with ExitStack() as open_connections:
        for _ in range(PLACES):
            open_connections.enter_context(connected(site, head + '{"'))
        for _ in range(5):
            assert requests.get(f"{site.url}/api/v1.1/", timeout=PATIENCE).status_code == 200
        assert site.rest.get("/entity/shots", timeout=PATIENCE).status_code == 200
