"""Stages of requests, counted by thread."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from slatehouse.observe.stages import DATABASE, PLANNING, RENDERING, add, begin, end, recognised, so_far


def test_a_request_has_the_sums_of_its_stages() -> None:
    began = time.perf_counter()
    begin()
    for stage, seconds in ((DATABASE, 2.0), (PLANNING, 0.5), (DATABASE, 1.0), (RENDERING, 0.25)):
        add(stage, seconds)
    assert so_far(DATABASE) == 3.0
    spent = end()
    assert (spent.recognising, spent.planning, spent.database, spent.rendering) == (0, 0.5, 3, 0.25)
    assert 0 < spent.total <= time.perf_counter() - began
    assert not spent.is_told


def test_the_next_request_begins_anew() -> None:
    begin()
    add(DATABASE, 1.0)
    recognised(0.5)
    begin()
    spent = end()
    assert (spent.recognising, spent.database, spent.is_told) == (0, 0, False)


def test_whoever_is_known_may_be_told() -> None:
    begin()
    recognised(0.125)
    spent = end()
    assert (spent.recognising, spent.is_told) == (0.125, True)


def test_each_thread_has_its_own() -> None:
    meet = Barrier(3)

    def request(seconds: float) -> float:
        begin()
        meet.wait()
        add(DATABASE, seconds)
        meet.wait()
        return end().database

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(request, (1.0, 2.0, 3.0))) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("stage", [DATABASE, PLANNING])
def test_outside_of_requests_nothing_goes_wrong(stage: int) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(add, stage, 1.0).result()
