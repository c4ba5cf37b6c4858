"""Work on a content that is done once, however many rows hold it and ask for the same.

What was made is recorded in the transaction that records it on a row. Two workers may be at it at the same
time; then both rows get what the first of them made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from slatehouse.jobs.decoding import NotDecoded, is_to_blame
from slatehouse.media.decoding.wanted import DRAWING, Wanted
from slatehouse.media.isolation import Failed
from slatehouse.site.retention.files import contents_in, forget_later
from slatehouse.site.site import Site
from slatehouse.site.writing import Writing
from slatehouse.store.derived import Derivation

__all__ = [
    "Forgotten",
    "Made",
    "Refused",
    "known_of",
    "make_once",
    "new_of",
    "recipe_of",
    "record",
    "record_as_well",
]

R = TypeVar("R", bound=msgspec.Struct)


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Nothing can be made of the content, now or later, and why."""

    reason: str


class Forgotten(Exception):
    """What had been made was forgotten before it could be recorded: it has to be made anew."""


@dataclass(frozen=True, slots=True)
class Made(Generic[R]):
    """What was made of a content, now or before. It is not recorded anywhere yet, or may be forgotten."""

    derivation: Derivation
    type: type[R]
    is_new: bool

    @property
    def result(self) -> R | Refused:
        """What `record` gives, unless another worker is quicker."""
        return _read(self.derivation.result, self.type)


def recipe_of(kind: str, wanted: Wanted) -> str:
    """The name of all that decides what is made: the kind, how this version draws, what the site wants."""
    decisive = msgspec.json.encode(
        (wanted, _digest(wanted.colours.config)), enc_hook=dict, order="deterministic"
    )
    return f"{kind} {DRAWING} {hashlib.sha256(decisive).hexdigest()}"


def make_once(
    site: Site, source: str, recipe: str, type_: type[R], make: Callable[[Path], R | Failed]
) -> Made[R]:
    """What was made of a blob's content by a recipe, or else what `make` makes of it as a file.

    That the file is to blame is a result, too. Raises `NotDecoded` where nothing says so.
    """
    content = site.blobs.content_of(source)
    known = content and known_of(site, content, recipe, type_)
    if known:
        return known
    with site.blobs.as_file(source) as path:
        if content is None:
            # Who put them there may still change them, but not what is read here.
            content = _content_of(path)
            if known := known_of(site, content, recipe, type_):
                return known
        return new_of(content, recipe, type_, make(path))


def known_of(site: Site, content: str, recipe: str, type_: type[R]) -> Made[R] | None:
    """What was made of a content by a recipe, if all of it is still there."""
    with site.database.reading() as connection:
        found = site.derived.of(connection, content, recipe)
    if found is None:
        return None
    known = Derivation(content, recipe, found)
    if all(map(site.blobs.exists, contents_in(found))):
        return Made(known, type_, is_new=False)
    with site.database.writing() as connection:
        site.derived.drop(connection, [known])
    return None


def new_of(content: str, recipe: str, type_: type[R], outcome: R | Failed) -> Made[R]:
    """What has just been made of a content. Raises `NotDecoded` where nothing says that it is to blame."""
    if isinstance(outcome, Failed) and not is_to_blame(outcome):
        raise NotDecoded(outcome.reason)
    result = Refused(outcome.reason) if isinstance(outcome, Failed) else outcome
    return Made(Derivation(content, recipe, msgspec.json.encode(result).decode()), type_, is_new=True)


def record(writes: Writing, made: Made[R]) -> R | Refused:
    """Record what was made, in the transaction that gives it to a row; what is to be given.

    Raises `Forgotten`.
    """
    connection, now = writes.connection, writes.now.timestamp()
    if not made.is_new:
        if not writes.site.derived.hold(connection, made.derivation, now):
            raise Forgotten
        return made.result
    kept = writes.site.derived.keep(connection, made.derivation, now)
    # What was made in vain is nobody's.
    forget_later(writes.site, connection, contents_in(made.derivation.result) - contents_in(kept))
    return _read(kept, made.type)


def record_as_well(writes: Writing, source: str, recipe: str, result: msgspec.Struct) -> None:
    """Record what another recipe would have made, unless that is known."""
    derivation = Derivation(source, recipe, msgspec.json.encode(result).decode())
    writes.site.derived.keep(writes.connection, derivation, writes.now.timestamp())


def _content_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(result: str, type_: type[R]) -> R | Refused:
    return msgspec.json.decode(result, type=type_ | Refused)


def _digest(config: str) -> str:
    """The content of a configuration that is a file; nothing for one that has an address."""
    path = Path(config)
    try:
        changed = path.stat()
    except (OSError, ValueError):
        return ""
    return _digest_of(path, changed.st_mtime_ns, changed.st_size)


@lru_cache(16)
def _digest_of(path: Path, changed_at: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
