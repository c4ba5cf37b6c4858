"""The summaries that statuses alone have: the common status, and a percentage (data-types §2.10).

The percentage is recorded as 0 for most sets, 3 where 62 of 1900 rows had no status, and -1 where every
status was `na`; whatever status a caller names is ignored. Read as the share of rows without a status, in
whole hundredths, among those that are not `na`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.conditions import Columns
from slatehouse.schema.relations import Unset
from slatehouse.schema.summaries import ROWS, Fold, Part, Summarizer, Where

NOT_APPLICABLE = "na"
IN_PROGRESS = "ip"
_NOTHING_COUNTS = -1


@dataclass(frozen=True, slots=True)
class Counted:
    """The status, null where it is left out of the summary."""

    left_out: tuple[str, ...]

    def __call__(self, columns: Columns) -> ColumnElement[Any]:
        status = columns.of()
        return case((status.not_in(self.left_out), status)) if self.left_out else status


_UNSET = Part(Fold.COUNT, Where(Unset()))


def common_status(*left_out: str) -> Summarizer:
    """The status that all rows share, `ip` for a mixture, `na` where every row's status is left out."""
    counted = Counted(left_out)
    parts = (
        ROWS,
        _UNSET,
        Part(Fold.COUNT, counted),
        Part(Fold.LEAST, counted),
        Part(Fold.GREATEST, counted),
    )
    return Summarizer(parts, _common)


def _common(folds: Sequence[Any]) -> object:
    rows, unset, counted, least, greatest = folds
    if not counted:
        return NOT_APPLICABLE if not unset and rows else None
    return least if least == greatest and not unset else IN_PROGRESS


def _share_without(folds: Sequence[Any]) -> object:
    unset, counted = folds[1], folds[2]
    if folds[0] and not unset + counted:
        return _NOTHING_COUNTS
    return 100 * unset // (unset + counted) if unset else 0


STATUS_PERCENTAGE = Summarizer((ROWS, _UNSET, Part(Fold.COUNT, Counted((NOT_APPLICABLE,)))), _share_without)
