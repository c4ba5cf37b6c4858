"""Which object of a bucket holds the bytes of a name; each change is one transaction of its own."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator

from slatehouse.media.blobs import Blob, Kept
from slatehouse.store.connection import Connection, Database
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.media_keys import MediaKey, MediaKeys

__all__ = ["Keys", "aside_of", "receipt_of"]

_RECEIPT = "receipt/"
"""What such a row tells as SHA-256 is the name under which the bytes are kept once they are claimed."""

_ASIDE = "damaged/"
_SWEPT_AS = "media_swept_as"
_PAGE = 1_000
_EVER = float("inf")


def receipt_of(token: str) -> str:
    """The name under which is kept what was received for a token, until it is claimed; no row knows it."""
    return f"{_RECEIPT}{token}"


def aside_of(name: str) -> str:
    """A name under which is kept what is left of a damaged blob; no row knows it."""
    return f"{_ASIDE}{name}-{uuid.uuid4().hex}"


class Keys:
    """The names of a site's media and the keys that they lead to. Several names may lead to one object.

    Methods that take a name away, or lead it elsewhere, give the key that no name leads to any more, if there
    is one: its object may go. `clock` gives Unix seconds.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._keys = MediaKeys(database.dialect)
        self._clock = clock

    def of(self, name: str) -> MediaKey | None:
        """Where the bytes of a name lie; None where it is not known."""
        with self._database.reading() as connection:
            return self._keys.of(connection, name)

    def of_many(self, names: Iterable[str]) -> dict[str, str]:
        """The keys of those of the names that are known."""
        with self._database.reading() as connection:
            return self._keys.of_many(connection, names)

    def known(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that a name leads to."""
        with self._database.reading() as connection:
            return self._keys.known(connection, keys)

    def add(self, name: str, key: str, blob: Blob, sha256: str | None) -> MediaKey:
        """Let a name lead to an object, unless it leads to one already; where it leads."""
        with self._database.writing() as connection:
            return self._added(connection, MediaKey(name, key, sha256, blob.md5, blob.size))

    def put(self, name: str, key: str, blob: Blob, sha256: str | None) -> str | None:
        """Let a name lead to an object, in place of one that it led to before; the key that is free now."""
        place, now = MediaKey(name, key, sha256, blob.md5, blob.size), self._clock()
        with self._database.writing() as connection:
            former = self._keys.remove(connection, name, _EVER)
            self._keys.add(connection, place, now)
            return self._freed(connection, former)

    def lead(self, name: str, to: MediaKey) -> tuple[MediaKey, str | None]:
        """Let a name lead where another one leads, from now on; where that is, and the key that is free now.

        Where the other is not known yet, it becomes one: for `to.key`.
        """
        with self._database.writing() as connection:
            kept = self._added(connection, to)
            former = self._keys.of(connection, name)
            self._keys.lead(connection, to._replace(name=name, key=kept.key))
            return kept, self._freed(connection, former and former.key)

    def rename(self, place: MediaKey, name: str) -> bool:
        """Let the object of a place be known by another name; False where it leads elsewhere by now."""
        with self._database.writing() as connection:
            if self._keys.of(connection, place.name) != place:
                return False
            self._keys.remove(connection, place.name, _EVER)
            return self._keys.add(connection, place._replace(name=name), self._clock())

    def namesakes(self, names: Collection[str]) -> dict[str, set[str]]:
        """Of those of the names that share an object, the others that rows may know."""
        found: dict[str, set[str]] = {}
        with self._database.reading() as connection:
            for name, other in self._keys.namesakes(connection, names):
                if "/" not in other:
                    found.setdefault(name, set()).add(other)
        return found

    def kept(self) -> Iterator[Kept]:
        """All names that rows may know, in their order."""
        after = ""
        while True:
            with self._database.reading() as connection:
                page = self._keys.after(connection, after, _PAGE)
            yield from (Kept(*each) for each in page if "/" not in each[0])
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    def remove(self, name: str, untouched_for: float = 0) -> tuple[bool, str | None]:
        """Forget a name unless bytes of it came within so many seconds; whether it was, and the free key."""
        with self._database.writing() as connection:
            former = self._keys.remove(connection, name, self._clock() - untouched_for)
            return former is not None, self._freed(connection, former)

    def when_committed(self, do: Callable[[], object]) -> None:
        """Do what may be done only when all that this thread wrote is committed."""
        self._database.when_committed(do)

    @property
    def swept_as(self) -> str | None:
        """What this database said of itself when it swept last; None where it never did."""
        with self._database.reading() as connection:
            return read_fact(self._database, connection, _SWEPT_AS)

    def record_sweep(self, swept_as: str) -> None:
        """Remember what it says of itself now."""
        with self._database.writing() as connection:
            record_fact(self._database, connection, _SWEPT_AS, swept_as)

    def remove_receipts(self, older_than: float) -> list[str]:
        """Forget what was received and is older than so many seconds, claimed or not; the free keys."""
        with self._database.writing() as connection:
            former = set(self._keys.remove_all(connection, _RECEIPT, self._clock() - older_than))
            return sorted(former - self._keys.known(connection, former))

    def _added(self, connection: Connection, place: MediaKey) -> MediaKey:
        """Where the name leads; nobody forgets it before the transaction ends."""
        now = self._clock()
        while True:
            known = self._keys.touch(connection, place.name, now)
            if known is not None:
                return known
            # Another transaction may just have added it: then it is found by the next look.
            if self._keys.add(connection, place, now):
                return place

    def _freed(self, connection: Connection, key: str | None) -> str | None:
        """The key, if no name leads to it."""
        return None if key is None or self._keys.known(connection, [key]) else key
