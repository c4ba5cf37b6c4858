"""The jobs that make the stills of a movie, and then the films that browsers play."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import wanted_by
from slatehouse.jobs.deriving import Made, Refused, make_once, recipe_of, record, record_as_well
from slatehouse.jobs.progress import told_of
from slatehouse.jobs.thumbnail import RECIPE as THUMBNAIL_RECIPE
from slatehouse.jobs.thumbnail import Drawn
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.blobs import BLOCK_SIZE
from slatehouse.media.decoding.wanted import Wanted
from slatehouse.media.isolation import Failed
from slatehouse.media.movies.making import (
    FILMSTRIP,
    LARGE,
    POSTER,
    PROXIES,
    THUMBNAIL,
    MovieFacts,
    make_proxy,
    make_stills,
)
from slatehouse.media.scratch import scratch
from slatehouse.site.job_kinds import THUMBNAIL_JOB
from slatehouse.site.jobs import ask_for_job
from slatehouse.site.movies import (
    MadeFilm,
    MadeStills,
    MovieOrder,
    finish_proxy,
    finish_stills,
    refuse_movie,
    show_progress,
)
from slatehouse.site.site import Site
from slatehouse.site.uploads import finish_picture, picture_order
from slatehouse.site.writing import Writing, writing

__all__ = [
    "give_up",
    "kept_film",
    "kept_stills",
    "made_film",
    "made_stills",
    "make_films",
    "make_pictures",
    "tell_percent",
]


def make_pictures(workshop: Workshop, payload: str) -> None:
    """Make the stills and record them. That a file is no movie is recorded too, and ends the job."""
    order, site = msgspec.json.decode(payload, type=MovieOrder), workshop.site
    wanted = wanted_by(site.config.settings.media)
    made = made_stills(workshop, order)

    def finish(writes: Writing) -> None:
        result = record(writes, made)
        if isinstance(result, Refused):
            _refuse(writes, order, result.reason)
            return
        drawn = Drawn(result.thumbnail, result.large)
        record_as_well(writes, made.derivation.source, recipe_of(THUMBNAIL_RECIPE, wanted), drawn)
        finish_stills(writes, order, result)
        if order.attachment is not None:
            sizes = result.thumbnail, None, result.large
            finish_picture(writes, order.attachment, "image", order.blob, *sizes)

    _record(site, finish)


def make_films(workshop: Workshop, payload: str) -> None:
    """Make the films of the kinds that the site wants, and record them."""
    order, site = msgspec.json.decode(payload, type=MovieOrder), workshop.site
    made: dict[str, Made[MadeFilm]] = {}
    kinds = site.config.settings.media.proxies
    for number, kind in enumerate(kinds):
        made[kind] = made_film(workshop, order, kind, partial(tell_percent, site, order, number, len(kinds)))
        if isinstance(made[kind].result, Refused):
            break

    def finish(writes: Writing) -> None:
        films: dict[str, MadeFilm] = {}
        for kind, each in made.items():
            film = record(writes, each)
            if isinstance(film, Refused):
                _refuse(writes, order, film.reason)
                return
            films[kind] = film
        finish_proxy(writes, order, films)

    _record(site, finish)


def give_up(workshop: Workshop, payload: str, reason: str) -> None:
    """Let nobody wait for what does not come."""
    order = msgspec.json.decode(payload, type=MovieOrder)
    _record(workshop.site, lambda writes: _refuse(writes, order, reason))


def made_stills(workshop: Workshop, order: MovieOrder) -> Made[MadeStills]:
    """The stills of a movie, made now or before."""
    wanted = wanted_by(workshop.site.config.settings.media)
    make = partial(_stills, workshop, wanted)
    return make_once(workshop.site, order.blob, recipe_of("stills", wanted), MadeStills, make)


def made_film(
    workshop: Workshop, order: MovieOrder, kind: str, tell: Callable[[int], None]
) -> Made[MadeFilm]:
    """The film of a kind, made now or before; `tell` is told how much of it is made, in percent."""
    wanted = wanted_by(workshop.site.config.settings.media)
    make = partial(_film, workshop, kind, wanted, tell)
    return make_once(workshop.site, order.blob, recipe_of(f"film {kind}", wanted), MadeFilm, make)


def _stills(workshop: Workshop, wanted: Wanted, path: Path) -> MadeStills | Failed:
    with scratch() as folder:
        facts = workshop.sandbox.run(make_stills, str(path), str(folder), msgspec.to_builtins(wanted))
        return facts if isinstance(facts, Failed) else kept_stills(workshop.site, folder, facts)


def _film(
    workshop: Workshop, kind: str, wanted: Wanted, tell: Callable[[int], None], path: Path
) -> MadeFilm | Failed:
    with scratch() as folder:
        target, progress, asked = folder / kind, folder / "progress", msgspec.to_builtins(wanted)
        with told_of(progress, tell):
            failed = workshop.film_sandbox.run(make_proxy, str(path), str(target), kind, str(progress), asked)
        return failed or kept_film(workshop.site, target, kind)


def kept_stills(site: Site, folder: Path, facts: MovieFacts) -> MadeStills:
    """Stills that were put into a folder, in the site's storage."""
    poster, large, thumbnail, filmstrip = (
        _keep(site, folder / name) for name in (POSTER, LARGE, THUMBNAIL, FILMSTRIP)
    )
    told = facts.frame_rate, facts.duration, facts.frame_count, facts.first_frame, facts.missing
    return MadeStills(poster, large, thumbnail, filmstrip, *told)


def kept_film(site: Site, path: Path, kind: str) -> MadeFilm:
    """A film that was written to a file, in the site's storage."""
    return MadeFilm(_keep(site, path), PROXIES[kind].content_type)


def tell_percent(site: Site, order: MovieOrder, films_made: int, films: int, percent: int) -> None:
    """Tell how much of all films is made, of which this percentage is that of the present one."""
    of_all = (100 * films_made + percent) // films
    _record(site, lambda writes: show_progress(writes, order, of_all))


def _refuse(writes: Writing, order: MovieOrder, reason: str) -> None:
    refuse_movie(writes, order, reason)
    if order.attachment is not None:
        # What is no movie may still be a picture, such as one that is too small.
        ask_for_job(writes, THUMBNAIL_JOB, picture_order(order.attachment, "image", order.blob))


def _keep(site: Site, path: Path) -> str:
    with path.open("rb") as file:
        return site.blobs.write(iter(lambda: file.read(BLOCK_SIZE), b"")).name


def _record(site: Site, do: Callable[[Writing], None]) -> None:
    with writing(site, system_caller(logs_events=False)) as writes:
        do(writes)
