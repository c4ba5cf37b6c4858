"""What the threads of one worker process may take, so that nobody waits for a picture behind films."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from slatehouse.site.job_kinds import Priority

__all__ = ["Duties", "Seat"]


class Seat:
    """The place of a thread while it takes a job and does it: it may take those of the priorities `takes`."""

    def __init__(self, takes: tuple[Priority, ...], films: threading.Semaphore | None) -> None:
        self.takes = takes
        self._films = films

    def keep_for(self, priority: int) -> None:
        """Let another thread make a film, unless a job of this priority is one."""
        if priority != Priority.FILMS:
            self.leave()

    def leave(self) -> None:
        """Let another thread make a film."""
        if self._films is not None:
            self._films.release()
            self._films = None


class Duties:
    """Jobs of the priorities `takes`, and never more than `films` films at the same time."""

    def __init__(self, takes: Iterable[Priority] = Priority, films: int = 1) -> None:
        self._takes = tuple(takes)
        self._without_films = tuple(each for each in self._takes if each is not Priority.FILMS)
        self._films = threading.Semaphore(films)

    @contextmanager
    def seat(self) -> Iterator[Seat]:
        """A place for one job: with films where as many as may be are not under way already."""
        has_films = self._films.acquire(blocking=False)
        seat = Seat(self._takes, self._films) if has_films else Seat(self._without_films, None)
        try:
            yield seat
        finally:
            seat.leave()
