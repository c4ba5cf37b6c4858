"""The site's own certificate authority: made once, trusted once; the server's certificate follows."""

import socket
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from slatehouse.cli.tls import Certificate, TlsError, how_to_trust, provide


def names(certificate: Certificate) -> set[str]:
    carried = (
        x509.load_pem_x509_certificate(certificate.server.read_bytes())
        .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        .value
    )
    return {
        *carried.get_values_for_type(x509.DNSName),
        *map(str, carried.get_values_for_type(x509.IPAddress)),
    }


def test_the_server_is_named_as_clients_on_this_machine_name_it(tmp_path: Path) -> None:
    assert {"localhost", "127.0.0.1", "::1"} <= names(provide(tmp_path))


def test_the_server_is_named_by_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Lumen-01")
    assert "lumen-01" in names(provide(tmp_path))


@pytest.mark.parametrize("host", ["render_node", "", "a" * 64, "filmstudio-ä"])
def test_a_machine_whose_name_no_certificate_can_carry_is_served_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    assert names(provide(tmp_path)) == {"localhost", "127.0.0.1", "::1"}


def test_keys_are_for_the_owner_alone_and_the_authority_for_everyone(tmp_path: Path) -> None:
    certificate = provide(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "tls").iterdir()}
    assert modes == {"ca.pem": 0o644, "ca-key.pem": 0o600, "server.pem": 0o600}
    assert b"PRIVATE KEY" not in certificate.authority.read_bytes()


def test_certificates_are_made_once(tmp_path: Path) -> None:
    first = provide(tmp_path)
    content = first.authority.read_bytes(), first.server.read_bytes()
    second = provide(tmp_path)
    assert (second.authority.read_bytes(), second.server.read_bytes()) == content


@pytest.mark.parametrize(("days", "is_renewed"), [(0, False), (360, False), (370, True), (400, True)])
def test_the_servers_certificate_is_renewed_before_it_ends_and_the_authority_stays(
    tmp_path: Path, days: int, is_renewed: bool
) -> None:
    first = provide(tmp_path)
    authority, server = first.authority.read_bytes(), first.server.read_bytes()
    now = datetime.now(UTC) + timedelta(days=days)
    second = provide(tmp_path, now=now)
    assert second.authority.read_bytes() == authority
    assert (second.server.read_bytes() != server) == is_renewed
    assert x509.load_pem_x509_certificate(second.server.read_bytes()).not_valid_after_utc > now


def test_a_new_name_renews_the_servers_certificate(tmp_path: Path) -> None:
    authority = provide(tmp_path).authority.read_bytes()
    certificate = provide(tmp_path, ["tracking.example.com", "192.168.1.7"])
    assert {"tracking.example.com", "192.168.1.7", "localhost"} <= names(certificate)
    assert certificate.authority.read_bytes() == authority


def test_no_certificate_lives_longer_than_browsers_accept(tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate(provide(tmp_path).server.read_bytes())
    assert certificate.not_valid_after_utc - datetime.now(UTC) < timedelta(days=398)


def test_an_authority_that_lost_its_key_serves_on_until_it_must_sign(tmp_path: Path) -> None:
    provide(tmp_path)
    (tmp_path / "tls" / "ca-key.pem").unlink()
    provide(tmp_path)
    with pytest.raises(TlsError, match=r"ca-key.pem is missing.*; remove that folder"):
        provide(tmp_path, ["tracking.example.com"])


@pytest.mark.parametrize("name", ["server.pem", "ca.pem", "ca-key.pem"])
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, name: str) -> None:
    provide(tmp_path)
    (tmp_path / "tls" / name).write_text("not a certificate")
    with pytest.raises(TlsError, match=r"are damaged .*; remove that folder") as raised:
        provide(tmp_path, ["tracking.example.com"])
    assert "\n" not in str(raised.value)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("in the way")
    with pytest.raises(TlsError, match=r"cannot use .*tls: File exists"):
        provide(tmp_path)


@pytest.mark.parametrize(
    "way", ["REQUESTS_CA_BUNDLE={ca}", "SHOTGUN_API_CACERTS={ca}", "curl --cacert {ca} {url}", "browser"]
)
def test_every_kind_of_client_is_told_how_to_trust(tmp_path: Path, way: str) -> None:
    certificate = provide(tmp_path)
    text = how_to_trust(certificate, "https://localhost:8080")
    assert way.format(ca=certificate.authority, url="https://localhost:8080") in text
