"""Creating rows: what must be sent, what the server adds, and what the answer shows (writing §2)."""

from __future__ import annotations

import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.link import Link, Target
from slatehouse.schema.refusals import CreateOnly, EmptyIdentity, ReadOnly, UnknownField
from slatehouse.site.errors import ApiRefusal, CreateFailed, MissingRequired

SHOWN_OF = {
    "Shot": {"code", "cached_display_name", "created_at", "updated_at", "open_notes_count", "sg_status_list"},
    "Sequence": {
        "code",
        "cached_display_name",
        "created_at",
        "updated_at",
        "open_notes_count",
        "sg_status_list",
    },
    "Project": {
        "name",
        "cached_display_name",
        "created_at",
        "updated_at",
        "landing_page_url",
        "tracking_settings",
    },
}


def shown_beside_links(desk: Desk, type_: str, echo: dict[str, object]) -> set[str]:
    fields = desk.site.schema[type_].fields
    return {name for name in echo if fields[name].type.kind not in (Kind.LINK, Kind.LINKS)}


def links_shown(desk: Desk, type_: str, echo: dict[str, object], kind: Kind) -> set[str]:
    return {name for name in echo if desk.site.schema[type_].fields[name].type.kind is kind}


@pytest.mark.parametrize("type_", SHOWN_OF)
def test_the_answer_shows_what_was_sent_and_what_the_server_set(ada: Desk, type_: str) -> None:
    identity = ada.site.schema[type_].identity
    echo = ada.echo(type_, **{str(identity): "x"})
    assert shown_beside_links(ada, type_, echo) == SHOWN_OF[type_]


def test_the_answer_shows_fields_that_were_sent(ada: Desk) -> None:
    sequence = ada.create("Sequence")
    sent: dict[str, object] = {"code": "v", "description": None, "flagged": True, "frame_count": 7}
    echo = ada.echo("Version", **sent, entity=sequence)
    assert {name: echo[name] for name in sent} == sent
    assert echo["entity"] == Link(sequence.id, f"New Sequence {sequence.id}", "Sequence")
    assert echo["sg_status_list"] == "rev"
    assert "otio_playable" not in echo and "client_approved" not in echo


def test_the_answer_shows_every_list_of_links_and_few_single_links(ada: Desk) -> None:
    echo = ada.echo("Shot", sg_sequence=None)
    fields = ada.site.schema["Shot"].fields.values()
    assert links_shown(ada, "Shot", echo, Kind.LINKS) == {
        each.name for each in fields if each.type.kind is Kind.LINKS
    }
    always = {"project", "created_by", "updated_by"}
    assert links_shown(ada, "Shot", echo, Kind.LINK) == always | {"sg_sequence"}
    assert echo["project"] == Link(ada.project.id, "Film", "Project")
    assert echo["created_by"] == Link(ada.caller.id, "Ada", "HumanUser")
    assert [echo[name] for name in ("shots", "tasks", "notes")] == [[], [], []]


def test_fields_are_shown_in_the_order_of_the_schema(ada: Desk) -> None:
    names = list(ada.echo("Version", frame_count=1, code="v"))
    order = list(ada.site.schema["Version"].fields)
    assert names == sorted(names, key=order.index)


@pytest.mark.parametrize(
    ("type_", "field", "name"),
    [
        ("Shot", "code", "New Shot {}"),
        ("Asset", "code", "New Asset {}"),
        ("Task", "content", "New Task {}"),
        ("TaskTemplate", "code", "New TaskTemplate {}"),
        ("PublishedFile", "code", "New Published File {}"),
        ("CutItem", "code", "New Cut Item {}"),
        ("LocalStorage", "code", "New LocalStorage {}"),
        ("Delivery", "title", "New Delivery {}"),
        ("TimeLog", "description", "New Time Log"),
        ("EventLogEntry", "description", "New Event"),
        ("Note", "subject", None),
        ("Reply", "content", None),
    ],
)
def test_a_name_that_is_left_out_becomes_a_placeholder(
    ada: Desk, type_: str, field: str, name: str | None
) -> None:
    for row in (ada.create(type_), ada.create(type_)):
        assert ada.get(row, field) == (name and name.format(row.id))


def test_fields_that_are_left_out_get_their_defaults_and_cleared_ones_do_not(ada: Desk) -> None:
    assert ada.get(ada.create("Note"), "sg_status_list") == "opn"
    assert ada.get(ada.create("Note", sg_status_list=None), "sg_status_list") is None
    assert ada.get(ada.create("Task"), "color") == "pipeline_step"


def test_who_made_a_row_and_when(ada: Desk, clock: Clock) -> None:
    note = ada.create("Note", subject="mine")
    author = Link(ada.caller.id, "Ada", "HumanUser")
    names = ("created_by", "updated_by", "user", "created_at", "updated_at")
    assert list(ada.read(note, *names).values()) == [author] * 3 + ["2026-03-04T05:06:07Z"] * 2


