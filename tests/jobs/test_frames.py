"""From the path of frames on a studio's storage to what people see of them, as a worker does it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

import av
import msgspec
import pytest
from tests.jobs.asking import jobs_left
from tests.jobs.versions import FACTS, Version, new_version
from tests.media.charts import as_shown, chart, largest_difference, write
from tests.media.pictures import encoded, quarters

from slatehouse.jobs.workshop import Workshop
from slatehouse.media.isolation import Sandbox
from slatehouse.schema.files import FileValue, Picture

NUMBERS = ("sg_first_frame", "sg_last_frame", "frame_range", "frame_count")
MP4, POSTER = "sg_uploaded_movie_mp4", "sg_uploaded_movie_image"
_SIZES = count(64, 16)
REFUSED = "its folder is not one that this site shows frames of"


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two projects' folders, and in that of the first frames 1001, 1002 and 1004 of a chart, an unfinished
    1005, and other things."""
    films = tmp_path_factory.mktemp("films")
    folder = films / "merrow" / "sh010"
    folder.mkdir(parents=True)
    for number in (1001, 1002, 1004):
        write(folder / f"plate.{number}.exr", chart())
    (folder / "plate.1005.exr").write_bytes(b"still rendering")
    quarters(64, 64).save(folder / "plate_v2.1003.png")
    other = films / "secret"
    other.mkdir()
    quarters(64, 64).save(other / "plate.0001.png")
    os.symlink(other, films / "merrow" / "lent")
    os.symlink(other / "plate.0001.png", folder / "link.0001.png")
    return films


@pytest.fixture
def version(workshop: Workshop, films: Path) -> Version:
    """One in the project `merrow`, on a site that shows each project the frames of its own folder."""
    media = msgspec.structs.replace(
        workshop.site.config.settings.media, frame_roots=(f"{films}/{{project}}",)
    )
    settings = msgspec.structs.replace(workshop.site.config.settings, media=media)
    site = replace(workshop.site, config=replace(workshop.site.config, settings=settings))
    # A process for each film takes longer than the films.
    made = new_version(replace(workshop, site=site, film_sandbox=workshop.sandbox))
    made.session.update(site.schema["Project"], made.project, {"tank_name": "merrow"})
    return made


def film_of(version: Version) -> list[av.VideoFrame]:
    film = version.file(MP4)
    assert isinstance(film, FileValue) and film.blob is not None
    with version.workshop.site.blobs.as_file(film.blob) as path, av.open(str(path)) as opened:
        return list(opened.decode(video=0))


def test_frames_become_a_movie(version: Version, films: Path) -> None:
    version.write(sg_path_to_frames=f"{films}/merrow/sh010/plate.%04d.exr")
    assert version.facts()[0] == 0
    assert version.file("image") is None
    version.work()
    assert version.facts() == (1, 24.0, round(5 / 24, 6), 5)
    assert version.values(*NUMBERS) == (1001, 1005, "1001-1005", 5)
    assert version.making["missing"] == "1003"
    assert isinstance(version.file("image"), Picture) and isinstance(version.file("filmstrip_image"), Picture)
    assert version.file("sg_uploaded_movie") is None
    assert jobs_left(version.workshop.site.database) == 0
    frames = film_of(version)
    pictures = [
        frame.reformat(format="rgb24", src_colorspace=1).to_image()  # type: ignore[no-untyped-call]
        for frame in frames
    ]
    away = [largest_difference(picture, as_shown(chart())) for picture in pictures]
    assert [each < 3 for each in away] == [True, True, False, True, False], away
    poster = version.file(POSTER)
    assert isinstance(poster, FileValue) and poster.name.endswith("_plate_poster.jpeg")


