"""Secrets that the site must read again, as they are kept: encrypted under a key that the database lacks."""

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
    """There is no key to encrypt with, or a secret was encrypted with one that the configuration lacks."""


class Sealer:
    """Encrypts with AES-256-GCM under a key made of `secret_key`, and opens what was encrypted with that or
    with one of the `old_keys`.

    `purpose` is bound to what is sealed: what was sealed for one opens for no other. A secret that was kept
    before sites had keys is read as it is; without a key nothing is kept.

    >>> sealer = Sealer("a random text of at least 32 characters")
    >>> sealer.open(sealer.seal(b"token", "webhook"), "webhook")
    b'token'
    """

    def __init__(self, secret_key: str, *old_keys: str) -> None:
        self._ciphers = [_cipher(each) for each in (secret_key, *old_keys) if each]

    def seal(self, secret: bytes, purpose: str) -> str:
        """The secret as a text that a database may hold; raises `CannotUnseal` where there is no key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._keys()[0].encrypt(nonce, secret, purpose.encode())
        return _SEALED + base64.b64encode(sealed).decode()

    def open(self, text: str, purpose: str) -> bytes:
        """The secret; raises `CannotUnseal`."""
        if not text.startswith(_SEALED):
            return bytes.fromhex(text)
        sealed = base64.b64decode(text.removeprefix(_SEALED))
        for cipher in self._keys():
            try:
                return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
            except InvalidTag:
                continue
        raise CannotUnseal(
            "the site's secrets were encrypted with another key than auth.secret_key, or the file secret.key,"
            " holds: bring the one that its other processes have, or its folder had"
        )

    def _keys(self) -> list[AESGCM]:
        if not self._ciphers:
            raise CannotUnseal(
                "the site's secrets are encrypted, and there is no key for them: put the file secret.key"
                " into its folder that it was made with, or set auth.secret_key"
            )
        return self._ciphers


def _cipher(key: str) -> AESGCM:
    return AESGCM(sha256(b"slatehouse:" + key.encode()).digest())
