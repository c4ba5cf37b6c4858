"""Random productions, walked: every row is where a search says, and nowhere else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.counted import counting
from tests.fixtures.desk import Desk

from slatehouse.query.question import Question
from slatehouse.schema.link import Target
from slatehouse.site.navigation.entries import entries_at, seed_of
from slatehouse.site.navigation.nodes import Child
from slatehouse.site.navigation.tree import tree_of
from slatehouse.site.session import Session

TYPES = (None, "Prop", "Matte Painting")
few = settings(max_examples=25, deadline=None)


@dataclass(frozen=True)
class Film:
    """What is in a project, by number: sequences; shots, each in a sequence or in none; assets, each of a
    type or of none; versions, each of a row or of nothing. Of sequences and shots some are retired."""

    sequences: int
    retired: frozenset[int]
    shots: list[int | None]
    assets: list[str | None]
    versions: list[tuple[str, int]]


@st.composite
def films(draw: st.DrawFn) -> Film:
    numbers = st.integers(0, 3)
    kinds = st.sampled_from(["Shot", "Asset", "Sequence", "Nothing"])
    return Film(
        draw(numbers),
        draw(st.frozensets(numbers, max_size=2)),
        draw(st.lists(st.none() | numbers, max_size=6)),
        draw(st.lists(st.sampled_from(TYPES), max_size=5)),
        draw(st.lists(st.tuples(kinds, st.integers(0, 5)), max_size=5)),
    )


@dataclass
class Shoot:
    """A film as rows."""

    desk: Desk
    project: Target
    rows: dict[str, list[Target]]

    @property
    def root(self) -> str:
        return f"/Project/{self.project.id}"

    @property
    def session(self) -> Session:
        return self.desk.session

    @property
    def has_groups(self) -> bool:
        return bool(self.live("Sequence"))

    def live(self, type_: str) -> list[Target]:
        where = self.desk.where(type_, "project", "is", self.project)
        return [Target(type_, row_id) for row_id in self.desk.find(type_, where)]


_COUNT = iter(range(1_000_000))


def shot(desk: Desk, film: Film) -> Shoot:
    """Make the rows of a film."""
    project = desk.create("Project", name=f"Film {next(_COUNT)}")
    made = Shoot(desk, project, {})
    rows = made.rows
    rows["Sequence"] = [
        desk.create("Sequence", project=project, code=f"q{number % 2}") for number in range(film.sequences)
    ]
    rows["Shot"] = [
        desk.create(
            "Shot",
            project=project,
            code=f"s{number}",
            sg_sequence=None if of is None or of >= film.sequences else rows["Sequence"][of],
        )
        for number, of in enumerate(film.shots)
    ]
    rows["Asset"] = [
        desk.create("Asset", project=project, code=f"a{number}", sg_asset_type=type_)
        for number, type_ in enumerate(film.assets)
    ]
    for kind, number in film.versions:
        among = rows.get(kind, [])
        desk.create(
            "Version",
            project=project,
            code=f"v{next(_COUNT)}",
            entity=among[number] if number < len(among) else None,
        )
    for number in film.retired:
        for kind in ("Sequence", "Shot"):
            if number < len(rows[kind]):
                desk.retire(rows[kind][number])
    return made


def walked(session: Session, path: str) -> dict[str, Child]:
    """All that is below a path, by path; the same node twice is one."""
    found: dict[str, Child] = {}
    for child in session.expand(path).children:
        if child.path is not None and child.path not in found:
            found[child.path] = child
            found |= walked(session, child.path)
    return found


@given(film=films())
@few
def test_a_walk_visits_each_row_once_and_a_search_leads_there(desk_of_module: Desk, film: Film) -> None:
    made = shot(desk_of_module, film)
    session = made.session
    rows = [child for path, child in walked(session, made.root).items() if "/id/" in path]
    visited = Counter(Target(**child.ref.value) for child in rows)  # type: ignore[arg-type]
    grouped = made.desk.where("Shot", "sg_sequence", "is_not", None)
    of_groups = {Target("Shot", row_id) for row_id in made.desk.find("Shot", grouped)}
    # Without sequences the level of shots is empty, whatever shots there are.
    shots = [row for row in made.live("Shot") if made.has_groups or row in of_groups]
    assert visited == Counter([*shots, *made.live("Asset")])
    for row in [*made.live("Shot"), *made.live("Asset")]:
        (place,) = session.places_of(made.root, row)
        *above, last = [session.expand(path) for path in place.incremental_path]
        assert last.ref.value == row._asdict()
        assert (last.label, last.parent_path) == (place.label, above[-1].path)
        assert [level.path for level in (*above, last)] == place.incremental_path
        assert row._asdict() in [child.ref.value for child in above[-1].children]
    for kind in ("Shot", "Sequence"):
        for row in set(made.rows[kind]) - set(made.live(kind)):
            assert session.places_of(made.root, row) == []


@given(film=films())
@few
def test_what_belongs_to_a_node_belongs_to_those_above(desk_of_module: Desk, film: Film) -> None:
    made = shot(desk_of_module, film)
    session, version = made.session, made.desk.site.schema["Version"]
    tree, seed = tree_of(session), seed_of(version, "entity")
    assert seed is not None

    def entries(path: str) -> set[int]:
        return {row.id for row in session.find(Question(version, entries_at(tree, path, seed))).rows}

    def check(path: str) -> set[int]:
        own = entries(path)
        for child in session.expand(path).children:
            if child.path is not None:
                assert check(child.path) <= own, (path, child.path)
        return own

    assert check(made.root) == {row.id for row in made.live("Version")}


@pytest.mark.parametrize(
    ("below", "statements"),
    [
        ("", 1),
        ("/Shot", 3),
        ("/Asset", 2),
        ("/Shot/sg_sequence/Sequence/{group}", 3),
        ("/Shot/sg_sequence/Sequence/__none__", 2),
        ("/Asset/sg_asset_type/Prop", 2),
        ("/Asset/sg_asset_type/Prop/id/{asset}", 2),
    ],
)
def test_a_level_costs_the_same_however_many_rows_there_are(
    desk_of_module: Desk, below: str, statements: int
) -> None:
    for size in (1, 30):
        film = Film(size, frozenset(), [0, None] * size, ["Prop"] * size, [])
        made = shot(desk_of_module, film)
        site, counted = counting(made.desk.site)
        path = below.format(group=made.rows["Sequence"][0].id, asset=made.rows["Asset"][0].id)
        session = site.session(made.desk.caller)
        # The first time that a question is asked, the database's own plan of it is looked at, too.
        session.expand(made.root + path)
        counted.statements = 0
        assert session.expand(made.root + path).children or "/id/" in path
        assert counted.statements == statements


def test_groups_of_other_projects_are_shown_where_they_are_used(desk_of_module: Desk) -> None:
    desk = desk_of_module
    elsewhere = desk.create("Sequence", project=desk.create("Project", name="Elsewhere"), code="far")
    project = desk.create("Project", name="Here")
    row = desk.create("Shot", project=project, code="here", sg_sequence=elsewhere)
    root = f"/Project/{project.id}"
    assert row._asdict() in [child.ref.value for child in walked(desk.session, root).values()]
    (place,) = desk.session.places_of(root, row)
    assert place.incremental_path[2] == f"{root}/Shot/sg_sequence/Sequence/{elsewhere.id}"
