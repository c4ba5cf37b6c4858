"""Plans kept by the shape of their questions, the latest compiled ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Plan = TypeVar("Plan")

_PLANS_KEPT = 2_000


class PlanCache(Generic[Plan]):
    """Compiles what it does not have. Safe to share between threads."""

    def __init__(self) -> None:
        self._plans: OrderedDict[Hashable, Plan] = OrderedDict()
        self._lock = Lock()

    def plan(self, shape: Hashable, compile_: Callable[[], Plan]) -> Plan:
        """The plan of the shape."""
        plan = self._plans.get(shape)
        if plan is None:
            plan = compile_()
            with self._lock:
                self._plans[shape] = plan
                while len(self._plans) > _PLANS_KEPT:
                    self._plans.popitem(last=False)
        return plan
