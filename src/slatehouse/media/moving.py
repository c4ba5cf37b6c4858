"""Copying all blobs from one store to another, each verified by its hash where it arrives.

A copy may be cut off anywhere and begun again. What was verified is written down in a file, one name after
another, so that nothing is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from slatehouse.media.apart import read_apart
from slatehouse.media.blobs import BlobStore, Kept, NoSuchBlob

__all__ = ["Copied", "MoveLog", "copy_all", "forget_copied"]

_LINE = re.compile(r"([0-9a-f]{64})\n")


class MoveLog:
    """The names that were verified in the target, kept in a file that begins with which target that is."""

    def __init__(self, path: Path, target: str) -> None:
        self._path = path
        head = f"verified in {target}\n"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if not text.startswith(head):
            # Another target, or none so far: nothing is known of this one.
            path.write_text(head, encoding="utf-8")
            text = head
        elif not text.endswith("\n"):
            # The last line was cut off.
            self._append("")
        self._names = set(_LINE.findall(text, len(head)))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        """Write a name down; it counts from now on, whatever ends this process."""
        self._append(name)
        self._names.add(name)

    def forget(self) -> None:
        """Remove the file: the move is done."""
        self._path.unlink(missing_ok=True)

    def _append(self, line: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


@dataclass
class Copied:
    """What one walk over the source came to; `damaged` are names whose bytes are not theirs any more."""

    blobs: int = 0
    size: int = 0
    damaged: list[str] = field(default_factory=list)


def copy_all(
    source: BlobStore, target: BlobStore, log: MoveLog, told: Callable[[Copied], None] = lambda copied: None
) -> Copied:
    """Copy what is not in the target yet; `told` is called after each. What is damaged stays where it is."""
    copied = Copied()
    for each in source.kept():
        if each.name in log and target.exists(each.name):
            continue
        arrived = _arrived(source, target, each)
        if arrived:
            log.add(each.name)
            copied.blobs, copied.size = copied.blobs + 1, copied.size + each.size
        elif arrived is False:
            copied.damaged.append(each.name)
        told(copied)
    return copied


def forget_copied(source: BlobStore, target: BlobStore, log: MoveLog) -> int:
    """Remove from the source what was verified in the target and is there; the number of blobs."""
    copied = [each.name for each in source.kept() if each.name in log]
    return sum(_forgotten(source, target, name) for name in copied)


def _arrived(source: BlobStore, target: BlobStore, blob: Kept) -> bool | None:
    """Whether the target holds the bytes of this name; None where the source has forgotten them."""
    try:
        if target.exists(blob.name) and target.is_intact(blob.name):
            return True
        if not source.is_intact(blob.name):
            return False
        target.adopt(blob.name, read_apart(source.open(blob.name)))
        return target.is_intact(blob.name)
    except NoSuchBlob:
        return None


def _forgotten(source: BlobStore, target: BlobStore, name: str) -> bool:
    if not target.exists(name):
        return False
    source.delete(name)
    return True
