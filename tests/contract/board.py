"""Tasks over REST, in the spelling of the contract's tables: `03-02..03-06` are two dates of 2026."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from falcon import testing
from tests.contract.client import Client

Link = dict[str, Any]
SCHEDULE = ("start_date", "due_date", "pinned", "dependency_violation")
TWO_DAYS = 960


def link(kind: str, row_id: int) -> Link:
    """A link to a row."""
    return {"type": kind, "id": row_id}


def ends(upstream: Link, downstream: Link) -> tuple[int, int]:
    """The ids of two tasks, the one waited for first."""
    return upstream["id"], downstream["id"]


def day(text: str) -> str | None:
    """`03-02` as a day of 2026; `-` is none."""
    return None if text == "-" else f"2026-{text}"


def days(text: str) -> dict[str, str | None]:
    """`03-02..03-06` as the two dates of a task."""
    return dict(zip(SCHEDULE[:2], map(day, text.split("..")), strict=True))


@dataclass
class Board:
    """Tasks by name, made and moved through the API. Their dates read `03-02..03-06`, with `*` where pinned
    and `!` where in violation."""

    api: Client
    project: Link
    tasks: dict[str, Link] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Link:
        return self.tasks[name]

    def make(self, segment: str, /, **values: object) -> Link:
        """A new row."""
        answer = self.api("POST", f"/entity/{segment}", values)
        assert answer.status_code == 201, answer.text
        return link(answer.json["data"]["type"], answer.json["data"]["id"])

    def put(self, row: Link, /, **values: object) -> testing.Result:
        """Change a row, or try to."""
        return self.api("PUT", f"/entity/{row['type']}/{row['id']}", values)

    def change(self, row: Link, /, **values: object) -> dict[str, Any]:
        """Change a row; the fields of the answer, links as their data."""
        answer = self.put(row, **values)
        assert answer.status_code == 200, answer.text
        return fields_of(answer.json["data"])

    def read(self, row: Link, *names: str) -> dict[str, Any]:
        """Some fields of a row, links as their data."""
        answer = self.api("GET", f"/entity/{row['type']}/{row['id']}?fields={','.join(names)}")
        assert answer.status_code == 200, answer.text
        return fields_of(answer.json["data"])

    def delete(self, row: Link) -> None:
        """Retire a row."""
        assert self.api("DELETE", f"/entity/{row['type']}/{row['id']}").status_code == 204

    def revive(self, row: Link) -> testing.Result:
        """Revive a row, or try to."""
        return self.api("POST", f"/entity/{row['type']}/{row['id']}?revive=1")

    def batch(self, *requests: dict[str, Any]) -> testing.Result:
        """Several writes in one call."""
        return self.api("POST", "/entity/_batch", {"requests": requests})

    def status(self, row: Link, *, retired: bool = False) -> int:
        """200 where the row is to be seen, among the live rows or among the retired."""
        among = "?options[return_only]=retired" if retired else ""
        return int(self.api("GET", f"/entity/{row['type']}/{row['id']}{among}").status_code)

    def found(self, kind: str, *filters: list[Any]) -> list[int]:
        """The ids of the rows for which all filters hold, the oldest first."""
        return self.api.ids(self.api.search(kind, filters, sort="id"))

    def task(self, name: str, dates: str = "-..-", /, **values: object) -> Link:
        """A new task, of two days unless it is said otherwise."""
        sent = {"content": name, "project": self.project, "duration": TWO_DAYS, **values}
        sent |= {key: value for key, value in days(dates).items() if value is not None}
        self.tasks[name] = self.make("tasks", **sent)
        return self.tasks[name]

    def link(self, upstream: str, downstream: str, **values: object) -> Link:
        """The second task waits for the first; the row that says so."""
        return self.make("task_dependencies", **self.ends(upstream, downstream), **values)

    def ends(self, upstream: str, downstream: str) -> dict[str, Link]:
        """The two links of a dependency."""
        return {"task": self[downstream], "dependent_task": self[upstream]}

    def write(self, name: str, dates: str = "", /, **values: object) -> None:
        """Change a task."""
        self.change(self[name], **(days(dates) if dates else {}), **values)

    def show(self, *names: str) -> list[str]:
        """The dates of some tasks, or of all."""
        return [self.dates(self[name]) for name in names or self.tasks]

    def dates(self, task: Link) -> str:
        """The dates of a task."""
        row = self.read(task, *SCHEDULE)
        found = (row["start_date"], row["due_date"])
        text = "..".join("-" if each is None else str(each).removeprefix("2026-") for each in found)
        return text + ("*" if row["pinned"] else "") + ("!" if row["dependency_violation"] else "")

    def duration(self, name: str) -> int | None:
        """The duration of a task, in minutes."""
        found: int | None = self.read(self[name], "duration")["duration"]
        return found

    def dependencies(self, *tasks: Link) -> dict[tuple[int, int], int]:
        """The live dependencies into these tasks: by the ids of upstream and downstream task, that of the
        row."""
        found = {}
        for task in tasks:
            for row_id in self.found("TaskDependency", ["task", "is", task]):
                upstream = self.read(link("TaskDependency", row_id), "dependent_task")["dependent_task"]
                found[upstream["id"], task["id"]] = row_id
        return found


def fields_of(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row, links as their data."""
    return {**row["attributes"], **{name: each["data"] for name, each in row["relationships"].items()}}
