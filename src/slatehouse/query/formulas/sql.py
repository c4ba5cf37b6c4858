"""Formulas as SQL expressions over the row that they belong to.

Numbers are calculated exactly where the database can (PostgreSQL's `numeric` has no largest number, so that
nothing overflows on the way). What cannot be calculated is null: a division by null or zero, a reference to a
field that is not there or to the formula itself, a text where a number is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Float, FromClause, Integer, Numeric, cast, func, literal, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.formulas.parser import BadFormula, parse
from slatehouse.query.formulas.rendering import render
from slatehouse.query.formulas.syntax import Call, Expression, Negation, Number, Operation, Reference, Text
from slatehouse.query.formulas.values import EXACT, NumberSql, TextSql, Value, as_text, constant_text
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.duration import MINUTES_PER_DAY
from slatehouse.schema.data_types.text import KEY
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.origins import Formula

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

# So many numbers, references, operations and calls, those of the formulas referred to included.
_MOST_PARTS = 200
_WITHOUT_VALUE = frozenset({Kind.LINKS, Kind.SUMMARY, Kind.FILE, Kind.IMAGE, Kind.NOTHING})


def formula_columns(
    sources: Sources, table: FromClause, field: Field, origin: Formula
) -> Mapping[str, ColumnElement[Any]]:
    """The value of a calculated field as its renderer has it; under the suffix of keys, what sorts it."""
    writer = _Writer(sources, table, sources.schema[field.entity_type])
    try:
        value = writer.value(parse(origin.text), frozenset({field.name}))
    except (BadFormula, _Incalculable):
        value = None
    return render(value, str(field.properties.get("renderer")))


class _Incalculable(Exception):
    """No value can come of the formula, whatever the row."""


class _Writer:
    """Writes the SQL of one field's formula; `around` are the fields whose formulas are being written."""

    def __init__(self, sources: Sources, table: FromClause, entity_type: EntityType) -> None:
        self._sources = sources
        self._table = table
        self._fields = entity_type.fields
        self._parts = 0

    def value(self, expression: Expression, around: frozenset[str]) -> Value:
        """The SQL of an expression."""
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise _Incalculable
        match expression:
            case Number(number):
                return NumberSql(cast(literal(number), EXACT))
            case Text(text):
                return constant_text(text)
            case Reference(name):
                return self._reference(name, around)
            case Negation(operand):
                return NumberSql(-_number(self.value(operand, around)))
            case Operation(operator, left, right):
                numbers = (_number(self.value(each, around)) for each in (left, right))
                return NumberSql(_OPERATIONS[operator](*numbers))
            case Call(function, arguments):
                return _call(function, [self.value(each, around) for each in arguments])

    def _reference(self, name: str, around: frozenset[str]) -> Value:
        field = self._fields.get(name)
        if field is None or name in around or field.type.kind in _WITHOUT_VALUE:
            raise _Incalculable
        if isinstance(field.origin, Formula):
            return self.value(parse(field.origin.text), around | {name})
        columns = self._sources.columns(self._table, field)
        if field.type.kind is Kind.LINK:
            return TextSql(columns.of("$name"), columns.of(KEY))
        column = columns.of()
        if isinstance(column.type, Boolean):
            raise _Incalculable
        if isinstance(column.type, Integer | Float | Numeric):
            return NumberSql(cast(column, EXACT))
        return TextSql(column, columns.values.get(KEY, column))


def _number(value: Value) -> ColumnElement[Any]:
    if isinstance(value, TextSql):
        raise _Incalculable
    return value.number


def _quotient(left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[Any]:
    return left / type_coerce(func.nullif(right, cast(literal(0), EXACT)), EXACT)


_OPERATIONS: Mapping[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[Any]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
}


def _call(function: str, arguments: Sequence[Value]) -> Value:
    match function, arguments:
        case "to_days", [minutes]:
            return NumberSql(_quotient(_number(minutes), cast(literal(MINUTES_PER_DAY), EXACT)))
        case "ceiling", [number]:
            return NumberSql(type_coerce(func.ceil(_number(number)), EXACT))
        case "concat", [_, *_]:
            return _joined([as_text(each) for each in arguments])
    raise _Incalculable


def _joined(texts: Sequence[TextSql]) -> TextSql:
    """The texts one after the other; null counts as no text."""
    first, *rest = (TextSql(func.coalesce(each.text, ""), func.coalesce(each.key, "")) for each in texts)
    for each in rest:
        first = TextSql(first.text.concat(each.text), first.key.concat(each.key))
    return first
