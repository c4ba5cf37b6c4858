"""Where the frames lie that a version names: below folders that the site allows, or nowhere.

A path is found in the local storages first, so that one written on a workstation leads to the same folder on
the workers. What a client writes opens nothing outside of `media.frame_roots`.
"""

from __future__ import annotations

import posixpath
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from slatehouse.schema.data_types.url import PathToResolve
from slatehouse.schema.link import Target
from slatehouse.site.errors import CreateFailed
from slatehouse.site.files import resolve_path

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = ["FramesPlace", "frames_place"]

_PROJECT = "{project}"
_FOLDER_OF_PROJECT = "tank_name"
_FOLDER = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*", re.ASCII)
_LONGEST = 4_096


class FramesPlace(NamedTuple):
    """A sequence's path as a worker sees it, and the folders below which its files have to be."""

    pattern: str
    roots: list[str]


def frames_place(writing: Writing, path: object, project: Target | None) -> FramesPlace | None:
    """Where the frames of a version in this project are; None where the site shows none from there."""
    settings = writing.site.config.settings.media
    if not settings.frame_roots or not isinstance(path, str) or not 0 < len(path) <= _LONGEST or "\0" in path:
        return None
    pattern = _on_workers(writing, path.strip().replace("\\", "/"))
    if not pattern.startswith("/") or ".." in pattern.split("/"):
        return None
    pattern = posixpath.normpath(pattern)
    roots = [posixpath.normpath(root) for root in _roots(writing, settings.frame_roots, project)]
    is_allowed = any(pattern.startswith(root.rstrip("/") + "/") for root in roots)
    return FramesPlace(pattern, roots) if is_allowed else None


def _on_workers(writing: Writing, path: str) -> str:
    """The path as machines of our platform see it, where a local storage holds it."""
    try:
        found = resolve_path(writing, PathToResolve(posixpath.basename(path), local_path=path))
    except CreateFailed:
        return path
    own = found.local_path_mac if sys.platform == "darwin" else found.local_path_linux
    return own or path


def _roots(writing: Writing, configured: tuple[str, ...], project: Target | None) -> list[str]:
    """The folders that are allowed to the rows of a project; one of its own needs a plain name."""
    folder = writing.stored(*project, (_FOLDER_OF_PROJECT,))[_FOLDER_OF_PROJECT] if project else None
    if isinstance(folder, str) and _FOLDER.fullmatch(folder) and ".." not in folder:
        return [root.replace(_PROJECT, folder) for root in configured]
    return [root for root in configured if _PROJECT not in root]
