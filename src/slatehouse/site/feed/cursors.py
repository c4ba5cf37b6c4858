"""How somebody keeps in mind how far they have come: the id of an entry of the log, or that id sealed.

A cursor passes entries that its holder may not read, so that nobody looks at them again. Who does not see
everything is told it sealed, never twice in the same way: they cannot tell from it how many there were, nor
that there were any.
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from slatehouse.accounts.caller import Caller

__all__ = ["Cursors", "Reached"]

_NONCE_BYTES, _ID_BYTES, _TAG_BYTES = 12, 8, 16
_PLAIN = re.compile(r"[0-9]{1,18}", re.ASCII)
_SEALED = re.compile(rf"[A-Za-z0-9_-]{{{(_NONCE_BYTES + _ID_BYTES + _TAG_BYTES) * 4 // 3}}}", re.ASCII)


class Reached(NamedTuple):
    """The last entry of the log that somebody has passed; `is_sealed`: this site had told them so."""

    entry: int
    is_sealed: bool = False


@dataclass(frozen=True)
class Cursors:
    """Writes and reads cursors. `keys` gives the keys: the first seals, and all of them open."""

    keys: Callable[[], tuple[bytes, ...]]

    def text(self, entry: int, caller: Caller) -> str:
        """The cursor of a caller who has passed this entry."""
        if caller.visibility is None:
            return str(entry)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.keys()[0]).encrypt(nonce, entry.to_bytes(_ID_BYTES), None)
        return urlsafe_b64encode(nonce + sealed).decode()

    def read(self, text: str) -> Reached | None:
        """How far the holder of a cursor has come; None where it is none of this site's."""
        if _PLAIN.fullmatch(text):
            return Reached(int(text))
        return self._opened(urlsafe_b64decode(text)) if _SEALED.fullmatch(text) else None

    def _opened(self, sealed: bytes) -> Reached | None:
        for key in self.keys():
            try:
                opened = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
            except InvalidTag:
                continue
            return Reached(int.from_bytes(opened), is_sealed=True)
        return None
