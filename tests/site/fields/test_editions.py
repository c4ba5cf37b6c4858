"""Editions: what a process may take for the schema in force, and how long."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.site.edition import next_edition
from slatehouse.site.editions import Editions, opened_editions
from slatehouse.site.fields.creating import NewField
from slatehouse.site.site import Site
from slatehouse.store.connection import Connection
from slatehouse.store.customization import Customizations

LEASE = 0.25


@dataclass
class Watch:
    """A clock that moves when it is told to."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def other(site: Site, watch: Watch) -> Editions:
    """The editions of another process."""
    return Editions(site.database, site.edition, LEASE, watch.read, watch.sleep)


def add(site: Site, name: str = "Lens") -> str:
    asked = NewField("Shot", "text", [("name", name)])
    return site.session(system_caller()).add_field(asked)[0].name


def test_what_was_read_is_good_for_a_lease_and_no_longer(site: Site, other: Editions, watch: Watch) -> None:
    before = other.current()
    name = add(site)
    watch.now += LEASE - 0.01
    assert other.current() is before
    watch.now += 0.01
    assert name in other.current().schema["Shot"].fields


def test_a_lease_begins_before_the_question(
    site: Site, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the database takes to answer: the answer is as old as the question."""
    slow = Editions(site.database, site.edition, LEASE, watch.read, watch.sleep)
    ask = Customizations.version

    def version(self: Customizations, connection: Connection) -> int:
        found = ask(self, connection)
        watch.now += LEASE
        return found

    monkeypatch.setattr(Customizations, "version", version)
    before = slow.current()
    monkeypatch.undo()
    name = add(site)
    assert name not in before.schema["Shot"].fields
    assert name in slow.current().schema["Shot"].fields


def test_a_change_is_answered_a_lease_after_its_commit(site: Site, other: Editions, watch: Watch) -> None:
    changed = next_edition(other.known, other.known.custom)
    other.publish(changed)
    assert watch.slept == [LEASE]


def test_without_a_lease_every_caller_asks(site: Site, watch: Watch) -> None:
    asking = Editions(site.database, site.edition, 0, watch.read, watch.sleep)
    name = add(site)
    assert name in asking.current().schema["Shot"].fields
    asking.publish(asking.known)
    assert watch.slept == []


def test_what_a_change_does_not_touch_stays_the_same_objects(site: Site) -> None:
    before = site.edition
    add(site)
    after = site.edition
    assert after.schema["Asset"] is before.schema["Asset"]
    assert after.tables.entities["Asset"] is before.tables.entities["Asset"]
    assert after.schema["Shot"] is not before.schema["Shot"]


def test_an_older_edition_goes_on_working(site: Site) -> None:
    """A session that began before a change ends as it began, even where its field is in the trash by now."""
    name = add(site)
    project = site.session(system_caller()).create_many([("Project", {"name": "P"})])[0].id
    session = site.session(system_caller())
    shot = session.edition.schema["Shot"]
    site.session(system_caller()).trash_field("Shot", name)
    link = {"type": "Project", "id": project}
    made = session.create(shot, {"code": "s", "project": link, name: "kept"}).rows[0].id
    read = session.read(shot, made, session.edition.paths(shot, (name,)))
    assert read.rows[0].values == ["kept"]
    assert name not in site.session(system_caller()).edition.schema["Shot"].fields


def test_a_process_that_starts_knows_what_others_changed(site: Site) -> None:
    name = add(site)
    opened = opened_editions(site.database).known
    assert name in opened.schema["Shot"].fields
    assert opened.custom == site.edition.custom
