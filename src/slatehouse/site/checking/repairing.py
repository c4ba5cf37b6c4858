"""Mending what a check found: each lost blob by the first means that helps, and nothing by deleting.

A damaged blob is set aside, where what is left of it can still be looked at. Then a copy is taken from a
second store, or a job is asked to make again what was made of something that is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.media.apart import read_apart
from slatehouse.media.blobs import BlobStore, NoSuchBlob
from slatehouse.site.checking.finding import Findings, Lost, State
from slatehouse.site.checking.movies import losses_of_movies
from slatehouse.site.checking.uses import Use
from slatehouse.site.job_kinds import MEND_MOVIE_JOB, THUMBNAIL_JOB
from slatehouse.site.jobs import queue_job
from slatehouse.site.retention.files import forget_unheld
from slatehouse.site.uploads import picture_order

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Outcome", "Repairs", "remedies", "repair"]


class Outcome(StrEnum):
    """What became of a lost blob, or could."""

    WHOLE = "whole by now"
    RESTORED = "restored from the other store"
    ASKED_FOR = "to be made again"
    LEFT = "lost"


@dataclass(frozen=True, slots=True)
class Repairs:
    """What was done: the outcome for each lost blob, and the names that were forgotten because no row held
    them."""

    outcomes: dict[str, Outcome]
    forgotten: list[str]

    @property
    def are_complete(self) -> bool:
        return Outcome.LEFT not in self.outcomes.values()


def remedies(site: Site, findings: Findings) -> dict[str, Outcome]:
    """What a repair without a second store would come to, for each lost blob."""
    makeable = _makeable(site, findings.lost)
    return {each.blob: Outcome.ASKED_FOR if each.blob in makeable else Outcome.LEFT for each in findings.lost}


def repair(
    site: Site, findings: Findings, grace: float, by: Caller, other: BlobStore | None = None
) -> Repairs:
    """Mend what can be mended; `by` is who wants it, `other` a store that may have what is lost here."""
    outcomes = {each.blob: _recovered(site, each, other) for each in findings.lost}
    gone = [each for each in findings.lost if outcomes[each.blob] is Outcome.LEFT]
    for blob, orders in _makeable(site, gone).items():
        outcomes[blob] = Outcome.ASKED_FOR
        _ask_for(site, orders)
    forgotten = forget_unheld(site, {each.name for each in findings.orphans}, grace)
    if outcomes or forgotten:
        _record(site, by, outcomes, forgotten)
    return Repairs(outcomes, forgotten)


def _record(site: Site, by: Caller, outcomes: Mapping[str, Outcome], forgotten: Sequence[str]) -> None:
    restored, asked_for = (
        sum(each is outcome for each in outcomes.values())
        for outcome in (Outcome.RESTORED, Outcome.ASKED_FOR)
    )
    with site.database.writing() as connection:
        site.accounts.audit.record(
            connection,
            Deed.MEDIA_REPAIRED,
            by,
            lost=len(outcomes),
            restored=restored,
            asked_for=asked_for,
            forgotten=len(forgotten),
        )


def _recovered(site: Site, lost: Lost, other: BlobStore | None) -> Outcome:
    """What came of setting it aside and looking for a copy."""
    if lost.state is State.DAMAGED and not site.blobs.set_aside(lost.blob) and site.blobs.exists(lost.blob):
        return Outcome.WHOLE
    if other is not None and _is_whole_in(other, lost.blob):
        site.blobs.adopt(lost.blob, read_apart(other.open(lost.blob)))
        return Outcome.RESTORED
    return Outcome.LEFT


def _is_whole_in(store: BlobStore, blob: str) -> bool:
    try:
        return store.is_intact(blob)
    except NoSuchBlob:
        return False


def _makeable(site: Site, lost: Sequence[Lost]) -> dict[str, list[tuple[str, str]]]:
    """The blobs that can be made again, with the jobs, by kind and payload, that do it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for loss in losses_of_movies(site, lost):
        order = MEND_MOVIE_JOB, msgspec.json.encode(loss).decode()
        for number, name in enumerate(dict.fromkeys(loss.lost.values())):
            # One job makes them all.
            found.setdefault(name, []).extend([] if number else [order])
    gone = {each.blob for each in lost}
    for each in lost:
        if each.blob not in found and _is_thumbnail_of_others(each, gone):
            found[each.blob] = [(THUMBNAIL_JOB, _picture_order(use)) for use in each.uses]
    return found


def _is_thumbnail_of_others(lost: Lost, gone: set[str]) -> bool:
    """Whether all who name it name it as the thumbnail of something that is there."""
    return not lost.is_original and all(use.original not in gone for use in lost.uses)


def _picture_order(use: Use) -> str:
    assert use.original is not None
    return picture_order(use.row, use.field, use.original)


def _ask_for(site: Site, orders: Sequence[tuple[str, str]]) -> None:
    now = site.clock()
    for kind, payload in orders:
        with site.database.writing() as connection:
            queue_job(site, connection, kind, payload, now, 0.0)
