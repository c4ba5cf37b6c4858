"""Signs and verifies addresses of this site's own storage, in the look of S3's presigned URLs.

Whoever holds such an address may use it without signing in, with one method, until it expires. Only this site
verifies them, so the signature is a plain HMAC over everything the address says.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import quote, urlencode

__all__ = ["DOWNLOAD_LIFETIME", "UPLOAD_LIFETIME", "WINDOW", "Secrets", "Signer", "Verdict", "expiry"]

Secrets = Callable[[], Sequence[bytes]]
"""Tells the secrets as they are now: the first signs, and all of them verify."""

WINDOW = 15 * 60
"""Seconds in which an address is always signed alike, so that browsers can cache what it leads to."""

DOWNLOAD_LIFETIME = 900
"""Seconds for which a file can be read at least, from when its address is told."""

UPLOAD_LIFETIME = 3600
"""Seconds for which bytes can be put where an announcement says, at least."""

_DATE = "%Y%m%dT%H%M%SZ"
_SIGNATURE = "X-Amz-Signature"
_RESERVED = "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders"
_SHORTEST_SECRET = 16
_LONGEST_KEPT = 512


class Verdict(Enum):
    """What `Signer.verify` found."""

    VALID = auto()
    EXPIRED = auto()
    FORGED = auto()


class Signer:
    """Signs with secrets of 16 bytes or more, alike in every process of a site; `clock` gives Unix seconds.

    >>> signer = Signer(lambda: [b"0123456789abcdef"], clock=lambda: 1_790_000_000)
    >>> signer.sign("GET", "/media/slate.png", {}, lifetime=900)[:50]
    '/media/slate.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&'
    """

    def __init__(self, secrets: Secrets, clock: Callable[[], float] = time.time) -> None:
        if any(len(secret) < _SHORTEST_SECRET for secret in secrets()):
            raise ValueError(f"a signing secret has at least {_SHORTEST_SECRET} bytes")
        self._secrets = secrets
        self._clock = clock

    @property
    def era(self) -> bytes:
        """Differs when another secret signs than before; nothing about the secret can be told from it."""
        return hmac.digest(self._secrets()[0], b"era", "sha256")

    def sign(self, method: str, path: str, parameters: Mapping[str, str], lifetime: int) -> str:
        """The percent-encoded path with its query, good for `method` alone.

        `path` comes unencoded. The address is valid for at least `lifetime` seconds and at most `WINDOW`
        longer: it is dated back to the beginning of its window, and `X-Amz-Expires` counts from there.
        """
        if taken := {*_RESERVED, _SIGNATURE.lower()} & {name.lower() for name in parameters}:
            raise ValueError(f"parameters that the signature sets itself: {', '.join(sorted(taken))}")
        start = datetime.fromtimestamp(self._clock() // WINDOW * WINDOW, UTC)
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"slatehouse/{start:%Y%m%d}/local/s3/aws4_request",
            "X-Amz-Date": start.strftime(_DATE),
            "X-Amz-Expires": str(lifetime + WINDOW),
            "X-Amz-SignedHeaders": "host",
            **parameters,
        }
        signature = _signature(self._secrets()[0], _message(method, path, query))
        return f"{quote(path)}?{urlencode({**query, _SIGNATURE: signature}, quote_via=quote, safe='')}"

    def verify(self, method: str, path: str, query: Mapping[str, str]) -> Verdict:
        """Judge a request by its method, its decoded path and its decoded query; any input is safe to pass.

        A changed, added or missing parameter is `FORGED`, also when the address would have expired.
        """
        signed = {name: value for name, value in query.items() if name != _SIGNATURE}
        message = _message(method, path, signed)
        # As bytes: text outside ASCII would be refused with an exception.
        presented = query.get(_SIGNATURE, "").encode(errors="surrogatepass")
        if not any(
            hmac.compare_digest(_signature(secret, message).encode(), presented) for secret in self._secrets()
        ):
            return Verdict.FORGED
        return Verdict.EXPIRED if self._clock() >= expiry(signed) else Verdict.VALID


def _message(method: str, path: str, query: Mapping[str, str]) -> bytes:
    """All that an address says, so that no two of them say the same."""
    return "\n".join((method, _escaped(path), *sorted(_escaped(*pair) for pair in query.items()))).encode()


def _signature(secret: bytes, message: bytes) -> str:
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def _escaped(*texts: str) -> str:
    """The texts joined by "=", each encoded so that nothing in it reads as "=" or as the end of a line."""
    return "=".join(_quote_or_recall(text) if len(text) <= _LONGEST_KEPT else _quote(text) for text in texts)


def _quote(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


# Addresses are asked for again and again, and to spell them takes longer than to sign them.
_quote_or_recall: Callable[[str], str] = lru_cache(maxsize=4096)(_quote)


def expiry(query: Mapping[str, str]) -> float:
    """Unix seconds of when an address is good no longer, from its query, which was found to be signed."""
    return _signed_at(query["X-Amz-Date"]) + int(query["X-Amz-Expires"])


@lru_cache(maxsize=64)
def _signed_at(date: str) -> float:
    """Unix seconds of the `X-Amz-Date` of an address: the beginning of its window, so that there are few."""
    return datetime.strptime(date, _DATE).replace(tzinfo=UTC).timestamp()
