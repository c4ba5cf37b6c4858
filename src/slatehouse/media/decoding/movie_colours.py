"""What the pixels of a movie are in, where that is not what screens show: light, or a logarithm of it."""

from typing import NamedTuple

from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorTrc
from av.video.stream import VideoStream

from slatehouse.media.decoding.colour_spaces import LIGHTS, LINEAR, Space
from slatehouse.media.decoding.wanted import Colours

__all__ = ["Look", "look_of", "without_tags"]

_LIGHT_OF: dict[int, str] = {
    ColorPrimaries.BT2020: "Linear Rec.2020",
    ColorPrimaries.SMPTE432: "Linear P3-D65",
}
# Powers of ten between black and white (ITU-T H.273, table 3).
_DECADES: dict[int, float] = {ColorTrc.LOG: 2.0, ColorTrc.LOG_SQRT: 2.5}
_LOG = "log"


def without_tags(frame: VideoFrame) -> VideoFrame:
    """The frame, saying nothing of its colours any more: FFmpeg refuses transfers that it cannot undo."""
    frame.color_trc = ColorTrc.UNSPECIFIED
    frame.color_primaries = ColorPrimaries.UNSPECIFIED
    return frame


class Look(NamedTuple):
    """The colour space of a movie, and how it is brought to a screen."""

    space: Space
    colours: Colours

    @property
    def is_logarithm(self) -> bool:
        """Whether equal steps of the pixels are seen as about equal steps."""
        return self.space.name not in LIGHTS or self.space.decades is not None


def look_of(stream: VideoStream, frame: VideoFrame, colours: Colours) -> Look | None:
    """How a movie is to be seen; None where its pixels are made for a screen.

    What the movie says of its transfer counts, or else what the configuration says of its codec. A movie that
    is tagged as a logarithm is in the space that the configuration has for `log`, if any: cameras have curves
    of their own, and no tags for them.
    """
    transfer = frame.color_trc
    light = _LIGHT_OF.get(frame.color_primaries, LINEAR)
    if transfer == ColorTrc.LINEAR:
        return Look(Space(light), colours)
    if transfer in _DECADES:
        named = colours.spaces.get(_LOG)
        return Look(Space(named) if named else Space(light, decades=_DECADES[transfer]), colours)
    codec = stream.codec_context.codec.canonical_name
    named = colours.spaces.get(codec) if transfer == ColorTrc.UNSPECIFIED else None
    return Look(Space(named), colours) if named else None
