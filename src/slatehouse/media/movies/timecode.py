"""Timecode: the frame that it names, counted from midnight, and the other way round."""

import re
from fractions import Fraction

__all__ = ["exact_rate", "frame_of_timecode", "timecode_of_frame"]

_SPELLED = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d)", re.ASCII)
_MINUTES_OF_HOUR = 60
_SECONDS_OF_MINUTE = 60
_HOURS_OF_DAY = 24
_CLOSE_RATE = 0.005


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


def exact_rate(rate: float) -> Fraction:
    """The frames a second that people mean: 23.976 stands for 24000/1001.

    >>> exact_rate(29.97)
    Fraction(30000, 1001)
    """
    slowed = Fraction(round(rate * 1.001) * 1000, 1001)
    is_meant = rate != round(rate) and abs(slowed - rate) < _CLOSE_RATE
    return slowed if is_meant else Fraction(rate).limit_denominator(1000)


def timecode_of_frame(number: int, rate: Fraction) -> str | None:
    """What names the frame, without leaving numbers out; None where that is no time of a day."""
    nominal = round(rate)
    seconds, frames = divmod(number, nominal)
    minutes, seconds = divmod(seconds, _SECONDS_OF_MINUTE)
    hours, minutes = divmod(minutes, _MINUTES_OF_HOUR)
    if not 0 <= hours < _HOURS_OF_DAY:
        return None
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"
