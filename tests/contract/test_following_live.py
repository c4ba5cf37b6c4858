"""Followers of a server that runs: clients that vanish, requests beside them, and its end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from slatehouse.testing.server import StandIn, stand_in

PLACES, HEARTBEAT = 8, 0.2
SOON = 60.0


@contextmanager
def served(places: int = PLACES) -> Iterator[StandIn]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLATEHOUSE_SERVER_THREADS", "2")
        patch.setenv("SLATEHOUSE_FEED_FOLLOWERS", str(places))
        patch.setenv("SLATEHOUSE_FEED_HEARTBEAT", str(HEARTBEAT))
        with stand_in() as site:
            yield site


def stream_of(site: StandIn) -> socket.socket:
    """A stream that has begun."""
    where = urlsplit(site.url)
    connection = socket.create_connection((where.hostname, where.port), timeout=SOON)
    bearer = site.rest.headers["Authorization"]
    head = f"GET /api/v1/changes HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer!s}\r\n"
    connection.sendall(f"{head}Accept: text/event-stream\r\n\r\n".encode())
    received = b""
    while b": reached" not in received:
        received += connection.recv(4096)
    return connection


def status_of(site: StandIn) -> int:
    return site.rest.get("/changes?wait=1", timeout=SOON).status_code


def test_a_client_that_vanishes_leaves_its_place() -> None:
    with served() as site:
        streams = [stream_of(site) for _ in range(PLACES)]
        answer = site.rest.get("/changes?wait=1")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        # Whoever does not wait has threads of their own.
        assert all(site.rest.get("/entity/shots", timeout=SOON).status_code == 200 for _ in range(5))
        streams.pop().close()
        until = time.monotonic() + SOON
        while (status := status_of(site)) == 503 and time.monotonic() < until:
            time.sleep(HEARTBEAT)
        assert status == 200
        for each in streams:
            each.close()


def waited_for(site: StandIn) -> int:
    """What somebody is answered who waits for changes, once there is a place for them."""
    while (status := site.rest.get("/changes?wait=60", timeout=SOON * 2).status_code) == 503:
        time.sleep(HEARTBEAT)
    return status


def test_a_server_with_followers_stops_at_once() -> None:
    with ThreadPoolExecutor(PLACES) as pool:
        with served() as site:
            streams = [stream_of(site) for _ in range(2)]
            waiting = [pool.submit(waited_for, site) for _ in range(PLACES - len(streams))]
            until = time.monotonic() + SOON
            while status_of(site) != 503:
                assert time.monotonic() < until
                # Time for them to take the place that was asked for here.
                time.sleep(HEARTBEAT * 5)
            assert not any(each.done() for each in waiting)
            began = time.monotonic()
        took = time.monotonic() - began
        assert {each.result() for each in waiting} == {200}
    for each in streams:
        while each.recv(4096):
            continue
        each.close()
    assert took < 10, "it was killed"
