"""`slatehouse schema`: custom entity types are there once they are enabled, and gone once they are not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.site.fields.creating import NewField
from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run

SLOT = "CustomEntity42"


def test_a_slot_is_enabled_named_renamed_and_disabled(run: Run, site: Path) -> None:
    assert run("schema", "enable", SLOT, "--name", "Vendor ", "--site", site).out == (
        f"{SLOT} is enabled, as Vendor .\n"
    )
    assert {"slot": SLOT, "name": "Vendor "} in run("schema", "slots", "--site", site, "--json").json
    assert run("schema", "enable", SLOT, "--name", "Supplier", "--json", "--site", site).json == {
        "slot": SLOT,
        "name": "Supplier",
    }
    assert "Supplier" in run("schema", "slots", "--site", site).out
    assert run("schema", "disable", SLOT, "--site", site).out == f"{SLOT} is disabled.\n"
    assert SLOT not in run("schema", "slots", "--site", site).out


@pytest.mark.parametrize("command", ["enable", "disable"])
def test_a_slot_that_is_none(run: Run, site: Path, command: str) -> None:
    name = ("--name", "x") if command == "enable" else ()
    ended = run("schema", command, "Shot", *name, "--site", site)
    assert (ended.code, ended.out) == (1, "")
    assert "they are CustomEntity01 to CustomThreadedEntity15" in ended.err


def test_a_slot_that_is_not_enabled(run: Run, site: Path) -> None:
    ended = run("schema", "disable", SLOT, "--site", site)
    assert (ended.code, ended.err) == (1, f"slatehouse: {SLOT} is not enabled on this site\n")


def test_a_field_is_unique_until_it_is_not(run: Run, site: Path) -> None:
    tracking = open_site(site)
    try:
        session = tracking.session(system_caller())
        session.add_field(NewField("Asset", "text", [("name", "External Id")]))
        session = tracking.session(system_caller())
        film = session.create_many([("Project", {"name": "Lanterns"})])[0].id
        asset = {"project": {"type": "Project", "id": film}, "sg_external_id": "7"}
        first, second = (row.id for row in session.create_many([("Asset", asset)] * 2))
    finally:
        tracking.close()
    field = ("Asset", "sg_external_id", "--site", site)
    ended = run("schema", "unique", *field)
    why = f'Asset.sg_external_id cannot be unique: "7" is the value of Asset {first}, {second}'
    assert (ended.code, ended.err) == (1, f"slatehouse: {why}\n")
    tracking = open_site(site)
    try:
        tracking.session(system_caller()).retire(tracking.schema["Asset"], second)
    finally:
        tracking.close()
    assert run("schema", "unique", *field).out == "Asset.sg_external_id is unique.\n"
    told = {"type": "Asset", "field": "sg_external_id", "unique": False}
    assert run("schema", "unique", *field, "--off", "--json").json == told


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("Nothing code", "there is no type Nothing on this site"),
        ("Shot sg_nope", "there is no field Shot.sg_nope on this site"),
        ("Shot code", "Shot.code cannot be unique: it has to be a text or a number of the site's own, "),
    ],
)
def test_what_cannot_be_unique(run: Run, site: Path, field: str, why: str) -> None:
    ended = run("schema", "unique", *field.split(), "--site", site)
    assert ended.code == 1 and ended.err.startswith(f"slatehouse: {why}")


def test_a_project_hides_values(run: Run, site: Path) -> None:
    tracking = open_site(site)
    try:
        film = tracking.session(system_caller()).create_many([("Project", {"name": "Lighthouse"})])[0].id
    finally:
        tracking.close()
    with_project = ("--project", str(film), "--site", site)
    ended = run("schema", "hide", "Shot", "sg_status_list", "omt", "hld", *with_project, "--json")
    assert ended.json == {
        "type": "Shot",
        "field": "sg_status_list",
        "project": film,
        "hidden": ["omt", "hld"],
    }
    tracking = open_site(site)
    try:
        scoped = tracking.session(system_caller()).edition.custom.by_project[film, "Shot"]
        assert scoped["sg_status_list"] == {"hidden_values": ["omt", "hld"]}
    finally:
        tracking.close()
    assert (
        "hides of Shot.sg_status_list: nothing."
        in run("schema", "hide", "Shot", "sg_status_list", *with_project).out
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Shot", "code"), "there is no list Shot.code on this site"),
        (("Nope", "code"), "there is no list Nope.code on this site"),
        (("Shot", "sg_status_list", "zzz"), "Shot.sg_status_list has no zzz; it has: wtg, "),
        (("Shot", "sg_status_list", "omt"), "there is no project 70 on this site"),
    ],
)
def test_values_that_cannot_be_hidden(run: Run, site: Path, arguments: tuple[str, ...], words: str) -> None:
    ended = run("schema", "hide", *arguments, "--project", "70", "--site", site)
    assert ended.code == 1 and words in ended.err
