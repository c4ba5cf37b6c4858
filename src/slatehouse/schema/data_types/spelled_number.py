"""`number` that REST shows as a text: how many tasks a template has (entity-types B.8)."""

from __future__ import annotations

from slatehouse.schema.data_types.number import NumberType


class SpelledNumber(NumberType):
    """A whole number, which is a text on REST's wire."""

    reads_as_stored = False

    def text(self, value: int | None) -> object:
        return None if value is None else str(value)

    def number(self, value: int | None) -> object:
        return value
