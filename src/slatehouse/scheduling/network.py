"""Tasks and their dependencies as a graph: what comes before what, and never before itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from slatehouse.scheduling.dependency import Dependency

Task = TypeVar("Task")


@dataclass(frozen=True)
class Network(Generic[Task]):
    """Some tasks by id, and the dependencies among them."""

    tasks: Mapping[int, Task]
    dependencies: tuple[Dependency, ...]

    def upstream_of(self, task: int) -> list[Dependency]:
        """What the task waits for."""
        return self._upstream.get(task, [])

    def downstream_of(self, task: int) -> list[Dependency]:
        """What waits for the task."""
        return self._downstream.get(task, [])

    @cached_property
    def _upstream(self) -> dict[int, list[Dependency]]:
        found: dict[int, list[Dependency]] = {}
        for each in self.dependencies:
            found.setdefault(each.downstream, []).append(each)
        return found

    @cached_property
    def _downstream(self) -> dict[int, list[Dependency]]:
        found: dict[int, list[Dependency]] = {}
        for each in self.dependencies:
            found.setdefault(each.upstream, []).append(each)
        return found


def in_order(network: Network[Task]) -> Iterator[int]:
    """The tasks, each after all that it waits for. Those in a circle, and those that wait for one, are left
    out."""
    waiting = {task: len(network.upstream_of(task)) for task in network.tasks}
    ready = deque(task for task, count in waiting.items() if count == 0)
    while ready:
        task = ready.popleft()
        yield task
        for each in network.downstream_of(task):
            waiting[each.downstream] -= 1
            if waiting[each.downstream] == 0:
                ready.append(each.downstream)


def closes_loop(dependencies: Iterable[Dependency], new: Dependency) -> bool:
    """Whether a task would wait for itself, at whatever depth, if the new dependency joined the others."""
    downstream: dict[int, list[int]] = {}
    for each in dependencies:
        downstream.setdefault(each.upstream, []).append(each.downstream)
    seen, ahead = {new.downstream}, [new.downstream]
    while ahead:
        task = ahead.pop()
        if task == new.upstream:
            return True
        fresh = [each for each in downstream.get(task, ()) if each not in seen]
        seen.update(fresh)
        ahead.extend(fresh)
    return False