def test_other_frames_take_their_place(version: Version, films: Path) -> None:
    version.write(sg_path_to_frames=f"{films}/merrow/sh010/plate_v2.####.png")
    version.work()
    version.write(
        sg_path_to_frames=f"{films}/merrow/sh010/plate_v2.@@@@.png", sg_uploaded_movie_frame_rate=12.0
    )
    assert [version.file(each) for each in (MP4, POSTER, "image")] == [None] * 3
    assert version.facts() == (0, 12.0, None, None)
    version.work()
    assert version.facts() == (1, 12.0, round(1 / 12, 6), 1)
    assert version.values(*NUMBERS) == (1003, 1003, "1003-1003", 1)


def test_a_movie_goes_before_frames(version: Version, films: Path) -> None:
    path = f"{films}/merrow/sh010/plate.$F4.exr"
    version.write(sg_path_to_frames=path)
    version.upload(encoded(quarters(64, 64), "PNG"), "still.png")
    version.work()
    assert version.facts() == (1, 25.0, 0.04, 1)
    version.write(sg_path_to_frames=f"{films}/merrow/sh010/plate_v2.%04d.png")
    assert version.work() == 0


def test_a_picture_of_ones_own_stays(version: Version, films: Path) -> None:
    version.upload(encoded(quarters(), "PNG"), "own.png", "image")
    version.write(sg_path_to_frames=f"{films}/merrow/sh010/plate_v2.%04d.png")
    version.work()
    image = version.file("image")
    assert isinstance(image, Picture) and image.name == "own.png"
    assert version.facts()[0] == 1


def test_frames_that_are_taken_away_are_not_awaited(version: Version, films: Path) -> None:
    version.write(sg_path_to_frames=f"{films}/merrow/sh010/plate.%04d.exr")
    version.write(sg_path_to_frames=None)
    version.work()
    assert (version.facts()[0], version.making["stage"]) == (None, "ended")


def test_a_new_version_brings_its_frames(version: Version, films: Path) -> None:
    values = {
        "code": "lh_010_comp_v002",
        "project": {"type": "Project", "id": version.project},
        "sg_path_to_frames": f"{films}/merrow/sh010/plate_v2.%04d.png",
    }
    made = version.session.create(version.workshop.site.schema["Version"], values).rows[0].id
    second = Version(version.workshop, made)
    assert second.facts()[0] == 0
    second.work()
    assert second.facts()[0] == 1


def test_a_path_is_found_by_the_local_storages(version: Version, films: Path) -> None:
    storage = {"code": f"films {version.id}", "windows_path": f"Z:\\f{version.id}", "linux_path": str(films)}
    version.session.create(version.workshop.site.schema["LocalStorage"], storage)
    version.write(sg_path_to_frames=f"Z:\\f{version.id}\\merrow\\sh010\\plate_v2.%04d.png")
    version.work()
    assert version.values(*NUMBERS[:2]) == (1003, 1003)


