"""Checks the parameters of a call in one pass, so that a client hears of all that is wrong at once
(contract rest/00 §4.4).

What nobody reads is passed over in silence, as the real service does; a strict caller is told of it, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from slatehouse.api.rest.refusals import InvalidParameters

__all__ = ["Findings", "whole_number"]

_WHOLE = re.compile(r"[+-]?[0-9]{1,100}", re.ASCII)
_TRUE = frozenset({"1", "on", "t", "true", "y", "yes"})


class Findings:
    """Collects what is wrong with the parameters; `raise_if_any` at the end tells of all of it."""

    __slots__ = ("_found", "_is_strict")

    def __init__(self, *, is_strict: bool = False) -> None:
        self._found: dict[str, Any] = {}
        self._is_strict = is_strict

    def add(self, message: str, *path: str) -> None:
        """Note a message about the parameter at the path; the message begins with the parameter's name.

        Of a parameter that is wrong as a whole, what is wrong within it is not told.
        """
        *outer, name = path
        place = self._found
        for each in outer:
            inner = place.setdefault(each, {})
            if isinstance(inner, list):
                return
            place = inner
        if not isinstance(place.get(name), list):
            place[name] = []
        place[name].append(f"{name} {message}")

    def silence(self, message: str, *path: str) -> None:
        """Note what a strict caller is to hear of, and nobody else."""
        if self._is_strict:
            self.add(message, *path)

    def only(self, names: Iterable[str], known: Collection[str], *path: str) -> None:
        """A finding for a strict caller on each of the names that is not among the known."""
        for name in names:
            if name not in known:
                self.silence("is not a parameter of this call", *path, name)

    def raise_if_any(self) -> None:
        """Raises `InvalidParameters` unless everything was fine."""
        if self._found:
            raise InvalidParameters(self._found)

    def whole_number(self, sent: object, *path: str) -> int | None:
        """The whole number that was sent, as itself or in digits; None, and a finding, where it is none."""
        number = whole_number(sent)
        if number is None:
            self.add("must be filled" if sent in (None, "") else "must be an integer", *path)
        return number

    def number(self, values: Mapping[str, object], name: str, *path: str) -> int:
        """The whole number that has to be there; 0 and a finding where it is not."""
        if name not in values:
            self.add("is missing", *path, name)
            return 0
        return self.whole_number(values[name], *path, name) or 0

    def number_within(
        self, values: Mapping[str, object], name: str, least: int, most: int, *path: str
    ) -> int:
        """The whole number that has to be there, from `least` to `most`; `least`, and a finding, where it is
        not."""
        if name not in values:
            self.add("is missing", *path, name)
            return least
        number = self.whole_number(values[name], *path, name)
        if number is None:
            return least
        if number < least:
            self.add(f"must be greater than {least - 1}", *path, name)
        elif number > most:
            self.add(f"must be less than or equal to {most}", *path, name)
        return number

    def text(self, values: Mapping[str, object], name: str, *path: str) -> str:
        """The text that has to be there and hold something; "" and a finding where it does not."""
        sent = values.get(name)
        if isinstance(sent, str) and sent:
            return sent
        if name not in values:
            self.add("is missing", *path, name)
        else:
            self.add("must be filled" if sent in (None, "") else "must be a string", *path, name)
        return ""

    def boolean(self, values: Mapping[str, object], name: str, *path: str) -> bool:
        """The true or false that has to be there; False, and a finding, where it is not."""
        sent = values.get(name)
        if not isinstance(sent, bool):
            self.add("must be boolean" if name in values else "is missing", *path, name)
        return sent is True

    def hash(self, values: Mapping[str, object], name: str, *path: str) -> Mapping[str, Any]:
        """The hash that has to be there; an empty one, and a finding, where it is not."""
        sent = values.get(name)
        if isinstance(sent, Mapping):
            return sent
        self.add("must be a hash" if name in values else "is missing", *path, name)
        return {}

    def hashes(self, values: Mapping[str, object], name: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The hashes of the list that has to be there, each with its place in it as findings print it."""
        sent = values.get(name)
        if not isinstance(sent, list):
            self.add("must be an array" if name in values else "is missing", name)
            return []
        placed = [(str(place), each) for place, each in enumerate(sent)]
        for place, each in placed:
            if not isinstance(each, Mapping):
                self.add("must be a hash", name, place)
        return [(place, each) for place, each in placed if isinstance(each, Mapping)]

    def one_of(self, sent: object, choice: Collection[str], *path: str) -> None:
        """A finding unless the value is one of the choice."""
        if sent not in choice:
            self.add(f"must be one of: {', '.join(choice)}", *path)

    def chosen(self, values: Mapping[str, object], name: str, choice: Collection[str], *path: str) -> str:
        """The value that has to be there and be one of the choice; "" and a finding where it is not."""
        sent = values.get(name)
        if isinstance(sent, str) and sent in choice:
            return sent
        if name in values:
            self.one_of(sent, choice, *path, name)
        else:
            self.add("is missing", *path, name)
        return ""

    def truth(self, values: Mapping[str, str], name: str) -> None:
        """A finding unless the parameter is there and says yes."""
        if name not in values:
            self.add("is missing", name)
        elif values[name].lower() not in _TRUE:
            self.add("must be true", name)


def whole_number(sent: object) -> int | None:
    """The whole number that a parameter spells; None where it spells none."""
    if isinstance(sent, str) and _WHOLE.fullmatch(sent):
        return int(sent)
    return sent if isinstance(sent, int) and not isinstance(sent, bool) else None
