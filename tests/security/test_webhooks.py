"""Webhooks are no way into the studio's own network: not by a name that changes, a redirect or a spelling."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_network
from pathlib import Path

import pytest
from tests.fixtures.receiver import Receiver, receiver

from slatehouse.jobs.delivering.answers import NoAnswer
from slatehouse.jobs.delivering.sending import Line, Router

HERE = (ip_network("127.0.0.1/32"),)
BODY = b'{"data":{}}'
PATIENCE = 60.0


@dataclass
class Neighbour:
    """A machine that nobody from outside is to reach: it notes who knocks."""

    port: int
    knocks: list[object] = field(default_factory=list)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Receiver]:
    """A receiver at an address that may be called."""
    with receiver(tmp_path) as started:
        yield started


@pytest.fixture
def neighbour(outside: Receiver) -> Iterator[Neighbour]:
    """At another address, and the same port."""
    with socket.create_server(("127.0.0.2", outside.port)) as server:
        found = Neighbour(outside.port)

        def listen() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                found.knocks.append(peer)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield found
        server.shutdown(socket.SHUT_RDWR)


def test_a_name_that_leads_elsewhere_later_is_judged_again(outside: Receiver, neighbour: Neighbour) -> None:
    answers = iter(["127.0.0.1", "127.0.0.2"])
    router = Router(HERE, lambda host, seconds: [IPv4Address(next(answers))])
    url = f"http://hooks.example:{outside.port}/ok/first"
    first = Line(url, router, checks_certificate=True)
    assert first.post({}, BODY, PATIENCE).is_success
    first.close()
    with pytest.raises(NoAnswer, match="may not lead to"):
        Line(url, router, checks_certificate=True).post({}, BODY, PATIENCE)
    assert not neighbour.knocks


def test_the_name_is_looked_up_once_for_a_connection(outside: Receiver, neighbour: Neighbour) -> None:
    """Between the judgement and the call there is no second look, which somebody could answer otherwise."""
    asked: list[str] = []

    def resolve(host: str, seconds: float) -> list[IPv4Address]:
        asked.append(host)
        return [IPv4Address("127.0.0.1" if len(asked) == 1 else "127.0.0.2")]

    line = Line(
        f"http://hooks.example:{outside.port}/ok/once", Router(HERE, resolve), checks_certificate=True
    )
    for _ in range(3):
        assert line.post({}, BODY, PATIENCE).is_success
    line.close()
    assert (asked, neighbour.knocks) == (["hooks.example"], [])


def test_a_redirect_leads_nowhere(outside: Receiver, neighbour: Neighbour) -> None:
    there = f"http://127.0.0.2:{neighbour.port}/"
    line = Line(outside.url(f"redirect-{there.replace('/', '%2F')}"), Router(HERE), checks_certificate=True)
    answer = line.post({}, BODY, PATIENCE)
    line.close()
    assert (answer.code, answer.headers["location"], answer.is_success) == (307, there, False)
    assert not neighbour.knocks


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.2", "localhost", "2130706434", "0x7f000002", "0177.0.0.2", "127.2", "127.0.0.2."),
        *("[::1]", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[64:ff9b::7f00:2]", "[::127.0.0.2]"),
        *("0.0.0.0", "0", "[::]", "169.254.169.254", "10.0.0.1", "[fe80::1%25lo]", "[fe80::1]"),
    ],
)
def test_no_spelling_leads_to_a_neighbour(outside: Receiver, neighbour: Neighbour, host: str) -> None:
    line = Line(f"http://{host}:{neighbour.port}/", Router(()), checks_certificate=True)
    with pytest.raises(NoAnswer):
        line.post({}, BODY, 2)
    assert not neighbour.knocks and not outside.received()


def test_the_settings_name_what_may_be_called(outside: Receiver) -> None:
    for allowed, is_called in (((), False), ((ip_network("127.0.0.0/30"),), True), (HERE, True)):
        line = Line(outside.url("ok/allowed"), Router(allowed), checks_certificate=True)
        try:
            assert line.post({}, BODY, PATIENCE).is_success is is_called
        except NoAnswer:
            assert not is_called
        finally:
            line.close()
    assert len(outside.received()) == 2
