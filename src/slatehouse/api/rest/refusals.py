"""What the REST door itself refuses, before a verb is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Refusal

__all__ = [
    "CouldNotFind",
    "EtagsMissing",
    "FieldIsNoFile",
    "FieldIsNoLink",
    "FileNotFound",
    "InvalidEntityType",
    "InvalidParameters",
    "NoSuchPath",
    "NoSuchSession",
    "NoUploadAddress",
    "NotAvailable",
    "OwnerNotFound",
    "UnknownField",
    "UnknownType",
]


@dataclass(eq=False)
class InvalidParameters(Refusal):
    """Parameters or parts of the body that are no good: each with its messages, nested as they were sent."""

    source: Mapping[str, object]


class NoSuchPath(Refusal):
    """The path leads nowhere, which only its route could tell."""


@dataclass(eq=False)
class NotAvailable(Refusal):
    """Something that the API has a call for and never does; `words` says so."""

    words: str


@dataclass(eq=False)
class UnknownType(Refusal):
    """A path names an entity type that is not there; `segment` as it was sent."""

    segment: str


@dataclass(eq=False)
class UnknownField(Refusal):
    """A path names a field that the type does not have."""

    entity_type: str
    name: str


@dataclass(eq=False)
class FieldIsNoLink(Refusal):
    """A path asks for the links of a field that has none."""

    field: Field


@dataclass(eq=False)
class FieldIsNoFile(Refusal):
    """A path asks for the file of a field that has none."""

    field: Field


@dataclass(eq=False)
class FileNotFound(Refusal):
    """The field holds no file that could be given; `words` says so."""

    words: str


@dataclass(eq=False)
class InvalidEntityType(Refusal):
    """A request of a batch names an entity type that is not there; `name` as it was sent."""

    name: str


@dataclass(eq=False)
class OwnerNotFound(Refusal):
    """The row whose links are asked for is not there, or not in the state asked for."""

    entity_type: str
    row_id: int


@dataclass(eq=False)
class CouldNotFind(Refusal):
    """A row that a call about follows names is not there; `sent` is its id as the message spells it."""

    entity_type: str
    sent: str


@dataclass(eq=False)
class NoSuchSession(Refusal):
    """The account has no such session; `number` as the path spells it."""

    number: str


@dataclass(eq=False)
class KeptSessionOver(Refusal):
    """What a browser keeps of a session is not good any more; `cookies` make it forget that."""

    cookies: tuple[str, ...]


class EtagsMissing(Refusal):
    """An upload in parts is to be completed, and its parts are not named."""


class NoUploadAddress(Refusal):
    """The next part of an upload is announced without saying which upload."""
