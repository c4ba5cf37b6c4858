"""Absurd dates and durations, circles, long chains: refused or done, and nothing half moved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.contract.board import Board, link
from tests.contract.client import Client, told
from tests.fixtures.dump import everything

from slatehouse.site.site import Site

SF = "start-to-finish-next-day"
NO_SUCH_ROW = 999_999_999
ABSURD_NUMBERS: list[object] = [
    *(2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 10**400, float("nan"), float("inf"), 1e300),
    *("9" * 400, "NaN", "1d", [], {}, True),
]
ABSURD_DAYS: list[object] = [
    *("0000-01-01", "10000-01-01", "-001-01-01", "2026-02-30", "2026-13-01", "26-01-01", "NaN", "9999"),
    *(5, 1e300, float("nan"), True, [], {}),
]
LOOPS = [
    *(("upstream_tasks", "up"), ("downstream_tasks", "up"), ("upstream_tasks", "d1")),
    ("upstream_tasks", "d2"),
]


@pytest.fixture(scope="module")
def film(api: Client, ids: dict[str, int]) -> Board:
    """`up` before `d1` before `d2`, and `before`, which ends where `up` starts; `first` after `gone`, whose
    dependency was retired, and which is waited for instead."""
    board = Board(api, link("Project", ids["project"]))
    board.task("up", "03-02..03-03")
    for name in ("d1", "d2", "before", "first", "gone"):
        board.task(name)
    board.link("up", "d1")
    board.link("d1", "d2")
    board.link("up", "before", dependency_type=SF)
    board.tasks["retired"] = board.link("gone", "first")
    board.delete(board["retired"])
    board.link("first", "gone")
    return board


def changes(film: Board) -> list[tuple[str, dict[str, Any]]]:
    """What is written to `up`, or to a dependency of it, and refused."""
    ((_, row),) = film.dependencies(film["d1"]).items()
    dependency = f"/entity/task_dependencies/{row}"
    up = f"/entity/tasks/{film['up']['id']}"
    out_of_calendar: list[dict[str, Any]] = [
        {"start_date": "9999-12-31"},
        {"start_date": "9999-12-30"},
        {"start_date": "0001-01-01"},
        {"due_date": "9999-12-31"},
        {"duration": 2**31 - 1},
        {"start_date": "2026-03-02", "due_date": "2026-03-03", "milestone": True},
    ]
    kinds: list[object] = ["", None, 5, [], "start-to-end", "x" * 9_999]
    ends: list[object] = [film["up"], film["before"] | {"type": "Shot"}, 5]
    return [
        *((up, {name: value}) for name in ("start_date", "due_date") for value in ABSURD_DAYS),
        *((up, {"duration": value}) for value in ABSURD_NUMBERS),
        *((up, values) for values in out_of_calendar),
        *((dependency, {"offset_days": value}) for value in (*ABSURD_NUMBERS, 2**31 - 1, -(2**31), 1.5)),
        *((dependency, {"dependency_type": value}) for value in kinds),
        *((dependency, {"task": value}) for value in ends),
        (dependency, {"dependent_task": film["d1"]}),
        (dependency, {"dependent_task": film["d2"]}),
        (dependency, {"task": link("Task", NO_SUCH_ROW)}),
        *((up, {side: [film[other]]}) for side, other in LOOPS),
        (up, {"upstream_tasks": [film["d2"], film["d2"]], "start_date": "2026-04-01"}),
        (up, {"upstream_tasks": [{**film["before"], "dependency_type": "soon"}]}),
    ]


def test_what_is_refused_moves_nothing(film: Board, contract_site: Site) -> None:
    before = everything(contract_site)
    for path, values in changes(film):
        assert told(film.api("PUT", path, json.dumps(values)))[0] == 400, values
    assert everything(contract_site) == before


def test_nor_does_what_is_refused_of_new_rows(film: Board, contract_site: Site) -> None:
    before = everything(contract_site)
    plain = {"project": film.project, "content": "new", "start_date": "2026-03-02", "duration": 480}
    tasks: list[dict[str, Any]] = [
        *({"start_date": value} for value in ABSURD_DAYS),
        *({"duration": value} for value in (*ABSURD_NUMBERS, 2**31 - 1)),
        {"start_date": "9999-12-31", "duration": 960},
        {"due_date": "2026-03-03", "milestone": True},
        {"upstream_tasks": [film["up"]], "downstream_tasks": [film["up"]]},
        {"upstream_tasks": [film["d2"]], "downstream_tasks": [film["up"]]},
        {"downstream_tasks": [film["up"]], "start_date": "9999-12-30"},
    ]
    for values in tasks:
        assert told(film.api("POST", "/entity/tasks", json.dumps({**plain, **values})))[0] == 400, values
    dependencies: list[dict[str, Any]] = [
        *(film.ends(*pair) for pair in (("up", "up"), ("d1", "up"), ("d2", "up"), ("up", "d1"))),
        {"task": film["before"]},
        {"dependent_task": film["before"]},
        {**film.ends("before", "d2"), "task": None},
        {**film.ends("before", "d2"), "offset_days": 2**31 - 1},
        {**film.ends("d1", "before"), "offset_days": 2**31 - 1},
    ]
    for values in dependencies:
        answer = film.api("POST", "/entity/task_dependencies", values)
        assert answer.status_code == 400, (values, answer.text)
    assert film.revive(film.tasks["retired"]).status_code == 400
    assert everything(contract_site) == before


@pytest.mark.parametrize(
    "last",
    [
        {"start_date": "9999-12-30"},
        {"duration": 2**31 - 1},
        {"upstream_tasks": [{"type": "Task", "id": NO_SUCH_ROW}]},
    ],
)
def test_a_batch_that_ends_badly_moves_nothing(
    film: Board, contract_site: Site, last: dict[str, Any]
) -> None:
    before = everything(contract_site)
    requests = [
        {"request_type": "update", "entity": "Task", "record_id": film["up"]["id"], "data": data}
        for data in ({"start_date": "2026-04-01"}, {"duration": 2400}, last)
    ]
    links = [film.ends("d2", "up"), {**film.ends("before", "d2"), "offset_days": 2**31 - 1}]
    linking = [{"request_type": "create", "entity": "TaskDependency", "data": data} for data in links]
    for each in (requests, *([*requests[:2], one] for one in linking)):
        assert told(film.batch(*each))[0] == 400
    assert everything(contract_site) == before


@pytest.mark.parametrize(
    ("values", "dates", "duration"),
    [
        ({"start_date": "0001-01-01", "due_date": "9999-12-31"}, None, 1_252_135_200),
        ({"start_date": "9999-12-31", "duration": 480}, "9999-12-31..9999-12-31", 480),
        ({"due_date": "0001-01-01", "duration": 480}, "0001-01-01..0001-01-01", 480),
        ({"start_date": "2026-03-03", "due_date": "2026-03-02"}, "03-03..03-02", 0),
        ({"start_date": "2026-03-02", "duration": -480}, "03-02..03-02", -480),
        ({"start_date": "2026-03-02", "duration": 0}, "03-02..03-02", 0),
        ({"duration": 2**31 - 1}, "-..-", 2**31 - 1),
        ({"duration": -(2**31)}, "-..-", -(2**31)),
    ],
)
def test_what_is_odd_and_has_a_place_is_done(
    film: Board, values: dict[str, Any], dates: str | None, duration: int
) -> None:
    task = film.make("tasks", project=film.project, content="odd", **values)
    assert dates is None or film.dates(task) == dates
    assert film.read(task, "duration") == {"duration": duration}
