"""Pages of another site's rows, as they are written: what is kept as it was, and what is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.errors import CannotAccess
from slatehouse.client import Link
from slatehouse.client.rows import File
from slatehouse.site.copies.origin import NotItsCopy, begin, finish_rows
from slatehouse.site.copies.plans import plan_of
from slatehouse.site.copies.rows import RowPage, retire_gone, take_page
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.store.copy_progress import Pass

CALLER = system_caller()


def _take(site: Site, entity_type: str, *rows: dict[str, Any], retired: bool = False, **page: Any) -> None:
    schema = site.editions.current().schema
    told = {each.name: set(each.fields) for each in schema}
    plan = plan_of(schema, schema[entity_type], told)
    take_page(site, CALLER, RowPage(plan, rows, retired, **page))


def _stored(site: Site, entity_type: str, row_id: int, *columns: str) -> dict[str, object]:
    with site.database.reading() as connection:
        return site.edition.rows.values(connection, entity_type, row_id, columns)


def _losses(site: Site) -> list[tuple[str, str, str, int]]:
    with site.database.reading() as connection:
        found = site.copy_progress.losses(connection)
    return [(each.entity_type, each.field, each.reason, each.example) for each in found]


def test_rows_are_as_they_were_and_nothing_is_logged(site: Site) -> None:
    made = {"created_at": "2019-01-02T03:04:05Z", "created_by": Link("HumanUser", 9)}
    _take(
        site, "Shot", {"id": 70, "code": "SH", "project": Link("Project", 4), "sg_status_list": "ip", **made}
    )
    columns = ("code", "project$id", "created_at", "created_by$id", "sg_status_list", "row$retired")
    assert list(_stored(site, "Shot", 70, *columns).values()) == [
        *("SH", 4, "2019-01-02T03:04:05Z", 9, "ip", None)
    ]
    with site.database.reading() as connection:
        assert site.edition.rows.last_event_id(connection) == 0
        assert site.edition.rows.names.find(connection, "Shot", [70]) == {70: "SH"}


def test_a_page_and_how_far_it_reaches_are_one_transaction(site: Site) -> None:
    reached = Pass("Shot", False, 71, True)
    _take(site, "Shot", {"id": 71, "code": "A"}, reached=reached)
    with site.database.reading() as connection:
        assert site.copy_progress.passes(connection) == {("Shot", False): reached}
    with pytest.raises(AttributeError):
        _take(site, "Shot", {"id": 72, "code": "B", "tags": ["none"]}, reached=Pass("Shot", False, 72, True))
    with site.database.reading() as connection:
        assert site.copy_progress.passes(connection) == {("Shot", False): reached}
    assert _stored(site, "Shot", 72, "code") == {}


def test_a_row_that_comes_again_is_replaced_as_a_whole_and_retires_and_returns(site: Site) -> None:
    _take(
        site, "Shot", {"id": 1, "code": "A", "description": "old", "tags": [Link("Tag", 1), Link("Tag", 2)]}
    )
    _take(site, "Shot", {"id": 1, "code": "B", "tags": [Link("Tag", 2)]}, retired=True)
    assert _stored(site, "Shot", 1, "code", "description") == {"code": "B", "description": None}
    with site.database.reading() as connection:
        rows = site.edition.rows
        assert rows.links(connection, ("Shot", "tags"), 1) == [("Tag", 2)]
        state = rows.state(connection, "Shot", 1)
        assert state is not None and not state[0]
        assert rows.names.find(connection, "Shot", [1]) == {}
    _take(site, "Shot", {"id": 1, "code": "B"}, is_told=True)
    with site.database.reading() as connection:
        assert site.edition.rows.state(connection, "Shot", 1) == (True, None)
        assert site.edition.rows.names.find(connection, "Shot", [1]) == {1: "B"}


LOST: list[tuple[str, dict[str, Any], str, str]] = [
    ("Shot", {"sg_status_list": "nope"}, "sg_status_list", "'nope' is no status_list that can be here"),
    ("Shot", {"sg_sequence": Link("Galaxy", 3)}, "sg_sequence", "it links a Galaxy, a type that is not here"),
    ("Shot", {"sg_sequence": Link("Sequence", 2**31)}, "sg_sequence", "the id 2147483648 is beyond"),
    ("Shot", {"cut_in": "soon"}, "cut_in", "'soon' is no number that can be here"),
    ("Task", {"start_date": "last week"}, "start_date", "'last week' is no date that can be here"),
    (
        "Version",
        {"sg_uploaded_movie": File("a.mov", None, None, "upload", 5, {})},
        "sg_uploaded_movie",
        "its upload was never completed at the source",
    ),
    (
        "Version",
        {"sg_uploaded_movie": File("?", None, None, "fax", 5, {})},
        "sg_uploaded_movie",
        "a file of a kind",
    ),
]


@pytest.mark.parametrize(("entity_type", "values", "field", "reason"), LOST)
def test_a_value_that_cannot_be_here_is_told_and_the_row_is_there(
    site: Site, entity_type: str, values: dict[str, Any], field: str, reason: str
) -> None:
    name = "content" if entity_type == "Task" else "code"
    _take(site, entity_type, {"id": 3, name: "A", **values})
    [(type_, lost, why, example)] = _losses(site)
    assert (type_, lost, example) == (entity_type, field, 3) and reason in why
    assert _stored(site, entity_type, 3, name) == {name: "A"}
    _take(site, entity_type, {"id": 3, name: "A"})
    assert _losses(site) == []


def test_what_must_be_unique_is_told_but_rows_of_a_page_may_change_places(site: Site) -> None:
    _take(site, "Project", {"id": 1, "name": "Ebb"}, {"id": 2, "name": "Flow"})
    _take(site, "Project", {"id": 1, "name": "Flow"}, {"id": 2, "name": "Ebb"})
    assert _stored(site, "Project", 1, "name") == {"name": "Flow"}
    _take(site, "Project", {"id": 3, "name": "Ebb"}, {"id": 4, "name": "Tide"})
    assert _losses(site) == [("Project", "", "name must be unique here, and Project 2 has the same", 3)]
    assert _stored(site, "Project", 3, "name") == {} and _stored(site, "Project", 4, "name")


def test_files_are_known_by_what_they_are_and_come_later(site: Site) -> None:
    told = {"local_path_linux": "/mnt/a.nk", "relative_path": "a.nk", "local_storage": {"id": 1, "name": "m"}}
    local = File("a.nk", "file:///mnt/a.nk", None, "local", 7, told)
    web = File("page", "https://web.example", None, "web", 8, {})
    movie = File("a.mov", "https://files.example/a.mov?signature=1", "video/quicktime", "upload", 9, {})
    for row_id, file in enumerate((local, web, movie), 1):
        _take(site, "PublishedFile", {"id": row_id, "code": "F", "path": file})
    stored = [str(_stored(site, "PublishedFile", row_id, "path")["path"]) for row_id in (1, 2, 3)]
    for text, part in zip(stored, ('"/mnt/a.nk"', '"https://web.example"', '"id":9'), strict=True):
        assert part in text
    with site.database.reading() as connection:
        wanted = site.copy_progress.wanted(connection, ("", 0, ""), 9)
    assert [(each.entity_id, each.mark) for each in wanted] == [(3, "9 a.mov")]


def test_rows_that_are_gone_are_retired_and_links_to_retired_rows_stay(site: Site) -> None:
    _take(site, "Sequence", {"id": 5, "code": "SQ"})
    _take(site, "Shot", {"id": 1, "code": "A", "sg_sequence": Link("Sequence", 5)})
    assert retire_gone(site, CALLER, "Sequence", [5, 6]) == 1
    _take(site, "Shot", {"id": 1, "code": "A", "sg_sequence": None}, is_told=True)
    assert _stored(site, "Shot", 1, "sg_sequence$id") == {"sg_sequence$id": 5}


def test_retired_rows_tell_what_links_them(site: Site) -> None:
    _take(site, "Shot", {"id": 1, "code": "A", "sg_sequence": None})
    _take(site, "PlaylistVersionConnection", {"id": 4, "playlist": None, "version": Link("Version", 2)})
    _take(site, "Sequence", {"id": 5, "code": "SQ", "shots": [Link("Shot", 1)]}, retired=True)
    _take(site, "Playlist", {"id": 6, "code": "P", "versions": [Link("Version", 2)]}, retired=True)
    assert _stored(site, "Shot", 1, "sg_sequence$id") == {"sg_sequence$id": 5}
    assert _stored(site, "PlaylistVersionConnection", 4, "playlist$id") == {"playlist$id": 6}


def test_ids_go_on_behind_those_of_the_source(site: Site) -> None:
    _take(site, "Project", {"id": 40, "name": "Ebb"})
    finish_rows(site, CALLER, ["Project"])
    with writing(site, system_caller()) as writes:
        assert writes.make("Project", {"name": "Ours"}) == 41
        assert writes.make("HumanUser", {"login": "us", "name": "Us"}) > 1_000_000_000


def test_only_a_site_without_rows_becomes_a_copy(site: Site) -> None:
    begin(site, CALLER, "https://source.example", "7")
    _take(site, "Project", {"id": 40, "name": "Ebb"})
    with pytest.raises(NotItsCopy, match="Project 40"):
        begin(site, CALLER, "https://other.example", "7")


def test_nobody_but_administrators_writes_past_the_rules(site: Site) -> None:
    schema = site.schema
    plan = plan_of(schema, schema["Shot"], {each.name: set(each.fields) for each in schema})
    artist = replace(system_caller(), is_system=False)
    with pytest.raises(CannotAccess):
        take_page(site, artist, RowPage(plan, [{"id": 1, "code": "A"}]))
    assert _stored(site, "Shot", 1, "code") == {}
