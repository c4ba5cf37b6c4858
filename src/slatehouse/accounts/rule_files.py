"""Reads a permission rule set from TOML, and says what is wrong with one, and where.

The form is described in docs/manual/permissions.md. Whether the types and fields that a set names are there
is for `rule_checks` to say: that depends on the schema of a site, the form does not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from slatehouse.accounts.rule_sets import BY_SHAPE, Right, RuleSet, TypeRules
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

__all__ = ["KINDS", "BadRules", "read_rules"]

KINDS = ("HumanUser", "ApiUser", "ClientUser")
"""The types whose rows have permission rule sets."""

_WORDS: Mapping[str, RowRule] = {
    "every": Every(),
    "none": NoRow(),
    "named": NoRow(is_named=True),
    "projects": InProjects(),
    "unplaced": Unplaced(),
    "self": IsAsker(),
}
_BY_SHAPE = "by shape"
_HIDDEN = "hidden"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TOP = ("code", "name", "kind", "gives", "first_number", "rules", "others", "types")
_FLAGS = ("administers", "alters_schema", "sees_licence", "acts_for_others", "manages_webhooks")
_OF_A_TYPE = ("read", "create", "update", "retire", "revive")
_DEEPEST = 16


class BadRules(Exception):
    """Not a permission rule set; the text says what is wrong, and where."""


def read_rules(text: str) -> RuleSet:
    """The set that a file's text describes; raises `BadRules`."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadRules(f"not TOML: {error}") from error
    return _Reader().rule_set(tables)


@dataclass
class _Reader:
    """Reads one file. `named` are the rules that it gives names to; rights under a rule are numbered."""

    named: dict[str, RowRule] = field(default_factory=dict)
    number: int = 1

    def rule_set(self, tables: Mapping[str, Any]) -> RuleSet:
        _only(tables, (*_TOP, *_FLAGS), "")
        flags = {name: _flag(tables[name], name) for name in _FLAGS if name in tables}
        if flags.get("administers") and any(name in tables for name in ("rules", "others", "types")):
            _fail("administers", "who administers may do everything, so that there are no rules to state")
        for name, rule in _table(tables.get("rules", {}), "rules").items():
            if name in _WORDS or name == _BY_SHAPE:
                _fail(f"rules.{name}", "is a word with a meaning of its own; choose another name")
            self.named[name] = self.row_rule(rule, f"rules.{name}")
        self.number = _number(tables.get("first_number", 1), "first_number")
        types = _table(tables.get("types", {}), "types")
        return RuleSet(
            code=_code(_needed(tables, "code")),
            name=_text(_needed(tables, "name"), "name"),
            kind=_one_of(_needed(tables, "kind"), KINDS, "kind"),
            gives=frozenset(_texts(tables.get("gives", []), "gives")),
            others=self.type_rules(tables.get("others", {}), "others", extra=()),
            types={name: self.type_rules(rules, f"types.{name}") for name, rules in types.items()},
            **flags,
        )

    def type_rules(self, sent: object, place: str, extra: Iterable[str] = ("fields",)) -> TypeRules:
        table = _table(sent, place)
        _only(table, (*_OF_A_TYPE, *extra), place)
        numbers: dict[str, int] = {}
        fields = _table(table.get("fields", {}), f"{place}.fields")
        rights: dict[str, Right] = {}
        for name, right in fields.items():
            if right != _HIDDEN:
                rights[name] = self.right(right, f"{place}.fields.{name}", numbers, name)
        whole = {
            verb: self.right(table.get(verb, False), f"{place}.{verb}", numbers, f"({verb})")
            for verb in ("update", "retire", "revive")
        }
        return TypeRules(
            read=self.reading(table.get("read", _BY_SHAPE), f"{place}.read"),
            create=_flag(table.get("create", False), f"{place}.create"),
            fields=rights,
            hidden=frozenset(name for name, right in fields.items() if right == _HIDDEN),
            numbers=numbers,
            **whole,
        )

    def reading(self, sent: object, place: str) -> RowRule | None:
        return BY_SHAPE if sent == _BY_SHAPE else self.row_rule(sent, place)

    def right(self, sent: object, place: str, numbers: dict[str, int], name: str) -> Right:
        if isinstance(sent, bool):
            return sent
        rule = self.row_rule(sent, place)
        if rule == Every():
            return True
        if isinstance(rule, NoRow):
            return False
        numbers[name] = self.number
        self.number += 1
        return rule

    def row_rule(self, sent: object, place: str, depth: int = 0) -> RowRule:
        if depth > _DEEPEST:
            _fail(place, f"rules nest {_DEEPEST} deep at most")
        if isinstance(sent, str):
            return self.word(sent, place)
        table = _table(sent, place)
        if "path" in table:
            return _meets(table, place)
        if len(table) != 1:
            _fail(place, f"expected one of {', '.join((*_LINKS, *_GROUPS))}, or path, relation and values")
        ((key, value),) = table.items()
        if key in _LINKS:
            return _LINKS[key](_text(value, f"{place}.{key}"))
        if key in _GROUPS:
            parts = _list(value, f"{place}.{key}")
            if not parts:
                _fail(f"{place}.{key}", "is empty")
            return _GROUPS[key](
                tuple(
                    self.row_rule(part, f"{place}.{key}[{number}]", depth + 1)
                    for number, part in enumerate(parts)
                )
            )
        _fail(place, f"unknown rule {key}; there are: {', '.join((*_LINKS, *_GROUPS, 'path'))}")

    def word(self, sent: str, place: str) -> RowRule:
        known = {**_WORDS, **self.named}
        if sent not in known:
            _fail(place, f"unknown rule {sent!r}; there are: {', '.join(known)}")
        return known[sent]


