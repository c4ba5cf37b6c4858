"""Drawings on frames: review tools tell by a file's name which frame of which Version was drawn on.

`annot_version_7.12.jpg` is frame 12 of Version 7, counted from the start of what was played. Newer tools
write `annot_version_7_v2.1012.jpg`; the number is that of the frame itself then. Either is told as it is
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Annotation", "annotation_in"]

_NAME = re.compile(r"annot_version_(\d{1,18})(?:_?v2)?\.(\d{1,9})\.\w{1,16}", re.ASCII | re.IGNORECASE)


class Annotation(NamedTuple):
    """What a drawing was made on."""

    version: int
    frame: int


def annotation_in(names: Iterable[object]) -> Annotation | None:
    """What the first of a file's names tells that tells anything; None where it is no annotation."""
    found = (_NAME.fullmatch(name) for name in names if isinstance(name, str))
    match = next(filter(None, found), None)
    return None if match is None else Annotation(int(match[1]), int(match[2]))
