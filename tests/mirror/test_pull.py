"""A copy is as its source is: held against each other over the REST API, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.mirror.conftest import client_of, pulling, served_copy
from tests.mirror.equality import differences

from slatehouse.client import Client, SignInRefused
from slatehouse.mirror.report import PullReport
from slatehouse.site.site import Site
from slatehouse.testing.server import StandIn


@pytest.fixture(scope="module")
def theirs(rich: StandIn) -> Iterator[Client]:
    """A client of the source."""
    with client_of(rich) as client:
        yield client


@pytest.fixture(scope="module")
def pulled(site_of_module: Site, theirs: Client) -> PullReport:
    """What the first call came to, which copied everything."""
    return pulling(site_of_module, theirs).run()


@pytest.fixture(scope="module")
def ours(
    site_of_module: Site, rich: StandIn, pulled: PullReport, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """A client of the copy."""
    with served_copy(site_of_module, rich, tmp_path_factory.mktemp("said") / "said") as client:
        yield client


def test_all_rows_of_all_types_are_the_same(
    theirs: Client, ours: Client, pulled: PullReport, database_kind: str
) -> None:
    # Types without rows are the same to both databases.
    found = differences(theirs, ours, pulled.rows if database_kind == "postgresql" else ())
    assert not found, "\n".join(found)


def test_the_report_tells_what_was_copied(pulled: PullReport) -> None:
    assert pulled.rows["Shot"] == 4 and pulled.rows["CustomEntity07"] == 2
    assert (pulled.files, pulled.follows, pulled.losses) == (4, 1, [])
    assert pulled.is_whole


def test_files_are_the_same(theirs: Client, ours: Client, tmp_path: Path) -> None:
    for entity_type, field, condition in (
        ("Shot", "image", ["code", "is", "EB001"]),
        ("CustomEntity07", "sg_paper", ["code", "is", "Reel 1"]),
        ("Attachment", "this_file", ["display_name", "is", "paper.txt"]),
    ):
        contents: list[tuple[str, bytes]] = []
        for client in (theirs, ours):
            row = client.rows(entity_type).meeting(condition).first()
            assert row is not None
            path = tmp_path / f"{len(contents)}-{entity_type}"
            contents.append((client.download(row, field, path).name, path.read_bytes()))
        assert contents[0] == contents[1]


def test_what_people_follow_is_the_same(theirs: Client, ours: Client) -> None:
    person = theirs.rows("HumanUser").first()
    assert person is not None
    assert theirs.following(person.id) == ours.following(person.id) != []


def test_rows_are_found_by_the_names_of_what_they_link(ours: Client) -> None:
    assert [row.code for row in ours.rows("Shot").filter("sg_plate", "name_is", "Reel 1")] == ["EB000"]
    assert ours.rows("Task").filter("entity", "name_contains", "EB00").count() == 2


def test_rows_that_are_made_in_the_copy_come_after_the_copied_ones(ours: Client, theirs: Client) -> None:
    project = ours.rows("Project").first()
    highest = max(row.id for row in [*theirs.rows("Shot").fields("code"), *theirs.rows("Shot").retired()])
    made = ours.create("Shot", code="LOCAL", project=project)
    assert made.id == highest + 1
    person = ours.create("HumanUser", login="new.here", name="New Here", sg_status_list="dis")
    assert person.id > 1_000_000_000


def test_nobody_of_the_source_can_sign_in_before_they_are_given_something(
    rich: StandIn, ours: Client
) -> None:
    with (
        Client(ours.url, login=rich.login, password=rich.password) as client,
        pytest.raises(SignInRefused),
    ):
        client.sign_in()


def test_a_second_call_has_nothing_to_do(site_of_module: Site, theirs: Client, pulled: PullReport) -> None:
    again = pulling(site_of_module, theirs).run()
    assert (again.rows, again.files, again.changes) == ({}, 0, 0)
