"""Finding out which blobs are missing or damaged, and which nobody needs. Nothing is changed here.

A site may be used meanwhile: what rows name was kept before, so that a blob which came later is missed at
most among those that nobody needs, and these are told only once they have been there for a while.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from slatehouse.media.blobs import Kept, NoSuchBlob
from slatehouse.site.checking.uses import Use, still_used, uses
from slatehouse.site.retention.files import contents_in, derivations, unheld

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Findings", "Lost", "State", "find"]


class State(StrEnum):
    """What is wrong with a blob that rows name."""

    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Lost:
    """A blob that cannot be served, and who names it."""

    blob: str
    state: State
    uses: list[Use] = field(default_factory=list)

    @property
    def is_original(self) -> bool:
        """Whether somebody brought it, so that nothing here can make it again."""
        return any(use.original is None for use in self.uses)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: how many blobs rows name, those of them that are lost, and those that no row names."""

    named: int
    lost: list[Lost]
    orphans: list[Kept]


def find(site: Site, grace: float, *, reads_all: bool = False) -> Findings:
    """Look through rows and store. Blobs that no row names count once they are `grace` seconds old.

    `reads_all`: the bytes are compared with their names, and not only looked for.
    """
    named, lost = set[str](), dict[str, Lost]()
    for use in uses(site):
        if use.blob not in named:
            named.add(use.blob)
            if (state := _state(site, use.blob, reads_all)) is not None:
                lost[use.blob] = Lost(use.blob, state)
        if use.blob in lost:
            lost[use.blob].uses.append(use)
    return Findings(len(named), list(_confirmed(site, lost)), _orphans(site, named, grace))


def _state(site: Site, blob: str, reads_all: bool) -> State | None:
    try:
        if reads_all:
            return None if site.blobs.is_intact(blob) else State.DAMAGED
    except NoSuchBlob:
        return State.MISSING
    return None if site.blobs.exists(blob) else State.MISSING


def _confirmed(site: Site, lost: dict[str, Lost]) -> Iterator[Lost]:
    """Those that are still named, and still lost: rows and files went on while we looked."""
    for each in lost.values():
        uses = [use for use in each.uses if still_used(site, use)]
        state = _state(site, each.blob, each.state is State.DAMAGED)
        if uses and state is not None:
            yield Lost(each.blob, state, uses)


def _orphans(site: Site, named: set[str], grace: float) -> list[Kept]:
    # What was made of what rows name is not made again as long as it is remembered.
    remembered = (contents_in(each.result) for each in derivations(site) if each.source in named)
    named = named.union(*remembered)
    latest = site.clock().timestamp() - grace
    found = {each.name: each for each in site.blobs.kept() if each.name not in named and each.since < latest}
    namesakes = site.blobs.namesakes(found)
    free = set(unheld(site, set(found).union(*namesakes.values())))
    return [found[name] for name in sorted(free & set(found)) if namesakes.get(name, free) <= free]
