"""The order of an answer: nulls last whichever way, ids where values are equal, and pages that fit together
(data-types §2.9, querying §7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.desk import Desk
from tests.fixtures.tries import tries
from tests.query.catalogue import FIELDS
from tests.query.evaluator import folded
from tests.query.population import ids_found, populate
from tests.query.world import PlainRow, World

from slatehouse.query.question import Page, Question, SortKey
from slatehouse.site.site import Site


def _whole(value: Any) -> object:
    return int(value)


# What the values of a data type are ordered by; the data types that are missing here do not sort.
ORDERED_BY: Mapping[str, Callable[[Any], object]] = {
    "text": folded,
    "list": folded,
    "status_list": folded,
    "color": str,
    "entity_type": str,
    "number": _whole,
    "percent": _whole,
    "duration": _whole,
    "float": float,
    "checkbox": bool,
    "date": str,
    "date_time": str,
}
DOTTED = {
    "Version": [("entity.Shot.code", "text"), ("entity.Shot.sg_sequence.Sequence.code", "text")],
    "Task": [("step.Step.color", "color"), ("entity.Shot.sg_cut_in", "number")],
    "Note": [("user.HumanUser.name", "text")],
}


class Inhabited:
    """A site, and what is in it; no dataclass, because Hypothesis would print all of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.world = populate(site)


@pytest.fixture(scope="module")
def inhabited(site_of_module: Site) -> Inhabited:
    return Inhabited(site_of_module)


def paths_of(type_: str) -> list[tuple[str, str]]:
    own = [(name, kind) for name, kind in FIELDS[type_].items() if kind in ORDERED_BY or kind == "entity"]
    return own + DOTTED.get(type_, [])


def value_at(world: World, row: PlainRow, path: str, data_type: str) -> object:
    """What a row is ordered by; None where it has no value."""
    name, _, rest = path.partition(".")
    if rest:
        type_, _, rest = rest.partition(".")
        linked = [each for each in world.linked(row, name) if each.key.type == type_]
        return value_at(world, linked[0], rest, data_type) if linked else None
    if data_type == "entity":
        linked = world.linked(row, name)
        return folded(linked[0].name) if linked else None
    value = row.key.id if name == "id" else row.values[name]
    return None if value is None else ORDERED_BY[data_type](value)


def in_order(world: World, type_: str, keys: list[tuple[str, str, bool]]) -> list[int]:
    """The ids of the live rows by several keys: sorted by the last first, because sorting is stable."""
    rows = world.of_type(type_)
    for path, data_type, descending in reversed(keys):
        valued = [row for row in rows if value_at(world, row, path, data_type) is not None]
        unset = [row for row in rows if value_at(world, row, path, data_type) is None]

        def by_value(row: PlainRow, path: str = path, data_type: str = data_type) -> Any:
            return value_at(world, row, path, data_type)

        # Reversing twice keeps the order of equals.
        ordered = sorted(reversed(valued), key=by_value)[::-1] if descending else sorted(valued, key=by_value)
        rows = ordered + unset
    return [row.key.id for row in rows]


@st.composite
def orders(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, bool]]]:
    type_ = draw(st.sampled_from(sorted(FIELDS)))
    keys = draw(st.lists(st.sampled_from(paths_of(type_)), min_size=1, max_size=3, unique=True))
    return type_, [(path, data_type, draw(st.booleans())) for path, data_type in keys]


def question(site: Site, type_: str, keys: list[tuple[str, str, bool]], page: Page | None = None) -> Question:
    entity_type = site.schema[type_]
    paths = site.edition.paths(entity_type, [path for path, _, _ in keys])
    order = tuple(SortKey(path, descending) for path, (_, _, descending) in zip(paths, keys, strict=True))
    return Question(entity_type, order=order, page=page)


@settings(max_examples=tries(60), deadline=None)
@given(order=orders())
def test_rows_come_in_the_order_of_the_keys(
    inhabited: Inhabited, order: tuple[str, list[tuple[str, str, bool]]]
) -> None:
    type_, keys = order
    assert ids_found(inhabited.site, question(inhabited.site, type_, keys)) == in_order(
        inhabited.world, type_, keys
    )


@settings(max_examples=tries(30), deadline=None)
@given(order=orders(), size=st.integers(1, 30))
def test_pages_are_disjoint_and_complete(
    inhabited: Inhabited, order: tuple[str, list[tuple[str, str, bool]]], size: int
) -> None:
    type_, keys = order
    site = inhabited.site
    whole = ids_found(site, question(site, type_, keys))
    pages = [
        ids_found(site, question(site, type_, keys, Page(size, skipped)))
        for skipped in range(0, len(whole) + size, size)
    ]
    assert [row_id for page in pages for row_id in page] == whole
    assert pages[-1] == [] and all(len(page) == size for page in pages[:-2])


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("", ["b", "A", "Ä", "a"]),
        ("code", ["A", "a", "b", "Ä"]),
        ("-code", ["Ä", "b", "A", "a"]),
        ("sg_cut_in", ["A", "a", "b", "Ä"]),
        ("-sg_cut_in", ["a", "A", "b", "Ä"]),
        ("id", ["b", "A", "Ä", "a"]),
        ("-id", ["a", "Ä", "A", "b"]),
    ],
)
def test_a_few_rows_in_order(desk: Desk, sort: str, codes: list[str]) -> None:
    """Letters in the order of Unicode whatever their case, nulls at the end, the oldest first of equals."""
    for code, cut_in in (("b", None), ("A", 1), ("Ä", None), ("a", 2)):
        desk.create("Shot", code=code, sg_cut_in=cut_in)
    names = dict(zip(desk.find("Shot"), ["b", "A", "Ä", "a"], strict=True))
    assert [names[row_id] for row_id in desk.find("Shot", sort=sort)] == codes


def test_retired_rows_are_answered_apart(desk: Desk) -> None:
    shots = [desk.create("Shot", code=code) for code in "abc"]
    desk.retire(shots[1])
    assert desk.find("Shot") == [shots[0].id, shots[2].id]
    assert desk.find("Shot", retired=True) == [shots[1].id]
    assert desk.find("Shot", desk.where("Shot", "code", "is", "B"), retired=True) == [shots[1].id]
    assert desk.find("Shot", page=Page(1, 1)) == [shots[2].id]
