"""Dates of tasks, and tasks that wait for others: every worked example of behaviour/scheduling §1 to §4.

Templates are in `test_task_templates.py`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.contract.board import Board, Link, day, days, link
from tests.contract.client import Client, error_of, not_found, refused, told, wrong

FS, SS = "finish-to-start-next-day", "start-to-start"
FF, SF = "finish-to-finish", "start-to-finish-next-day"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FAILED = "Create failed for [TaskDependency]:"
LOOP = f"{FAILED} Can't create this dependency as it causes a loop."
NO_LENGTH: dict[str, Any] = {"duration": None}


@pytest.fixture
def board(api: Client, ids: dict[str, int]) -> Board:
    """No tasks yet, in the production's film."""
    return Board(api, link("Project", ids["project"]))


@pytest.fixture
def film(board: Board) -> Board:
    """The network of §3.2: `up` before `d1` before `d2`, `up` before `pin`, which is pinned, and beside
    `ss`."""
    board.task("up", "03-02..03-03")
    for name in ("d1", "d2", "ss"):
        board.task(name, "06-01..06-02")
    board.task("pin", "03-04..03-05", pinned=True)
    board.link("up", "d1")
    board.link("d1", "d2")
    board.link("up", "pin")
    board.link("up", "ss", dependency_type=SS)
    return board


def network(film: Board) -> list[str]:
    return film.show("up", "d1", "d2", "pin", "ss")


def sent(**values: object) -> dict[str, object]:
    """What a caller sends; dates as `03-02`."""
    return {
        name: day(value) if name.endswith("date") and isinstance(value, str) else value
        for name, value in values.items()
    }


def add(*tasks: Link) -> dict[str, Any]:
    return {"multi_entity_update_mode": "add", "value": tasks}


def remove(*tasks: Link) -> dict[str, Any]:
    return {"multi_entity_update_mode": "remove", "value": tasks}


