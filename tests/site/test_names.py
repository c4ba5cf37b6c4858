"""Display names: made of a row's fields, and following them (entity-types A.5)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Link, Target

# Type, what is sent, the name in links, and `cached_display_name`.
NAMED = [
    ("Shot", {"code": "SH010"}, "SH010", "SH010"),
    ("Project", {"name": "Other"}, "Other", "Other"),
    ("Task", {"content": "comp"}, "comp", "comp"),
    ("Task", {"content": None}, "-", "-"),
    ("Note", {"subject": "Hello"}, "Hello", "Hello"),
    ("Note", {"subject": "Hello", "content": "there"}, "Hello - there", "Hello - there"),
    ("Note", {"content": "there"}, "there", "there"),
    ("Note", {}, "", ""),
    ("Reply", {"content": 'say "hi" & <go>'}, 'say "hi" & <go>', "say &quot;hi&quot; &amp; &lt;go&gt;"),
    ("TimeLog", {"description": "roto"}, "roto", "roto"),
    ("Delivery", {"title": "dailies"}, "#1: dailies", "#1: dailies"),
    ("Cut", {"code": "reel 1", "revision_number": 3}, "reel 1 v003", "reel 1 v003"),
    ("Cut", {"code": "reel 1"}, "reel 1", "reel 1"),
    ("Step", {"code": "Comp"}, "Comp", None),
    ("PublishedFileType", {"code": "Nuke Script"}, "Nuke Script", None),
    ("HumanUser", {"login": "grace", "name": "Grace Hopper"}, "Grace Hopper", "Grace Hopper"),
    ("ApiUser", {"firstname": "importer"}, "importer 1.0", "importer 1.0"),
    ("Tag", {"name": "hero"}, "hero", "hero"),
    ("Group", {"code": "Vendors"}, "Vendors", "Vendors"),
]


def name_in_links(desk: Desk, row: Target) -> str:
    """The name under which a link shows the row; replies may link anything."""
    link = desk.read(desk.create("Reply", entity=row), "entity")["entity"]
    assert isinstance(link, Link)
    return link.name


@pytest.mark.parametrize(("type_", "sent", "name", "cached"), NAMED, ids=str)
def test_a_row_is_named_by_its_fields(
    desk: Desk, type_: str, sent: dict[str, object], name: str, cached: str | None
) -> None:
    row = desk.create(type_, **sent)
    assert (name_in_links(desk, row), desk.get(row, "cached_display_name")) == (name, cached)


def test_a_dependency_is_named_by_its_tasks(desk: Desk) -> None:
    first, second = desk.create("Task"), desk.create("Task")
    dependency = desk.create("TaskDependency", task=first, dependent_task=second)
    expected = f"Task {first.id} dependent on Task {second.id}"
    assert desk.get(dependency, "cached_display_name") == expected


@pytest.mark.parametrize(
    ("type_", "sent", "change", "name"),
    [
        ("Shot", {"code": "a"}, {"code": "b"}, "b"),
        ("Task", {"content": "a"}, {"content": None}, "-"),
        ("Note", {"subject": "a", "content": "b"}, {"subject": "c"}, "c - b"),
        ("Note", {"subject": "a", "content": "b"}, {"subject": None}, "b"),
        ("Cut", {"code": "a"}, {"revision_number": 12}, "a v012"),
        ("Cut", {"code": "a", "revision_number": 1}, {"revision_number": None}, "a"),
        ("Delivery", {"title": "a"}, {"title": "b"}, "#1: b"),
        ("HumanUser", {"login": "x", "name": "Ada King"}, {"lastname": "Lovelace"}, "Ada Lovelace"),
        ("HumanUser", {"login": "x", "name": "Ada King"}, {"name": "Grace Hopper"}, "Grace Hopper"),
    ],
    ids=str,
)
def test_names_follow_renames(
    desk: Desk, type_: str, sent: dict[str, object], change: dict[str, object], name: str
) -> None:
    """Links show the new name at once, filters find it, and no longer the old one."""
    row = desk.create(type_, **sent)
    reply = desk.create("Reply", entity=row)
    old = desk.get(row, "cached_display_name")
    assert desk.update(row, **change)["cached_display_name"] == name
    assert desk.read(reply, "entity")["entity"] == Link(row.id, name, type_)
    assert desk.find("Reply", desk.where("Reply", "entity", "name_is", name.upper())) == [reply.id]
    assert desk.find("Reply", desk.where("Reply", "entity", "name_is", old)) == []


def test_lists_are_reordered_by_a_rename(desk: Desk) -> None:
    shots = [desk.create("Shot", code=code) for code in "abc"]
    sequence = desk.create("Sequence", shots=shots)
    desk.update(shots[0], code="z")
    assert desk.get(sequence, "shots") == [shots[1], shots[2], shots[0]]


def test_a_row_renamed_before_it_returns_returns_with_its_name(desk: Desk) -> None:
    shot = desk.create("Shot", code="a")
    note = desk.create("Note", note_links=[shot])
    desk.update(shot, code="b")
    desk.retire(shot)
    desk.revive(shot)
    assert desk.read(note, "note_links")["note_links"] == [Link(shot.id, "b", "Shot")]
