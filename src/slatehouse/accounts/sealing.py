"""Secrets that the site must read again, as they are kept: encrypted where it has a key for that."""

from __future__ import annotations

import base64
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["CannotUnseal", "Sealer"]

_SEALED = "sealed:"
_NONCE_BYTES = 12


class CannotUnseal(Exception):
    """A secret was encrypted with a key that the configuration does not hold."""


class Sealer:
    """Encrypts with AES-256-GCM under a key made of `secret_key`; where that is empty, secrets stay readable.

    A secret that was kept before there was a key is read as it is. `purpose` is bound to what is sealed: what
    was sealed for one opens for no other.
    """

    def __init__(self, secret_key: str) -> None:
        self._cipher = AESGCM(sha256(b"slatehouse:" + secret_key.encode()).digest()) if secret_key else None

    def seal(self, secret: bytes, purpose: str) -> str:
        """The secret as a text that a database may hold."""
        if self._cipher is None:
            return secret.hex()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, secret, purpose.encode())
        return _SEALED + base64.b64encode(sealed).decode()

    def open(self, text: str, purpose: str) -> bytes:
        """The secret; raises `CannotUnseal`."""
        if not text.startswith(_SEALED):
            return bytes.fromhex(text)
        sealed = base64.b64decode(text.removeprefix(_SEALED))
        if self._cipher is None:
            raise CannotUnseal("the site's keys are encrypted, and auth.secret_key is not set")
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except InvalidTag:
            raise CannotUnseal("the site's keys were encrypted with another auth.secret_key") from None
