"""What decides who may do what is in the audit trail, in the transaction of the change, whoever makes it."""

from dataclasses import replace

import pytest
from tests.fixtures.desk import Desk

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import system_caller
from slatehouse.schema.link import Link
from slatehouse.schema.refusals import Refusal
from slatehouse.site.draft import Draft
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.changing import FieldChange
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.slots import enable_slot
from slatehouse.site.writing import writing


def told(desk: Desk, about: str | None = None) -> list[tuple[object, ...]]:
    """The deeds so far, the first first: what, by whom, and the rest."""
    return [
        (each.deed, each.who.name if isinstance(each.who, Link) else each.who, each.details)
        for each in reversed(desk.site.accounts.audit.newest())
        if about is None or (each.about.name if isinstance(each.about, Link) else each.about) == about
    ]


@pytest.fixture
def quiet(ada: Desk) -> Desk:
    """A script whose events are not logged; the audit trail does not ask."""
    return replace(ada, caller=replace(ada.caller, logs_events=False))


def test_an_account_from_beginning_to_end(quiet: Desk) -> None:
    mara = quiet.create("HumanUser", login="mara", name="Mara")
    with writing(quiet.site, quiet.caller) as writes:
        draft = Draft(writes.schema["HumanUser"])
        draft.put("permission_rule_set", writes.rule_set("manager"))
        writes.change(mara.id, draft)
    quiet.update(mara, sg_status_list="dis", email="mara@example.com")
    quiet.update(mara, sg_status_list="dis")
    quiet.retire(mara)
    quiet.revive(mara)
    assert told(quiet, "mara") == [
        ("account_added", "ada", {"rule_set": "Artist"}),
        ("permission_changed", "ada", {"field": "permission_rule_set", "old": "Artist", "new": "Manager"}),
        ("account_changed", "ada", {"field": "sg_status_list", "old": "act", "new": "dis"}),
        ("account_retired", "ada", {}),
        ("account_revived", "ada", {}),
    ]


def test_a_script_from_beginning_to_end(quiet: Desk) -> None:
    farm = quiet.create("ApiUser", firstname="farm")
    quiet.update(farm, firstname="barn")
    quiet.retire(farm)
    assert told(quiet, "farm") == [("account_added", "ada", {"rule_set": "API Admin"})]
    assert told(quiet, "barn") == [
        ("account_changed", "ada", {"field": "firstname", "old": "farm", "new": "barn"}),
        ("account_retired", "ada", {}),
    ]


@pytest.mark.parametrize(
    ("place", "field", "kind"),
    [("Project", "users", "project"), ("Group", "users", "group")],
)
def test_projects_and_groups_from_either_end(quiet: Desk, place: str, field: str, kind: str) -> None:
    mara = quiet.create("HumanUser", login="mara", name="Mara")
    there = quiet.create(place, **{"code" if place == "Group" else "name": "Harbour"})
    before = len(told(quiet, "mara"))
    quiet.update(there, **{field: [mara]})
    quiet.update(mara, **{f"{kind}s": []})
    quiet.update(mara, **{f"{kind}s": [there]})
    details = {kind: "Harbour", "id": there.id}
    assert told(quiet, "mara")[before:] == [
        ("permission_changed", "ada", {**details, "joined": True}),
        ("permission_changed", "ada", {**details, "joined": False}),
        ("permission_changed", "ada", {**details, "joined": True}),
    ]


def test_a_connection_that_is_written_itself(quiet: Desk) -> None:
    mara = quiet.create("HumanUser", login="mara", name="Mara")
    fog = quiet.create("Project", name="Fog")
    connection = quiet.create("ProjectUserConnection", user=mara, project=fog)
    quiet.retire(connection)
    quiet.revive(connection)
    assert [each[2] for each in told(quiet, "mara")[1:]] == [
        {"project": "Fog", "id": fog.id, "joined": joins} for joins in (True, False, True)
    ]


def test_what_is_refused_or_undone_is_not_told(quiet: Desk) -> None:
    quiet.create("HumanUser", login="mara", name="Mara")
    with pytest.raises(Refusal):
        quiet.create("HumanUser", login="mara", name="Another")
    assert len(told(quiet, "mara")) == 1


def test_the_schema_by_name_and_without_values(quiet: Desk) -> None:
    session = quiet.session
    facts = (("name", "Lens"), ("description", "a secret of the client"))
    session.add_field(NewField("Shot", "text", facts))
    session.change_field(FieldChange("Shot", "sg_lens", (("description", "another"),)))
    session.change_field(FieldChange("Shot", "code", (("description", "ours"),)))
    session.trash_field("Shot", "sg_lens")
    session.revive_field("Shot", "sg_lens")
    operator = replace(system_caller(), login_or_script="root")
    alter(quiet.site, operator, lambda change: enable_slot(change, "CustomEntity07", "Prop"))
    assert [
        (each.about, each.details["what"], each.who if isinstance(each.who, str) else "ada")
        for each in reversed(quiet.site.accounts.audit.newest())
        if each.deed == Deed.SCHEMA_CHANGED
    ] == [
        ("Shot.sg_lens", "added", "ada"),
        ("Shot.sg_lens", "changed", "ada"),
        ("Shot.code", "changed", "ada"),
        ("Shot.sg_lens", "trashed", "ada"),
        ("Shot.sg_lens", "revived", "ada"),
        ("CustomEntity07", "enabled", "root"),
    ]
    assert "client" not in str(quiet.site.accounts.audit.newest())


def test_what_the_product_does_by_itself_is_not_told(desk: Desk) -> None:
    before = len(told(desk))
    Desk(desk.site, system_caller()).create("HumanUser", login="mara", name="Mara")
    assert len(told(desk)) == before
