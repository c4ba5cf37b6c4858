"""Mending what a check found: each lost blob by the first means that helps, and nothing by deleting.

A damaged blob is set aside, where what is left of it can still be looked at. Then a copy is taken from a
second store, or the job that once made the blob is asked to make it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.media.apart import read_apart
from slatehouse.media.blobs import BlobStore, NoSuchBlob
from slatehouse.site.checking.finding import Findings, Lost, State
from slatehouse.site.checking.uses import Use
from slatehouse.site.job_kinds import THUMBNAIL_JOB
from slatehouse.site.jobs import queue_job
from slatehouse.site.retention.files import forget_unheld
from slatehouse.site.uploads import picture_order

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Outcome", "Repairs", "remedy", "repair"]


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


def remedy(findings: Findings, lost: Lost) -> Outcome:
    """What a repair without a second store would come to."""
    return Outcome.ASKED_FOR if _can_be_made(lost, {each.blob for each in findings.lost}) else Outcome.LEFT


def repair(
    site: Site, findings: Findings, grace: float, by: Caller, other: BlobStore | None = None
) -> Repairs:
    """Mend what can be mended; `by` is who wants it, `other` a store that may have what is lost here."""
    outcomes = {each.blob: _recovered(site, each, other) for each in findings.lost}
    gone = {blob for blob, outcome in outcomes.items() if outcome is Outcome.LEFT}
    for each in findings.lost:
        if each.blob in gone and _can_be_made(each, gone):
            _ask_for(site, each.uses)
            outcomes[each.blob] = Outcome.ASKED_FOR
    forgotten = forget_unheld(site, {each.name for each in findings.orphans}, grace)
    if outcomes or forgotten:
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
    return Repairs(outcomes, forgotten)


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


def _can_be_made(lost: Lost, gone: set[str]) -> bool:
    """Whether all who name it name it as the thumbnail of something that is there."""
    return not lost.is_original and all(use.original not in gone for use in lost.uses)


def _ask_for(site: Site, uses: list[Use]) -> None:
    """Queue the jobs that make it again, and record it in each row where it is another then."""
    now = site.clock()
    for order in _orders(uses):
        with site.database.writing() as connection:
            queue_job(site, connection, THUMBNAIL_JOB, order, now, 0.0)


def _orders(uses: list[Use]) -> Iterator[str]:
    for use in uses:
        assert use.original is not None
        yield picture_order(use.row, use.field, use.original)
