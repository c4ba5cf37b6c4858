"""When a delivery is tried again, and what that makes of its hook."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from slatehouse.jobs.delivering.policy import (
    DAY,
    Health,
    after_failure,
    after_success,
    rested,
    with_owner,
    without_owner,
)

NOW = 1_790_000_000.0
LIMIT, WAIT = 100, 3_600.0
WELL = Health()


def failed(health: Health, now: float, limit: int = LIMIT) -> Health:
    return after_failure(health, "no answer", now, limit, WAIT)


def test_a_dead_receiver_is_tried_ever_more_rarely_and_then_once_an_hour() -> None:
    health, now, waits, statuses = WELL, NOW, [], []
    for _ in range(LIMIT + 2):
        health = failed(health, now)
        waits.append(health.not_before - now)
        statuses.append(health.status)
        now = health.not_before
    assert waits == [*(2.0**n for n in range(9)), *[300.0] * 90, WAIT, WAIT, WAIT]
    assert statuses == ["unstable"] * 99 + ["failed"] * 3
    assert health.reason == "no answer"
    assert len(health.failure_times) == LIMIT


def test_a_hook_that_failed_resumes_and_is_stable_a_day_later() -> None:
    health = WELL
    for _ in range(3):
        health = failed(health, NOW, limit=3)
    assert health.status == "failed"
    back = after_success(health, NOW + 10)
    assert (back.status, back.failures, back.not_before, back.failure_times) == ("unstable", 0, 0.0, (NOW,))
    assert failed(back, NOW + 20, limit=3).status == "unstable", "it has as many chances as before"
    assert rested(back, NOW + DAY - 1) == back
    assert rested(back, NOW + DAY) == after_success(back, NOW + DAY) == WELL


def test_failures_of_more_than_a_day_ago_do_not_count() -> None:
    health = WELL
    for number in range(10):
        health = after_success(failed(health, NOW + number * DAY / 2, limit=3), NOW + number * DAY / 2)
    assert health.status == "unstable"


def test_a_hook_without_an_owner_waits_and_is_as_well_as_before_when_there_is_one() -> None:
    waiting = without_owner(WELL, "nobody", NOW)
    assert (waiting.status, waiting.reason, waiting.not_before) == ("failed", "nobody", NOW + 60)
    assert with_owner(waiting, NOW + 60) == WELL
    unstable = after_success(failed(WELL, NOW), NOW)
    assert with_owner(without_owner(unstable, "nobody", NOW), NOW).status == "unstable"
    dead = failed(WELL, NOW, limit=1)
    assert with_owner(dead, NOW) == dead, "its receiver is not well because there is an owner"


def test_nothing_changes_what_its_owner_has_disabled() -> None:
    disabled = Health("disabled")
    assert after_success(disabled, NOW) == rested(disabled, NOW) == with_owner(disabled, NOW) == disabled


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 2 * DAY)), max_size=60), st.integers(1, 5))
def test_whatever_happens_the_status_tells_of_the_last_day(
    attempts: list[tuple[bool, float]], limit: int
) -> None:
    health, now = WELL, NOW
    for is_success, wait in attempts:
        now += wait
        health = after_success(health, now) if is_success else failed(health, now, limit)
        recent = [each for each in health.failure_times if each > now - DAY]
        assert len(health.failure_times) <= limit
        assert list(health.failure_times) == sorted(health.failure_times)
        assert (health.status == "active") is (not recent)
        assert (health.failures == 0) is is_success
        assert (health.reason is None) is (health.status == "active")


@given(st.integers(1, 40))
def test_waits_only_grow(failures: int) -> None:
    health, waits = WELL, []
    for _ in range(failures):
        health = failed(health, NOW)
        waits.append(health.not_before)
    assert all(one <= other for one, other in pairwise(waits))
