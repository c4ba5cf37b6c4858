"""What a copy came to, and what could not be copied and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Lost", "PullReport", "losses_of"]


class Lost(msgspec.Struct, frozen=True):
    """Something that could not be copied, of as many `rows`; of rows of the type as such where they are 0.

    Without a `field` it is the rows themselves. `example` is the id of one.
    """

    entity_type: str
    field: str
    reason: str
    rows: int
    example: int

    @property
    def words(self) -> str:
        """It in a line."""
        what = f"{self.entity_type}.{self.field}" if self.field else self.entity_type
        if not self.rows:
            return f"{what}: {self.reason}"
        several = f"{self.rows:,} rows, such as {self.example}" if self.rows > 1 else f"row {self.example}"
        return f"{what}: {self.reason} ({several})"


class PullReport(msgspec.Struct):
    """What a call copied: `rows` by type, live and retired ones, `files`, and the `changes` that it followed;
    and what `follows` there are now."""

    source: str
    site: str
    rows: dict[str, int]
    files: int = 0
    follows: int = 0
    changes: int = 0
    seconds: float = 0.0
    losses: list[Lost] = msgspec.field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all rows, values and files of the source are here: what is true of a type alone, such as
        that a field is worked out at the source, is told and no loss."""
        return not any(each.rows or not each.field for each in self.losses)


def losses_of(site: Site) -> list[Lost]:
    """What could not be copied, as the site remembers it."""
    with site.database.reading() as connection:
        found = site.copy_progress.losses(connection)
    return [
        Lost(each.entity_type, each.field, each.reason, each.rows if each.example else 0, each.example)
        for each in found
    ]
