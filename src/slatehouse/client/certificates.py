"""Whom a client trusts, and what it says where a host's certificate is not among them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

from slatehouse.client.errors import CertificateRefused, ClientError

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


def trusted(ca_file: str | Path | None, environment: Mapping[str, str] = os.environ) -> Trust:
    """The authorities that the call names, or the environment; else this machine's."""
    named = [str(ca_file) if ca_file else None, *(environment.get(name) for name in (CA_FILE, *_OTHERS))]
    return Trust(next((each for each in named if each), None))
