"""Activity streams: random histories beside a plain model, and what becomes of a page of them (rest/70)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.desk import Desk
from tests.fixtures.tries import tries

from slatehouse.query.question import Question
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.errors import NoSuchRow
from slatehouse.site.streams import Stream, Update, Window

FIELDS = ("event_type", "attribute_name", "meta", "entity", "project", "user")
KINDS = {"New": "create", "Change": "update", "Retirement": "delete"}


class News(NamedTuple):
    """What is compared of an update."""

    id: int
    type: str
    primary: Target
    meta: dict[str, Any]
    author: Target


def news(update: Update) -> News:
    author = update.author
    assert author is not None
    primary = Target(update.primary.type, update.primary.id)
    return News(update.id, update.type, primary, update.meta, Target(author.type, author.id))


def page(desk: Desk, row: Target, window: Window) -> Stream:
    return desk.session.activity(desk.site.schema[row.type], row.id, window, {})


def whole(desk: Desk, row: Target, limit: int, after: int) -> list[News]:
    """The updates of a row's stream that are newer than one, page by page as a client pages."""
    found: list[News] = []
    below: int | None = None
    while below != 0:
        stream = page(desk, row, Window(limit, below))
        found += map(news, stream.updates)
        below = stream.earliest
    return [each for each in found if each.id > after]


@dataclass
class Model:
    """Streams as lists in dictionaries, filled from the log as it is read entry by entry."""

    desk: Desk
    newest: int
    seen: int
    streams: dict[Target, list[News]] = field(default_factory=dict)
    owners: dict[Target, list[Target]] = field(default_factory=dict)
    texts: dict[Target, str] = field(default_factory=dict)
    projects: dict[Target, Target] = field(default_factory=dict)

    def read_on(self) -> None:
        """What the log tells of since the last time."""
        desk, entity_type = self.desk, self.desk.site.schema["EventLogEntry"]
        where = desk.where("EventLogEntry", "id", "greater_than", self.seen)
        answer = desk.session.find(Question(entity_type, where, desk.site.edition.paths(entity_type, FIELDS)))
        for row in answer.rows:
            self.seen = row.id
            self._hear({name: value for name, value in zip(FIELDS, row.values, strict=True)})

    def _hear(self, event: dict[str, Any]) -> None:
        kind = event["event_type"].rpartition("_")[2]
        if (
            kind == "Revival"
            or event["meta"].get("in_create")
            or event["attribute_name"] == "retirement_date"
        ):
            return
        row = Target(event["meta"]["entity_type"], event["meta"]["entity_id"])
        author = Target(event["user"].type, event["user"].id)
        told = {row}
        primary, type_, meta = row, KINDS[kind], event["meta"]
        if kind == "New":
            told |= {author} if author.type == "HumanUser" else set()
            told |= set(self.owners.get(row, ()))
            if row.type == "Reply":
                (primary,) = self.owners[row]
                told |= {*self.owners[primary], self.projects[primary]}
                type_, meta = "create_reply", {**meta, "content": self.texts[row]}
        # What becomes of a reply is told in its own stream alone.
        if row.type != "Reply" and event["project"] is not None:
            told.add(Target("Project", event["project"].id))
        self.newest += 1
        for stream in told:
            self.streams.setdefault(stream, []).insert(0, News(self.newest, type_, primary, meta, author))


