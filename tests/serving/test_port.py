"""The port is ours alone, or the server does not start."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from slatehouse.serving import AddressUnusable, PortInUse
from slatehouse.serving.port import Address, reserved


@contextmanager
def listener(host: str, *, shares: bool = False, reuses: bool = False) -> Iterator[socket.socket]:
    with socket.socket() as endpoint:
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shares))
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(reuses))
        endpoint.bind((host, 0))
        endpoint.listen()
        yield endpoint


@pytest.mark.parametrize("shares", [False, True])
@pytest.mark.parametrize("reuses", [False, True])
@pytest.mark.parametrize("theirs", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("ours", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_port_that_somebody_listens_on_is_in_use(
    ours: str, theirs: str, reuses: bool, shares: bool
) -> None:
    with listener(theirs, shares=shares, reuses=reuses) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {port} on .* is in use"), reserved(ours, port):
            pass


def test_port_0_is_a_free_one() -> None:
    with reserved("127.0.0.1", 0) as one, reserved("127.0.0.1", 0) as other:
        assert 0 < one.port != other.port > 0


def test_a_reserved_port_lets_workers_listen_and_gets_no_connection_itself() -> None:
    with reserved("127.0.0.1", 0) as address, socket.socket() as worker:
        worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        worker.bind((address.host, address.port))
        worker.listen()
        for _ in range(8):
            with (
                socket.create_connection((address.host, address.port)) as client,
                worker.accept()[0] as accepted,
            ):
                assert accepted.getpeername() == client.getsockname()


def test_the_port_of_a_server_that_has_just_closed_its_connections_is_free() -> None:
    with listener("127.0.0.1", shares=True, reuses=True) as endpoint:
        port = endpoint.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = endpoint.accept()
        accepted.close()
    with reserved("127.0.0.1", port) as address:
        assert address.port == port
    client.close()


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("192.0.2.1", "cannot listen on 192.0.2.1 port 18080: Cannot assign requested address"),
        ("no.such.host.invalid", "server.host no.such.host.invalid is no address of this machine"),
        ("a" * 70, "is no address of this machine"),
    ],
)
def test_a_host_that_is_not_this_machine_is_named(host: str, message: str) -> None:
    with pytest.raises(AddressUnusable, match=message), reserved(host, 18080):
        pass


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("127.0.0.1", 80, socket.AF_INET), "http://127.0.0.1:80"),
        (Address("0.0.0.0", 8080, socket.AF_INET), "http://127.0.0.1:8080"),
        (Address("::", 8080, socket.AF_INET6), "http://[::1]:8080"),
        (Address("192.168.1.7", 8080, socket.AF_INET), "http://192.168.1.7:8080"),
    ],
)
def test_an_address_is_written_as_a_client_writes_it(address: Address, url: str) -> None:
    assert address.url("http") == url
