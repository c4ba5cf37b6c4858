"""The jobs that make stills and films of the frames that a version names.

Equal frames are known by their bytes, in the same order and at the same rate. Where they change while they
are worked on, what is made is given to the version, and recorded for nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import NotDecoded, is_to_blame, wanted_by
from slatehouse.jobs.deriving import Made, Refused, known_of, new_of, recipe_of, record
from slatehouse.jobs.movie import kept_film, kept_stills, tell_percent
from slatehouse.jobs.progress import told_of
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.isolation import Failed
from slatehouse.media.movies.making import (
    content_of_frames,
    make_proxy_of_frames,
    make_stills_of_frames,
    state_of_frames,
)
from slatehouse.media.scratch import scratch
from slatehouse.site.frame_paths import FramesPlace
from slatehouse.site.frames import frame_rate_of, place_of_frames
from slatehouse.site.movies import MadeFilm, MadeStills, MovieOrder, finish_proxy, finish_stills, refuse_movie
from slatehouse.site.writing import Writing, writing

__all__ = ["make_films", "make_pictures"]

R = TypeVar("R", bound=msgspec.Struct)

_NOT_SHOWN = Refused("its folder is not one that this site shows frames of")


def make_pictures(workshop: Workshop, payload: str) -> None:
    """Make the stills and record them, or why there are none."""
    order = msgspec.json.decode(payload, type=MovieOrder)
    made = _made_once(workshop, order, "stills", MadeStills, partial(_stills, workshop))
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        stills = _recorded(writes, made)
        if isinstance(stills, Refused):
            refuse_movie(writes, order, stills.reason)
        else:
            finish_stills(writes, order, stills)


def make_films(workshop: Workshop, payload: str) -> None:
    """Make the films of the kinds that the site wants, and record them."""
    order = msgspec.json.decode(payload, type=MovieOrder)
    kinds = workshop.site.config.settings.media.proxies
    made: dict[str, Made[MadeFilm] | MadeFilm | Refused] = {}
    for number, kind in enumerate(kinds):
        tell = partial(tell_percent, workshop.site, order, number, len(kinds))
        make = partial(_film, workshop, kind, tell)
        made[kind] = _made_once(workshop, order, f"film {kind}", MadeFilm, make)
        if isinstance(made[kind], Refused):
            break
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        films: dict[str, MadeFilm] = {}
        for of_kind, each in made.items():
            film = _recorded(writes, each)
            if isinstance(film, Refused):
                refuse_movie(writes, order, film.reason)
                return
            films[of_kind] = film
        finish_proxy(writes, order, films)


def _made_once(
    workshop: Workshop,
    order: MovieOrder,
    kind: str,
    type_: type[R],
    make: Callable[[FramesPlace, float], R | Failed],
) -> Made[R] | R | Refused:
    """What was made of such frames, or else what `make` makes of them; not recordable where they changed."""
    place, rate = _asked(workshop, order)
    if place is None:
        return _NOT_SHOWN
    content = workshop.film_sandbox.run(content_of_frames, *place, kind == "stills")
    if isinstance(content, Failed):
        return _refusal(content)
    recipe = recipe_of(f"{kind} of frames at {rate}", wanted_by(workshop.site.config.settings.media))
    known = known_of(workshop.site, content.bytes, recipe, type_)
    if known is not None:
        return known
    outcome = make(place, rate)
    if workshop.film_sandbox.run(state_of_frames, *place) == content.state:
        return new_of(content.bytes, recipe, type_, outcome)
    return _refusal(outcome) if isinstance(outcome, Failed) else outcome


def _recorded(writes: Writing, made: Made[R] | R | Refused) -> R | Refused:
    if not isinstance(made, Made):
        return made
    recorded: R | Refused = record(writes, made)
    return recorded


def _refusal(failed: Failed) -> Refused:
    if not is_to_blame(failed):
        raise NotDecoded(failed.reason)
    return Refused(failed.reason)


def _stills(workshop: Workshop, place: FramesPlace, rate: float) -> MadeStills | Failed:
    wanted = msgspec.to_builtins(wanted_by(workshop.site.config.settings.media))
    with scratch() as folder:
        # Some dozen large files take longer than a picture may.
        facts = workshop.film_sandbox.run(make_stills_of_frames, *place, rate, str(folder), wanted)
        return facts if isinstance(facts, Failed) else kept_stills(workshop.site, folder, facts)


def _film(
    workshop: Workshop, kind: str, tell: Callable[[int], None], place: FramesPlace, rate: float
) -> MadeFilm | Failed:
    wanted = msgspec.to_builtins(wanted_by(workshop.site.config.settings.media))
    with scratch() as folder:
        target, progress = folder / kind, folder / "progress"
        with told_of(progress, tell):
            failed = workshop.film_sandbox.run(
                make_proxy_of_frames, *place, rate, str(target), kind, str(progress), wanted
            )
        return failed or kept_film(workshop.site, target, kind)


def _asked(workshop: Workshop, order: MovieOrder) -> tuple[FramesPlace | None, float]:
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        return place_of_frames(writes, order), frame_rate_of(writes, order)
