"""What a formula is made of, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in the formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of the same row: `{duration}`."""

    field: str


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Operation:
    """`left operator right`."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`; the function's name in lower case."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Text | Reference | Negation | Operation | Call
