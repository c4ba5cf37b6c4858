"""Several steps of a thread as one transaction: whole or not at all, and nobody else sees half of it."""

from __future__ import annotations

import threading

import pytest
from tests.store.sql import read, run, text

from slatehouse.site.site import Site
from slatehouse.store.connection import Connection, Database, NotUnique

MAKE_TAG = "INSERT INTO tags (name) VALUES ('{}')"


def names(database: Database) -> list[str]:
    return [row[0] for row in read(database, "SELECT name FROM tags ORDER BY id")]


def seen_by_others(database: Database) -> list[str]:
    found: list[list[str]] = []
    other = threading.Thread(target=lambda: found.append(names(database)))
    other.start()
    other.join()
    return found[0]


def nothing(_: Connection) -> None: ...


def make_first(connection: Connection) -> None:
    connection.run(text(MAKE_TAG.format("first")))


def test_its_steps_are_one_transaction(site: Site) -> None:
    database = site.database
    with database.joined(make_first):
        assert names(database) == []
        run(database, MAKE_TAG.format("a"))
        run(database, MAKE_TAG.format("b"))
        assert names(database) == ["first", "a", "b"]
        assert seen_by_others(database) == []
    assert names(database) == seen_by_others(database) == ["first", "a", "b"]


def test_nothing_is_begun_before_it_writes(site: Site) -> None:
    """Others write while it only reads; where it never writes, nothing is done first."""
    with site.database.joined(make_first):
        other = threading.Thread(target=run, args=(site.database, MAKE_TAG.format("other")))
        other.start()
        other.join()
        assert names(site.database) == ["other"]
    assert names(site.database) == ["other"]


def test_it_can_be_begun_by_hand(site: Site) -> None:
    with site.database.joined(make_first) as joined:
        joined.begun().run(text(MAKE_TAG.format("a")))
        assert joined.begun() is joined.begun()
    assert names(site.database) == ["first", "a"]


class Stop(Exception):
    """Something that goes wrong outside the database."""


def test_an_exception_undoes_all_of_it(site: Site) -> None:
    with pytest.raises(Stop), site.database.joined(make_first):
        run(site.database, MAKE_TAG.format("a"))
        raise Stop
    assert names(site.database) == []
    run(site.database, MAKE_TAG.format("b"))
    assert names(site.database) == ["b"]


def test_where_what_comes_first_fails_nothing_is_written(site: Site) -> None:
    def refuse(_: Connection) -> None:
        raise Stop

    with pytest.raises(Stop), site.database.joined(refuse):
        run(site.database, MAKE_TAG.format("a"))
    assert names(site.database) == []


def test_a_step_that_fails_is_not_passed_over(site: Site) -> None:
    with pytest.raises(RuntimeError, match="a write failed"), site.database.joined(nothing):
        run(site.database, MAKE_TAG.format("a"))
        with pytest.raises(Stop), site.database.writing():
            raise Stop
    assert names(site.database) == []


def test_what_waits_for_the_end_is_done_when_others_see_it(site: Site) -> None:
    database, seen = site.database, list[list[str]]()
    with database.joined(nothing):
        assert database.is_joined()
        run(database, MAKE_TAG.format("a"))
        database.when_committed(lambda: seen.append(seen_by_others(database)))
        assert seen == []
    assert seen == [["a"]] and not database.is_joined()
    with pytest.raises(Stop), database.joined(nothing):
        database.when_committed(lambda: seen.append([]))
        raise Stop
    assert seen == [["a"]]
    database.when_committed(lambda: seen.append(["at once"]))
    assert seen == [["a"], ["at once"]]


def test_a_block_has_none_within(site: Site) -> None:
    database = site.database
    with pytest.raises(RuntimeError, match="already"), database.joined(nothing), database.joined(nothing):
        raise AssertionError("it was opened")


def test_an_error_of_the_database_is_told_as_ever(site: Site) -> None:
    twice = "INSERT INTO slatehouse_facts (name, value) VALUES ('twice', '')"
    with pytest.raises(NotUnique), site.database.joined(nothing):
        run(site.database, twice, twice)
    assert read(site.database, "SELECT name FROM slatehouse_facts WHERE name = 'twice'") == []
