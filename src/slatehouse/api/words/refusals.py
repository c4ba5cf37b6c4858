"""What both doors refuse of a question or a write, before a verb is called."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotAListValue, NotAStatus, Refusal

__all__ = ["BadFilter", "KeptForPeople", "NeverShown", "NoSuchWord"]


@dataclass(eq=False)
class BadFilter(Refusal):
    """A filter whose form is wrong; `words` says how."""

    words: str


@dataclass(eq=False)
class NeverShown(Refusal):
    """A strict caller asks to see a field that no answer shows."""

    field: Field


@dataclass(eq=False)
class NoSuchWord(Refusal):
    """A strict caller compares with a word that is none of the field's; `cause` is why a write refuses it."""

    cause: NotAListValue | NotAStatus


@dataclass(eq=False)
class KeptForPeople(Refusal):
    """A script writes a field that is kept for each person, and a strict caller is told so."""

    field: Field
