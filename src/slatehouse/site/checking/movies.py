"""What is lost of what was made of movies that are whole: it is made again, and takes the place of the lost.

It need not be the same bytes as before: another version may draw otherwise. Then all rows that named the
lost ones name the new ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.checking.finding import Lost
from slatehouse.site.making import beside, is_kept
from slatehouse.site.movies import MovieOrder
from slatehouse.site.retention.files import contents_in

if TYPE_CHECKING:
    from slatehouse.site.site import Site
    from slatehouse.site.writing import Writing

__all__ = ["FILMS", "STILLS", "MovieLoss", "Place", "losses_of_movies", "replace_contents"]

STILLS = ("poster", "large", "thumbnail", "filmstrip")
FILMS = ("mp4", "webm")
_IMAGE, _FILMSTRIP = "image", "filmstrip_image"


class Place(msgspec.Struct, frozen=True):
    """A field of a row."""

    type: str
    id: int
    field: str


class MovieLoss(msgspec.Struct, frozen=True):
    """A movie that is whole, what is `lost` of what was made of it, and the places that name that."""

    order: MovieOrder
    lost: dict[str, str]
    places: list[Place]


def losses_of_movies(site: Site, lost: Sequence[Lost]) -> list[MovieLoss]:
    """What can be made again of movies, whose own content is not among the lost."""
    by_name = {each.blob: each for each in lost}
    rows = dict.fromkeys(use.row for each in lost for use in each.uses)
    found = []
    for row in rows:
        for order, made in _movies_in(site, row):
            gone = {what: name for what, name in made.items() if name in by_name}
            if gone and order.blob not in by_name:
                uses = [use for name in gone.values() for use in by_name[name].uses]
                places = dict.fromkeys(Place(*use.row, use.field) for use in uses)
                found.append(MovieLoss(order, gone, list(places)))
    return found


def replace_contents(writing: Writing, places: Sequence[Place], new_names: Mapping[str, str]) -> None:
    """Let the places that name a content name another one; where something else stands by now, it stays."""
    for place in places:
        stored = writing.rows.values(writing.connection, place.type, place.id, (place.field,))
        text = str(stored.get(place.field) or "")
        changed = text
        for old in contents_in(text) & new_names.keys():
            changed = changed.replace(old, new_names[old])
        if changed != text:
            writing.rows.swap(writing.connection, place.type, place.id, place.field, text, changed)


def _movies_in(site: Site, row: Target) -> Iterator[tuple[MovieOrder, dict[str, str]]]:
    """The movies that a row holds, and the contents that were made of each, by what they are."""
    entity_type = site.schema[row.type]
    for field in entity_type.fields:
        if not is_kept(entity_type, field):
            continue
        values = _values(site, entity_type, row, field)
        movie = values.get(field)
        if isinstance(movie, FileValue) and movie.blob is not None:
            yield MovieOrder(*row, field, movie.blob, movie.name), dict(_made_in(field, values))


def _made_in(field: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    files = {"poster": beside(field, "image"), **{kind: beside(field, kind) for kind in FILMS}}
    for what, name in files.items():
        found = values.get(name)
        if isinstance(found, FileValue) and found.blob is not None:
            yield what, found.blob
    poster, image, strip = (values.get(name) for name in (files["poster"], _IMAGE, _FILMSTRIP))
    if isinstance(strip, Picture):
        yield "filmstrip", strip.original
    # Somebody may have put a picture of their own in the place of the poster.
    if isinstance(poster, FileValue) and isinstance(image, Picture) and image.original == poster.blob:
        sizes = {"thumbnail": image.thumbnail, "large": image.large}
        yield from ((what, small) for what, small in sizes.items() if small is not None)


def _values(site: Site, entity_type: EntityType, row: Target, field: str) -> dict[str, object]:
    wanted = [field, _IMAGE, _FILMSTRIP, *(beside(field, what) for what in ("image", *FILMS))]
    names = [name for name in wanted if name in entity_type.fields]
    with site.database.reading() as connection:
        stored = site.edition.rows.values(connection, row.type, row.id, names)
    return {
        name: entity_type.fields[name].type.read([text]) for name, text in stored.items() if text is not None
    }
