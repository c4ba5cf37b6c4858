"""Tasks that wait for others: placed, moved along, pinned and freed (scheduling §2 to §4)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk
from tests.site.schedule.conftest import Board, Log, day, days

from slatehouse.query.question import Question
from slatehouse.schema.link import Link, Target
from slatehouse.site.batch import Create, RefusedInBatch, Retire, Update
from slatehouse.site.errors import CreateFailed, NoSuchRow, ReviveFailed, UpdateFailed
from slatehouse.site.session import Answer

FS, SS = "finish-to-start-next-day", "start-to-start"
FF, SF = "finish-to-finish", "start-to-finish-next-day"


@pytest.fixture
def film(board: Board) -> Board:
    """The network of the contract's example: `up` before `d1` before `d2`, `up` before `pin`, and `ss`."""
    board.task("up", "03-02..03-03")
    for name in ("d1", "d2", "ss"):
        board.task(name, "06-01..06-02")
    board.task("pin", "03-04..03-05", pinned=True)
    board.link("up", "d1")
    board.link("d1", "d2")
    board.link("up", "pin")
    board.link("up", "ss", dependency_type=SS)
    return board


def dates(film: Board) -> list[str]:
    return film.show("up", "d1", "d2", "pin", "ss")


@pytest.mark.parametrize(
    ("kind", "offset", "expected"),
    [
        (FS, None, "03-09..03-10"),
        (FS, 0, "03-09..03-10"),
        (FS, 2, "03-11..03-12"),
        (FS, -1, "03-06..03-09"),
        (SS, None, "03-02..03-03"),
        (SS, 2, "03-04..03-05"),
        (SS, -1, "02-27..03-02"),
        (FF, None, "03-05..03-06"),
        (FF, 2, "03-09..03-10"),
        (FF, -1, "03-04..03-05"),
        (SF, None, "02-26..02-27"),
        (SF, 2, "03-02..03-03"),
        (SF, -1, "02-25..02-26"),
    ],
)
def test_a_new_dependency_places_the_waiting_task(
    board: Board, kind: str, offset: int | None, expected: str
) -> None:
    board.task("up", "03-02..03-06")
    board.task("down", "06-01..06-02")
    board.task("again", "06-01..06-02")
    link = board.link("up", "down", dependency_type=kind, offset_days=offset, shift_ratio=0.5)
    assert board.show() == ["03-02..03-06", expected, "06-01..06-02"]
    # A row that is changed into the same places the task alike.
    other = board.link("up", "again", dependency_type=FS, offset_days=9)
    board.desk.update(other, dependency_type=kind, offset_days=offset)
    assert board.dates("again") == expected
    assert board.desk.get(link, "offset_days") == offset


def test_taking_dates_away_upstream_moves_nothing(film: Board) -> None:
    film.write("up", "-..-")
    assert dates(film) == ["-..-", "03-04..03-05", "03-06..03-09", "03-04..03-05*", "03-02..03-03"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (days("03-30..03-31"), "03-30..03-31*"),
        ({"start_date": day("03-03")}, "03-03..03-04*!"),
        ({"start_date": None}, "-..03-05*"),
        ({"due_date": None}, "03-04..-*"),
        ({"start_date": None, "due_date": None}, "-..-*"),
        ({"start_date": day("03-04")}, "03-04..03-05"),
        ({"duration": 1440}, "03-04..03-06"),
        ({"milestone": True}, "03-04..03-04"),
        ({"start_date": day("03-30"), "pinned": False}, "03-04..03-05"),
        ({"pinned": True}, "03-04..03-05*"),
        ({"est_in_mins": 10}, "03-04..03-05"),
    ],
)
def test_whoever_moves_a_waiting_task_pins_it(film: Board, written: dict[str, object], shown: str) -> None:
    film.write("d1", **written)
    assert film.dates("d1") == shown
    film.write("d1", pinned=False)
    assert film.dates("d1").startswith("03-04")


def test_a_task_that_waits_for_nothing_is_never_pinned_by_its_dates(film: Board) -> None:
    film.write("up", "03-09..03-10")
    assert film.dates("up") == "03-09..03-10"


