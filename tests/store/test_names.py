"""The names of rows: what a search looks into, the index over it, and sites that are older than either."""

from __future__ import annotations

import json
from random import Random
from string import ascii_letters

import pytest
from tests.fixtures.desk import Desk
from tests.store.sql import read, run, text

from slatehouse.query.question import Page
from slatehouse.query.text_search import Sought
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.name_index import NAME_INDEX, NameIndex, name_index_steps
from slatehouse.store.upgrade import Condition, condition_of, upgrade

TRIGGERS = ("insert", "update", "delete")


def search(desk: Desk, words: str) -> list[str]:
    sought = [Sought(desk.site.schema[type_]) for type_ in ("Asset", "Sequence", "Shot")]
    return [hit.name for hit in desk.session.text_search(words, sought, Page(25))]


def forget_index(desk: Desk) -> None:
    """Take the index from the site."""
    if desk.site.database.dialect.name == "postgresql":
        run(desk.site.database, f"DROP INDEX {NAME_INDEX}")
    else:
        triggers = [f"DROP TRIGGER {NAME_INDEX}_{each}" for each in TRIGGERS]
        run(desk.site.database, *triggers, f"DROP TABLE {NAME_INDEX}", "DROP TABLE row_name_types")


def test_a_site_from_before_text_search_is_filled_and_indexed(desk: Desk) -> None:
    site = desk.site
    sequence = desk.create("Sequence", code="Dawn")
    desk.create("Shot", code="SH_010", sg_sequence=sequence)
    desk.create("Asset", code="Lantern")
    forget_index(desk)
    run(
        site.database,
        "DROP INDEX row_names_by_length_with_project",
        "ALTER TABLE row_names DROP COLUMN haystack",
    )
    with site.database.writing() as writing:
        recorded = json.loads(read_fact(site.database, writing, "tables") or "")
        for name in ("haystack", "row_names_by_length_with_project", NAME_INDEX):
            recorded["row_names"].remove(name)
        record_fact(site.database, writing, "tables", json.dumps(recorded))
    assert condition_of(site.database, site.edition.tables) is Condition.OLD
    upgrade(site.database, site.edition.tables)
    assert condition_of(site.database, site.edition.tables) is Condition.CURRENT
    assert [search(desk, words) for words in ("dawn", "antern", "010 daw")] == [
        ["Dawn", "SH_010"],
        ["Lantern"],
        ["SH_010"],
    ]


@pytest.mark.parametrize("part", ["ante", "rn", "\u65e5\u672c\u8a9e", "o'n", 'x"', "50%", "a_b", "a\\b"])
def test_the_index_follows_every_write(desk: Desk, part: str) -> None:
    site = desk.site
    index = NameIndex(site.database.dialect)

    def candidates() -> list[int]:
        with site.database.reading() as connection:
            found = index.candidates(connection, ["Asset"], [part.ljust(3, "?").lower()], 10)
        assert found is not None
        return found["Asset"]

    name = f"Lantern?? {part}???"
    asset = desk.create("Asset", code="Something else")
    assert candidates() == []
    desk.update(asset, code=name)
    assert candidates() == [asset.id]
    desk.update(asset, code="Something else")
    assert candidates() == []
    desk.update(asset, code=name)
    run(site.database, "DELETE FROM row_names WHERE type = 'Asset'")
    assert candidates() == []


def test_a_name_may_be_long(desk: Desk) -> None:
    chance = Random(5)
    content = "".join(chance.choice(ascii_letters) for _ in range(20_000))
    desk.create("Note", subject="Read this", content=content)
    sought = [Sought(desk.site.schema["Note"])]
    for part in (content[19_900:19_990], content[-1], content):
        (hit,) = desk.session.text_search(part, sought, Page(25))
        assert hit.name == f"Read this - {content}"


def test_more_rows_than_asked_for_are_none(desk: Desk) -> None:
    for number in range(4):
        desk.create("Asset", code=f"Lantern {number}")
    with desk.site.database.reading() as connection:
        index = NameIndex(desk.site.database.dialect)
        found = [index.candidates(connection, ["Asset", "Shot"], ["lan", "ter"], most) for most in (3, 4)]
    assert found == [None, {"Asset": [1, 2, 3, 4], "Shot": []}]


def test_a_sample_tells_in_which_types_a_text_is_common(desk: Desk) -> None:
    for number in range(3):
        desk.create("Asset", code=f"Lantern {number}")
    desk.create("Shot", code="Lantern")
    with desk.site.database.reading() as connection:
        index = NameIndex(desk.site.database.dialect)
        assert index.common(connection, ["Shot", "Asset", "Note"], ["lan", "ter"]) == {"Asset"}
        assert index.common(connection, ["Asset"], ["lan", "ter", "lantern 1"]) == set()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_without_the_extension_names_are_searched_all_the_same(desk: Desk) -> None:
    database = desk.site.database
    desk.create("Asset", code="Lantern")
    run(database, "DROP EXTENSION pg_trgm CASCADE", "CREATE ROLE nobody_special")
    (step,) = name_index_steps(database.dialect)
    with database.writing() as writing:
        writing.run(text("SET LOCAL ROLE nobody_special"))
        writing.run(step.statement)
    run(database, "DROP ROLE nobody_special")
    assert read(database, f"SELECT indexname FROM pg_indexes WHERE indexname = '{NAME_INDEX}'") == []
    assert search(desk, "antern") == ["Lantern"]
