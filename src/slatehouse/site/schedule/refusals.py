"""Why a question about working days, or a rule for one, is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slatehouse.schema.refusals import Refusal


@dataclass(eq=False)
class EndBeforeStart(Refusal):
    """A range of days whose end lies before its start."""

    start: date
    end: date


@dataclass(eq=False)
class TooManyDays(Refusal):
    """A range of more days than are answered at once."""

    most: int


@dataclass(eq=False)
class TwoScopes(Refusal):
    """A rule for a project and a person at once."""
