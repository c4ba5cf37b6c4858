"""Questions for a text in the field that names a row: which are narrowed, and that no row is lost."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk
from tests.site.test_every_type import WRITABLE, required
from tests.store.sql import run

from slatehouse.query.filters import Filter, Group, Operator, both
from slatehouse.query.narrowing import Narrower
from slatehouse.query.question import Page, Question
from slatehouse.query.summaries import Summary, SummaryQuestion
from slatehouse.schema.data_types.text import TextType
from slatehouse.schema.summaries import SummaryKind
from slatehouse.store.name_index import NAME_INDEX

SUBJECTS = ("Rim light 7", "Rim too hot", "edge RIM", "Größe 100% a_b", "日本語の影", None)


@pytest.fixture(scope="module")
def notes(desk_of_module: Desk) -> Desk:
    """Notes of several subjects and one without, a retired one, and a shot that no note is."""
    desk = desk_of_module
    for subject in SUBJECTS:
        desk.create("Note", content="Less grain, please.", **({"subject": subject} if subject else {}))
    desk.create("Shot", code="rim of the world")
    desk.retire(desk.create("Note", subject="rim, retired"))
    return desk


def asked(desk: Desk, *conditions: tuple[str, str, object]) -> Group:
    return both(*(desk.where("Note", path, relation, value) for path, relation, value in conditions))


def either(desk: Desk, *conditions: tuple[str, str, object]) -> Group:
    return Group(Operator.OR, asked(desk, *conditions).parts)


def is_narrowed(desk: Desk, where: Filter, few: int = 100) -> bool:
    site = desk.site
    with site.database.reading() as connection:
        narrower = Narrower(site.schema, site.database.dialect, few)
        return narrower.narrowed(connection, site.schema["Note"], where) is not where


@pytest.mark.parametrize(
    ("subject", "relation", "narrowed", "found"),
    [
        ("HOT", "contains", True, [2]),
        ("100%", "contains", True, [4]),
        ("grösse", "contains", True, [4]),
        ("日本語", "contains", True, [5]),
        ("light 7", "ends_with", True, [1]),
        ("light", "ends_with", True, []),
        ("nobody", "contains", True, []),
        # What the name holds beside the subject names candidates alone.
        ("hot - less", "contains", True, []),
        # Two letters are in no trigram, and what most names hold saves nothing.
        ("7", "contains", False, [1]),
        ("ri", "contains", False, [1, 2, 3]),
        ("rim", "contains", False, [1, 2, 3]),
        ("", "contains", False, [1, 2, 3, 4, 5]),
        ("hot", "not_contains", False, [1, 3, 4, 5, 6]),
        ("rim too hot", "is", False, [2]),
    ],
)
def test_a_question_for_a_rare_text_is_narrowed(
    notes: Desk, subject: str, relation: str, narrowed: bool, found: list[int]
) -> None:
    where = asked(notes, ("subject", relation, subject))
    assert is_narrowed(notes, where) == narrowed
    assert notes.find("Note", where) == found
    question = SummaryQuestion(
        notes.site.schema["Note"], where, (Summary(notes.key("Note", "id").path, SummaryKind.COUNT),)
    )
    assert notes.session.summarize(question).summaries == {"id": len(found)}


def test_the_beginning_of_a_name_is_looked_up_where_no_index_of_the_field_finds_it(notes: Desk) -> None:
    where = asked(notes, ("subject", "starts_with", "rim too"))
    assert is_narrowed(notes, where) == (notes.site.database.dialect.name == "postgresql")
    assert notes.find("Note", where) == [2]


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([], [2]),
        ([("subject", "contains", "rim")], [2]),
        ([("subject", "contains", "light")], []),
        ([("content", "contains", "grain")], [2]),
        ([("id", "greater_than", 2)], []),
    ],
)
def test_further_conditions_hold_besides(
    notes: Desk, others: list[tuple[str, str, object]], found: list[int]
) -> None:
    where = both(asked(notes, ("subject", "contains", "too hot")), asked(notes, *others))
    assert is_narrowed(notes, where)
    assert notes.find("Note", where) == found


@pytest.mark.parametrize(
    "path",
    ["content", "cached_display_name", "user.HumanUser.name", "note_links.Shot.code", "tasks.Task.content"],
)
def test_texts_in_other_fields_narrow_nothing(notes: Desk, path: str) -> None:
    assert not is_narrowed(notes, asked(notes, (path, "contains", "too hot")))


def test_one_of_several_alternatives_narrows_nothing(notes: Desk) -> None:
    where = either(notes, ("subject", "contains", "too hot"), ("id", "is", 1))
    assert not is_narrowed(notes, where)
    assert notes.find("Note", where) == [1, 2]


def test_more_rows_than_few_narrow_nothing(notes: Desk) -> None:
    where = asked(notes, ("subject", "contains", "hot"))
    assert is_narrowed(notes, where, few=1)
    assert not is_narrowed(notes, where, few=0)


def test_retired_rows_are_found_by_their_names(notes: Desk) -> None:
    where = asked(notes, ("subject", "contains", "retired"))
    assert is_narrowed(notes, where)
    assert notes.find("Note", where) == []
    assert len(notes.find("Note", where, retired=True)) == 1


def test_the_order_and_the_pages_are_those_of_the_question(notes: Desk) -> None:
    where = asked(notes, ("subject", "contains", "rim"), ("subject", "contains", " "))
    note, key = notes.site.schema["Note"], notes.key("Note", "-subject")
    pages = [Question(note, where, (), (key,), Page(2, skipped)) for skipped in (0, 2, 4)]
    found = [[row.id for row in notes.session.find(page).rows] for page in pages]
    assert found == [[2, 1], [3], []]


def test_a_rename_is_found_at_once(desk: Desk) -> None:
    note = desk.create("Note", subject="Before")
    desk.update(note, subject="Thereafter")
    assert desk.find("Note", desk.where("Note", "subject", "contains", "before")) == []
    assert desk.find("Note", desk.where("Note", "subject", "contains", "thereafter")) == [note.id]


def test_without_an_index_questions_stay_as_they_are(desk: Desk) -> None:
    if desk.site.database.dialect.name == "postgresql":
        run(desk.site.database, f"DROP INDEX {NAME_INDEX}")
    note = desk.create("Note", subject="Too hot")
    where = asked(desk, ("subject", "contains", "hot"))
    assert is_narrowed(desk, where) == (desk.site.database.dialect.name == "sqlite")
    assert desk.find("Note", where) == [note.id]


@pytest.mark.parametrize("type_", [each for each in WRITABLE if each != "EventLogEntry"])
def test_the_name_of_every_row_holds_the_field_that_names_it(desk_of_module: Desk, type_: str) -> None:
    desk = desk_of_module
    entity_type = desk.site.schema[type_]
    identity = entity_type.identity
    if identity is None or not isinstance(entity_type.fields[identity].type, TextType):
        return
    text = f"Éclair & <{type_}> 'x' "
    row = desk.create(type_, **{**required(desk, type_), identity: text})
    assert desk.find(type_, desk.where(type_, identity, "ends_with", f"<{type_}> 'X'".upper())) == [row.id]
