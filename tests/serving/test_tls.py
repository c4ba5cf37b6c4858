"""TLS 1.2 and newer, nothing older."""

from __future__ import annotations

import socket
import ssl
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme
from tests.serving.conftest import PATIENCE

if TYPE_CHECKING:
    from tests.serving.conftest import Served, Start


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(start: Start, authority: trustme.CA, tmp_path: Path) -> Served:
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    return start("--certificate", tmp_path / "certificate.pem", "--key", tmp_path / "key.pem")


def handshake(server: Served, context: ssl.SSLContext) -> ssl.SSLSocket:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as plain:
        return context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.mark.parametrize(
    ("version", "name"), [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]
)
def test_current_versions_are_spoken(
    server: Served, authority: trustme.CA, version: ssl.TLSVersion, name: str
) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    context.minimum_version = context.maximum_version = version
    with handshake(server, context) as connection:
        assert connection.version() == name


def test_tls_1_1_is_refused_by_the_server(server: Served, authority: trustme.CA) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    # Without security level 0, this client would not even ask.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match=r"(?i)alert (protocol version|handshake failure)"):
        handshake(server, context)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    handshake(server, context).close()


def test_http_2_and_http_1_are_offered(server: Served, authority: trustme.CA) -> None:
    chosen = []
    for protocols in (["h2", "http/1.1"], ["http/1.1"]):
        context = ssl.create_default_context()
        authority.configure_trust(context)
        context.set_alpn_protocols(protocols)
        with handshake(server, context) as connection:
            chosen.append(connection.selected_alpn_protocol())
    assert chosen == ["h2", "http/1.1"]