_LINKS: Mapping[str, Callable[[str], RowRule]] = {"holds": Holds, "follows": Follows}
_GROUPS: Mapping[str, Callable[[tuple[RowRule, ...]], RowRule]] = {"all": AllOf, "any": AnyOf}


def _meets(table: Mapping[str, Any], place: str) -> RowRule:
    _only(table, ("path", "relation", "values"), place)
    for key in ("relation", "values"):
        if key not in table:
            _fail(place, f"{key} is missing")
    values = _list(table["values"], f"{place}.values")
    for value in values:
        if not isinstance(value, str | int | float | bool):
            _fail(f"{place}.values", "values are texts, numbers and truth values")
    path, relation = _text(table["path"], f"{place}.path"), _text(table["relation"], f"{place}.relation")
    return Meets(path, relation, tuple(values))


def _needed(tables: Mapping[str, Any], key: str) -> object:
    if key not in tables:
        _fail(key, "is missing")
    return tables[key]


def _only(table: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    for key in table:
        if key not in known:
            _fail(f"{place}.{key}".lstrip("."), f"unknown key; there are: {', '.join(known)}")


def _table(sent: object, place: str) -> Mapping[str, Any]:
    return sent if isinstance(sent, dict) else _fail(place, "expected a table")


def _list(sent: object, place: str) -> list[Any]:
    return sent if isinstance(sent, list) else _fail(place, "expected a list")


def _texts(sent: object, place: str) -> list[str]:
    return [_text(each, place) for each in _list(sent, place)]


def _flag(sent: object, place: str) -> bool:
    return sent if isinstance(sent, bool) else _fail(place, "expected true or false")


def _number(sent: object, place: str) -> int:
    is_number = isinstance(sent, int) and not isinstance(sent, bool) and 0 < sent < 10**9
    return int(str(sent)) if is_number else _fail(place, "expected a number from 1 on")


def _text(sent: object, place: str) -> str:
    return (
        sent
        if isinstance(sent, str) and sent.strip() and "\0" not in sent
        else _fail(place, "expected a text")
    )


def _code(sent: object) -> str:
    code = _text(sent, "code")
    return code if _CODE.fullmatch(code) else _fail("code", "expected a-z, 0-9 and _, at most 63 of them")


def _one_of(sent: object, known: tuple[str, ...], place: str) -> str:
    text = _text(sent, place)
    return text if text in known else _fail(place, f"expected one of {', '.join(known)}")


def _fail(place: str, what: str) -> NoReturn:
    raise BadRules(f"{place}: {what}")
