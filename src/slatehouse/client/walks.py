"""Walking through the pages of a question to its end, while others write.

The service's own `links.next` never ends (contract rest/00 §5): a page that is not full is the last. By ids,
each page begins behind the last row of the one before, so that rows which come and go meanwhile neither
repeat nor push others out. In any other order pages are counted; a row that new ones have pushed onto the
next page is given once.
"""

from __future__ import annotations

from collections.abc import Sequence

from slatehouse.client.asks import Ask
from slatehouse.client.questions import Question
from slatehouse.client.rows import Row
from slatehouse.client.words import Condition

__all__ = ["Walk"]

_BEHIND = {"id": "greater_than", "-id": "less_than"}


class Walk:
    """One walk: ask for `next_page`, hand its rows to `taken`, and go on until `is_over`."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._relation = _BEHIND.get((question.order or ("id",))[0])
        self._left = question.most
        self._number = 1
        self._last: int | None = None
        self._seen: set[int] = set()
        self._size = min(question.page_size, question.most or question.page_size)
        self.is_over = question.most == 0

    def next_page(self) -> Ask:
        """The request for the rows that come next."""
        if self._relation is None:
            return self._question.page(self._number, self._size)
        self._size = min(self._question.page_size, self._left or self._question.page_size)
        behind: tuple[Condition, ...] = () if self._last is None else (["id", self._relation, self._last],)
        return self._question.meeting(*behind).page(1, self._size)

    def taken(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those rows of the page that were not seen before, and are wanted."""
        self.is_over = len(rows) < self._size
        self._number += 1
        new = [row for row in rows if row.id not in self._seen]
        if self._relation is None:
            self._seen.update(row.id for row in new)
        elif rows:
            self._last = rows[-1].id
        if self._left is not None:
            new = new[: self._left]
            self._left -= len(new)
            self.is_over = self.is_over or self._left == 0
        return new
