"""What an edit is read as, whichever format it is written in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.importing.timelines import clip, dissolve, gap, schema, span, timeline, written

from slatehouse.importing.cuts.edits import Edit, edit_of
from slatehouse.importing.cuts.files import EditFile, read_edit
from slatehouse.importing.cuts.frames import Counting, Former, first_frames
from slatehouse.importing.cuts.naming import NameOf, Naming, cut_name, stem
from slatehouse.importing.errors import ImportRefused

FORMATS = (".otio", ".edl", ".xml", ".fcpxml", ".aaf")


def read(made: Any, naming: Naming | None = None, track: str | None = None) -> Edit:
    return edit_of(EditFile(made, None, None), naming or Naming(), track, None)


def places(edit: Edit) -> list[tuple[Any, ...]]:
    return [(each.shot.code, each.source_in, each.duration, each.edit_in) for each in edit.clips]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_tells_the_same_cut(suffix: str, tmp_path: Path) -> None:
    made = timeline(clip("TST_010", 86410, 48), gap(10), clip("TST_020", 90000, 30))
    file = read_edit(written(made, tmp_path / f"edit{suffix}"), 24.0, None)
    edit = edit_of(file, Naming(), None, None)
    assert (edit.name, edit.fps, edit.duration) == ("TST_edit_v1", 24.0, 88)
    assert places(edit) == [("TST_010", 86410, 48, 1), ("TST_020", 90000, 30, 59)]
    assert edit.clips[0].source == ("01:00:00:10", "01:00:02:10")
    # What the adapters for EDLs and FCPXML write does not say where an edit begins.
    start = "00:00:00:00" if suffix in (".edl", ".fcpxml") else "01:00:00:00"
    assert edit.place[0] == edit.clips[0].place[0] == start
    assert edit.clips[1].edit_out == 88


@pytest.mark.parametrize("suffix", [".otio", ".edl", ".xml"])
def test_a_dissolve_gives_both_clips_its_frames(suffix: str, tmp_path: Path) -> None:
    made = timeline(clip("TST_010", 86400, 48), dissolve(6, 6), clip("TST_020", 90000, 48))
    edit = edit_of(read_edit(written(made, tmp_path / f"edit{suffix}"), 24.0, None), Naming(), None, None)
    assert places(edit) == [("TST_010", 86400, 54, 1), ("TST_020", 89994, 54, 43)]
    assert edit.duration == 96 and edit.told == ("transitions, whose frames both clips have: 1",)


EDL = """TITLE: TST_edit
FCM: DROP FRAME