@pytest.mark.parametrize(
    ("lost", "held"),
    [
        ({"start_date": None, "due_date": None}, "-..-*"),
        ({"start_date": None}, "-..03-05*"),
        ({"due_date": None}, "03-10..03-11"),
    ],
)
def test_a_pinned_task_that_lost_a_date_and_is_to_follow(
    film: Board, lost: dict[str, object], held: str
) -> None:
    film.write("d1", **lost)
    film.write("up", start_date=day("03-06"))
    assert film.dates("d1") == held
    film.write("d1", pinned=False)
    assert film.show("d1", "d2") == ["03-10..03-11", "03-12..03-13"]


def test_another_duration_stretches_a_waiting_task_and_moves_those_behind_it(film: Board) -> None:
    film.write("d1", duration=1440)
    assert film.show("d1", "d2") == ["03-04..03-06", "03-09..03-10"]


@pytest.mark.parametrize("placed", ["-..-", "03-02..03-03", "06-01..06-02"])
def test_tasks_are_linked_in_their_create(board: Board, placed: str) -> None:
    up = board.task("up", "03-02..03-03")
    board.task("down", placed, upstream_tasks=[up])
    board.task("first", "03-16..03-16", duration=480, downstream_tasks=[board["up"]])
    assert board.show() == ["03-17..03-18", "03-19..03-20", "03-16..03-16"]


def test_a_task_that_is_made_pinned_keeps_its_dates(board: Board) -> None:
    up = board.task("up", "03-02..03-03")
    board.task("down", "03-03..03-04", upstream_tasks=[up], pinned=True)
    assert board.dates("down") == "03-03..03-04*!"


def test_links_are_added_and_removed_on_either_task(film: Board) -> None:
    film.task("late", "03-11..03-12")
    late = film["late"]
    film.write("d1", upstream_tasks={"multi_entity_update_mode": "add", "value": [late]})
    assert film.show("d1", "d2") == ["03-13..03-16", "03-17..03-18"]
    film.write("late", downstream_tasks={"multi_entity_update_mode": "remove", "value": [film["d1"]]})
    # What was moved stays; from now on only `up` counts.
    assert film.show("d1", "d2") == ["03-13..03-16", "03-17..03-18"]
    film.write("up", due_date=day("03-04"))
    assert film.show("d1", "d2") == ["03-05..03-06", "03-09..03-10"]


@pytest.mark.parametrize("mode", ["add", "set"])
def test_a_link_may_say_how_the_task_waits(film: Board, mode: str) -> None:
    film.task("late", "03-11..03-13")
    link = {**film["late"]._asdict(), "dependency_type": FF, "name": "late", "offset_days": 9}
    film.write("d1", upstream_tasks={"multi_entity_update_mode": mode, "value": [link]})
    assert film.dates("d1") == "03-12..03-13"
    follower = {**film["d1"]._asdict(), "dependency_type": SF}
    film.task("before", downstream_tasks=[follower])
    where = film.desk.where("TaskDependency", "dependent_task", "is", film["before"])
    (row,) = film.desk.find("TaskDependency", where)
    assert film.desk.get(Target("TaskDependency", row), "dependency_type") == SF
    with pytest.raises(CreateFailed):
        film.write("d2", upstream_tasks=[{**film["late"]._asdict(), "dependency_type": "soon"}])


def test_a_removed_link_is_retired_and_can_be_revived(film: Board) -> None:
    (link,) = film.desk.find(
        "TaskDependency",
        film.desk.where("TaskDependency", "task", "is", film["d2"]),
    )
    film.write("d2", upstream_tasks=[])
    assert link in film.desk.find("TaskDependency", retired=True)
    film.write("up", due_date=day("03-04"))
    assert film.show("d1", "d2") == ["03-05..03-06", "03-06..03-09"]
    film.desk.revive(Target("TaskDependency", link))
    assert film.show("d1", "d2") == ["03-05..03-06", "03-09..03-10"]


