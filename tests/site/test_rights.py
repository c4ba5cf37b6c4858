"""What callers may not read is not there to their writes either; rights hold for rows that meet a rule."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.fixtures.desk import Desk

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import CannotCreate, CannotDelete, CannotRevive, NotEditable
from slatehouse.accounts.rule_files import read_rules
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import NotLegal, UnknownField
from slatehouse.site.errors import NoSuchRowToWrite

LEAD = 'code = "lead"\nname = "Lead"\nkind = "HumanUser"\n'


@pytest.fixture
def film(desk: Desk) -> Target:
    return desk.create("Project", name="Lighthouse")


@pytest.fixture
def secret(desk: Desk) -> Target:
    """A project that nobody here is on."""
    return desk.create("Project", name="Harbour")


@pytest.fixture
def office(desk: Desk, film: Target) -> Desk:
    return replace(desk, project=film)


def hired(desk: Desk, film: Target, login: str, rule_set: str) -> Desk:
    """A person who is on the film."""
    found = desk.hire(login, rule_set)
    found.caller = replace(found.caller, projects=(film.id,))
    found.project = film
    return found


@pytest.fixture
def artist(desk: Desk, film: Target) -> Desk:
    return hired(desk, film, "ada", "artist")


def person(desk: Desk) -> Target:
    return Target("HumanUser", desk.caller.id)


def with_rules(desk: Desk, text: str) -> Desk:
    return replace(desk, caller=replace(desk.caller, rule_set="lead", own_rules=read_rules(LEAD + text)))


class TestRowsThatMayNotBeRead:
    def test_they_are_missing_to_every_write(self, office: Desk, artist: Desk, secret: Target) -> None:
        shot = office.create("Shot", code="SH010", project=secret)
        missing = Target("Shot", shot.id + 1000)
        for row in (shot, missing):
            for write in (
                lambda row: artist.update(row, code="x"),
                lambda row: artist.update(row),
                lambda row: artist.session.touch(artist.site.schema["Shot"], row.id),
                artist.retire,
                artist.revive,
            ):
                with pytest.raises(NoSuchRowToWrite) as refusal:
                    write(row)
                assert (refusal.value.entity_type, refusal.value.row_id) == (row.type, row.id)

    def test_they_cannot_be_linked(self, office: Desk, artist: Desk, film: Target, secret: Target) -> None:
        shot = office.create("Shot", code="SH010", project=secret)
        for row in (shot, Target("Shot", shot.id + 1000), Target("ApiUser", 1)):
            with pytest.raises(NotLegal):
                artist.create("Note", subject="Fog", note_links=[row])
        with pytest.raises(NotLegal):
            artist.create("Note", subject="Fog", project=secret)
        note = artist.create("Note", subject="Fog")
        with pytest.raises(NotLegal):
            artist.update(note, note_links={"multi_entity_update_mode": "remove", "value": [shot._asdict()]})

    def test_what_cannot_be_seen_cannot_be_made(self, artist: Desk) -> None:
        comp = '{ path = "content", relation = "is", values = ["Comp"] }'
        lead = with_rules(artist, f"[types.Task]\ncreate = true\nread = {comp}\n")
        lead.create("Task", content="Comp")
        with pytest.raises(CannotCreate):
            lead.create("Task", content="Roto")
        assert len(artist.find("Task")) == 1

    def test_hidden_fields_do_not_exist(self, office: Desk, artist: Desk) -> None:
        lead = with_rules(
            artist, '[types.Shot]\ncreate = true\nupdate = true\nfields.description = "hidden"\n'
        )
        shot = lead.create("Shot", code="SH010")
        for write in (
            lambda: lead.update(shot, description="x"),
            lambda: lead.create("Shot", code="SH020", description="x"),
        ):
            with pytest.raises(UnknownField):
                write()


class TestNothingIsLost:
    """Writing back what one sees drops nothing of what one does not see."""

    def test_links_that_do_not_show_stay(self, office: Desk, artist: Desk, secret: Target) -> None:
        seen, other = office.create("Shot", code="SH010"), office.create("Shot", code="SH020")
        unseen = office.create("Shot", code="SH010", project=secret)
        note = artist.create("Note", subject="Fog", note_links=[seen])
        office.update(note, note_links=[seen, unseen])
        for change, expected in (
            ([seen], [seen, unseen]),
            ([other], [other, unseen]),
            ({"multi_entity_update_mode": "add", "value": [seen._asdict()]}, [seen, other, unseen]),
            ({"multi_entity_update_mode": "remove", "value": [seen._asdict()]}, [other, unseen]),
            ({"multi_entity_update_mode": "set", "value": []}, [unseen]),
            ([], [unseen]),
        ):
            artist.update(note, note_links=change)
            found = office.get(note, "note_links")
            assert isinstance(found, list) and set(found) == set(expected)

    def test_a_single_link_that_does_not_show_stays(self, office: Desk, artist: Desk, secret: Target) -> None:
        unseen = office.create("Shot", code="SH010", project=secret)
        seen = office.create("Shot", code="SH010")
        version = artist.create("Version", code="v1")
        office.update(version, entity=unseen)
        artist.update(version, entity=None, description="x")
        assert (office.get(version, "entity"), office.get(version, "description")) == (unseen, "x")
        artist.update(version, entity=seen)
        artist.update(version, entity=None)
        assert office.get(version, "entity") is None


class TestLinksThatAreKeptInOtherRows:
    def test_they_take_the_right_to_change_those(self, office: Desk, artist: Desk) -> None:
        own = artist.create("PublishedFile", code="mine")
        theirs = office.create("PublishedFile", code="theirs")
        version = artist.create("Version", code="v1", published_files=[own])
        with pytest.raises(NotEditable) as refusal:
            artist.update(version, published_files=[own, theirs])
        assert refusal.value.path == "PublishedFile.version"
        with pytest.raises(NotEditable):
            artist.create("Version", code="v2", published_files=[theirs])
        office.update(theirs, version=version)
        with pytest.raises(NotEditable):
            artist.update(version, published_files=[own])
        assert artist.get(version, "published_files") == [own, theirs]


class TestRightsUnderARule:
    def test_tasks_of_ones_own(self, office: Desk, artist: Desk) -> None:
        me, crew = person(artist), office.create("Group", code="Crew", users=[person(artist)])
        in_crew = replace(artist, caller=replace(artist.caller, groups=(crew.id,)))
        task = office.create("Task", content="Comp")
        with pytest.raises(NotEditable) as refusal:
            in_crew.update(task, sg_status_list="ip")
        assert refusal.value.rule is not None and json.loads(refusal.value.rule.partition("RULE: ")[2])
        for holder, field in ((me, "task_assignees"), (crew, "task_reviewers"), (crew, "task_assignees")):
            office.update(task, task_assignees=[], task_reviewers=[])
            office.update(task, **{field: [holder]})
            in_crew.update(task, sg_status_list="ip")
            in_crew.update(task, sg_status_list="wtg")
        # What the transaction itself has changed counts.
        office.update(task, task_assignees=[], task_reviewers=[me])
        in_crew.update(task, task_reviewers=[], sg_status_list="ip")
        with pytest.raises(NotEditable):
            in_crew.update(task, sg_status_list="wtg")

    def test_what_one_made(self, office: Desk, desk: Desk, film: Target, artist: Desk) -> None:
        other = hired(desk, film, "bob", "artist")
        note = artist.create("Note", subject="Fog")
        with pytest.raises(NotEditable):
            other.update(note, subject="Mist")
        with pytest.raises(CannotDelete) as refusal:
            other.retire(note)
        assert refusal.value.rule is not None and "retire_entity_condition" in refusal.value.rule
        artist.update(note, subject="Mist")
        artist.retire(note)
        with pytest.raises(CannotRevive):
            other.revive(note)
        assert artist.revive(note)

    def test_a_condition_of_the_query_language(self, office: Desk, artist: Desk) -> None:
        rules = (
            "[types.Shot]\n"
            'update = { path = "sg_sequence.Sequence.code", relation = "is", values = ["SQ01"] }\n'
        )
        lead = with_rules(artist, rules)
        first, second = (office.create("Sequence", code=code) for code in ("SQ01", "SQ02"))
        one = office.create("Shot", code="A", sg_sequence=first)
        two = office.create("Shot", code="B", sg_sequence=second)
        lead.update(one, description="x")
        with pytest.raises(NotEditable):
            lead.update(two, description="x")

    def test_a_rule_whose_field_is_gone_lets_nothing_pass(self, office: Desk, artist: Desk) -> None:
        lead = with_rules(artist, '[types.Shot]\nupdate = { holds = "sg_gone" }\n')
        shot = office.create("Shot", code="A")
        with pytest.raises(NotEditable):
            lead.update(shot, description="x")


def test_a_script_looks_at_itself_and_switches_its_events(desk: Desk, film: Target) -> None:
    row = desk.create("ApiUser", firstname="farm", projects=[film])
    other = desk.create("ApiUser", firstname="other")
    caller = Caller(
        "ApiUser",
        row.id,
        "farm 1.0",
        "farm",
        "api_admin",
        "API Admin",
        "api_key",
        script_id=row.id,
        projects=(film.id,),
        is_narrowed=True,
    )
    script = Desk(desk.site, caller, film)
    assert script.update(row, generate_event_log_entries=False)["firstname"] == "farm"
    assert script.get(row, "generate_event_log_entries") is False
    with pytest.raises(NotEditable):
        script.update(row, projects=[])
    with pytest.raises(NoSuchRowToWrite):
        script.update(other, generate_event_log_entries=False)
    # Its shots are its own, and nothing of the studio's is.
    shot = script.create("Shot", code="SH010")
    script.update(shot, description="x")
    with pytest.raises(CannotCreate):
        script.create("Step", code="Comp", entity_type="Shot")
