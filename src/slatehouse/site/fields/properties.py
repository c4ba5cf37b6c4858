"""What callers say of a field, read into the facts that the schema is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.fields.refusals import (
    BadPropertyValue,
    Change,
    CheckboxWithoutDefault,
    InvalidProperty,
    NameMissing,
)

__all__ = ["BEYOND", "CHANGEABLE", "Property", "facts_of", "raise_if_fixed"]

CHANGEABLE = (
    "name", "visible", "description", "summary_default", "default_value", "valid_values", "custom_metadata",
)  # fmt: skip
"""The properties that can be changed, in the order in which a refusal lists them."""
BEYOND = ("unique",)
"""Those that the real service does not let be changed, and no refusal lists."""

Property = tuple[str, object]
_ALWAYS = frozenset({"name", "description", "custom_metadata"})
_NO_SUMMARY = "none"


def raise_if_fixed(field: Field, name: str, value: object) -> None:
    """Refuse what cannot be changed of the field: of a shipped one, only what it says can."""
    if name not in CHANGEABLE and not (field.custom and name in BEYOND):
        raise InvalidProperty("update", name, value, CHANGEABLE)
    if field.custom or name in _ALWAYS:
        return
    legal = [*_ALWAYS, *(("visible",) if field.hideable else ()), *field.editable_properties]
    if name not in legal:
        raise InvalidProperty("update", name, value, [each for each in CHANGEABLE if each in legal])


def facts_of(field: Field, properties: Sequence[Property], change: Change) -> dict[str, Any]:
    """The facts that these properties come to, of a field that is like this one so far; raises a refusal."""
    told = dict(properties)
    facts: dict[str, Any] = {}
    for name in _IN_ORDER:
        if name in told:
            reading = _Reading(field, change, name, told[name])
            facts[_KEYS.get(name, name)] = value = _READERS[name](reading)
            if name == "valid_values":
                field = replace(field, valid_values=tuple(value))
    if (
        "valid_values" in facts
        and "default" not in facts
        and field.default not in (None, *field.valid_values)
    ):
        raise BadPropertyValue(
            change, "valid_values", told["valid_values"], f"a list with the default {field.default!r} in it"
        )
    if facts.get("unique", field.unique) and facts.get("default", field.default) is not None:
        raise BadPropertyValue(change, "unique", True, "false beside a default value, which rows would share")
    return facts


class _Reading(NamedTuple):
    """One property on its way to a fact."""

    field: Field
    change: Change
    name: str
    value: object

    def refused(self, expected: str) -> BadPropertyValue:
        return BadPropertyValue(self.change, self.name, self.value, expected)


def _display_name(told: _Reading) -> str:
    if not isinstance(told.value, str) or not told.value.strip():
        raise NameMissing(told.change)
    return told.value


def _text(told: _Reading) -> str:
    if told.value is None:
        return ""
    if not isinstance(told.value, str):
        raise told.refused("String")
    return told.value


def _summary(told: _Reading) -> str:
    legal = (_NO_SUMMARY, *SummaryKind)
    if told.value not in legal:
        raise told.refused(f"one of {', '.join(legal)}")
    return str(told.value)


def _words(told: _Reading) -> list[str]:
    if not isinstance(told.field.type, ListType):
        raise told.refused(f"nothing for the data type {told.field.type.name}")
    values = told.value
    if not isinstance(values, list) or not all(isinstance(each, str) and each.strip() for each in values):
        raise told.refused("Array of words")
    return list(dict.fromkeys(values))


def _default(told: _Reading) -> object:
    """A value that rows made from now on begin with; what a write refuses can be no default."""
    kind = told.field.type.kind
    if kind is not Kind.VALUE:
        if told.value is not None:
            raise told.refused(f"nothing for the data type {told.field.type.name}")
        return None
    try:
        told.field.type.accept(told.field, told.value)
    except Refusal as refusal:
        if told.field.type.is_never_null:
            raise CheckboxWithoutDefault from refusal
        raise told.refused(f"a value of the data type {told.field.type.name}") from refusal
    return told.value


def _unique(told: _Reading) -> bool:
    if not isinstance(told.value, bool):
        raise told.refused("true or false")
    if told.value and not told.field.type.identifies:
        raise told.refused(f"false for the data type {told.field.type.name}")
    return told.value


_IN_ORDER = (
    "name",
    "description",
    "custom_metadata",
    "summary_default",
    "valid_values",
    "default_value",
    "unique",
)
_KEYS = {"summary_default": "summary", "default_value": "default"}
_READERS: Mapping[str, Callable[[_Reading], Any]] = {
    "name": _display_name,
    "description": _text,
    "custom_metadata": _text,
    "summary_default": _summary,
    "valid_values": _words,
    "default_value": _default,
    "unique": _unique,
}
