"""The pictures of many rows on their way into one folder: which are there, and which way the others come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from slatehouse.client import transfers
from slatehouse.client.certificates import Trust
from slatehouse.client.errors import NoPicture
from slatehouse.client.landing import InTheWay, Landing, is_damaged, put_whole
from slatehouse.client.plainly import NotPlain, Plainly, Whole
from slatehouse.client.rows import Link, Row
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Talk
from slatehouse.client.transfers import Received

__all__ = ["AT_ONCE", "Pictured", "Pictures"]

AT_ONCE = 8

Pictured = tuple[Row | Link, Received | None]
"""A row, and its picture; None where it has none."""

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
_NO_WORD = re.compile(r"\W")


class Pictures:
    """Named by the type and id of their row, `note_12.jpg`, so that none is fetched twice.

    First come those that are there, and the rows that say that they have none, in `known`; then what comes
    `plainly`; then what is `left`, by a conversation each.
    """

    def __init__(self, rows: Iterable[Row | Link], folder: Path, alt: str, field: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._alt, self._field = folder, alt, field
        self.known: list[Pictured] = []
        self.left: dict[str, Row | Link] = {}
        here = {path.stem: path for path in folder.iterdir() if not path.name.startswith(".")}
        for row in rows:
            name = f"{_NO_WORD.sub('_', row.type.lower())}_{row.id}"
            if name in here:
                self.known.append((row, Received(here[name], here[name].stat().st_size, None, None)))
            elif isinstance(row, Row) and row.get(field, "") is None:
                self.known.append((row, None))
            else:
                self.left[name] = row

    def plainly(self, trust: Trust, timeout: float, at_once: int) -> Plainly[str, Pictured]:
        """Those whose row says where a thumbnail is; of these none is left that came."""
        wanted = ((name, transfers.known_address(row, self._field)) for name, row in self.left.items())
        known = [(name, url) for name, url in wanted if url is not None and self._alt == "thumbnail"]
        return Plainly(known, self._landed, trust=trust, timeout=timeout, at_once=at_once)

    def _landed(self, name: str, whole: Whole) -> Pictured:
        row = self.left[name]
        address = transfers.known_address(row, self._field)
        if address is None or is_damaged(whole.body, whole.etag):
            raise NotPlain
        try:
            alt = transfers.alt_at(address, self._alt)
        except transfers.StillPending:
            raise NotPlain from None
        target = self._folder / (name + _suffix(whole.content_type))
        put_whole(whole.body, self._passing(name), target)
        del self.left[name]
        return row, Received(target, len(whole.body), whole.content_type, alt)

    def fetched(self, line: Line, name: str) -> Talk[Pictured]:
        """One of those that are left."""
        row = self.left[name]
        try:
            landing = Landing(self._passing(name), replace=True)
            got = yield from transfers.thumbnail(line, row, self._field, self._alt, landing)
        except (NoPicture, InTheWay):
            return row, None
        target = got.path.rename(self._folder / (name + _suffix(got.content_type)))
        return row, Received(target, got.size, got.content_type, got.alt)

    def _passing(self, name: str) -> Path:
        return self._folder / f".{name}.coming"


def _suffix(content_type: str | None) -> str:
    return _SUFFIXES.get((content_type or "").partition(";")[0].strip().lower(), ".bin")
