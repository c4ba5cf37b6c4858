"""The connections of a courier to the receivers of its hooks, kept between their turns for a while."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from slatehouse.jobs.delivering.sending import Line, Router
from slatehouse.store.webhooks import Webhook

__all__ = ["Lines"]

_MOST_KEPT = 64
_LONGEST_IDLE = 60.0
_SLOW = 0.5
"""Seconds of the last request from which on a receiver counts as slow."""


@dataclass(slots=True)
class _Kept:
    line: Line
    used_at: float


class Lines:
    """One line for each hook. Whoever has leased a hook uses its line, and nobody else."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._kept: dict[str, _Kept] = {}

    def to(self, hook: Webhook) -> Line:
        """The line of a hook, to where it leads now."""
        kept = self._kept.get(hook.id)
        if kept is not None and kept.line.leads_to(hook.url, checks_certificate=hook.validate_ssl_cert):
            kept.used_at = time.monotonic()
            return kept.line
        if kept is not None:
            kept.line.close()
        line = Line(hook.url, self._router, checks_certificate=hook.validate_ssl_cert)
        self._kept[hook.id] = _Kept(line, time.monotonic())
        return line

    def is_slow(self, hook: str) -> bool:
        """Whether the hook's receiver took long when it was last sent something."""
        kept = self._kept.get(hook)
        return kept is not None and kept.line.seconds > _SLOW

    def forget_idle(self, busy: Collection[str]) -> None:
        """Hang up where nothing was sent for a while, and where there are too many; never on the busy."""
        idle = [hook for hook in list(self._kept) if hook not in busy]
        idle.sort(key=lambda hook: self._kept[hook].used_at)
        before = time.monotonic() - _LONGEST_IDLE
        too_many = len(self._kept) - _MOST_KEPT
        for number, hook in enumerate(idle):
            if number < too_many or self._kept[hook].used_at < before:
                self._kept.pop(hook).line.close()

    def close(self) -> None:
        """Hang up everywhere."""
        for hook in list(self._kept):
            self._kept.pop(hook).line.close()
