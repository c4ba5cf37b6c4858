"""Tasks on a new site, in the spelling of the contract's tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.fixtures.desk import Desk, Values

from slatehouse.schema.link import Target

TWO_DAYS = 960


def days(text: str) -> Values:
    """`03-02..03-06` as the two dates of a task in 2026; `-` is none."""
    return dict(zip(("start_date", "due_date"), map(day, text.split("..")), strict=True))


def day(text: str) -> str | None:
    """`03-02` as a day of 2026; `-` is none."""
    return None if text == "-" else f"2026-{text}"


@dataclass
class Board:
    """Tasks by name. Their dates read `03-02..03-06`, with `*` where pinned and `!` where in violation."""

    desk: Desk
    tasks: dict[str, Target] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Target:
        return self.tasks[name]

    def task(self, name: str, dates: str = "-..-", /, **values: object) -> Target:
        """A new task, of two days unless it is said otherwise."""
        sent = {"content": name, "duration": TWO_DAYS, **values}
        sent |= {key: value for key, value in days(dates).items() if value is not None}
        self.tasks[name] = self.desk.create("Task", **sent)
        return self.tasks[name]

    def link(self, upstream: str, downstream: str, **values: object) -> Target:
        """The second task waits for the first."""
        ends = {"task": self[downstream], "dependent_task": self[upstream]}
        return self.desk.create("TaskDependency", **ends, **values)

    def write(self, name: str, dates: str = "", /, **values: object) -> None:
        """Change a task."""
        self.desk.update(self[name], **(days(dates) if dates else {}), **values)

    def show(self, *names: str) -> list[str]:
        """The dates of some tasks, or of all."""
        return [self.dates(name) for name in names or self.tasks]

    def dates(self, name: str) -> str:
        """The dates of a task."""
        return shown(self.desk.read(self[name], "start_date", "due_date", "pinned", "dependency_violation"))

    def duration(self, name: str) -> object:
        """The duration of a task, in minutes."""
        return self.desk.get(self[name], "duration")


@dataclass
class Log:
    """What the event log tells since this was made."""

    desk: Desk
    seen: int = field(init=False)

    def __post_init__(self) -> None:
        self.seen = len(self.desk.find("EventLogEntry"))

    @property
    def told(self) -> list[tuple[str, object]]:
        """The kinds of the entries, and the fields that they are about."""
        return [
            (str(row["event_type"]).removeprefix("Shotgun_"), row["attribute_name"]) for row in self._rows
        ]

    @property
    def changes(self) -> list[tuple[Target, object, object, object]]:
        """The changed values: of which row, which field, from what and to what."""
        return [
            (
                Target(meta["entity_type"], meta["entity_id"]),
                *(meta[key] for key in ("attribute_name", "old_value", "new_value")),
            )
            for meta in self.metas
            if "old_value" in meta
        ]

    @property
    def metas(self) -> list[dict[str, Any]]:
        """What the entries keep."""
        return [row["meta"] for row in self._rows]

    @property
    def _rows(self) -> list[dict[str, Any]]:
        names = ("event_type", "attribute_name", "meta", "user")
        entries = [Target("EventLogEntry", row_id) for row_id in self.desk.find("EventLogEntry")[self.seen :]]
        return [self.desk.read(entry, *names) for entry in entries]


def shown(row: Values) -> str:
    """The dates of a task that was read, with its marks."""
    dates = (row["start_date"], row["due_date"])
    text = "..".join("-" if each is None else str(each).removeprefix("2026-") for each in dates)
    return text + ("*" if row["pinned"] else "") + ("!" if row["dependency_violation"] else "")


@pytest.fixture
def board(desk_of_module: Desk) -> Board:
    """No tasks yet, in the site that a module shares."""
    return Board(desk_of_module)
