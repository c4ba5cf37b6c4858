"""The files of the web application as they were built, each with its compressed forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from slatehouse.media.content_types import content_type_of

__all__ = ["FOR_GOOD", "INDEX", "BuiltFile", "BuiltFiles", "encodings_wanted"]

INDEX = "index.html"
FOR_GOOD = "assets"
"""The folder of files whose names tell what is in them, so that browsers keep them for good."""

_COMPRESSED = {"br": ".br", "gzip": ".gz"}
"""Suffixes of the forms that are built, the smallest first, by their content coding."""

_WEIGHED = re.compile(
    r"[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:;[ \t]*[qQ]=([01](?:\.[0-9]{0,3})?))?[ \t]*"
)


@dataclass(frozen=True)
class BuiltFile:
    """A file of the build. `forms` holds its bytes by content coding; "" is the file as it is."""

    name: str
    content_type: str
    forms: Mapping[str, bytes]

    @property
    def plain(self) -> bytes:
        return self.forms[""]

    @cached_property
    def etags(self) -> Mapping[str, str]:
        """Strong tags of the forms: each is other bytes."""
        digest = sha256(self.plain).hexdigest()[:32]
        return {coding: f'"{digest}{coding and "-"}{coding}"' for coding in self.forms}

    def form_for(self, wanted: Iterable[str]) -> str:
        """The coding in which it goes to somebody who takes these; "" where none of them is there."""
        taken = set(wanted)
        return next((coding for coding in self.forms if coding and coding in taken), "")


class BuiltFiles:
    """The build in a folder. It is read when it is first asked for, and stays as it was then: names of files
    of a newer build stand in the newer index alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: Mapping[str, BuiltFile] = {}

    def get(self, name: str) -> BuiltFile | None:
        """The file of that name in the build, `assets/a.js`; None where there is none, or no build."""
        if not self._files:
            self._files = {each.name: each for each in _read(self._folder)}
        return self._files.get(name)


def encodings_wanted(header: str | None) -> frozenset[str]:
    """The content codings that an `Accept-Encoding` header takes.

    >>> sorted(encodings_wanted("gzip, br;q=0.8, zstd;q=0"))
    ['br', 'gzip']
    """
    found = (_WEIGHED.fullmatch(each) for each in (header or "").split(","))
    return frozenset(each[1].lower() for each in found if each and float(each[2] or 1) > 0)


def _read(folder: Path) -> Iterator[BuiltFile]:
    """What browsers may ask for: files at the top and of the folder of those that stay; nothing hidden."""
    for place in (folder, folder / FOR_GOOD):
        for path in sorted(place.glob("[!.]*.*")):
            if path.suffix in _COMPRESSED.values() or not path.is_file():
                continue
            forms = {
                coding: beside.read_bytes()
                for coding, suffix in _COMPRESSED.items()
                if (beside := path.with_name(path.name + suffix)).is_file()
            }
            name = path.relative_to(folder).as_posix()
            yield BuiltFile(name, _type_of(name), {**forms, "": path.read_bytes()})


def _type_of(name: str) -> str:
    found = content_type_of(name) or "application/octet-stream"
    is_text = found.startswith("text/") or found in ("application/json", "image/svg+xml")
    return f"{found}; charset=utf-8" if is_text else found
