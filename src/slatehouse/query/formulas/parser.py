"""Reading formulas.

    sum     = product { ("+" | "-") product }
    product = signed { ("*" | "/") signed }
    signed  = "-" signed | value
    value   = number | text | "{" field "}" | "(" sum ")" | function "(" [ sum { "," sum } ] ")"

Function names are read without regard to case.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from slatehouse.query.formulas.syntax import (
    Call,
    Expression,
    Negation,
    Number,
    Operation,
    Operator,
    Reference,
    Text,
)

_LONGEST = 4_000
_DEEPEST = 50
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d*)?|\.\d+)
      | (?P<text>"[^"]*"|'[^']*')
      | \{\s*(?P<field>\w+)\s*\}
      | (?P<function>[A-Za-z_]\w*)
      | (?P<sign>[-+*/(),])
    )\s*""",
    re.VERBOSE | re.ASCII,
)


class BadFormula(ValueError):
    """A text that is no formula; the message says where it stops being one."""


@lru_cache(maxsize=1024)
def parse(formula: str) -> Expression:
    """The expression that a formula spells; raises `BadFormula`."""
    if len(formula) > _LONGEST:
        raise BadFormula(f"a formula has {_LONGEST} characters at most")
    return _Reader(_tokens(formula)).formula()


def _tokens(formula: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    while place < len(formula):
        match = _TOKEN.match(formula, place)
        if match is None or match.lastgroup is None:
            raise BadFormula(f"what is this: {formula[place : place + 20]!r}?")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return tokens


class _Reader:
    """Reads tokens from left to right, one function for each line of the grammar."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._place = 0
        self._depth = 0

    def formula(self) -> Expression:
        found = self._sum()
        if self._tokens[self._place][0] != "end":
            raise self._unexpected()
        return found

    def _sum(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadFormula(f"a formula nests {_DEEPEST} levels at most")
        found = self._product()
        while (sign := self._sign("+", "-")) is not None:
            found = Operation(cast(Operator, sign), found, self._product())
        self._depth -= 1
        return found

    def _product(self) -> Expression:
        found = self._signed()
        while (sign := self._sign("*", "/")) is not None:
            found = Operation(cast(Operator, sign), found, self._signed())
        return found

    def _signed(self) -> Expression:
        signs = 0
        while self._sign("-") is not None:
            signs += 1
        found = self._value()
        return Negation(found) if signs % 2 else found

    def _value(self) -> Expression:
        kind, text = self._tokens[self._place]
        if (kind == "sign" and text != "(") or kind == "end":
            raise self._unexpected()
        self._place += 1
        match kind:
            case "number":
                return Number(float(text))
            case "text":
                return Text(text[1:-1])
            case "field":
                return Reference(text)
            case "function":
                self._expect("(")
                return Call(text.lower(), self._arguments())
        found = self._sum()
        self._expect(")")
        return found

    def _arguments(self) -> tuple[Expression, ...]:
        if self._sign(")") is not None:
            return ()
        found = [self._sum()]
        while self._sign(",") is not None:
            found.append(self._sum())
        self._expect(")")
        return tuple(found)

    def _sign(self, *wanted: str) -> str | None:
        """The sign that stands here, if it is one of these; reading goes on after it."""
        kind, text = self._tokens[self._place]
        if kind != "sign" or text not in wanted:
            return None
        self._place += 1
        return text

    def _expect(self, sign: str) -> None:
        if self._sign(sign) is None:
            raise self._unexpected()

    def _unexpected(self) -> BadFormula:
        kind, text = self._tokens[self._place]
        return BadFormula("the formula ends too early" if kind == "end" else f"{text!r} is unexpected here")
