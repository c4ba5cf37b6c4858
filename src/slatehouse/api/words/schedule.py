"""The words for working days that cannot be asked for, or ruled on (contract rest/90), and for templates that
cannot be applied without choosing between tasks (improvements B15)."""

from __future__ import annotations

from slatehouse.api.words.problem import REFUSED, Problem, invalid_parameters
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.errors import LinkedTwice
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


@problem_of.register
def _(refusal: LinkedTwice, asked: Asked) -> Problem:
    tasks = ", ".join(map(str, refusal.tasks))
    why = f"several Tasks came from Task {refusal.origin} of the template: {tasks}."
    return Problem(409, REFUSED, f"Update failed for [{refusal.entity_type}.task_template]: {why}")
