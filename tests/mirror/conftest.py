"""Sites to copy from, and sites that are copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.media.pictures import encoded, quarters

from slatehouse.accounts.caller import system_caller
from slatehouse.client import Client, Patience
from slatehouse.client.asks import Ask
from slatehouse.mirror.pulling import Pull
from slatehouse.mirror.source import Source
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.creating import NewField, add_field
from slatehouse.site.fields.slots import enable_slot
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site
from slatehouse.testing.access import Seed
from slatehouse.testing.nursing import running_nursery
from slatehouse.testing.server import StandIn, stand_in

QUICK = Patience(attempts=8, first_wait=0.01, longest=0.2)


@pytest.fixture(scope="module")
def film() -> Iterator[StandIn]:
    """A site with the demo film's rows."""
    with stand_in(Seed.DEMO) as site:
        yield site


def client_of(site: StandIn) -> Client:
    return Client(site.url, script=site.script_name, key=site.script_key, patience=QUICK)


@pytest.fixture(scope="module")
def source(film: StandIn) -> Iterator[Source]:
    """That site, as the source of a copy."""
    with client_of(film) as client:
        yield Source(client)


def pulling(copy: Site, client: Client, jobs: int = 2) -> Pull:
    """What copies the site of a client."""
    return Pull(copy, Source(client), system_caller(), jobs)


@contextmanager
def served_copy(copy: Site, site: StandIn, said: Path) -> Iterator[Client]:
    """A client of the copy of a site, in which the site's script has been given its key."""
    with copy.database.reading() as connection:
        [(script, _)] = copy.edition.rows.live(connection, "ApiUser", ("firstname",))
    copy.accounts.set_script_key(script, site.script_key)
    nursery = running_nursery()
    url = nursery.serve(copy.directory, said)
    try:
        with Client(url, script=site.script_name, key=site.script_key, patience=QUICK) as client:
            yield client
    finally:
        nursery.end(copy.directory)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A small site with something of everything: fields and a type of its own, retired rows, links of every
    kind, threads, dependencies, follows, files."""
    with stand_in(Seed.EMPTY) as site:
        with closing(open_site(site.folder)) as opened:
            _alter(opened)
        with client_of(site) as client:
            _fill(client, tmp_path_factory.mktemp("files"))
        yield site


def _alter(site: Site) -> None:
    caller = system_caller()
    alter(site, caller, lambda change: enable_slot(change, "CustomEntity07", "Scan"))
    for entity_type, data_type, *properties in (
        ("Shot", "text", ("name", "Vendor Code"), ("description", "As they say it")),
        ("Shot", "list", ("name", "Weather"), ("valid_values", ["sun", "rain"]), ("default_value", "sun")),
        ("Shot", "entity", ("name", "Plate"), ("valid_types", ["CustomEntity07"])),
        ("Shot", "checkbox", ("name", "Is Hero"), ("default_value", True)),
        ("Version", "multi_entity", ("name", "Scans"), ("valid_types", ["CustomEntity07"])),
        ("CustomEntity07", "float", ("name", "Gauge")),
        ("CustomEntity07", "url", ("name", "Paper")),
    ):
        alter(site, caller, partial(add_field, asked=NewField(entity_type, data_type, properties)))


def _fill(client: Client, folder: Path) -> None:
    picture, paper = folder / "marked.png", folder / "paper.txt"
    picture.write_bytes(encoded(quarters(), "PNG"))
    paper.write_text("What was scanned, and when.\n")
    project = client.create("Project", name="Ebb")
    person = next(iter(client.rows("HumanUser")))
    sequence = client.create("Sequence", code="EB", project=project)
    shots = [
        client.create("Shot", code=f"EB{n:03}", project=project, sg_sequence=sequence, sg_weather="rain")
        for n in range(4)
    ]
    scans = [
        client.create("CustomEntity07", code=f"Reel {n}", project=project, sg_gauge=35.5) for n in (1, 2)
    ]
    client.update(shots[0], sg_plate=scans[0], sg_vendor_code='"left"', sg_is_hero=False, tag_list=["wet"])
    tag = client.create("Tag", name="rush")
    client.update(shots[1], tags=[tag])
    version = client.create(
        "Version", code="EB000_v1", project=project, entity=shots[0], sg_scans=scans, user=person
    )
    playlist = client.create("Playlist", code="Monday", project=project, versions=[version])
    client.update(playlist, description="In order")
    note = client.create(
        "Note",
        project=project,
        subject="Too dry",
        content="Rain, please",
        note_links=[shots[0], version],
        addressings_to=[person],
    )
    client.create("Reply", entity=note, content="It will rain")
    tasks = [
        client.create(
            "Task",
            content=f"part {n}",
            project=project,
            entity=shots[0],
            start_date="2026-11-02",
            due_date="2026-11-04",
        )
        for n in range(3)
    ]
    client.create("TaskDependency", task=tasks[1], dependent_task=tasks[0], offset_days=2)
    client.update(tasks[2], upstream_tasks=[tasks[1]], task_assignees=[person])
    client.upload(shots[1], picture, "image")
    client.upload(scans[0], paper, "sg_paper")
    client.upload(note, paper)
    client.update(scans[1], sg_paper={"url": "https://paper.example/2", "name": "The second"})
    for gone in (shots[2], scans[1], tasks[0]):
        client.retire(gone)
    follow = {"entities": [{"record_id": shots[0].id, "entity": "Shot"}]}
    _post(client, f"/entity/human_users/{person.id}/follow", follow)


def _post(client: Client, path: str, body: object) -> None:
    ask = Ask("POST", path, msgspec.json.encode(body), {"Content-Type": "application/json"})
    client.run(client._line.asked(ask))