def test_dates_beside_a_new_link_are_meant(board: Board) -> None:
    up = board.task("up", "03-02..03-03")
    board.task("down", "06-01..06-02")
    board.write("down", "03-02..03-04", upstream_tasks=[up])
    assert board.dates("down") == "03-02..03-04*!"


def test_a_violation_ends_with_its_dependency(film: Board) -> None:
    film.write("up", due_date=day("03-05"))
    assert film.dates("pin") == "03-04..03-05*!"
    film.write("pin", upstream_tasks=[])
    assert film.dates("pin") == "03-04..03-05*"


def test_a_dependency_is_retired_and_revived(board: Board) -> None:
    board.task("up", "03-02..03-03")
    board.task("down", "06-01..06-02")
    link = board.link("up", "down", dependency_type=SS, offset_days=2)
    board.desk.retire(link)
    with pytest.raises(NoSuchRow):
        board.desk.read(link)
    board.write("up", start_date=day("03-09"))
    assert board.dates("down") == "03-04..03-05"
    board.write("down", "04-01..04-02")
    assert board.dates("down") == "04-01..04-02"
    board.desk.revive(link)
    assert board.dates("down") == "03-11..03-12"
    assert board.desk.read(link, "dependency_type", "offset_days") == {
        "dependency_type": SS,
        "offset_days": 2,
    }


def test_a_dependency_that_was_made_again_is_not_revived(board: Board) -> None:
    board.task("up", "03-02..03-03")
    board.task("down")
    link = board.link("up", "down")
    board.desk.retire(link)
    board.link("up", "down")
    with pytest.raises(ReviveFailed) as refused:
        board.desk.revive(link)
    assert refused.value.reason.endswith("a unique index: sgcu_task_dependencies")


def test_a_retired_task_leaves_its_neighbours_where_they_are(film: Board) -> None:
    version = film.desk.create("Version", sg_task=film["d1"])
    film.desk.retire(film["d1"])
    film.write("up", due_date=day("03-10"))
    assert film.show("d2", "ss") == ["03-06..03-09", "03-02..03-03"]
    assert film.desk.get(film["d2"], "upstream_tasks") == []
    assert film.desk.get(version, "sg_task") is None
    film.desk.revive(film["d1"])
    assert film.show("d1", "d2") == ["03-11..03-12", "03-13..03-16"]
    assert film.desk.get(version, "sg_task") == film["d1"]


def test_a_dependency_on_a_retired_task_waits_for_it(film: Board) -> None:
    film.desk.retire(film["d1"])
    film.desk.retire(film["d2"])
    film.desk.revive(film["d1"])
    film.write("up", due_date=day("03-10"))
    assert film.dates("d1") == "03-11..03-12"
    film.desk.revive(film["d2"])
    assert film.dates("d2") == "03-13..03-16"


def test_a_dependency_that_was_revived_before_the_task_it_waits_for_counts_again(film: Board) -> None:
    film.desk.retire(film["d2"])
    film.desk.retire(film["d1"])
    film.desk.revive(film["d2"])
    film.write("up", due_date=day("03-10"))
    assert film.dates("d2") == "03-06..03-09"
    film.desk.revive(film["d1"])
    assert film.show("d1", "d2") == ["03-11..03-12", "03-13..03-16"]


def test_other_ends_of_a_dependency(film: Board) -> None:
    film.task("other", "06-01..06-02")
    (link,) = film.desk.find("TaskDependency", film.desk.where("TaskDependency", "task", "is", film["pin"]))
    film.write("up", due_date=day("03-05"))
    film.desk.update(Target("TaskDependency", link), task=film["other"])
    assert film.show("pin", "other") == ["03-04..03-05*", "03-06..03-09"]
    film.desk.update(Target("TaskDependency", link), dependent_task=film["d2"])
    assert film.dates("other") == "03-12..03-13"


def test_a_circle_is_refused_whichever_way_it_would_close(film: Board) -> None:
    with pytest.raises(CreateFailed):
        film.link("d2", "up")
    with pytest.raises(CreateFailed):
        film.write("up", upstream_tasks=[film["d2"]])
    film.task("other", "03-02..03-02")
    link = film.link("d2", "other")
    with pytest.raises(UpdateFailed):
        film.desk.update(link, task=film["up"])
    film.desk.retire(link)
    film.link("other", "up")
    with pytest.raises(ReviveFailed):
        film.desk.revive(link)


