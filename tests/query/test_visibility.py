"""Rules of rows, one by one, in every place where a row can be met; and fields that are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from tests.fixtures.desk import Desk, shown

from slatehouse.query.filters import EVERY_ROW
from slatehouse.query.paths import resolve
from slatehouse.query.question import Page, Question
from slatehouse.query.summaries import Grouping, Summary, SummaryQuestion
from slatehouse.query.text_search import Sought
from slatehouse.query.visibility import (
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
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Link, Target
from slatehouse.schema.schema import standard_schema
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.errors import NoSuchRow

EVERY: dict[str, RowRule] = {each.name: Every() for each in standard_schema()}


@dataclass
class Film:
    """Two productions; the asker is on the first, and in a group. Of each kind of row one is in each."""

    desk: Desk
    person: Target
    group: Target
    own: dict[str, Target]
    other: dict[str, Target]

    def asker(self, rules: Mapping[str, RowRule], hidden: frozenset[tuple[str, str]] = frozenset()) -> Desk:
        """The desk of the asker, of whose types some have rules."""
        caller = replace(
            self.desk.caller,
            type="HumanUser",
            id=self.person.id,
            projects=(self.own["Project"].id,),
            groups=(self.group.id,),
            visibility=Visibility({**EVERY, **rules}, hidden),
        )
        return replace(self.desk, caller=caller)


@pytest.fixture(scope="module")
def film(desk_of_module: Desk) -> Film:
    desk = desk_of_module
    person = desk.create("HumanUser", login="ada", name="Ada")
    group = desk.create("Group", code="Comp", users=[person])
    return Film(
        desk,
        person,
        group,
        _production(desk, "near", assignees=[group]),
        _production(desk, "far", assignees=[desk.create("HumanUser", login="bob", name="Bob")]),
    )


def _production(desk: Desk, name: str, assignees: list[Target]) -> dict[str, Target]:
    project = desk.create("Project", name=f"{name} film")
    sequence = desk.create("Sequence", code=f"{name} sequence", project=project)
    shot = desk.create("Shot", code=f"{name} shot", project=project, sg_sequence=sequence)
    task = desk.create("Task", content="comp", project=project, entity=shot, task_assignees=assignees)
    note = desk.create("Note", subject=f"{name} note", project=project, note_links=[shot], tasks=[task])
    reply = desk.create("Reply", content=f"{name} reply", entity=note)
    rows = (project, sequence, shot, task, note, reply)
    return {row.type: row for row in rows}


# Whether the rule lets the asker's own rows pass, and those of the other production.
RULES: list[tuple[str, RowRule, bool, bool]] = [
    ("Shot", Every(), True, True),
    ("Shot", NoRow(), False, False),
    ("Shot", InProjects(), True, False),
    ("Project", InProjects(), True, False),
    ("Reply", InProjects(), False, False),
    ("Shot", Unplaced(), False, False),
    ("Shot", AnyOf((Unplaced(), InProjects())), True, False),
    ("Shot", AllOf((InProjects(), Meets("code", "contains", ("near",)))), True, False),
    ("Shot", AllOf((InProjects(), Meets("code", "contains", ("far",)))), False, False),
    ("Task", Holds("task_assignees"), True, False),
    ("Task", Holds("content"), False, False),
    ("Task", Holds("no_such_field"), False, False),
    ("Shot", Meets("code", "starts_with", ("near",)), True, False),
    ("Shot", Meets("sg_sequence.Sequence.code", "in", ("near sequence", "x")), True, False),
    ("Shot", Meets("no_such_field", "is", ("near",)), False, False),
    ("Shot", Meets("code", "no_such_relation", ("near",)), False, False),
    ("Shot", Follows("sg_sequence"), True, True),
]


@pytest.mark.parametrize(("type_", "rule", "own", "other"), RULES, ids=lambda each: str(each))
def test_a_rule_says_which_rows_there_are(
    film: Film, type_: str, rule: RowRule, own: bool, other: bool
) -> None:
    asker, rows = film.asker({type_: rule}), (film.own[type_], film.other[type_])
    expected = [row for row, is_there in zip(rows, (own, other), strict=True) if is_there]
    among = film.desk.where(type_, "id", "in", *(row.id for row in rows))
    assert asker.find(type_, among) == [row.id for row in expected]
    for row in rows:
        if row in expected:
            assert asker.read(row, "id") == {"id": row.id}
        else:
            with pytest.raises(NoSuchRow):
                asker.read(row)
    entity_type = film.desk.site.schema[type_]
    (path,) = film.desk.site.edition.paths(entity_type, ["id"])
    counted = SummaryQuestion(entity_type, among, (Summary(path, SummaryKind.COUNT),))
    assert asker.session.summarize(counted).summaries == {"id": len(expected)}
    found = asker.session.text_search("near", [Sought(entity_type)], Page(50))
    found += asker.session.text_search("far", [Sought(entity_type)], Page(50))
    named = [row for row in expected if row.type != "Task"]
    assert {Target(hit.type, hit.id) for hit in found} >= set(named)
    assert {Target(hit.type, hit.id) for hit in found} <= set(expected)


def test_a_person_may_see_themselves(film: Film) -> None:
    assert film.asker({"HumanUser": IsAsker()}).find("HumanUser") == [film.person.id]


def test_what_follows_another_row_is_there_with_it(film: Film) -> None:
    rules: dict[str, RowRule] = {
        "Shot": InProjects(),
        "Note": Follows("note_links"),
        "Reply": Follows("entity"),
    }
    asker = film.asker(rules)
    assert asker.find("Note") == [film.own["Note"].id]
    assert asker.find("Reply") == [film.own["Reply"].id]


def test_rows_that_follow_each_other_lead_nowhere(film: Film) -> None:
    asker = film.asker({"Shot": Follows("tasks"), "Task": Follows("entity")})
    assert asker.find("Shot") == asker.find("Task") == []


@pytest.fixture(scope="module")
def strangers(film: Film) -> tuple[Target, Target]:
    """A task of the asker's own production at a shot of the other's, and a note of both shots."""
    task = film.desk.create("Task", content="roto", project=film.own["Project"], entity=film.other["Shot"])
    note = film.desk.create(
        "Note",
        subject="both",
        project=film.own["Project"],
        note_links=[film.own["Shot"], film.other["Shot"]],
    )
    return task, note


def test_a_link_to_a_row_that_may_not_be_read_is_none(film: Film, strangers: tuple[Target, Target]) -> None:
    asker, (task, note) = film.asker({"Shot": InProjects()}), strangers
    assert asker.get(task, "entity") is None
    assert asker.get(note, "note_links") == [film.own["Shot"]]
    assert film.desk.get(task, "entity") == film.other["Shot"]


# Conditions on the task's link to a shot that may not be read, or on the note's links, and whether they hold.
CONDITIONS = [
    ("entity", "is", (None,), True),
    ("entity", "is_not", (None,), False),
    ("entity", "is", ({"type": "Shot", "id": "far"},), False),
    ("entity", "is_not", ({"type": "Shot", "id": "far"},), True),
    ("entity", "in", ({"type": "Shot", "id": "far"},), False),
    ("entity", "in", ({"type": "Shot", "id": "far"}, None), True),
    ("entity", "not_in", ({"type": "Shot", "id": "far"},), True),
    ("entity", "type_is", ("Shot",), False),
    ("entity", "type_is_not", ("Shot",), True),
    ("entity", "name_is", ("far shot",), False),
    ("entity", "name_contains", ("far",), False),
    ("entity", "name_not_contains", ("far",), True),
    ("entity.Shot.code", "is", ("far shot",), False),
    ("entity.Shot.code", "is_not", ("x",), False),
    ("entity.Shot.sg_sequence.Sequence.code", "contains", ("far",), False),
    ("notes.Note.note_links", "name_contains", ("far",), False),
]


@pytest.mark.parametrize(("path", "relation", "values", "holds"), CONDITIONS)
def test_a_filter_sees_no_link_to_what_may_not_be_read(
    film: Film,
    strangers: tuple[Target, Target],
    path: str,
    relation: str,
    values: tuple[object, ...],
    holds: bool,
) -> None:
    asker, (task, _) = film.asker({"Shot": InProjects()}), strangers
    sent = [film.other["Shot"] if isinstance(value, dict) else value for value in values]
    where = film.desk.where("Task", path, relation, *sent)
    assert (task.id in asker.find("Task", where)) == holds


def test_dotted_paths_and_sorting_end_at_what_may_not_be_read(
    film: Film, strangers: tuple[Target, Target]
) -> None:
    asker, (task, _) = film.asker({"Shot": InProjects()}), strangers
    assert asker.read(task, "entity.Shot.code") == {"entity.Shot.code": None}
    assert film.desk.read(task, "entity.Shot.code") == {"entity.Shot.code": "far shot"}
    both = film.desk.where("Task", "id", "in", task.id, film.own["Task"].id)
    assert asker.find("Task", both, "-entity") == [film.own["Task"].id, task.id]


def test_groups_and_counts_know_nothing_of_it(film: Film, strangers: tuple[Target, Target]) -> None:
    asker, (task, _) = film.asker({"Shot": InProjects()}), strangers
    entity_type = film.desk.site.schema["Task"]
    id_path, entity = film.desk.site.edition.paths(entity_type, ["id", "entity"])
    question = SummaryQuestion(
        entity_type,
        film.desk.where("Task", "id", "in", task.id, film.own["Task"].id, film.other["Task"].id),
        (Summary(id_path, SummaryKind.COUNT),),
        (Grouping(entity, GroupingKind.EXACT),),
    )
    shot = film.own["Shot"]
    groups = asker.session.summarize(question).groups
    assert [(each.value, each.summaries["id"]) for each in groups] == [
        (Link(shot.id, "near shot", "Shot"), 1),
        (None, 2),
    ]


def test_a_text_search_knows_no_main_link_that_may_not_be_read(
    film: Film, strangers: tuple[Target, Target]
) -> None:
    task, sought = strangers[0], [Sought(film.desk.site.schema["Task"])]

    def found(desk: Desk, text: str) -> set[int]:
        return {hit.id for hit in desk.session.text_search(text, sought, Page(50))}

    asker = film.asker({"Shot": InProjects()})
    assert task.id in found(film.desk, "far shot")
    assert task.id not in found(asker, "far shot")
    assert film.own["Task"].id in found(asker, "near shot")
    assert task.id in found(asker, "roto")
    assert task.id not in found(asker, "roto far")


def test_names_may_be_seen_of_rows_that_are_not(film: Film) -> None:
    asker, task = film.asker({"Shot": NoRow(is_named=True)}), film.own["Task"]
    assert asker.find("Shot") == []
    assert asker.get(task, "entity") == film.own["Shot"]
    assert asker.read(task, "entity.Shot.code") == {"entity.Shot.code": None}
    assert asker.find("Task", film.desk.where("Task", "entity.Shot.code", "contains", "shot")) == []


def test_a_type_that_has_no_rule_has_no_rows(film: Film) -> None:
    asker = film.asker({})
    bare = replace(asker.caller, visibility=Visibility({"Task": Every()}))
    asker = replace(asker, caller=bare)
    assert asker.find("Shot") == []
    assert asker.get(film.own["Task"], "entity") is None


HIDDEN = frozenset({("Shot", "sg_sequence"), ("Shot", "code"), ("Note", "note_links"), ("Task", "entity")})


def test_a_hidden_field_is_no_field(film: Film) -> None:
    asker = film.asker({}, HIDDEN)
    session, edition = asker.session, asker.session.edition
    shot, whole = edition.schema["Shot"], film.desk.site.schema["Shot"]
    assert whole.fields.keys() - shot.fields.keys() == {"sg_sequence", "code"}
    assert resolve(edition.schema, edition.schema["Task"], "entity.Shot.code") is None
    assert resolve(edition.schema, shot, "sg_sequence.Sequence.code") is None
    assert "code" not in shown(session.read(shot, film.own["Shot"].id))
    assert film.desk.session.edition.schema is film.desk.site.schema


def test_a_hidden_field_is_unset_however_it_is_reached(film: Film) -> None:
    asker = film.asker({}, HIDDEN)
    names = ("code", "sg_sequence")
    assert asker.read(film.own["Shot"], *names) == dict.fromkeys(names)
    assert asker.read(film.own["Note"], "note_links") == {"note_links": []}
    where = film.desk.where("Shot", "code", "contains", "shot")
    assert asker.find("Shot", where) == []
    found = asker.session.text_search("near shot", [Sought(film.desk.site.schema["Task"])], Page(5))
    assert found == []


def test_who_may_read_everything_is_asked_for_nothing_more(film: Film) -> None:
    """Neither do those pay whose rules hide nothing."""
    edition, everything = film.desk.site.edition, Asker(visibility=Visibility(EVERY))
    for name in ("Note", "Shot", "Version", "EventLogEntry"):
        entity_type = edition.schema[name]
        plain = edition.paths(entity_type, [each for each in PLAIN if not _is_lent(entity_type, each)])
        question = Question(entity_type, EVERY_ROW, plain, page=Page(25))
        plan, _ = edition.planner.plan(question)
        same, _ = edition.planner.plan(question, everything)
        assert "row_names_1.project" not in plan.main.text
        assert {place for place in plan.main.places if place in (1, 2)} == set()
        assert same.main.text == plan.main.text


def _is_lent(entity_type: EntityType, name: str) -> bool:
    """Whether others' pictures show there: their links are written otherwise for who has rules."""
    return name in entity_type.fields and bool(entity_type.fields[name].borrows)


PLAIN = ("id", "code", "subject", "created_by", "updated_by", "image", "project.Project.name")
