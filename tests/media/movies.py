"""Makes small movies for tests: the colours of the quarters after a black beginning."""

from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream
from PIL import Image
from tests.media.pictures import quarters

__all__ = ["movie"]


def movie(
    path: Path,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    size: tuple[int, int] = (64, 32),
    frames: int = 12,
    aspect: Fraction | None = None,
    still: Image.Image | None = None,
    keys: int = 3,
) -> Path:
    """A movie whose first quarter is black, of the kind that the path's ending says; or one of a still.

    One of so many frames is a key.
    """
    width, height = size = size if still is None else still.size
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=24)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.options = {"g": str(keys)}
        if aspect:
            stream.sample_aspect_ratio = aspect
        for number in range(frames):
            black_first = Image.new("RGB", size) if number < frames // 4 else quarters(width, height)
            picture = black_first if still is None else still
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            if codec == "mjpeg":
                frame = frame.reformat(format=pixels, dst_color_range=2)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
