"""Whatever is summarized: the answer is what Python makes of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.tries import tries
from tests.query.population import populate
from tests.query.summaries_in_python import groups, summaries

from slatehouse.accounts.caller import system_caller
from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.query.paths import Path, resolve
from slatehouse.query.question import Question
from slatehouse.query.summaries import Group, Grouping, Summary, SummaryQuestion
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.site.site import Site

TYPES = ("Note", "Reply", "Shot", "Task", "Version")
DOTTED = {
    "Task": ("entity.Shot.code", "entity.Shot.sg_sequence", "entity.Shot.sg_sequence.Sequence.code"),
    "Version": ("entity.Shot.sg_status_list", "sg_task.Task.duration", "sg_task.Task.task_assignees"),
    "Note": ("project.Project.name",),
    "Reply": ("entity.Note.note_links", "entity.Note.sg_status_list", "entity.Note.subject"),
    "Shot": ("sg_sequence.Sequence.code",),
}
STORED = {Kind.VALUE, Kind.LINK, Kind.LINKS}
# Clusters count from today; their own test holds them.
RELATIVE = {GroupingKind.CLUSTERED_DATE}


@pytest.fixture(scope="module")
def inhabited(site_of_module: Site) -> Iterator[Site]:
    populate(site_of_module)
    yield site_of_module


def paths(site: Site, type_: str) -> list[Path]:
    """What can be summarized or grouped of a type, through links too."""
    names = (*site.schema[type_].fields, *DOTTED[type_])
    found = [resolve(site.schema, site.schema[type_], name) for name in names]
    return [path for path in found if path and path.leaf.type.summaries and path.leaf.type.kind in STORED]


@st.composite
def questions(draw: st.DrawFn, site: Site) -> SummaryQuestion:
    type_ = draw(st.sampled_from(TYPES))
    fields = st.sampled_from(paths(site, type_))
    summarized = draw(st.lists(fields, unique_by=lambda path: path.text, max_size=4))
    grouped = draw(st.lists(fields, max_size=3))
    return SummaryQuestion(
        site.schema[type_],
        draw(filters(site, type_)),
        tuple(Summary(path, draw(st.sampled_from(sorted(path.leaf.type.summaries)))) for path in summarized),
        tuple(
            Grouping(
                path,
                draw(st.sampled_from(sorted(set(path.leaf.type.groupings) - RELATIVE))),
                draw(st.booleans()),
            )
            for path in grouped
        ),
    )


def filters(site: Site, type_: str) -> st.SearchStrategy[Filter]:
    session, entity_type = site.session(system_caller()), site.schema[type_]
    some = st.lists(st.integers(1, 40), min_size=1, max_size=20)
    return st.just(EVERY_ROW) | some.map(lambda ids: session.condition(entity_type, "id", "in", ids))


@settings(max_examples=tries(75), deadline=None, database=None)
@given(data=st.data())
def test_summaries_are_those_of_the_rows(inhabited: Site, data: st.DataObject) -> None:
    session = inhabited.session(system_caller())
    question = data.draw(questions(inhabited))
    paths_asked = [each.path for each in question.summaries] + [each.path for each in question.groupings]
    asked = tuple(dict.fromkeys(paths_asked))
    found = session.find(Question(question.entity_type, question.where, asked))
    rows = [dict(zip((path.text for path in asked), row.values, strict=True)) for row in found.rows]
    kinds = {each.path.text: str(each.kind) for each in question.summaries}
    levels = [(each.path.text, str(each.kind), each.descending) for each in question.groupings]
    answer = session.summarize(question)
    assert answer.summaries == close(summaries(rows, kinds))
    assert plain(answer.groups if levels else None) == close(groups(rows, levels, kinds))


def plain(found: list[Group] | None) -> list[Any] | None:
    """The groups without their names."""
    if found is None:
        return None
    return [(each.value, dict(each.summaries), plain(each.groups)) for each in found]


def close(expected: Any) -> Any:
    """The same, with fractions that need not be equal to the last bit."""
    if isinstance(expected, float):
        return pytest.approx(expected, rel=1e-9, abs=1e-6)
    if isinstance(expected, dict):
        return {key: close(value) for key, value in expected.items()}
    if isinstance(expected, list):
        return [(value, close(folds), close(deeper)) for value, folds, deeper in expected]
    return expected
