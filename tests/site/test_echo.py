"""What a create answers without reading it is what a read finds."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target

NAMES = ("b", "A", "ä", "Z", "a", "", "É", "éa")
# Field, the type of the rows linked, and the field that names them.
LINKED = [
    ("Note.note_links", "Shot", "code"),
    ("Note.replies", "Reply", "content"),
    ("Note.attachments", "Attachment", "display_name"),
    ("Sequence.shots", "Shot", "code"),
    ("Shot.notes", "Note", "subject"),
    ("Playlist.versions", "Version", "code"),
    ("Task.upstream_tasks", "Task", "content"),
    ("Asset.parents", "Asset", "code"),
]


def rows(desk: Desk, type_: str, field: str) -> list[Target]:
    """Rows with names that are hard to sort; those that cannot be nameless get one."""
    return [desk.create(type_, **({field: name} if name else {})) for name in NAMES]


@pytest.mark.parametrize(("path", "type_", "named"), LINKED)
@pytest.mark.parametrize("mode", ["bare", "set", "add", "remove"])
def test_the_links_that_were_sent(desk: Desk, path: str, type_: str, named: str, mode: str) -> None:
    owner, field = path.split(".")
    targets = rows(desk, type_, named)
    sent: object = [*targets, targets[0]]
    if mode != "bare":
        sent = {"multi_entity_update_mode": mode, "value": sent}
    shown = desk.echo(owner, **{field: sent})[field]
    made = Target(owner, desk.find(owner)[-1])
    assert shown == desk.read(made, field)[field]
    assert isinstance(shown, list)
    assert len(shown) == (0 if mode == "remove" else len(targets))


def test_links_to_rows_of_several_types(desk: Desk) -> None:
    targets = [
        desk.create(type_, code=code) for code in ("a", "b") for type_ in ("Shot", "Asset", "Sequence")
    ]
    shown = desk.echo("Note", note_links=targets)["note_links"]
    assert shown == desk.read(Target("Note", desk.find("Note")[-1]), "note_links")["note_links"]
