"""The words with which a question grows, for both kinds of client."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, Generic, Self, TypeVar

from slatehouse.client.questions import MOST_AT_ONCE, Question
from slatehouse.client.rows import Row
from slatehouse.client.words import Condition

__all__ = ["Query"]

R = TypeVar("R", bound=Row)


class Query(ABC, Generic[R]):
    """Rows that are asked for, and were not fetched yet. Every word gives another query."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __repr__(self) -> str:
        return f"<{self.question.type} rows that meet {self.question.filters}>"

    @abstractmethod
    def _asking(self, question: Question) -> Self: ...

    def where(self, **words: Any) -> Self:
        """Those for which all of this is true: words of the type (`words.py`), or fields and their values.

        >>> site.notes.where(author="Ada", shot="SH010", status=["opn", "ip"])
        """
        return self._asking(self.question.where(words))

    def filter(self, field: str, relation: str, *values: Any) -> Self:
        """Those whose field meets a relation of the service.

        >>> site.rows("Shot").filter("code", "starts_with", "SH")
        """
        return self._asking(self.question.meeting([field, relation, *values]))

    def meeting(self, *conditions: Condition) -> Self:
        """Those that meet conditions or groups of them, in the service's own form."""
        return self._asking(self.question.meeting(*conditions))

    def fields(self, *fields: str) -> Self:
        """With these fields, dotted ones among them; a second call adds to the first."""
        return self._asking(replace(self.question, fields=(*self.question.fields, *fields)))

    def order(self, *fields: str) -> Self:
        """In the order of these fields; one with a minus, from the end."""
        return self._asking(replace(self.question, order=fields))

    def newest(self) -> Self:
        """Those made last first."""
        return self.order("-created_at", "-id")

    def limit(self, most: int) -> Self:
        """No more than so many."""
        if most < 0:
            raise ValueError(f"a limit is no less than nothing: {most}")
        return self._asking(replace(self.question, most=most))

    def pages_of(self, rows: int) -> Self:
        """Fetched so many at once."""
        if not 1 <= rows <= MOST_AT_ONCE:
            raise ValueError(f"a page has 1 to {MOST_AT_ONCE} rows: {rows}")
        return self._asking(replace(self.question, page_size=rows))

    def retired(self) -> Self:
        """The retired ones instead of the live ones."""
        return self._asking(replace(self.question, is_retired=True))
