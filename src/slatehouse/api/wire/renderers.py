"""Keeps the functions that render rows: each is written once for the fields that a plan picks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from slatehouse.query.selection import Picked

__all__ = ["Renderers"]

_KEPT = 1_000

Renderer = TypeVar("Renderer")


class Renderers(Generic[Renderer]):
    """The renderers of a door, kept by the identity of `picked` and by whatever else they depend on.

    A plan always answers with the same `picked`, which is quicker to compare than what is in it. One of no
    fields at all is the same for all types.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Sequence[Picked], Renderer]] = {}
        self._lock = Lock()

    def of(
        self, picked: Sequence[Picked], depends: tuple[object, ...], write: Callable[[], Renderer]
    ) -> Renderer:
        """What renders rows of these fields; `write` makes it where there is none yet."""
        key = (id(picked), *depends)
        known = self._known.get(key)
        if known is not None and known[0] is picked:
            return known[1]
        renderer = write()
        with self._lock:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = (picked, renderer)
        return renderer
