"""Entries of the event log name rows beside the one that they are about: who did it, and what was linked. An
entry may be read by those who may see all the rows that it names, and the field of whose change it tells.

So neither its sentence nor its `meta` has to be looked through for what somebody may not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, and_, column, exists, false, func, literal, not_, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Integer, Text

if TYPE_CHECKING:
    from slatehouse.query.row_rules import RowRules

__all__ = ["LOG", "names_nothing_hidden"]

LOG = "EventLogEntry"
_LINKS = ("entity", "user")


def names_nothing_hidden(rules: RowRules, log: FromClause) -> ColumnElement[bool]:
    """Which entries of the log name no row that may not be seen, and tell of no hidden field."""
    ends = [log.c[f"{link}{end}"] for link in _LINKS for end in ("$type", "$id")]
    named = named_rows(log.c.meta, *ends).table_valued(column("type", Text), column("id", Integer))
    names = rules.sources.tables.names.alias()
    may_be_seen = rules.of_any(names)
    # Of a row without a project some rules know neither yes nor no.
    names_hidden = (
        select(literal(1))
        .select_from(named)
        .join(names, and_(names.c.type == named.c.type, names.c.id == named.c.id))
        .where(not_(func.coalesce(may_be_seen, false())))
    )
    return and_(not_(exists(names_hidden)), not_(_tells_of_hidden(rules.visibility.hidden, log)))


def _tells_of_hidden(hidden: frozenset[tuple[str, str]], log: FromClause) -> ColumnElement[bool]:
    told = (
        and_(log.c["entity$type"] == literal(type_), log.c.attribute_name == literal(name))
        for type_, name in sorted(hidden)
    )
    return func.coalesce(or_(false(), *told), false())


class named_rows(FunctionElement[Any]):
    """`named_rows(meta, type, id, type, id)`: types and ids of the rows that the ends name, and of those that
    `meta` tells as the old and the new value of a link, or as gained and lost by a list of links."""

    inherit_cache = True


@compiles(named_rows, "sqlite")
def _named_in_sqlite(element: named_rows, compiler: Any, **kw: Any) -> str:
    meta, *ends = (compiler.process(clause, **kw) for clause in element.clauses)
    told = " UNION ALL ".join(
        f"SELECT json_extract(each.value, '$.type'), json_extract(each.value, '$.id')"  # nosec B608
        f" FROM json_each({source}) AS each WHERE each.type = 'object'"
        for source in (
            f"{meta}, '$.added'",
            f"{meta}, '$.removed'",
            f"json_array(json_extract({meta}, '$.old_value'), json_extract({meta}, '$.new_value'))",
        )
    )
    return f"({_named_by_ends(ends)} UNION ALL {told})"


@compiles(named_rows, "postgresql")
def _named_in_postgresql(element: named_rows, compiler: Any, **kw: Any) -> str:
    meta, *ends = (compiler.process(clause, **kw) for clause in element.clauses)
    json = f"CAST({meta} AS json)"
    told = " UNION ALL ".join(
        (
            *(f"SELECT {json} -> '{key}' AS value" for key in ("old_value", "new_value")),
            *(f"SELECT json_array_elements({_list(json, key)})" for key in ("added", "removed")),
        )
    )
    # What a caller writes into the log may have ids that are none.
    row_id = r"CASE WHEN each.value ->> 'id' ~ '^\d{1,18}$' THEN CAST(each.value ->> 'id' AS bigint) END"
    objects = f"SELECT each.value ->> 'type', {row_id} FROM ({told}) AS each"  # nosec B608 # compiled parts
    return f"({_named_by_ends(ends)} UNION ALL {objects} WHERE json_typeof(each.value) = 'object')"


def _named_by_ends(ends: list[str]) -> str:
    pairs = zip(ends[::2], ends[1::2], strict=True)
    return " UNION ALL ".join(f"SELECT {type_} AS type, {row_id} AS id" for type_, row_id in pairs)


def _list(json: str, key: str) -> str:
    value = f"{json} -> '{key}'"
    return f"CASE WHEN json_typeof({value}) = 'array' THEN {value} ELSE '[]' END"
