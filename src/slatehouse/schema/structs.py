"""Structs, looked into by one thread before many use them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec

__all__ = ["look_into_structs"]


def look_into_structs() -> None:
    """Let msgspec (0.22) find out now what the fields of every struct that is loaded may hold.

    It does that when a struct is first read, and keeps what it has found so far where another thread that
    reads one at that moment takes it for the whole, and the process dies. So each process that reads in
    several threads calls this before it starts them, and after it has imported what they need.
    """
    for struct in _below(msgspec.Struct):
        # What cannot be read at all nobody reads.
        with suppress(TypeError, NameError):
            msgspec.json.Decoder(struct)


def _below(parent: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for each in parent.__subclasses__():
        yield each
        yield from _below(each)
