"""Develops the pictures of one production from its script. Nothing is drawn before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from random import Random
from zlib import crc32

from PIL import Image

from slatehouse.demo.drawing.cards import draw_contact_sheet, draw_poster, draw_turntable
from slatehouse.demo.drawing.ink import Mark, annotate
from slatehouse.demo.drawing.scene import Setting
from slatehouse.demo.drawing.shot import ShotPictures, draw_shot
from slatehouse.demo.drawing.slate import Slate, burn_in
from slatehouse.demo.film import Asset, Look, Poster, Production, Shot, Studio
from slatehouse.demo.plan import PlannedTask, Submission, frame_range

EXPOSURE_OF_EARLIER_PASS = 0.90
BARE = Setting(horizon=0.5, light=(0.5, 0.5), ground="stone")


def still_frame(subject: Shot | Asset, code: str) -> int:
    """Which frame of a version, or of a shot or an asset itself, its still shows."""
    first, last = frame_range(subject)
    return Random(crc32(code.encode())).randrange(first + 8, last - 8)


class Darkroom:
    """Keeps the shots it drew last and a small print of each, so it is cheap to ask shot by shot."""

    def __init__(self, production: Production, studio: Studio) -> None:
        self.production = production
        self.studio = studio
        self._shots = {shot.code: shot for shot in production.shots}
        self._developed = lru_cache(maxsize=3)(self._develop)
        self._turntable = lru_cache(maxsize=3)(draw_turntable)
        self._prints: dict[str, Image.Image] = {}

    def still(self, task: PlannedTask, made: Submission, marks: Sequence[Mark] = ()) -> Image.Image:
        """A version's frame with its slate; with what a reviewer has drawn on it, if there is any."""
        picture = self._picture(task.subject, task.step.look)
        passes_left = len(task.submissions) - made.number
        if passes_left:
            exposure = EXPOSURE_OF_EARLIER_PASS**passes_left
            picture = picture.point(lambda value: round(value * exposure))
        if marks:
            setting = self._setting(task.subject)
            picture = annotate(picture, setting, tuple(marks), Random(crc32(made.code.encode())))
        artist = self.studio.person(task.artist).name
        return burn_in(picture, self._slate(task.subject, made.code, task.step.code, artist, made.at.date()))

    def concept(self, subject: Shot | Asset, marks: Sequence[Mark] = ()) -> Image.Image:
        """How a shot or an asset is meant to look; for those that nobody has handed in a version of."""
        picture = self._picture(subject, "composite" if isinstance(subject, Shot) else "colour")
        if marks:
            chance = Random(crc32(subject.code.encode()))
            picture = annotate(picture, self._setting(subject), tuple(marks), chance)
        producer = self.studio.person(self.production.producer).name
        return burn_in(
            picture, self._slate(subject, subject.code, "Concept", producer, self.production.starts)
        )

    def poster(self, poster: Poster) -> Image.Image:
        return draw_poster(self._developed(poster.shot).composite, self.production.name, poster.line)

    def contact_sheet(self, shots: Sequence[str]) -> Image.Image:
        return draw_contact_sheet([self._print(code) for code in shots[:4]])

    def _slate(self, subject: Shot | Asset, code: str, department: str, artist: str, day: date) -> Slate:
        first, last = frame_range(subject)
        frame = still_frame(subject, code)
        return Slate(self.production.name, code, department, artist, day, frame, first, last)

    def _picture(self, subject: Shot | Asset, look: Look) -> Image.Image:
        if isinstance(subject, Shot):
            picture: Image.Image = getattr(self._developed(subject.code), look)
            return picture
        if subject.shape is not None:
            return self._turntable(subject.shape, look)
        pictures = self._developed(subject.plate or self.production.shots[0].code)
        return pictures.blocking if look == "clay" else pictures.lighting

    def _setting(self, subject: Shot | Asset) -> Setting:
        return subject.setting or BARE if isinstance(subject, Shot) else BARE

    def _develop(self, code: str) -> ShotPictures:
        setting, palette = self._shots[code].setting, self.production.sequence_of(code).palette
        if setting is None or palette is None:
            raise ValueError(f"the script does not say what {code} looks like")
        pictures = draw_shot(code, setting, palette)
        self._prints[code] = pictures.composite.reduce(2)
        return pictures

    def _print(self, code: str) -> Image.Image:
        """The finished frame in half its size, which is kept of every shot."""
        if code not in self._prints:
            self._develop(code)
        return self._prints[code]
