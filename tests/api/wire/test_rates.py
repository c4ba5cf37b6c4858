"""How much may be spent, and when more comes back."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.api.wire.rates import Budgets, Rate, rate_of


class Watch:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def budgets(rate: Rate | None, capacity: int = 100) -> tuple[Budgets, Watch]:
    watch = Watch()
    return Budgets(rate, watch, capacity), watch


@pytest.mark.parametrize(
    ("setting", "rate"),
    [
        ("30/hour", Rate(30, 3600)),
        ("600/minute", Rate(600, 60)),
        ("1/second", Rate(1, 1)),
        ("unlimited", None),
    ],
)
def test_a_setting_spells_a_rate(setting: str, rate: Rate | None) -> None:
    assert rate_of(setting) == rate


def test_so_many_at_once_and_then_one_after_another() -> None:
    spent, watch = budgets(Rate(3, 60))
    assert [spent.take("ada") for _ in range(4)] == [0, 0, 0, 20]
    watch.now += 19.5
    assert spent.take("ada") == 0.5
    watch.now += 0.5
    assert [spent.take("ada"), spent.take("ada")] == [0, 20]
    watch.now += 60
    assert [spent.take("ada") for _ in range(4)] == [0, 0, 0, 20]


def test_each_key_has_its_own() -> None:
    spent, _ = budgets(Rate(1, 60))
    assert [spent.take("ada"), spent.take("mara"), spent.take("ada")] == [0, 0, 60]


def test_asking_takes_nothing_and_spending_never_fails() -> None:
    spent, _ = budgets(Rate(2, 60))
    assert [spent.wait("ada") for _ in range(9)] == [0] * 9
    for _ in range(9):
        spent.spend("ada")
    assert spent.wait("ada") == 30


def test_unlimited_has_no_end() -> None:
    spent, _ = budgets(None)
    for _ in range(1000):
        spent.spend("ada")
    assert spent.wait("ada") == spent.take("ada") == 0


def test_a_clock_that_is_set_back_keeps_nobody_out_for_longer_than_the_span() -> None:
    spent, watch = budgets(Rate(3, 60))
    for _ in range(3):
        spent.take("ada")
    watch.now -= 86_400
    assert spent.wait("ada") == 20


def test_no_more_keys_are_kept_than_fit_and_the_last_to_spend_stay() -> None:
    spent, _ = budgets(Rate(1, 60), capacity=3)
    for key in ("ada", "mara", "jun", "ada", "ines"):
        spent.spend(key)
    assert [key for key in ("ada", "mara", "jun", "ines") if spent.wait(key)] == ["ada", "jun", "ines"]


@given(
    times=st.integers(1, 20),
    seconds=st.sampled_from([1.0, 60.0, 3600.0]),
    steps=st.lists(st.floats(0, 300), min_size=1, max_size=80),
)
def test_in_no_stretch_of_time_more_is_spent_than_the_rate_allows(
    times: int, seconds: float, steps: list[float]
) -> None:
    rate = Rate(times, seconds)
    spent, watch = budgets(rate)
    taken: list[float] = []
    for step in steps:
        watch.now += step
        if not spent.take("ada"):
            taken.append(watch.now)
    for first, start in enumerate(taken):
        for last, end in enumerate(taken[first:], first):
            assert last - first + 1 <= times + (end - start) / rate.interval + 1e-3


@given(times=st.integers(1, 50), seconds=st.sampled_from([1.0, 60.0, 3600.0]), more=st.integers(1, 5))
def test_whoever_waits_as_long_as_told_may_go_on(times: int, seconds: float, more: int) -> None:
    spent, watch = budgets(Rate(times, seconds))
    for _ in range(times + more):
        wait = spent.take("ada")
    assert wait > 0
    watch.now += wait
    assert spent.take("ada") == 0


def test_threads_share_a_budget() -> None:
    spent, _ = budgets(Rate(500, 3600))
    taken: list[float] = []

    def take() -> None:
        taken.extend(spent.take("farm") for _ in range(200))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(0) == 500
