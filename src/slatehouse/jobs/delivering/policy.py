"""When a delivery is tried again, and what that makes of its hook: pure, in Unix seconds (contract rest/80).

A hook is `active` while no attempt failed for a day, `unstable` when one did, and `failed` when as many did
as the settings say. A failed one is tried once an hour, and resumes by itself when that succeeds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from slatehouse.store.webhooks import ACTIVE, DISABLED, FAILED, UNSTABLE, Webhook

__all__ = [
    "DAY",
    "Health",
    "after_failure",
    "after_success",
    "health_of",
    "rested",
    "with_owner",
    "without_owner",
]

DAY = 86_400.0
_SHORTEST_WAIT, _LONGEST_WAIT = 1.0, 300.0
_MOST_DOUBLINGS = 16
_OWNER_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Health:
    """How a hook does. `failures` are the attempts in a row that failed; `failure_times` are the moments of
    the last day's, those that still count. It is not tried before `not_before`."""

    status: str = ACTIVE
    reason: str | None = None
    failures: int = 0
    failure_times: tuple[float, ...] = ()
    not_before: float = 0.0


def health_of(hook: Webhook) -> Health:
    """How a hook does, as it is kept."""
    return Health(hook.status, hook.reason, hook.failures, tuple(hook.failure_times), hook.not_before)


def after_failure(health: Health, why: str, now: float, limit: int, failed_wait: float) -> Health:
    """An attempt failed; at `limit` failures within a day the hook has, and waits `failed_wait` seconds."""
    times = (*_of_the_last_day(health, now), now)[-limit:]
    has_failed = health.status == FAILED or len(times) >= limit
    failures = health.failures + 1
    wait = failed_wait if has_failed else _wait_after(failures)
    return Health(FAILED if has_failed else UNSTABLE, why, failures, times, now + wait)


def after_success(health: Health, now: float) -> Health:
    """A delivery was received. One that follows a failed hook's counts it out of that, and not yet stable."""
    if health.status == DISABLED or (health.status == ACTIVE and not health.failures):
        return health
    times = _of_the_last_day(health, now)
    return _settled(health, times[-1:] if health.status == FAILED else times)


def rested(health: Health, now: float) -> Health:
    """The same hook when nothing is to be delivered: a day without failures makes it stable."""
    if health.status != UNSTABLE or health.failures or _of_the_last_day(health, now):
        return health
    return _settled(health, ())


def without_owner(health: Health, why: str, now: float) -> Health:
    """Nobody may read the log for the hook: it waits, and that is no failure of its receiver."""
    return replace(health, status=FAILED, reason=why, not_before=now + _OWNER_WAIT)


def with_owner(health: Health, now: float) -> Health:
    """There is somebody again who reads for the hook; what its receiver did before still counts."""
    if health.status != FAILED or health.failures:
        return health
    return _settled(health, _of_the_last_day(health, now))


def _settled(health: Health, times: tuple[float, ...]) -> Health:
    return Health(UNSTABLE, health.reason, 0, times) if times else Health()


def _of_the_last_day(health: Health, now: float) -> tuple[float, ...]:
    return tuple(each for each in health.failure_times if each > now - DAY)


def _wait_after(failures: int) -> float:
    """Seconds from a failed attempt to the next: 1, 2, 4 … up to five minutes."""
    return min(_SHORTEST_WAIT * 2.0 ** min(failures - 1, _MOST_DOUBLINGS), _LONGEST_WAIT)
