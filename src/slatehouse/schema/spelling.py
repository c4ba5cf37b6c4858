"""How entity types are spelled in paths: loosely read, canonically written (rest/00 §2, entity-types A.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIBILANT = ("s", "x", "ch", "sh")


def snake_case(name: str) -> str:
    """`PublishedFile` as `published_file`; a doubled underscore collapses."""
    return re.sub("_+", "_", _INNER_CAPITAL.sub("_", name).lower())


def slug_of(name: str) -> str:
    """The canonical plural of a type in links: `published_files`, `replies`, `statuses`."""
    return plural(snake_case(name))


def plural(word: str) -> str:
    """The plural as people write it: `Shots`, `Replies`, `Statuses`."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return mechanical_plural(word)


def mechanical_plural(word: str) -> str:
    """The plural that only appends `s` or `es`, which clients build without knowing English."""
    return word + ("es" if word.endswith(_SIBILANT) else "s")


def spellings(name: str) -> set[str]:
    """Every path segment, folded by `fold`, that addresses this type."""
    word = snake_case(name)
    return {word, slug_of(name), mechanical_plural(word)}


def fold(segment: str) -> str:
    """A path segment reduced to what tells types apart: word boundaries count, capitals do not."""
    if "__" in segment:
        return segment
    return snake_case(segment)


def directory(names: Iterable[str]) -> Mapping[str, str]:
    """Every accepted folded spelling to the name of the type it addresses."""
    return {spelling: name for name in names for spelling in spellings(name)}
