"""What the door of the Python API itself refuses, before a verb is called."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.refusals import Refusal

__all__ = ["BadArgument", "BadCall", "Refused", "UnknownMethod"]


@dataclass(eq=False)
class BadCall(Refusal):
    """Not a call at all; `words` says why."""

    words: str


@dataclass(eq=False)
class UnknownMethod(Refusal):
    """A call of a method that does not exist."""

    name: str


@dataclass(eq=False)
class BadArgument(Refusal):
    """An argument that is missing or of the wrong form; `words` says so after the method's name."""

    words: str


@dataclass(eq=False)
class Refused(Refusal):
    """A refusal whose whole text clients compare."""

    words: str
