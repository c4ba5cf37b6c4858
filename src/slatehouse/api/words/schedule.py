"""The words for working days that cannot be asked for, or ruled on (contract rest/90)."""

from __future__ import annotations

from slatehouse.api.words.problem import Problem, invalid_parameters
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.schedule import refusals


@problem_of.register
def _(refusal: refusals.EndBeforeStart, asked: Asked) -> Problem:
    range_ = "start_date_and_end_date"
    return invalid_parameters(
        {range_: [f"{range_} 'end_date' must be greater than or equal to 'start_date'"]}
    )


@problem_of.register
def _(refusal: refusals.TooManyDays, asked: Asked) -> Problem:
    range_ = "start_date_and_end_date"
    return invalid_parameters({range_: [f"{range_} must be {refusal.most} days or less apart"]})


@problem_of.register
def _(refusal: refusals.TwoScopes, asked: Asked) -> Problem:
    return invalid_parameters({"project_id": ["project_id may not be given beside user_id"]})
