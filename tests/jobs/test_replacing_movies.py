"""What was derived from a movie, when another takes its place: gone, but for what people wrote themselves."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

import pytest
from tests.jobs.versions import FACTS, Version, new_version

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.workshop import Workshop
from slatehouse.schema.files import FileValue, Picture
from slatehouse.site.movies import (
    MadeFilm,
    MadeStills,
    MovieOrder,
    finish_proxy,
    finish_stills,
    refuse_movie,
    show_progress,
)
from slatehouse.site.writing import Writing, writing

FIELD = "sg_uploaded_movie"
RENDITIONS = (f"{FIELD}_mp4", f"{FIELD}_image", "image", "filmstrip_image")
NUMBERS = ("sg_first_frame", "sg_last_frame", "frame_range", "frame_count")


class Reviewed(Version):
    """A version whose films a worker makes in no time."""

    def order(self, content: bytes, filename: str = "a.mov") -> MovieOrder:
        """The order that an upload of this content makes."""
        blob = self.workshop.site.blobs.write([content])
        return MovieOrder("Version", self.id, FIELD, blob.name, filename)

    def stills(self) -> MadeStills:
        poster, large, thumbnail, strip = (
            self.workshop.site.blobs.write([each]).name for each in (b"p", b"l", b"t", b"s")
        )
        return MadeStills(poster, large, thumbnail, strip, 24.0, 0.5, 12, 1001)

    def finish_stills(self, order: MovieOrder) -> None:
        with self.doing() as writes:
            finish_stills(writes, order, self.stills())

    def finish_proxy(self, order: MovieOrder) -> None:
        film = self.workshop.site.blobs.write([b"film"])
        with self.doing() as writes:
            finish_proxy(writes, order, {"mp4": MadeFilm(film.name, "video/mp4")})

    def finish(self, order: MovieOrder) -> None:
        self.finish_stills(order)
        self.finish_proxy(order)

    def doing(self) -> AbstractContextManager[Writing]:
        return writing(self.workshop.site, system_caller(logs_events=False))

    def tag(self) -> object:
        """What changes with each change of the row."""
        entity_type = self.workshop.site.schema["Version"]
        return self.session.state_of(self.session.read(entity_type, self.id, ()))


@pytest.fixture
def version(workshop: Workshop) -> Reviewed:
    made = new_version(workshop)
    return Reviewed(workshop, made.id)


@pytest.fixture
def reviewed(version: Reviewed) -> Reviewed:
    """One whose movie is done with."""
    version.upload(b"first", "a.mov")
    version.finish(version.order(b"first"))
    assert version.values(*NUMBERS) == (1001, 1012, "1001-1012", 12)
    assert None not in [version.file(each) for each in RENDITIONS]
    return version


def test_another_upload_clears_all_of_it(reviewed: Reviewed) -> None:
    reviewed.upload(b"second", "b.png")
    assert [reviewed.file(each) for each in RENDITIONS[:2]] == [None, None]
    assert all(reviewed.picture(each).is_pending for each in RENDITIONS[2:])
    assert reviewed.facts() == (0, None, None, None)
    assert reviewed.values(*NUMBERS) == (None,) * 4
    assert reviewed.making == {"stage": "pictures"}


def test_an_address_clears_all_of_it_and_nothing_is_to_come(reviewed: Reviewed) -> None:
    reviewed.write(sg_uploaded_movie={"url": "https://films.example.com/b.mov", "name": "b.mov"})
    assert [reviewed.file(each) for each in RENDITIONS] == [None] * 4
    assert reviewed.values(*FACTS, *NUMBERS, "image_source_entity") == (None,) * 9
    assert reviewed.values("sg_uploaded_movie_transcoding") == (None,)


def test_an_address_ends_the_wait_for_the_pictures_of_an_upload(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    version.write(sg_uploaded_movie={"url": "https://films.example.com/b.mov", "name": "b.mov"})
    assert [version.file(each) for each in RENDITIONS] == [None] * 4
    version.finish(version.order(b"first"))
    assert [version.file(each) for each in RENDITIONS] == [None] * 4


def test_what_people_wrote_stays(reviewed: Reviewed) -> None:
    reviewed.upload(b"a painting", "own.png", "image")
    reviewed.write(frame_count=240, sg_first_frame=1, sg_last_frame=240, frame_range="1-240")
    reviewed.write(sg_uploaded_movie={"url": "https://films.example.com/b.mov", "name": "b.mov"})
    assert reviewed.values(*NUMBERS) == (1, 240, "1-240", 240)
    assert reviewed.picture("image").name == "own.png"


def test_what_people_wrote_before_is_not_overwritten(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    version.write(frame_count=240, sg_first_frame=101)
    version.write(**{f"{FIELD}_frame_rate": 23.976})
    version.upload(b"own film", "own.mp4", f"{FIELD}_mp4")
    version.finish(version.order(b"first"))
    assert version.values(*NUMBERS) == (101, None, None, 240)
    assert version.facts() == (1, 23.976, 0.5, 240)
    own = version.file(f"{FIELD}_mp4")
    assert isinstance(own, FileValue) and own.name == "own.mp4"


def test_without_a_movie_all_of_it_stays(reviewed: Reviewed) -> None:
    before = [reviewed.file(each) for each in RENDITIONS], reviewed.values(*FACTS, *NUMBERS)
    reviewed.write(sg_uploaded_movie=None)
    assert ([reviewed.file(each) for each in RENDITIONS], reviewed.values(*FACTS, *NUMBERS)) == before
    reviewed.upload(b"second", "b.mov")
    assert reviewed.values(*FACTS, *NUMBERS) == (0, *(None,) * 7)


def test_without_a_movie_nobody_waits_for_what_was_to_come_of_it(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    version.write(sg_uploaded_movie=None)
    assert [version.file(each) for each in RENDITIONS] == [None] * 4
    assert version.facts()[0] is None
    assert version.making == {"stage": "ended"}
    version.finish(version.order(b"first"))
    assert version.facts() == (None,) * 4


def test_pictures_stay_when_the_movie_goes_before_its_film_is_made(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    version.finish_stills(version.order(b"first"))
    version.write(sg_uploaded_movie=None)
    version.finish_proxy(version.order(b"first"))
    assert version.file(f"{FIELD}_mp4") is None
    assert isinstance(version.file("image"), Picture)
    assert version.facts() == (None, 24.0, 0.5, 12)


def test_what_is_made_of_the_former_movie_comes_too_late(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    version.upload(b"second", "b.mov")
    version.finish(version.order(b"first"))
    with version.doing() as writes:
        refuse_movie(writes, version.order(b"first"), "late")
        show_progress(writes, version.order(b"first"), 50)
    assert version.facts() == (0, None, None, None)
    assert version.making == {"stage": "pictures"}
    version.finish(version.order(b"second"))
    assert version.facts() == (1, 24.0, 0.5, 12)


def test_a_movie_that_comes_while_stills_are_recorded_clears_them(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    uploading = threading.Thread(target=version.upload, args=(b"second", "b.mov"))
    with version.doing() as writes:
        finish_stills(writes, version.order(b"first"), version.stills())
        uploading.start()
        uploading.join(0.3)
        assert uploading.is_alive(), "it waits for what is being recorded"
    uploading.join()
    assert version.values(*FACTS, *NUMBERS) == (0, *(None,) * 7)
    assert version.making == {"stage": "pictures"}


def test_stills_that_come_while_a_movie_is_uploaded_are_not_recorded(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    entity_type = version.workshop.site.schema["Version"]
    finishing = threading.Thread(target=version.finish_stills, args=(version.order(b"first"),))
    address = {"url": "https://films.example.com/b.mov", "name": "b.mov"}
    with version.doing() as writes:
        writes.update(entity_type, version.id, {FIELD: address})
        finishing.start()
        finishing.join(0.3)
    finishing.join()
    assert version.values(*FACTS, *NUMBERS) == (None,) * 8
    assert [version.file(each) for each in RENDITIONS] == [None] * 4


def test_a_retired_version_is_finished_and_comes_back_with_all_of_it(version: Reviewed) -> None:
    entity_type = version.workshop.site.schema["Version"]
    version.upload(b"first", "a.mov")
    version.session.retire(entity_type, version.id)
    version.finish(version.order(b"first"))
    version.session.revive(entity_type, version.id)
    assert version.facts() == (1, 24.0, 0.5, 12)
    assert None not in [version.file(each) for each in RENDITIONS]


def test_progress_is_told_and_is_no_change_of_the_row(version: Reviewed) -> None:
    order = version.order(b"first")
    version.upload(b"first", "a.mov")
    with version.doing() as writes:
        show_progress(writes, order, 10)
    assert "percent" not in version.making, "there is no film yet"
    version.finish_stills(order)
    before = version.tag()
    for told, shown in ((1, 1), (40, 40), (30, 40)):
        with version.doing() as writes:
            show_progress(writes, order, told)
        assert version.making["percent"] == shown
    assert version.tag() == before
    version.finish_proxy(order)
    assert version.tag() != before


def test_a_reason_says_nothing_of_where_files_lie(version: Reviewed) -> None:
    version.upload(b"first", "a.mov")
    with version.doing() as writes:
        refuse_movie(writes, version.order(b"first"), "Invalid data: '/srv/site/media/ab/cd12', 3/4 read\0")
    assert version.making["failure"] == "Invalid data: 'cd12', 3/4 read"
