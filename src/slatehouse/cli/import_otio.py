"""`slatehouse import otio`: an edit becomes shots and a revision of a cut, over the network."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.import_report import ChangeReport, DryRun, counted
from slatehouse.cli.interrupting import GOES_ON, NOTHING_CHANGED
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_line, report
from slatehouse.cli.reaching import CaFile, Script, Url, reached
from slatehouse.importing.changes import Action, Change
from slatehouse.importing.cuts.edits import edit_of
from slatehouse.importing.cuts.files import read_edit
from slatehouse.importing.cuts.frames import Counting
from slatehouse.importing.cuts.importing import CutImport, CutWays
from slatehouse.importing.cuts.naming import NameOf, Naming

__all__ = ["import_otio"]


_Edit = Annotated[Path, typer.Argument(metavar="FILE", help="An .edl, .xml, .fcpxml, .aaf or .otio file.")]
_Project = Annotated[str, typer.Option(metavar="NAME", help="The project of the cut, by name or id.")]
_Sequence = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="The sequence of the shots, if not called like the cut."),
]
_Cut = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The cut's name, if not the timeline's without version."),
]
_ShotName = Annotated[
    str | None,
    typer.Option(
        metavar="PATTERN",
        help="Finds the shot in the name of a clip, such as (?P<shot>(?P<sequence>[A-Z]+)_?[0-9]+).",
    ),
]
_NameFrom = Annotated[
    NameOf | None,
    typer.Option(help="Which name of a clip tells the shot; without it, the first that fits."),
]
_Metadata = Annotated[
    str | None,
    typer.Option(metavar="PATH", help="Where in a clip's metadata its name is, such as studio.shot."),
]
_Timeline = Annotated[str | None, typer.Option(metavar="NAME", help="Of several timelines, this one.")]
_Track = Annotated[str | None, typer.Option(metavar="NAME", help="One track of pictures, by name or number.")]
_Rate = Annotated[
    float | None, typer.Option(min=1.0, max=1000.0, metavar="RATE", help="Frames per second of an EDL.")
]
_DropsFrames = Annotated[
    bool | None,
    typer.Option(
        "--drop-frame/--no-drop-frame", help="Whether timecodes drop numbers, if not as the file says."
    ),
]
_HeadIn = Annotated[int, typer.Option(metavar="FRAME", help="The first frame of new shots.")]
_Handles = Annotated[int, typer.Option(min=0, metavar="N", help="Frames before and behind what is cut.")]
_SourceFrames = Annotated[
    bool, typer.Option("--source-frames", help="Frames have the numbers that the material has.")
]
_OmitStatus = Annotated[
    str | None, typer.Option(metavar="CODE", help="The status of shots that are not in the cut any more.")
]


def import_otio(
    path: _Edit,
    project: _Project,
    dry_run: DryRun = False,
    sequence: _Sequence = None,
    cut: _Cut = None,
    shot_name: _ShotName = None,
    name_from: _NameFrom = None,
    metadata: _Metadata = None,
    timeline: _Timeline = None,
    track: _Track = None,
    fps: _Rate = None,
    drop_frame: _DropsFrames = None,
    head_in: _HeadIn = 1001,
    handles: _Handles = 8,
    source_frames: _SourceFrames = False,
    omit_status: _OmitStatus = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Make the shots and the next revision of a cut of an edit. What is there already stays untouched."""
    if (name_from is NameOf.METADATA) is not (metadata is not None):
        raise typer.BadParameter("--name-from metadata and --metadata PATH go together")
    naming = Naming(shot_name, name_from, metadata)
    edit = edit_of(read_edit(path, _exact(fps), timeline), naming, track, drop_frame)
    ways = CutWays(project, sequence, cut, omit_status, Counting(head_in, handles, source_frames))
    with reached(url, script, ca_file, NOTHING_CHANGED if dry_run else GOES_ON) as client:
        found = CutImport(client, edit, ways)
        with ChangeReport(as_json=as_json, shows_changes=dry_run) as told:
            _tell(found, told, as_json=as_json, dry_run=dry_run)


def _tell(found: CutImport, told: ChangeReport, *, as_json: bool, dry_run: bool) -> None:
    with counted("Writing", found.changes if dry_run else found.write(), len(found.changes)) as changes:
        for change in changes:
            # People are told of items how they differ.
            if as_json or change.type != "CutItem":
                told.change(change)
    if not as_json:
        for each in found.compared if dry_run else ():
            print_line(each)
        for each in found.told:
            report(each)
    counts = {"dry_run": dry_run, "told": found.told, "compared": found.compared, **_counts(found.changes)}
    told.end(counts, _summary(found, is_dry=dry_run))


# As editors say them.
_RATES = {
    23.98: 24000 / 1001,
    23.976: 24000 / 1001,
    29.97: 30000 / 1001,
    59.94: 60000 / 1001,
    47.95: 48000 / 1001,
}


def _exact(fps: float | None) -> float | None:
    return None if fps is None else _RATES.get(fps, fps)


def _counts(changes: list[Change]) -> dict[str, object]:
    made = Counter(change.type for change in changes if change.action is Action.CREATE)
    changed = sum(change.action is Action.UPDATE for change in changes)
    return {"created": dict(made), "changed": changed}


def _summary(found: CutImport, *, is_dry: bool) -> str:
    if not found.changes:
        return "Nothing changes."
    made = Counter(change.type for change in found.changes if change.action is Action.CREATE)
    parts = [f"{number:,} new {kind}" for kind, number in made.items()]
    changed = sum(change.action is Action.UPDATE for change in found.changes)
    parts += [f"{changed:,} changed Shot"] if changed else []
    return f"{'Would be: ' if is_dry else ''}{', '.join(parts)}."
