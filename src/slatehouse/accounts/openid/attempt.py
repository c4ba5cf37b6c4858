"""One attempt to sign in by way of a provider, from the site to the provider and back."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import msgspec

__all__ = ["Attempt"]

_BYTES = 32


class Attempt(msgspec.Struct, frozen=True):
    """What the browser that began an attempt keeps until it comes back, and nobody else is told.

    `state` ties the answer to the browser, `nonce` the token to the attempt, and `verifier` the code to
    whoever asked for it (PKCE). `return_path` is where the page goes on afterwards.
    """

    state: str
    nonce: str
    verifier: str
    return_path: str

    @classmethod
    def begin(cls, return_path: str) -> Attempt:
        """A new attempt."""
        state, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
        return cls(state, nonce, verifier, return_path)

    @property
    def challenge(self) -> str:
        """What the provider is shown of the verifier."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    @property
    def kept(self) -> str:
        """The attempt as a cookie can hold it."""
        return urlsafe_b64encode(msgspec.json.encode(self)).decode()

    @classmethod
    def from_kept(cls, kept: str) -> Attempt | None:
        """The attempt that a cookie holds; None where it holds none."""
        try:
            return msgspec.json.decode(urlsafe_b64decode(kept), type=cls)
        except (ValueError, msgspec.DecodeError):
            return None
