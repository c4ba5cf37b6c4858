"""`color`: decimal `r,g,b`, or for a task `pipeline_step`, the colour of its step (data-types §3.12)."""

from __future__ import annotations

import re

from slatehouse.schema.buckets import exact
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.enum_relations import enum_relations
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import BadColor, BadColorFilter, NeverEmpty, WrongClass
from slatehouse.schema.summaries import Value, counts

STEP_COLOR = "pipeline_step"
# Names that old clients send, and what they are stored as.
LEGACY_NAMES = {
    "blue": "2,149,216",
    "orange": "253,141,3",
    "pink": "254,125,179",
    "red": "253,1,0",
    "green": "29,215,46",
    "purple": "183,0,188",
    "grey": "129,129,129",
    "black": "45,45,45",
}
_COMPONENT = re.compile("[0-9]+", re.ASCII)


def _takes_step_color(field: Field) -> bool:
    """Tasks alone take a colour from a step; theirs is never empty, and any text may be looked for."""
    return field.entity_type == "Task"


def _fault(expression: str) -> str | None:
    """What is wrong with a colour, in the service's words; None if nothing is."""
    components = expression.split(",")
    if len(components) == 1 and expression:
        return "Value is not a valid color token"
    if len(components) != 3:
        return "The value is not a valid color expression"
    if not all(_COMPONENT.fullmatch(each) for each in components):
        return "At least one component value is not valid"
    if not all(_is_byte(each) for each in components):
        return "At least one component value is out of range"
    return None


def _is_byte(digits: str) -> bool:
    significant = digits.lstrip("0")
    return len(significant) <= 3 and int(significant or "0") <= 255


def _color(field: Field, sent: object) -> str | None:
    if sent is None:
        if _takes_step_color(field):
            raise NeverEmpty(field)
        return None
    if not isinstance(sent, str):
        raise WrongClass(field, sent, ColorType.classes)
    named = LEGACY_NAMES.get(sent.lower(), sent)
    fault = None if _takes_step_color(field) and named == STEP_COLOR else _fault(named)
    if fault is not None:
        raise BadColor(field, sent, fault)
    return named


def _compared(asked: Asked, sent: object) -> str | None:
    if sent is None:
        return None
    if not isinstance(sent, str):
        raise WrongClass(asked.field, sent, ColorType.classes)
    named = LEGACY_NAMES.get(sent.lower(), sent)
    fault = None if _takes_step_color(asked.field) else _fault(named)
    if fault is not None:
        out_of_range = fault.endswith("out of range")
        raise BadColorFilter(asked.field, sent, "invalid range" if out_of_range else "invalid format")
    return named


class ColorType(DataType):
    """A colour; compared as it is stored, with legacy names read as what they stand for."""

    name = "color"
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = counts(Value())
    groupings = exact()
    relations = enum_relations(_compared)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (_color(field, sent),)