class TestDates:
    """§1; entity-types B.6; python-api/values §7."""

    @pytest.mark.parametrize(
        ("values", "dates", "duration"),
        [
            (sent(start_date="03-02", due_date="03-03", duration=None), "03-02..03-03", 960),
            (sent(start_date="01-05", due_date="01-09", duration=None), "01-05..01-09", 2400),
            (sent(start_date="03-02", due_date="03-03", duration=9999), "03-02..03-03", 960),
            (sent(start_date="03-02", duration=2400), "03-02..03-06", 2400),
            (sent(due_date="03-06", duration=2400), "03-02..03-06", 2400),
            (sent(start_date="03-02", duration=None), "03-02..-", None),
            (sent(due_date="03-02", duration=None), "-..03-02", None),
            (sent(start_date="03-07", duration=None), "03-07..-", None),
            (sent(duration=960), "-..-", 960),
            (sent(duration=480, milestone=True), "-..-", 0),
        ],
    )
    def test_of_a_new_task(
        self, board: Board, values: dict[str, object], dates: str, duration: int | None
    ) -> None:
        board.task("new", **values)
        assert (board.show(), board.duration("new")) == ([dates], duration)

    @pytest.mark.parametrize(
        ("before", "written", "dates", "duration"),
        [
            ("03-02..03-03", sent(due_date="03-05"), "03-02..03-05", 1920),
            ("03-02..03-05", sent(due_date="03-02"), "03-02..03-02", 480),
            ("03-02..03-02", sent(start_date="03-09"), "03-09..03-09", 480),
            ("03-09..03-16", sent(start_date="03-20"), "03-20..03-27", 2880),
            ("03-09..03-09", sent(duration=2400), "03-09..03-13", 2400),
            ("03-02..03-10", sent(duration=2880), "03-02..03-09", 2880),
            ("01-05..01-09", sent(duration=480), "01-05..01-05", 480),
            ("01-05..01-05", sent(duration=2400), "01-05..01-09", 2400),
            ("01-05..01-09", sent(start_date="02-02"), "02-02..02-06", 2400),
            ("02-02..02-06", sent(due_date="02-13"), "02-02..02-13", 4800),
            ("03-02..03-03", sent(start_date=None), "-..03-03", 960),
            ("03-02..03-03", sent(due_date=None), "03-02..-", 960),
            ("03-02..03-03", sent(start_date=None, due_date=None), "-..-", 960),
            ("03-02..03-03", sent(start_date=None, due_date=None, pinned=False), "-..-", 960),
            ("06-01..06-03", sent(milestone=True), "06-03..06-03", 0),
            ("03-02..03-03", sent(start_date="03-09", due_date="03-13", duration=1), "03-09..03-13", 2400),
            ("03-02..03-03", sent(due_date="03-13", duration=480), "03-02..03-13", 4800),
            ("03-02..03-03", sent(milestone=True, duration=480), "03-03..03-03", 0),
            ("03-02..03-03", sent(est_in_mins=600), "03-02..03-03", 960),
        ],
    )
    def test_of_a_task_that_is_changed(
        self, board: Board, before: str, written: dict[str, object], dates: str, duration: int | None
    ) -> None:
        board.task("task", before)
        board.write("task", **written)
        assert (board.show(), board.duration("task")) == ([dates], duration)

    @pytest.mark.parametrize(
        ("before", "written", "dates", "duration"),
        [
            (sent(start_date="03-02"), sent(start_date="03-03"), "03-03..-", None),
            (sent(start_date="03-02"), sent(due_date="03-03"), "03-02..03-03", 960),
            (sent(start_date="03-02"), sent(duration=960), "03-02..03-03", 960),
            (sent(due_date="03-03"), sent(start_date="03-02"), "03-02..03-03", 960),
            (sent(due_date="03-03"), sent(due_date="03-04"), "-..03-04", None),
            (sent(due_date="03-03"), sent(duration=960), "03-02..03-03", 960),
            (sent(duration=960), sent(start_date="03-02"), "03-02..03-03", 960),
            (sent(duration=960), sent(due_date="03-03"), "03-02..03-03", 960),
            (sent(duration=960), sent(duration=480), "-..-", 480),
        ],
    )
    def test_of_a_task_that_had_one_of_the_three(
        self,
        board: Board,
        before: dict[str, object],
        written: dict[str, object],
        dates: str,
        duration: int | None,
    ) -> None:
        board.task("task", **{**NO_LENGTH, **before})
        board.write("task", **written)
        assert (board.show(), board.duration("task")) == ([dates], duration)

    @pytest.mark.parametrize("minutes", [2100, 1300])
    def test_a_duration_reads_back_to_the_minute(self, board: Board, minutes: int) -> None:
        board.task("task", due_date="1968-10-13", duration=minutes)
        assert board.duration("task") == minutes

    @pytest.mark.parametrize(
        "splits", [None, [], {}, [{"start": "2026-03-02", "end": "2026-03-03"}], [{"x": 1}]]
    )
    def test_splits_are_taken_and_not_kept(self, board: Board, splits: object) -> None:
        board.task("task")
        assert board.change(board["task"], splits=splits)["splits"] is None

    def test_the_workload_follows_the_duration_and_the_bid_stands_alone(self, board: Board) -> None:
        board.task("task", duration=600)
        board.write("task", est_in_mins=60)
        row = board.read(board["task"], "workload", "duration", "est_in_mins", "time_vs_est")
        assert row == {"workload": 600, "duration": 600, "est_in_mins": 60, "time_vs_est": 60}
        summary = {
            "filters": [["id", "is", board["task"]["id"]]],
            "summary_fields": [{"field": "id", "type": "count"}],
            "grouping": [{"field": "workload", "type": "exact", "direction": "asc"}],
        }
        answer = board.api(
            "POST", "/entity/tasks/_summarize", summary, "application/vnd+shotgun.api3_array+json"
        )
        (group,) = answer.json["data"]["groups"]
        assert (group["group_name"], group["group_value"]) == ("1.25 days", "600.000000")

    @pytest.mark.parametrize("name", ["dependency_violation", "sibling_tasks", "time_vs_est", "workload"])
    def test_what_follows_cannot_be_written(self, board: Board, name: str) -> None:
        board.task("task")
        assert told(board.put(board["task"], **{name: None})) == wrong(
            f"API update() Task.{name} is read only."
        )


