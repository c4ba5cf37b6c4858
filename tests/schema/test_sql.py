"""The SQL that both databases get for what SQLAlchemy has no word for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import BigInteger, Dialect, Double, Integer, Text, bindparam, column
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from slatehouse.schema.relations import operand
from slatehouse.schema.sql import is_any, json_contains, position

SQLITE: Dialect = pysqlite.dialect(paramstyle="qmark")
# SQLAlchemy leaves the constructor of this one untyped.
POSTGRESQL: Dialect = psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]

NUMBER = column("n", Integer())
LARGE = column("n", BigInteger())
FRACTION: Any = column("f", Double())
WORD = column("w", Text())
VALUE: Any = bindparam("v0")


@pytest.mark.parametrize(
    ("expression", "sqlite", "postgresql"),
    [
        (is_any(NUMBER, VALUE), "n IN (SELECT value FROM json_each(?))", "n = ANY(CAST(%s AS bigint[]))"),
        (is_any(LARGE, VALUE), "n IN (SELECT value FROM json_each(?))", "n = ANY(CAST(%s AS bigint[]))"),
        (
            is_any(FRACTION, VALUE),
            "f IN (SELECT value FROM json_each(?))",
            "f = ANY(CAST(%s AS double precision[]))",
        ),
        (is_any(WORD, VALUE), "w IN (SELECT value FROM json_each(?))", "w = ANY(CAST(%s AS text[]))"),
        (position(WORD, VALUE), "instr(w, ?)", "strpos(w, %s)"),
        (json_contains(WORD, VALUE), "json_contains(w, ?)", "CAST(w AS jsonb) @> CAST(%s AS jsonb)"),
        (operand(NUMBER, VALUE), "?", "%s::BIGINT"),
    ],
)
def test_each_database_gets_its_own_words(expression: Any, sqlite: str, postgresql: str) -> None:
    assert str(expression.compile(dialect=SQLITE)) == sqlite
    assert str(expression.compile(dialect=POSTGRESQL)) == postgresql
