"""What stands in memory for a secret that was verified: enough to know it again, nothing to learn it from."""

from __future__ import annotations

import secrets
from hashlib import blake2b

__all__ = ["Fingerprints"]

_BYTES = 32


class Fingerprints:
    """Keyed hashes under a random key of their own, which ends with the process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(_BYTES)

    def of(self, *texts: object) -> bytes:
        """The fingerprint of the texts in their order; None counts, too."""
        return blake2b(repr(texts).encode(), key=self._key, digest_size=_BYTES).digest()
