"""What the rows of a site name of its media, and the forgetting of what none names any more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import msgspec

from slatehouse.store.old_rows import FileText, OldRows

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["CONTENT", "FORGET_FILES_JOB", "file_texts", "forget_files", "forget_unheld"]

FORGET_FILES_JOB = "forget_files"
"""Jobs of this kind carry the names of contents that rows held which are gone, as a JSON list."""

CONTENT = re.compile(r"\b[0-9a-f]{64}\b")
"""The names of blobs, wherever they stand in what a field holds."""

_STEP = 20_000


def forget_files(site: Site, payload: str, untouched_for: float = 3_600.0) -> None:
    """Forget those of the contents that no row holds, live or retired, and that nobody brought anew within
    that many seconds: an upload keeps its bytes before there is a row for them."""
    forget_unheld(site, msgspec.json.decode(payload, type=list[str]), untouched_for)


def forget_unheld(site: Site, contents: Collection[str], untouched_for: float) -> list[str]:
    """Forget those of the contents that no row holds, and that were not kept anew within that many seconds;
    which those were."""
    return [each for each in unheld(site, contents) if site.blobs.forget(each, untouched_for)]


def unheld(site: Site, contents: Collection[str]) -> list[str]:
    """Those of the contents that no row holds, live or retired."""
    left = set(contents)
    for each in file_texts(site, site.editions.current().old_rows):
        if not left:
            break
        left.difference_update(CONTENT.findall(each.text))
    return sorted(left)


def file_texts(site: Site, old: OldRows) -> Iterator[FileText]:
    """What the file and picture fields of all rows hold."""
    for type_ in old.every_type:
        with site.database.reading() as connection:
            highest = old.highest_id(connection, type_)
            for after in range(0, highest, _STEP):
                yield from old.files(connection, type_, after, after + _STEP)
