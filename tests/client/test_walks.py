"""Walks through pages while rows come and go: none that is there all the while is missed, and none comes
twice."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from slatehouse.client.questions import Question
from slatehouse.client.rows import Row
from slatehouse.client.walks import Walk


class World:
    """Rows by their ids, each with a rank, and how a site pages them."""

    def __init__(self, ranks: dict[int, int]) -> None:
        self.ranks = ranks

    def answer(self, body: bytes) -> list[Row]:
        asked: dict[str, Any] = msgspec.json.decode(body)
        ids = list(self.ranks)
        for field, relation, value in asked["filters"]:
            assert field == "id"
            ids = [each for each in ids if (each > value if relation == "greater_than" else each < value)]
        for field in reversed(asked["sort"].split(",")):
            name = field.removeprefix("-")
            ids.sort(key=lambda each: each if name == "id" else self.ranks[each], reverse=field[0] == "-")
        size, number = asked["page"]["size"], asked["page"]["number"]
        return [Row("Shot", each, {}) for each in ids[(number - 1) * size : number * size]]


changes = st.lists(st.lists(st.tuples(st.booleans(), st.integers(1, 60), st.integers(0, 9)), max_size=4))


@settings(deadline=None)
@given(
    ranks=st.dictionaries(st.integers(1, 60), st.integers(0, 9), max_size=30),
    order=st.sampled_from([(), ("id",), ("-id",)]),
    most=st.none() | st.integers(0, 40),
    size=st.integers(1, 7),
    meanwhile=changes,
)
def test_by_ids_rows_may_come_and_go(
    ranks: dict[int, int],
    order: tuple[str, ...],
    most: int | None,
    size: int,
    meanwhile: list[list[tuple[bool, int, int]]],
) -> None:
    world, always, ever = World(dict(ranks)), set(ranks), set(ranks)
    walk, seen = Walk(Question("Shot", order=order, most=most, page_size=size)), []
    while not walk.is_over:
        ask = walk.next_page()
        assert isinstance(ask.body, bytes)
        seen += [row.id for row in walk.taken(world.answer(ask.body))]
        for comes, row_id, rank in meanwhile.pop() if meanwhile else ():
            if comes:
                world.ranks[row_id] = rank
                ever.add(row_id)
            else:
                world.ranks.pop(row_id, None)
                always.discard(row_id)
    assert seen == sorted(set(seen), reverse=order == ("-id",))
    assert set(seen) <= ever
    if most is None:
        assert always <= set(seen)
    else:
        assert len(seen) <= most
        assert len(seen) == most or always <= set(seen)


@settings(deadline=None)
@given(
    ranks=st.dictionaries(st.integers(1, 60), st.integers(0, 9), max_size=30),
    most=st.none() | st.integers(0, 40),
    size=st.integers(1, 7),
    new=st.lists(st.lists(st.integers(61, 99), max_size=3)),
)
def test_in_another_order_rows_may_come(
    ranks: dict[int, int], most: int | None, size: int, new: list[list[int]]
) -> None:
    world = World(dict(ranks))
    walk, seen = Walk(Question("Shot", order=("-rank", "-id"), most=most, page_size=size)), []
    while not walk.is_over:
        ask = walk.next_page()
        assert isinstance(ask.body, bytes)
        seen += [row.id for row in walk.taken(world.answer(ask.body))]
        # Made just now, they come first.
        world.ranks.update(dict.fromkeys(new.pop() if new else (), 10))
    assert len(seen) == len(set(seen))
    assert len(seen) <= most if most is not None else set(ranks) <= set(seen)
