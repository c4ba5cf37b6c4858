"""Uploads: announced, received, completed; the picture pending until its thumbnail is made (rest/40)."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk
from tests.fixtures.dump import everything
from tests.store.sql import read

from slatehouse.media.blobs import Blob
from slatehouse.media.pending import TRANSIENT_PREFIX, pending_image
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.errors import NoSuchRow, UploadMissing
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.uploading import NamedParts, UploadTicket
from slatehouse.site.uploads import UploadPlace, finish_picture
from slatehouse.site.writing import writing

PIXELS = b"\x89PNG and so on"
DIGEST = sha256(PIXELS).hexdigest()


def place(desk: Desk, row: Target, field: str | None) -> UploadPlace:
    entity_type = desk.site.schema[row.type]
    return UploadPlace(entity_type, row.id, entity_type.fields[field] if field else None)


def begin(desk: Desk, row: Target, field: str | None, filename: str) -> UploadTicket:
    return desk.session.begin_upload(place(desk, row, field), filename)


def receive(desk: Desk, ticket: UploadTicket, content: bytes = PIXELS) -> Blob:
    return desk.site.receive_upload(ticket.token, iter([content[:3], content[3:]]), len(content))


def complete(
    desk: Desk, row: Target, field: str | None, ticket: UploadTicket, name: str | None = None
) -> None:
    about = AttachmentFacts(name) if name else None
    desk.session.complete_upload(place(desk, row, field), ticket.filename, ticket.timestamp, about)


def upload(
    desk: Desk, row: Target, field: str | None, filename: str, content: bytes = PIXELS
) -> UploadTicket:
    ticket = begin(desk, row, field, filename)
    receive(desk, ticket, content)
    complete(desk, row, field, ticket)
    return ticket


def jobs(desk: Desk) -> list[dict[str, object]]:
    return [
        json.loads(row[0])
        for row in read(desk.site.database, "SELECT payload FROM slatehouse_jobs ORDER BY id")
    ]


def attachments(desk: Desk) -> list[Target]:
    return [Target("Attachment", row_id) for row_id in desk.find("Attachment")]


@pytest.mark.parametrize("field", ["image", "filmstrip_image"])
def test_a_picture_is_pending_until_its_job_is_done(ada: Desk, field: str) -> None:
    shot = ada.create("Shot")
    ticket = upload(ada, shot, field, "frame.png")
    assert ticket.upload_type == "Thumbnail"
    pending = Picture(original=DIGEST, name="frame.png", content_type="image/png")
    assert pending.is_pending
    assert ada.get(shot, field) == pending
    assert jobs(ada) == [{"type": "Shot", "id": shot.id, "field": field, "blob": DIGEST}]
    assert ada.find("Shot", ada.where("Shot", field, "is_not", None)) == [shot.id]
    assert attachments(ada) == []


def test_the_image_that_is_shown_meanwhile_is_stored_nowhere(ada: Desk) -> None:
    """Not as a value, in no event and no job: it is what a picture looks like whose thumbnail is to come."""
    for field in ("image", "filmstrip_image", "sg_uploaded_movie"):
        upload(ada, ada.create("Version"), field, "frame.png")
    stored = everything(ada.site)
    assert DIGEST in repr(stored)
    assert TRANSIENT_PREFIX.strip("/") not in repr(stored)
    assert not ada.site.blobs.exists(sha256(pending_image()).hexdigest())


def test_a_picture_is_its_rows_own(ada: Desk) -> None:
    shot = ada.create("Shot")
    upload(ada, shot, "filmstrip_image", "strip.png")
    assert ada.get(shot, "image_source_entity") is None
    upload(ada, shot, "image", "frame.png")
    assert ada.get(shot, "image_source_entity") == shot


def test_a_thumbnail_starts_no_sooner_than_clients_have_seen_the_pending_picture(
    ada: Desk, clock: Clock
) -> None:
    upload(ada, ada.create("Shot"), "image", "frame.png")
    ((not_before,),) = read(ada.site.database, "SELECT not_before FROM slatehouse_jobs")
    assert not_before - clock.now.timestamp() == pytest.approx(ada.site.config.settings.media.settle)


@pytest.mark.parametrize(("thumbnail", "failure"), [("f" * 64, None), (None, "not a picture")])
def test_a_finished_picture_pends_no_more(ada: Desk, thumbnail: str | None, failure: str | None) -> None:
    shot = ada.create("Shot")
    upload(ada, shot, "image", "frame.png")
    with writing(ada.site, ada.caller) as writes:
        finish_picture(writes, shot, "image", DIGEST, thumbnail, failure)
    picture = ada.get(shot, "image")
    assert isinstance(picture, Picture)
    assert (picture.thumbnail, picture.failure, picture.is_pending) == (thumbnail, failure, False)


def test_a_job_that_comes_too_late_changes_nothing(ada: Desk) -> None:
    """Another picture was uploaded meanwhile, or the field was cleared."""
    shot = ada.create("Shot")
    upload(ada, shot, "image", "old.png")
    upload(ada, shot, "image", "new.png", b"another picture")
    before = ada.get(shot, "image")
    with writing(ada.site, ada.caller) as writes:
        finish_picture(writes, shot, "image", DIGEST, "f" * 64, None)
    assert ada.get(shot, "image") == before
    ada.update(shot, image=None)
    with writing(ada.site, ada.caller) as writes:
        finish_picture(writes, shot, "image", DIGEST, "f" * 64, None)
    assert ada.get(shot, "image") is None


def test_a_file_becomes_an_attachment_and_the_value_of_its_field(ada: Desk) -> None:
    version = ada.create("Version")
    ticket = upload(ada, version, "sg_uploaded_movie", "shot.mov")
    assert ticket.upload_type == "Attachment"
    (attachment,) = attachments(ada)
    file = FileValue("upload", "shot.mov", attachment.id, "video/quicktime", blob=DIGEST)
    assert ada.get(version, "sg_uploaded_movie") == file
    assert ada.get(attachment, "filename") == "shot.mov"
    assert ada.get(attachment, "project") == ada.project
    movie = {**version._asdict(), "field": "sg_uploaded_movie", "blob": DIGEST, "name": "shot.mov"}
    assert jobs(ada) == [{**movie, "attachment": list(attachment), "frames": None}]
    assert ada.get(attachment, "image") == Picture(DIGEST, "shot.mov", "video/quicktime")


def test_what_has_no_picture_asks_for_none(ada: Desk) -> None:
    upload(ada, ada.create("PublishedFile"), "path", "shot.zip")
    assert jobs(ada) == []


def test_a_picture_among_files_gets_a_thumbnail_on_its_attachment(ada: Desk) -> None:
    upload(ada, ada.create("PublishedFile"), "path", "frame.png")
    (attachment,) = attachments(ada)
    assert jobs(ada) == [{"type": "Attachment", "id": attachment.id, "field": "image", "blob": DIGEST}]
    assert isinstance(ada.get(attachment, "image"), Picture)


def test_a_file_beside_the_fields_is_attached_to_the_row(ada: Desk) -> None:
    note = ada.create("Note", subject="see attached")
    ticket = begin(ada, note, None, "notes.pdf")
    receive(ada, ticket)
    complete(ada, note, None, ticket, name="The notes")
    (attachment,) = attachments(ada)
    assert ada.get(note, "attachments") == [attachment]
    assert ada.get(attachment, "attachment_links") == [note]
    assert list(ada.read(attachment, "display_name", "filename").values()) == ["The notes", "notes.pdf"]


def test_the_bytes_are_those_that_were_sent(ada: Desk) -> None:
    ticket = begin(ada, ada.create("Shot"), "image", "frame.png")
    blob = receive(ada, ticket)
    assert (blob.name, blob.size) == (DIGEST, len(PIXELS))
    complete(ada, Target("Shot", 1), "image", ticket)
    assert b"".join(ada.site.blobs.open(DIGEST)) == PIXELS


@pytest.mark.parametrize("field", ["image", None])
def test_an_upload_whose_bytes_never_came_is_not_completed(ada: Desk, field: str | None) -> None:
    note = ada.create("Note")
    ticket = begin(ada, note, field, "frame.png")
    with pytest.raises(UploadMissing):
        complete(ada, note, field, ticket)
    assert (ada.get(note, "image"), attachments(ada)) == (None, [])
    receive(ada, ticket)
    complete(ada, note, field, ticket)
    assert len(attachments(ada)) == (0 if field else 1)


def test_a_completion_may_be_repeated(ada: Desk) -> None:
    """A client that did not hear the answer asks again. Whatever came after the upload stays."""
    note = ada.create("Note")
    tickets = [upload(ada, note, field, "frame.png") for field in ("image", None)]
    ada.update(note, image=None)
    before, made = ada.read(note), attachments(ada)
    for ticket in tickets:
        receive(ada, ticket, b"other bytes")
        ada.session.complete_upload(ticket.place, ticket.filename, ticket.timestamp)
    assert (ada.read(note), attachments(ada)) == (before, made)


def test_parts_that_could_not_be_put_in_their_place_may_be_completed_later(ada: Desk) -> None:
    """The transaction failed after the parts were joined, or the process was killed in between."""
    note = ada.create("Note")
    ticket = ada.session.begin_upload(place(ada, note, None), "a.mov", in_parts=True)
    md5 = ada.site.receive_part(ticket.parts, 1, iter([PIXELS]), len(PIXELS))
    repeated = (ticket.place, ticket.filename, ticket.timestamp)
    rest = (ticket.upload_id, NamedParts((md5,)))
    with pytest.raises(Refusal):
        tags = [{"type": "Tag", "id": 999}]
        ada.session.complete_upload(*repeated, AttachmentFacts("a", tags), *rest)
    assert (attachments(ada), ada.session.is_open(ticket)) == ([], True)
    ada.session.complete_upload(*repeated, None, *rest)
    (attachment,) = attachments(ada)
    file = ada.get(attachment, "this_file")
    assert isinstance(file, FileValue) and file.blob == DIGEST
    assert not list((ada.site.directory / "media" / "parts").iterdir())


def test_an_upload_is_completed_where_it_was_announced(ada: Desk) -> None:
    shot, other = ada.create("Shot"), ada.create("Shot")
    ticket = begin(ada, shot, "image", "frame.png")
    receive(ada, ticket)
    for row, field in ((other, "image"), (shot, "filmstrip_image")):
        with pytest.raises(UploadMissing):
            complete(ada, row, field, ticket)
    complete(ada, shot, "image", ticket)


def test_nothing_is_uploaded_to_rows_that_are_not_there(ada: Desk) -> None:
    shot = ada.create("Shot")
    ticket = begin(ada, shot, "image", "frame.png")
    receive(ada, ticket)
    ada.retire(shot)
    with pytest.raises(NoSuchRow):
        begin(ada, shot, "image", "frame.png")
    with pytest.raises(NoSuchRow):
        complete(ada, shot, "image", ticket)
    ada.revive(shot)
    complete(ada, shot, "image", ticket)
    assert isinstance(ada.get(shot, "image"), Picture)


def test_uploads_are_told_and_dated_like_any_change(ada: Desk, clock: Clock) -> None:
    shot = ada.create("Shot")
    clock.move(hours=1)
    upload(ada, shot, "image", "frame.png")
    assert ada.get(shot, "updated_at") == "2026-03-04T06:06:07Z"
    for attribute, told in (("image", 1), ("image_source_entity", 0)):
        about = ada.where("EventLogEntry", "attribute_name", "is", attribute)
        assert len(ada.find("EventLogEntry", about)) == told


def test_web_links_and_local_paths_are_files_too(ada: Desk) -> None:
    storage = ada.create("LocalStorage", code="primary", linux_path="/mnt/films", windows_path="P:\\films")
    version = ada.create("Version", sg_uploaded_movie={"url": "https://example.com/a.mov", "name": "a"})
    link = ada.get(version, "sg_uploaded_movie")
    assert isinstance(link, FileValue) and link.id
    assert (link.link_type, link.url, link.name) == ("web", "https://example.com/a.mov", "a")
    ada.update(version, sg_uploaded_movie={"local_path": "/mnt/films/one/a.mov"})
    path = ada.get(version, "sg_uploaded_movie")
    assert isinstance(path, FileValue) and path.id != link.id
    assert (path.link_type, path.relative_path) == ("local", "one/a.mov")
    assert path.local_storage is not None and path.local_storage.id == storage.id
    assert (path.local_path_linux, path.local_path_windows, path.local_path_mac) == (
        "/mnt/films/one/a.mov",
        "P:\\films\\one\\a.mov",
        None,
    )
    ada.update(version, sg_uploaded_movie=None)
    assert ada.get(version, "sg_uploaded_movie") is None and len(attachments(ada)) == 2
