"""Files of edits, read by OpenTimelineIO (extra `otio`): their formats, and which timeline is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slatehouse.importing.errors import ImportRefused

__all__ = ["EditFile", "otio", "read_edit"]

_FORMATS: Mapping[str, tuple[str, str]] = {
    ".edl": ("cmx_3600", "EDL"),
    ".xml": ("fcp_xml", "Final Cut Pro 7 XML"),
    ".fcpxml": ("fcpx_xml", "FCPXML"),
    ".aaf": ("AAF", "AAF"),
    ".otio": ("otio_json", "OpenTimelineIO file"),
}
_IN_BYTES = frozenset({".aaf"})
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
# The adapter knows no speeds whose timecodes drop numbers.
_SPEED = re.compile(r"^\s*M2\s.*$", re.MULTILINE)
_SAYS_NO_RATE = frozenset({".edl"})
_EVENT = re.compile(
    r"^\s*\d+\s+\S+\s+\S+\s+\S+(?:\s+\d+)?\s+(?:\S+\s+){2}(\d\d:\d\d:\d\d[:;]\d\d)\s+\d\d:\d\d:\d\d[:;]\d\d",
    re.MULTILINE,
)
_DROPS = re.compile(
    r"FCM:\s*DROP|tcFormat=\"DF\"|<displayformat>\s*DF\s*<|\d\d:\d\d:\d\d;\d\d", re.IGNORECASE
)
_KEEPS = re.compile(r"FCM:\s*NON|tcFormat=\"NDF\"|<displayformat>\s*NDF\s*<", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EditFile:
    """A timeline, and what its file tells of timecodes: where it starts, and whether numbers are dropped.

    `drops` is None where the file does not say.
    """

    timeline: Any
    start: str | None
    drops: bool | None


def otio() -> Any:
    """The library; raises `ImportRefused` where it is not installed."""
    try:
        import opentimelineio
    except ModuleNotFoundError:
        raise ImportRefused("edits are read by OpenTimelineIO: pip install 'slatehouse[otio]'") from None
    return opentimelineio


def read_edit(path: Path, fps: float | None, timeline: str | None) -> EditFile:
    """The timeline of the file; the one of that name where it has several. Raises `ImportRefused`."""
    library = otio()
    suffix = path.suffix.lower()
    if suffix not in _FORMATS:
        raise ImportRefused(f"{path} is none of {', '.join(_FORMATS)}")
    if suffix in _SAYS_NO_RATE and fps is None:
        raise ImportRefused("an EDL does not say how many frames a second has; say it with --fps")
    adapter, called = _FORMATS[suffix]
    content = path.read_bytes()
    if suffix in _IN_BYTES and not content.startswith(_COMPOUND_FILE):
        raise ImportRefused(f"{path} cannot be read as {called}: it does not begin like one")
    text = "" if suffix in _IN_BYTES else _text(content)
    try:
        if suffix in _IN_BYTES:
            found = library.adapters.read_from_file(str(path), adapter)
        else:
            options = {"rate": fps} if suffix in _SAYS_NO_RATE else {}
            plain = _SPEED.sub(lambda speed: speed[0].replace(";", ":"), text)
            found = library.adapters.read_from_string(plain, adapter, **options)
    except ImportError as error:
        raise ImportRefused(f"{called}s need {error.name}: pip install 'slatehouse[otio]'") from error
    except Exception as error:
        # Each adapter raises what it likes of a file that is not as it expects.
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise ImportRefused(f"{path} cannot be read as {called}: {said}") from error
    chosen = _chosen(path, list(_timelines(library, found)), timeline)
    event = _EVENT.search(text) if suffix in _SAYS_NO_RATE else None
    return EditFile(chosen, event[1] if event else None, _drops(text))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _drops(text: str) -> bool | None:
    if _DROPS.search(text):
        return True
    return False if _KEEPS.search(text) or _EVENT.search(text) else None


def _timelines(library: Any, found: Any) -> Iterator[Any]:
    schema = library.schema
    if isinstance(found, schema.Timeline):
        yield found
    elif isinstance(found, schema.Stack):
        timeline = schema.Timeline(found.name)
        timeline.tracks = found.clone()
        yield timeline
    elif isinstance(found, schema.SerializableCollection):
        for each in found:
            yield from _timelines(library, each)


def _chosen(path: Path, timelines: list[Any], name: str | None) -> Any:
    names = ", ".join(repr(each.name) for each in timelines)
    fitting = [each for each in timelines if name is None or each.name == name]
    if not timelines:
        raise ImportRefused(f"{path} has no timeline in it")
    if not fitting:
        raise ImportRefused(f"{path} has no timeline {name!r}; it has {names}")
    if len(fitting) > 1:
        raise ImportRefused(f"{path} has several timelines; say with --timeline which: {names}")
    return fitting[0]
