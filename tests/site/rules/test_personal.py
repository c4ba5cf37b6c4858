"""What each person keeps about rows for themselves (data-types §3.10, pages-and-events §12)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.query.question import Question
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import NotAListValue

# Field, what everyone reads at first, and a value to write.
PERSONAL = [
    ("Version.viewed_by_current_user", "unread", "read"),
    ("Note.read_by_current_user", "unread", "read"),
    ("Delivery.read_by_current_user", "unread", "read"),
    ("Playlist.media_center_viewed_by_current_user", "unread", "read"),
    ("Playlist.current_user_favorite", False, True),
    ("Project.current_user_favorite", False, True),
    ("Project.last_accessed_by_current_user", None, "2026-03-04T05:06:07Z"),
    ("Page.current_user_favorite", False, True),
]
MARKS = ["Version.viewed_by_current_user", "Playlist.media_center_viewed_by_current_user"]
READ_STATES = ["Note.read_by_current_user", "Delivery.read_by_current_user"]


def made(desk: Desk, type_: str) -> Target:
    """A new row."""
    name = {"name": f"Film {len(desk.find(type_))}"} if type_ == "Project" else {}
    return desk.create(type_, **name)


@pytest.mark.parametrize(("path", "unset", "value"), PERSONAL)
def test_each_person_reads_what_they_wrote(
    desk_of_module: Desk, ann: Desk, bob: Desk, robot: Desk, path: str, unset: object, value: object
) -> None:
    type_, field = path.split(".")
    row = made(desk_of_module, type_)
    assert {desk.get(row, field) for desk in (ann, bob, robot)} == {unset}
    assert ann.update(row, **{field: value})[field] == value
    assert [desk.get(row, field) for desk in (ann, bob, robot)] == [value, unset, unset]


@pytest.mark.parametrize(("path", "unset", "value"), PERSONAL)
def test_a_script_has_nothing_of_its_own(robot: Desk, path: str, unset: object, value: object) -> None:
    type_, field = path.split(".")
    row = made(robot, type_) if type_ != "Page" else Target("Page", 0)
    if row.id:
        assert robot.update(row, **{field: value})[field] == unset


@pytest.mark.parametrize("path", [*MARKS, *READ_STATES])
def test_a_create_shows_the_mark_and_takes_one(ann: Desk, robot: Desk, path: str) -> None:
    type_, field = path.split(".")
    assert [desk.echo(type_)[field] for desk in (ann, robot)] == ["unread", "unread"]
    assert ann.echo(type_, **{field: "read"})[field] == "read"
    assert robot.echo(type_, **{field: "read"})[field] == "unread"


@pytest.mark.parametrize("path", [*MARKS, *READ_STATES])
@pytest.mark.parametrize("cleared", [None, "", "unread"])
def test_a_mark_is_taken_back(ann: Desk, path: str, cleared: object) -> None:
    type_, field = path.split(".")
    row = ann.create(type_, **{field: "read"})
    assert ann.update(row, **{field: cleared})[field] == "unread"


@pytest.mark.parametrize("path", [*MARKS, *READ_STATES])
def test_other_words_are_refused(ann: Desk, path: str) -> None:
    type_, field = path.split(".")
    with pytest.raises(NotAListValue) as refused:
        ann.update(ann.create(type_), **{field: "zzznope"})
    assert refused.value.legal == ("read", "unread")


@pytest.mark.parametrize("path", MARKS)
def test_who_has_seen_a_row_has_seen_it_at_a_time(ann: Desk, bob: Desk, path: str) -> None:
    type_, field = path.split(".")
    row = ann.create(type_)
    ann.update(row, **{field: "read"})
    assert [desk.get(row, f"{field}_at") for desk in (ann, bob)] == ["2026-03-04T05:06:07Z", None]
    ann.update(row, **{field: "unread"})
    assert ann.get(row, f"{field}_at") is None


def test_nobody_else_hears_of_it(ann: Desk, robot: Desk) -> None:
    """No event, and the row is as old as before."""
    note = robot.create("Note", subject="x")
    events, before = len(ann.find("EventLogEntry")), robot.read(note)
    ann.update(note, read_by_current_user="read")
    assert len(ann.find("EventLogEntry")) == events
    assert robot.read(note) == before


def test_a_mark_outlives_the_row_s_retirement(ann: Desk) -> None:
    version = ann.create("Version", viewed_by_current_user="read")
    ann.retire(version)
    ann.revive(version)
    assert ann.get(version, "viewed_by_current_user") == "read"


def test_rows_are_found_and_sorted_by_the_asker_s_own_values(ann: Desk, bob: Desk, robot: Desk) -> None:
    versions = [ann.create("Version", viewed_by_current_user=mark) for mark in ("read", "unread", "read")]
    among = ann.where("Version", "id", "in", *(version.id for version in versions))
    assert ann.find("Version", among, sort="-viewed_by_current_user") == [
        versions[1].id,
        versions[0].id,
        versions[2].id,
    ]

    def found(desk: Desk, relation: str, *values: object) -> list[int]:
        matches = desk.find("Version", desk.where("Version", "viewed_by_current_user", relation, *values))
        return [
            versions.index(Target("Version", id_)) for id_ in matches if Target("Version", id_) in versions
        ]

    assert (found(ann, "is", "read"), found(ann, "is_not", "READ")) == ([0, 2], [1])
    assert (found(ann, "in", "read", "unread"), found(ann, "is", None)) == ([0, 1, 2], [])
    assert [found(desk, "is", "unread") for desk in (bob, robot)] == [[0, 1, 2]] * 2


def test_a_path_reads_the_asker_s_own_value(ann: Desk, bob: Desk) -> None:
    version = ann.create("Version", viewed_by_current_user="read")
    cut = ann.create("Cut", version=version)
    path = "version.Version.viewed_by_current_user"
    assert [desk.get(cut, path) for desk in (ann, bob)] == ["read", "unread"]
    is_read = [desk.find("Cut", desk.where("Cut", path, "is", "read")) for desk in (ann, bob)]
    assert is_read == [[cut.id], []]


# What is asked of the notes `read` and `unread`, and which of them is found: by callers who want what the
# real service does, and by strict ones (improvements B9).
ASKED = [
    ("is", ["read"], ["read"], ["read"]),
    ("is", ["unread"], ["unread"], ["unread"]),
    ("is", ["READ"], ["read"], ["read"]),
    ("is_not", ["read"], ["unread"], ["unread"]),
    ("is_not", ["unread"], ["read"], ["read"]),
    ("is", ["zzznope"], ["unread"], []),
    ("is_not", ["zzznope"], ["unread"], ["read", "unread"]),
    ("is", [None], ["unread"], []),
    ("in", ["read"], ["unread"], ["read"]),
    ("in", ["read", "unread"], ["unread"], ["read", "unread"]),
    ("in", ["zzznope"], ["unread"], []),
    ("not_in", ["unread"], ["unread"], ["read"]),
]


@pytest.mark.parametrize(("relation", "values", "silent", "strict"), ASKED)
@pytest.mark.parametrize("path", READ_STATES)
def test_read_states_are_looked_at_one_word_at_a_time(
    ann: Desk, path: str, relation: str, values: list[object], silent: list[str], strict: list[str]
) -> None:
    type_, field = path.split(".")
    ids = {ann.create(type_, **{field: word}).id: word for word in ("read", "unread")}
    entity_type = ann.site.schema[type_]
    for is_strict, words in ((False, silent), (True, strict)):
        where = ann.session.condition(entity_type, field, relation, values, is_strict=is_strict)
        found = [row.id for row in ann.session.find(Question(entity_type, where)).rows]
        assert [ids[row_id] for row_id in found if row_id in ids] == words
