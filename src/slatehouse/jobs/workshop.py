"""What a job's handler is, and what it has at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from slatehouse.media.isolation import Limits, Sandbox
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site

__all__ = ["Handler", "Workshop", "open_workshop", "workshop_of"]

_PROCESSORS = 8
_MEMORY_OF_FILMS = 6 * 1024**3


@dataclass(frozen=True, slots=True)
class Workshop:
    """What handlers work with: the site, and processes for files that nobody vouches for.

    That for films may take as long as a film takes.
    """

    site: Site
    sandbox: Sandbox
    film_sandbox: Sandbox


@contextmanager
def open_workshop(directory: Path) -> Iterator[Workshop]:
    """The workshop of the site in a folder; raises what `open_site` raises."""
    with closing(open_site(directory)) as site, workshop_of(site) as workshop:
        yield workshop


@contextmanager
def workshop_of(site: Site) -> Iterator[Workshop]:
    """A workshop of a site that is open, with processes of its own: they start when they are first needed."""
    seconds = site.config.settings.media.film_seconds
    limits = Limits(seconds=seconds, cpu_seconds=int(seconds * _PROCESSORS), memory=_MEMORY_OF_FILMS)
    with Sandbox() as sandbox, Sandbox(limits, reuse=1) as film_sandbox:
        yield Workshop(site, sandbox, film_sandbox)


def _leave_it(workshop: Workshop, payload: str, reason: str) -> None:
    """What most jobs leave behind when they are given up: nothing."""


@dataclass(frozen=True, slots=True)
class Handler:
    """How jobs of one kind are done.

    `work` gets the job's payload; whatever it raises, the job is tried again later. When the last attempt has
    failed, `give_up` is called with the reason, to tell those who wait for the outcome. Either may be called
    again for the same job, even by two workers at the same time, and must then do no harm.
    """

    work: Callable[[Workshop, str], None]
    give_up: Callable[[Workshop, str, str], None] = _leave_it
