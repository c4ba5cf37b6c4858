"""What a thread reads in a snapshot is as it was when the snapshot began, on both databases."""

from __future__ import annotations

import threading

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target


def names(desk: Desk) -> list[object]:
    return [desk.get(Target("Shot", each), "code") for each in desk.find("Shot")]


def by_another_thread(do: object) -> None:
    assert callable(do)
    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


def test_what_others_write_is_not_seen_until_it_ends(desk: Desk) -> None:
    shot = desk.create("Shot", code="SH010")
    with desk.site.database.snapshot():
        by_another_thread(lambda: desk.update(shot, code="SH020"))
        by_another_thread(lambda: desk.create("Shot", code="SH030"))
        assert names(desk) == ["SH010"]
        seen: list[object] = []
        by_another_thread(lambda: seen.extend(names(desk)))
        assert seen == ["SH020", "SH030"]
    assert names(desk) == ["SH020", "SH030"]


def test_it_ends_however_the_block_does(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.site.database.snapshot():
        names(desk)
        raise ZeroDivisionError
    desk.create("Shot", code="SH010")
    assert names(desk) == ["SH010"]


def test_there_is_one_in_a_thread(desk: Desk) -> None:
    with (
        desk.site.database.snapshot(),
        pytest.raises(RuntimeError, match="already"),
        desk.site.database.snapshot(),
    ):
        pass
    assert names(desk) == []
