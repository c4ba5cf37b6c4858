"""Small files are answered again without a look at who asks: for no longer, to nobody else, and with nothing
left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from falcon import testing
from tests.contract.test_40_signed_addresses import changed, rotate
from tests.fixtures.clock import Clock
from tests.security.settings import with_settings

from slatehouse.accounts.secrets import Purpose
from slatehouse.api.wire.application import application
from slatehouse.api.wire.ready_files import OF_EACH_ANSWER
from slatehouse.api.wire.storage_paths import SignedPaths
from slatehouse.config import ServerSettings
from slatehouse.serving.reception import Reception
from slatehouse.site.site import Site

HOST = "tracking.test"
CONTENT = b"\xff\xd8\xff a small picture"
LARGE = 300 * 1024


class Answer(NamedTuple):
    """An answer, and whether it was given at once."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_ready: bool


class Asked:
    """Asks a site by its server's reception, as one client after the other."""

    def __init__(self, site: Site) -> None:
        self._application: Any = application(site)
        self._reception = Reception(self._application)
        self._site = site

    def address(
        self, content: bytes = CONTENT, name: str = "a_t.jpg", kind: str | None = "image/jpeg"
    ) -> str:
        """Where content that is put into the site's store is read."""
        paths, blob = SignedPaths(self._site.signer), self._site.blobs.write([content]).name
        return paths.download("", blob, name, kind, paths.era(self._site.clock().timestamp()))

    def __call__(self, address: str, method: str = "GET", **said: str) -> Answer:
        parts, exchange = urlsplit(address), _Exchange()
        environ = testing.create_environ(
            unquote(parts.path), parts.query, method=method, host=HOST, headers=said
        )
        is_ready = self._application.at_once(dict(environ)) is not None
        self._reception.receive(exchange, environ)
        return Answer(exchange.status, exchange.headers, exchange.body, is_ready)


class _Exchange:
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body
        assert len(self.headers) == len(headers)

    def response_iter(self, status: int, headers: list[tuple[str, str]], body: Iterator[bytes]) -> None:
        self.response_bytes(status, headers, b"".join(body))


@pytest.fixture(scope="module")
def asked(site_of_module: Site) -> Asked:
    return Asked(site_of_module)


@pytest.fixture
def ready(asked: Asked) -> str:
    """An address that has been asked for, so that it is ready."""
    address = asked.address()
    asked(address)
    assert asked(address).is_ready
    return address


@pytest.fixture
def clock(site_of_module: Site) -> Iterator[Clock]:
    """The clock of the site, which is put back."""
    clock = site_of_module.clock
    assert isinstance(clock, Clock)
    before = clock.now
    yield clock
    clock.now = before


@pytest.mark.parametrize(
    ("name", "kind"), [("a_t.jpg", "image/jpeg"), ("a.html", "text/html"), ("é.bin", None)]
)
@pytest.mark.parametrize("over", ["http", "https"])
def test_a_ready_answer_says_all_that_the_first_one_says(
    site_of_module: Site, over: str, name: str, kind: str | None
) -> None:
    server = ServerSettings(public_url=f"{over}://{HOST}")
    asked = Asked(with_settings(site_of_module, server=server))
    address = asked.address(name.encode(), name, kind)
    first, again = asked(address), asked(address)
    assert (first.is_ready, again.is_ready) == (False, True)
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers.keys() == first.headers.keys() >= {*OF_EACH_ANSWER, "server-timing", "etag"}
    assert ("strict-transport-security" in again.headers) == (over == "https")
    differing = {name for name in first.headers if first.headers[name] != again.headers[name]}
    assert {"x-request-id"} <= differing <= {"x-request-id", "server-timing"}


def test_it_is_kept_no_longer_than_the_address_is_good(asked: Asked, ready: str, clock: Clock) -> None:
    def age(answer: Answer) -> int:
        return int(answer.headers["cache-control"].removeprefix("private, max-age="))

    left = age(asked(ready))
    clock.now += timedelta(seconds=7)
    assert not asked(ready).is_ready, "the keys have to be looked up again"
    later = asked(ready)
    assert (later.is_ready, age(later)) == (True, left - 7)
    clock.now += timedelta(seconds=left - 7 + 2)
    assert asked(ready)[::3] == (403, False)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("X-Amz-Signature", "0" * 64),
        ("X-Amz-Expires", "604800"),
        ("response-content-type", "text/html"),
        ("response-content-disposition", None),
    ],
)
def test_a_changed_address_is_refused_beside_the_true_one(
    asked: Asked, ready: str, name: str, sent: str | None
) -> None:
    assert asked(changed(ready, name, sent))[::3] == (403, False)


def test_a_key_that_is_withdrawn_opens_nothing_any_more(
    asked: Asked, ready: str, site_of_module: Site, clock: Clock
) -> None:
    rotate(site_of_module, Purpose.MEDIA)
    assert asked(ready).status == 200
    assert asked(ready).is_ready
    rotate(site_of_module, Purpose.MEDIA, at_once=True)
    assert asked(ready)[::3] == (403, False)


@pytest.mark.parametrize(
    ("method", "said", "status"),
    [
        ("GET", {"Range": "bytes=0-3"}, 206),
        ("GET", {"Range": "bytes=999-"}, 416),
        ("GET", {"If-None-Match": "*"}, 304),
        ("HEAD", {}, 403),
        ("DELETE", {}, 403),
    ],
)
def test_who_asks_for_anything_else_is_answered_anew(
    asked: Asked, ready: str, method: str, said: dict[str, str], status: int
) -> None:
    assert asked(ready, method, **said)[::3] == (status, False)
    assert asked(ready)[::3] == (200, True), "what was answered is remembered in its place"


@pytest.mark.parametrize(
    "said",
    [{"Host": "elsewhere.test"}, {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Host": "elsewhere.test"}],
)
def test_who_asks_in_another_way_is_not_given_what_was_answered_to_others(
    asked: Asked, ready: str, said: dict[str, str]
) -> None:
    assert not asked(ready, **said).is_ready


def test_a_large_file_is_never_ready(asked: Asked) -> None:
    address = asked.address(b"x" * LARGE)
    assert [asked(address).is_ready for _ in range(2)] == [False, False]


def test_only_so_many_are_kept(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slatehouse.api.wire.ready_files._MOST", 2)
    addresses = [asked.address(bytes([65 + number])) for number in range(3)]
    ask: Callable[[str], Answer] = asked
    for address in addresses:
        ask(address)
    assert [ask(address).is_ready for address in reversed(addresses)] == [True, True, False]
