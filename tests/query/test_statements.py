"""What a page costs: statements by the fields asked for, never by the rows (architecture's promise)."""

from __future__ import annotations

import pytest
from tests.fixtures.counted import Counted
from tests.fixtures.desk import Desk

from slatehouse.query.question import Page, Question

PAGES = [
    ((), 1),
    (("subject", "user", "project.Project.name", "image"), 1),
    (("subject", "note_links"), 2),
    (("note_links", "addressings_to", "replies", "tasks"), 5),
]


@pytest.fixture(scope="module")
def thread(desk_of_module: Desk) -> Desk:
    desk = desk_of_module
    shots = [desk.create("Shot") for _ in range(5)]
    for number in range(30):
        desk.create("Note", subject=f"note {number}", note_links=shots[: number % 6])
    return desk


def statements_of(desk: Desk, question: Question) -> int:
    plan, values = desk.site.edition.planner.plan(question)
    with desk.site.database.reading() as connection:
        counted = Counted(connection)
        plan.run(counted, values)
    return counted.statements


@pytest.mark.parametrize("size", [1, 25])
@pytest.mark.parametrize(("fields", "statements"), PAGES)
def test_a_page_costs_one_statement_and_one_for_each_field_of_links(
    thread: Desk, fields: tuple[str, ...], statements: int, size: int
) -> None:
    note = thread.site.schema["Note"]
    where = thread.where("Note", "note_links.Shot.code", "starts_with", "new shot")
    paths = thread.site.edition.paths(note, fields)
    question = Question(note, where, paths, (thread.key("Note", "-created_at"),), Page(size, 2))
    assert statements_of(thread, question) == statements


def test_an_empty_page_asks_for_no_links(thread: Desk) -> None:
    note = thread.site.schema["Note"]
    paths = thread.site.edition.paths(note, ("note_links", "tasks"))
    assert statements_of(thread, Question(note, fields=paths, page=Page(25, 1000))) == 1


def test_questions_of_one_shape_share_a_plan(thread: Desk) -> None:
    note = thread.site.schema["Note"]
    planner = thread.site.edition.planner

    def asked(subject: str, skipped: int) -> Question:
        where = thread.where("Note", "subject", "is", subject)
        return Question(note, where, thread.site.edition.paths(note, ("subject",)), page=Page(25, skipped))

    first, values = planner.plan(asked("a", 25))
    second, others = planner.plan(asked("b", 50))
    assert first is second and values != others
    assert planner.plan(Question(note, page=Page(25)))[0] is not first


@pytest.mark.parametrize("owners", [1, 2])
def test_the_links_of_one_row_and_of_several_are_read_alike(thread: Desk, owners: int) -> None:
    note = thread.site.schema["Note"]
    (links,) = thread.site.edition.paths(note, ("note_links",))
    where = thread.where("Note", "subject", "starts_with", "note 1")
    plan, values = thread.site.edition.planner.plan(Question(note, where, (links,), page=Page(owners)))
    with thread.site.database.reading() as connection:
        found = plan.run(connection, values)
    assert [len(row.values[0] or ()) for row in found] == [1, 4][:owners]  # type: ignore[arg-type]
