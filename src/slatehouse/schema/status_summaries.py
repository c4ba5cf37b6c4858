"""The summaries that statuses alone have: the common status, and a percentage (data-types §2.10).

The percentage is recorded as 0 for most sets, 3 where 62 of 1900 rows had no status, and -1 where every
status was `na`; whatever status a caller names is ignored. Read as the share of rows without a status, in
whole hundredths, among those that are not `na`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, case
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.conditions import Columns
from slatehouse.schema.summaries import ROWS, Fold, Part, Summarizer, Value

NOT_APPLICABLE = "na"
IN_PROGRESS = "ip"
_NOTHING_COUNTS = -1


class Counted(Struct, frozen=True):
    """The status, null where it is left out of the summary."""

    left_out: tuple[str, ...]

    def __call__(self, columns: Columns) -> ColumnElement[Any]:
        status = columns.of()
        counts = [status != code for code in self.left_out]
        return case((and_(*counts), status)) if counts else status


_SET = Part(Fold.COUNT, Value())


def common_status(*left_out: str) -> Summarizer:
    """The status that all rows share, `ip` for a mixture, `na` where every row's status is left out."""
    counted = Counted(left_out)
    folds = (Fold.COUNT, Fold.LEAST, Fold.GREATEST)
    return Summarizer((ROWS, _SET, *(Part(fold, counted) for fold in folds)), _common)


def _common(folds: Sequence[Any]) -> object:
    rows, with_status, counted, least, greatest = folds
    has_unset = with_status < rows
    if not counted:
        return NOT_APPLICABLE if rows and not has_unset else None
    return least if least == greatest and not has_unset else IN_PROGRESS


def _share_without(folds: Sequence[Any]) -> object:
    rows, with_status, counted = folds
    unset = rows - with_status
    if not unset + counted:
        return _NOTHING_COUNTS if rows else 0
    return 100 * unset // (unset + counted)


STATUS_PERCENTAGE = Summarizer((ROWS, _SET, Part(Fold.COUNT, Counted((NOT_APPLICABLE,)))), _share_without)
