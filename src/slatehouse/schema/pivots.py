"""The pivot columns of a site's Steps: one on the type that each is of, `step_<id>` (data-types §3.24)."""

from __future__ import annotations

from collections.abc import Iterable

from slatehouse.schema.customization import StepRecord
from slatehouse.schema.standard import Facts

__all__ = ["pivot_columns"]


def pivot_columns(steps: Iterable[StepRecord]) -> dict[str, Facts]:
    """The facts of the columns, by the names of the fields. A column bears the name of its Step."""
    return {f"step_{each.id}": _facts(each) for each in steps}


def _facts(step: StepRecord) -> Facts:
    facts: dict[str, object] = {"type": "pivot_column", "editable": False, "step": step.id}
    return {**facts, "name": step.code} if step.code else facts
