"""What a new field is called: derived from its display name, unlike every other, never to be used again."""

from __future__ import annotations

import string
from collections.abc import Callable
from itertools import count

from slatehouse.site.fields.refusals import NameInTrash

__all__ = ["derived_name", "free_name"]

_KEPT = frozenset(string.ascii_lowercase + string.digits)
_LONGEST = 50
"""With a number and the suffix of a column it still is a name that PostgreSQL does not cut."""


def derived_name(display_name: str) -> str:
    """`sg_my_with__parens_` of `My With (Parens)`; what is cut off a long name shows in no name.

    >>> derived_name("sg_already_prefixed")
    'sg_sg_already_prefixed'
    """
    spelled = (each.lower() for each in display_name)
    return ("sg_" + "".join(each if each in _KEPT else "_" for each in spelled))[:_LONGEST]


def free_name(wanted: str, is_live: Callable[[str], bool], is_burned: Callable[[str], bool]) -> str:
    """The name itself, or the first with a number behind it that no field has or had.

    Raises `NameInTrash` where the name itself belongs to a field in the trash.
    """
    if is_burned(wanted):
        raise NameInTrash(wanted)
    numbered = (f"{wanted}_{number}" for number in count(1))
    candidates = iter([wanted]) if not is_live(wanted) else numbered
    return next(name for name in candidates if not is_live(name) and not is_burned(name))
