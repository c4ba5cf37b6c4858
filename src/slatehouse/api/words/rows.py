"""The words for rows: not there, not allowed, not taken by their type's rules, not taken by the database."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.accounts import errors as accounts
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.problem import (
    REFUSED,
    REQUEST_WRONG,
    SERVER_FAILED,
    Problem,
    missing,
    refused,
    wrong_request,
)
from slatehouse.api.words.verb import Verb
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.media import blobs as media
from slatehouse.schema.refusals import UnknownField
from slatehouse.site import batch, seats
from slatehouse.site import errors as site
from slatehouse.store import connection as store

_SOON = {"retry-after": "1"}
_VERBS: Mapping[type[batch.BatchRequest], Verb] = {
    batch.Create: Verb.CREATE,
    batch.Update: Verb.UPDATE,
    batch.Upsert: Verb.UPSERT,
    batch.Retire: Verb.DELETE,
}


@problem_of.register
def _(refusal: site.NoSuchRow, asked: Asked) -> Problem:
    return missing(f"{refusal.entity_type}: {refusal.row_id} not found")


@problem_of.register
def _(refusal: site.NoSuchProject, asked: Asked) -> Problem:
    return refused("Api::Errors::CrudError", is_write=True)


@problem_of.register
def _(refusal: site.NoSuchRowToWrite, asked: Asked) -> Problem:
    return missing(f"Entity of type [{refusal.entity_type}] with id={refusal.row_id} does not exist.")


@problem_of.register
def _(refusal: site.RowChanged, asked: Asked) -> Problem:
    detail = f"{refusal.entity_type}: {refusal.row_id} has changed since it was read."
    return Problem(412, REFUSED, "Precondition Failed", detail=detail)


@problem_of.register
def _(refusal: seats.NoSuchPerson, asked: Asked) -> Problem:
    return wrong_request(f"Invalid humanUserId {refusal.person}")


@problem_of.register
def _(refusal: site.MissingRequired, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} missing '{refusal.name}' attribute: {inspect(refusal.body)}")


@problem_of.register
def _(refusal: site.ApiRefusal, asked: Asked) -> Problem:
    title = f"{asked.api} {refusal.text}"
    return refused(title, is_write=True) if refusal.is_a_rule else wrong_request(title)


@problem_of.register
def _(refusal: site.ActionNotAllowed, asked: Asked) -> Problem:
    detail = f"Cannot edit read only entity '{refusal.slug}'"
    return Problem(400, REQUEST_WRONG, "Action not allowed", detail=detail)


@problem_of.register
def _(refusal: site.UploadMissing, asked: Asked) -> Problem:
    source = {"upload_info": f"no bytes were received for '{refusal.filename}'"}
    return wrong_request("Error completing upload.", source)


@problem_of.register
def _(refusal: site.PartsRefused, asked: Asked) -> Problem:
    # The service does not say why.
    return wrong_request("Error completing multipart upload.")


@problem_of.register
def _(refusal: site.UploadNotOpen, asked: Asked) -> Problem:
    return wrong_request("Failed to abort S3 multipart upload")


@problem_of.register
def _(refusal: site.EmptyUpload, asked: Asked) -> Problem:
    return wrong_request(f"File '{refusal.filename}' is empty.")


@problem_of.register
def _(refusal: site.NoPicture, asked: Asked) -> Problem:
    return refused(f"{refusal.entity_type} {refusal.row_id} has no {refusal.field} to share.", is_write=True)


@problem_of.register
def _(refusal: site.ReadFailed, asked: Asked) -> Problem:
    return refused(f"Read failed for entity type [{refusal.entity_type}]", is_write=False)


@problem_of.register
def _(refusal: site.CreateFailed, asked: Asked) -> Problem:
    return refused(f"Create failed for [{refusal.entity_type}]: {refusal.reason}", is_write=True)


@problem_of.register
def _(refusal: site.UpdateFailed, asked: Asked) -> Problem:
    return refused(f"Update failed for [{refusal.entity_type}]: {refusal.reason}", is_write=True)


@problem_of.register
def _(refusal: site.DeleteFailed, asked: Asked) -> Problem:
    row = f"{refusal.entity_type} with id={refusal.row_id}"
    return refused(f"Delete failed for [{row}]: {refusal.reason}", is_write=True)


@problem_of.register
def _(refusal: site.ReviveFailed, asked: Asked) -> Problem:
    row = f"{refusal.entity_type} with id={refusal.row_id}"
    return refused(f"Revive failed for [{row}]: {refusal.reason}", is_write=True)


@problem_of.register
def _(refusal: accounts.PasswordRefused, asked: Asked) -> Problem:
    return refused(f"The password is refused: {refusal.reason}.", is_write=True)


@problem_of.register
def _(refusal: accounts.CannotAccess, asked: Asked) -> Problem:
    return _not_permitted(refusal.entity_type, "can not be accessed", refusal.rule, asked)


@problem_of.register
def _(refusal: accounts.CannotActFor, asked: Asked) -> Problem:
    return _not_permitted(refusal.entity_type, "can not be acted for", None, asked)


@problem_of.register
def _(refusal: accounts.CannotCreate, asked: Asked) -> Problem:
    return _not_permitted(refusal.entity_type, "cannot be created", None, asked)


@problem_of.register
def _(refusal: accounts.CannotDelete, asked: Asked) -> Problem:
    return _not_permitted(refusal.entity_type, "can not be deleted", refusal.rule, asked)


@problem_of.register
def _(refusal: accounts.CannotRevive, asked: Asked) -> Problem:
    return _not_permitted(refusal.entity_type, "can not be revived", None, asked)


@problem_of.register
def _(refusal: accounts.NotEditable, asked: Asked) -> Problem:
    words = f"The field is not editable for this user: [{refusal.path}]."
    return refused(words + _rule(refusal.rule), is_write=asked.verb.is_write)


@problem_of.register
def _(refusal: batch.RefusedInBatch, asked: Asked) -> Problem | None:
    """A request of a batch is refused like one of its own, but for fields that a create does not know."""
    verb = _VERBS[type(refusal.request)]
    cause = refusal.refusal
    if verb is Verb.CREATE and isinstance(cause, UnknownField):
        field = f"field [{cause.entity_type}.{cause.name}]"
        why = f"2 - Invalid field name: {field} does not exist or user does not have access permission."
        return refused(f"Invalid field value, update failed [{why}]", is_write=True)
    return problem_of(cause, Asked(verb, asked.schema))


def _not_permitted(entity_type: str, what: str, rule: str | None, asked: Asked) -> Problem:
    words = f"Entity of type {entity_type} {what} by this user."
    return refused(words + _rule(rule), is_write=asked.verb.is_write)


def _rule(rule: str | None) -> str:
    return "" if rule is None else f" Rule: {rule}"


@problem_of.register
def _(error: store.NotUnique, asked: Asked) -> Problem:
    return refused("Another row has this value already, and it has to be unique.", is_write=True)


@problem_of.register
def _(error: store.ValueTooLong, asked: Asked) -> Problem:
    return refused(f"Invalid statement: {error}.", is_write=True)


@problem_of.register(store.StoreBusy)
@problem_of.register(store.StoreUnreachable)
def _(error: store.StoreError, asked: Asked) -> Problem:
    detail = "The database is busy or away. Please try again."
    return Problem(503, SERVER_FAILED, "Service Unavailable", detail=detail, headers=_SOON)


@problem_of.register
def _(error: media.StoreAway, asked: Asked) -> Problem:
    detail = "The storage of files is away. Please try again."
    return Problem(503, SERVER_FAILED, "Service Unavailable", detail=detail, headers=_SOON)


@problem_of.register
def _(error: store.StatementTooSlow, asked: Asked) -> Problem:
    detail = "The database took too long to answer. Please ask for less: a smaller page, a narrower filter."
    return Problem(503, SERVER_FAILED, "Service Unavailable", detail=detail)


@problem_of.register(store.StoreFull)
@problem_of.register(media.StoreFull)
def _(error: Exception, asked: Asked) -> Problem:
    return Problem(507, SERVER_FAILED, "Insufficient Storage", detail="No room is left on this site's disk.")
