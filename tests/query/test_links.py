"""Links as an answer shows them: in the order of their names, and only to rows that are there."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Link, Target

NAMES = ["b", "B", "a", "É", "e\u0301", "Z", "ß", "ss"]
# Folded, then in code points, then by id: case and the way an accent is written do not count.
IN_ORDER = ["a", "b", "B", "ß", "ss", "Z", "É", "e\u0301"]


def names_of(links: object) -> list[str]:
    assert isinstance(links, list)
    return [link.name for link in links]


def test_links_are_ordered_by_name_whatever_its_case_and_then_by_id(desk: Desk) -> None:
    shots = [desk.create("Shot", code=code) for code in NAMES]
    note = desk.create("Note", subject="all", note_links=list(reversed(shots)))
    links = desk.read(note, "note_links")["note_links"]
    assert names_of(links) == IN_ORDER
    assert links == [Link(shots[NAMES.index(name)].id, name, "Shot") for name in IN_ORDER]


def test_links_of_equal_names_and_ids_are_ordered_by_type(desk: Desk) -> None:
    links = [desk.create("Shot", code="x"), desk.create("Asset", code="X")]
    assert links[0].id == links[1].id
    note = desk.create("Note", note_links=links)
    assert desk.get(note, "note_links") == [links[1], links[0]]


def test_replies_are_ordered_by_id(desk: Desk) -> None:
    note = desk.create("Note", subject="thread")
    replies = [desk.create("Reply", entity=note, content=content) for content in ("z", "a", "m")]
    assert desk.get(note, "replies") == replies


@pytest.mark.parametrize(
    ("owner", "field", "kind"),
    [
        ("Note", "note_links", "Shot"),
        ("Shot", "notes", "Note"),
        ("Sequence", "shots", "Shot"),
        ("Playlist", "versions", "Version"),
        ("Version", "playlists", "Playlist"),
        ("Task", "upstream_tasks", "Task"),
        ("Asset", "shots", "Shot"),
    ],
)
def test_a_retired_row_vanishes_from_lists_and_returns(desk: Desk, owner: str, field: str, kind: str) -> None:
    one, other = desk.create(kind), desk.create(kind)
    row = desk.create(owner, **{field: [one, other]})
    desk.retire(one)
    assert desk.get(row, field) == [other]
    assert desk.find(owner, desk.where(owner, field, "is", one)) == []
    desk.revive(one)
    assert set(_targets(desk.get(row, field))) == {one, other}
    assert desk.find(owner, desk.where(owner, field, "is", one)) == [row.id]


def _targets(links: object) -> list[Target]:
    assert isinstance(links, list)
    return links


def test_a_retired_row_reads_as_no_link_and_its_fields_as_null(desk: Desk) -> None:
    sequence = desk.create("Sequence", code="SEQ")
    shot = desk.create("Shot", code="SH", sg_sequence=sequence)
    desk.retire(sequence)
    fields = ("sg_sequence", "sg_sequence.Sequence.code")
    assert desk.read(shot, *fields) == dict.fromkeys(fields)
    assert desk.find("Shot", desk.where("Shot", "sg_sequence", "is", None)) == [shot.id]
    desk.revive(sequence)
    link = Link(sequence.id, "SEQ", "Sequence")
    assert desk.read(shot, *fields) == dict(zip(fields, (link, "SEQ"), strict=True))


def test_a_field_of_another_type_than_the_link_has_is_null(desk: Desk) -> None:
    version = desk.create("Version", entity=desk.create("Asset", code="Prop"))
    fields = ("entity.Asset.code", "entity.Shot.code", "entity.Shot.assets", "entity.Shot.open_notes_count")
    assert list(desk.read(version, *fields).values()) == ["Prop", None, None, None]


def test_links_are_read_through_a_link(desk: Desk) -> None:
    asset = desk.create("Asset", code="Prop")
    shots = [desk.create("Shot", assets=[asset]), desk.create("Shot")]
    versions = [desk.create("Version", entity=shot) for shot in (*shots, shots[0])]
    found = [desk.get(version, "entity.Shot.assets") for version in versions]
    assert found == [[asset], [], [asset]]


def test_unset_boxes_and_tags_read_as_what_they_are(desk: Desk) -> None:
    """Also through a link; but a link to nothing has no box to be unticked."""
    version, linked = desk.create("Version"), desk.create("Version", entity=desk.create("Shot"))
    assert desk.read(version, "flagged", "tag_list") == {"flagged": False, "tag_list": []}
    paths = "sg_task.Task.milestone", "entity.Shot.tag_list"
    assert desk.read(version, *paths) == dict.fromkeys(paths)
    assert desk.read(linked, *paths) == {paths[0]: None, paths[1]: []}
