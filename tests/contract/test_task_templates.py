"""Templates of tasks, applied and undone: every worked example of behaviour/scheduling §5 to §7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from falcon import testing
from tests.contract.board import Board, Link, days, ends, link
from tests.contract.client import JSON, Client, not_found, told, wrong

FS, SS = "finish-to-start-next-day", "start-to-start"


class Strict(Client):
    """A client that wants to hear of what otherwise passes in silence."""

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        content_type: str | None = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> testing.Result:
        wish = {"Prefer": "handling=strict", **(headers or {})}
        return super().__call__(method, path, body, content_type, wish)


@dataclass
class Template:
    """A template and its tasks by name, and the tasks of rows that it is applied to."""

    board: Board
    row: Link = field(init=False)
    tasks: dict[str, Link] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.row = self.board.make("task_templates", code="T", entity_type="Shot")

    def __getitem__(self, name: str) -> Link:
        return self.tasks[name]

    def task(self, name: str, dates: str = "-..-", /, **values: object) -> Link:
        """A new task of the template."""
        dated = {key: value for key, value in days(dates).items() if value is not None}
        self.tasks[name] = self.board.make("tasks", content=name, task_template=self.row, **dated, **values)
        return self.tasks[name]

    def link(self, upstream: str, downstream: str, **values: object) -> Link:
        """The second task of the template waits for the first."""
        ends = {"task": self[downstream], "dependent_task": self[upstream]}
        return self.board.make("task_dependencies", **ends, **values)

    def host(self, segment: str = "shots", /, **values: object) -> Link:
        """A new row that the template is applied to."""
        return self.board.make(segment, project=self.board.project, **{"task_template": self.row, **values})

    def apply(self, host: Link) -> None:
        """Apply the template once more: none, and then this one."""
        self.board.change(host, task_template=None)
        self.board.change(host, task_template=self.row)


def shot(board: Board) -> Link:
    """A shot without a template."""
    return board.make("shots", project=board.project)


def tasks_of(board: Board, host: Link) -> list[Link]:
    """The tasks of a row, the oldest first."""
    return [link("Task", row_id) for row_id in board.found("Task", ["entity", "is", host])]


def named(board: Board, host: Link) -> dict[str, Link]:
    """The tasks of a row by name."""
    return {board.read(task, "content")["content"]: task for task in tasks_of(board, host)}


def by_hand(board: Board, host: Link, name: str, dates: str = "-..-", /, **values: object) -> Link:
    """A task of a row that no template made."""
    dated = {key: value for key, value in days(dates).items() if value is not None}
    return board.make("tasks", project=board.project, entity=host, content=name, **dated, **values)


def update(row: Link, /, **data: object) -> dict[str, Any]:
    return {"request_type": "update", "entity": row["type"], "record_id": row["id"], "data": data}


def ids(*rows: Link) -> tuple[int, ...]:
    return tuple(each["id"] for each in rows)


@pytest.fixture
def board(api: Client, ids: dict[str, int]) -> Board:
    return Board(api, link("Project", ids["project"]))


@pytest.fixture
def template(board: Board) -> Template:
    """A template without tasks yet."""
    return Template(board)


@pytest.fixture
def pair(template: Template) -> tuple[Link, Link, Link]:
    """A shot, and its tasks `a` and `b`, which waits for it, made by the template."""
    template.task("a", duration=960)
    template.task("b", duration=960)
    template.link("a", "b")
    host = template.host()
    one, two = tasks_of(template.board, host)
    return host, one, two


class TestModel:
    """§5; entity-types B.8 and B.9."""

    def test_a_template_has_tasks_that_belong_to_no_project(self, template: Template) -> None:
        task, board = template.task("a"), template.board
        assert board.found("Task", ["task_template", "is", template.row]) == [task["id"]]
        assert board.read(task, "project", "entity") == {"project": None, "entity": None}
        assert board.read(template.row, "task_count") == {"task_count": "1"}
        answer = board.api("POST", "/entity/tasks", {"task_template": template.row, "project": board.project})
        assert told(answer) == wrong("API create() Invalid Task: a task template may not have a project")
        answer = board.put(template.row, task_count=5)
        assert told(answer) == wrong("API update() TaskTemplate.task_count is read only.")

    @pytest.mark.parametrize("segment", ["shots", "assets", "sequences"])
    def test_any_template_is_applied_to_any_row_with_tasks(self, template: Template, segment: str) -> None:
        origin, board = template.task("a"), template.board
        host = template.host(segment)
        (task,) = tasks_of(board, host)
        assert board.read(task, "template_task")["template_task"]["id"] == origin["id"]

    def test_a_retired_template_takes_its_tasks_along_and_leaves_those_made_after_them(
        self, template: Template, pair: tuple[Link, Link, Link]
    ) -> None:
        host, *made = pair
        board = template.board
        board.delete(template.row)
        assert [board.status(each) for each in template.tasks.values()] == [404, 404]
        assert tasks_of(board, host) == made
        board.revive(template.row)
        assert [board.status(each) for each in template.tasks.values()] == [200, 200]

    def test_a_project_s_default_is_a_note_in_its_settings_and_makes_no_tasks(
        self, template: Template
    ) -> None:
        board = template.board
        template.task("a")
        project = board.make("projects", name=f"Defaults {template.row['id']}")
        chosen = {"Shot": {**template.row, "name": "T", "valid": "valid"}}
        board.change(project, tracking_settings={"default_task_template": chosen})
        assert board.read(project, "tracking_settings")["tracking_settings"] == {
            "default_task_template": chosen
        }
        for sent in ({}, {"task_template": None}):
            host = board.make("shots", project=project, **sent)
            assert tasks_of(board, host) == []
        no_filter = (
            "API read() Project.tracking_settings's 'serializable' data type cannot be used in a filter."
        )
        answer = board.api.search("projects", [["tracking_settings", "is", None]])
        assert told(answer)[2] == no_filter

    def test_the_templates_of_a_project_are_another_list_kept_by_rows_of_its_own(
        self, template: Template
    ) -> None:
        board = template.board
        board.change(template.row, projects=[board.project])
        mine = [each["id"] for each in board.read(board.project, "task_templates")["task_templates"]]
        assert template.row["id"] in mine
        (row,) = board.found("ProjectTaskTemplateConnection", ["task_template", "is", template.row])
        read = board.read(link("ProjectTaskTemplateConnection", row), "project")
        assert read["project"]["id"] == board.project["id"]
        before = board.read(board.project, "tracking_settings")
        board.change(
            board.project, task_templates={"multi_entity_update_mode": "remove", "value": [template.row]}
        )
        assert board.read(template.row, "projects") == {"projects": []}
        assert board.read(board.project, "tracking_settings") == before


class TestCreate:
    """§6.1."""

    def test_tasks_are_copies(self, template: Template) -> None:
        board = template.board
        mark = template.row["id"]
        uma, bo = (board.make("human_users", login=f"{name} {mark}", name=name) for name in ("uma", "bo"))
        step = board.make("steps", code="Light", short_name="lgt")
        values: dict[str, Any] = {
            "sg_sort_order": 7,
            "sg_status_list": "hld",
            "est_in_mins": 600,
            "sg_description": "as bright as day",
            "sg_priority_1": "1_Tier",
        }
        links = {"step": step, "task_assignees": [uma], "task_reviewers": [bo]}
        origin = template.task("light", "03-02..03-04", **values, **links, pinned=True)
        template.task("review", milestone=True)
        answer = board.api("POST", "/entity/shots", {"project": board.project, "task_template": template.row})
        assert answer.json["data"]["relationships"]["tasks"]["data"] == []
        host = link("Shot", answer.json["data"]["id"])
        light, review = tasks_of(board, host)
        read = board.read(light, "content", "duration", *values)
        assert read == {"content": "light", "duration": 1440, **values}
        assert board.dates(light) == "03-02..03-04"
        linked = board.read(light, *links, "template_task", "task_template", "project", "entity")
        assert [each["id"] for each in (*linked["task_assignees"], *linked["task_reviewers"])] == [
            *ids(uma, bo)
        ]
        assert [linked[name]["id"] for name in ("step", "template_task", "project", "entity")] == [
            *ids(step, origin, board.project, host)
        ]
        assert linked["task_template"] is None
        assert board.read(review, "milestone", "duration") == {"milestone": True, "duration": 0}

    def test_dependencies_are_copies_and_no_offset_stays_none(self, template: Template) -> None:
        board = template.board
        for name in "abcd":
            template.task(name, "03-02..03-03")
        template.link("a", "b")
        template.link("b", "c", offset_days=0)
        template.link("a", "d", dependency_type=SS, offset_days=2)
        made = named(board, template.host())
        copied = {}
        for (upstream, downstream), row in board.dependencies(*made.values()).items():
            read = board.read(link("TaskDependency", row), "dependency_type", "offset_days")
            copied[upstream, downstream] = (read["dependency_type"], read["offset_days"])
        assert copied == {
            ends(made["a"], made["b"]): (FS, None),
            ends(made["b"], made["c"]): (FS, 0),
            ends(made["a"], made["d"]): (SS, 2),
        }
        assert [board.dates(made[name]) for name in "abcd"] == [
            *("03-02..03-03", "03-04..03-05", "03-06..03-09", "03-04..03-05")
        ]

    def test_no_template_makes_nothing(self, template: Template) -> None:
        template.task("a")
        assert tasks_of(template.board, template.host(task_template=None)) == []

    def test_a_batch_makes_the_tasks_of_each(self, template: Template) -> None:
        board = template.board
        template.task("a")
        data = {"project": board.project, "task_template": template.row}
        request = {"request_type": "create", "entity": "Shot", "data": data}
        answer = board.batch(request, request)
        hosts = [link("Shot", each["data"]["id"]) for each in answer.json["data"]]
        assert [len(tasks_of(board, host)) for host in hosts] == [1, 1]


class TestUpdate:
    """§6.2."""

    def test_only_another_value_applies(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = template.host()
        (task,) = tasks_of(board, host)
        board.delete(task)
        board.change(host, task_template=template.row, description="again")
        assert tasks_of(board, host) == []
        board.change(host, task_template=None)
        assert tasks_of(board, host) == []
        board.change(host, task_template=template.row)
        (new,) = tasks_of(board, host)
        board.revive(task)
        assert tasks_of(board, host) == [task, new]

    def test_a_template_that_changes_is_not_applied_again(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = template.host()
        board.change(template["a"], content="other")
        template.task("b")
        assert list(named(board, host)) == ["a"]

    def test_there_is_no_mode(self, template: Template) -> None:
        answer = template.board.put(shot(template.board), task_template_mode="merge")
        assert told(answer)[2] == "API update() Shot.task_template_mode doesn't exist."

    def test_a_task_that_looks_alike_is_another(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = shot(board)
        mine = by_hand(board, host, "a", sg_status_list="ip")
        board.change(host, task_template=template.row)
        both = tasks_of(board, host)
        assert [board.read(each, "content")["content"] for each in both] == ["a", "a"]
        assert board.read(mine, "sg_status_list", "template_task") == {
            "sg_status_list": "ip",
            "template_task": None,
        }

    def test_a_claimed_task_is_not_made_again(self, template: Template) -> None:
        board = template.board
        template.task("a", est_in_mins=60)
        host = shot(board)
        mine = by_hand(board, host, "mine")
        board.change(mine, template_task=template["a"])
        assert board.read(mine, "content", "est_in_mins") == {"content": "mine", "est_in_mins": None}
        board.change(host, task_template=template.row)
        assert named(board, host) == {"a": mine}

    def test_of_two_tasks_from_one_the_oldest_is_brought_in_step(self, template: Template) -> None:
        """The real service picks either (improvements B15)."""
        board = template.board
        template.task("a")
        host = shot(board)
        old, new = (by_hand(board, host, name, template_task=template["a"]) for name in ("old", "new"))
        board.change(host, task_template=template.row)
        assert named(board, host) == {"a": old, "new": new}

    def test_a_strict_caller_is_told_of_two_tasks_from_one(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = shot(board)
        old, new = (by_hand(board, host, name, template_task=template["a"]) for name in ("old", "new"))
        strict = replace(board, api=Strict(**vars(board.api)))
        cause = (
            f"several Tasks came from Task {template['a']['id']} of the template: {old['id']}, {new['id']}."
        )
        title = f"Update failed for [Shot.task_template]: {cause}"
        change = update(host, task_template=template.row)
        for answer in (strict.put(host, task_template=template.row), strict.batch(change)):
            assert told(answer) == (409, 104, title, None, None)
        assert named(board, host) == {"old": old, "new": new}
        board.delete(new)
        strict.change(host, task_template=template.row)
        assert named(board, host) == {"a": old}

    def test_another_template_leaves_the_tasks_of_the_first_alone(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = template.host()
        (task,) = tasks_of(board, host)
        board.change(task, sg_status_list="ip", content="mine")
        other = Template(board)
        other.task("b")
        board.change(host, task_template=other.row)
        assert list(named(board, host)) == ["mine", "b"]
        assert board.read(task, "sg_status_list") == {"sg_status_list": "ip"}


class TestInStep:
    """§6.3."""

    @pytest.mark.parametrize(
        ("name", "origin", "before", "after"),
        [
            ("content", "a", "a_renamed", "a"),
            ("est_in_mins", 600, 60, 600),
            ("est_in_mins", 0, 60, 0),
            ("est_in_mins", None, 60, 60),
            ("sg_description", "T.a", "hand", "T.a"),
            ("sg_description", "", "hand", "hand"),
            ("sg_sort_order", 10, 77, 10),
            ("sg_priority_1", "1_Tier", "3_Tier", "1_Tier"),
            ("sg_priority_1", None, "3_Tier", "3_Tier"),
            ("milestone", False, True, True),
            ("sg_status_list", "wtg", "ip", "ip"),
            ("pinned", True, False, False),
            ("duration", 1440, 1920, 1440),
            ("duration", 0, 1920, 0),
            ("duration", None, 1920, 1920),
        ],
    )
    def test_a_field_is_overwritten_where_the_template_says_something(
        self, template: Template, name: str, origin: object, before: object, after: object
    ) -> None:
        board = template.board
        template.task("a", **({} if name == "content" else {name: origin}))
        host = template.host()
        (task,) = tasks_of(board, host)
        board.change(task, **{name: before})
        template.apply(host)
        assert tasks_of(board, host) == [task]
        assert board.read(task, name) == {name: after}

    def test_reviewers_are_overwritten_and_assignees_kept_or_filled(self, template: Template) -> None:
        board = template.board
        one, two = (board.make("groups", code=f"G{number} {template.row['id']}") for number in (1, 2))
        template.task("a", task_reviewers=[one], task_assignees=[one])
        host = template.host()
        (task,) = tasks_of(board, host)
        board.change(task, task_reviewers=[two], task_assignees=[two])
        template.apply(host)
        read = board.read(task, "task_reviewers", "task_assignees")
        assert [each["id"] for each in (*read["task_reviewers"], *read["task_assignees"])] == [*ids(one, two)]
        board.change(task, task_assignees=[])
        template.apply(host)
        (assignee,) = board.read(task, "task_assignees")["task_assignees"]
        assert assignee["id"] == one["id"]

    @pytest.mark.parametrize(
        ("origin", "length", "before", "dates", "duration"),
        [
            ("03-02..03-04", None, "05-04..05-08", "05-04..05-08", 2400),
            ("-..-", 960, "05-04..05-08", "05-04..05-08", 2400),
            ("03-02..03-04", None, "-..-", "03-02..03-04", 1440),
            ("-..-", 960, "05-04..-", "05-04..-", None),
        ],
    )
    def test_dates_are_kept_or_filled(
        self,
        template: Template,
        origin: str,
        length: int | None,
        before: str,
        dates: str,
        duration: int | None,
    ) -> None:
        board = template.board
        template.task("a", origin, **({} if length is None else {"duration": length}))
        host = shot(board)
        task = by_hand(board, host, "a", before, template_task=template["a"])
        board.change(host, task_template=template.row)
        assert board.dates(task) == dates
        assert board.read(task, "duration") == {"duration": duration}

    def test_a_milestone_collapses_a_task_to_its_due_date(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = template.host()
        (task,) = tasks_of(board, host)
        board.change(task, **days("06-01..06-03"))
        board.change(template["a"], milestone=True)
        template.apply(host)
        assert board.dates(task) == "06-03..06-03"
        assert board.read(task, "duration") == {"duration": 0}

    def test_a_task_with_only_a_duration_goes_behind_the_one_it_waits_for(self, template: Template) -> None:
        board = template.board
        template.task("a")
        template.task("b", duration=960)
        template.link("a", "b")
        host = shot(board)
        by_hand(board, host, "a", "05-04..05-08", template_task=template["a"])
        waiting = by_hand(board, host, "b", template_task=template["b"])
        board.change(host, task_template=template.row)
        assert board.dates(waiting) == "05-11..05-12"

    def test_kept_dates_are_no_pin(self, template: Template, pair: tuple[Link, Link, Link]) -> None:
        host, one, two = pair
        board = template.board
        board.change(one, **days("05-04..05-08"))
        template.apply(host)
        assert [board.dates(each) for each in (one, two)] == ["05-04..05-08", "05-11..05-12"]


class TestDependencies:
    """§6.4."""

    def test_one_that_is_right_keeps_its_id(self, template: Template, pair: tuple[Link, Link, Link]) -> None:
        host, one, two = pair
        before = template.board.dependencies(one, two)
        template.apply(host)
        assert template.board.dependencies(one, two) == before

    @pytest.mark.parametrize("change", [{"dependency_type": SS}, {"offset_days": 2}, {"offset_days": 0}])
    def test_one_that_differs_is_made_anew(
        self, template: Template, pair: tuple[Link, Link, Link], change: dict[str, Any]
    ) -> None:
        """The real service erases the old one (improvements B14)."""
        host, one, two = pair
        board = template.board
        old = link("TaskDependency", board.dependencies(two)[ends(one, two)])
        board.change(old, **change)
        template.apply(host)
        new = link("TaskDependency", board.dependencies(two)[ends(one, two)])
        assert new != old
        assert board.read(new, "dependency_type", "offset_days") == {
            "dependency_type": FS,
            "offset_days": None,
        }
        assert (board.status(old), board.status(old, retired=True)) == (404, 200)

    def test_one_in_the_reverse_direction_is_turned(
        self, template: Template, pair: tuple[Link, Link, Link]
    ) -> None:
        host, one, two = pair
        board = template.board
        board.change(two, upstream_tasks=[])
        board.change(one, upstream_tasks=[two])
        template.apply(host)
        assert set(board.dependencies(one, two)) == {ends(one, two)}

    def test_what_a_linked_task_waits_for_besides_goes_and_what_waits_for_it_stays(
        self, template: Template, pair: tuple[Link, Link, Link]
    ) -> None:
        host, one, two = pair
        board = template.board
        template.task("c")
        template.apply(host)
        three = named(board, host)["c"]
        mine = by_hand(board, host, "mine")
        elsewhere = by_hand(board, shot(board), "elsewhere")
        for upstream, downstream in ((one, three), (mine, two), (elsewhere, two), (three, mine)):
            board.make("task_dependencies", task=downstream, dependent_task=upstream)
        template.apply(host)
        everything = (one, two, three, mine, elsewhere)
        assert set(board.dependencies(*everything)) == {ends(one, two), ends(three, mine)}

    @pytest.mark.parametrize("first", ["linked", "claimed", "new"])
    @pytest.mark.parametrize("second", ["linked", "claimed", "new"])
    def test_tasks_are_wired_however_they_came_to_be_there(
        self, template: Template, first: str, second: str
    ) -> None:
        board = template.board
        template.task("a", duration=960)
        template.task("b", duration=960)
        host = template.host()
        template.link("a", "b")
        for task, kind in zip(tasks_of(board, host), (first, second), strict=True):
            if kind != "linked":
                board.delete(task)
        requests = []
        for name, kind in (("a", first), ("b", second)):
            if kind == "claimed":
                requests.append(update(by_hand(board, host, "mine"), template_task=template[name]))
        answer = board.batch(
            *requests, update(host, task_template=None), update(host, task_template=template.row)
        )
        assert answer.status_code == 200
        made = named(board, host)
        assert sorted(made) == ["a", "b"]
        assert set(board.dependencies(*made.values())) == {ends(made["a"], made["b"])}

    def test_a_new_one_places_a_task_unless_it_is_pinned(
        self, template: Template, pair: tuple[Link, Link, Link]
    ) -> None:
        host, one, two = pair
        board = template.board
        board.change(one, **days("03-02..03-03"))
        for pinned, dates in ((False, "03-04..03-05"), (True, "03-02..03-03*!")):
            board.change(two, upstream_tasks=[])
            board.change(two, **days("03-02..03-03"), pinned=pinned)
            template.apply(host)
            assert board.dates(two) == dates

    def test_a_circle_opens_before_it_closes(self, template: Template, pair: tuple[Link, Link, Link]) -> None:
        host, one, two = pair
        board = template.board
        mine = by_hand(board, host, "mine")
        board.change(two, upstream_tasks=[])
        board.change(mine, upstream_tasks=[two])
        board.change(one, upstream_tasks=[mine])
        template.apply(host)
        assert set(board.dependencies(one, two, mine)) == {ends(one, two), ends(two, mine)}


class TestBatch:
    """§6.5."""

    def test_a_claim_and_an_apply_are_done_in_order(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = shot(board)
        mine = by_hand(board, host, "mine")
        answer = board.batch(
            update(mine, template_task=template["a"]),
            update(host, task_template=None),
            update(host, task_template=template.row),
        )
        assert answer.status_code == 200
        assert named(board, host) == {"a": mine}

    @pytest.mark.parametrize("place", [0, 2])
    def test_a_request_that_fails_takes_everything_back(self, template: Template, place: int) -> None:
        board = template.board
        template.task("a")
        template.task("b")
        template.link("a", "b")
        host = shot(board)
        mine = by_hand(board, host, "mine")
        last = board.found("EventLogEntry")[-1]
        requests = [update(mine, template_task=template["a"]), update(host, task_template=template.row)]
        requests.insert(place, update(link("Version", 999_999_999), code="x"))
        missing = "Entity of type [Version] with id=999999999 does not exist."
        assert told(board.batch(*requests)) == not_found(missing, 104)
        assert named(board, host) == {"mine": mine}
        assert board.read(mine, "template_task") == {"template_task": None}
        assert board.read(host, "task_template") == {"task_template": None}
        assert board.found("EventLogEntry")[-1] == last


class TestEvents:
    """§6.6."""

    def test_an_apply_tells_of_everything_it_makes(self, template: Template) -> None:
        board = template.board
        template.task("a")
        template.task("b")
        template.link("a", "b")
        told_before = self._told(board, 0)
        board.make("shots", project=board.project, code="SH010")
        told_of_plain = self._told(board, told_before[-1]["id"])
        host = template.host(code="SH010")
        rows = self._told(board, told_of_plain[-1]["id"])
        assert len(rows) == len(told_of_plain) + 1 + 2 + 16 + 3
        of_host = [each for each in rows if each["meta"]["entity_type"] == "Shot"]
        marks = [each["meta"] for each in of_host if each["attribute_name"] == "task_template"]
        assert [meta["in_create"] for meta in marks] == [True]
        lists = [each["meta"] for each in of_host if each["attribute_name"] == "tasks"]
        assert [(meta["in_create"], len(meta["added"]), meta["removed"]) for meta in lists] == [
            *((True, 1, []), (True, 1, []))
        ]
        markers = [
            each["meta"]
            for each in rows
            if each["attribute_name"] == "template_task" and each["meta"]["entity_type"] == "Task"
        ]
        for meta, name in zip(markers, "ab", strict=True):
            assert (meta["in_create"], meta["old_value"]) == (True, None)
            assert meta["new_value"] == {
                "name": name,
                "type": "Task",
                "id": template[name]["id"],
                "valid": "valid",
                "status": "wtg",
                "uuid": None,
            }
        of_links = [
            each["attribute_name"] for each in rows if each["meta"]["entity_type"] == "TaskDependency"
        ]
        assert sorted(map(str, of_links)) == ["None", "dependent_task", "task"]
        first = tasks_of(board, host)[0]["id"]
        of_first = [each["attribute_name"] for each in rows if each["meta"]["entity_id"] == first]
        assert {"color", "sg_status_list", "template_task", "downstream_tasks"} <= {*of_first}
        assert {each["user"]["type"] for each in rows} == {"ApiUser"}
        assert {each["session_uuid"] for each in rows} == {None}

    def test_an_apply_by_an_update_is_told_as_one(self, template: Template) -> None:
        board = template.board
        template.task("a")
        host = shot(board)
        last = self._told(board, 0)[-1]["id"]
        board.change(host, task_template=template.row)
        of_host = [
            (each["attribute_name"], each["meta"].get("in_create", False))
            for each in self._told(board, last)
            if each["meta"]["entity_type"] == "Shot"
        ]
        assert sorted(of_host) == [("task_template", False), ("tasks", True)]

    def test_a_claim_is_told(self, template: Template) -> None:
        board = template.board
        template.task("a")
        mine = by_hand(board, shot(board), "mine")
        last = self._told(board, 0)[-1]["id"]
        board.change(mine, template_task=template["a"])
        assert [each["attribute_name"] for each in self._told(board, last)] == ["template_task"]

    @staticmethod
    def _told(board: Board, after: int) -> list[dict[str, Any]]:
        """The rows of the log after one of them."""
        names = ["attribute_name", "meta", "user", "session_uuid"]
        answer = board.api.search(
            "event_log_entries",
            [["id", "greater_than", after]],
            fields=names,
            sort="id",
            page={"size": 5000},
        )
        return [
            {
                "id": row["id"],
                **row["attributes"],
                "user": row["relationships"]["user"]["data"],
            }
            for row in answer.json["data"]
        ]


class TestUndo:
    """§7: a template B was applied over A, with a's and b's tasks claimed by it."""

    @pytest.fixture
    def merged(self, template: Template, pair: tuple[Link, Link, Link]) -> Template:
        """B: its A comes after its B, and it has a C."""
        host, one, two = pair
        other = Template(template.board)
        for name in "ABC":
            other.task(name, duration=960)
        other.link("B", "A")
        for task, name in ((one, "A"), (two, "B")):
            other.board.change(task, template_task=other[name])
        other.board.change(host, task_template=other.row)
        assert sorted(named(other.board, host)) == ["A", "B", "C"]
        assert set(other.board.dependencies(one, two)) == {ends(two, one)}
        return other

    @pytest.mark.parametrize("in_batch", [False, True])
    def test_tasks_first_and_then_the_row(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template, in_batch: bool
    ) -> None:
        host, one, two = pair
        board = template.board
        made = named(board, host)["C"]
        for task in (one, two):
            board.make("task_dependencies", task=task, dependent_task=made)
        requests = [
            update(one, template_task=template["a"]),
            update(two, template_task=template["b"]),
            update(host, task_template=template.row),
            {"request_type": "delete", "entity": "Task", "record_id": made["id"]},
        ]
        for group in [requests] if in_batch else [[each] for each in requests]:
            assert board.batch(*group).status_code == 200
        assert named(board, host) == {"a": one, "b": two}
        assert set(board.dependencies(one, two)) == {ends(one, two)}

    def test_only_what_the_tasks_wait_for_is_put_right(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template
    ) -> None:
        host, one, two = pair
        board = template.board
        outside = by_hand(board, shot(board), "outside")
        below = by_hand(board, shot(board), "below")
        for upstream, downstream in ((outside, two), (one, below)):
            board.make("task_dependencies", task=downstream, dependent_task=upstream)
        board.change(one, template_task=template["a"])
        board.change(two, template_task=template["b"])
        board.change(host, task_template=template.row)
        assert set(board.dependencies(one, two, below)) == {ends(one, two), ends(one, below)}

    def test_the_row_first_makes_new_tasks_and_moves_the_dependencies_onto_them(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template
    ) -> None:
        host, one, _ = pair
        board = template.board
        board.change(one, template_task=template["a"])
        board.change(host, task_template=template.row)
        made = named(board, host)
        assert sorted(made) == ["B", "C", "a", "b"]
        assert made["a"] == one
        assert set(board.dependencies(*made.values())) == {ends(one, made["b"])}

    def test_no_template_takes_nothing_away(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template
    ) -> None:
        host, one, two = pair
        board = template.board
        for task in (one, two):
            board.change(task, template_task=None)
        board.change(host, task_template=None)
        assert sorted(named(board, host)) == ["A", "B", "C"]
        assert set(board.dependencies(one, two)) == {ends(two, one)}

    def test_a_dependency_that_the_apply_took_is_not_there_to_be_deleted(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template
    ) -> None:
        host, one, two = pair
        board = template.board
        row = board.dependencies(one)[ends(two, one)]
        answer = board.batch(
            update(one, template_task=template["a"]),
            update(two, template_task=template["b"]),
            update(host, task_template=template.row),
            {"request_type": "delete", "entity": "TaskDependency", "record_id": row},
        )
        missing = f"Entity of type [TaskDependency] with id={row} does not exist."
        assert told(answer) == not_found(missing, 104)
        assert sorted(named(board, host)) == ["A", "B", "C"]
        assert board.dependencies(one, two) == {ends(two, one): row}

    def test_a_task_that_is_still_retired_is_made_again(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template
    ) -> None:
        host, one, two = pair
        board = template.board
        board.change(one, template_task=template["a"])
        board.change(two, template_task=template["b"])
        board.delete(two)
        board.change(host, task_template=template.row)
        board.revive(two)
        origins = [board.read(each, "template_task")["template_task"] for each in tasks_of(board, host)]
        assert [each["id"] for each in origins].count(template["b"]["id"]) == 2

    def test_what_survives_applies_both_ways(
        self, template: Template, pair: tuple[Link, Link, Link], merged: Template
    ) -> None:
        host, one, two = pair
        board = template.board
        board.change(two, sg_status_list="ip", pinned=True, **days("05-04..05-05"))
        board.change(one, template_task=template["a"])
        board.change(two, template_task=template["b"])
        board.change(host, task_template=template.row)
        assert board.read(two, "sg_status_list") == {"sg_status_list": "ip"}
        assert board.dates(two) == "05-04..05-05*!"
