"""Equal bytes are worked on once: whoever brings them again gets what was made, even where nothing can be."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import msgspec
import pytest
from tests.jobs.test_thumbnail import Shelf, hurried, later_worker, shelf_of
from tests.jobs.versions import FACTS, FILES, PICTURES, Version
from tests.media.movies import movie
from tests.media.pictures import encoded, quarters
from tests.store.sql import read

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import NotDecoded, wanted_by
from slatehouse.jobs.deriving import Forgotten, Made, Refused, make_once, recipe_of, record
from slatehouse.jobs.thumbnail import Drawn
from slatehouse.jobs.workshop import Workshop, open_workshop
from slatehouse.media.decoding.wanted import Colours, Wanted
from slatehouse.media.isolation import Cause, Failed
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.retention.files import forget_files, forget_unused
from slatehouse.site.site import Site
from slatehouse.site.uploads import UploadPlace
from slatehouse.site.writing import writing
from slatehouse.store.derived import Derivation

__all__ = ["hurried"]

heights = count(602, 2)
PLATE = encoded(quarters(900, 600), "PNG")


def do_all(workshop: Workshop, hours: int = 1) -> None:
    worker = later_worker(workshop, hours)
    while worker.do_next():
        pass


def derivations(site: Site) -> list[Derivation]:
    with site.database.reading() as connection:
        return site.derived.after(connection, "", "", 100)


def recorded(site: Site, made: Made[Drawn]) -> Drawn | Refused:
    with writing(site, system_caller(logs_events=False)) as writes:
        return record(writes, made)


def drawn(site: Site, content: bytes) -> Drawn:
    blob = site.blobs.write([content]).name
    return Drawn(blob, blob)


def waiting(site: Site, kind: str) -> list[str]:
    return [
        row[0] for row in read(site.database, f"SELECT payload FROM slatehouse_jobs WHERE kind = '{kind}'")
    ]


@pytest.fixture
def shelves(workshop: Workshop) -> list[Shelf]:
    return [shelf_of(workshop.site) for _ in range(3)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return movie(tmp_path_factory.mktemp("film") / "a.mov", size=(320, 160)).read_bytes()


def test_a_picture_that_comes_again_is_not_decoded_again(
    workshop: Workshop, hurried: Workshop, shelves: list[Shelf]
) -> None:
    shelves[0].upload(PLATE, "plate.png")
    do_all(workshop)
    for shelf in shelves[1:]:
        shelf.upload(PLATE, "copy.png")
    do_all(hurried)
    first, *others = [shelf.picture for shelf in shelves]
    assert first.thumbnail is not None
    assert {each.thumbnail for each in others} == {first.thumbnail}
    assert len(derivations(workshop.site)) == 1


def test_that_nothing_can_be_made_of_a_file_is_known_as_well(
    workshop: Workshop, hurried: Workshop, shelves: list[Shelf]
) -> None:
    shelves[0].upload(b"shot list: ln_010", "list.png")
    do_all(workshop)
    shelves[1].upload(b"shot list: ln_010", "list.png")
    do_all(hurried)
    assert shelves[0].picture == shelves[1].picture
    assert shelves[1].picture.failure == "of no format that pictures are made of"


def test_what_the_machine_is_to_blame_for_is_not_remembered(site_folder: Path, workshop: Workshop) -> None:
    slow = Failed(Cause.TIMEOUT, "took longer than 10 s")
    with pytest.raises(NotDecoded):
        make_once(workshop.site, site_content(workshop.site), "thumbnail", Drawn, lambda _: slow)
    assert derivations(workshop.site) == []


def test_a_movie_is_drawn_once_for_the_row_and_the_attachment(workshop: Workshop, film: bytes) -> None:
    version = version_of(workshop)
    version.upload(film, "comp.mov")
    assert [len(waiting(workshop.site, kind)) for kind in ("movie_stills", "thumbnail")] == [1, 0]
    do_all(workshop)
    assert attachment_picture(version).thumbnail == version.picture("image").thumbnail


def test_a_movie_that_comes_again_is_neither_drawn_nor_transcoded(
    workshop: Workshop, hurried: Workshop, film: bytes
) -> None:
    first, second = version_of(workshop), version_of(workshop)
    first.upload(film, "comp.mov")
    do_all(workshop)
    second.upload(film, "again.mov")
    attach(second, film, "beside.mov")
    do_all(hurried)
    assert second.facts() == first.facts() and second.facts()[: len(FACTS) - 1] == (1, 24.0, 0.5)
    assert contents(second) == contents(first)
    assert attachment_picture(second, "beside.mov").thumbnail == first.picture("image").thumbnail


def test_what_is_no_movie_may_still_be_a_picture(workshop: Workshop) -> None:
    version = version_of(workshop)
    version.upload(encoded(quarters(16, 16), "PNG"), "tiny.png")
    do_all(workshop)
    do_all(workshop, hours=2)
    assert version.facts()[0] == 2
    assert attachment_picture(version).thumbnail is not None


def test_other_settings_make_it_anew(
    site_folder: Path, workshop: Workshop, shelves: list[Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelves[0].upload(PLATE, "plate.png")
    do_all(workshop)
    monkeypatch.setenv("SLATEHOUSE_MEDIA_THUMBNAIL_EDGE", "64")
    with open_workshop(site_folder) as small:
        shelves[1].upload(PLATE, "plate.png")
        do_all(small)
    assert [max(shelf.size(shelf.picture.thumbnail)) for shelf in shelves[:2]] == [512, 64]


def test_a_recipe_tells_all_that_is_wanted_apart(workshop: Workshop, tmp_path: Path) -> None:
    wanted = wanted_by(workshop.site.config.settings.media)
    config = tmp_path / "config.ocio"
    config.write_text("ocio_profile_version: 2")
    colours = Colours(config=str(config))
    recipes = [
        recipe_of("thumbnail", wanted),
        recipe_of("stills", wanted),
        *(
            recipe_of("thumbnail", msgspec.structs.replace(wanted, **{name: value}))
            for name, value in (("max_edge", 64), ("max_pixels", 9), ("colours", Colours(view="Raw")))
        ),
        recipe_of("thumbnail", Wanted(colours=colours)),
    ]
    assert recipe_of("thumbnail", wanted) == recipes[0]
    config.write_text("ocio_profile_version: 2.1")
    recipes.append(recipe_of("thumbnail", Wanted(colours=colours)))
    assert len(set(recipes)) == len(recipes)


def test_of_two_workers_at_once_both_give_what_the_first_recorded(workshop: Workshop) -> None:
    site, source = workshop.site, site_content(workshop.site)
    slow, quick = (drawn(site, content) for content in (b"the slower one's", b"the quicker one's"))
    slower, quicker = (
        make_once(site, source, "thumbnail", Drawn, each) for each in (lambda _: slow, lambda _: quick)
    )
    assert recorded(site, quicker) == recorded(site, slower) == quick
    assert len(derivations(site)) == 1
    (vain,) = waiting(site, "forget_files")
    forget_files(site, vain, untouched_for=-1)
    assert [site.blobs.exists(each.thumbnail) for each in (quick, slow)] == [True, False]


def test_what_is_lost_is_made_again(workshop: Workshop, shelves: list[Shelf]) -> None:
    site = workshop.site
    shelves[0].upload(PLATE, "plate.png")
    do_all(workshop)
    site.blobs.delete(shelves[0].picture.thumbnail or "")
    shelves[1].upload(PLATE, "plate.png")
    do_all(workshop)
    assert shelves[1].size(shelves[1].picture.thumbnail) == (512, 341)


class TestForgetting:
    @pytest.fixture(autouse=True)
    def one_derivation(self, workshop: Workshop, shelves: list[Shelf]) -> None:
        """Of a plate that is on the first shelf alone."""
        shelves[0].upload(encoded(quarters(900, next(heights)), "PNG"), "plate.png")
        do_all(workshop)

    def test_what_rows_hold_stays_when_a_derivation_goes(
        self, workshop: Workshop, shelves: list[Shelf]
    ) -> None:
        picture = shelves[0].picture
        assert picture.thumbnail is not None
        forget_files(workshop.site, f'["{picture.original}"]', untouched_for=-1)
        assert derivations(workshop.site) == []
        assert all(map(workshop.site.blobs.exists, (picture.original, picture.thumbnail)))

    def test_what_was_made_of_a_content_goes_with_it(self, workshop: Workshop, shelves: list[Shelf]) -> None:
        picture = shelves[0].picture
        assert picture.thumbnail is not None
        shelves[0].upload(b"another", "other.png")
        forget_files(workshop.site, f'["{picture.original}"]', untouched_for=-1)
        assert not any(map(workshop.site.blobs.exists, (picture.original, picture.thumbnail)))

    def test_nobody_is_given_what_is_being_forgotten(self, workshop: Workshop, shelves: list[Shelf]) -> None:
        site, (known,) = workshop.site, derivations(workshop.site)
        made = make_once(site, known.source, known.recipe, Drawn, lambda _: drawn(site, b"made anew"))
        assert not made.is_new
        forget_files(site, f'["{shelves[0].picture.thumbnail}"]', untouched_for=-1)
        with pytest.raises(Forgotten):
            recorded(site, made)

    def test_what_nobody_asked_for_in_a_month_goes_unless_a_row_holds_it(
        self, workshop: Workshop, shelves: list[Shelf]
    ) -> None:
        site, now = workshop.site, workshop.site.clock().timestamp()
        unheld = make_once(
            site, site_content(site), "thumbnail", Drawn, lambda _: drawn(site, b"of a row gone")
        )
        result = recorded(site, unheld)
        assert isinstance(result, Drawn)
        assert forget_unused(site) == 0
        with site.database.writing() as connection:
            for each in derivations(site):
                site.derived.hold(connection, each, now - 31 * 86_400)
        assert forget_unused(site) == 2
        (job,) = waiting(site, "forget_files")
        forget_files(site, job, untouched_for=-1)
        assert derivations(site) == []
        assert not site.blobs.exists(result.thumbnail)
        assert site.blobs.exists(shelves[0].picture.thumbnail or "")


def site_content(site: Site) -> str:
    return site.blobs.write([b"a content"]).name


def version_of(workshop: Workshop) -> Version:
    return Version(workshop, shelf_of(workshop.site).version)


def attach(version: Version, content: bytes, filename: str) -> None:
    """Put a file beside the fields of a version."""
    site = version.workshop.site
    session, place = site.session(system_caller()), UploadPlace(site.schema["Version"], version.id, None)
    ticket = session.begin_upload(place, filename)
    site.receive_upload(ticket.token, iter([content]), len(content))
    session.complete_upload(place, filename, ticket.timestamp)


def attachment_picture(version: Version, filename: str | None = None) -> Picture:
    """The picture of the Attachment that holds a version's movie, or of the last of that name."""
    site = version.workshop.site
    if filename is None:
        found = version.file("sg_uploaded_movie")
        assert isinstance(found, FileValue)
        target = Target("Attachment", found.id)
    else:
        with site.database.reading() as connection:
            ids = site.edition.rows.ids_having(connection, "Attachment", {"filename": filename})
        target = Target("Attachment", ids[-1])
    entity_type = site.schema[target.type]
    picture = site.session(system_caller()).file(entity_type, target.id, entity_type.fields["image"])
    assert isinstance(picture, Picture)
    return picture


def contents(version: Version) -> list[str | None]:
    """Of all that is made of a movie."""
    found: list[str | None] = []
    for name in (*FILES[1:], *PICTURES):
        match version.file(name):
            case FileValue(blob=blob):
                found.append(blob)
            case Picture(original=original, thumbnail=thumbnail):
                found += [original, thumbnail]
            case None:
                found.append(None)
    return found