class World:
    """A few people and rows of one new project, and what can be done to them; each does nothing where nothing
    can be done."""

    def __init__(self, office: Desk, people: list[Desk]) -> None:
        site = office.site
        with site.database.reading() as connection:
            newest = site.activity.newest(connection)
        self.people = people
        self.office = office
        seen = max(office.find("EventLogEntry"), default=0)
        self.model = Model(office, newest, seen)
        self.start = newest
        self.rows: dict[str, list[Target]] = {"Shot": [], "Task": [], "Version": [], "Note": [], "Reply": []}
        self.project = office.create("Project", name=f"Film {len(office.find('Project'))}")
        self.doing: Desk = people[0]

    @property
    def everything(self) -> list[Target]:
        return [row for rows in self.rows.values() for row in rows]

    def pick(self, kind: str, number: int) -> Target | None:
        live = [row for row in self.rows[kind] if self.is_live(row)]
        return live[number % len(live)] if live else None

    def is_live(self, row: Target) -> bool:
        return row.id in self.office.find(row.type)

    def make(self, kind: str, owners: list[Target], **values: object) -> None:
        row_id = len(self.rows[kind])
        needed = {} if kind == "Reply" else {"project": self.project}
        # The model has to know before the log tells.
        row = self.doing.create(kind, **needed, **values)
        self.model.owners[row] = owners
        self.model.projects[row] = self.project
        self.model.texts[row] = str(values.get("content", row_id))
        self.rows[kind].append(row)

    def shot(self, number: int) -> None:
        self.make("Shot", [], code=f"SH{number}")

    def task(self, number: int) -> None:
        shot = self.pick("Shot", number)
        self.make("Task", [shot] if shot else [], content="Comp", entity=shot)

    def version(self, number: int) -> None:
        shot, task = self.pick("Shot", number), self.pick("Task", number)
        owners = [each for each in (shot, task) if each]
        self.make("Version", owners, code=f"v{number}", entity=shot, sg_task=task)

    def note(self, number: int) -> None:
        links = [each for each in (self.pick("Shot", number), self.pick("Version", number)) if each]
        tasks = [each for each in (self.pick("Task", number),) if each]
        self.make("Note", links + tasks, content=f"n{number}", note_links=links, tasks=tasks)

    def reply(self, number: int) -> None:
        if note := self.pick("Note", number):
            self.make("Reply", [note], content=f"r{number}", entity=note)

    def change(self, number: int) -> None:
        kind = ("Shot", "Task", "Version", "Note")[number % 4]
        if row := self.pick(kind, number // 4):
            self.doing.update(row, sg_status_list=("ip", "fin" if kind != "Note" else "clsd")[number % 2])

    def move_task(self, number: int) -> None:
        task, shot = self.pick("Task", number), self.pick("Shot", number // 2)
        if task and shot:
            self.doing.update(task, entity=shot)

    def relink_note(self, number: int) -> None:
        note, shot = self.pick("Note", number), self.pick("Shot", number // 2)
        if note and shot:
            self.doing.update(note, note_links=[shot])
            tasks = [each for each in self.model.owners[note] if each.type == "Task"]
            # Links to what is retired stay.
            kept = [
                each
                for each in self.model.owners[note]
                if each.type != "Task" and each != shot and not self.is_live(each)
            ]
            self.model.owners[note] = [shot, *kept, *tasks]

    def retire(self, number: int) -> None:
        rows = [row for row in self.everything if self.is_live(row)]
        if rows:
            self.doing.retire(rows[number % len(rows)])

    def revive(self, number: int) -> None:
        rows = [row for row in self.everything if not self.is_live(row)]
        if rows:
            try:
                self.doing.revive(rows[number % len(rows)])
            except Refusal:
                return


VERBS: list[Callable[[World, int], None]] = [
    *(World.shot, World.task, World.version, World.note, World.reply),
    *(World.change, World.move_task, World.relink_note, World.retire, World.revive),
]
steps = st.tuples(st.sampled_from(VERBS), st.integers(0, 20), st.integers(0, 2))


@pytest.fixture(scope="module")
def people(desk_of_module: Desk) -> list[Desk]:
    """Two who are told of, and a script."""
    script = desk_of_module.create("ApiUser", firstname="robot")
    ada, bob = desk_of_module.hire("ada"), desk_of_module.hire("bob")
    caller = ada.caller
    robot = type(caller)("ApiUser", script.id, "robot 1.0", "robot", "api_admin", "API Admin", "test")
    return [ada, bob, Desk(desk_of_module.site, robot)]


@given(history=st.lists(steps, max_size=25), limit=st.integers(1, 7))
@settings(max_examples=tries(15), deadline=None)
def test_any_history_is_told_as_a_plain_model_tells_it(
    desk_of_module: Desk, people: list[Desk], history: list[tuple[Any, int, int]], limit: int
) -> None:
    world = World(desk_of_module, people)
    for verb, number, who in history:
        world.doing = people[who]
        verb(world, number)
        world.model.read_on()
    persons = [Target("HumanUser", each.caller.id) for each in people[:2]]
    for row in [*world.everything, *persons, world.project]:
        if row.type in world.rows and not world.is_live(row):
            with pytest.raises(NoSuchRow):
                page(world.office, row, Window())
            continue
        assert whole(world.office, row, limit, world.start) == world.model.streams.get(row, []), row
    assert world.model.newest == page(world.office, world.project, Window()).latest
