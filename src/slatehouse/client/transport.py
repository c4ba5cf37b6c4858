"""HTTP for both kinds of client, and what becomes of the library's errors."""

from __future__ import annotations

import os
from typing import Any

import httpx2

from slatehouse.client.asks import Answer, Broken
from slatehouse.client.certificates import Trust

__all__ = ["HTTP_ERRORS", "TIMEOUT", "answer_of", "broken_by", "head_of", "options"]

TIMEOUT = 60.0
"""Seconds without a byte after which a site counts as silent."""

HTTP_ERRORS = (httpx2.TransportError, httpx2.DecodingError, httpx2.TooManyRedirects)
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_LONGEST_TILL_CONNECTED = 10.0
_CONNECTIONS = httpx2.Limits(max_connections=32, max_keepalive_connections=32, keepalive_expiry=30.0)


def options(trust: Trust, timeout: float) -> dict[str, Any]:
    """With what a client of the library is made. Redirects are followed: thumbnails are behind some."""
    return {
        "verify": trust.context(),
        "timeout": httpx2.Timeout(timeout, connect=min(timeout, _LONGEST_TILL_CONNECTED)),
        "limits": _CONNECTIONS,
        "follow_redirects": True,
    }


def answer_of(response: httpx2.Response) -> Answer:
    """The answer whose body has been read."""
    return Answer(response.status_code, response.headers, response.content, str(response.url))


def head_of(response: httpx2.Response) -> Answer:
    """The answer without its body."""
    return Answer(response.status_code, response.headers, url=str(response.url))


def broken_by(error: Exception, trust: Trust, host: str) -> Exception:
    """What to raise for an error of the library: `Broken`, or what to say of a certificate."""
    refused = trust.refused(host, error)
    if refused is not None:
        return refused
    return Broken(_reason(error), was_seen=not isinstance(error, _NOT_SENT))


def _reason(error: BaseException) -> str:
    """What the system said, where it said something: the library's own words may hide it."""
    told: BaseException | None = error
    while told is not None:
        if isinstance(told, OSError) and told.errno:
            # Names that nobody knows have numbers of their own, below nought.
            return os.strerror(told.errno) if told.errno > 0 else str(told.strerror)
        told = told.__cause__ or told.__context__
    return str(error).rstrip(".") or type(error).__name__
