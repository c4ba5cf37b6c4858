"""SQL that both databases have and SQLAlchemy has no word for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Float, Integer, Text, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


class any_of(FunctionElement[bool]):
    """`any_of(column, values)`: the column's value is in a list that is bound as one parameter.

    One parameter, so that the statement's text does not depend on how many values there are. SQLite binds the
    list as a JSON array, PostgreSQL as an array.
    """

    type = Boolean()
    inherit_cache = True
    is_negative = False

    # SQLAlchemy would write `… = 1` for databases without booleans, and no index serves that.
    def self_group(self, against: Any = None) -> any_of:
        return self

    def _negate(self) -> any_of:
        return any_of(*self.clauses) if self.is_negative else none_of(*self.clauses)


class none_of(any_of):
    """`none_of(column, values)`: the column's value is not in a list that is bound as one parameter."""

    inherit_cache = True
    is_negative = True


@compiles(any_of, "sqlite")
def _any_of_json(element: any_of, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    operator = "NOT IN" if element.is_negative else "IN"
    return f"{column} {operator} (SELECT value FROM json_each({values}))"  # nosec B608 # compiled parts


@compiles(any_of, "postgresql")
def _any_of_array(element: any_of, compiler: Any, **kw: Any) -> str:
    column, values = element.clauses
    array = f"CAST({compiler.process(values, **kw)} AS {_element_type(column)}[])"
    operator = "<> ALL" if element.is_negative else "= ANY"
    return f"{compiler.process(column, **kw)} {operator}({array})"


def _element_type(column: ColumnElement[Any]) -> str:
    if isinstance(column.type, Integer):
        return "bigint"
    return "double precision" if isinstance(column.type, Float) else "text"


class listed(any_of):
    """`listed(column, values)`: as `any_of`, of whole numbers, where no index is to be looked into for it.

    The list is read through for each row, so that a statement that reads few rows pays for no table of it.
    """

    inherit_cache = True


@compiles(listed, "sqlite")
def _listed(element: listed, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"instr(',' || trim({values}, '[]') || ',', ',' || {column} || ',')"


class position(FunctionElement[int]):
    """`position(text, part)`: where the part first occurs, from 1; 0 where it does not."""

    type = Integer()
    inherit_cache = True


@compiles(position, "sqlite")
def _instr(element: position, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)})"


@compiles(position, "postgresql")
def _strpos(element: position, compiler: Any, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)})"


class gathered(FunctionElement[str]):
    """`gathered(…)`: the values of all rows, as the inside of a JSON array of one array for each row."""

    type = Text()
    inherit_cache = True


@compiles(gathered, "sqlite")
def _group_concat(element: gathered, compiler: Any, **kw: Any) -> str:
    return f"group_concat(json_array({compiler.process(element.clauses, **kw)}), ',')"


@compiles(gathered, "postgresql")
def _string_agg(element: gathered, compiler: Any, **kw: Any) -> str:
    return f"string_agg(CAST(json_build_array({compiler.process(element.clauses, **kw)}) AS text), ',')"


class grouped(FunctionElement[bool]):
    """`grouped(condition)`: the condition in parentheses that SQLAlchemy does not take away."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> grouped:
        return self


@compiles(grouped)
def _parentheses(element: grouped, compiler: Any, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)})"


class latest_first(FunctionElement[Any]):
    """`latest_first(column)`: in an index, the order in which the latest come first and nulls last."""

    inherit_cache = True


@compiles(latest_first, "sqlite")
def _descending(element: latest_first, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.clauses, **kw)} DESC"


@compiles(latest_first, "postgresql")
def _descending_nulls_last(element: latest_first, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.clauses, **kw)} DESC NULLS LAST"


class beginning(FunctionElement[str]):
    """`beginning(text)`: what an index holds of a text: all of it, or as much as PostgreSQL's indexes can."""

    type = Text()
    inherit_cache = True


@compiles(beginning, "sqlite")
def _whole_text(element: beginning, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


@compiles(beginning, "postgresql")
def _left(element: beginning, compiler: Any, **kw: Any) -> str:
    return f"left({compiler.process(element.clauses, **kw)}, 200)"


class of_outer_row(ColumnElement[Any]):
    """`of_outer_row(column)`: a column of a table that stands further out, however many sub-selects away.

    A bare column would bring its table into the sub-select where it stands, if that is not the next one.
    """

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(of_outer_row)
def _outer_column(element: of_outer_row, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.column, **kw))


class grouped_digits(FunctionElement[str]):
    """`grouped_digits(number)`: a number below 10^15 in digits, commas between its thousands, and six
    decimals at most: `1,226.5`."""

    type = Text()
    inherit_cache = True


@compiles(grouped_digits, "sqlite")
def _format(element: grouped_digits, compiler: Any, **kw: Any) -> str:
    digits = f"format('%,.6f', {compiler.process(element.clauses, **kw)})"
    return f"rtrim(rtrim({digits}, '0'), '.')"


@compiles(grouped_digits, "postgresql")
def _to_char(element: grouped_digits, compiler: Any, **kw: Any) -> str:
    digits = f"to_char({compiler.process(element.clauses, **kw)}, 'FM999,999,999,999,990.000000')"
    return f"rtrim(rtrim({digits}, '0'), '.')"


class json_contains(FunctionElement[bool]):
    """`json_contains(stored, wanted)`: containment of two JSON texts (see `schema.json_containment`).

    SQLite has it only on connections that register the Python function of that name.
    """

    type = Boolean()
    inherit_cache = True


@compiles(json_contains, "sqlite")
def _json_contains_function(element: json_contains, compiler: Any, **kw: Any) -> str:
    return f"json_contains({compiler.process(element.clauses, **kw)})"


@compiles(json_contains, "postgresql")
def _json_contains_operator(element: json_contains, compiler: Any, **kw: Any) -> str:
    stored, wanted = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST({stored} AS jsonb) @> CAST({wanted} AS jsonb)"


def in_text(word: str) -> ColumnElement[str]:
    """A word of the product's own in a statement's text: one that is bound has it planned again each time."""
    return literal_column("'{}'".format(word.replace("'", "''")))


def is_any(column: ColumnElement[Any], values: ColumnElement[Any]) -> ColumnElement[bool]:
    """The column holds one of a bound list of values."""
    return any_of(column, values)
