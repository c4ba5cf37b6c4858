"""What a supervisor draws on a frame: circles, arrows, boxes and a few words, by an unsteady hand."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random
from typing import Literal

import msgspec
from PIL import Image, ImageDraw

from slatehouse.demo.drawing.artwork import SHAPES
from slatehouse.demo.drawing.canvas import Colour, Point
from slatehouse.demo.drawing.scene import Placement, Setting
from slatehouse.demo.drawing.slate import font

PENS: dict[str, Colour] = {"red": (240, 58, 44), "yellow": (255, 208, 40), "cyan": (64, 214, 232)}
WIDTH = 6
Box = tuple[float, float, float, float]
Stroke = Literal["circle", "arrow", "box", "cross", "wave"]


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stroke: about a thing of the setting (`on`), or about a place (`at` and `size`, in shares)."""

    draw: Stroke
    on: str = ""
    at: tuple[float, float] | None = None
    size: tuple[float, float] = (0.12, 0.16)
    pen: Literal["red", "yellow", "cyan"] = "red"
    say: str = ""


def annotate(picture: Image.Image, setting: Setting, marks: tuple[Mark, ...], chance: Random) -> Image.Image:
    """A copy of the picture with the marks on it."""
    marked = picture.copy()
    for mark in marks:
        box = _box(mark, setting, picture.size)
        strokes = [_shaken(stroke, chance) for stroke in _strokes(mark, box, picture.size, chance)]
        _ink(marked, strokes, PENS[mark.pen])
        if mark.say:
            _say(marked, mark, box)
    return marked


def _box(mark: Mark, setting: Setting, size: tuple[int, int]) -> Box:
    width, height = size
    if mark.at is None:
        for placement in setting.things:
            if placement.kind == mark.on:
                return _inside(_extent(placement, size), size)
        places = {"light": setting.light, "horizon": (0.5, setting.horizon)}
        x, y = places[mark.on]
    else:
        x, y = mark.at
    across, up = mark.size[0] * width / 2, mark.size[1] * height / 2
    return _inside((x * width - across, y * height - up, x * width + across, y * height + up), size)


def _extent(placement: Placement, size: tuple[int, int]) -> Box:
    left, bottom, right, top = SHAPES[placement.kind].bounds()
    if placement.facing == "left":
        left, right = -right, -left
    unit, x, y = placement.height * size[1], placement.at[0] * size[0], placement.at[1] * size[1]
    room = 12
    return (x + left * unit - room, y - top * unit - room, x + right * unit + room, y - bottom * unit + room)


def _inside(box: Box, size: tuple[int, int]) -> Box:
    edge = 14
    return (
        max(edge, box[0]),
        max(edge, box[1]),
        min(size[0] - edge, box[2]),
        min(size[1] - edge, box[3]),
    )


def _strokes(mark: Mark, box: Box, size: tuple[int, int], chance: Random) -> list[list[Point]]:
    left, top, right, bottom = box
    if mark.draw == "circle":
        return [_loop(box, chance)]
    if mark.draw == "box":
        return [
            _walk(
                [
                    (left, top),
                    (right, top + 3),
                    (right - 2, bottom),
                    (left + 3, bottom - 2),
                    (left - 2, top - 4),
                ]
            )
        ]
    if mark.draw == "cross":
        return [_walk([(left, top), (right, bottom)]), _walk([(right, top), (left, bottom)])]
    if mark.draw == "wave":
        return [_scribble(box, chance)]
    return _arrow(box, size)


def _scribble(box: Box, chance: Random) -> list[Point]:
    """A flat wave through the middle, as one underlines an area; no two of its turns are alike."""
    middle, rise = (box[1] + box[3]) / 2, min(13.0, (box[3] - box[1]) / 2)
    x, turn = box[0], 0.0
    wave: list[Point] = []
    while x < box[2]:
        wave.append((x, middle + rise * math.sin(turn)))
        x += chance.uniform(6.5, 9.5)
        turn += chance.uniform(0.75, 1.0)
    return wave


