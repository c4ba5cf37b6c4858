"""Colour charts as files, written by PyOpenColorIO and OpenImageIO and not by our own code."""

import struct
from pathlib import Path

import numpy as np
import OpenImageIO as oiio
import PyOpenColorIO as ocio
from numpy.typing import NDArray
from PIL import Image

from slatehouse.media.decoding.wanted import Colours

LINEAR = "Linear Rec.709 (sRGB)"
PATCH = 24
ACROSS, DOWN = 6, 4

Pixels = NDArray[np.float32]

_CONFIG = ocio.Config.CreateFromFile(Colours().config)

# Light in Rec. 709: greys from black to white, skins, skies, foliage, and colours of paint.
PATCHES = np.array(
    [
        *((0.0, 0.0, 0.0), (0.02, 0.02, 0.02), (0.09, 0.09, 0.09), (0.18, 0.18, 0.18)),
        *((0.36, 0.36, 0.36), (0.9, 0.9, 0.9), (0.17, 0.09, 0.06), (0.55, 0.31, 0.23)),
        *((0.12, 0.2, 0.33), (0.11, 0.15, 0.05), (0.24, 0.22, 0.43), (0.14, 0.5, 0.4)),
        *((0.7, 0.23, 0.04), (0.08, 0.1, 0.37), (0.52, 0.1, 0.12), (0.1, 0.05, 0.14)),
        *((0.33, 0.5, 0.06), (0.75, 0.36, 0.03), (0.05, 0.06, 0.28), (0.07, 0.29, 0.09)),
        *((0.41, 0.05, 0.06), (0.8, 0.57, 0.02), (0.47, 0.1, 0.29), (0.01, 0.23, 0.36)),
    ],
    dtype=np.float32,
)


def chart() -> Pixels:
    """The patches as an image of light."""
    patches = PATCHES.reshape(DOWN, ACROSS, 3)
    return np.ascontiguousarray(patches.repeat(PATCH, axis=0).repeat(PATCH, axis=1))


def converted(pixels: Pixels, space: str) -> Pixels:
    """Light of Rec. 709 in another space."""
    return _applied(_CONFIG.getProcessor(LINEAR, space), pixels)


def as_shown(pixels: Pixels) -> Image.Image:
    """Light of Rec. 709 as the view shows it."""
    display, _, view = Colours().view.partition("/")
    shown = _applied(_CONFIG.getProcessor(LINEAR, display, view, ocio.TRANSFORM_DIR_FORWARD), pixels)
    return Image.fromarray((shown.clip(0, 1) * 255 + 0.5).astype(np.uint8))


def _applied(processor: ocio.Processor, pixels: Pixels) -> Pixels:
    made = np.ascontiguousarray(pixels, dtype=np.float32).copy()
    processor.getDefaultCPUProcessor().applyRGB(made)
    return made


def write(path: Path, pixels: Pixels, depth: str = "half", **attributes: object) -> Path:
    """The pixels in a file of the kind that its ending says."""
    height, width, channels = pixels.shape
    spec = oiio.ImageSpec(width, height, channels, depth)
    for name, value in attributes.items():
        if name == "chromaticities":
            spec.attribute(name, "float[8]", value)
        elif hasattr(spec, name):
            setattr(spec, name, value)
        else:
            spec.attribute(name.replace("__", ":"), value)
    output = oiio.ImageOutput.create(str(path))
    assert output
    assert output.open(str(path), spec), output.geterror()
    wrote = (
        output.write_tiles(
            spec.x, spec.x + width, spec.y, spec.y + height, 0, 1, np.ascontiguousarray(pixels)
        )
        if spec.tile_width
        else output.write_image(np.ascontiguousarray(pixels))
    )
    assert wrote, output.geterror()
    output.close()
    return path


def write_parts(path: Path, parts: dict[str, tuple[Pixels, tuple[str, ...]]]) -> Path:
    """An EXR of several parts, each with its name, its pixels and its channels' names."""
    specs = []
    for name, (pixels, channels) in parts.items():
        spec = oiio.ImageSpec(pixels.shape[1], pixels.shape[0], len(channels), "half")
        spec.channelnames = channels
        spec.attribute("oiio:subimagename", name)
        specs.append(spec)
    output = oiio.ImageOutput.create(str(path))
    assert output
    assert output.open(str(path), specs), output.geterror()
    for number, (pixels, _) in enumerate(parts.values()):
        if number:
            assert output.open(str(path), specs[number], "AppendSubimage"), output.geterror()
        assert output.write_image(np.ascontiguousarray(pixels)), output.geterror()
    output.close()
    return path


def write_cineon(path: Path, densities: Pixels) -> Path:
    """Ten bits for each of three densities (0 to 1) in a word; the library only reads such files."""
    height, width, _ = densities.shape
    codes = (densities.clip(0, 1) * 1023 + 0.5).astype(">u4")
    words = (codes[..., 0] << 22) | (codes[..., 1] << 12) | (codes[..., 2] << 2)
    start = 2048
    generic = struct.pack(">5I8s", 0x802A5FD7, start, 1024, 1024, 0, b"V4.5")
    generic += struct.pack(">I", start + 4 * words.size) + bytes(100 + 12 + 12 + 36)
    channel = b"".join(
        struct.pack(">4B2I4f", 0, number, 10, 0, width, height, 0.0, 0.0, 1023.0, 2.046)
        for number in (1, 2, 3)
    )
    image = struct.pack(">4B", 0, 3, 0, 0) + channel + bytes(5 * 28)
    image += struct.pack(">2f", float("nan"), float("nan")) * 4 + bytes(28 + 12 - 12)
    header = (generic + image).ljust(680, b"\0")
    layout = struct.pack(">6B2x2I", 0, 5, 0, 0, 0, 0, 0, 0)
    header = header[:680] + layout
    path.write_bytes(header.ljust(start, b"\0") + words.astype(">u4").tobytes())
    return path


def patches_of(picture: Image.Image) -> NDArray[np.float64]:
    """The colours in the middle of each patch, as lightness and opponents (CIE Lab, D65)."""
    small = np.asarray(picture.resize((ACROSS * 3, DOWN * 3), Image.Resampling.BOX).convert("RGB"))
    return lab_of(small[1::3, 1::3].reshape(-1, 3) / 255.0)


def lab_of(screen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colours of an sRGB screen, 0 to 1, as lightness and opponents (CIE Lab, D65)."""
    light = np.where(screen <= 0.04045, screen / 12.92, ((screen + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    part = light @ to_xyz.T / to_xyz.sum(axis=1)
    root = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1)


def largest_difference(one: Image.Image, other: Image.Image) -> float:
    """The largest distance of two patches in Lab (delta E of 1976)."""
    return float(np.linalg.norm(patches_of(one) - patches_of(other), axis=1).max())
