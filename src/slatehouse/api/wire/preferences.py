"""What clients prefer: `Prefer` in a request, and `Preference-Applied` in its answer (RFC 7240)."""

from __future__ import annotations

from collections.abc import Iterable

from falcon import Request, Response

__all__ = ["BATCH_REFERENCES", "EXPLAIN", "STRICT", "preferred", "prefers", "tell_applied"]

STRICT = "handling=strict"
"""A refusal where otherwise something passes in silence."""
BATCH_REFERENCES = "batch-references"
"""Requests of a batch may name the rows that others before them make."""

EXPLAIN = "explain"
"""How the database goes about a question, in place of the answer."""


def prefers(request: Request, preference: str) -> bool:
    """Whether the request says that it wants this."""
    sent = request.env.get("HTTP_PREFER")
    return sent is not None and preference in _each(sent)


def preferred(request: Request) -> str:
    """All that the request says that it wants, alike for all that want the same."""
    return ",".join(sorted(_each(request.env.get("HTTP_PREFER", ""))))


def tell_applied(request: Request, response: Response, honoured: Iterable[str]) -> None:
    """Say in the answer which of the preferences that this call honours were asked for."""
    applied = [each for each in honoured if prefers(request, each)]
    if applied:
        response.set_header("preference-applied", ", ".join(applied))


def _each(sent: str) -> set[str]:
    return {each.strip().lower() for part in sent.split(",") for each in part.split(";")}
