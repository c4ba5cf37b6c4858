"""Transactions: whole or not at all, whatever ends them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.store.sql import read, run, text

from slatehouse.schema.schema import standard_schema
from slatehouse.site.site import Site
from slatehouse.store.connection import (
    Connection,
    Database,
    NotUnique,
    StatementTooSlow,
    StoreError,
    StoreFull,
    StoreUnreachable,
)
from slatehouse.store.opening import open_database
from slatehouse.store.sqlite import SqliteDatabase
from slatehouse.store.tables import tables_of
from slatehouse.store.upgrade import condition_of

MAKE_TAG = "INSERT INTO tags (name) VALUES ('{}')"
TAGS = "SELECT name FROM tags ORDER BY id"
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT count(*) FROM generate_series(1, 1000000000000) AS n",
}


def names(database: Database) -> list[str]:
    return [row[0] for row in read(database, TAGS)]


def test_a_block_that_ends_well_is_kept(site: Site) -> None:
    run(site.database, MAKE_TAG.format("a"), MAKE_TAG.format("b"))
    assert names(site.database) == ["a", "b"]


WAITS_FOR_THE_DISK = {
    "sqlite": ("PRAGMA synchronous", 1),
    "postgresql": ("SHOW synchronous_commit", "off"),
}
"""How a database is asked whether it does, and what it says where it does not."""


@pytest.mark.parametrize("is_broken_off", [False, True])
def test_what_is_not_lasting_does_not_wait_for_the_disk_and_what_follows_does(
    site: Site, is_broken_off: bool
) -> None:
    database = site.database
    question, it_does_not = WAITS_FOR_THE_DISK[database.url.partition("+")[0]]
    asked = text(question)
    with database.writing() as writing:
        as_ever = writing.rows(asked)
    with contextlib.suppress(ZeroDivisionError), database.writing(is_lasting=False) as writing:
        writing.run(text(MAKE_TAG.format("a")))
        assert writing.rows(asked) == [(it_does_not,)]
        if is_broken_off:
            raise ZeroDivisionError
    with database.writing() as writing:
        assert writing.rows(asked) == as_ever
    assert names(database) == ([] if is_broken_off else ["a"])


def test_what_a_block_wrote_is_seen_by_itself_alone_until_it_ends(site: Site) -> None:
    with site.database.writing() as writing:
        writing.run(text(MAKE_TAG.format("a")))
        assert writing.rows(text(TAGS)) == [("a",)]
        assert names(site.database) == []
    assert names(site.database) == ["a"]


class Stop(Exception):
    """Something that goes wrong outside the database."""


def leave(_: Connection) -> None:
    raise Stop


def misspell(connection: Connection) -> None:
    connection.run(text("INSERT INTO tgs (name) VALUES ('x')"))


def repeat(connection: Connection) -> None:
    connection.run(text("INSERT INTO tags (id, name) VALUES (1, 'x')"))


@pytest.mark.parametrize(("go_wrong", "error"), [(leave, Stop), (misspell, StoreError), (repeat, NotUnique)])
def test_a_block_that_fails_leaves_nothing(
    site: Site, go_wrong: Callable[[Connection], None], error: type[Exception]
) -> None:
    database = site.database
    run(database, "INSERT INTO tags (id, name) VALUES (1, 'before')")
    with pytest.raises(error), database.writing() as writing:
        writing.run(text("INSERT INTO tags (id, name) VALUES (2, 'during')"))
        go_wrong(writing)
    assert names(database) == ["before"]
    run(database, "INSERT INTO tags (id, name) VALUES (3, 'after')")
    assert names(database) == ["before", "after"]


def test_many_sets_of_values_are_one_write(site: Site) -> None:
    columns = ("name", "name$key")
    with site.database.writing() as writing:
        site.edition.rows.insert_many(writing, "Tag", columns, [(f"t{n}", f"t{n}") for n in range(1500)])
        site.edition.rows.insert_many(writing, "Tag", columns, [])
    assert len(names(site.database)) == 1500


@pytest.mark.parametrize("way", ["reading", "writing"])
def test_a_statement_that_takes_too_long_is_stopped(site: Site, database_kind: str, way: str) -> None:
    database = open_database(site.config.settings.database.url, statement_timeout=0.2)
    try:
        with pytest.raises(StatementTooSlow), getattr(database, way)() as connection:
            if way == "writing":
                connection.run(text(MAKE_TAG.format("lost")))
            connection.rows(text(ENDLESS[database_kind]))
        run(database, MAKE_TAG.format("next"))
        assert names(database) == ["next"]
    finally:
        database.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_nothing_half_written(site: Site) -> None:
    """A limit of pages takes the place of the disk's end."""
    database = site.database
    assert isinstance(database, SqliteDatabase)
    with database.writing() as writing:
        pages = writing.execute("PRAGMA page_count").fetchone()[0]
        writing.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreFull), database.writing() as writing:
        for _ in range(100):
            writing.run(text(MAKE_TAG.format("x" * 5000)))
    assert names(database) == []
    run(database, MAKE_TAG.format("small"))
    assert names(database) == ["small"]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root@localhost/site",
        "site.db",
        "sqlite:///{folder}/no such folder/site.db",
        "sqlite:///{folder}/text.db",
        "postgresql://nobody@/site?host={folder}",
    ],
)
def test_what_is_no_database_is_told(url: str, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is no database, but longer than the header of one. " * 20)
    with pytest.raises(StoreUnreachable):
        condition_of(open_database(url.format(folder=tmp_path)), tables_of(standard_schema()))
