"""What the demo looks like, as far as a program can tell."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import cast

import pytest
from PIL import Image, ImageChops, ImageStat
from tests.demo.recorder import Recorder

from slatehouse.demo import DemoSummary

ROOT = Path(__file__).parents[2]
Shown = tuple[Recorder, DemoSummary]

# Mean difference of two shots in levels of 255. Two takes of the same frame are about 1 apart.
LEAST_DISTANCE = 6.0
FIELDS = {False: ("image",), True: ("image", "attachments")}
"""Where pictures go: those of notes may be files of theirs."""


@pytest.mark.parametrize("entity_type", ["HumanUser", "Version", "Shot", "Asset", "Note"])
def test_every_row_that_is_looked_at_has_a_picture(shown: Shown, entity_type: str) -> None:
    recorder, _ = shown
    drawn = recorder.pictures_of(entity_type)
    template = recorder.of("Project")[0].id
    wanted = {row.id for row in recorder.of(entity_type) if _project(row.values) != template}
    assert set(drawn) == wanted


def _project(values: dict[str, object]) -> object:
    link = values.get("project")
    return link["id"] if isinstance(link, dict) else None


def test_frames_are_hd_jpegs(shown: Shown) -> None:
    for image in shown[0].images:
        assert (image.field in FIELDS[image.type == "Note"], image.filename[-4:]) == (True, ".jpg")
        with Image.open(io.BytesIO(image.data)) as picture:
            assert picture.format == "JPEG"
            assert picture.size == ((512, 512) if image.type == "HumanUser" else (1280, 720))


def test_what_was_drawn_on_versions_is_attached_by_its_frame(shown: Shown) -> None:
    recorder, summary = shown
    drawn = {image.row_id: image.filename for image in recorder.images if image.field == "attachments"}
    assert len(drawn) > 10 and summary.note_id in drawn
    for row_id, filename in drawn.items():
        version, frame, _ = filename.removeprefix("annot_version_").split(".")
        about = recorder.row({"type": "Version", "id": int(version)})
        links = recorder.row({"type": "Note", "id": row_id}).values["note_links"]
        assert {"type": "Version", "id": about.id} in cast(list[object], links)
        assert 0 < int(frame) <= cast(int, about.values["frame_count"])


def test_every_shot_looks_different(shown: Shown) -> None:
    pictures = shown[0].pictures_of("Shot")
    assert len({sha256(data).digest() for data in pictures.values()}) == len(pictures) >= 24
    small = {row_id: _small(data) for row_id, data in pictures.items()}
    for one, other in combinations(small, 2):
        assert _distance(small[one], small[other]) > LEAST_DISTANCE


def _small(data: bytes) -> Image.Image:
    """The picture without its slate, small enough for grain not to count."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGB").crop((0, 40, 1280, 680)).resize((64, 32), Image.Resampling.BOX)


def _distance(one: Image.Image, other: Image.Image) -> float:
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


def test_every_version_has_a_frame_of_its_own(shown: Shown) -> None:
    pictures = shown[0].pictures_of("Version")
    assert len({sha256(data).digest() for data in pictures.values()}) == len(pictures)


def test_the_note_to_show_is_the_person_s_and_has_something_drawn_on_its_picture(shown: Shown) -> None:
    recorder, summary = shown
    note = recorder.row({"type": "Note", "id": summary.note_id})
    assert recorder.row(note.values["created_by"]).values["name"] == summary.person
    picture = recorder.pictures_of("Note")[note.id]
    assert picture not in recorder.pictures_of("Version").values()


def test_the_summary_counts_what_was_entered(shown: Shown) -> None:
    recorder, summary = shown
    assert summary.counts == {
        entity_type: len(recorder.of(entity_type)) for entity_type in {row.type for row in recorder.rows}
    }
    assert summary.pictures == len(recorder.images)
    assert summary.project == recorder.of("Project")[-1].values["name"]


def test_another_process_builds_the_same_demo_to_the_last_pixel(shown: Shown) -> None:
    """Another seed for hashes, too, since an order that hangs on it would show there first."""
    built = subprocess.run(
        [sys.executable, "-m", "tests.demo.recorder"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert built.stdout == shown[0].digest()
