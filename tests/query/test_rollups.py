"""Summary fields: each row's own answer to a stored question (data-types §3.23)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.fixtures.desk import Desk

from slatehouse.query.question import Page, Question
from slatehouse.schema.link import Target


def counts(desk: Desk, rows: list[Target]) -> list[object]:
    """The open notes of each row."""
    return [desk.get(row, "open_notes_count") for row in rows]


def test_each_row_counts_its_own_open_notes(desk: Desk) -> None:
    shots = [desk.create("Shot") for _ in range(3)]
    both = desk.create("Note", note_links=shots[:2])
    desk.create("Note", note_links=shots[:1], sg_status_list="ip")
    desk.create("Note", note_links=shots, sg_status_list="clsd")
    desk.create("Note", note_links=[desk.create("Sequence")])
    assert counts(desk, shots) == [2, 1, 0]
    desk.update(both, sg_status_list="clsd")
    assert counts(desk, shots) == [1, 0, 0]
    desk.update(both, sg_status_list="opn")
    desk.retire(both)
    assert counts(desk, shots) == [1, 0, 0]
    desk.revive(both)
    assert counts(desk, shots) == [2, 1, 0]


def test_a_task_counts_the_notes_that_are_about_it(desk: Desk) -> None:
    tasks = [desk.create("Task") for _ in range(2)]
    desk.create("Note", tasks=tasks)
    desk.create("Note", tasks=tasks[:1])
    assert counts(desk, tasks) == [2, 1]


def _page(desk: Desk, names: tuple[str, ...], page: Page | None) -> list[object]:
    version = desk.site.schema["Version"]
    answer = desk.session.find(Question(version, fields=desk.site.edition.paths(version, names), page=page))
    return [row.values[-1] for row in answer.rows]


READERS: list[Callable[[Desk], list[object]]] = [
    lambda desk: _page(desk, ("open_notes_count",), None),
    lambda desk: _page(desk, ("open_notes_count",), Page(25)),
    lambda desk: _page(desk, ("code", "entity", "open_notes", "open_notes_count"), Page(25)),
    lambda desk: counts(desk, [Target("Version", row_id) for row_id in desk.find("Version")]),
]


@pytest.mark.parametrize("read", READERS, ids=["all", "page", "many fields", "one by one"])
def test_however_it_is_read(desk: Desk, read: Callable[[Desk], list[object]]) -> None:
    versions = [desk.create("Version") for _ in range(3)]
    desk.create("Note", note_links=versions[1:])
    desk.create("Note", note_links=versions[2:])
    assert read(desk) == [0, 1, 2]


def test_a_path_reads_the_linked_row_s_count(desk: Desk) -> None:
    shots = [desk.create("Shot") for _ in range(2)]
    desk.create("Note", note_links=shots[:1])
    versions = [desk.create("Version", entity=shot) for shot in shots]
    assert [desk.get(each, "entity.Shot.open_notes_count") for each in versions] == [1, 0]


def test_a_create_counts_the_notes_that_it_brings(desk: Desk) -> None:
    notes = [desk.create("Note"), desk.create("Note", sg_status_list="clsd")]
    shown = desk.echo("Shot", notes=notes)
    assert (shown["open_notes_count"], len(shown["open_notes"])) == (1, 1)  # type: ignore[arg-type]