class TestDependency:
    """§2."""

    @pytest.mark.parametrize(
        ("kind", "places"),
        [
            (FS, {None: "03-09..03-10", 0: "03-09..03-10", 2: "03-11..03-12", -1: "03-06..03-09"}),
            (SS, {None: "03-02..03-03", 0: "03-02..03-03", 2: "03-04..03-05", -1: "02-27..03-02"}),
            (FF, {None: "03-05..03-06", 0: "03-05..03-06", 2: "03-09..03-10", -1: "03-04..03-05"}),
            (SF, {None: "02-26..02-27", 0: "02-26..02-27", 2: "03-02..03-03", -1: "02-25..02-26"}),
        ],
    )
    def test_places_the_task_that_waits(self, board: Board, kind: str, places: dict[int | None, str]) -> None:
        board.task("up", "03-02..03-06")
        for number, (offset, expected) in enumerate(places.items()):
            # Earlier or later, by a new row or a changed one, in a call of its own or in a batch.
            early, late, changed, batched = (f"{each} {number}" for each in ("early", "late", "put", "batch"))
            board.task(early, "01-05..01-06")
            for name in (late, changed, batched):
                board.task(name, "06-01..06-02")
            rule = {"dependency_type": kind, "offset_days": offset}
            board.link("up", early, **rule, shift_ratio=0.5)
            board.link("up", late, **rule)
            board.change(board.link("up", changed, offset_days=30), **rule)
            request = {
                "request_type": "create",
                "entity": "TaskDependency",
                "data": {**board.ends("up", batched), **rule},
            }
            assert board.batch(request).status_code == 200
            assert board.show(early, late, changed, batched) == [expected] * 4, offset
        assert board.show("up") == ["03-02..03-06"]

    def test_is_shown_by_both_tasks_and_has_a_name(self, board: Board) -> None:
        up, down = board.task("up"), board.task("down")
        row = board.link("up", "down")
        name = f"Task {down['id']} dependent on Task {up['id']}"
        read = board.read(
            row,
            *("cached_display_name", "dependency_type", "task", "dependent_task", "task_id"),
            *("dependent_task_id", "shift_ratio"),
        )
        ends = {key: read.pop(key)["id"] for key in ("task", "dependent_task")}
        assert ends == {"task": down["id"], "dependent_task": up["id"]}
        assert read == {
            "cached_display_name": name,
            "dependency_type": FS,
            "task_id": down["id"],
            "dependent_task_id": up["id"],
            "shift_ratio": None,
        }
        assert [each["id"] for each in board.read(down, "upstream_tasks")["upstream_tasks"]] == [up["id"]]
        assert [each["id"] for each in board.read(up, "downstream_tasks")["downstream_tasks"]] == [down["id"]]

    @pytest.mark.parametrize("kind", ["zz_bogus", None, "START-TO-START"])
    def test_has_one_of_four_types(self, board: Board, kind: str | None) -> None:
        board.task("up")
        board.task("down")
        answer = board.api(
            "POST", "/entity/task_dependencies", {**board.ends("up", "down"), "dependency_type": kind}
        )
        accepted = f"accepted values are {FS}, {SS}, {FF}, {SF}."
        problem = f"Dependency type Dependency type '{kind or ''}' is invalid, {accepted}"
        assert told(answer) == refused(f"{FAILED} Validation failed: {problem}")

    def test_is_one_for_each_pair(self, board: Board) -> None:
        board.task("up")
        board.task("down")
        board.link("up", "down")
        answer = board.api("POST", "/entity/task_dependencies", board.ends("up", "down"))
        why = "Validation failed: There is already a connection between the entities."
        assert told(answer) == refused(f"{FAILED} {why}")

    @pytest.mark.parametrize(("upstream", "downstream"), [("a", "a"), ("b", "a"), ("d", "a"), ("c", "b")])
    def test_never_lets_a_task_wait_for_itself(self, board: Board, upstream: str, downstream: str) -> None:
        for name in "abcd":
            board.task(name)
        for pair in ("ab", "bc", "cd"):
            board.link(*pair)
        answer = board.api("POST", "/entity/task_dependencies", board.ends(upstream, downstream))
        assert told(answer) == refused(LOOP)
        meta = error_of(answer)["meta"]
        assert list(meta) == ["crud_error_uuid"] and UUID.fullmatch(meta["crud_error_uuid"])

    def test_a_loop_that_a_batch_closes_takes_the_batch_back(self, board: Board) -> None:
        for name in "abc":
            board.task(name, "03-02..03-03")
        requests = [
            {"request_type": "create", "entity": "TaskDependency", "data": board.ends(*pair)}
            for pair in ("ab", "bc", "ca")
        ]
        assert told(board.batch(*requests)) == refused(LOOP)
        assert board.dependencies(*board.tasks.values()) == {}
        assert board.show() == ["03-02..03-03"] * 3

    @pytest.mark.parametrize("end", ["task", "dependent_task"])
    def test_of_a_retired_task_is_refused(self, board: Board, end: str) -> None:
        board.task("up")
        board.task("down")
        ends = board.ends("up", "down")
        board.delete(ends[end])
        problem = f"Update failed for [TaskDependency.{end}]: Value is not legal."
        expected = refused(f"Invalid field value, update failed [5 - {problem}]")
        assert told(board.api("POST", "/entity/task_dependencies", ends)) == expected
        request = {"request_type": "create", "entity": "TaskDependency", "data": ends}
        assert told(board.batch(request)) == expected

    @pytest.mark.parametrize(("values", "stored"), [({}, None), ({"offset_days": None}, None)])
    def test_without_an_offset_does_not_show_one(
        self, board: Board, values: dict[str, object], stored: int | None
    ) -> None:
        board.task("up")
        board.task("down")
        answer = board.api("POST", "/entity/task_dependencies", {**board.ends("up", "down"), **values})
        assert "offset_days" not in answer.json["data"]["attributes"]
        row = link("TaskDependency", answer.json["data"]["id"])
        assert board.read(row, "offset_days") == {"offset_days": None}

    def test_no_offset_and_none_of_days_are_two_values(self, board: Board) -> None:
        up = board.task("up", "03-02..03-03")
        board.task("null", "06-01..06-02")
        board.task("zero", "06-01..06-02")
        without = board.link("up", "null")
        answer = board.api(
            "POST", "/entity/task_dependencies", {**board.ends("up", "zero"), "offset_days": 0}
        )
        assert answer.json["data"]["attributes"]["offset_days"] == 0
        mine = ["dependent_task", "is", up]
        assert board.found("TaskDependency", mine, ["offset_days", "is", 0]) == [answer.json["data"]["id"]]
        assert board.found("TaskDependency", mine, ["offset_days", "is", None]) == [without["id"]]
        assert board.show("null", "zero") == ["03-04..03-05"] * 2


