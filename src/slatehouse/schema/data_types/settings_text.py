"""`text` that holds the settings of a page: written as JSON in a text, read decoded (entity-types B.30)."""

from __future__ import annotations

import msgspec

from slatehouse.schema.data_types.data_type import Sorting
from slatehouse.schema.data_types.text import TextType
from slatehouse.schema.field import Field
from slatehouse.schema.json_depth import is_deeper

_DEEPEST = 512


class SettingsText(TextType):
    """Any text. What is not JSON, which nobody checks, or is nested too deep to be shown, reads as it is."""

    reads_as_stored = False
    sorting = Sorting.IGNORED

    def text(self, value: str | None) -> object:
        if value is None or is_deeper(value.encode(), _DEEPEST):
            return value
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value

    def restored(self, field: Field, shown: object) -> tuple[object, ...]:
        text = shown if shown is None or isinstance(shown, str) else msgspec.json.encode(shown).decode()
        return self.accept(field, text)
