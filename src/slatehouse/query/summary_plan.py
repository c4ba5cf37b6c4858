"""Plans of summaries: a question's shape compiled to one statement, which reads the smallest groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import Any

from sqlalchemy import Dialect

from slatehouse.observe.stages import PLANNING, add
from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import Group as FilterGroup
from slatehouse.query.filters import shape_of, simplified
from slatehouse.query.groups import Level, fold_rows, groups_of
from slatehouse.query.limits import bound_values, raise_if_too_large
from slatehouse.query.plan_cache import PlanCache
from slatehouse.query.slots import Slots
from slatehouse.query.sources import Sources
from slatehouse.query.summaries import SummaryAnswer, SummaryQuestion
from slatehouse.query.summary_statement import Summarized, SummaryWriter
from slatehouse.query.visibility import PRODUCT, Asker
from slatehouse.schema.summaries import Fold
from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement, compile_statement


@dataclass(frozen=True, eq=False)
class SummaryPlan:
    """A question's shape, compiled."""

    statement: Statement
    levels: tuple[Level, ...]
    folds: tuple[Fold, ...]
    places: slice
    summarized: tuple[Summarized, ...]

    def run(self, connection: Connection, values: Sequence[object], today: date) -> SummaryAnswer:
        """The answer to the question with these values; relative groups of days count from today."""
        rows = connection.rows(self.statement, values)
        every_row = fold_rows(rows, self.levels, self.folds, self.places, today)
        groups = groups_of(every_row, self.levels, self._summaries) if self.levels else []
        return SummaryAnswer(self._summaries(every_row.folds), groups)

    def _summaries(self, folds: Sequence[Any]) -> dict[str, object]:
        return {
            each.name: each.summarizer.result([folds[place] for place in each.places])
            for each in self.summarized
        }


class SummaryPlanner:
    """Compiles questions against one schema, and keeps the plans by shape. Safe to share between threads."""

    def __init__(self, sources: Sources, dialect: Dialect) -> None:
        self._sources = sources
        self._dialect = dialect
        self._plans: PlanCache[SummaryPlan] = PlanCache()

    def plan(self, question: SummaryQuestion, asker: Asker = PRODUCT) -> tuple[SummaryPlan, list[object]]:
        """The plan of the question's shape, and the values to run it with for the asker.

        Raises a refusal.
        """
        began = perf_counter()
        where = question.where
        if isinstance(where, FilterGroup):
            where = simplified(where)
        values = [*asker.values, *bound_values(where)]
        shape = (
            question.entity_type.name,
            question.summaries,
            question.groupings,
            shape_of(where),
            asker.visibility,
        )
        sources = self._sources.seen_by(asker.visibility)
        plan = self._plans.plan(shape, lambda: self._compile(sources, replace(question, where=where)))
        add(PLANNING, perf_counter() - began)
        return plan, values

    def _compile(self, sources: Sources, question: SummaryQuestion) -> SummaryPlan:
        table = sources.table(question.entity_type)
        writer = SummaryWriter(sources, table)
        levels = tuple(writer.group(grouping) for grouping in question.groupings)
        last = {summary.path.text: summary for summary in question.summaries}
        summarized = [writer.summarize(summary) for summary in last.values()]
        there = sources.is_counted(question.entity_type, table)
        where = write_filter(sources, table, question.where, Slots().of)
        statement = compile_statement(writer.statement(there, where), self._dialect)
        raise_if_too_large(statement)
        return SummaryPlan(
            statement,
            levels,
            writer.folds,
            writer.places,
            tuple(each for each in summarized if each is not None),
        )
