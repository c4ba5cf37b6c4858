"""What a client asks and does, by both kinds of client, on a site that is served."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.client.conftest import Asking

from slatehouse.client import (
    AsyncChanges,
    AsyncClient,
    AsyncRows,
    Changes,
    Client,
    Link,
    NotFound,
    NotPermitted,
    Refused,
    Row,
    Rows,
)
from slatehouse.testing.server import StandIn


def ids(rows: list[Row]) -> list[int]:
    return [row.id for row in rows]


def asking_notes(words: dict[str, Any], then: str = "all") -> Callable[[Any], Any]:
    return lambda site: getattr(site.notes.where(**words), then)()


def test_a_note_is_found_by_its_author_its_shot_its_sequence_and_what_it_links_to(site: Asking) -> None:
    note = next(
        note
        for note in site.do(lambda site: site.notes)
        if note.author and any(link.type == "Shot" for link in note.about)
    )
    linked = next(link for link in note.about if link.type == "Shot")
    shot = site.do(lambda site: site.read("Shot", linked.id))
    for words in (
        {"author": note.author.name.split()[0]},
        {"author": note.author},
        {"shot": shot.code},
        {"shot": shot},
        {"sequence": shot.sg_sequence.name},
        {"sequence": shot.sg_sequence},
        {"link": shot.code[:4]},
        {"text": note.content[2:12]},
        {"status": note.status},
        {"status": [note.status, "clsd"]},
        {"project": note.project.name},
        {"since": note.created_at - timedelta(seconds=1), "until": note.created_at + timedelta(seconds=1)},
        {"until": (note.created_at + timedelta(days=2)).date()},
        {"author": note.author.name, "shot": shot.code, "subject": note.subject},
    ):
        found = site.do(asking_notes(words))
        assert note.id in ids(found), words
        assert len(found) < 78, words
        assert site.do(asking_notes(words, "count")) == len(found)


def test_notes_on_a_version_are_found_by_its_shot(site: Asking) -> None:
    on_versions = site.do(lambda site: site.notes.filter("note_links", "type_is", "Version"))
    version = next(link for note in on_versions for link in note.about if link.type == "Version")
    shot = site.do(lambda site: site.read("Version", version.id, "entity")).entity
    notes = site.do(lambda site: site.notes.where(version=version.name))
    assert notes and set(ids(notes)) <= set(ids(site.do(lambda site: site.notes.where(shot=shot.name))))


@pytest.mark.parametrize(
    ("entity_type", "words"),
    [
        ("Shot", {"sequence": "HRB", "project": "The Lamp at Merrow Head"}),
        ("Version", {"shot": "HRB010"}),
        ("Task", {"shot": "HRB010", "step": "Layout"}),
        ("shots", {"code": ["HRB010", "HRB020"]}),
    ],
)
def test_rows_of_other_types_have_words_too(site: Asking, entity_type: str, words: dict[str, Any]) -> None:
    found = site.do(lambda site: site.rows(entity_type).where(**words))
    everything = site.do(lambda site: site.rows(entity_type).count())
    assert 0 < len(found) < everything


def test_the_newest_come_first_and_no_more_than_wanted(site: Asking) -> None:
    newest = site.do(lambda site: site.notes.newest().limit(7))
    assert [note.created_at for note in newest] == sorted((n.created_at for n in newest), reverse=True)
    assert ids(newest) == ids(site.do(lambda site: site.notes.newest()))[:7]
    assert site.do(lambda site: site.notes.newest().first()).id == newest[0].id
    assert site.do(lambda site: site.notes.where(subject="no such subject").first()) is None
    assert site.do(lambda site: site.notes.limit(0)) == []


def test_values_are_read_by_their_names_and_links_and_files_are_told_apart(site: Asking) -> None:
    note = site.do(lambda site: site.notes.limit(1))[0]
    assert note.subject == note["subject"] and note["id"] == note.id and note["type"] == "Note"
    assert isinstance(note.author, Link) and str(note.author) == note.author.name
    assert note.created_at is not None and note.created_at.tzinfo is not None
    with pytest.raises(AttributeError, match="was read without the field 'sg_note_type_2'"):
        _ = note.sg_note_type_2
    with pytest.raises(KeyError):
        _ = note["sg_note_type_2"]
    published = site.do(lambda site: site.rows("PublishedFile").limit(1))[0]
    assert (published.path.link_type, published.path.values["type"]) == ("web", "Attachment")
    assert published.path.url == published.path.values["url"]
    assert pickle.loads(pickle.dumps(note)) == note and copy.deepcopy(note) == note
    assert "Note 1" in repr(note)


def test_links_of_many_rows_are_followed_at_once(site: Asking) -> None:
    notes = site.do(lambda site: site.notes)
    people = site.do(lambda site: site.follow(notes, "created_by", "login"))
    assert {people[note.author].login for note in notes if note.author} == {
        row.login for row in people.values()
    }
    assert all(row.type == "HumanUser" for row in people.values())
    about = site.do(lambda site: site.follow(notes, "note_links", "code"))
    assert {link.type for link in about} == {link.type for note in notes for link in note.about}
    assert all(link.name == row.code for link, row in about.items())


def test_a_row_is_made_changed_retired_and_revived(site: Asking) -> None:
    project = site.do(lambda site: site.rows("Project").limit(1))[0]
    shot = site.do(lambda site: site.rows("Shot").limit(1))[0]
    made = site.do(
        lambda site: site.create("Note", project=project, subject="Too dark", note_links=[shot, shot.link])
    )
    note = site.do(lambda site: site.read("Note", made.id, "subject", "note_links"))
    assert (note.subject, ids(note.note_links)) == ("Too dark", [shot.id])
    site.do(lambda site: site.update(note, subject="Just right", content="At last"))
    assert site.do(lambda site: site.read("Note", note.id)).content == "At last"
    site.do(lambda site: site.retire(note))
    with pytest.raises(NotFound, match="retired"):
        site.do(lambda site: site.read("Note", note.id))
    assert note.id in ids(site.do(lambda site: site.notes.retired()))
    assert site.do(lambda site: site.revive(note)) is True
    assert site.do(lambda site: site.revive(note.link)) is False
    site.do(lambda site: site.retire(note))


def test_a_batch_is_done_whole_or_not_at_all(site: Asking) -> None:
    project = site.do(lambda site: site.rows("Project").limit(1))[0]
    make = {"request_type": "create", "entity": "Shot", "data": {"project": project, "code": "BATCH"}}
    made, gone = site.do(
        lambda site: site.batch([make, {"request_type": "delete", "entity": "Shot", "record_id": 31}])
    )
    assert (made.code, gone.id) == ("BATCH", 31)
    site.do(lambda site: site.revive(gone))
    wrong = {"request_type": "update", "entity": "Shot", "record_id": made.id, "data": {"nope": 1}}
    with pytest.raises(Refused, match="nope"):
        site.do(lambda site: site.batch([{**make, "data": {**make["data"], "code": "B2"}}, wrong]))  # type: ignore[dict-item]
    assert site.do(lambda site: site.rows("Shot").where(code="B2").count()) == 0
    site.do(lambda site: site.retire(made))


def test_times_are_sent_in_utc_and_read_with_their_zone(site: Asking) -> None:
    project = site.do(lambda site: site.rows("Project").limit(1))[0]
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    elsewhere = noon.astimezone(datetime.now().astimezone().tzinfo)
    note = site.do(lambda site: site.create("Note", project=project, subject="When", created_at=elsewhere))
    assert site.do(lambda site: site.notes.where(id=note.id).first()).created_at == noon
    site.do(lambda site: site.retire(note))


def test_the_schema_is_told(site: Asking) -> None:
    assert "Shot" in site.do(lambda site: site.schema())
    assert site.do(lambda site: site.schema("Note"))["subject"]["data_type"]["value"] == "text"


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda site: site.read("Shot", 999_999), NotFound, "999999 not found"),
        (lambda site: site.read("Nope", 1), NotFound, "'Nope' does not exist"),
        (lambda site: site.rows("Shot").where(nope=1), Refused, "Shot.nope"),
        (lambda site: site.rows("Shot").filter("code", "resembles", "SH"), Refused, "resembles"),
        (lambda site: site.create("Shot", code="SH"), Refused, "missing 'project'"),
        (lambda site: site.update(Link("HumanUser", 1), can_impersonate_this_user=[]), NotPermitted, ""),
        (lambda site: site.batch([{"request_type": "create"}]), Refused, "entity is missing"),
    ],
)
def test_a_refusal_is_an_error_with_the_sites_words(
    site: Asking, ask: Any, error: type[Refused], words: str
) -> None:
    with pytest.raises(error) as refused:
        site.do(ask)
    assert type(refused.value) is error and words in str(refused.value)
    assert refused.value.advice in str(refused.value) and refused.value.refusal.status in (400, 404)


def test_what_a_site_honours_is_found_out_and_a_batch_is_done_once_under_its_key(site: Asking) -> None:
    honoured = site.do(lambda site: site.safeguards())
    assert (honoured.keys, honoured.references) == (True, True)
    data = {"project": Link("Project", 1), "code": "KEYED"}
    asked = [{"request_type": "create", "entity": "Shot", "data": data}]
    first, again = (site.do(lambda site: site.batch(asked, key=f"once-{id(site)}")) for _ in range(2))
    assert [row.id for row in first] == [row.id for row in again]
    named = [
        {**asked[0], "ref": "made"},
        {"request_type": "delete", "entity": "Shot", "record_id": {"type": "Shot", "ref": "made"}},
    ]
    made, gone = site.do(lambda site: site.batch(named, references=True))
    assert made.id == gone.id != first[0].id
    assert site.do(lambda site: site.preferences())["hours_per_day"] == 8.0


def test_nothing_is_asked_where_the_question_makes_no_sense(film: StandIn) -> None:
    client = Client("https://nowhere.example", script="x", key="y")
    with pytest.raises(ValueError, match="a limit"):
        client.notes.limit(-1)
    with pytest.raises(ValueError, match="is no day such as"):
        client.notes.where(since="last tuesday")


def test_both_kinds_of_client_have_the_same_methods() -> None:
    for one, other in ((Client, AsyncClient), (Rows, AsyncRows), (Changes, AsyncChanges)):
        for name in dir(one):
            if name.startswith("_"):
                continue
            mine, theirs = getattr(one, name), getattr(other, name)
            if callable(mine):
                assert (
                    list(inspect.signature(mine).parameters.items())[1:]
                    == (list(inspect.signature(theirs).parameters.items())[1:])
                ), name
            assert mine.__doc__, name
