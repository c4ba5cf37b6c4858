"""Columns: what each data type's values become in a table, whatever makes the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

__all__ = ["Column", "Form", "Unfit", "column_of"]


class Form(Enum):
    """What kind of values a column has."""

    TEXT = auto()
    WHOLE = auto()
    FRACTION = auto()
    TRUTH = auto()
    DAY = auto()
    MOMENT = auto()
    WORDS = auto()
    LINK = auto()
    LINKS = auto()
    JSON = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A field as a column. `unit` is that of its numbers, where they have one."""

    name: str
    data_type: str
    form: Form
    unit: str | None = None


class Unfit(Exception):
    """A value that does not fit the column of its field."""

    def __init__(self, column: Column, reason: str) -> None:
        super().__init__(f"the field {column.name} has a value that is no {column.data_type}: {reason}")


_FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "text": Form.TEXT,
        "number": Form.WHOLE,
        "integer": Form.WHOLE,
        "float": Form.FRACTION,
        "currency": Form.FRACTION,
        "percent": Form.WHOLE,
        "checkbox": Form.TRUTH,
        "date": Form.DAY,
        "date_time": Form.MOMENT,
        "duration": Form.WHOLE,
        "timecode": Form.WHOLE,
        "footage": Form.TEXT,
        "list": Form.TEXT,
        "status_list": Form.TEXT,
        "tag_list": Form.WORDS,
        "color": Form.TEXT,
        "uuid": Form.TEXT,
        "entity_type": Form.TEXT,
        "password": Form.TEXT,
        "url_template": Form.TEXT,
        "system_task_type": Form.TEXT,
        "entity": Form.LINK,
        "multi_entity": Form.LINKS,
        "addressing": Form.LINKS,
        "image": Form.TEXT,
        "url": Form.JSON,
        "serializable": Form.JSON,
        "jsonb": Form.JSON,
        "pivot_column": Form.TEXT,
    }
)
"""The data types whose columns are always alike; one that nobody knows is kept as JSON."""

_RENDERED: Mapping[object, Form] = MappingProxyType({"text": Form.TEXT})
_SUMMARIZED: Mapping[object, Form] = MappingProxyType({"record_count": Form.WHOLE})
_UNITS: Mapping[str, str] = MappingProxyType({"duration": "minutes", "timecode": "milliseconds"})


def column_of(name: str, data_type: str, properties: Mapping[str, object]) -> Column:
    """The column of a field; `properties` are those of the schema, which say what is computed."""
    match data_type:
        case "calculated":
            form = _RENDERED.get(properties.get("renderer"), Form.FRACTION)
        case "summary":
            form = _SUMMARIZED.get(properties.get("summary_default"), Form.JSON)
        case _:
            form = _FORMS.get(data_type, Form.JSON)
    return Column(name, data_type, form, _UNITS.get(data_type))
