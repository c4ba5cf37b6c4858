"""`slatehouse serve`: what it does before the first request."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.fixtures.commands import ended, running

from slatehouse.serving import locked

SERVE_TINY = Path(__file__).with_name("serve_tiny.py")


def serve(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`slatehouse serve` where it is expected to end by itself."""
    return ended("serve", "--site", site, *arguments)


@contextmanager
def serving(site: Path, *arguments: str) -> Iterator[dict[str, Any]]:
    with subprocess.Popen([sys.executable, SERVE_TINY, site, *arguments], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


@pytest.mark.parametrize("arguments", [(), ("--tls",)])
def test_a_port_in_use_ends_it_with_4_and_one_line(site: Path, arguments: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        server = serve(site, "--port", port, *arguments)
    assert (server.returncode, server.stdout) == (4, "")
    assert server.stderr.startswith(f"slatehouse: port {port} on 127.0.0.1 is in use; ")
    assert server.stderr.count("\n") == 1


def test_a_site_in_use_ends_it_with_4_and_one_line(site: Path) -> None:
    with locked(site):
        server = serve(site, "--port", "0")
    assert server.returncode == 4
    assert server.stderr.startswith(f"slatehouse: {site} is in use by process ")
    assert server.stderr.count("\n") == 1


def test_a_host_that_is_not_this_machine_ends_it_with_1(site: Path) -> None:
    server = serve(site, "--host", "192.0.2.1")
    assert server.returncode == 1
    assert server.stderr == (
        "slatehouse: cannot listen on 192.0.2.1 port 8080: Cannot assign requested address\n"
    )


def test_without_tls_it_speaks_http(site: Path) -> None:
    with serving(site) as ready:
        assert ready["authority"] is None
        assert requests.get(ready["url"], timeout=60).text == f"http {site}"
    assert not (site / "tls").exists()


def test_with_tls_a_client_that_trusts_the_authority_is_answered(site: Path) -> None:
    with serving(site, "--tls") as ready:
        port = ready["url"].rpartition(":")[2]
        for host in ("127.0.0.1", "localhost"):
            answer = requests.get(f"https://{host}:{port}/", verify=ready["authority"], timeout=60)
            assert answer.text == f"https {site}"
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(ready["url"], timeout=60)


def test_the_site_is_served_until_an_interrupt(site: Path) -> None:
    with running("serve", "--site", site) as server:
        assert server.facts == {"url": server.url, "pid": server.process.pid, "authority": None}
        assert requests.get(f"{server.url}/api/v1.1/", timeout=60).ok
        assert server.interrupt() == 0
        assert server.process.stderr
        told = server.process.stderr.read()
    assert told == ""


def test_a_site_that_is_not_finished_ends_it_with_3(site: Path) -> None:
    (site / "unfinished").touch()
    server = serve(site)
    assert server.returncode == 3
    assert server.stderr.startswith(f"slatehouse: {site} is not finished; ")
