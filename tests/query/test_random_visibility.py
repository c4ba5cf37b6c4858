"""Whatever is asked and whoever asks: what may not be read is as if it had never been made.

Each visibility is held against a site that the rows which may not be read were taken from: there somebody who
may read everything asks the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fixtures.tries import tries
from tests.query import asking
from tests.query.catalogue import FIELDS
from tests.query.evaluator import Joined, Triple
from tests.query.population import populate
from tests.query.readable import Readable, Stock
from tests.query.test_random_summaries import RELATIVE
from tests.query.test_random_text_search import NEW_NAMES
from tests.query.world import Key, World

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.row_rules import visibility_of
from slatehouse.accounts.standard import stock_rule_sets
from slatehouse.query.filters import EVERY_ROW, Filter, Group, Operator
from slatehouse.query.paths import Path, resolve
from slatehouse.query.question import Latest, Page, Question, SortKey
from slatehouse.query.summaries import Grouping, Summary, SummaryQuestion
from slatehouse.query.text_search import FEW, Sought, TextSearcher
from slatehouse.query.visibility import (
    PRODUCT,
    AllOf,
    AnyOf,
    Asker,
    Every,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    NoRow,
    RowRule,
    Unplaced,
    Visibility,
)
from slatehouse.schema.data_types.data_type import Kind, Sorting
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.schema import standard_schema
from slatehouse.site.site import Site
from slatehouse.store.connection import Connection

TYPES = ("Note", "Playlist", "PlaylistVersionConnection", "Reply", "Sequence", "Shot", "Task", "Version")
SCHEMA = standard_schema()
EVERY: Mapping[str, RowRule] = {each.name: Every() for each in SCHEMA}
PLACED: Mapping[str, RowRule] = {
    **{each.name: InProjects() if each.is_project_scoped else Every() for each in SCHEMA},
    "Project": InProjects(),
    "Reply": Follows("entity"),
    "PlaylistVersionConnection": AllOf((Follows("playlist"), Follows("version"))),
    "TaskDependency": AllOf((Follows("task"), Follows("dependent_task"))),
}
STOCK: Mapping[str, Mapping[str, RowRule]] = {
    code: visibility.rows
    for code, rules in stock_rule_sets().items()
    if (visibility := visibility_of(rules, SCHEMA)) is not None
}
RULES: Mapping[str, Mapping[str, RowRule]] = {
    "rows of some projects": PLACED,
    "rows of some projects and of none": {
        type_: AnyOf((Unplaced(), rule)) if rule == InProjects() else rule for type_, rule in PLACED.items()
    },
    "what the asker is on": {
        **EVERY,
        "Task": Holds("task_assignees"),
        "Version": AnyOf((Holds("user"), Follows("sg_task"))),
        "Note": AnyOf((Holds("user"), Holds("addressings_to"), Follows("note_links"))),
        "Shot": Follows("tasks"),
    },
    "rows that meet conditions": {
        **EVERY,
        "Shot": Meets("sg_status_list", "is_not", ("fin",)),
        "Note": AllOf((InProjects(), Meets("client_approved", "is", (False,)))),
        "Sequence": Meets("shots", "is_not", (None,)),
        "Task": AnyOf((Meets("entity.Shot.code", "contains", ("o",)), Holds("task_assignees"))),
        "Version": Meets("sg_status_list", "in", ("rev", "na", None)),
        "Playlist": Meets("no_such_field", "is", (1,)),
    },
    "only oneself and names": {
        **EVERY,
        "HumanUser": IsAsker(),
        "Group": NoRow(is_named=True),
        "Step": NoRow(is_named=True),
        "Sequence": NoRow(),
        "PlaylistVersionConnection": NoRow(),
        "Version": AnyOf((NoRow(is_named=True), Holds("user"))),
    },
    "no tasks and nothing that is not named": {
        **{type_: EVERY[type_] for type_ in (*TYPES, "Project", "HumanUser")},
        "Task": NoRow(),
    },
    **{f"as a stock {code}": STOCK[code] for code in ("artist", "vendor", "client_user")},
}
VISIBILITIES = {name: Visibility(rows) for name, rows in RULES.items()}
DOTTED = {
    "Task": ("entity.Shot.code", "entity.Shot.sg_sequence.Sequence.code", "step.Step.code"),
    "Version": ("entity.Shot.sg_sequence", "sg_task.Task.content", "sg_task.Task.task_assignees"),
    "Note": ("project.Project.name", "user.HumanUser.name", "playlist.Playlist.versions"),
    "Reply": ("entity.Note.note_links", "entity.Note.subject", "user.HumanUser.name"),
    "Shot": ("sg_sequence.Sequence.code", "sg_sequence.Sequence.shots"),
    "PlaylistVersionConnection": ("version.Version.code", "playlist.Playlist.code"),
}
Ask = Callable[[Connection, Asker], object]


class Scattered:
    """A site whose rows stand in several projects, or in none; and who asks."""

    def __init__(self, site: Site) -> None:
        self.site, self.world = site, populate(site)
        self._chance = random.Random(7)
        self._session = site.session(system_caller(logs_events=False))
        project = site.schema["Project"]
        self.projects = [
            *(row.id for row in self._session.find(Question(project)).rows if row.id > 0),
            *(self._session.create(project, {"name": name}).rows[0].id for name in ("Series", "Game")),
        ]
        self.people = [row.key.id for row in self.world.of_type("HumanUser")]
        self.groups = [self._group(number) for number in range(3)]
        for type_ in ("Note", "Playlist", "Sequence", "Shot", "Task", "Version"):
            for row in self.world.of_type(type_):
                self._move(row.key)
        for row in self.world.of_type("Task")[::3]:
            self._add(row.key, "task_assignees", {"type": "Group", "id": self._chance.choice(self.groups)})
        self.stock = Stock(site)

    def _group(self, number: int) -> int:
        users = [{"type": "HumanUser", "id": each} for each in self.people[number : number + 2]]
        sent = {"code": f"Group {number}", "users": users}
        return self._session.create(self.site.schema["Group"], sent).rows[0].id

    def _move(self, key: Key) -> None:
        """Into another project, or out of all, as no verb moves every type."""
        place = self._chance.choice((*self.projects, *self.projects, None))
        with self.site.database.writing() as connection:
            columns = {"project$id": place, "project$type": place and "Project"}
            self.site.edition.rows.update(connection, key.type, key.id, columns)
            self.site.edition.rows.names.move(connection, *key)

    def _add(self, key: Key, field: str, link: object) -> None:
        change = {"multi_entity_update_mode": "add", "value": [link]}
        self._session.update(self.site.schema[key.type], key.id, {field: change})


@pytest.fixture(scope="module")
def scattered(site_of_module: Site) -> Iterator[Scattered]:
    yield Scattered(site_of_module)


class _Undone(Exception):
    """What was taken away in a transaction is there again."""


@settings(
    max_examples=tries(2),
    phases=(Phase.generate,),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_what_may_not_be_read_is_not_there(scattered: Scattered, name: str, data: st.DataObject) -> None:
    site = scattered.site
    asker = Asker(
        person=data.draw(st.sampled_from(scattered.people[:3])),
        projects=tuple(data.draw(st.lists(st.sampled_from(scattered.projects), unique=True, max_size=2))),
        groups=tuple(data.draw(st.lists(st.sampled_from(scattered.groups), unique=True, max_size=2))),
        visibility=VISIBILITIES[name],
    )
    asked = [data.draw(asks(scattered)) for _ in range(8)]
    readable = Readable(scattered.stock, asker)
    with site.database.reading() as connection:
        seen = [ask(connection, asker) for ask in asked]
    with pytest.raises(_Undone), site.database.writing() as connection:
        readable.remove_the_rest(connection)
        left = [ask(connection, PRODUCT) for ask in asked]
        raise _Undone
    assert seen == left


@st.composite
def asks(draw: st.DrawFn, scattered: Scattered) -> Ask:
    return draw(st.sampled_from((_rows, _rows, _summaries, _hits)))(draw, scattered)


def _rows(draw: st.DrawFn, scattered: Scattered) -> Ask:
    site, world = scattered.site, scattered.world
    entity_type = site.schema[draw(st.sampled_from(TYPES))]
    every = paths(site, entity_type)
    readable = [path for path in every if path.is_readable]
    sorted_by = [path for path in readable if path.leaf.type.sorting is Sorting.HONOURED]
    keys = st.lists(st.builds(SortKey, st.sampled_from(sorted_by), st.booleans()), max_size=2).map(tuple)
    links = [path for path in readable if path.leaf.type.kind is Kind.LINK]
    shared = st.lists(st.sampled_from(links), min_size=1, max_size=2, unique=True).map(tuple)
    question = Question(
        entity_type,
        draw(filters(site, world, entity_type)),
        tuple(draw(st.lists(st.sampled_from(readable), max_size=8, unique=True))),
        draw(keys),
        draw(st.none() | st.builds(Page, st.integers(1, 9), st.integers(0, 3))),
        draw(st.sampled_from((False, False, True))),
        latest=draw(st.none() | st.builds(Latest, shared, keys)) if links else None,
    )

    def ask(connection: Connection, asker: Asker) -> object:
        plan, values = site.edition.planner.plan(question, asker)
        return [(row.id, row.values) for row in plan.run(connection, values)]

    return ask


def _summaries(draw: st.DrawFn, scattered: Scattered) -> Ask:
    site = scattered.site
    entity_type = site.schema[draw(st.sampled_from(TYPES))]
    kinds = (Kind.VALUE, Kind.LINK, Kind.LINKS)
    every = [
        path
        for path in paths(site, entity_type)
        if path.leaf.type.summaries and path.leaf.type.kind in kinds and path.is_readable
    ]
    summarized = draw(st.lists(st.sampled_from(every), max_size=3, unique=True))
    grouped = draw(st.lists(st.sampled_from(every), max_size=2, unique=True))
    question = SummaryQuestion(
        entity_type,
        draw(filters(site, scattered.world, entity_type)),
        tuple(Summary(path, draw(st.sampled_from(sorted(path.leaf.type.summaries)))) for path in summarized),
        tuple(
            Grouping(path, draw(st.sampled_from(sorted(set(path.leaf.type.groupings) - RELATIVE))))
            for path in grouped
        ),
    )

    def ask(connection: Connection, asker: Asker) -> object:
        plan, values = site.edition.summary_planner.plan(question, asker)
        return plan.run(connection, values, site.clock().date())

    return ask


def _hits(draw: st.DrawFn, scattered: Scattered) -> Ask:
    site = scattered.site
    names = sorted({row.name for row in scattered.world.rows.values() if row.name.strip()})
    word = st.tuples(st.sampled_from((*names, *NEW_NAMES)), st.integers(0, 3), st.integers(1, 6))
    words = draw(st.lists(word.map(lambda cut: cut[0][cut[1] :][: cut[2]]), min_size=1, max_size=2))
    few, size = draw(st.sampled_from((0, 1, 5, FEW))), draw(st.integers(1, 12))
    types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4, unique=True))
    sought = [
        Sought(site.schema[each], draw(filters(site, scattered.world, site.schema[each]))) for each in types
    ]
    page = Page(size, draw(st.integers(0, 3)))

    def ask(connection: Connection, asker: Asker) -> object:
        searcher = TextSearcher(site.edition.sources, site.database.dialect, few)
        return searcher.search(connection, " ".join(words), sought, page, asker)

    return ask


def filters(site: Site, world: World, entity_type: EntityType) -> st.SearchStrategy[Filter]:
    if entity_type.name not in FIELDS:
        return st.just(EVERY_ROW)
    found = asking.filters(world, entity_type.name, 2)
    return st.just(EVERY_ROW) | found.map(lambda asked: as_filter(site, entity_type, asked))


def as_filter(site: Site, entity_type: EntityType, asked: Triple | Joined) -> Filter:
    if isinstance(asked, Triple):
        session = site.session(system_caller())
        return session.condition(entity_type, asked.path, asked.relation, asked.values)
    parts = tuple(as_filter(site, entity_type, part) for part in asked.parts)
    return Group(Operator(asked.operator), parts)


def paths(site: Site, entity_type: EntityType) -> list[Path]:
    """Every field of a type, and some through its links."""
    names = (*entity_type.fields, *DOTTED.get(entity_type.name, ()))
    found: list[Any] = [resolve(site.schema, entity_type, name) for name in names]
    return [path for path in found if path is not None]
