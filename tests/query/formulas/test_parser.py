"""The grammar of formulas."""

import pytest

from slatehouse.query.formulas.parser import BadFormula, parse
from slatehouse.query.formulas.syntax import (
    Call,
    Expression,
    Negation,
    Number,
    Operation,
    Reference,
    Text,
)

A, B, C = Reference("a"), Reference("b"), Reference("c")


@pytest.mark.parametrize(
    ("formula", "expression"),
    [
        ("{duration}", Reference("duration")),
        ("{ sg_odd_1 }", Reference("sg_odd_1")),
        ("1.50", Number(1.5)),
        (".5", Number(0.5)),
        ("'a b'", Text("a b")),
        ('"it\'s"', Text("it's")),
        ("{a}+{b}*{c}", Operation("+", A, Operation("*", B, C))),
        ("{a}*{b}+{c}", Operation("+", Operation("*", A, B), C)),
        ("{a}-{b}-{c}", Operation("-", Operation("-", A, B), C)),
        ("{a}/{b}/{c}", Operation("/", Operation("/", A, B), C)),
        ("{a}-({b}-{c})", Operation("-", A, Operation("-", B, C))),
        ("-{a}*{b}", Operation("*", Negation(A), B)),
        ("{a}--{b}", Operation("-", A, Negation(B))),
        ("---{a}", Negation(A)),
        ("--{a}", A),
        (" ( ( {a} ) ) ", A),
        ("CONCAT({a}, '-', {b})", Call("concat", (A, Text("-"), B))),
        ("concat()", Call("concat", ())),
        (
            "to_days({a})/ceiling(to_days({b}))",
            Operation("/", Call("to_days", (A,)), Call("ceiling", (Call("to_days", (B,)),))),
        ),
    ],
)
def test_a_formula_is_read_by_the_rules_of_arithmetic(formula: str, expression: Expression) -> None:
    assert parse(formula) == expression


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("", "ends too early"),
        ("{a}+", "ends too early"),
        ("({a}", "ends too early"),
        ("{a}{b}", "'b' is unexpected"),
        ("{a} 1", "'1' is unexpected"),
        ("*{a}", "'*' is unexpected"),
        ("{a})", "')' is unexpected"),
        ("ceiling", "ends too early"),
        ("ceiling({a}", "ends too early"),
        ("ceiling({a},)", "')' is unexpected"),
        ("{a.Shot.code}", "what is this"),
        ("{a}; drop table", "what is this"),
        ("'open", "what is this"),
        ("{}", "what is this"),
        ("(" * 51 + "1" + ")" * 51, "50 levels"),
        ("1+" * 2_000 + "1", "4000 characters"),
    ],
)
def test_what_is_no_formula_is_refused_with_the_place(formula: str, complaint: str) -> None:
    with pytest.raises(BadFormula, match=complaint.replace("*", r"\*").replace(")", r"\)")):
        parse(formula)
