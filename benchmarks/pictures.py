"""Thumbnails as a worker makes them, in its child process, beside the bare libraries in this one.

The child is warm, as for fifty files; then once more with one that has to start, beside a Python that has to.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray
from PIL import Image

from benchmarks.figures import Figure
from benchmarks.reference_pictures import by_openimageio, by_pillow
from benchmarks.timing import beside
from slatehouse.config.settings import MediaSettings
from slatehouse.jobs.decoding import wanted_by
from slatehouse.media.isolation import Failed, Sandbox
from slatehouse.media.thumbnails import thumbnail_of_file

_AIM = "1.3x"
_WANTED = msgspec.to_builtins(wanted_by(MediaSettings()))
_CLOSE = 4.0
"""By how many of 255 steps the two may differ on the average: one shrinks in one step, the other in two."""


def measure(folder: str) -> list[Figure]:
    """Times of both kinds of pictures, by a child that is there and by one that is not."""
    jpeg, exr = str(Path(folder, "2k.jpg")), str(Path(folder, "4k.exr"))
    _write_jpeg(jpeg)
    _write_exr(exr)
    works = (("a 2K JPEG", jpeg, by_pillow), ("a 4K half-float EXR", exr, by_openimageio))
    with Sandbox(reuse=sys.maxsize) as warm:
        for _, path, reference in works:
            _raise_unless_alike(_drawn(warm, path), reference(path))
        figures = [
            beside(f"thumbnail of {what}", partial(_drawn, warm, path), partial(reference, path), _AIM)
            for what, path, reference in works
        ]
    cold = [
        beside(f"{what}, and the process starts", partial(_drawn_cold, path), partial(_by_hand_cold, path))
        for what, path, _ in works
    ]
    return [*figures, *cold]


def _drawn(sandbox: Sandbox, path: str) -> bytes:
    made = sandbox.run(thumbnail_of_file, path, _WANTED)
    if isinstance(made, Failed):
        raise RuntimeError(made.reason)
    return made.jpeg


def _drawn_cold(path: str) -> None:
    with Sandbox() as sandbox:
        _drawn(sandbox, path)


def _by_hand_cold(path: str) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.reference_pictures", path], check=True)


def _raise_unless_alike(ours: bytes, theirs: bytes) -> None:
    mine, others = (np.asarray(Image.open(BytesIO(each)), dtype=np.float32) for each in (ours, theirs))
    if mine.shape != others.shape or (apart := np.abs(mine - others).mean()) > _CLOSE:
        raise RuntimeError(f"the reference makes another picture: {mine.shape}, {others.shape}, {apart}")


def _write_jpeg(path: str) -> None:
    Image.fromarray((_photograph(2048, 1080) * 255).astype(np.uint8)).save(path, quality=92)


def _write_exr(path: str) -> None:
    light = _photograph(4096, 2160) ** 2.2 * 4
    spec = oiio.ImageSpec(4096, 2160, 4, oiio.HALF)
    spec.attribute("compression", "zip")
    file = oiio.ImageOutput.create(path)
    if file is None or not file.open(path, spec):
        raise RuntimeError(oiio.geterror())
    file.write_image(np.concatenate((light, np.ones_like(light[..., :1])), axis=2))
    file.close()


def _photograph(width: int, height: int) -> NDArray[np.float32]:
    """Soft shapes with the grain of film, from 0 to 1: what compresses about as well as photographs do."""
    chance = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = np.stack((np.sin(x / 97 + np.cos(y / 61)), np.sin(x / 71 + y / 113), np.cos(y / 83 - x / 151)), 2)
    grain = chance.normal(0, 0.02, (height, width, 3)).astype(np.float32)
    return np.clip(waves * 0.4 + 0.5 + grain, 0, 1)
