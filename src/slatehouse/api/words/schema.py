"""The words for changes of the schema that are refused (contract rest/50, writing §9)."""

from __future__ import annotations

from slatehouse.accounts.errors import CannotAlter
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.problem import (
    REQUEST_WRONG,
    Problem,
    invalid_parameters,
    not_found,
    refused,
    wrong_request,
)
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.fields import refusals
from slatehouse.site.uniqueness import LONGEST_TEXT

__all__ = ["in_the_way"]


@problem_of.register
def _(refusal: CannotAlter, asked: Asked) -> Problem:
    return refused(f"Fields of type {refusal.entity_type} cannot be changed by this user.", is_write=False)


@problem_of.register
def _(refusal: refusals.NoSuchType, asked: Asked) -> Problem:
    return not_found(f"Entity type '{refusal.name}' does not exist.")


@problem_of.register
def _(refusal: refusals.NoSuchSlot, asked: Asked) -> Problem:
    return not_found(f"Entity type '{refusal.name}' does not exist.")


@problem_of.register
def _(refusal: refusals.NoSuchField, asked: Asked) -> Problem:
    return not_found(f"Field '{refusal.entity_type}.{refusal.name}' does not exist.")


@problem_of.register
def _(refusal: refusals.NotCreatable, asked: Asked) -> Problem:
    return invalid_parameters({"data_type": ["data_type is not valid"]})


@problem_of.register
def _(refusal: refusals.NameInTrash, asked: Asked) -> Problem:
    return wrong_request(
        "API schema_field_create() failed, there is a retired field with the same field_name: "
        f"{refusal.name}. Delete the retired field forever from the Trash Page in Shotgun and try again."
    )


@problem_of.register
def _(refusal: refusals.NameTaken, asked: Asked) -> Problem:
    field = f"{refusal.entity_type}.{refusal.name}"
    title = f"API schema_field_create() failed, there is a field with the same field_name: {field}"
    return Problem(409, REQUEST_WRONG, title, {})


@problem_of.register
def _(refusal: refusals.NameMissing, asked: Asked) -> Problem:
    return wrong_request(f"{_api(refusal.change)} missing 'name' property")


@problem_of.register
def _(refusal: refusals.InvalidProperty, asked: Asked) -> Problem:
    said = f"invalid property '{refusal.name}': {inspect(refusal.value)}"
    return wrong_request(
        f"{_api(refusal.change)} {said} Valid property names: {inspect(list(refusal.legal))}"
    )


@problem_of.register
def _(refusal: refusals.BadPropertyValue, asked: Asked) -> Problem:
    value = f"expected {refusal.expected} but got: {inspect(refusal.value)}"
    return wrong_request(f"{_api(refusal.change)} '{refusal.name}' value {value}")


@problem_of.register
def _(refusal: refusals.ValuesInTheWay, asked: Asked) -> Problem:
    field = f"{refusal.entity_type}.{refusal.name}"
    return wrong_request(f"{_api('update')} {field} cannot be unique", {refusal.name: in_the_way(refusal)})


def in_the_way(refusal: refusals.ValuesInTheWay) -> list[str]:
    """What keeps a field from being unique, value by value."""
    told = [
        f"{inspect(value)} is the value of {refusal.entity_type} {', '.join(map(str, ids))}"
        for value, ids in refusal.shared.items()
    ]
    told += [f"{inspect(each)} is longer than {LONGEST_TEXT} characters" for each in refusal.too_long]
    return told if refusal.is_all else [*told, "and more"]


@problem_of.register
def _(refusal: refusals.OneTypeExpected, asked: Asked) -> Problem:
    return wrong_request("'valid_types' value expected Array with one element")


@problem_of.register
def _(refusal: refusals.CheckboxWithoutDefault, asked: Asked) -> Problem:
    return wrong_request("Only true or false allowed in checkbox")


@problem_of.register
def _(refusal: refusals.ProjectMissing, asked: Asked) -> Problem:
    return wrong_request(f"{_api('update')} missing 'project' for property '{refusal.name}'")


@problem_of.register
def _(refusal: refusals.NotTheSites, asked: Asked) -> Problem:
    field = f"{refusal.entity_type}.{refusal.name}"
    return wrong_request(f"{_api('delete')} {field} is not a custom field.")


def _api(change: refusals.Change) -> str:
    return f"API schema_field_{change}()"
