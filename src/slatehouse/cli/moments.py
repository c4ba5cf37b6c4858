"""Spans and moments as people write them on the command line: `24h`, `90d`, `2027-01-31`."""

import re
from datetime import UTC, datetime, time, timedelta

import typer

__all__ = ["moment_ahead", "moment_past", "span"]

_SPAN = re.compile(r"(\d{1,6})([smhdw]?)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(text: str) -> timedelta:
    """A span: a number and `s`, `m`, `h`, `d` or `w`; 0 needs no unit. Misuse where it is none."""
    found = _SPAN.fullmatch(text)
    if found is None or (not found[2] and found[1] != "0"):
        raise typer.BadParameter("give a number and s, m, h, d or w, such as 24h")
    return timedelta(**{_UNITS[found[2] or "s"]: int(found[1])})


def moment_ahead(text: str) -> datetime:
    """A moment to come: a span from now, a day in UTC (its beginning), or a moment such as
    `2027-01-31T18:00:00Z`. Misuse where it is none, or over."""
    now = datetime.now(UTC)
    found = now + span(text) if _SPAN.fullmatch(text) else _moment(text)
    if found <= now:
        raise typer.BadParameter("that is over already")
    return found


def moment_past(text: str) -> datetime:
    """A moment that was: a span before now, a day or a moment."""
    return datetime.now(UTC) - span(text) if _SPAN.fullmatch(text) else _moment(text)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "give a span such as 90d, a day such as 2027-01-31, or a moment such as 2027-01-31T18:00:00Z"
        ) from None
    if found.tzinfo is None and found.timetz() != time():
        raise typer.BadParameter("give the moment's zone, too, such as Z for UTC")
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
