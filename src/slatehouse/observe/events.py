"""What is worth telling, as values, and the one place where it is told."""

from __future__ import annotations

import logging
from dataclasses import dataclass

__all__ = [
    "CourierTroubled",
    "DeliveryFailed",
    "Event",
    "JobFailed",
    "QuerySlow",
    "RequestFailed",
    "WorkerTroubled",
    "report",
]

_log = logging.getLogger("slatehouse")


@dataclass(frozen=True)
class RequestFailed:
    """A request met an error that nobody foresaw; `reference` is the id that the client was told."""

    error: BaseException
    path: str
    reference: str


@dataclass(frozen=True)
class JobFailed:
    """An attempt at a job failed, the `attempt`-th; it will be tried again unless it was given up."""

    error: BaseException
    job_id: int
    kind: str
    attempt: int
    is_given_up: bool


@dataclass(frozen=True)
class WorkerTroubled:
    """A job worker met an error that is no job's own, such as a database that does not answer; it goes on."""

    error: BaseException
    worker: str


@dataclass(frozen=True)
class DeliveryFailed:
    """An attempt to deliver a webhook failed, the `attempt`-th in a row; it is tried again. The address may
    hold secrets, and what was sent what not everybody may know: of neither more is told than the `host`."""

    hook: str
    host: str
    why: str
    attempt: int


@dataclass(frozen=True)
class CourierTroubled:
    """A courier met an error that is no receiver's fault; it goes on. `hook` is the webhook that it was at
    work for, empty where it was for none."""

    error: BaseException
    hook: str = ""


@dataclass(frozen=True)
class QuerySlow:
    """A statement took long; `text` is its SQL, without the values."""

    text: str
    seconds: float


_Failure = RequestFailed | JobFailed | WorkerTroubled | DeliveryFailed | CourierTroubled
Event = _Failure | QuerySlow

_LONGEST_SQL = 4_000


def report(event: Event) -> None:
    """Tell of the event in the program's log: one line, and the traceback of an error after it."""
    if isinstance(event, QuerySlow):
        _log.warning("slow query: %.2f s: %s", event.seconds, _on_one_line(event.text))
        return
    if isinstance(event, DeliveryFailed):
        _log.warning("%s", "".join(map(_shown, _line(event, event.why))))
        return
    error = event.error
    line = _line(event, f"{type(error).__name__}: {error}")
    _log.error("%s", "".join(map(_shown, line)), exc_info=error)


def _on_one_line(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= _LONGEST_SQL else f"{line[:_LONGEST_SQL]}…"


def _shown(sign: str) -> str:
    """A path or an error may hold what a client sent: none of it begins another line, or moves a cursor."""
    return sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode()


def _line(event: _Failure, error: str) -> str:
    match event:
        case RequestFailed():
            return f"request failed: {event.path}: {error} (reference {event.reference})"
        case JobFailed():
            outcome = "it is given up" if event.is_given_up else "it will be tried again"
            return f"job {event.job_id} failed: {event.kind}, attempt {event.attempt}: {error} ({outcome})"
        case WorkerTroubled():
            return f"job worker {event.worker} in trouble: {error}"
        case DeliveryFailed():
            return f"webhook {event.hook}: attempt {event.attempt} in a row at {event.host} failed: {error}"
        case CourierTroubled():
            return f"courier in trouble{f' with webhook {event.hook}' if event.hook else ''}: {error}"
