"""What each kind of caller may do, and what a refusal carries (behaviour/auth-and-permissions §7 to §10)."""

import pytest

from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.accounts.errors import (
    CannotAccess,
    CannotActFor,
    CannotCreate,
    CannotDelete,
    CannotRevive,
    NotEditable,
    PermissionRefusal,
)
from slatehouse.accounts.permissions import Verb, may
from slatehouse.schema.schema import Schema, standard_schema


@pytest.fixture(scope="module")
def schema() -> Schema:
    return standard_schema()


def script(rule_set: str, rule_set_name: str) -> Caller:
    return Caller("ApiUser", 34, "toolkit 1.0", "toolkit", rule_set, rule_set_name, "api_key", script_id=34)


def person(rule_set: str, rule_set_name: str) -> Caller:
    return Caller("HumanUser", 34, "Mara", "mara", rule_set, rule_set_name, "password")


API_ADMIN, ADMIN = script("api_admin", "API Admin"), person("admin", "Admin")
ARTIST, ARTIST_SCRIPT = person("artist", "Artist"), script("artist", "Artist")
NOBODY = person("", "")
SYSTEM = system_caller()
ADMINISTRATORS = [API_ADMIN, ADMIN, SYSTEM]
OTHERS = [ARTIST, ARTIST_SCRIPT, person("manager", "Manager"), person("vendor", "Vendor"), NOBODY]


def ask(
    schema: Schema, caller: Caller, verb: Verb, where: str, row: int | None = None
) -> PermissionRefusal | None:
    """The refusal, if any, for `Task` or, in an update, for `Task.content,sg_status_list`."""
    type_name, _, names = where.partition(".")
    entity_type = schema[type_name]
    fields = [entity_type.fields[name] for name in names.split(",") if name]
    try:
        may(caller, verb, entity_type, fields, row)
    except PermissionRefusal as refusal:
        return refusal
    return None


def name_of(caller: Caller) -> str:
    return f"{caller.type} {caller.rule_set or 'without rule set'}"


@pytest.mark.parametrize("caller", ADMINISTRATORS, ids=name_of)
@pytest.mark.parametrize("verb", list(Verb))
def test_administrators_may(schema: Schema, caller: Caller, verb: Verb) -> None:
    for where in ("Task.content", "Note.subject", "LocalStorage.code", "ApiUser.email"):
        assert ask(schema, caller, verb, where, row=1) is None


@pytest.mark.parametrize("caller", OTHERS, ids=name_of)
def test_everyone_may_read_all_but_scripts(schema: Schema, caller: Caller) -> None:
    refused = [each.name for each in schema if ask(schema, caller, Verb.READ, each.name)]
    assert refused == ["ApiUser"]


@pytest.mark.parametrize("caller", OTHERS, ids=name_of)
def test_a_type_that_cannot_be_read_names_the_rule_set(schema: Schema, caller: Caller) -> None:
    refusal = ask(schema, caller, Verb.READ, "ApiUser")
    assert isinstance(refusal, CannotAccess)
    assert (refusal.entity_type, refusal.rule) == ("ApiUser", caller.rule_set_name or None)


@pytest.mark.parametrize("caller", OTHERS, ids=name_of)
def test_below_administrator_nobody_writes(schema: Schema, caller: Caller) -> None:
    create = ask(schema, caller, Verb.CREATE, "Task")
    assert isinstance(create, CannotCreate) and create.entity_type == "Task"

    update = ask(schema, caller, Verb.UPDATE, "Task.sg_status_list,content", row=1)
    assert isinstance(update, NotEditable)
    assert (update.path, update.rule) == ("Task.sg_status_list", None)

    retire = ask(schema, caller, Verb.RETIRE, "Task", row=1)
    assert isinstance(retire, CannotDelete) and (retire.entity_type, retire.rule) == ("Task", None)

    revive = ask(schema, caller, Verb.REVIVE, "Task", row=1)
    assert isinstance(revive, CannotRevive) and revive.entity_type == "Task"


@pytest.mark.parametrize("caller", [*ADMINISTRATORS, *OTHERS], ids=name_of)
def test_an_empty_update_passes_for_all(schema: Schema, caller: Caller) -> None:
    for type_name in ("Task", "EventLogEntry", "ApiUser"):
        assert ask(schema, caller, Verb.UPDATE, type_name, row=1) is None


