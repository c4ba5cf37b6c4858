"""Multi-entity fields: one relation, two ends, whichever way it is kept.

Data-types §3.14 and entity-types A.7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import BadEntityHash, BadUpdateMode, NotLegal, ReadOnly, WrongClass


@dataclass(frozen=True)
class Relation:
    """A field of links, and where its far ends show this row; `moves`: a far row is linked by one at most."""

    owner: str
    field: str
    far: str
    back: str
    moves: bool = False

    def __str__(self) -> str:
        return f"{self.owner}.{self.field}"


RELATIONS = [
    Relation("Note", "note_links", "Shot", "notes"),
    Relation("Shot", "notes", "Note", "note_links"),
    Relation("Sequence", "shots", "Shot", "sg_sequence", moves=True),
    Relation("Version", "published_files", "PublishedFile", "version", moves=True),
    Relation("Cut", "cut_items", "CutItem", "cut", moves=True),
    Relation("Note", "replies", "Reply", "entity", moves=True),
    Relation("Shot", "tasks", "Task", "entity", moves=True),
    Relation("Shot", "assets", "Asset", "shots"),
    Relation("Playlist", "versions", "Version", "playlists"),
    Relation("Shot", "shots", "Shot", "parent_shots"),
    Relation("Task", "upstream_tasks", "Task", "downstream_tasks"),
    Relation("Group", "users", "HumanUser", "groups"),
    Relation("Attachment", "attachment_links", "Note", "attachments"),
    Relation("Project", "task_templates", "TaskTemplate", "projects"),
]
BOTH_WAYS = [each for each in RELATIONS if not each.moves]
MOVING = [each for each in RELATIONS if each.moves]

# From [a, b]: what is sent, and what is linked then.
WRITES = [
    (["c"], {"c"}),
    (["a", "c"], {"a", "c"}),
    ([], set()),
    (["a", "a"], {"a"}),
    (("set", ["b", "c"]), {"b", "c"}),
    (("set", []), set()),
    (("add", ["c"]), {"a", "b", "c"}),
    (("add", ["a", "c", "c"]), {"a", "b", "c"}),
    (("add", []), {"a", "b"}),
    (("remove", ["a"]), {"b"}),
    (("remove", ["c"]), {"a", "b"}),
    (("remove", ["b", "a", "c"]), set()),
]


def made(desk: Desk, type_: str, **values: object) -> Target:
    """A row, with what its type needs to be made."""
    if type_ in ("HumanUser", "Project", "Group", "TaskTemplate"):
        name = f"{type_} {len(desk.find(type_))}"
        values = {{"HumanUser": "login", "Project": "name"}.get(type_, "code"): name, **values}
    return desk.create(type_, **values)


def linked(desk: Desk, row: Target, field: str) -> set[Target]:
    value = desk.get(row, field)
    if isinstance(value, list):
        return set(value)
    return {value} if isinstance(value, Target) else set()


def write_of(sent: object, rows: dict[str, Target]) -> object:
    match sent:
        case (str(mode), list(names)):
            return {"multi_entity_update_mode": mode, "value": [rows[name] for name in names]}
        case list(names):
            return [rows[name] for name in names]
    raise AssertionError(sent)


def rows_of(names: Iterable[str], rows: dict[str, Target]) -> set[Target]:
    return {rows[name] for name in names}


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
def test_each_way_of_writing_shows_at_both_ends(desk: Desk, relation: Relation) -> None:
    rows = {name: made(desk, relation.far) for name in "abc"}
    owner = made(desk, relation.owner, **{relation.field: [rows["a"], rows["b"]]})
    for sent, expected in WRITES:
        desk.update(owner, **{relation.field: [rows["a"], rows["b"]]})
        desk.update(owner, **{relation.field: write_of(sent, rows)})
        assert linked(desk, owner, relation.field) == rows_of(expected, rows), sent
        for name, row in rows.items():
            assert linked(desk, row, relation.back) == ({owner} if name in expected else set()), (sent, name)


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
def test_a_relation_written_at_the_far_end_shows_here(desk: Desk, relation: Relation) -> None:
    owner, far = made(desk, relation.owner), made(desk, relation.far)
    back: object = owner if relation.moves else [owner]
    desk.update(far, **{relation.back: back})
    assert linked(desk, owner, relation.field) == {far}
    desk.update(far, **{relation.back: None if relation.moves else []})
    assert linked(desk, owner, relation.field) == set()


@pytest.mark.parametrize("relation", MOVING, ids=str)
@pytest.mark.parametrize("mode", ["add", "set"])
def test_a_row_that_one_other_links_moves(desk: Desk, relation: Relation, mode: str) -> None:
    """Nothing is deleted by that, not even a reply that its note leaves out."""
    far = made(desk, relation.far)
    first = made(desk, relation.owner, **{relation.field: [far]})
    second = made(desk, relation.owner)
    desk.update(second, **{relation.field: {"multi_entity_update_mode": mode, "value": [far]}})
    assert linked(desk, first, relation.field) == set()
    assert linked(desk, second, relation.field) == {far}
    assert linked(desk, far, relation.back) == {second}
    desk.update(second, **{relation.field: []})
    assert linked(desk, far, relation.back) == set()
    assert far.id in desk.find(relation.far)


@pytest.mark.parametrize("relation", BOTH_WAYS, ids=str)
def test_a_row_may_be_linked_by_several(desk: Desk, relation: Relation) -> None:
    far = made(desk, relation.far)
    owners = {made(desk, relation.owner, **{relation.field: [far]}) for _ in range(3)}
    assert linked(desk, far, relation.back) == owners


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
def test_a_link_to_a_retired_row_is_hidden_until_it_returns(desk: Desk, relation: Relation) -> None:
    """Whatever is made of the list meanwhile: nobody who wrote back what they read has dropped it."""
    rows = {name: made(desk, relation.far) for name in "ab"}
    owner = made(desk, relation.owner, **{relation.field: list(rows.values())})
    desk.retire(rows["a"])
    assert linked(desk, owner, relation.field) == {rows["b"]}
    desk.update(owner, **{relation.field: [rows["b"]]})
    desk.revive(rows["a"])
    assert linked(desk, owner, relation.field) == set(rows.values())


def test_links_of_a_retired_row_return_with_it(desk: Desk) -> None:
    shot, user = desk.create("Shot"), made(desk, "HumanUser")
    note = desk.create("Note", note_links=[shot], addressings_to=[user])
    desk.retire(note)
    assert linked(desk, shot, "notes") == set()
    desk.revive(note)
    assert linked(desk, shot, "notes") == {note}
    assert linked(desk, note, "addressings_to") == {user}


def test_a_list_may_hold_rows_of_several_types(desk: Desk) -> None:
    rows = [desk.create(type_) for type_ in ("Shot", "Asset", "Version", "Playlist")]
    note = desk.create("Note", note_links=rows)
    assert linked(desk, note, "note_links") == set(rows)
    assert all(linked(desk, row, "notes") == {note} for row in rows)


def test_the_links_of_one_field_are_read_by_themselves(desk: Desk) -> None:
    shot = desk.create("Shot", sg_sequence=desk.create("Sequence"), assets=[desk.create("Asset")])
    entity_type = desk.site.schema["Shot"]
    for name in ("sg_sequence", "assets", "shots", "reel"):
        found = desk.session.links(entity_type, shot.id, entity_type.fields[name])
        assert found == desk.read(shot, name)[name]


def test_links_are_not_kept_to_a_project(desk: Desk) -> None:
    elsewhere = Desk(desk.site, desk.caller, desk.create("Project", name="Other"))
    playlist = desk.create("Playlist", versions=[elsewhere.create("Version")])
    assert len(linked(desk, playlist, "versions")) == 1


def test_a_single_link_may_name_a_type_that_its_field_does_not_list(desk: Desk) -> None:
    """Where the field enforces nothing (data-types §3.13)."""
    version = desk.create("Version", entity=desk.create("Task", content="comp"))
    assert desk.get(version, "entity") == Target("Task", 1)


def test_views_follow_what_they_are_made_of(desk: Desk) -> None:
    shot = desk.create("Shot")
    notes = [
        desk.create("Note", note_links=[shot], sg_status_list=status) for status in ("opn", "ip", "clsd")
    ]
    assert (desk.get(shot, "open_notes"), desk.get(shot, "open_notes_count")) == (notes[:2], 2)
    desk.update(notes[0], sg_status_list="clsd")
    desk.retire(notes[1])
    assert (desk.get(shot, "open_notes"), desk.get(shot, "open_notes_count")) == ([], 0)
    tasks = [desk.create("Task", entity=shot, content=name) for name in "ab"]
    assert desk.get(tasks[0], "sibling_tasks") == [tasks[1]]


SHOT_1 = {"type": "Shot", "id": 1}
REFUSED = [
    (None, WrongClass),
    ("", WrongClass),
    (0, WrongClass),
    ([1], BadEntityHash),
    ([None], BadEntityHash),
    ([{"id": 1}], BadEntityHash),
    ([{"type": "Shot"}], BadEntityHash),
    ([{"type": "Bogus", "id": 1}], (BadEntityHash, NotLegal)),
    (SHOT_1, BadUpdateMode),
    ({"multi_entity_update_mode": "replace", "value": [SHOT_1]}, BadUpdateMode),
    ({"multi_entity_update_mode": "add"}, BadUpdateMode),
    ({"multi_entity_update_mode": "add", "values": [SHOT_1]}, BadUpdateMode),
    ({"multi_entity_update_mode": "add", "value": SHOT_1}, BadUpdateMode),
    ([{"type": "Shot", "id": 999}], NotLegal),
    ([{"type": "Shot", "id": 2}], NotLegal),
    ([SHOT_1, {"type": "Shot", "id": 999}], NotLegal),
    ([{"type": "Shot", "id": True}], NotLegal),
    ([{"type": "Shot", "id": 10**30}], NotLegal),
]


@pytest.mark.parametrize(("sent", "refusal"), REFUSED, ids=str)
@pytest.mark.parametrize("place", ["Note.note_links", "Sequence.shots", "Asset.shots", "Shot.parent_shots"])
def test_a_write_of_links_is_refused(
    desk: Desk, place: str, sent: object, refusal: type[Exception] | tuple[type[Exception], ...]
) -> None:
    type_, field = place.split(".")
    shot, retired, other = (desk.create("Shot") for _ in range(3))
    desk.retire(retired)
    row = desk.create(type_, **{field: [other]})
    with pytest.raises(refusal):
        desk.update(row, **{field: sent})
    assert linked(desk, row, field) == {other}
    assert shot.id == 1


@pytest.mark.parametrize("place", ["Shot.notes", "Sequence.shots", "Shot.assets", "Note.replies"])
def test_links_of_another_type_are_refused(desk: Desk, place: str) -> None:
    type_, field = place.split(".")
    row = desk.create(type_)
    with pytest.raises(NotLegal):
        desk.update(row, **{field: [desk.create("Playlist")]})
    assert linked(desk, row, field) == set()


def test_views_are_not_written(ada: Desk) -> None:
    with pytest.raises(ReadOnly):
        ada.update(ada.create("Shot"), open_notes=[ada.create("Note")])
