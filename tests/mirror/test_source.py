"""What is read of a source, and how often it is asked."""

from __future__ import annotations

from slatehouse.client import Link
from slatehouse.mirror.pace import Pace
from slatehouse.mirror.source import Source


def test_types_and_fields_are_told_with_what_they_are(source: Source) -> None:
    assert source.types()["Shot"] == "Shot"
    fields = source.fields("Shot")
    assert fields["sg_sequence"].data_type == "entity" and fields["sg_sequence"].valid_types == ("Sequence",)
    assert "wtg" in fields["sg_status_list"].properties["valid_values"]
    assert not fields["open_notes_count"].holds_values and fields["code"].holds_values


def test_rows_come_in_pages_by_their_ids_to_the_last(source: Source) -> None:
    pages = list(source.pages("Shot", ["code"], size=7))
    ids = [row.id for page in pages for row in page]
    assert ids == sorted(set(ids)) and len(ids) == source.client.rows("Shot").count()
    assert [len(page) for page in pages[:-1]] == [7] * (len(pages) - 1)
    after = list(source.pages("Shot", ["code"], after=ids[9]))
    assert [row.id for page in after for row in page] == ids[10:]


def test_retired_rows_are_read_apart(source: Source) -> None:
    project = source.client.rows("Project").first()
    made = source.client.create("Shot", code="MP_RETIRED", project=project)
    source.client.retire(made)
    assert [row.code for page in source.pages("Shot", ["code"], retired=True) for row in page] == [
        "MP_RETIRED"
    ]
    assert source.rows("Shot", [made.id], ["code"]) == []
    assert [row.id for row in source.rows("Shot", [made.id], ["code"], retired=True)] == [made.id]


def test_what_people_follow_and_what_happens_is_told(source: Source) -> None:
    person = source.client.rows("HumanUser").first()
    shot = source.client.rows("Shot").first()
    assert person is not None and shot is not None
    changes = iter((following := source.changes(None, 1)).batches())
    assert not next(changes) and following.cursor
    source.client.update(shot, description="twice as dark")
    assert {change.entity for change in next(changes) if change.entity} == {
        Link("Shot", shot.id, shot["code"])
    }
    assert isinstance(source.following(person.id), list)


def test_calls_come_no_faster_than_they_may() -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(4, clock=lambda: now[0], sleep=sleep)
    for _ in range(4):
        pace.wait()
    assert slept == [0.25, 0.25, 0.25]
    now[0] += 10
    pace.wait()
    assert len(slept) == 3
    Pace(None, sleep=sleep).wait()
    assert len(slept) == 3
