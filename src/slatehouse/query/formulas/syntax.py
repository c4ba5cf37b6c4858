"""What a formula is made of, once it has been read."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Operator = Literal["+", "-", "*", "/"]


class Number(Struct, frozen=True):
    """A number as it stands in the formula."""

    value: float


class Text(Struct, frozen=True):
    """A text between quotes."""

    value: str


class Reference(Struct, frozen=True):
    """A field of the same row: `{duration}`."""

    field: str


class Negation(Struct, frozen=True):
    """`-operand`."""

    operand: Expression


class Operation(Struct, frozen=True):
    """`left operator right`."""

    operator: Operator
    left: Expression
    right: Expression


class Call(Struct, frozen=True):
    """`function(arguments)`; the function's name in lower case."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Text | Reference | Negation | Operation | Call
