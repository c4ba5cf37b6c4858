"""The demo's script: the studio and its productions as the TOML files in `productions/` tell them.

A file with a misspelt key does not load. That all the names in it exist is seen when they are entered.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import msgspec

from slatehouse.demo.drawing.ink import Mark
from slatehouse.demo.drawing.scene import Palette, Setting

Kind = Literal["film", "template", "archive"]
Look = Literal["clay", "rig", "colour", "blocking", "animation", "fx", "lighting", "composite"]
Told = TypeVar("Told")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a production's file."""


class Department(Entry, frozen=True):
    code: str
    tint: str


class Group(Entry, frozen=True):
    code: str


class Person(Entry, frozen=True):
    login: str
    first_name: str
    last_name: str
    department: str
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Step(Entry, frozen=True):
    """A pipeline step, and how the demo plans it."""

    code: str
    short_name: str
    entity_type: Literal["Shot", "Asset"]
    color: str
    days: int
    look: Look
    passes: tuple[str, ...]
    publishes: str


class PublishedFileType(Entry, frozen=True):
    code: str
    extension: str


class Studio(Entry, frozen=True):
    name: str
    domain: str
    day_minutes: int
    departments: tuple[Department, ...]
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    published_file_types: tuple[PublishedFileType, ...]

    def person(self, login: str) -> Person:
        return next(person for person in self.people if person.login == login)

    def department(self, code: str) -> Department:
        return next(department for department in self.departments if department.code == code)


class Shot(Entry, frozen=True):
    code: str
    title: str
    description: str
    frames: int
    effort: int = 1
    status: Literal["omt", "hld"] | None = None
    cast: tuple[str, ...] = ()
    has_fx: bool = msgspec.field(default=False, name="fx")
    setting: Setting | None = None


class Sequence(Entry, frozen=True):
    code: str
    description: str
    shots: tuple[Shot, ...]
    palette: Palette | None = None


class Asset(Entry, frozen=True):
    """Drawn as a `shape` on the turntable, or as the setting of a shot, its `plate`."""

    code: str
    type: str
    description: str
    steps: tuple[str, ...]
    effort: int = 1
    shape: str | None = None
    plate: str | None = None


class Reply(Entry, frozen=True):
    by: str
    text: str


class Note(Entry, frozen=True):
    """A note on a version, written in the dailies of its day; or on anything else, on a day of its own."""

    on: str
    by: str
    to: tuple[str, ...]
    subject: str
    text: str
    also: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    day: date | None = None
    status: Literal["opn", "ip", "clsd"] = "opn"
    kind: Literal["Internal", "Client"] = "Internal"
    marks: tuple[Mark, ...] = ()
    replies: tuple[Reply, ...] = ()


class Playlist(Entry, frozen=True):
    code: str
    description: str
    day: date
    versions: tuple[str, ...]


class Poster(Entry, frozen=True):
    shot: str
    line: str


class Production(Entry, frozen=True):
    code: str
    name: str
    description: str
    kind: Kind
    status: str
    color: str
    starts: date
    review_day: date
    producer: str
    shots_start: date | None = None
    poster: Poster | None = None
    crew: dict[str, tuple[str, ...]] = {}
    assets: tuple[Asset, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    playlists: tuple[Playlist, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def shots(self) -> tuple[Shot, ...]:
        return tuple(shot for sequence in self.sequences for shot in sequence.shots)

    def sequence_of(self, shot: str) -> Sequence:
        return next(sequence for sequence in self.sequences if shot in (each.code for each in sequence.shots))


class Chapter(Entry, frozen=True):
    """A part of a production that fills a file of its own, with the notes on it."""

    assets: tuple[Asset, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    notes: tuple[Note, ...] = ()


@cache
def studio() -> Studio:
    return _told("studio.toml", Studio)


@cache
def productions() -> tuple[Production, ...]:
    """The template first, the archived film next, and the one in production last."""
    return _told("template.toml", Production), _told("kite.toml", Production), _lamp()


def _lamp() -> Production:
    chapters = [_told(f"lamp/{name}.toml", Chapter) for name in ("assets", "hrb", "fox", "ice", "lmp")]
    return msgspec.structs.replace(
        _told("lamp/film.toml", Production),
        assets=tuple(asset for chapter in chapters for asset in chapter.assets),
        sequences=tuple(sequence for chapter in chapters for sequence in chapter.sequences),
        notes=tuple(note for chapter in chapters for note in chapter.notes),
    )


def _told(name: str, kind: type[Told]) -> Told:
    text = files("slatehouse.demo").joinpath("productions", name).read_bytes()
    return msgspec.toml.decode(text, type=kind)
