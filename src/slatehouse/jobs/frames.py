"""The jobs that make stills and films of the frames that a version names.

They are made each time: the files may be others by then, and no content names them.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import NotDecoded, is_to_blame, wanted_by
from slatehouse.jobs.movie import kept_film, kept_stills, tell_percent
from slatehouse.jobs.progress import told_of
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.decoding.wanted import NotAnImage
from slatehouse.media.isolation import Cause, Failed
from slatehouse.media.movies.making import make_proxy_of_frames, make_stills_of_frames
from slatehouse.site.frame_paths import FramesPlace
from slatehouse.site.frames import frame_rate_of, place_of_frames
from slatehouse.site.movies import MadeFilm, MadeStills, MovieOrder, finish_proxy, finish_stills, refuse_movie
from slatehouse.site.writing import writing

__all__ = ["make_films", "make_pictures"]

_NOT_SHOWN = Failed(Cause.RAISED, "its folder is not one that this site shows frames of", NotAnImage.__name__)


def make_pictures(workshop: Workshop, payload: str) -> None:
    """Make the stills and record them, or why there are none."""
    order = msgspec.json.decode(payload, type=MovieOrder)
    made = _stills(workshop, order)
    if isinstance(made, Failed):
        _refuse(workshop, order, made)
        return
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        finish_stills(writes, order, made)


def make_films(workshop: Workshop, payload: str) -> None:
    """Make the films of the kinds that the site wants, and record them."""
    order = msgspec.json.decode(payload, type=MovieOrder)
    kinds = workshop.site.config.settings.media.proxies
    films: dict[str, MadeFilm] = {}
    for number, kind in enumerate(kinds):
        made = _film(workshop, order, kind, (number, len(kinds)))
        if isinstance(made, Failed):
            _refuse(workshop, order, made)
            return
        films[kind] = made
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        finish_proxy(writes, order, films)


def _stills(workshop: Workshop, order: MovieOrder) -> MadeStills | Failed:
    place, rate = _asked(workshop, order)
    if place is None:
        return _NOT_SHOWN
    wanted = msgspec.to_builtins(wanted_by(workshop.site.config.settings.media))
    with TemporaryDirectory(prefix="frames-") as folder:
        # Some dozen large files take longer than a picture may.
        facts = workshop.film_sandbox.run(make_stills_of_frames, *place, rate, folder, wanted)
        return facts if isinstance(facts, Failed) else kept_stills(workshop.site, Path(folder), facts)


def _film(
    workshop: Workshop, order: MovieOrder, kind: str, place_among: tuple[int, int]
) -> MadeFilm | Failed:
    place, rate = _asked(workshop, order)
    if place is None:
        return _NOT_SHOWN
    wanted = msgspec.to_builtins(wanted_by(workshop.site.config.settings.media))
    with TemporaryDirectory(prefix="frames-") as folder:
        target, progress = Path(folder, kind), Path(folder, "progress")
        with told_of(progress, partial(tell_percent, workshop.site, order, *place_among)):
            failed = workshop.film_sandbox.run(
                make_proxy_of_frames, *place, rate, str(target), kind, str(progress), wanted
            )
        return failed or kept_film(workshop.site, target, kind)


def _asked(workshop: Workshop, order: MovieOrder) -> tuple[FramesPlace | None, float]:
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        return place_of_frames(writes, order), frame_rate_of(writes, order)


def _refuse(workshop: Workshop, order: MovieOrder, failed: Failed) -> None:
    if not is_to_blame(failed):
        raise NotDecoded(failed.reason)
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        refuse_movie(writes, order, failed.reason)