001  AX  V  C  01:00:00;00 01:00:04;00 01:00:00;00 01:00:02;00
* FROM CLIP NAME: TST_010
M2   AX       059.9                01:00:00;00
002  BX  V  C  01:00:58;00 01:01:02;02 01:00:02;00 01:00:06;00
* FROM CLIP NAME: TST_020_v002.mov
003  BL  V  C  00:00:00;00 00:00:01;00 01:00:06;00 01:00:07;00
004  AX  A  C  01:00:10;00 01:00:11;00 01:00:02;00 01:00:03;00
"""


def test_an_edl_has_its_rate_from_outside_and_its_start_from_its_first_event(tmp_path: Path) -> None:
    path = tmp_path / "drop.edl"
    path.write_text(EDL)
    with pytest.raises(ImportRefused, match="say it with --fps"):
        read_edit(path, None, None)
    edit = edit_of(read_edit(path, 30000 / 1001, None), Naming(), None, None)
    first, second = edit.clips
    assert first.place == ("01:00:00;00", "01:00:02;00") and second.place[1] == "01:00:06;00"
    assert (second.shot.code, second.name) == ("TST_020", "TST_020_v002.mov")
    # No such timecodes are at the beginning of a minute.
    assert second.source == ("01:00:58;00", "01:01:02;02") and second.duration == 120
    assert first.source == ("01:00:00;00", "01:00:04;00") and first.duration == 60
    assert any("'TST_010' runs at 199" in each for each in edit.told)
    assert "1 tracks of sound are left out" in edit.told
    assert "gaps, and what the editing system makes by itself: 1" in edit.told


def test_what_no_cut_keeps_is_told() -> None:
    slow = clip("TST_010", frames=48, effects=[schema.LinearTimeWarp("", 0.5)])
    held = clip("TST_020", effects=[schema.FreezeFrame()])
    off = clip("TST_030")
    off.enabled = False
    inner = schema.Stack("TST_040", source_range=span(0, 24))
    inner.append(schema.Track(children=[clip("below")]))
    made = timeline(slow, held, off, inner, clip("slate"))
    made.tracks.append(schema.Track("V2", [clip("TST_050")], kind="Video"))
    made.tracks.append(schema.Track("A1", [clip("TST_010")], kind="Audio"))
    hidden = schema.Track("V3", [clip("TST_060")], kind="Video")
    hidden.enabled = False
    made.tracks.append(hidden)
    edit = read(made, Naming(r"(?P<shot>TST_\d+)"))
    assert [each.shot.code for each in edit.clips] == ["TST_010", "TST_050", "TST_020", "TST_040"]
    assert [each.edit_in for each in edit.clips] == [1, 1, 49, 145]
    assert edit.clips[0].source == ("01:00:00:00", "01:00:01:00")
    assert edit.clips[2].source == ("01:00:00:00", "01:00:00:00")
    told = " ".join(edit.told)
    for each in (
        "'TST_010' runs at 50 %",
        "'TST_020' is held on one frame",
        "'TST_030' is disabled",
        "'slate' has no name of a shot",
        "3 tracks of pictures are taken together",
        "1 tracks of sound",
        "the track V3 is disabled",
    ):
        assert each in told
    assert [each.shot.code for each in read(made, track="V2").clips] == ["TST_050"]
    with pytest.raises(ImportRefused, match="no track 'V9' of pictures; there is V1, V2, V3"):
        read(made, track="V9")


@pytest.mark.parametrize("rate", [23.976, 24000 / 1001, 25.0, 30000 / 1001, 12.0])
def test_edits_have_the_rate_of_their_timeline(rate: float) -> None:
    edit = read(timeline(clip("TST_010", 100, 24, rate), clip("TST_020", 100, 24, rate), rate=rate))
    assert edit.fps == rate and places(edit)[1] == ("TST_020", 100, 24, 25)
    assert (edit.clips[0].source[0] is None) is (rate == 12.0)


def test_clips_of_another_rate_are_counted_in_frames_of_the_edit() -> None:
    edit = read(timeline(clip("TST_010", 120, 60, 60.0), clip("TST_020", 24, 24)))
    assert places(edit) == [("TST_010", 48, 24, 1), ("TST_020", 24, 24, 25)]


def test_several_timelines_of_a_file_are_asked_about(tmp_path: Path) -> None:
    both = schema.SerializableCollection("both")
    both.extend([timeline(clip("TST_010"), name="one"), timeline(clip("TST_020"), name="two")])
    path = written(both, tmp_path / "both.otio")
    with pytest.raises(ImportRefused, match="say with --timeline which: 'one', 'two'"):
        read_edit(path, None, None)
    assert read_edit(path, None, "two").timeline.name == "two"
    with pytest.raises(ImportRefused, match="no timeline 'three'"):
        read_edit(path, None, "three")


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_no_edit_is_told(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"edit{suffix}"
    path.write_text("nonsense")
    with pytest.raises(ImportRefused, match="cannot be read as"):
        read_edit(path, 24.0, None)


def test_a_file_of_another_kind_and_an_edit_without_shots_are_told(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"is none of \.edl"):
        read_edit(tmp_path / "edit.mov", None, None)
    with pytest.raises(ImportRefused, match="no clip of 'TST_edit_v1' is of a shot"):
        read(timeline(clip("slate")), Naming(r"(?P<shot>TST_\d+)"))
    with pytest.raises(ImportRefused, match="no clip"):
        read(schema.Timeline("empty"))


def test_shots_are_named_by_what_clips_are_called() -> None:
    marked = clip("A001_C003", markers=[schema.Marker("TST_010 comp")])
    marked.metadata["studio"] = {"shot": "TST_099", "reel": "TST_077"}
    nested = r"(?P<shot>(?P<sequence>[A-Z]+)_\d+)"
    for naming, code, sequence in (
        (Naming(nested), "TST_010", "TST"),
        (Naming(r"(?P<sequence>[A-Z]+)_(?P<shot>\d+)", NameOf.MARKER), "010", "TST"),
        (Naming(None, NameOf.METADATA, "studio.shot"), "TST_099", None),
        (Naming(nested, NameOf.REEL), "TST_077", "TST"),
        (Naming(None, NameOf.MEDIA), "A001_C003", None),
    ):
        shot = naming.shot(marked)
        assert shot is not None and (shot.code, shot.sequence) == (code, sequence)
    assert Naming(None, NameOf.METADATA, "studio.nothing").shot(marked) is None
    for pattern, said in (("(", "is no pattern"), ("x", r"has no group \(\?P<shot>")):
        with pytest.raises(ImportRefused, match=said):
            Naming(pattern)
    assert [each.shot.code for each in read(timeline(clip("Tst_010"), clip("TST_010"))).clips] == [
        "Tst_010"
    ] * 2


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("TST_010_v003.mov", "TST_010"),
        ("TST_010.%04d.exr", "TST_010"),
        ("TST_010", "TST_010"),
        ("TST_010 V2 comp", "TST_010"),
        ("v001", "v001"),
    ],
)
def test_versions_and_suffixes_are_no_part_of_a_name(name: str, short: str) -> None:
    assert stem(name) == short
    assert cut_name("Reel 3 v12") == "Reel 3" and cut_name("v2") == "v2"


def test_a_frame_keeps_its_number_from_one_revision_to_the_next() -> None:
    (one,) = read(timeline(clip("TST_010", 86405, 20))).clips
    counting = Counting(1001, 8)

    def first(*former: Former, known: int | None = None, how: Counting = counting) -> int:
        return first_frames([one], former, known, 24.0, how)[0].first

    assert first() == 1009
    assert first(known=1101) == 1101
    assert first(Former("01:00:00:00", 1009), known=1009) == 1014
    assert first(Former("banana", 5), Former(None, None), Former("01:00:00:10", 1009)) == 1004
    assert first(Former("09:00:00:00", 1009), known=1009) == 1009, "that is other material"
    assert first(how=Counting(as_material=True)) == 86405


def test_frames_of_one_shot_are_counted_together() -> None:
    clips = read(timeline(clip("TST_010", 100, 10), clip("TST_010", 90, 10))).clips
    spans = first_frames(clips, (), None, 24.0, Counting())
    assert [(span.first, span.last, span.frames) for span in spans] == [(1019, 1028, 10), (1009, 1018, 10)]
