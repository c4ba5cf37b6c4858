"""What becomes of a formula's value: whole minutes, a fraction of six decimals, a text (data-types §3.22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Double, cast, func, literal, null
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.formulas.values import NumberSql, Value, as_text, if_within_reach
from slatehouse.schema.data_types.text import BYTE_ORDERED, KEY

_DECIMALS = 6
_Columns = Mapping[str, ColumnElement[Any]]


def render(value: Value | None, renderer: str) -> _Columns:
    """The columns of a calculated field. Null where the formula gives none of what the renderer shows."""
    return _RENDERERS.get(renderer, _text)(value)


def _duration(value: Value | None) -> _Columns:
    if not isinstance(value, NumberSql):
        return _alike(cast(null(), BigInteger()))
    number = value.number
    return _alike(if_within_reach(number, cast(func.round(number), BigInteger())))


def _float(value: Value | None) -> _Columns:
    if not isinstance(value, NumberSql):
        return _alike(cast(null(), Double()))
    number = value.number
    return _alike(if_within_reach(number, cast(func.round(number, literal(_DECIMALS)), Double())))


def _text(value: Value | None) -> _Columns:
    if value is None:
        return _alike(cast(null(), BYTE_ORDERED))
    shown = as_text(value)
    return {
        "": cast(func.nullif(shown.text, ""), BYTE_ORDERED),
        KEY: cast(func.nullif(shown.key, ""), BYTE_ORDERED),
    }


def _alike(column: ColumnElement[Any]) -> _Columns:
    return {"": column, KEY: column}


_RENDERERS: Mapping[str, Callable[[Value | None], _Columns]] = {"duration": _duration, "float": _float}
