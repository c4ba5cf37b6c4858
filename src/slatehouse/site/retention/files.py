"""The files of rows that were erased, which go unless another row holds the same content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from slatehouse.store.old_rows import FileText, OldRows

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["FORGET_FILES_JOB", "file_texts", "forget_files"]

FORGET_FILES_JOB = "forget_files"
"""Jobs of this kind carry the names of contents that rows held which are gone, as a JSON list."""

_STEP = 20_000


def forget_files(site: Site, payload: str, untouched_for: float = 3_600.0) -> None:
    """Forget those of the contents that no row holds, live or retired, and that nobody brought anew within
    that many seconds: an upload keeps its bytes before there is a row for them."""
    contents = set(msgspec.json.decode(payload, type=list[str]))
    for each in file_texts(site, site.editions.current().old_rows):
        if not contents:
            return
        contents = {content for content in contents if content not in each.text}
    for content in contents:
        site.blobs.forget(content, untouched_for)


def file_texts(site: Site, old: OldRows) -> Iterator[FileText]:
    """What the file and picture fields of all rows hold."""
    for type_ in old.every_type:
        with site.database.reading() as connection:
            highest = old.highest_id(connection, type_)
            for after in range(0, highest, _STEP):
                yield from old.files(connection, type_, after, after + _STEP)
