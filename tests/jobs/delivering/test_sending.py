"""A request and its answer: to the address that was judged, within its time, whatever the other side does."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import trustme
from tests.fixtures.receiver import Receiver, receiver

from slatehouse.config import Network
from slatehouse.jobs.delivering.answers import Answer, NoAnswer
from slatehouse.jobs.delivering.sending import Line, Router
from slatehouse.site.webhooks.addresses import Address, Unresolvable

HERE = (ip_network("127.0.0.1/32"),)
PATIENCE = 120.0


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiver(tmp_path_factory.mktemp("receiver")) as started:
        yield started


@dataclass
class Names:
    """Says where hosts are: one after the other of several answers, the last again and again."""

    answers: list[list[str]]
    asked: list[str]

    def __call__(self, host: str, seconds: float) -> Sequence[Address]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise Unresolvable(host)
        return [ip_address(each) for each in found]


def line(
    url: str, *answers: list[str], allowed: Collection[Network] = HERE, checks_certificate: bool = True
) -> Line:
    names = Names([*answers] or [["127.0.0.1"]], [])
    return Line(url, Router(allowed, names), checks_certificate=checks_certificate)


def sent(line: Line, seconds: float = PATIENCE) -> Answer:
    with closing(line):
        return line.post({"content-type": "application/json"}, b'{"data":{}}', seconds)


@pytest.mark.parametrize(
    ("way", "code"), [("status-200", 200), ("status-204", 204), ("status-404", 404), ("status-500", 500)]
)
def test_an_answer_is_read(inbox: Receiver, way: str, code: int) -> None:
    answer = sent(line(inbox.url(way)))
    assert (answer.code, answer.is_success) == (code, code < 300)
    assert "Server" in answer.headers


@pytest.mark.parametrize(
    ("way", "seconds", "why"),
    [
        ("slow-600", 0.5, "the receiver did not answer within 0.5 seconds"),
        ("drip", 0.5, "the receiver did not answer within 0.5 seconds"),
        ("garbage", PATIENCE, "the receiver answered something that is no HTTP"),
        ("hang-up", PATIENCE, "the receiver closed the connection without an answer"),
    ],
)
def test_what_is_no_answer_is_told_in_time(inbox: Receiver, way: str, seconds: float, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(NoAnswer, match=f"^{why}$"):
        sent(line(inbox.url(way)), seconds)
    assert time.monotonic() - began < PATIENCE, "left alone, they take ten minutes and more"


def test_of_a_huge_answer_the_beginning_is_read_and_the_rest_refused(inbox: Receiver) -> None:
    answer = sent(line(inbox.url("huge")))
    assert (answer.code, answer.body, answer.is_last) == (200, "x" * 100, True)
    assert inbox.waited_for_cut()


def test_a_redirect_is_an_answer_and_no_receipt(inbox: Receiver) -> None:
    answer = sent(line(inbox.url("redirect-%2Fok%2Fnever")))
    assert (answer.code, answer.is_success) == (307, False)
    assert answer.headers["location"] == "/ok/never"
    assert not inbox.received("ok/never")


def test_one_connection_serves_many_requests_and_is_opened_anew_when_it_was_closed(inbox: Receiver) -> None:
    names = Names([["127.0.0.1"]], [])
    kept = Line(inbox.url("ok/kept"), Router(HERE, names), checks_certificate=True)
    with closing(kept):
        for _ in range(3):
            assert kept.post({}, b"{}", PATIENCE).is_success
        assert len(names.asked) == 1
        assert kept._open is not None
        kept._open.shutdown(socket.SHUT_RDWR)  # as the other side may at any time
        assert kept.post({}, b"{}", PATIENCE).is_success
        assert len(names.asked) == 2


@pytest.mark.parametrize(
    ("found", "allowed", "why"),
    [
        ([], HERE, "leads to no address"),
        (["127.0.0.1"], (), "may not lead to"),
        (["127.0.0.2", "::1", "10.0.0.1", "169.254.169.254"], HERE, "may not lead to"),
        (["::ffff:127.0.0.1"], (), "may not lead to"),
    ],
)
def test_only_judged_addresses_are_called(
    inbox: Receiver, found: list[str], allowed: Collection[Network], why: str
) -> None:
    with pytest.raises(NoAnswer, match=why):
        sent(line(inbox.url("ok/judged"), found, allowed=allowed))
    assert not inbox.received("ok/judged")


def test_of_several_addresses_those_that_may_be_called_are(inbox: Receiver) -> None:
    refused = line(inbox.url("ok"), ["::1", "127.0.0.9", "127.0.0.1"], allowed=(*HERE, ip_network("::1")))
    assert sent(refused).is_success


def test_the_environment_names_no_proxy(inbox: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert sent(line(inbox.url("ok"))).is_success


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "plainword", "http://x.example/ä", "http://a@x.example/"]
)
def test_only_plain_addresses_of_the_web_are_called(url: str) -> None:
    with pytest.raises(NoAnswer, match="only addresses that begin with"):
        sent(line(url))


@dataclass(frozen=True)
class TlsReceiver:
    """Takes TLS connections, tells the name that each asked for, and answers 204."""

    port: int
    names: list[str | None]


@contextmanager
def tls_receiver(context: ssl.SSLContext) -> Iterator[TlsReceiver]:
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    plain, _ = server.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(plain, server_side=True) as connection:
                        connection.recv(65_536)
                        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                except OSError:
                    plain.close()

        threading.Thread(target=serve, daemon=True).start()
        yield TlsReceiver(server.getsockname()[1], names)
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("certified", "trusts", "checks", "is_taken"),
    [
        ("hooks.example", True, True, True),
        ("others.example", True, True, False),
        ("hooks.example", False, True, False),
        ("others.example", False, False, True),
    ],
)
def test_a_certificate_is_checked_for_the_name_unless_the_owner_says_no(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    certified: str,
    trusts: bool,
    checks: bool,
    is_taken: bool,
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem") if trusts else "/nowhere")
    from slatehouse.jobs.delivering import sending

    sending._trust.cache_clear()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(certified).configure_cert(context)
    with tls_receiver(context) as server:
        secure = line(f"https://hooks.example:{server.port}/x", ["127.0.0.1"], checks_certificate=checks)
        if is_taken:
            assert sent(secure).code == 204
        else:
            with pytest.raises(NoAnswer, match="the receiver's certificate is not good"):
                sent(secure)
        assert server.names == ["hooks.example"]
    sending._trust.cache_clear()
