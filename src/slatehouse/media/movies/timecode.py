"""Timecode: the number of the frame that it names, counted from midnight."""

import re
from fractions import Fraction

__all__ = ["frame_of_timecode"]

_SPELLED = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d)", re.ASCII)
_MINUTES_OF_HOUR = 60
_SECONDS_OF_MINUTE = 60


def frame_of_timecode(timecode: str, rate: Fraction) -> int | None:
    """The number of the frame, at so many frames a second; None where the text is no such timecode.

    A semicolon before the frames says that the first numbers of most minutes are left out, so that timecode
    of 30 keeps pace with 29.97 frames a second.
    """
    found = _SPELLED.fullmatch(timecode.strip())
    nominal = round(rate)
    if found is None or not nominal or int(found[5]) >= nominal:
        return None
    hours, minutes, seconds, frames = (int(found[group]) for group in (1, 2, 3, 5))
    all_minutes = hours * _MINUTES_OF_HOUR + minutes
    number = (all_minutes * _SECONDS_OF_MINUTE + seconds) * nominal + frames
    if found[4] == ":":
        return number
    left_out_at_once = 2 * round(nominal / 30)
    return number - left_out_at_once * (all_minutes - all_minutes // 10)
