"""Formulas on both databases: the shipped ones, and random ones against the same arithmetic in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.fixtures.desk import Desk
from tests.fixtures.tries import tries

from slatehouse.query.formulas.sql import formula_columns
from slatehouse.query.formulas.syntax import (
    Call,
    Expression,
    Negation,
    Number,
    Operation,
    Operator,
    Reference,
)
from slatehouse.query.sources import Sources
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.origins import Formula
from slatehouse.store.statement import compile_statement


def calculated(formula: str, renderer: str, type_: str = "Task") -> Field:
    """A field that is calculated by a formula."""
    return Field(
        entity_type=type_,
        name="sg_calculated",
        type=DATA_TYPES["calculated"],
        display_name="Calculated",
        origin=Formula(formula),
        properties={"renderer": renderer},
    )


def read(desk: Desk, row: Target, formula: str, renderer: str) -> object:
    """What a formula comes to for one row."""
    site = desk.site
    sources = Sources(site.schema, site.edition.tables)
    table = sources.table(site.schema[row.type])
    field = calculated(formula, renderer, row.type)
    column = formula_columns(sources, table, field, Formula(formula))[""]
    statement = compile_statement(select(column).where(table.c.id == row.id), site.database.dialect)
    with site.database.reading() as connection:
        return field.type.read(connection.rows(statement)[0])


@pytest.fixture(scope="module")
def task(desk_of_module: Desk) -> Target:
    """A task of seven days, of which somebody logged 90 minutes."""
    person = desk_of_module.create("HumanUser", name="Ann Doe", login="ann")
    return desk_of_module.create(
        "Task",
        content="Comp",
        duration=3360,
        est_in_mins=1_234_567,
        sg_description="çA",
        start_date="2026-03-04",
        task_assignees=[person],
        entity=desk_of_module.create("Shot", code="sh010"),
    )


SHOWN = [
    ("{duration}", "duration", 3360),
    ("{duration}/7", "duration", 480),
    ("{duration}/1000", "duration", 3),
    ("-{duration}", "duration", -3360),
    ("to_days({duration})", "float", 7.0),
    ("ceiling({duration}/1000)", "float", 4.0),
    ("CEILING(-{duration}/1000)", "float", -3.0),
    ("1/3", "float", 0.333333),
    ("2/3", "float", 0.666667),
    ("{duration}/{time_logs_sum}", "float", None),
    ("{duration}/{time_vs_est}*0", "float", 0.0),
    ("{duration}+{sg_sort_order}*2", "float", 3362.0),
    ("{time_percent_of_est}-{implicit}", "float", None),
    ("{workload}/60", "float", 56.0),
    ("{workload_assignee_count}", "float", 1.0),
    ("CONCAT({content}, {est_in_mins})", "text", "Comp1,234,567"),
    ("CONCAT({content}, '-', {entity}, ' ', {start_date})", "text", "Comp-sh010 2026-03-04"),
    ("CONCAT({duration}/1000)", "text", "3.36"),
    ("CONCAT(-{est_in_mins}/1000)", "text", "-1,234.567"),
    ("CONCAT({inventory_date})", "text", None),
    ("CONCAT({inventory_date}, {duration}/0, 'x')", "text", "x"),
    ("{est_in_mins}", "text", "1,234,567"),
    ("{content}", "text", "Comp"),
    ("{content}", "float", None),
    ("{content}+1", "float", None),
    ("CONCAT({content}, {no_such_field})", "text", None),
    ("{sg_calculated}+1", "float", None),
    ("{tags}", "text", None),
    ("{image}", "text", None),
    ("{open_notes_count}", "float", None),
    ("concat()", "text", None),
    ("ceiling({duration}, 1)", "float", None),
    ("sum({duration})", "float", None),
    ("no formula at all", "float", None),
    ("1000000*1000000*1000000*1000000", "duration", None),
    ("1000000*1000000*1000000*1000000", "float", None),
    ("+".join(["{duration}"] * 300), "float", None),
    ("*".join(["{est_in_mins}"] * 90), "float", None),
    ("*".join(["{est_in_mins}"] * 90), "duration", None),
    ("CONCAT(" + "*".join(["{est_in_mins}"] * 90) + ")", "text", None),
]


@pytest.mark.parametrize(("formula", "renderer", "value"), SHOWN)
def test_a_formula_comes_to(
    desk_of_module: Desk, task: Target, formula: str, renderer: str, value: object
) -> None:
    found = read(desk_of_module, task, formula, renderer)
    assert (found, type(found)) == (value, type(value))


NUMBERS: Mapping[str, Fraction | None] = {
    "duration": Fraction(3360),
    "est_in_mins": Fraction(1_234_567),
    "time_logs_sum": Fraction(0),
}
TOO_LARGE = 10**15


def formulas() -> st.SearchStrategy[Expression]:
    """Formulas over numbers. Only what is exact divides, because next to nothing is not nothing."""
    names = st.sampled_from(("duration", "est_in_mins", "time_logs_sum"))
    leaves = st.one_of(names.map(Reference), st.sampled_from((0, 0.5, 2, 480)).map(Number))

    def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        signs: st.SearchStrategy[Operator] = st.sampled_from(("+", "-", "*"))
        return st.one_of(
            inner.map(Negation),
            inner.map(lambda inside: Call("to_days", (inside,))),
            st.builds(Operation, signs, inner, inner),
            st.builds(lambda left, right: Operation("/", left, right), inner, leaves),
        )

    return st.recursive(leaves, larger, max_leaves=8)


def spelled(expression: Expression) -> str:
    """A formula that is read as the expression."""
    match expression:
        case Reference(name):
            return f"{{{name}}}"
        case Number(value):
            return str(value)
        case Negation(operand):
            return f"-({spelled(operand)})"
        case Operation(operator, left, right):
            return f"({spelled(left)}) {operator} ({spelled(right)})"
        case Call(function, arguments):
            return f"{function}({', '.join(map(spelled, arguments))})"
    raise AssertionError(expression)


@dataclass(frozen=True)
class Outcome:
    """What an expression comes to, exactly, and the largest number on the way."""

    value: Fraction | None
    largest: Fraction

    def then(self, value: Fraction | None, *others: Outcome) -> Outcome:
        magnitudes = (each.largest for each in (self, *others))
        return Outcome(value, max(abs(value or Fraction(0)), *magnitudes))


def worked_out(expression: Expression) -> Outcome:
    """The same arithmetic in Python; what divides by nothing comes to nothing, and all around it."""
    match expression:
        case Reference(name):
            return Outcome(NUMBERS[name], NUMBERS[name] or Fraction(0))
        case Number(value):
            return Outcome(Fraction(value), Fraction(value))
        case Negation(operand):
            inner = worked_out(operand)
            return inner.then(None if inner.value is None else -inner.value)
        case Call(_, (inside,)):
            inner = worked_out(inside)
            return inner.then(None if inner.value is None else inner.value / 480)
        case Operation(operator, left, right):
            one, other = worked_out(left), worked_out(right)
            return one.then(_operated(operator, one.value, other.value), other)
    raise AssertionError(expression)


def _operated(operator: Operator, one: Fraction | None, other: Fraction | None) -> Fraction | None:
    if one is None or other is None or (operator == "/" and not other):
        return None
    match operator:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
        case "/":
            return one / other


@settings(max_examples=tries(40), deadline=None)
@given(expression=formulas())
def test_any_formula_comes_to_what_arithmetic_says(
    desk_of_module: Desk, task: Target, expression: Expression
) -> None:
    found = read(desk_of_module, task, spelled(expression), "float")
    outcome = worked_out(expression)
    if outcome.value is None or abs(outcome.value) >= TOO_LARGE:
        assert found is None
    else:
        assert isinstance(found, float)
        assert abs(found - float(outcome.value)) <= 1e-6 + 1e-12 * float(outcome.largest)