class TestScheduling:
    """§3."""

    def test_a_task_without_dates_is_placed_by_its_dependency(self, board: Board) -> None:
        board.task("up", "03-02..03-03")
        board.task("down")
        assert board.show("down") == ["-..-"]
        board.link("up", "down")
        assert board.show() == ["03-02..03-03", "03-04..03-05"]

    def test_the_cascade(self, film: Board) -> None:
        assert network(film) == [
            *("03-02..03-03", "03-04..03-05", "03-06..03-09", "03-04..03-05*", "03-02..03-03")
        ]
        film.write("up", due_date=day("03-05"))
        assert network(film) == [
            *("03-02..03-05", "03-06..03-09", "03-10..03-11", "03-04..03-05*!", "03-02..03-03")
        ]
        film.write("up", due_date=day("03-02"))
        assert network(film) == [
            *("03-02..03-02", "03-03..03-04", "03-05..03-06", "03-04..03-05*", "03-02..03-03")
        ]
        film.write("up", start_date=day("03-09"))
        assert network(film) == [
            *("03-09..03-09", "03-10..03-11", "03-12..03-13", "03-04..03-05*!", "03-09..03-10")
        ]
        film.write("up", duration=2400)
        assert network(film) == [
            *("03-09..03-13", "03-16..03-17", "03-18..03-19", "03-04..03-05*!", "03-09..03-10")
        ]
        film.write("d1", "03-02..03-03")
        assert film.show("d1", "d2") == ["03-02..03-03*!", "03-04..03-05"]
        film.write("d1", pinned=False)
        assert film.show("d1", "d2") == ["03-16..03-17", "03-18..03-19"]
        film.write("up", due_date=day("03-20"))
        assert network(film) == [
            *("03-09..03-20", "03-23..03-24", "03-25..03-26", "03-04..03-05*!", "03-09..03-10")
        ]

    def test_links_added_by_an_update_are_rows_that_place(self, film: Board) -> None:
        late = film.task("late", "03-11..03-12")
        film.write("d1", upstream_tasks=add(late))
        assert film.show("d1", "d2") == ["03-13..03-16", "03-17..03-18"]
        row = film.dependencies(film["d1"])[late["id"], film["d1"]["id"]]
        assert film.read(link("TaskDependency", row), "dependency_type", "offset_days") == {
            "dependency_type": FS,
            "offset_days": None,
        }
        film.task("latest", "03-18..03-19")
        film.write("latest", downstream_tasks=add(film["d1"]))
        assert film.show("d1") == ["03-20..03-23"]

    def test_links_of_a_create_are_rows_that_place(self, board: Board) -> None:
        """The real service does not place (improvements B16)."""
        up = board.task("up", "03-02..03-03")
        board.task("down", upstream_tasks=[up])
        request = {
            "request_type": "create",
            "entity": "Task",
            "data": {"project": board.project, "duration": 960, "upstream_tasks": [up]},
        }
        answer = board.batch(request)
        board.tasks["batched"] = link("Task", answer.json["data"][0]["data"]["id"])
        assert board.show("down", "batched") == ["03-04..03-05"] * 2

    @pytest.mark.parametrize("lost", [{"start_date": None, "due_date": None}, {"due_date": None}])
    def test_dates_taken_away_upstream_move_nothing(self, film: Board, lost: dict[str, Any]) -> None:
        film.write("up", **lost)
        assert film.show("d1", "d2", "ss") == ["03-04..03-05", "03-06..03-09", "03-02..03-03"]

    @pytest.mark.parametrize(
        ("written", "shown", "freed"),
        [
            (days("03-30..03-31"), "03-30..03-31*", "03-04..03-05"),
            ({"start_date": "2026-03-03"}, "03-03..03-04*!", "03-04..03-05"),
            ({"due_date": "2026-03-06"}, "03-04..03-06*", "03-04..03-06"),
            ({"start_date": None}, "-..03-05*", "03-04..03-05"),
            ({"due_date": None}, "03-04..-*", "03-04..03-05"),
            ({"start_date": None, "due_date": None}, "-..-*", "03-04..03-05"),
            ({"duration": 1440}, "03-04..03-06", "03-04..03-06"),
            ({"pinned": True}, "03-04..03-05*", "03-04..03-05"),
            ({"est_in_mins": 10, "content": "d1"}, "03-04..03-05", "03-04..03-05"),
        ],
    )
    def test_who_moves_a_waiting_task_pins_it_until_it_is_unpinned(
        self, film: Board, written: dict[str, object], shown: str, freed: str
    ) -> None:
        film.write("d1", **written)
        assert film.dates(film["d1"]) == shown
        film.write("d1", pinned=False)
        assert film.dates(film["d1"]) == freed

    def test_a_task_that_waits_for_nothing_is_not_pinned_and_not_moved_by_unpinning(
        self, film: Board
    ) -> None:
        film.write("up", "03-09..03-10")
        assert film.show("up") == ["03-09..03-10"]
        film.write("up", pinned=True)
        film.write("up", pinned=False)
        assert film.show("up") == ["03-09..03-10"]
        film.write("up", "-..-", pinned=False)
        assert film.show("up") == ["-..-"]

    def test_a_pinned_task_holds_and_is_followed(self, film: Board) -> None:
        film.write("d1", "03-16..03-17")
        film.write("up", start_date=day("03-09"))
        assert film.show("up", "d1", "d2") == ["03-09..03-10", "03-16..03-17*", "03-18..03-19"]

    @pytest.mark.parametrize(
        ("lost", "then"),
        [
            ({"start_date": None, "due_date": None}, "-..-*"),
            ({"start_date": None}, "-..03-05*"),
            ({"due_date": None}, "03-10..03-11"),
        ],
    )
    def test_a_pinned_task_that_lost_dates(self, film: Board, lost: dict[str, object], then: str) -> None:
        film.write("d1", **lost)
        film.write("up", start_date=day("03-06"))
        assert film.show("up", "d1") == ["03-06..03-09", then]
        film.write("d1", pinned=False)
        assert film.show("d1", "d2") == ["03-10..03-11", "03-12..03-13"]
        assert film.duration("d1") == 960

    def test_another_duration_stretches_a_waiting_task_where_it_is(self, film: Board) -> None:
        film.write("d1", duration=1440)
        assert film.show("d1", "d2") == ["03-04..03-06", "03-09..03-10"]