def test_no_task_is_pushed_out_of_the_calendar_and_nothing_is_half_moved(film: Board) -> None:
    before = dates(film)
    with pytest.raises(UpdateFailed):
        film.write("up", start_date="9999-12-28", duration=960)
    with pytest.raises(UpdateFailed):
        film.link("d2", "ss", offset_days=2**31 - 1)
    assert dates(film) == before


def test_a_batch_is_done_in_order_and_each_answer_shows_its_row_as_it_was_then(board: Board) -> None:
    up, down = board.task("up", "03-02..03-03"), board.task("down", "06-01..06-02")
    schema = board.desk.site.schema
    task, link = schema["Task"], schema["TaskDependency"]
    ends = {"task": down._asdict(), "dependent_task": up._asdict()}
    answers = board.desk.session.batch(
        [
            Update(task, down.id, days("06-08..06-09")),
            Create(link, ends),
            Update(task, down.id, {"sg_description": "placed"}),
            Update(task, up.id, {"start_date": "2026-03-09"}),
            Update(task, down.id, {"sg_description": "moved"}),
        ]
    )
    starts = []
    for answer in answers:
        assert isinstance(answer, Answer)
        row = dict(zip((p.key for p in answer.picked), answer.rows[0].values, strict=True))
        starts.append(row.get("start_date"))
    assert starts == ["2026-06-08", None, "2026-03-04", "2026-03-09", "2026-03-11"]


def test_a_chain_that_is_linked_from_its_end_moves_once(ada: Desk) -> None:
    board, names = Board(ada), [f"task {number}" for number in range(12)]
    for name in names:
        board.task(name, "03-02..03-03")
    log, link = Log(ada), ada.site.schema["TaskDependency"]
    pairs = list(zip(names[1:], names, strict=False))
    ada.session.batch(
        [
            Create(link, {"task": board[down]._asdict(), "dependent_task": board[up]._asdict()})
            for down, up in reversed(pairs)
        ]
    )
    assert board.show(*names[:3], names[-1]) == [
        *("03-02..03-03", "03-04..03-05", "03-06..03-09", "04-01..04-02")
    ]
    moved = [row for row, field, _, _ in log.changes if field == "start_date"]
    assert moved == [board[name] for name in names[1:]]


def test_a_batch_that_fails_moves_nothing(film: Board) -> None:
    before = dates(film)
    task = film.desk.site.schema["Task"]
    with pytest.raises(RefusedInBatch):
        film.desk.session.batch(
            [
                Update(task, film["up"].id, {"start_date": "2026-04-01"}),
                Retire(task, film["d2"].id),
                Update(task, film["d2"].id, {"start_date": "2026-04-01"}),
            ]
        )
    assert dates(film) == before


def test_moved_tasks_tell_of_it_and_name_who_moved_them(ada: Desk) -> None:
    board = Board(ada)
    board.task("up", "03-02..03-03")
    board.task("down", "06-01..06-02")
    board.task("pin", "03-04..03-05", pinned=True)
    board.link("up", "down")
    board.link("up", "pin")
    log = Log(ada)
    board.write("up", due_date=day("03-04"))
    assert log.changes == [
        (board["up"], "due_date", "2026-03-03", "2026-03-04"),
        (board["up"], "duration", 960, 1440),
        (board["down"], "start_date", "2026-03-04", "2026-03-05"),
        (board["down"], "due_date", "2026-03-05", "2026-03-06"),
        (board["pin"], "dependency_violation", False, True),
    ]
    question = Question(
        ada.site.schema["Task"], fields=ada.site.edition.paths(ada.site.schema["Task"], ["updated_by"])
    )
    changers = [row.values[0] for row in ada.session.find(question).rows]
    assert {each.id for each in changers if isinstance(each, Link)} == {ada.caller.id}
