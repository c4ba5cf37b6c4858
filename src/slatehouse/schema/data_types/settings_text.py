"""`text` that holds the settings of a page: written as JSON in a text, read decoded (entity-types B.30)."""

from __future__ import annotations

import msgspec

from slatehouse.schema.data_types.text import TextType


class SettingsText(TextType):
    """Any text. What is not JSON, which nobody checks, reads as it is."""

    reads_as_stored = False

    def text(self, value: str | None) -> object:
        try:
            return None if value is None else msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
