"""Which passwords may be set. It is asked wherever one is set, and never when somebody signs in.

A password is refused for being short or known to everybody, not for lacking signs of some kind: such rules
make people choose `Password1!`.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from slatehouse.accounts.errors import PasswordRefused

__all__ = ["LONGEST", "PasswordPolicy"]

LONGEST = 1000
"""Characters; more would only cost time."""

_MOST_REPEATED = 4
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_DECORATION = string.digits + string.punctuation + " "
_SIGNS_FOR_LETTERS: tuple[dict[int, int], ...] = (
    {},
    str.maketrans("013457@$!|", "oleastasil"),
    str.maketrans("1!|", "ili"),
)


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """Passwords have at least `least` characters, and are not what anybody would try first."""

    least: int

    def check(self, password: str, names: Iterable[str] = ()) -> None:
        """Raises `PasswordRefused`; `names` are what the person is called: login, name, e-mail address."""
        if len(password) < self.least:
            raise PasswordRefused(f"it is too short; at least {self.least} characters are needed")
        if len(password) > LONGEST:
            raise PasswordRefused(f"it is too long; at most {LONGEST} characters are taken")
        if any("\ud800" <= character <= "\udfff" or character == "\0" for character in password):
            raise PasswordRefused("it holds characters that cannot be typed")
        plain = _plain(password)
        if _is_repeated(plain) or any(plain in row or plain[::-1] in row for row in _ROWS):
            raise PasswordRefused("it is a row of keys, or a few characters over and over")
        candidates = {word for word in _words(plain) if word}
        if not candidates.isdisjoint(_common()):
            raise PasswordRefused("it is one of the commonest passwords, or close to one")
        if not candidates.isdisjoint(_spellings(names)):
            raise PasswordRefused("it is the person's own name or login, or close to it")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(plain: str) -> Iterator[str]:
    """What is left of a password when its decoration is taken off: `password` of `p@ssw0rd2026!`."""
    half = plain[: len(plain) // 2]
    for text in (plain, half) if half * 2 == plain else (plain,):
        for word in (text, text.strip(_DECORATION)):
            yield word
            yield from (_letters(word.translate(table)) for table in _SIGNS_FOR_LETTERS)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _is_repeated(plain: str) -> bool:
    return any(
        plain == (plain[:length] * len(plain))[: len(plain)]
        for length in range(1, min(_MOST_REPEATED, len(plain) - 1) + 1)
    )


def _spellings(names: Iterable[str]) -> set[str]:
    """The names as they could be a password: whole, in parts, and with the parts exchanged."""
    found: set[str] = set()
    for name in names:
        plain = _plain(name)
        before = plain.partition("@")[0]
        parts = before.replace(".", " ").replace("_", " ").replace("-", " ").split()
        found |= {plain, _letters(plain), before, _letters(before), *parts, "".join(reversed(parts))}
    found.discard("")
    return found


@cache
def _common() -> frozenset[str]:
    text = files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
