"""Edits that become shots and revisions of a cut on a served site."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from tests.cli.test_import_csv import FATES, DeafLine, SwallowingLine
from tests.client.test_bad_lines import STUBBORN
from tests.faults.proxy import Standing
from tests.importing.timelines import clip, dissolve, gap, timeline, written

from slatehouse.client import Client, Link, Row
from slatehouse.importing.cuts.edits import edit_of
from slatehouse.importing.cuts.files import EditFile
from slatehouse.importing.cuts.importing import CutImport, CutWays
from slatehouse.importing.cuts.naming import Naming
from slatehouse.importing.errors import ImportRefused
from slatehouse.testing.server import StandIn

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FILM = "The Lamp at Merrow Head"
NESTED = r"(?P<shot>(?P<sequence>[A-Z]+)_?\d+)"


def shots(client: Client, prefix: str) -> dict[str, Row]:
    rows = client.rows("Shot").filter("code", "starts_with", prefix).where(project=FILM)
    return {row["code"]: row for row in rows}


def items(client: Client, cut: str, revision: int) -> list[Row]:
    row = client.rows("Cut").where(project=FILM, code=cut, revision_number=revision).first()
    assert row is not None
    return client.rows("CutItem").where(cut=row).fields("*").order("cut_order").all()


def test_an_edit_becomes_shots_and_the_first_revision_of_a_cut(
    run: Run, film: StandIn, client: Client, tmp_path: Path
) -> None:
    project = Link("Project", 3)
    version = client.create("Version", project=project, code="AAA_010_v003")
    made = timeline(
        *(
            clip("AAA_010_v003", 86410, 48),
            gap(10),
            clip("AAA_020", 90000, 30),
            clip("AAA_010_v003", 86500, 8),
        ),
        name="AAA_edit_v1",
    )
    path = written(made, tmp_path / "edit.otio")
    asked = ("import", "otio", path, "--project", FILM)
    told = run(*asked, "--dry-run")
    assert told.code == 0 and "Would be: 1 new Sequence, 2 new Shot, 3 new CutItem, 1 new Cut." in told.out
    assert "new Cut AAA_edit v001" in told.out and "new in the cut: 2 AAA_020 1009-1038 at 59-88" in told.out
    assert "AAA_010 is 2 times in the cut" in told.err and not shots(client, "AAA")
    assert run(*asked).out == "1 new Sequence, 2 new Shot, 3 new CutItem, 1 new Cut.\n"
    first = shots(client, "AAA")["AAA_010"]
    assert first["sg_sequence"].name == "AAA_edit"
    cut = ("sg_head_in", "sg_cut_in", "sg_cut_out", "sg_tail_out", "sg_cut_duration", "sg_cut_order")
    assert [first[name] for name in cut] == [1001, 1009, 1106, 1114, 98, 1]
    (revision,) = client.rows("Cut").where(code="AAA_edit").fields("*")
    assert (revision["revision_number"], revision["fps"], revision["duration"]) == (1, "24.0", 96)
    assert revision["entity"] == first["sg_sequence"] and revision["cached_display_name"] == "AAA_edit v001"
    assert (revision["timecode_start_text"], revision["timecode_end_text"]) == ("01:00:00:00", "01:00:04:00")
    one, two, three = items(client, "AAA_edit", 1)
    assert one["version"] == Link("Version", version.id, "AAA_010_v003") and two["version"] is None
    assert one["shot"] == three["shot"] == Link("Shot", first.id, "AAA_010")
    place = ("edit_in", "edit_out", "cut_item_in", "cut_item_out", "cut_item_duration")
    assert [two[name] for name in place] == [59, 88, 1009, 1038, 30]
    assert [three[name] for name in place] == [89, 96, 1099, 1106, 8]
    assert (one["timecode_cut_item_in_text"], one["timecode_cut_item_out_text"]) == (
        "01:00:00:10",
        "01:00:02:10",
    )
    assert (two["timecode_edit_in_text"], two["timecode_edit_out_text"]) == ("01:00:02:10", "01:00:03:16")
    assert run(*asked).out == "Nothing changes.\n"
    assert client.rows("Cut").where(code="AAA_edit").count() == 1


def test_a_new_edit_is_the_next_revision_and_tells_what_changed(
    run: Run, film: StandIn, client: Client, tmp_path: Path
) -> None:
    kept = (clip("BBB_010", 86400, 48), clip("BBB_020", 86500, 48))
    path = written(timeline(*kept, clip("BBB_030", 86600, 24), name="BBB v1"), tmp_path / "one.otio")
    asked = ("--project", FILM, "--sequence", "BBB")
    assert run("import", "otio", path, *asked).code == 0
    client.update(shots(client, "BBB")["BBB_010"], sg_head_in=1005)
    longer = timeline(
        *(clip("BBB_020", 86495, 58), dissolve(4, 4), clip("BBB_010", 86390, 70), clip("BBB_040", 1, 10)),
        name="BBB v2",
    )
    path = written(longer, tmp_path / "two.otio")
    told = run("import", "otio", path, *asked, "--dry-run")
    for each in (
        "sg_cut_in: 1009 → 995",
        "in the cut: 2 BBB_020 1009-1056 at 49-96 → 1 BBB_020 1004-1065 at 1-62",
        "not in the cut any more: 3 BBB_030 1009-1032 at 97-120",
        "new Cut BBB v002",
        "new Shot BBB_040",
    ):
        assert each in told.out
    assert "BBB_010 needs 10 frames more at its head than it had" in told.err
    assert "BBB_030 (" in told.err and "is not in the cut" in told.err
    assert run("import", "otio", path, *asked).code == 0
    found = shots(client, "BBB")
    assert [found["BBB_020"][name] for name in ("sg_cut_in", "sg_cut_out", "sg_head_in", "sg_tail_out")] == [
        *(1004, 1065),
        *(1001, 1073),
    ]
    assert found["BBB_030"]["sg_status_list"] == "wtg" and found["BBB_030"]["sg_cut_in"] == 1009
    assert len(items(client, "BBB", 1)) == 3 and len(items(client, "BBB", 2)) == 3
    omitted = run("import", "otio", path, *asked, "--omit-status", "omt", "--json").json
    assert omitted["created"] == {} and [each["name"] for each in omitted["changes"]] == ["BBB_030"]
    assert shots(client, "BBB")["BBB_030"]["sg_status_list"] == "omt"
    assert run("import", "otio", path, *asked, "--omit-status", "omt").out == "Nothing changes.\n"


def test_sequences_are_found_in_the_names_of_clips(
    run: Run, film: StandIn, client: Client, tmp_path: Path
) -> None:
    path = written(
        timeline(clip("CCA010"), clip("CCB010"), clip("HRB010"), name="Reel 1"), tmp_path / "r.otio"
    )
    asked = (
        "import",
        "otio",
        path,
        "--project",
        "3",
        "--shot-name",
        NESTED,
        "--head-in",
        "101",
        "--handles",
        "0",
    )
    told = run(*asked, "--json").json
    assert told["created"] == {"Sequence": 2, "Shot": 2, "CutItem": 3, "Cut": 1}
    assert [row["sg_sequence"].name for row in shots(client, "CC").values()] == ["CCA", "CCB"]
    assert shots(client, "CCA")["CCA010"]["sg_cut_in"] == 101
    harbour = shots(client, "HRB010")["HRB010"]
    assert (harbour["sg_sequence"].name, harbour["sg_cut_in"]) == ("HRB", 1009)
    assert any("HRB020" in each and "is not in the cut" in each for each in told["told"])
    (cut,) = client.rows("Cut").where(code="Reel 1").fields("entity")
    assert cut["entity"] is None


def test_items_that_a_cut_off_import_left_are_used(film: StandIn, client: Client) -> None:
    edit = edit_of(
        EditFile(timeline(clip("DDD_010"), clip("DDD_020"), name="DDD"), None, None), Naming(), None, None
    )
    ways = CutWays(FILM)
    # The sequence, its shots and the items; not the cut.
    assert len(list(islice(CutImport(client, edit, ways).write(), 5))) == 5
    assert client.rows("Cut").where(code="DDD").count() == 0
    left = {row.id for row in client.rows("CutItem").filter("code", "starts_with", "DDD")}
    assert len(left) == 2
    again = [change for change in CutImport(client, edit, ways).write() if change.type == "CutItem"]
    assert {change.id for change in again} == left
    assert {row.id for row in items(client, "DDD", 1)} == left
    assert CutImport(client, edit, ways).changes == []


@pytest.mark.parametrize("kind", [SwallowingLine, DeafLine])
def test_over_a_line_that_cuts_nothing_is_made_twice_and_no_cut_is_half(
    kind: type[SwallowingLine], served: StandIn, client: Client
) -> None:
    name = f"E{kind.__name__[:1]}"
    clips = [clip(f"{name}_{number:03}") for number in range(10, 130, 10)]
    edit = edit_of(EditFile(timeline(*clips, name=name), None, None), Naming(), None, None)
    line = kind(Standing(urlsplit(served.url).port or 0), FATES, one_dies_of=0, seed=5)
    url, cuts = f"http://127.0.0.1:{line.port}", 0
    with Client(url, script=served.script_name, key=served.script_key, patience=STUBBORN) as heard:
        while True:
            try:
                list(CutImport(heard, edit, CutWays(FILM)).write())
                break
            except ImportRefused as error:
                assert "run the same import again" in str(error)
                cuts += 1
                assert client.rows("Cut").where(code=name).count() <= 1
    line.close()
    assert len(items(client, name, 1)) == len(shots(client, name)) == len(clips)
    for entity_type in ("Cut", "Sequence"):
        assert client.rows(entity_type).where(code=name).count() == 1
    assert client.rows("CutItem").filter("code", "starts_with", name).count() == len(clips)
    assert CutImport(client, edit, CutWays(FILM)).changes == []
    assert (cuts > 0) is (kind is DeafLine) and len(line.met) > 3


@pytest.mark.parametrize(
    ("given", "said", "code"),
    [
        (("--project", "Nowhere"), "there is no project 'Nowhere'", 1),
        (("--project", FILM, "--omit-status", "gone"), "'gone' is no status of shots", 1),
        (("--project", FILM, "--shot-name", "("), "is no pattern", 1),
        (("--project", FILM, "--track", "V7"), "no track 'V7'", 1),
        (("--project", FILM, "--name-from", "metadata"), "go together", 2),
        ((), "--project", 2),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_written(
    run: Run, film: StandIn, client: Client, tmp_path: Path, given: tuple[str, ...], said: str, code: int
) -> None:
    path = written(timeline(clip("EEE_010"), name="EEE"), tmp_path / "edit.otio")
    ended = run("import", "otio", path, *given)
    assert (ended.code, said in " ".join(ended.err.replace("│", " ").split())) == (code, True), ended.err
    assert not shots(client, "EEE")


def test_shots_that_nobody_can_tell_apart_are_told(
    run: Run, film: StandIn, client: Client, tmp_path: Path
) -> None:
    values: dict[str, Any] = {"project": Link("Project", 3), "code": "FFF_010"}
    ids = sorted(client.create("Shot", **values).id for _ in range(2))
    path = written(timeline(clip("FFF_010"), name="FFF"), tmp_path / "edit.otio")
    ended = run("import", "otio", path, "--project", FILM)
    assert ended.code == 1 and f"more than one shot FFF_010: {ids[0]}, {ids[1]}" in ended.err


def test_without_the_library_it_says_what_to_install(
    run: Run, film: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(timeline(clip("GGG_010")), tmp_path / "edit.otio")
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    ended = run("import", "otio", path, "--project", FILM)
    assert ended.code == 1 and "pip install 'slatehouse[otio]'" in ended.err
