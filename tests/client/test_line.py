"""Tokens, certificates and lines that are down."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.client.conftest import KINDS, QUICK
from tests.fixtures.commands import Running, running

from slatehouse.client import (
    AsyncClient,
    CertificateRefused,
    Client,
    ClientError,
    Patience,
    SignInRefused,
    Unreachable,
)
from slatehouse.client.certificates import trusted
from slatehouse.client.plainly import Plainly, Whole
from slatehouse.client.remembered import Remembered, remember
from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn
from slatehouse.testing.template import copy_template

TOKEN_PATH = "/api/v1.1/auth/access_token"
ONCE = Patience(attempts=1)
NOWHERE = "no-such-host.invalid"


def client_of(film: StandIn, **options: Any) -> Client:
    return Client(film.url, script=film.script_name, key=film.script_key, patience=QUICK, **options)


def test_many_threads_fetch_one_token(film: StandIn) -> None:
    asked: list[str] = []
    with client_of(film) as client, ThreadPoolExecutor(16) as pool:
        client._http.event_hooks = {"request": [lambda request: asked.append(request.url.path)]}
        together = threading.Barrier(16)

        def read(number: int) -> int:
            together.wait()
            return client.read("Note", number + 1, "subject").id

        for _ in range(2):
            assert list(pool.map(read, range(16))) == list(range(1, 17))
            # As if it had expired on the way.
            client._line._token = replace(client._line._token, value="no.such.token", refresh="nor this")
        assert list(pool.map(read, range(16))) == list(range(1, 17))
    # The first, then the refresh token that is none, and what the credentials gave in its stead; twice.
    assert asked.count(TOKEN_PATH) == 1 + 2 + 2


def test_many_tasks_fetch_one_token(film: StandIn) -> None:
    asked: list[str] = []

    async def noted(request: Any) -> None:
        asked.append(request.url.path)

    async def read_all() -> list[int]:
        async with AsyncClient(film.url, script=film.script_name, key=film.script_key) as client:
            client._http.event_hooks = {"request": [noted]}
            rows = await asyncio.gather(*(client.read("Note", number, "subject") for number in range(1, 17)))
            return [row.id for row in rows]

    assert asyncio.run(read_all()) == list(range(1, 17))
    assert asked.count(TOKEN_PATH) == 1


def test_a_token_is_renewed_before_it_expires(film: StandIn) -> None:
    with client_of(film) as client:
        client.read("Note", 1)
        first = client._line._token
        assert 500 < first.renew_at - time.monotonic() < 600
        client._line._token = replace(first, renew_at=time.monotonic() - 1)
        # The refresh token of the former is good: nothing is refused on the way.
        client._http.event_hooks = {"response": [lambda response: response.raise_for_status()]}
        client.read("Note", 1)
        assert client._line._token.value != first.value


def test_a_script_whose_key_was_replaced_is_told_so(film: StandIn) -> None:
    with (
        Client(film.url, script=film.script_name, key="former", patience=ONCE) as client,
        pytest.raises(SignInRefused, match="keys are shown once"),
    ):
        client.notes.first()


def looked_up(look_up: Callable[..., Any], host: Any, *arguments: Any, **named: Any) -> Any:
    """As a machine would do it that can ask about all names: whether this one can hangs on its network."""
    if host in (NOWHERE, NOWHERE.encode()):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return look_up(host, *arguments, **named)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1", "127.0.0.1:1 cannot be reached: .*refused"),
        (f"https://{NOWHERE}", f"{NOWHERE} cannot be reached: .*not known"),
    ],
)
def test_a_host_that_is_not_there_is_named(
    kind: str, url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", partial(looked_up, socket.getaddrinfo))
    client = KINDS[kind](url, script="x", key="y", patience=ONCE)
    with pytest.raises(Unreachable, match=words):
        client.do(lambda site: site.read("Note", 1))
    client.close()


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site whose certificate is of its own authority."""
    folder = tmp_path_factory.mktemp("tls") / "site"
    copy_template(Seed.EMPTY, folder)
    with running("serve", "--tls", "--site", folder) as server:
        yield server


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_that_is_not_trusted_is_named(
    kind: str, over_tls: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("SLATEHOUSE_CA_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    authority = str(over_tls.facts["authority"])
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    untrusted = f"certificate of {over_tls.url.removeprefix('https://')} is not trusted.*certifi"
    for given, remembered_for, in_environment, error, words in (
        (None, "", None, CertificateRefused, untrusted),
        (authority, "", None, SignInRefused, "Can't authenticate"),
        (None, "https://other.example", None, CertificateRefused, untrusted),
        (None, over_tls.url, None, SignInRefused, "Can't authenticate"),
        (None, "", authority, SignInRefused, "Can't authenticate"),
    ):
        remember(Remembered(remembered_for, "x", ca_file=authority))
        if in_environment:
            monkeypatch.setenv("SLATEHOUSE_CA_FILE", in_environment)
        client = KINDS[kind](over_tls.url, script="x", key="y", patience=ONCE, ca_file=given)
        with pytest.raises(error, match=words):
            client.do(lambda site: site.read("Note", 1))
        client.close()


def test_a_command_tells_of_a_certificate_in_a_line(over_tls: Running, tmp_path: Path) -> None:
    trusting = ("SLATEHOUSE_CA_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
    environment = {name: value for name, value in os.environ.items() if name not in trusting}
    signing_in = {"SLATEHOUSE_SCRIPT": "x", "SLATEHOUSE_KEY": "y", "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "slatehouse", "find", "Shot", "--url", over_tls.url]
    ended = subprocess.run(command, env=environment | signing_in, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (8, "", 1), ended.stderr
    assert "is not trusted" in ended.stderr and "certifi" in ended.stderr


def test_over_tls_files_come_plainly_from_a_host_that_is_trusted(over_tls: Running) -> None:
    came: dict[int, Whole] = {}
    left = []
    for authority in (str(over_tls.facts["authority"]), None):
        wanted = enumerate([f"{over_tls.url}/api/v1.1/"] * 5)
        work = Plainly(
            wanted, came.__setitem__, trust=trusted(over_tls.url, authority, {}), timeout=30.0, at_once=2
        )
        with closing(work):
            while not work.is_over:
                work.come()
        left.append(sorted(work.left))
    assert left == [[], [0, 1, 2, 3, 4]] and b"api_version" in bytes(came[4].body), came


def test_a_file_of_authorities_that_is_none_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "ca.pem"
    wrong.write_text("no certificate")
    for path in (wrong, tmp_path / "missing.pem"):
        with pytest.raises(ClientError, match=path.name):
            Client("https://studio.example", script="x", key="y", ca_file=path)


def test_an_answer_that_is_no_sites_is_told(tmp_path: Path, film: StandIn) -> None:
    with (
        Client(f"{film.url}/api/docs", script="x", key="y", patience=ONCE) as client,
        pytest.raises(ClientError, match="access_token"),
    ):
        client.notes.first()
