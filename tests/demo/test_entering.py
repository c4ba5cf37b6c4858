"""The demo on a real site, which refuses what is not in its schema: fields, statuses, list values, links."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from tests.demo.recorder import Recorder, silent

from slatehouse.accounts.caller import system_caller
from slatehouse.demo import DemoSummary, build
from slatehouse.demo.entering import SiteSession
from slatehouse.demo.session import Made
from slatehouse.query.question import Question
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link
from slatehouse.site.site import Site

SCHEDULE = ("content", "start_date", "due_date", "duration", "sg_status_list")


@pytest.fixture(scope="module")
def summary(site_of_module: Site) -> DemoSummary:
    return build(SiteSession(site_of_module), silent, with_pictures=False)


def _found(site: Site, entity_type: str, path: str, relation: str, values: list[object]) -> list[int]:
    session, asked = site.session(system_caller()), site.schema[entity_type]
    return [
        row.id for row in session.find(Question(asked, session.condition(asked, path, relation, values))).rows
    ]


def test_the_site_holds_all_that_was_counted(site_of_module: Site, summary: DemoSummary) -> None:
    assert {
        name: len(_found(site_of_module, name, "id", "greater_than", [0])) for name in summary.counts
    } == summary.counts


def test_the_person_s_notes_are_found_by_who_made_them(site_of_module: Site, summary: DemoSummary) -> None:
    people = _found(site_of_module, "HumanUser", "name", "is", [summary.person])
    assert len(people) == 1
    made = _found(site_of_module, "Note", "created_by", "is", [{"type": "HumanUser", "id": people[0]}])
    assert len(made) > 20
    assert summary.note_id in made


@pytest.mark.parametrize(
    ("entity_type", "path", "value", "count"),
    [
        ("Project", "is_template", True, 1),
        ("Project", "archived", True, 1),
        ("Shot", "sg_sequence.Sequence.code", "HRB", 7),
        ("Version", "entity.Shot.code", "FOX010", 7),
        ("Task", "entity.Asset.sg_asset_type", "Character", 12),
        ("Note", "addressings_to.Group.code", "Animators", 1),
    ],
)
def test_what_belongs_together_is_linked(
    site_of_module: Site, summary: DemoSummary, entity_type: str, path: str, value: object, count: int
) -> None:
    assert len(_found(site_of_module, entity_type, path, "is", [value])) == count


def test_the_site_keeps_the_schedule_as_planned(
    site_of_module: Site, summary: DemoSummary, told: Recorder
) -> None:
    task = site_of_module.schema["Task"]
    fields = site_of_module.edition.paths(task, SCHEDULE)
    answer = site_of_module.session(system_caller()).find(Question(task, fields=fields))
    kept = [tuple(str(value) for value in row.values) for row in answer.rows]
    assert kept == [tuple(str(row.values[name]) for name in SCHEDULE) for row in told.of("Task")]


def test_an_image_comes_with_its_thumbnail(site_of_module: Site, summary: DemoSummary) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (1280, 720), (40, 60, 90)).save(stream, "JPEG")
    session = SiteSession(site_of_module)
    for row_id in _found(site_of_module, "Note", "id", "in", [summary.note_id, summary.note_id + 1]):
        session.attach_image("Note", row_id, "image", "frame.jpg", stream.getvalue())
        note = site_of_module.schema["Note"]
        picture = site_of_module.session(system_caller()).file(note, row_id, note.fields["image"])
        assert isinstance(picture, Picture) and picture.thumbnail is not None
        assert b"".join(site_of_module.blobs.open(picture.original)) == stream.getvalue()
        with Image.open(io.BytesIO(b"".join(site_of_module.blobs.open(picture.thumbnail)))) as thumbnail:
            assert thumbnail.size == (512, 288)


def test_what_was_drawn_on_a_version_is_attached_by_who_drew_it(
    site_of_module: Site, summary: DemoSummary
) -> None:
    session = SiteSession(site_of_module)
    stream = io.BytesIO()
    Image.new("RGB", (1280, 720), (40, 60, 90)).save(stream, "JPEG")
    (author,) = _found(site_of_module, "HumanUser", "name", "is", [summary.person])
    made = Made({"type": "HumanUser", "id": author}, "2026-09-15T16:30:40Z")
    session.attach_file("Note", summary.note_id, "annot_version_1.12.jpg", stream.getvalue(), made)
    note = {"type": "Note", "id": summary.note_id}
    (file,) = _found(site_of_module, "Attachment", "attachment_links", "is", [note])
    attachment = site_of_module.schema["Attachment"]
    paths = site_of_module.edition.paths(attachment, ["annotation_frame", "created_at", "created_by"])
    frame, at, by = site_of_module.session(system_caller()).read(attachment, file, paths).rows[0].values
    assert (frame, at, by) == (12, made.at, Link(author, summary.person, "HumanUser"))
