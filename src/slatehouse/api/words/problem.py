"""A refusal in words: what clients branch on, and what they read (contract rest/00 §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "CODE_MISSING",
    "NOT_AVAILABLE",
    "NOT_FOUND",
    "REFUSED",
    "REQUEST_WRONG",
    "SERVER_FAILED",
    "SIGN_IN_REFUSED",
    "WRONG_NUMBER_FOUND",
    "Problem",
    "invalid_parameters",
    "missing",
    "not_found",
    "refused",
    "wrong_request",
]

SERVER_FAILED, SIGN_IN_REFUSED, REQUEST_WRONG, REFUSED = 100, 102, 103, 104
CODE_MISSING, WRONG_NUMBER_FOUND, NOT_AVAILABLE = 106, 107, 111
NOT_FOUND = "Not Found"
INVALID_PARAMETERS = "Request Parameters invalid."


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: the HTTP status, the contract's code, and where its message stands.

    `crud_error` marks a refused write, which clients tell by a uuid in `meta` (errata 1).
    """

    status: int
    code: int
    title: str
    source: object = None
    detail: str | None = None
    crud_error: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


def wrong_request(title: str, source: object = None) -> Problem:
    """The request says something that cannot be; `source` says where, `{}` if nowhere in particular."""
    return Problem(400, REQUEST_WRONG, title, {} if source is None else source)


def invalid_parameters(source: object) -> Problem:
    """Parameters that are no good, each with its messages."""
    return wrong_request(INVALID_PARAMETERS, source)


def refused(title: str, *, is_write: bool) -> Problem:
    """A rule, a right or the database said no."""
    return Problem(400, REFUSED, title, crud_error=is_write)


def not_found(detail: str | None = None) -> Problem:
    """A path that leads nowhere, or names a type or field that is not there."""
    return Problem(404, REQUEST_WRONG, NOT_FOUND, detail=detail)


def missing(detail: str) -> Problem:
    """A row or file that is not there."""
    return Problem(404, REFUSED, NOT_FOUND, detail=detail)
