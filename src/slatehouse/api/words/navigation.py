"""The words for places of the navigation tree that are not there (contract rest/60)."""

from __future__ import annotations

from slatehouse.api.words.problem import WRONG_NUMBER_FOUND, Problem, invalid_parameters
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.navigation import refusals
from slatehouse.site.presets import BadPreset

_PRESETS = "additional_filter_presets"


@problem_of.register
def _(refusal: refusals.NoSuchProject, asked: Asked) -> Problem:
    title = f"Unexpected result looking for project: {refusal.project}: 0 found."
    return Problem(400, WRONG_NUMBER_FOUND, title, {})


@problem_of.register
def _(refusal: refusals.NoSuchPlace, asked: Asked) -> Problem:
    return invalid_parameters({"path": ["path is not valid"]})


@problem_of.register
def _(refusal: refusals.NoSuchRoot, asked: Asked) -> Problem:
    return invalid_parameters({"root_path": ["root_path is not valid"]})


@problem_of.register
def _(refusal: BadPreset, asked: Asked) -> Problem:
    return invalid_parameters({_PRESETS: [f"{_PRESETS} {refusal.words}"]})
