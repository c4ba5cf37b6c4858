"""Cookies as headers: no script of any page can read one, and over TLS it goes back over TLS alone."""

from __future__ import annotations

from typing import Literal

from falcon import Request

from slatehouse.api.wire.address import Addresses

__all__ = ["BROWSER_SESSION", "cookie"]

BROWSER_SESSION = "_session_id"
"""The cookie with the session token of a browser, as on the real service (contract site §7)."""


def cookie(
    addresses: Addresses,
    request: Request,
    name: str,
    value: str,
    *,
    path: str = "/",
    same_site: Literal["Lax", "Strict"] = "Lax",
    seconds: int | None = None,
) -> str:
    """The header that lets a browser keep a value: for so many seconds, or until it is closed."""
    lasts = "" if seconds is None else f"; Max-Age={seconds}"
    secure = "; Secure" if addresses.of(request).startswith("https:") else ""
    return f"{name}={value}; Path={path}; HttpOnly; SameSite={same_site}{lasts}{secure}"
