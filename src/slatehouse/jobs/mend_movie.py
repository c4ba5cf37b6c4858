"""The job that makes again what is lost of what was made of a movie, and lets rows name it."""

from __future__ import annotations

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.deriving import Refused, record
from slatehouse.jobs.movie import made_film, made_stills
from slatehouse.jobs.workshop import Workshop
from slatehouse.site.checking.movies import STILLS, MovieLoss, replace_contents
from slatehouse.site.movies import MadeFilm, MadeStills
from slatehouse.site.writing import writing

__all__ = ["work"]


def work(workshop: Workshop, payload: str) -> None:
    """Make it; where the bytes are others than the lost ones, rows get those. A row that names something
    else by now keeps it."""
    loss = msgspec.json.decode(payload, type=MovieLoss)
    stills = made_stills(workshop, loss.order) if loss.lost.keys() & set(STILLS) else None
    kinds = [what for what in loss.lost if what not in STILLS]
    films = {kind: made_film(workshop, loss.order, kind, lambda percent: None) for kind in kinds}
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        kept_stills = record(writes, stills) if stills else None
        made = _names_of_stills(kept_stills) if kept_stills else {}
        for kind, film in films.items():
            kept_film = record(writes, film)
            if isinstance(kept_film, MadeFilm):
                made[kind] = kept_film.blob
        new_names = {loss.lost[what]: name for what, name in made.items() if what in loss.lost}
        replace_contents(writes, loss.places, new_names)


def _names_of_stills(made: MadeStills | Refused) -> dict[str, str]:
    return {what: getattr(made, what) for what in STILLS} if isinstance(made, MadeStills) else {}