class TestUndo:
    """§4."""

    def test_a_deleted_dependency_is_retired_and_can_be_revived(self, board: Board) -> None:
        board.task("up", "03-02..03-03")
        board.task("down", "06-01..06-02")
        row = board.link("up", "down", dependency_type=SS, offset_days=2)
        board.delete(row)
        assert (board.status(row), board.status(row, retired=True)) == (404, 200)
        board.write("up", start_date=day("03-09"))
        assert board.dates(board["down"]) == "03-04..03-05"
        answer = board.revive(row)
        assert (answer.json["data"], answer.json["meta"]) == (row, {"did_revive": True})
        assert board.read(row, "dependency_type", "offset_days") == {
            "dependency_type": SS,
            "offset_days": 2,
        }
        assert board.dates(board["down"]) == "03-11..03-12"

    @pytest.mark.parametrize("side", ["upstream_tasks", "downstream_tasks"])
    def test_a_dependency_taken_out_of_a_list_is_retired_too(self, board: Board, side: str) -> None:
        """The real service erases it (improvements B14)."""
        up, down = board.task("up", "03-02..03-03"), board.task("down", "06-01..06-02")
        row = board.link("up", "down")
        owner, other = (down, up) if side == "upstream_tasks" else (up, down)
        board.change(owner, **{side: remove(other)})
        assert (board.status(row), board.status(row, retired=True)) == (404, 200)
        board.write("up", due_date=day("03-05"))
        assert board.dates(down) == "03-04..03-05"
        assert board.revive(row).json["meta"] == {"did_revive": True}
        assert board.dates(down) == "03-06..03-09"

    def test_a_dependency_deleted_in_a_batch_can_be_revived(self, board: Board) -> None:
        board.task("up", "03-02..03-03")
        board.task("down", "06-01..06-02")
        row = board.link("up", "down")
        request = {"request_type": "delete", "entity": "TaskDependency", "record_id": row["id"]}
        assert board.batch(request).json["data"][0]["did_delete"] is True
        assert board.revive(row).json["meta"] == {"did_revive": True}

    def test_a_dependency_made_again_places_alike_and_stands_in_the_way_of_the_old_one(
        self, board: Board
    ) -> None:
        board.task("up", "03-02..03-03")
        board.task("down", "06-01..06-02")
        row = board.link("up", "down", offset_days=1)
        board.delete(row)
        board.write("down", "04-01..04-02")
        board.link("up", "down", offset_days=1)
        assert board.dates(board["down"]) == "03-05..03-06"
        why = (
            "Can't unretire the entity because a field has a non-unique value for a unique index: "
            "sgcu_task_dependencies"
        )
        expected = refused(f"Revive failed for [TaskDependency with id={row['id']}]: {why}")
        assert told(board.revive(row)) == expected

    def test_without_its_dependency_a_task_stays_and_violates_nothing(self, film: Board) -> None:
        film.write("up", due_date=day("03-05"))
        assert film.dates(film["pin"]) == "03-04..03-05*!"
        ((_, row),) = film.dependencies(film["pin"]).items()
        film.delete(link("TaskDependency", row))
        assert film.dates(film["pin"]) == "03-04..03-05*"
        film.revive(link("TaskDependency", row))
        assert film.dates(film["pin"]) == "03-04..03-05*!"

    @pytest.mark.parametrize("in_batch", [False, True])
    def test_a_deleted_task_leaves_its_neighbours_and_returns_with_everything(
        self, film: Board, in_batch: bool
    ) -> None:
        task = film["d1"]
        original = film.make("tasks", task_template=film.make("task_templates"), content="origin")
        film.write("d1", template_task=original)
        version = film.make("versions", project=film.project, sg_task=task)
        file = film.make("published_files", project=film.project, task=task)
        rows = film.dependencies(task, film["d2"])
        if in_batch:
            request = {"request_type": "delete", "entity": "Task", "record_id": task["id"]}
            assert film.batch(request).status_code == 200
        else:
            film.delete(task)
        assert film.dependencies(film["d2"]) == {}
        assert film.read(film["d2"], "upstream_tasks") == {"upstream_tasks": []}
        assert film.read(version, "sg_task") == {"sg_task": None}
        assert film.read(file, "task") == {"task": None}
        assert film.found("Version", ["sg_task", "is", task]) == []
        film.write("up", due_date=day("03-10"))
        assert film.show("d2") == ["03-06..03-09"]
        film.revive(task)
        assert film.dependencies(task, film["d2"]) == rows
        assert film.show("d1", "d2") == ["03-11..03-12", "03-13..03-16"]
        read = [film.read(version, "sg_task")["sg_task"], film.read(file, "task")["task"]]
        assert [each["id"] for each in read] == [task["id"]] * 2
        assert film.read(task, "template_task")["template_task"]["id"] == original["id"]

    def test_a_deleted_dependency_is_not_deleted_again(self, board: Board) -> None:
        board.task("up")
        board.task("down")
        row = board.link("up", "down")
        board.delete(row)
        answer = board.api("DELETE", f"/entity/task_dependencies/{row['id']}")
        missing = f"Entity of type [TaskDependency] with id={row['id']} does not exist."
        assert told(answer) == not_found(missing, 104)
