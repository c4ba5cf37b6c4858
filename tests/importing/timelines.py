"""Timelines for tests, made by OpenTimelineIO, and written by its adapters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio

RATE = 24.0
schema, opentime = otio.schema, otio.opentime


def span(start: float, frames: float, rate: float = RATE) -> Any:
    return opentime.TimeRange(opentime.RationalTime(start, rate), opentime.RationalTime(frames, rate))


def clip(name: str, start: float = 86400, frames: float = 48, rate: float = RATE, **more: Any) -> Any:
    """A clip of material that begins at nought and has hours of frames."""
    media = schema.ExternalReference(f"file:///plates/{name}.mov", span(0, 1_000_000, rate))
    media.name = name
    return schema.Clip(name, media, span(start, frames, rate), **more)


def gap(frames: float) -> Any:
    return schema.Gap(source_range=span(0, frames))


def dissolve(before: float, after: float) -> Any:
    offsets = (opentime.RationalTime(before, RATE), opentime.RationalTime(after, RATE))
    return schema.Transition("Dissolve", "SMPTE_Dissolve", *offsets)


def timeline(*children: Any, name: str = "TST_edit_v1", rate: float = RATE) -> Any:
    """One track of these, beginning at an hour."""
    made = schema.Timeline(name, global_start_time=opentime.RationalTime(round(3600 * rate), rate))
    track = schema.Track("V1", kind="Video")
    track.extend(children)
    made.tracks.append(track)
    return made


def written(made: Any, path: Path) -> Path:
    """The timeline in a file of the format that its suffix has."""
    options = {"use_empty_mob_ids": True} if path.suffix == ".aaf" else {}
    if path.suffix == ".edl":
        path.write_text(otio.adapters.write_to_string(made, "cmx_3600", rate=RATE))
    else:
        otio.adapters.write_to_file(made, str(path), **options)
    return path
