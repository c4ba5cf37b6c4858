"""The headers of a delivery, and the signatures by which a receiver knows whom it is from.

`X-SG-SIGNATURE` is the service's own: an HMAC with SHA-1 of the body. Beside it stands one with SHA-256 of
the moment and the body, so that nobody can send again what they once overheard.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha1, sha256

__all__ = ["Labels", "headers_of", "signature"]

_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Labels:
    """What tells a request from others. `delivery` is None where it holds several, of which `first` is the
    event of the first and `size` the number."""

    hook: str
    site_url: str
    delivery: str | None
    first: int
    size: int


def headers_of(labels: Labels, body: bytes, token: bytes | None, agent: str, now: float) -> dict[str, str]:
    """The headers of a request, but for those that say where it goes and how long it is."""
    headers = {
        "accept": "application/json",
        "content-type": _JSON,
        "user-agent": agent,
        "x-sg-webhook-id": labels.hook,
        "x-sg-event-batch-id": str(labels.first),
        "x-sg-event-batch-size": str(labels.size),
        "x-sg-webhook-site-url": labels.site_url,
    }
    if labels.delivery is not None:
        headers |= {"x-sg-delivery-id": labels.delivery, "x-sg-event-batch-index": "0"}
    if token is not None:
        moment = str(int(now))
        headers["x-sg-signature"] = f"sha1={hmac.new(token, body, sha1).hexdigest()}"
        headers["x-slatehouse-timestamp"] = moment
        headers["x-slatehouse-signature"] = signature(token, moment, body)
    return headers


def signature(token: bytes, moment: str, body: bytes) -> str:
    """The signature of a body that was sent at a moment, in Unix seconds as the header has them."""
    return f"sha256={hmac.new(token, moment.encode() + b'.' + body, sha256).hexdigest()}"
