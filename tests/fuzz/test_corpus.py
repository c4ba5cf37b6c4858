"""What the fuzzers begin with and have found, and a short run with fixed seeds: every request is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.fuzz.mutation import mutated_json
from tests.fuzz.targets import CORPUS, LONGEST, TARGETS, House

FILES = [path for path in sorted(CORPUS.glob("*/*"))]
RUNS = 250


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("fuzz") / "site")
    yield house
    house.close()


def test_there_is_something_for_every_target() -> None:
    assert {path.parent.name for path in FILES} == set(TARGETS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_corpus_is_answered(house: House, path: Path) -> None:
    TARGETS[path.parent.name](house, path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_the_corpus_are_answered(house: House, name: str) -> None:
    random = Random(name)
    seeds = [path.read_bytes() for path in FILES if path.parent.name == name]
    for _ in range(RUNS):
        TARGETS[name](house, _mutated(random.choice(seeds), random)[:LONGEST])


def _mutated(data: bytes, random: Random) -> bytes:
    """A part of the text changed, or a few bytes."""
    for start in (0, 1):
        changed = mutated_json(data[start:], random.getrandbits(32)) if random.random() < 0.7 else None
        if changed is not None:
            return data[:start] + changed
    spoiled = bytearray(data)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(spoiled) + 1)
        match random.randrange(3):
            case 0:
                spoiled[place:place] = random.randbytes(random.randint(1, 4))
            case 1:
                del spoiled[place : place + random.randint(1, 8)]
            case _:
                spoiled[place : place + 1] = random.randbytes(1)
    return bytes(spoiled)
