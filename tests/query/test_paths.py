"""Where a dotted path leads, and which paths a read resolves (data-types §3.13, §3.14)."""

import pytest

from slatehouse.query.paths import resolve
from slatehouse.schema.schema import standard_schema

SCHEMA = standard_schema()

LEADING_SOMEWHERE = [
    ("Version", "code", [], "Version.code", True),
    ("Version", "entity", [], "Version.entity", True),
    ("Version", "entity.Shot.code", ["Shot"], "Shot.code", True),
    ("Version", "entity.Shot.sg_sequence.Sequence.code", ["Shot", "Sequence"], "Sequence.code", True),
    ("Version", "entity.Shot.assets", ["Shot"], "Shot.assets", True),
    # A filter follows these, a read does not: a type that the link does not declare, and lists of links.
    ("Version", "entity.HumanUser.login", ["HumanUser"], "HumanUser.login", False),
    ("Version", "playlists.Playlist.code", ["Playlist"], "Playlist.code", False),
    ("Note", "note_links.Shot.sg_sequence.Sequence.code", ["Shot", "Sequence"], "Sequence.code", False),
    ("Shot", "sg_sequence.Sequence.shots.Shot.code", ["Sequence", "Shot"], "Shot.code", False),
]

LEADING_NOWHERE = [
    ("Version", ""),
    ("Version", "bogus"),
    ("Version", "Code"),
    ("Version", "entity."),
    ("Version", ".code"),
    ("Version", "entity.Shot"),
    ("Version", "entity.Bogus.code"),
    ("Version", "entity.shot.code"),
    ("Version", "entity.Shot.bogus"),
    ("Version", "code.Shot.code"),
    ("Version", "sg_uploaded_movie.Attachment.filename"),
    ("Version", "sg_status_list.Status.name"),
    ("Project", "project.Project.id"),
    ("Shot", "sg_sequence.Sequence." * 40 + "code"),
]


@pytest.mark.parametrize(("start", "text", "types", "leaf", "is_readable"), LEADING_SOMEWHERE)
def test_a_path_leads_through_links_to_a_field(
    start: str, text: str, types: list[str], leaf: str, is_readable: bool
) -> None:
    path = resolve(SCHEMA, SCHEMA[start], text)
    assert path is not None
    assert (path.text, path.leaf.path, path.is_readable) == (text, leaf, is_readable)
    assert [hop.target.name for hop in path.hops] == types


@pytest.mark.parametrize(("start", "text"), LEADING_NOWHERE)
def test_a_path_may_lead_nowhere(start: str, text: str) -> None:
    assert resolve(SCHEMA, SCHEMA[start], text) is None


def test_equal_paths_are_one_object() -> None:
    assert resolve(SCHEMA, SCHEMA["Shot"], "code") is resolve(SCHEMA, SCHEMA["Shot"], "code")