@pytest.mark.parametrize("caller", [ADMIN, API_ADMIN, ARTIST], ids=name_of)
@pytest.mark.parametrize(
    ("where", "rule"),
    [
        ("EventLogEntry.meta", "306: DENY update_field FOR entity_type => EventLogEntry, field_name => meta"),
        (
            "EventLogEntry.event_type",
            "306: DENY update_field FOR entity_type => EventLogEntry, field_name => event_type",
        ),
        (
            "Delivery.delivery_number",
            "336: DENY update_field FOR entity_type => Delivery, field_name => delivery_number, "
            "field_value =>",
        ),
    ],
)
def test_some_fields_are_denied_to_all(schema: Schema, caller: Caller, where: str, rule: str) -> None:
    refusal = ask(schema, caller, Verb.UPDATE, where, row=1)
    assert isinstance(refusal, NotEditable)
    assert (refusal.path, refusal.rule) == (where, f"{caller.rule_set_name} -- PermissionRule {rule}")


def test_consent_to_impersonation_is_not_for_scripts_to_give(schema: Schema) -> None:
    refusal = ask(schema, API_ADMIN, Verb.UPDATE, "HumanUser.can_impersonate_this_user", row=1)
    assert isinstance(refusal, NotEditable)
    assert refusal.rule == (
        "API Admin -- PermissionRule 2027: DENY update_field FOR entity_type => HumanUser, "
        "field_name => can_impersonate_this_user, field_value => "
    )
    assert ask(schema, ADMIN, Verb.UPDATE, "HumanUser.can_impersonate_this_user", row=1) is None


@pytest.mark.parametrize("caller", [ADMIN, API_ADMIN, ARTIST], ids=name_of)
def test_events_are_never_retired(schema: Schema, caller: Caller) -> None:
    refusal = ask(schema, caller, Verb.RETIRE, "EventLogEntry", row=1)
    assert isinstance(refusal, CannotDelete)
    assert refusal.rule == (
        f"{caller.rule_set_name} -- PermissionRule 297: DENY retire_entity FOR entity_type => EventLogEntry"
    )


def test_the_product_itself_is_above_the_rules(schema: Schema) -> None:
    assert ask(schema, SYSTEM, Verb.UPDATE, "EventLogEntry.meta", row=1) is None
    assert ask(schema, SYSTEM, Verb.RETIRE, "EventLogEntry", row=1) is None


@pytest.mark.parametrize(
    ("caller", "where", "row", "passes"),
    [
        (ARTIST_SCRIPT, "ApiUser.generate_event_log_entries", 34, True),
        (ARTIST_SCRIPT, "ApiUser.generate_event_log_entries", 35, False),
        (ARTIST_SCRIPT, "ApiUser.generate_event_log_entries,email", 34, False),
        (ARTIST_SCRIPT, "ApiUser.email", 34, False),
        (ARTIST, "ApiUser.generate_event_log_entries", 34, False),
    ],
)
def test_a_script_switches_its_own_events(
    schema: Schema, caller: Caller, where: str, row: int, passes: bool
) -> None:
    assert (ask(schema, caller, Verb.UPDATE, where, row) is None) is passes


@pytest.mark.parametrize(
    ("caller", "row", "passes"), [(ARTIST_SCRIPT, 34, True), (ARTIST_SCRIPT, 35, False), (ARTIST, 34, False)]
)
def test_a_script_may_read_itself(schema: Schema, caller: Caller, row: int, passes: bool) -> None:
    assert (ask(schema, caller, Verb.READ, "ApiUser", row) is None) is passes


def test_what_is_up_to_a_person_is_up_to_nobody_else(schema: Schema) -> None:
    assert ask(schema, ARTIST, Verb.ACT_FOR, "HumanUser", ARTIST.id) is None
    for caller, row in ((ARTIST, ARTIST.id + 1), (ARTIST_SCRIPT, ARTIST_SCRIPT.id)):
        assert isinstance(ask(schema, caller, Verb.ACT_FOR, "HumanUser", row), CannotActFor)
