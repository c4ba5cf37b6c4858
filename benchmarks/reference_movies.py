"""The film of a movie by the `ffmpeg` program, with the settings that ours are made with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("ffmpeg")
_COLOURS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
_PICTURES = (
    *("-vf", "scale=1920:1080:flags=bicubic:out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1"),
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-g", "12", *_COLOURS),
)
_SOUND = ("-c:a", "aac", "-ar", "48000", "-ac", "2")


def transcode(source: Path, target: Path) -> None:
    """Write the film; how many threads there are is left to it, as it is with ours."""
    asked = ("-v", "error", "-nostdin", "-y", "-i", source, *_PICTURES, *_SOUND, "-movflags", "+faststart")
    subprocess.run([PROGRAM or "ffmpeg", *asked, target], check=True)
