"""Fetching the files of rows that were copied: each is in its field whole, or still to be fetched.

Addresses that came with the rows have expired by then, so that files are asked for by their fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from slatehouse.accounts.caller import Caller
from slatehouse.client import (
    BrokenAnswer,
    Incomplete,
    Link,
    NotFound,
    Received,
    Refusal,
    Refused,
    Row,
    TooBusy,
)
from slatehouse.client.rows import File
from slatehouse.client.threads import side_by_side
from slatehouse.media.blobs import BLOCK_SIZE
from slatehouse.mirror.source import Source
from slatehouse.site.copies.files import Fetched, is_live, keep_bytes, known_blob, lose_file, put_file
from slatehouse.site.site import Site
from slatehouse.store.copy_progress import CopiedFile

__all__ = ["FileFetcher"]

_FOLDER = "incoming"
_AT_ONCE = 200
_FIRST = ("", 0, "")


class FileFetcher:
    """Fetches what a copy wants, `jobs` files at the same time; `told` hears of each that is done with."""

    def __init__(
        self, site: Site, source: Source, caller: Caller, jobs: int, told: Callable[[], None]
    ) -> None:
        self._site = site
        self._source = source
        self._caller = caller
        self._jobs = jobs
        self._told = told
        self._folder = site.directory / _FOLDER

    def fetch(self) -> int:
        """Fetch all that is wanted; how many came. Raises what stands in the way of all of them."""
        came = 0
        with side_by_side(self._jobs, "files") as pool:
            after = _FIRST
            while wanted := self._wanted(after):
                for is_there in pool.map(self._fetch, wanted):
                    came += is_there
                    self._told()
                last = wanted[-1]
                after = (last.entity_type, last.entity_id, last.field)
        return came

    def _wanted(self, after: tuple[str, int, str]) -> list[CopiedFile]:
        with self._site.database.reading() as connection:
            return self._site.copy_progress.wanted(connection, after, _AT_ONCE)

    def _fetch(self, file: CopiedFile) -> bool:
        try:
            fetched = known_blob(self._site, file) or self._come(file)
        except TooBusy:
            raise
        except (Refused, Incomplete, BrokenAnswer) as error:
            lose_file(self._site, self._caller, file, _reason(error))
            return False
        put_file(self._site, self._caller, file, fetched)
        return True

    def _come(self, file: CopiedFile) -> Fetched:
        place = self._folder / f"{file.entity_type}-{file.entity_id}-{file.field}"
        received = self._landed(file, place)
        try:
            blob = keep_bytes(self._site, _blocks(place))
        finally:
            place.unlink(missing_ok=True)
        name = received.name or file.mark.rpartition("/")[2] or file.field
        return Fetched(blob.name, name, received.content_type)

    def _landed(self, file: CopiedFile, place: Path) -> Received:
        live = is_live(self._site, file)
        if live:
            try:
                self._source.pace.wait()
                link = Link(file.entity_type, file.entity_id)
                return self._source.client.download(link, file.field, place, replace=True)
            except NotFound:
                # Some fields are told by the address in the row alone.
                pass
        row = self._with_address(file, live)
        self._source.pace.wait()
        return self._source.client.thumbnail(row, place, field=file.field, replace=True)

    def _with_address(self, file: CopiedFile, live: bool) -> Row:
        """The row with the address of the file as it is now; the way to what is retired."""
        rows = self._source.rows(file.entity_type, [file.entity_id], [file.field], retired=not live)
        value = rows[0].get(file.field) if rows else None
        address = value.url if isinstance(value, File) else value
        if not isinstance(address, str):
            raise NotFound(f"The file of {file.entity_type} {file.entity_id}", Refusal(404))
        return Row(file.entity_type, file.entity_id, {file.field: address})


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK_SIZE):
            yield block


def _reason(error: Exception) -> str:
    refusal = getattr(error, "refusal", None)
    words = f"the source refused it: {refusal}" if refusal else str(error)
    return " ".join(words.split())
