"""How a database goes about a statement: its own plan, and what of it matters, read alike from both.

What matters is how the rows of each table are found: by an index that holds what is asked for, or one after
another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Dialect

from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement

__all__ = ["Explained", "Step", "explain"]


@dataclass(frozen=True, slots=True)
class Step:
    """How a statement comes by rows of one table.

    `alias` is what the statement calls the table. `condition` is what an index is asked for; without one all
    that the table or the `index` holds is gone through, until there is enough. `filter` is what each row is
    asked then, where the database tells it. `is_sorted`: all of it is put in order before the first row is
    known. `is_of_page`: it finds the rows of a page, where the database tells that from what is read of them.
    """

    table: str
    alias: str
    index: str | None
    condition: str | None
    filter: str | None = None
    is_sorted: bool = False
    is_of_page: bool = False

    @property
    def is_scan(self) -> bool:
        """Whether rows are read one after another."""
        return self.condition is None


@dataclass(frozen=True, slots=True)
class Explained:
    """A statement's plan, as its database tells it, and the steps in it."""

    plan: object
    steps: tuple[Step, ...]


def explain(
    connection: Connection, dialect: Dialect, statement: Statement, values: Sequence[object]
) -> Explained:
    """How the database would go about the statement now, with these values. It is not run."""
    return _WAYS[dialect.name](connection, statement, values)


# `SEARCH shots_1 USING COVERING INDEX shots_by_code (code=? AND id>?)`, `SCAN shots_1`
_LINE = re.compile(
    r"(?P<how>SCAN|SEARCH) (?P<table>\S+)"
    r"(?: USING (?P<own>AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?"
    r"(?:INDEX (?P<index>[^\s(]\S*)|(?P<key>[A-Z ]*KEY|INDEX)))?"
    r"(?: \((?P<condition>.*?)\)(?: LEFT-JOIN)?)?$"
)
_ALIAS = re.compile(r"_\d+$")
_IN_ORDER = "USE TEMP B-TREE FOR ORDER BY"


def _explain_sqlite(connection: Connection, statement: Statement, values: Sequence[object]) -> Explained:
    found = connection.rows(Statement(f"EXPLAIN QUERY PLAN {statement.text}", statement.places), values)
    lines = [(int(row[0]), int(row[1]), str(row[3])) for row in found]
    depths = {0: 0}
    for number, parent, _ in lines:
        depths[number] = depths.get(parent, 0) + 1
    plan = ["  " * (depths[number] - 1) + words for number, _, words in lines]
    sorting = {parent for _, parent, words in lines if words == _IN_ORDER}
    steps = (_step_of_line(words, parent in sorting) for _, parent, words in lines)
    return Explained(plan, tuple(step for step in steps if step is not None))


def _step_of_line(words: str, is_sorted: bool) -> Step | None:
    found = _LINE.match(words)
    if found is None:
        return None
    alias = found["table"]
    table = _ALIAS.sub("", alias)
    if found["own"]:
        # SQLite makes itself an index for this one statement: it reads the whole table to do so.
        return Step(table, alias, None, None, found["condition"], is_sorted)
    condition = found["condition"] if found["how"] == "SEARCH" else None
    return Step(table, alias, found["index"] or found["key"], condition, None, is_sorted)


def _explain_postgresql(connection: Connection, statement: Statement, values: Sequence[object]) -> Explained:
    explaining = Statement(f"EXPLAIN (FORMAT JSON) {statement.text}", statement.places)
    plan = connection.rows(explaining, values)[0][0]
    return Explained(plan, tuple(_steps_of_node(plan[0]["Plan"])))


def _steps_of_node(
    node: Mapping[str, Any], *, is_sorted: bool = False, is_of_page: bool = False
) -> Iterator[Step]:
    kind = node["Node Type"]
    children = node.get("Plans", ())
    if kind == "Limit":
        is_sorted, is_of_page = False, True
    elif kind == "Sort":
        is_sorted = True
    if kind == "Bitmap Heap Scan":
        # Its index stands below it, perhaps several.
        of_heap = {"table": node["Relation Name"], "alias": node["Alias"], "filter": node.get("Filter")}
        for child in children:
            for step in _steps_of_node(child, is_sorted=is_sorted, is_of_page=is_of_page):
                yield replace(step, **of_heap)
        return
    if kind == "Bitmap Index Scan" or "Relation Name" in node:
        yield Step(
            node.get("Relation Name", ""),
            node.get("Alias", ""),
            node.get("Index Name"),
            node.get("Index Cond") or node.get("TID Cond"),
            node.get("Filter"),
            is_sorted,
            is_of_page,
        )
    for child in children:
        yield from _steps_of_node(child, is_sorted=is_sorted, is_of_page=is_of_page)


_WAYS: dict[str, Callable[[Connection, Statement, Sequence[object]], Explained]] = {
    "sqlite": _explain_sqlite,
    "postgresql": _explain_postgresql,
}
