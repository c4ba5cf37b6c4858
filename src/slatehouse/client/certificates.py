"""Whom a client trusts, and what it says where a host's certificate is not among them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx2

from slatehouse.client.errors import CertificateRefused, ClientError
from slatehouse.client.remembered import remembered

__all__ = ["CA_FILE", "Trust", "trusted"]

CA_FILE = "SLATEHOUSE_CA_FILE"
# Where other tools of a studio, and the article's scripts, look for the authorities.
_OTHERS = "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"


class Trust:
    """The authorities that are trusted: those of a file, or of this machine."""

    def __init__(self, ca_file: str | None) -> None:
        self._file = ca_file

    def context(self) -> ssl.SSLContext | bool:
        """What a connection is made with; raises `ClientError` where the file is none of certificates."""
        if self._file is None:
            return True
        try:
            return ssl.create_default_context(cafile=self._file)
        except (OSError, ssl.SSLError) as error:
            raise ClientError(f"{self._file} holds no certificates of authorities: {error}.") from error

    def made(self) -> ssl.SSLContext:
        """The same as a context, this machine's authorities included."""
        context = self.context()
        return context if isinstance(context, ssl.SSLContext) else httpx2.create_ssl_context()

    def refused(self, host: str, error: BaseException) -> CertificateRefused | None:
        """What to say, where an error came of a certificate."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return CertificateRefused(host, cause.verify_message or str(cause), self._place())
            cause = cause.__cause__ or cause.__context__
        return None

    def _place(self) -> str:
        return self._file or f"this machine's own store ({ssl.get_default_verify_paths().openssl_cafile})"


def trusted(url: str, ca_file: str | Path | None, environment: Mapping[str, str] = os.environ) -> Trust:
    """The authorities of the call, else of the environment, of who signed in there, or of this machine."""
    named = [str(ca_file) if ca_file else None, *(environment.get(name) for name in (CA_FILE, *_OTHERS))]
    found = next((each for each in named if each), None)
    kept = None if found else remembered(environment)
    return Trust(kept.ca_file if kept is not None and kept.url == url else found)
