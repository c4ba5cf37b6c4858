"""What the demo asks of a site: a few verbs of its session, with values as the REST API takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Values: TypeAlias = dict[str, object]
Link: TypeAlias = dict[str, object]
Request: TypeAlias = tuple[str, Values]

Report: TypeAlias = Callable[[str, int, int], None]
"""Told of progress: what is being made, how many are done, out of how many."""


@dataclass(frozen=True)
class Made:
    """By whom something was made, and when."""

    by: Link
    at: str


class Row(Protocol):
    @property
    def id(self) -> int: ...


class Session(Protocol):
    def update(self, entity_type: str, row_id: int, values: Values) -> Row: ...

    def create_many(self, requests: Iterable[Request]) -> Sequence[Row]:
        """Creates the rows in one transaction, and returns them in the order of the requests."""
        ...

    def attach_image(self, entity_type: str, row_id: int, field: str, filename: str, data: bytes) -> None:
        """Stores the image with its thumbnail ready."""
        ...

    def attach_file(self, entity_type: str, row_id: int, filename: str, data: bytes, made: Made) -> None:
        """Stores an image as a file of the row, with its thumbnail ready."""
        ...
