"""The jobs that make the stills of a movie, and then the films that browsers play."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import NotDecoded, is_to_blame, wanted_by
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.blobs import BLOCK_SIZE, Blob
from slatehouse.media.isolation import Failed
from slatehouse.media.movies.making import (
    FILMSTRIP,
    POSTER,
    PROXIES,
    THUMBNAIL,
    make_proxy,
    make_stills,
)
from slatehouse.site.movies import MadeStills, MovieOrder, finish_proxy, finish_stills, refuse_movie
from slatehouse.site.site import Site
from slatehouse.site.writing import Writing, writing

__all__ = ["give_up", "make_films", "make_pictures"]


def make_pictures(workshop: Workshop, payload: str) -> None:
    """Make the stills and record them. That a file is no movie is recorded too, and ends the job."""
    order, site = msgspec.json.decode(payload, type=MovieOrder), workshop.site
    wanted = msgspec.to_builtins(wanted_by(site.config.settings.media))
    with TemporaryDirectory(prefix="movie-") as folder, site.blobs.as_file(order.blob) as path:
        facts = workshop.sandbox.run(make_stills, str(path), folder, wanted)
        if isinstance(facts, Failed):
            _refuse(site, order, facts)
            return
        poster, thumbnail, filmstrip = (
            _keep(site, Path(folder, name)) for name in (POSTER, THUMBNAIL, FILMSTRIP)
        )
    made = MadeStills(*(poster, thumbnail, filmstrip), facts.frame_rate, facts.duration, facts.frame_count)
    _record(site, lambda writes: finish_stills(writes, order, made))


def make_films(workshop: Workshop, payload: str) -> None:
    """Make the films of the kinds that the site wants, and record them."""
    order, site = msgspec.json.decode(payload, type=MovieOrder), workshop.site
    wanted = msgspec.to_builtins(wanted_by(site.config.settings.media))
    films: dict[str, tuple[Blob, str]] = {}
    with TemporaryDirectory(prefix="movie-") as folder, site.blobs.as_file(order.blob) as path:
        for kind in site.config.settings.media.proxies:
            target = Path(folder, kind)
            failed = workshop.film_sandbox.run(make_proxy, str(path), str(target), kind, wanted)
            if isinstance(failed, Failed):
                _refuse(site, order, failed)
                return
            films[kind] = _keep(site, target), PROXIES[kind].content_type
    _record(site, lambda writes: finish_proxy(writes, order, films))


def give_up(workshop: Workshop, payload: str, reason: str) -> None:
    """Let nobody wait for what does not come."""
    order = msgspec.json.decode(payload, type=MovieOrder)
    _record(workshop.site, lambda writes: refuse_movie(writes, order))


def _refuse(site: Site, order: MovieOrder, failed: Failed) -> None:
    if not is_to_blame(failed):
        raise NotDecoded(failed.reason)
    _record(site, lambda writes: refuse_movie(writes, order))


def _keep(site: Site, path: Path) -> Blob:
    with path.open("rb") as file:
        return site.blobs.write(iter(lambda: file.read(BLOCK_SIZE), b""))


def _record(site: Site, do: Callable[[Writing], None]) -> None:
    with writing(site, system_caller(logs_events=False)) as writes:
        do(writes)
