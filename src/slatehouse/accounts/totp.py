"""Codes that change every thirty seconds, as authenticator apps show: RFC 6238 with SHA-1 and six digits,
which is what all of them know.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

__all__ = ["code_at", "new_secret", "otpauth_address", "spelled", "step_at", "step_of_code"]

_SECONDS = 30
_DIGITS = 6
_SECRET_BYTES = 20
_DRIFT = 1
"""Steps by which a clock may be wrong."""


def new_secret() -> bytes:
    """What an app and the site have in common."""
    return secrets.token_bytes(_SECRET_BYTES)


def spelled(secret: bytes) -> str:
    """The secret as people type it into an app."""
    return base64.b32encode(secret).decode().rstrip("=")


def otpauth_address(secret: bytes, login: str, site: str) -> str:
    """The secret as apps read it from a QR code, with what they call it: site and login."""
    label = quote(f"{site}:{login}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': spelled(secret), 'issuer': site}, quote_via=quote)}"


def step_at(moment: datetime) -> int:
    """The number of the thirty seconds that the moment is in."""
    return int(moment.timestamp()) // _SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The code for that step (RFC 4226 §5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def step_of_code(secret: bytes, code: str, now: datetime) -> int | None:
    """The step whose code it is, of those that a clock may stand at now; None where it is none of theirs."""
    current, found = step_at(now), None
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode(errors="surrogatepass")):
            found = step
    return found
