"""What the nursery is asked, and what it answers."""

from __future__ import annotations

import msgspec

__all__ = ["Ask", "Told"]


class Ask(msgspec.Struct, frozen=True, omit_defaults=True):
    """Serve the site in `folder` with this environment, in this working folder; or, with `is_end`, no longer.

    What the site's processes say goes to the file `said`.
    """

    folder: str
    is_end: bool = False
    said: str = ""
    working_folder: str = ""
    environment: tuple[tuple[bytes, bytes], ...] = ()


class Told(msgspec.Struct, frozen=True):
    """Where the site is served; nowhere when it has ended or could not start."""

    url: str = ""
