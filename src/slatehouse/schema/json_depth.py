"""How deep lists and objects are nested in JSON that nobody has parsed yet."""

from __future__ import annotations

import re
from itertools import accumulate

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def is_deeper(json: bytes, limit: int) -> bool:
    """Whether anything is nested deeper than the limit."""
    # Counting brackets costs nothing, and answers for nearly every text whether to look closer.
    return json.count(b"[") + json.count(b"{") > limit and _depth(json) > limit


def _depth(json: bytes) -> int:
    brackets = _STRING.sub(b"", json).translate(None, _NOT_BRACKETS)
    return max(accumulate(_STEPS[bracket] for bracket in brackets), default=0)
