"""Why a verb could not be done, beyond the refusals of single values (`schema.refusals`)."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Refusal


class SiteError(Exception):
    """The site folder or its database cannot be used as it is; the message says what to do."""


class NotASite(SiteError):
    """There is no site at the place named."""


class OldSite(SiteError):
    """The site was made by an older version and must be upgraded first."""


class NewerSite(SiteError):
    """The site was made by a newer version than this one."""


class AlreadyASite(SiteError):
    """The place for a new site holds one."""


@dataclass(eq=False)
class NoSuchRow(Refusal):
    """A read of a row that is not there, or not in the state asked for."""

    entity_type: str
    row_id: int


class NoSuchPerson(NoSuchRow):
    """The person whom a call is about is not there."""


@dataclass(eq=False)
class NoSuchProject(Refusal):
    """A project that was to be marked as accessed is not there."""

    row_id: int


@dataclass(eq=False)
class NoSuchRowToWrite(Refusal):
    """A write to a row that is not there, or retired."""

    entity_type: str
    row_id: int


@dataclass(eq=False)
class RowChanged(Refusal):
    """A write to a row that is in none of the states in which its writer wants it to be."""

    entity_type: str
    row_id: int


@dataclass(eq=False)
class MissingRequired(Refusal):
    """A create without a field that its type really needs; `body` is what was sent."""

    entity_type: str
    name: str
    body: dict[str, object]


@dataclass(eq=False)
class CreateFailed(Refusal):
    """A create that the type's own rules refuse."""

    entity_type: str
    reason: str


@dataclass(eq=False)
class LinkedTwice(Refusal):
    """Two tasks of the row came from one task of the template that it is given; strict callers are told."""

    entity_type: str
    origin: int
    tasks: tuple[int, ...]


@dataclass(eq=False)
class UpdateFailed(Refusal):
    """An update that the type's own rules refuse."""

    entity_type: str
    reason: str


@dataclass(eq=False)
class ReviveFailed(Refusal):
    """A row that cannot be live again."""

    entity_type: str
    row_id: int
    reason: str


@dataclass(eq=False)
class DeleteFailed(Refusal):
    """A row that cannot be retired."""

    entity_type: str
    row_id: int
    reason: str


@dataclass(eq=False)
class ReadFailed(Refusal):
    """A read that the type cannot do (a sort by `uuid`)."""

    entity_type: str


@dataclass(eq=False)
class NotSortable(Refusal):
    """A strict caller sorts by a field that has no order."""

    field: Field


@dataclass(eq=False)
class ApiRefusal(Refusal):
    """A request that a type's rules refuse before anything is written: `API create() Invalid Task: …`.

    `is_a_rule` tells a rule about the row from a mistake in the request.
    """

    text: str
    is_a_rule: bool = False


@dataclass(eq=False)
class ActionNotAllowed(Refusal):
    """A write to a type that nobody writes over the API."""

    slug: str


@dataclass(eq=False)
class UploadMissing(Refusal):
    """An upload was to be completed and its bytes never came."""

    filename: str


@dataclass(eq=False)
class EmptyUpload(Refusal):
    """A file without a byte in it."""

    filename: str


@dataclass(eq=False)
class NoPicture(Refusal):
    """A row whose picture was to be shared has none."""

    entity_type: str
    row_id: int
    field: str


@dataclass(eq=False)
class PartsRefused(Refusal):
    """An upload in parts cannot be completed: it is not known, or its parts are not those that were named."""

    reason: str


@dataclass(eq=False)
class UploadNotOpen(Refusal):
    """An upload in parts was to be given up that was never begun, was completed, or was given up before."""

    upload_id: str
