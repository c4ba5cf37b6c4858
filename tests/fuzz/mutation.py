"""Mutations that keep a JSON text a JSON text, so that what is behind the parser is reached."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.fuzz.targets import words

__all__ = ["mutated_json"]

_WORDS = words()
_DEEPEST = 40


def mutated_json(data: bytes, seed: int) -> bytes | None:
    """The text with a few of its parts changed, moved or doubled; None where it is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    random = Random(seed)
    for _ in range(random.choice((1, 1, 2, 4))):
        value = _changed(value, random, 0)
    try:
        return json.dumps(value).encode(errors="surrogatepass")
    except (ValueError, RecursionError):
        return None


def _changed(value: Any, random: Random, depth: int) -> Any:
    """One place somewhere in the value changed."""
    if depth < _DEEPEST and value and isinstance(value, dict | list) and random.random() < 0.85:
        return (
            _changed_object(value, random, depth)
            if isinstance(value, dict)
            else _changed_list(value, random, depth)
        )
    return random.choice((_word, _wrapped, _word))(value, random)


def _changed_object(value: dict[str, Any], random: Random, depth: int) -> dict[str, Any]:
    name = random.choice(list(value))
    match random.randrange(8):
        case 0:
            return {key: each for key, each in value.items() if key != name}
        case 1:
            return {**value, str(random.choice(_WORDS)): random.choice(_WORDS)}
        case 2:
            return {(str(random.choice(_WORDS)) if key == name else key): each for key, each in value.items()}
    return {**value, name: _changed(value[name], random, depth + 1)}


def _changed_list(value: list[Any], random: Random, depth: int) -> list[Any]:
    place = random.randrange(len(value))
    match random.randrange(8):
        case 0:
            return value[:place] + value[place + 1 :]
        case 1:
            return [*value, *value[place : place + 3]]
        case 2:
            return [*value[:place], random.choice(_WORDS), *value[place:]]
    return [*value[:place], _changed(value[place], random, depth + 1), *value[place + 1 :]]


def _word(value: Any, random: Random) -> Any:
    return random.choice(_WORDS)


def _wrapped(value: Any, random: Random) -> Any:
    return random.choice(([value], {"conditions": [value]}, [value, value]))
