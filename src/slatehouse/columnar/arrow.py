"""Rows as batches of Arrow. Only who exports imports this module, which needs `pyarrow`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import msgspec
import pyarrow as pa

from slatehouse.columnar.columns import Column, Form, Unfit

__all__ = ["LINK", "Linked", "batch_of", "schema_of"]

LINK = pa.struct([("type", pa.string()), ("id", pa.int64()), ("name", pa.string())])
"""A link to a row."""


class Linked(Protocol):
    """What a link tells."""

    @property
    def type(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str | None: ...


Values = Sequence[Any]


def _plainly(kind: Any) -> Callable[[Values], Any]:
    return lambda values: pa.array(values, kind)


def _texts(values: Values) -> Any:
    return pa.array([each if each is None or isinstance(each, str) else _json(each) for each in values])


def _spelled(kind: Any) -> Callable[[Values], Any]:
    # Arrow reads what a column of texts says much faster than Python reads one after the other.
    return lambda values: pa.array(values, pa.string()).cast(kind)


def _fractions(values: Values) -> Any:
    # Over REST a fraction is a text.
    return pa.array([None if each is None else float(each) for each in values], pa.float64())


def _jsons(values: Values) -> Any:
    return pa.array([None if each is None else _json(each) for each in values], pa.string())


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _links(values: Sequence[Linked | None]) -> Any:
    there = pa.array([each is None for each in values], pa.bool_())
    return pa.StructArray.from_arrays(
        [
            pa.array([None if each is None else each.type for each in values], pa.string()),
            pa.array([None if each is None else each.id for each in values], pa.int64()),
            pa.array([None if each is None else each.name for each in values], pa.string()),
        ],
        fields=list(LINK),
        mask=there,
    )


def _many_links(values: Sequence[Sequence[Linked] | None]) -> Any:
    ends, flat = [0], list[Linked | None]()
    for each in values:
        flat.extend(each or ())
        ends.append(len(flat))
    absent = pa.array([each is None for each in values], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), _links(flat), mask=absent)


_FORMS: Mapping[Form, tuple[Any, Callable[[Values], Any]]] = MappingProxyType(
    {
        Form.TEXT: (pa.string(), _texts),
        Form.WHOLE: (pa.int64(), _plainly(pa.int64())),
        Form.FRACTION: (pa.float64(), _fractions),
        Form.TRUTH: (pa.bool_(), _plainly(pa.bool_())),
        Form.DAY: (pa.date32(), _spelled(pa.date32())),
        Form.MOMENT: (pa.timestamp("us", tz="UTC"), _spelled(pa.timestamp("us", tz="UTC"))),
        Form.WORDS: (pa.list_(pa.string()), _plainly(pa.list_(pa.string()))),
        Form.LINK: (LINK, _links),
        Form.LINKS: (pa.list_(LINK), _many_links),
        Form.JSON: (pa.string(), _jsons),
    }
)
"""The type of a column of each form, and how an array of it is made."""


def schema_of(columns: Iterable[Column], about: Mapping[str, str]) -> Any:
    """The Arrow schema of the columns. Each tells its field's data type, and the unit of its numbers."""
    return pa.schema(
        [pa.field(each.name, _FORMS[each.form][0], metadata=_told(each)) for each in columns], about
    )


def batch_of(schema: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as a record batch, in which fields that they lack are null. Raises `Unfit`."""
    return pa.RecordBatch.from_arrays(
        [_array(column, [row.get(column.name) for row in rows]) for column in columns], schema=schema
    )


def _array(column: Column, values: Values) -> Any:
    kind, make = _FORMS[column.form]
    try:
        made = make(values)
        return made if made.type == kind else made.cast(kind)
    except (pa.ArrowException, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Unfit(column, str(error)) from error


def _told(column: Column) -> dict[str, str]:
    unit = {} if column.unit is None else {"unit": column.unit}
    return {"data_type": column.data_type, **unit}
