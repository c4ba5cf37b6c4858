"""Finds the words for a refusal; they stand in the modules beside this one, one for each kind of cause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from slatehouse.api.words.problem import SERVER_FAILED, Problem
from slatehouse.api.words.verb import Verb
from slatehouse.schema.schema import Schema

__all__ = ["Asked", "problem_of", "unforeseen"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a call shapes its messages: the verb, and the schema for what is legal."""

    verb: Verb
    schema: Schema

    @property
    def api(self) -> str:
        """How messages begin: `API create()`."""
        return f"API {self.verb.value}()"


def unforeseen() -> Problem:
    """What a client is told of an error that nobody foresaw: nothing, but whom to ask."""
    detail = "Please contact the administrator of this site, and pass on the id of this error."
    return Problem(500, SERVER_FAILED, "Shotgun Server Error", detail=detail)


@singledispatch
def problem_of(error: Exception, asked: Asked) -> Problem | None:
    """The refusal in the contract's words; None for an error that is no refusal."""
    return None
