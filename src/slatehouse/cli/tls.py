"""A certificate authority of the site's own, for `serve --tls`, and how to trust it.

`DIR/tls` holds `ca.pem`, which clients are told to trust and which stays the same, its key `ca-key.pem`, and
`server.pem`, certificate and key of the server in one file, so that they are replaced together.
"""

import os
import re
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import trustme
from cryptography import x509

__all__ = ["Certificate", "TlsError", "how_to_trust", "provide"]

_LIFETIME = timedelta(days=397)  # the most that browsers accept
_RENEWED_BEFORE = timedelta(days=30)
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
_ALWAYS_NAMED = ("localhost", "127.0.0.1", "::1")


class TlsError(Exception):
    """The site's certificates cannot be used or made; the message says what to do."""


@dataclass(frozen=True)
class Certificate:
    """Where the authority's certificate is, and the server's, with its key in the same file."""

    authority: Path
    server: Path


def provide(site: Path, names: Iterable[str] = (), now: datetime | None = None) -> Certificate:
    """The certificates of the site, made or renewed where needed.

    The server is named localhost, 127.0.0.1, ::1, by the machine's host name, and by `names` as well.
    """
    folder = site / "tls"
    wanted = _certifiable([*_ALWAYS_NAMED, socket.gethostname(), *names])
    certificate = Certificate(folder / "ca.pem", folder / "server.pem")
    now = now or datetime.now(UTC)
    try:
        folder.mkdir(exist_ok=True)
        if not (certificate.authority.exists() and _is_good(certificate.server, wanted, now)):
            _issue(_authority(folder), certificate.server, wanted, now)
    except OSError as error:
        raise TlsError(f"cannot use {folder}: {os.strerror(error.errno or 0)}") from error
    except ValueError as error:
        raise TlsError(
            f"the certificates in {folder} are damaged ({error}); remove that folder to have new ones made"
        ) from error
    return certificate


def how_to_trust(certificate: Certificate, url: str) -> str:
    """What to do so that clients accept the server at `url`, as lines of text."""
    authority = certificate.authority
    return f"""\
Its certificate is signed by the site's own authority. Clients trust it when they are told to:
  Python, requests   export REQUESTS_CA_BUNDLE={authority}
  shotgun_api3       export SHOTGUN_API_CACERTS={authority}
  curl               curl --cacert {authority} {url}
  browser            import {authority} as an authority in its settings"""


def _certifiable(names: Iterable[str]) -> frozenset[str]:
    """The names that a certificate can carry: a machine's own name may have characters that it cannot."""
    return frozenset(name.lower() for name in names if _HOST_NAME.fullmatch(name) or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_good(server: Path, wanted: frozenset[str], now: datetime) -> bool:
    if not server.exists():
        return False
    certificate = x509.load_pem_x509_certificate(server.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    carried = {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}
    return wanted <= carried and now + _RENEWED_BEFORE < certificate.not_valid_after_utc


def _authority(folder: Path) -> trustme.CA:
    path, key_path = folder / "ca.pem", folder / "ca-key.pem"
    if path.exists():
        if not key_path.exists():
            raise ValueError(f"{key_path.name} is missing")
        return trustme.CA.from_pem(path.read_bytes(), key_path.read_bytes())
    authority = trustme.CA(
        organization_name="Slatehouse",
        organization_unit_name=f"Authority of a site on {socket.gethostname()}",
    )
    _write(key_path, authority.private_key_pem.bytes(), 0o600)
    # Last: an authority whose certificate is there is complete.
    _write(path, authority.cert_pem.bytes(), 0o644)
    return authority


def _issue(authority: trustme.CA, server: Path, names: frozenset[str], now: datetime) -> None:
    issued = authority.issue_cert(
        *sorted(names), common_name="Slatehouse", organization_name="Slatehouse", not_after=now + _LIFETIME
    )
    _write(server, issued.private_key_and_cert_chain_pem.bytes(), 0o600)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write the file whole or not at all; nobody may read a key even for a moment."""
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(content)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise
