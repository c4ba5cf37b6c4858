"""Whatever is looked for and however the rows came to be: a text search finds what plain Python finds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import not_, select
from tests.fixtures.tries import tries
from tests.query.population import populate

from slatehouse.accounts.caller import system_caller
from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.query.question import Page, Question
from slatehouse.query.sources import Sources
from slatehouse.query.text_search import FEW, Sought, TextSearcher
from slatehouse.schema.link import Link
from slatehouse.schema.text_key import text_key
from slatehouse.site.site import Site
from slatehouse.store.name_index import SHORTEST, NameIndex
from slatehouse.store.statement import compile_statement

TYPES = ("Note", "Playlist", "Reply", "Sequence", "Shot", "Task", "Version")
NEW_NAMES = ("New", "neu", "\u65b0")
Names = dict[tuple[str, int], tuple[str, str]]
"""Of each live row its own name and that of its main link."""


@pytest.fixture(scope="module")
def inhabited(site_of_module: Site) -> Iterator[Site]:
    populate(site_of_module)
    yield site_of_module


def names_of(site: Site) -> Names:
    session, names = site.session(system_caller()), {}
    for type_ in TYPES:
        entity_type = site.schema[type_]
        link = site.edition.paths(entity_type, [entity_type.main_link] if entity_type.main_link else [])
        rows = session.find(Question(entity_type, EVERY_ROW, link)).rows
        with site.database.reading() as connection:
            own = site.edition.rows.names.find(connection, type_, [row.id for row in rows])
        for row in rows:
            linked = row.values[0].name if row.values and isinstance(row.values[0], Link) else ""
            names[type_, row.id] = (own[row.id], linked)
    return names


def found_in_python(names: Names, text: str, sought: dict[str, set[int] | None]) -> list[tuple[str, int]]:
    """The rows whose names hold every word of the text, in order; of some types only those of some ids."""
    words = [text_key(word) for word in text.split()]
    found = [
        (len(own), text_key(own), text_key(linked), type_, row_id)
        for (type_, row_id), (own, linked) in names.items()
        if type_ in sought
        and ((ids := sought[type_]) is None or row_id in ids)
        and words
        and all(word in text_key(own) or word in text_key(linked) for word in words)
    ]
    return [(type_, row_id) for _, _, _, type_, row_id in sorted(found)]


@st.composite
def texts(draw: st.DrawFn, names: Names) -> str:
    """Parts of names, in another case maybe, and now and then what is in none."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted({name for pair in names.values() for name in pair if name})))
        start = draw(st.integers(0, len(name) - 1))
        part = name[start : start + draw(st.integers(1, 12))]
        parts.append(draw(st.sampled_from((part, part.upper(), part.lower(), part + "?"))))
    return draw(st.sampled_from((" ", "  ", "\n"))).join(parts)


@settings(max_examples=tries(80), deadline=None, database=None)
@given(data=st.data())
def test_a_search_finds_what_python_finds(inhabited: Site, data: st.DataObject) -> None:
    site, names = inhabited, names_of(inhabited)
    text = data.draw(texts(names), label="text")
    types = data.draw(st.lists(st.sampled_from(TYPES), min_size=1, unique=True), label="types")
    ids = st.none() | st.sets(st.integers(1, 20), min_size=1)
    sought = {type_: data.draw(ids, label=type_) for type_ in types}
    size, skipped = data.draw(st.integers(1, 25)), data.draw(st.integers(0, 5))
    few = data.draw(st.sampled_from((0, 1, 5, FEW)), label="few")
    searcher = TextSearcher(Sources(site.schema, site.edition.tables), site.database.dialect, few)
    asked = [Sought(site.schema[type_], narrowed(site, type_, only)) for type_, only in sought.items()]
    with site.database.reading() as connection:
        found = searcher.search(connection, text, asked, Page(size, skipped))
    assert [tuple(each) for each in found] == found_in_python(names, text, sought)[skipped : skipped + size]


def narrowed(site: Site, type_: str, ids: set[int] | None) -> Filter:
    if ids is None:
        return EVERY_ROW
    return site.session(system_caller()).condition(site.schema[type_], "id", "in", sorted(ids))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_searched_is_kept_with_the_rows(inhabited: Site, seed: int) -> None:
    site, chance = inhabited, random.Random(seed)
    for _ in range(60):
        change(site, chance)
    names = names_of(site)
    kept = haystacks(site)
    assert {key: kept[key] for key in names} == {
        key: f"{text_key(own)}\n{text_key(linked)}" if linked else text_key(own)
        for key, (own, linked) in names.items()
    }
    check_index(site, kept)


def change(site: Site, chance: random.Random) -> None:
    """Rename, link anew, retire or revive some row."""
    session = site.session(system_caller())
    type_ = site.schema[chance.choice(("Sequence", "Shot", "Task", "Version", "Playlist", "Note"))]
    live = [row.id for row in session.find(Question(type_)).rows]
    retired = [row.id for row in session.find(Question(type_, retired=True)).rows]
    shots = [row.id for row in session.find(Question(site.schema["Shot"])).rows]
    way = chance.choice(("rename", "rename", "link", "link", "gather", "retire", "revive"))
    if way == "revive" and retired:
        session.revive(type_, chance.choice(retired))
    elif way == "retire" and len(live) > 3:
        session.retire(type_, chance.choice(live))
    elif way == "rename" and live:
        name = f"{chance.choice(NEW_NAMES)} {chance.random()}"
        session.update(type_, chance.choice(live), {str(type_.identity): name})
    elif way == "link" and live and type_.name in ("Task", "Version") and shots:
        link = chance.choice((None, {"type": "Shot", "id": chance.choice(shots)}))
        session.update(type_, chance.choice(live), {"entity": link})
    elif way == "gather" and shots:
        sequences = [row.id for row in session.find(Question(site.schema["Sequence"])).rows]
        some = [{"type": "Shot", "id": each} for each in chance.sample(shots, min(3, len(shots)))]
        session.update(site.schema["Sequence"], chance.choice(sequences), {"shots": some})


def haystacks(site: Site) -> dict[tuple[str, int], str]:
    """What is kept of each live row."""
    names = site.edition.tables.names
    query = select(names.c.type, names.c.id, names.c.haystack).where(not_(names.c.retired))
    with site.database.reading() as connection:
        rows = connection.rows(compile_statement(query, site.database.dialect))
    return {(type_, row_id): haystack for type_, row_id, haystack in rows}


def check_index(site: Site, kept: dict[tuple[str, int], str]) -> None:
    """Whatever part of a haystack is looked for, the index names all the rows that hold it."""
    index, chance = NameIndex(site.database.dialect), random.Random(1)
    for (type_, _), haystack in kept.items():
        if type_ in TYPES and len(haystack) >= SHORTEST:
            start = chance.randrange(len(haystack) - SHORTEST + 1)
            part = haystack[start : start + chance.randint(SHORTEST, 9)]
            with site.database.reading() as connection:
                found = index.candidates(connection, [type_], [part], FEW)
            holding = {row_id for (other, row_id), text in kept.items() if other == type_ and part in text}
            assert found is not None
            assert holding <= set(found[type_])
