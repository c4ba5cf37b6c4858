"""Why changes cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.refusals import Refusal

__all__ = ["ChangesPurged", "NoSuchCursor"]


class NoSuchCursor(Refusal):
    """A cursor that this site has not given, or is not at yet."""


@dataclass(eq=False)
class ChangesPurged(Refusal):
    """What follows the cursor is kept no longer; `oldest` is one that all that is kept follows."""

    oldest: str
