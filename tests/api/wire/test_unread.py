"""A refusal reaches whoever sent a large body along, over TLS too (contract rest/00 §4)."""

import socket
import ssl
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import requests
from falcon import Request, Response
from falcon.testing import create_environ
from tests.fixtures.commands import Running
from tests.fixtures.demo import demo_folder, demo_server, drawn_demo

from slatehouse.api.wire.bodies import read_body
from slatehouse.api.wire.unread import UnreadBodies

__all__ = ["demo_folder", "demo_server", "drawn_demo"]

BLOCK = bytes(64 * 1024)


@pytest.fixture
def authority(demo_server: Running) -> str:
    return str(demo_server.facts["authority"])


def blocks(count: int) -> Iterator[bytes]:
    """A body whose length nobody declares."""
    for _ in range(count):
        yield BLOCK


class Body(BytesIO):
    """A body that counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


@pytest.mark.parametrize(("sent", "taken", "reads"), [(100, 100, 1), (100, 60, 3), (0, 0, 1)])
def test_only_what_is_left_is_read_on(sent: int, taken: int, reads: int) -> None:
    body = Body(bytes(sent))
    request = Request(create_environ(method="POST", headers={"Content-Length": str(sent)}))
    request.stream = body
    if taken == sent:
        assert read_body(request, 1_000) == bytes(sent)
    else:
        body.read(taken)
    UnreadBodies().process_response(request, Response(), None, True)
    assert (body.reads, body.read()) == (reads, b"")


@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [
        ("PUT", "/api/v1/entity/notes/1", 3_000_000, 401),
        ("PUT", "/api/v1/entity/notes/1", 20_000_000, 401),
        ("POST", "/api/v1/entity/notes/_search", 20_000_000, 401),
        ("POST", "/api/v1/auth/access_token", 20_000_000, 413),
        ("POST", "/api/v1/nowhere", 20_000_000, 404),
        ("PUT", "/storage/incoming/nobody", 20_000_000, 403),
    ],
)
def test_a_refusal_arrives(
    demo_server: Running, authority: str, method: str, path: str, size: int, status: int
) -> None:
    url = demo_server.url + path
    answer = requests.request(method, url, data=bytes(size), verify=authority, timeout=60)
    assert answer.status_code == status


def test_a_refusal_arrives_though_no_length_was_declared(demo_server: Running, authority: str) -> None:
    answer = requests.put(
        f"{demo_server.url}/api/v1/entity/notes/1", data=blocks(100), verify=authority, timeout=60
    )
    assert answer.status_code == 401


def test_who_asks_before_sending_is_not_waited_for(demo_server: Running, authority: str) -> None:
    address = urlsplit(demo_server.url)
    context = ssl.create_default_context(cafile=authority)
    with (
        socket.create_connection((address.hostname, address.port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=address.hostname) as connection,
    ):
        connection.sendall(
            b"PUT /api/v1/entity/notes/1 HTTP/1.1\r\nHost: site\r\nContent-Length: 9000000\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 401 ")
