"""A permission rule set in the words of the manual and of the command line, a line for each type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slatehouse.accounts.rule_sets import Right, RuleSet, TypeRules
from slatehouse.query.visibility import (
    AllOf,
    AnyOf,
    Every,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    NoRow,
    RowRule,
    Unplaced,
)

__all__ = ["COLUMNS", "Line", "lines_of", "words_of"]

COLUMNS = ("rows", "read", "create", "update", "retire", "revive")


class Line(NamedTuple):
    """What a set says of the rows of one type, in words."""

    rows: str
    read: str
    create: str
    update: str
    retire: str
    revive: str


def lines_of(rules: RuleSet) -> Iterator[Line]:
    """The set, type by type; what a set says of fields that differ follows their type."""
    if rules.administers:
        yield Line("all", *["all"] * (len(COLUMNS) - 1))
        return
    yield _line("all other types", rules.others)
    for name, stated in sorted(rules.types.items()):
        yield _line(name, stated)
        for field, right in sorted(stated.fields.items()):
            yield Line(f"{name}.{field}", "", "", _right(right), "", "")
        for field in sorted(stated.hidden):
            yield Line(f"{name}.{field}", "hidden", "", "no", "", "")


def words_of(rule: RowRule | None) -> str:
    """Which rows a rule lets pass; None: those that follow from the shape of their type."""
    match rule:
        case None:
            return "by shape"
        case Every():
            return "all"
        case NoRow(is_named):
            return "names alone" if is_named else "none"
        case InProjects():
            return "of one's projects"
        case Unplaced():
            return "of no project"
        case IsAsker():
            return "oneself"
        case Holds(field):
            return f"{field} is oneself"
        case Follows(field):
            return f"as its {field}"
        case Meets(path, relation, values):
            return " ".join([path, relation, ", ".join(map(_value, values))])
        case AllOf(parts):
            return " and ".join(_part(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_part(part) for part in parts)


def _line(rows: str, stated: TypeRules) -> Line:
    return Line(
        rows,
        words_of(stated.read),
        _right(stated.create),
        _right(stated.update),
        _right(stated.retire),
        _right(stated.revive),
    )


def _right(right: Right) -> str:
    if isinstance(right, bool):
        return "yes" if right else "no"
    return words_of(right)


def _part(rule: RowRule) -> str:
    words = words_of(rule)
    return f"({words})" if isinstance(rule, AllOf | AnyOf) else words


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
