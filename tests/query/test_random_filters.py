"""Whatever the filter: the database finds the rows for which it holds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from tests.fixtures.tries import tries
from tests.query.asking import filters
from tests.query.catalogue import FIELDS
from tests.query.evaluator import Joined, Triple, found
from tests.query.population import ids_found, populate

from slatehouse.accounts.caller import system_caller
from slatehouse.query.filters import Filter, Group, Operator
from slatehouse.query.question import Question
from slatehouse.site.site import Site


class Inhabited:
    """A site, and what is in it.

    No dataclass: Hypothesis prints the fields of one with every failure, and warns that these are too many.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.world = populate(site)


@pytest.fixture(scope="module")
def inhabited(site_of_module: Site) -> Inhabited:
    return Inhabited(site_of_module)


def as_filter(site: Site, type_: str, asked: Triple | Joined) -> Filter:
    if isinstance(asked, Triple):
        session = site.session(system_caller())
        return session.condition(site.schema[type_], asked.path, asked.relation, asked.values)
    parts = tuple(as_filter(site, type_, part) for part in asked.parts)
    return Group(Operator(asked.operator), parts)


@settings(
    max_examples=tries(120),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_filter_finds_the_rows_for_which_it_holds(inhabited: Inhabited, data: st.DataObject) -> None:
    site, world = inhabited.site, inhabited.world
    type_ = data.draw(st.sampled_from(sorted(FIELDS)), label="type")
    asked = data.draw(filters(world, type_), label="filter")
    expected = found(world, type_, asked, site.clock())
    note(f"{asked} holds for {expected}")
    assert ids_found(site, Question(site.schema[type_], as_filter(site, type_, asked))) == expected
