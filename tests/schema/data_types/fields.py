"""Fields to try a data type on, and its refusals as values that a table can hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from slatehouse.schema.conditions import Asked, Test
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Refusal

NOW = datetime(2026, 3, 4, 13, 26, 9, 654321, tzinfo=UTC)  # a Wednesday

Refused = tuple[type[Refusal], dict[str, object]]


def field_of(data_type: str, entity_type: str = "Version", **facts: Any) -> Field:
    """A field of the data type."""
    return Field(
        entity_type=entity_type,
        name="sg_tried",
        type=DATA_TYPES[data_type],
        display_name="Tried",
        **facts,
    )


def accepted(field: Field, sent: object) -> tuple[object, ...]:
    """The values of the field's columns after a write."""
    return field.type.accept(field, sent)


def shown(field: Field, sent: object) -> object:
    """What REST shows of a value after it was written."""
    return field.type.text(field.type.read(accepted(field, sent)[:1]))


def asked(field: Field, relation: str, *values: object, now: datetime = NOW) -> Test:
    """The test that a condition becomes."""
    return field.type.test(Asked(field, field.name, relation, values, now))


def refusal_of(call: Callable[..., object], *arguments: object) -> Refused:
    """The refusal that the call raises: its class, and its attributes but for the field."""
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return type(caught.value), {key: value for key, value in vars(caught.value).items() if key != "field"}
