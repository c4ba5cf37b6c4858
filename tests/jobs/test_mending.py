"""What a check of the media store finds lost of a thumbnail or a movie is made again by a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.jobs.versions import Version, new_version
from tests.media.movies import movie
from tests.media.pictures import encoded, quarters

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.workshop import Workshop
from slatehouse.schema.files import FileValue
from slatehouse.site.checking.finding import Findings, find
from slatehouse.site.checking.movies import Place, replace_contents
from slatehouse.site.checking.repairing import Outcome, repair
from slatehouse.site.checking.uses import Use, uses
from slatehouse.site.site import Site
from slatehouse.site.writing import writing

MOVIE = "sg_uploaded_movie"
EVER = 1e12


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return new_version(workshop)


@pytest.fixture
def shown(version: Version, tmp_path: Path) -> Version:
    """A version with a movie of which everything is made."""
    version.upload(movie(tmp_path / "comp.mov").read_bytes(), "comp.mov")
    version.work()
    return version


def content(version: Version, field: str) -> str:
    found = version.file(field)
    assert isinstance(found, FileValue) and found.blob
    return found.blob


def made_of(version: Version) -> set[str]:
    """The contents that were made of the movie."""
    image, strip = version.picture("image"), version.picture("filmstrip_image")
    small = {str(image.thumbnail), str(image.large), str(strip.thumbnail)}
    return {content(version, f"{MOVIE}_image"), content(version, f"{MOVIE}_mp4"), *small}


def lost(site: Site) -> Findings:
    return find(site, EVER, reads_all=True)


def mended(site: Site) -> set[Outcome]:
    return set(repair(site, lost(site), EVER, system_caller()).outcomes.values())


def test_all_that_was_made_of_a_movie_is_made_again(shown: Version, workshop: Workshop) -> None:
    site, made = workshop.site, made_of(shown)
    for name in made:
        site.blobs.delete(name)
    assert {each.blob for each in lost(site).lost} == made
    assert mended(site) == {Outcome.ASKED_FOR}
    shown.work()
    assert lost(site).lost == []
    assert made_of(shown) == made


def test_rows_name_what_is_made_where_it_is_another_than_before(shown: Version, workshop: Workshop) -> None:
    """Rows are told of a poster that an older version drew, and that was lost."""
    site, poster = workshop.site, content(shown, f"{MOVIE}_image")
    drawn_before = site.blobs.write([b"another poster"]).name
    places = [Place(*use.row, use.field) for use in uses_of(site, poster)]
    with writing(site, system_caller(logs_events=False)) as writes:
        replace_contents(writes, places, {poster: drawn_before})
    site.blobs.delete(drawn_before)
    (found,) = lost(site).lost
    assert {use.field for use in found.uses} == {f"{MOVIE}_image", "image", "this_file"}
    assert mended(site) == {Outcome.ASKED_FOR}
    shown.work()
    assert lost(site).lost == []
    assert content(shown, f"{MOVIE}_image") == shown.picture("image").original == poster


def test_of_a_lost_movie_nothing_can_be_made(shown: Version, workshop: Workshop) -> None:
    site = workshop.site
    names = [content(shown, MOVIE), content(shown, f"{MOVIE}_mp4")]
    contents = [b"".join(site.blobs.open(name)) for name in names]
    for name in names:
        site.blobs.delete(name)
    assert mended(site) == {Outcome.LEFT}
    for each in contents:
        site.blobs.write([each])
    assert lost(site).lost == []


def test_a_thumbnail_is_made_again(version: Version, workshop: Workshop) -> None:
    site = workshop.site
    version.upload(encoded(quarters(80, 40), "PNG"), "frame.png", "image")
    version.work()
    small = str(version.picture("image").thumbnail)
    site.blobs.delete(small)
    assert {each.blob for each in lost(site).lost} == {small}
    assert mended(site) == {Outcome.ASKED_FOR}
    version.work()
    assert lost(site).lost == [] and site.blobs.exists(small)


def uses_of(site: Site, name: str) -> list[Use]:
    return [use for use in uses(site) if use.blob == name]