ELSEWHERE = (
    "{films}/secret/plate.%04d.png",
    "{films}/merrow/../secret/plate.%04d.png",
    "{films}/merrow2/plate.%04d.png",
    "{films}/{{project}}/plate.%04d.png",
    "secret/plate.%04d.png",
    "/etc/pass#",
    "file://{films}/merrow/sh010/plate.%04d.exr",
    "~/plate.%04d.png",
    "",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_elsewhere_nothing_is_looked_at(version: Version, films: Path, path: str) -> None:
    version.write(sg_path_to_frames=path.format(films=films))
    assert version.work() == 0
    assert version.facts() == (None,) * len(FACTS)


@pytest.mark.parametrize(
    "name", ["lent/plate.%04d.png", "sh010/link.%04d.png", "sh010/none.%04d.png", "[.%04d.png"]
)
def test_what_leads_elsewhere_is_refused(version: Version, films: Path, name: str) -> None:
    version.write(sg_path_to_frames=f"{films}/merrow/{name}")
    version.work()
    assert version.facts()[0] == 2
    assert version.file("image") is None
    assert version.making["failure"] in (REFUSED, f"no frames {name.rpartition('/')[2]} are there")


def test_a_project_without_a_plain_folder_shows_none(version: Version, films: Path) -> None:
    schema = version.workshop.site.schema
    for folder in (None, "..", "merrow/..", "../films/secret", "/", ".", "mer*"):
        version.session.update(schema["Project"], version.project, {"tank_name": folder})
        version.write(sg_path_to_frames=None)
        version.write(sg_path_to_frames=f"{films}/secret/plate.%04d.png")
        assert version.work() == 0, folder


def test_without_folders_that_are_allowed_paths_are_text(workshop: Workshop, films: Path) -> None:
    version = new_version(workshop)
    version.write(sg_path_to_frames=f"{films}/merrow/sh010/plate.%04d.exr")
    assert version.work() == 0
    assert version.facts() == (None,) * len(FACTS)


class Watched:
    """A sandbox, and the names of what it was asked to run; `meanwhile` is done after each."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.asked: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self._sandbox = sandbox

    def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        self.asked.append(function.__name__)
        outcome = self._sandbox.run(function, *arguments)
        self.meanwhile()
        return outcome

    @property
    def made(self) -> list[str]:
        """What of it was to make something, since it was asked last."""
        made, self.asked = [each for each in self.asked if each.startswith("make_")], []
        return made


class TestEqualFrames:
    """A plate of three frames, and a copy of it in another folder."""

    ALL = ("make_stills_of_frames", "make_proxy_of_frames")

    @pytest.fixture
    def watched(self, version: Version) -> Watched:
        watched = Watched(version.workshop.film_sandbox)
        version.workshop = replace(version.workshop, film_sandbox=cast(Sandbox, watched))
        return watched

    @pytest.fixture
    def copies(self, films: Path, tmp_path: Path) -> list[Path]:
        """The same for each test, but not for another one."""
        size = next(_SIZES)
        folders = [films / "merrow" / tmp_path.name / name for name in ("first", "second")]
        for folder in folders:
            folder.mkdir(parents=True)
            for number in range(1, 4):
                quarters(size + 2 * number, 64).save(folder / f"{folder.name}.{number:04}.png")
        return folders

    def shown(self, version: Version, folder: Path, **values: object) -> list[str | None]:
        """The contents that are shown of the frames in a folder."""
        version.write(sg_path_to_frames=f"{folder}/{folder.name}.####.png", **values)
        version.work()
        film, *pictures = (version.file(each) for each in (MP4, "image", "filmstrip_image"))
        assert isinstance(film, FileValue)
        return [film.blob, *(each.original for each in pictures if isinstance(each, Picture))]

    def test_are_made_into_a_movie_once(self, version: Version, watched: Watched, copies: list[Path]) -> None:
        first = self.shown(version, copies[0])
        assert watched.made == [*self.ALL]
        facts = version.facts(), version.values(*NUMBERS)
        assert self.shown(version, copies[1]) == first and None not in first
        assert watched.made == []
        assert (version.facts(), version.values(*NUMBERS)) == facts

    @pytest.mark.parametrize("change", ["a frame", "a number", "the rate"])
    def test_others_are_made_into_another(
        self, version: Version, watched: Watched, copies: list[Path], change: str
    ) -> None:
        self.shown(version, copies[0])
        assert watched.made == [*self.ALL]
        last = copies[1] / "second.0003.png"
        if change == "a frame":
            quarters(90, 64).save(last)
        elif change == "a number":
            last.rename(copies[1] / "second.0005.png")
        rate = {"sg_uploaded_movie_frame_rate": 12.0} if change == "the rate" else {}
        self.shown(version, copies[1], **rate)
        assert watched.made == [*self.ALL]

    def test_what_changes_while_it_is_read_is_recorded_for_nobody(
        self, version: Version, watched: Watched, copies: list[Path]
    ) -> None:
        for folder in copies:
            last = folder / f"{folder.name}.0003.png"
            content = last.read_bytes()
            watched.meanwhile = partial(last.write_bytes, content)
            assert None not in self.shown(version, folder)
            assert watched.made == [*self.ALL]