@pytest.mark.parametrize(
    ("sent", "created_at", "updated_at"),
    [
        ({"created_at": "2019-03-04"}, "2019-03-04T00:00:00Z", "2026-03-04T05:06:07Z"),
        ({"updated_at": "2019-03-04T05:06:07+02:00"}, "2026-03-04T05:06:07Z", "2019-03-04T03:06:07Z"),
        (
            {"created_at": "2019-01-01T00:00:00Z", "updated_at": "2020-01-01"},
            "2019-01-01T00:00:00Z",
            "2020-01-01T00:00:00Z",
        ),
        ({"created_at": None}, None, "2026-03-04T05:06:07Z"),
    ],
)
def test_times_may_be_authored(
    ada: Desk, sent: dict[str, object], created_at: str | None, updated_at: str
) -> None:
    note = ada.create("Note", **sent)
    assert list(ada.read(note, "created_at", "updated_at").values()) == [created_at, updated_at]
    assert ada.find("Note", ada.where("Note", "created_at", "is", created_at)) == [note.id]


def test_a_person_is_named_whichever_way_the_name_is_sent(ada: Desk) -> None:
    names = ("name", "firstname", "lastname")
    for sent, expected in (
        ({"name": "Grace Brewster Hopper"}, ["Grace Brewster Hopper", "Grace", "Brewster Hopper"]),
        ({"firstname": "Grace", "lastname": "Hopper"}, ["Grace Hopper", "Grace", "Hopper"]),
        ({"firstname": "Grace"}, ["Grace", "Grace", None]),
    ):
        person = ada.create("HumanUser", login=str(sent), **sent)
        assert list(ada.read(person, *names).values()) == expected
    first, last = ada.read(ada.create("HumanUser", login="nameless"), "firstname", "lastname").values()
    assert first == "New" and str(last).startswith("User ")


def test_a_person_is_an_artist_until_told_otherwise(ada: Desk) -> None:
    person = ada.read(ada.create("HumanUser", login="grace"))
    rules = person["permission_rule_set"]
    assert isinstance(rules, Link) and ada.get(Target(rules.type, rules.id), "code") == "artist"
    assert person["can_impersonate_this_user"] is True and person["sg_status_list"] == "act"


def test_a_task_of_a_template_has_no_project(ada: Desk) -> None:
    template = ada.create("TaskTemplate", code="Modelling")
    nowhere = Desk(ada.site, ada.caller)
    task = nowhere.session.create(
        ada.site.schema["Task"], {"task_template": template._asdict(), "content": "model"}
    )
    assert nowhere.get(Target("Task", task.rows[0].id), "project") is None
    with pytest.raises(ApiRefusal, match="a task template may not have a project"):
        ada.create("Task", task_template=template)


REFUSED = [
    ("Shot", {"bogus": 1}, UnknownField),
    ("Shot", {"project": None}, MissingRequired),
    ("CutItem", {"project": None, "code": "x"}, MissingRequired),
    ("TaskDependency", {}, MissingRequired),
    ("PlaylistVersionConnection", {}, MissingRequired),
    ("Shot", {"code": ""}, EmptyIdentity),
    ("Shot", {"code": "   "}, EmptyIdentity),
    ("Sequence", {"code": None}, EmptyIdentity),
    ("Delivery", {"title": ""}, EmptyIdentity),
    ("Shot", {"id": 7}, ReadOnly),
    ("Shot", {"open_notes_count": 1}, ReadOnly),
    ("Shot", {"open_notes": []}, ReadOnly),
    ("Version", {"image_source_entity": None}, ReadOnly),
    ("Note", {"client_note": True}, ApiRefusal),
]


@pytest.mark.parametrize(("type_", "sent", "refusal"), REFUSED)
def test_a_create_is_refused(
    ada: Desk, type_: str, sent: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ada.create(type_, **sent)
    assert ada.find(type_) == []


def test_what_is_unique_is_made_once(ada: Desk) -> None:
    for type_, sent in (
        ("HumanUser", {"login": "x"}),
        ("Project", {"name": "x"}),
        ("LocalStorage", {"code": "x"}),
    ):
        row = ada.create(type_, **sent)
        with pytest.raises(CreateFailed):
            ada.create(type_, **sent)
        ada.retire(row)
        ada.create(type_, **sent)


def test_nothing_else_is_unique(ada: Desk) -> None:
    assert ada.create("Shot", code="SH010") != ada.create("Shot", code="SH010")


def test_fields_of_the_creation_cannot_be_changed(ada: Desk) -> None:
    note = ada.create("Note", meta={"a": 1}, created_at="2019-01-01")
    for name in ("meta", "created_at", "created_by", "client_note", "updated_at"):
        with pytest.raises(CreateOnly):
            ada.update(note, **{name: None})
    assert ada.get(note, "meta") == {"a": 1}
