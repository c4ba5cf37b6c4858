"""Waiting for commits: those of one's own process and those of others, on both databases."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.fixtures.desk import Desk, desk_of
from tests.store.sql import read, run, text

from slatehouse.site.site import Site
from slatehouse.store.connection import Database
from slatehouse.store.watching import CHANNEL, Watch, announce

AT_ONCE = 20.0
"""Seconds that a loaded machine may take for what takes milliseconds."""
SOON = 0.03
LISTENERS = f"FROM pg_stat_activity WHERE query = 'LISTEN {CHANNEL}' AND datname = current_database()"
ELSEWHERE = """
import sys
from slatehouse.store.opening import open_database
from slatehouse.store.statement import Statement
from slatehouse.store.watching import announce
database = open_database(sys.argv[1])
input()
for number in range(3):
    with database.writing() as connection:
        connection.run(Statement("INSERT INTO tags (name) VALUES ('elsewhere')", ()))
        announce(connection, database.dialect)
    print("committed", flush=True)
    input()
database.close()
"""


@pytest.fixture
def database(site_of_module: Site) -> Database:
    return site_of_module.database


@pytest.fixture
def watch(database: Database) -> Iterator[Watch]:
    watch = database.watch()
    yield watch
    watch.close()


@pytest.fixture(scope="module")
def ada(site_of_module: Site) -> Desk:
    return desk_of(site_of_module).hire("ada")


def commit(database: Database) -> None:
    with database.writing() as connection:
        connection.run(text("INSERT INTO tags (name) VALUES ('here')"))
        announce(connection, database.dialect)


def are_told(watch: Watch) -> bool:
    """Whether the watch tells of something, however often it does."""
    is_told = watch.wait(AT_ONCE)
    while watch.wait(SOON):
        continue
    return is_told


def test_nothing_is_told_while_nothing_happens(watch: Watch, database: Database) -> None:
    began = time.monotonic()
    assert not watch.wait(SOON)
    assert time.monotonic() - began >= SOON
    read(database, "SELECT count(*) FROM tags")
    assert not watch.wait(0)


def test_a_commit_is_told_though_nobody_waited_then(watch: Watch, database: Database) -> None:
    commit(database)
    assert are_told(watch)
    commit(database)
    commit(database)
    assert are_told(watch)


def test_a_commit_ends_a_wait(watch: Watch, database: Database) -> None:
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(watch.wait, 30)
        time.sleep(SOON)
        assert not waiting.done()
        commit(database)
        assert waiting.result(AT_ONCE)


def test_what_was_committed_is_there_when_it_is_told(watch: Watch, ada: Desk) -> None:
    """Every write is told, and none before others can read it."""
    last = "SELECT max(id) FROM event_log_entries"

    def write() -> None:
        for number in range(20):
            ada.create("Shot", code=str(number))
            time.sleep(0.002)

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write)
        seen = 0
        while not writing.done():
            watch.wait(SOON)
            seen = read(ada.site.database, last)[0][0]
        writing.result()
        # That is over at some time: nobody is told again and again.
        while watch.wait(SOON):
            continue
    assert read(ada.site.database, last)[0][0] >= seen > 0


def test_a_write_is_told_by_its_events_alone(watch: Watch, ada: Desk) -> None:
    """Nobody who writes rows has to think of it."""
    ada.create("Shot", code="one")
    assert are_told(watch)


def test_what_is_undone_is_not_told(watch: Watch, database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.run(text("INSERT INTO tags (name) VALUES ('undone')"))
        announce(connection, database.dialect)
        raise ZeroDivisionError
    assert not watch.wait(SOON)


def test_each_watch_is_told_for_itself(watch: Watch, database: Database) -> None:
    other = database.watch()
    commit(database)
    assert are_told(watch) and are_told(other)
    other.close()
    commit(database)
    assert are_told(watch) and not other.wait(0)


def test_commits_of_another_process_are_told(watch: Watch, site_of_module: Site) -> None:
    url = site_of_module.config.settings.database.url
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        for _ in range(3):
            assert not watch.wait(SOON)
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "committed\n"
            assert are_told(watch)
        process.stdin.write("\n")


def test_a_watch_can_be_woken_and_closed_from_elsewhere(database: Database) -> None:
    watch = database.watch()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(watch.wait, 30)
        watch.wake()
        assert waiting.result(AT_ONCE)
        waiting = pool.submit(watch.wait, 30)
        time.sleep(SOON)
        watch.close()
        assert not waiting.result(AT_ONCE)
    assert not watch.wait(30)
    watch.close()


def test_a_lost_connection_is_made_anew(watch: Watch, database: Database) -> None:
    """What was committed meanwhile may be there: the watch says so when it listens again."""
    if database.dialect.name == "sqlite":
        return
    read(database, f"SELECT pg_terminate_backend(pid) {LISTENERS}")
    commit(database)
    assert are_told(watch)
    commit(database)
    assert are_told(watch)
    assert come_to_be(database, 1)


def test_a_watch_leaves_nothing_behind(database: Database) -> None:
    if database.dialect.name == "sqlite":
        return
    database.watch().close()
    assert come_to_be(database, 0)


def come_to_be(database: Database, count: int) -> bool:
    """Whether there are so many listeners, once those that were told to end have ended."""
    until = time.monotonic() + AT_ONCE
    while len(found := read(database, f"SELECT pid {LISTENERS}")) != count and time.monotonic() < until:
        time.sleep(SOON)
    return len(found) == count


def test_a_closed_watch_is_not_woken(database: Database) -> None:
    database.watch().close()
    run(database, "INSERT INTO tags (name) VALUES ('after')")