def _loop(box: Box, chance: Random) -> list[Point]:
    """Once round and a little farther, drifting outwards, as a quick circle does."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    half = ((box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
    start, lean = chance.uniform(-2.4, -1.6), chance.uniform(-0.06, 0.06)
    loop: list[Point] = []
    for step in range(68):
        turn = start + step / 58 * math.tau
        stretch = 1.0 + 0.0016 * step
        x, y = math.cos(turn) * half[0] * stretch, math.sin(turn) * half[1] * stretch
        loop.append((middle[0] + x - y * lean, middle[1] + y + x * lean))
    return loop


def _arrow(box: Box, size: tuple[int, int]) -> list[list[Point]]:
    """From the emptier side of the frame to the edge of the box."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    side = -1 if middle[0] > size[0] / 2 else 1
    tip = (box[2] if side > 0 else box[0], middle[1])
    tail = (tip[0] + side * 150, tip[1] - 90 if tip[1] > 130 else tip[1] + 90)
    bend = ((tip[0] + tail[0]) / 2, tail[1] + (tip[1] - tail[1]) * 0.25)
    shaft = [_bent(tail, bend, tip, step / 24) for step in range(25)]
    way = math.atan2(tip[1] - shaft[-5][1], tip[0] - shaft[-5][0])
    barbs = [(tip[0] - 34 * math.cos(way + turn), tip[1] - 34 * math.sin(way + turn)) for turn in (-0.5, 0.5)]
    return [shaft, _walk([barbs[0], tip, barbs[1]])]


def _bent(start: Point, bend: Point, end: Point, t: float) -> Point:
    one, two, three = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return (one * start[0] + two * bend[0] + three * end[0], one * start[1] + two * bend[1] + three * end[1])


def _walk(corners: list[Point]) -> list[Point]:
    """Straight lines in steps short enough to shake."""
    path: list[Point] = []
    for start, end in pairwise(corners):
        steps = max(2, int(math.dist(start, end) / 16))
        path += [
            (start[0] + (end[0] - start[0]) * s / steps, start[1] + (end[1] - start[1]) * s / steps)
            for s in range(steps)
        ]
    return [*path, corners[-1]]


def _shaken(stroke: list[Point], chance: Random) -> list[Point]:
    """A slow tremble rather than noise: each step leans on the one before."""
    x = y = 0.0
    shaken: list[Point] = []
    for point in stroke:
        x, y = 0.8 * x + chance.gauss(0, 0.9), 0.8 * y + chance.gauss(0, 0.9)
        shaken.append((point[0] + x, point[1] + y))
    return shaken


def _ink(picture: Image.Image, strokes: list[list[Point]], pen: Colour) -> None:
    points = [point for stroke in strokes for point in stroke]
    left, top = max(0, int(min(x for x, _ in points)) - 12), max(0, int(min(y for _, y in points)) - 12)
    right = min(picture.width, int(max(x for x, _ in points)) + 12)
    bottom = min(picture.height, int(max(y for _, y in points)) + 12)
    scale = 2
    mask = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
    draw = ImageDraw.Draw(mask)
    for stroke in strokes:
        path = [((x - left) * scale, (y - top) * scale) for x, y in stroke]
        draw.line(path, fill=255, width=WIDTH * scale, joint="curve")
        for x, y in (path[0], path[-1]):
            r = WIDTH * scale / 2
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    smooth = mask.reduce(scale)
    picture.paste((0, 0, 0), (left + 2, top + 2), smooth.point(lambda value: value * 2 // 5))
    picture.paste(pen, (left, top), smooth)


def _say(picture: Image.Image, mark: Mark, box: Box) -> None:
    """A label below the mark, or above it where there is no room below."""
    draw = ImageDraw.Draw(picture)
    half = draw.textlength(mark.say, font=font(28)) / 2 + 12
    level = box[3] + 30 if box[3] + 60 < picture.height else box[1] - 30
    x = min(max((box[0] + box[2]) / 2, half + 6), picture.width - half - 6)
    draw.rounded_rectangle((x - half, level - 21, x + half, level + 21), radius=6, fill=(18, 18, 20))
    draw.text((x, level), mark.say, font=font(28), fill=PENS[mark.pen], anchor="mm")
