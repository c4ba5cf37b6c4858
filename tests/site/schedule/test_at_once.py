"""Two callers who schedule at the same moment: never a circle, and never a task behind the old dates."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from tests.site.schedule.conftest import Board

from slatehouse.schema.refusals import Refusal
from slatehouse.site.errors import CreateFailed


def at_once(*acts: Callable[[], object]) -> list[Refusal | None]:
    """Do all of these at the same moment; the refusal of each that was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> Refusal | None:
        start.wait()
        try:
            act()
        except Refusal as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.mark.parametrize("number", range(5))
def test_two_dependencies_that_would_close_a_circle(board: Board, number: int) -> None:
    for name in "abc":
        board.task(name)
    board.link("b", "c")
    refused = at_once(lambda: board.link("a", "b"), lambda: board.link("c", "a"))
    assert [type(each) for each in refused if each] == [CreateFailed]


@pytest.mark.parametrize("number", range(3))
def test_many_dependencies_that_would_close_circles(board: Board, number: int) -> None:
    names = "abcdef"
    for name in names:
        board.task(name)
    pairs = [(names[each], names[(each + step) % 6]) for step in (1, 2, 5) for each in range(6)]
    at_once(*(partial(board.link, *pair) for pair in pairs))
    above = {name: _upstream(board, name) for name in names}
    assert any(above.values())
    while free := {name for name, found in above.items() if not found & above.keys()}:
        above = {name: found for name, found in above.items() if name not in free}
    assert above == {}


def _upstream(board: Board, name: str) -> set[str]:
    found = board.desk.get(board[name], "upstream_tasks")
    assert isinstance(found, list)
    return {other for other, task in board.tasks.items() if task in found}


@pytest.mark.parametrize("number", range(5))
def test_a_task_that_moves_while_another_is_linked_to_it(board: Board, number: int) -> None:
    board.task("up", "03-02..03-03")
    board.task("down", "06-01..06-02")
    refused = at_once(
        lambda: board.write("up", start_date="2026-03-09"),
        lambda: board.link("up", "down"),
    )
    assert refused == [None, None]
    assert board.show() == ["03-09..03-10", "03-11..03-12"]


@pytest.mark.parametrize("number", range(5))
def test_two_moves_of_one_chain(board: Board, number: int) -> None:
    board.task("a", "03-02..03-03")
    board.task("b", upstream_tasks=[board["a"]])
    board.task("c", upstream_tasks=[board["b"]])
    at_once(lambda: board.write("a", start_date="2026-03-09"), lambda: board.write("b", duration=480))
    assert board.show() == ["03-09..03-10", "03-11..03-11", "03-12..03-13"]
