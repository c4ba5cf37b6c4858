"""What each kind of caller may do, and what a refusal carries (behaviour/auth-and-permissions §7 to §10)."""

import json
from typing import Any

import pytest

from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.accounts.errors import (
    CannotAccess,
    CannotActFor,
    CannotAlter,
    CannotCreate,
    CannotDelete,
    CannotRevive,
    LicenceForAdministrators,
    NotEditable,
    PermissionRefusal,
)
from slatehouse.accounts.permissions import Verb, is_editable, may, may_give, may_see_licence
from slatehouse.query.visibility import Holds, RowRule
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.schema import Schema, standard_schema


@pytest.fixture(scope="module")
def schema() -> Schema:
    return standard_schema()


def script(rule_set: str, rule_set_name: str, *, is_narrowed: bool = False) -> Caller:
    return Caller(
        "ApiUser",
        34,
        "toolkit 1.0",
        "toolkit",
        rule_set,
        rule_set_name,
        "api_key",
        script_id=34,
        is_narrowed=is_narrowed,
    )


def person(rule_set: str, rule_set_name: str) -> Caller:
    return Caller("HumanUser", 34, "Mara", "mara", rule_set, rule_set_name, "password")


API_ADMIN, ADMIN = script("api_admin", "API Admin"), person("admin", "Admin")
NARROWED = script("api_admin", "API Admin", is_narrowed=True)
ARTIST, ARTIST_SCRIPT = person("artist", "Artist"), script("artist", "Artist")
MANAGER, VENDOR, NOBODY = person("manager", "Manager"), person("vendor", "Vendor"), person("", "")
SYSTEM = system_caller()
ADMINISTRATORS = [API_ADMIN, ADMIN, SYSTEM]
OTHERS = [ARTIST, ARTIST_SCRIPT, MANAGER, VENDOR, NOBODY, NARROWED]


class Rows:
    """Rows that all meet a rule, or none."""

    def __init__(self, *, meet: bool) -> None:
        self.meet = meet
        self.asked: list[RowRule] = []

    def meets(self, entity_type: EntityType, row: int, rule: RowRule) -> bool:
        self.asked.append(rule)
        return self.meet


def ask(
    schema: Schema, caller: Caller, verb: Verb, where: str, row: int | None = None, rows: Rows | None = None
) -> PermissionRefusal | None:
    """The refusal, if any, for `Task` or, in an update, for `Task.content,sg_status_list`."""
    type_name, _, names = where.partition(".")
    entity_type = schema[type_name]
    fields = [entity_type.fields[name] for name in names.split(",") if name]
    try:
        may(caller, verb, entity_type, fields, row, rows)
    except PermissionRefusal as refusal:
        return refusal
    return None


def name_of(caller: Caller) -> str:
    kind = "narrowed " if caller.is_narrowed else ""
    return f"{kind}{caller.type} {caller.rule_set or 'without rule set'}"


@pytest.mark.parametrize("caller", ADMINISTRATORS, ids=name_of)
@pytest.mark.parametrize("verb", list(Verb))
def test_administrators_may(schema: Schema, caller: Caller, verb: Verb) -> None:
    for where in ("Task.content", "Note.subject", "LocalStorage.code", "ApiUser.email"):
        assert ask(schema, caller, verb, where, row=1) is None


@pytest.mark.parametrize("caller", OTHERS, ids=name_of)
def test_a_type_that_cannot_be_read_names_the_rule_set(schema: Schema, caller: Caller) -> None:
    refusal = ask(schema, caller, Verb.READ, "ApiUser")
    assert isinstance(refusal, CannotAccess)
    assert (refusal.entity_type, refusal.rule) == ("ApiUser", caller.rule_set_name or None)


def test_without_a_rule_set_nothing_may_be_read(schema: Schema) -> None:
    assert all(isinstance(ask(schema, NOBODY, Verb.READ, each.name), CannotAccess) for each in schema)


@pytest.mark.parametrize("caller", [ARTIST, ARTIST_SCRIPT, VENDOR, NOBODY], ids=name_of)
def test_a_refusal_tells_what_was_refused(schema: Schema, caller: Caller) -> None:
    create = ask(schema, caller, Verb.CREATE, "Task")
    assert isinstance(create, CannotCreate) and create.entity_type == "Task"

    update = ask(schema, caller, Verb.UPDATE, "Task.content,sg_status_list", row=1)
    assert isinstance(update, NotEditable) and (update.path, update.rule) == ("Task.content", None)

    retire = ask(schema, caller, Verb.RETIRE, "Task", row=1)
    assert isinstance(retire, CannotDelete) and (retire.entity_type, retire.rule) == ("Task", None)

    revive = ask(schema, caller, Verb.REVIVE, "Task", row=1)
    assert isinstance(revive, CannotRevive) and revive.entity_type == "Task"

    alter = ask(schema, caller, Verb.ALTER, "Task")
    assert isinstance(alter, CannotAlter) and alter.entity_type == "Task"


@pytest.mark.parametrize("caller", [*ADMINISTRATORS, *OTHERS], ids=name_of)
def test_an_empty_update_passes_for_all(schema: Schema, caller: Caller) -> None:
    for type_name in ("Task", "EventLogEntry", "ApiUser"):
        assert ask(schema, caller, Verb.UPDATE, type_name, row=1) is None


class TestConditions:
    """Rights that hold for some rows only."""

    WHERE = "Task.sg_status_list"

    def test_the_row_decides(self, schema: Schema) -> None:
        assert ask(schema, ARTIST, Verb.UPDATE, self.WHERE, 1, Rows(meet=True)) is None
        assert isinstance(ask(schema, ARTIST, Verb.UPDATE, self.WHERE, 1, Rows(meet=False)), NotEditable)

    def test_nobody_to_ask_is_a_refusal(self, schema: Schema) -> None:
        assert isinstance(ask(schema, ARTIST, Verb.UPDATE, self.WHERE, 1), NotEditable)
        assert isinstance(ask(schema, ARTIST, Verb.UPDATE, self.WHERE, None, Rows(meet=True)), NotEditable)

    def test_the_rule_is_asked_of_the_row(self, schema: Schema) -> None:
        rows = Rows(meet=True)
        ask(schema, VENDOR, Verb.UPDATE, self.WHERE, 1, rows)
        assert rows.asked == [Holds("task_assignees")]

    def test_it_is_asked_once_for_all_fields(self, schema: Schema) -> None:
        rows = Rows(meet=True)
        ask(schema, ARTIST, Verb.UPDATE, "Version.code,description,frame_count", 1, rows)
        assert len(rows.asked) == 1

    def test_the_refusal_shows_the_condition(self, schema: Schema) -> None:
        refusal = ask(schema, ARTIST, Verb.UPDATE, self.WHERE, 1, Rows(meet=False))
        assert isinstance(refusal, NotEditable) and refusal.rule is not None
        beginning, _, tree = refusal.rule.partition("RULE: ")
        assert beginning.startswith("Artist -- PermissionRule 2615: ")
        assert "update_field_condition" in beginning
        found = json.loads(tree)
        assert list(found) == ["logical_operator", "conditions"] and found["logical_operator"] == "and"
        leaves = tree_leaves(found)
        assert [(each["path"], each["relation"]) for each in leaves] == [
            ("task_assignees", "is"),
            ("task_assignees.Group.users", "is"),
            ("task_reviewers", "is"),
            ("task_reviewers.Group.users", "is"),
        ]
        assert {each["values"][0]["valid"] for each in leaves} == {"logged_in_user_token"}

    def test_an_unconditional_refusal_shows_none(self, schema: Schema) -> None:
        refusal = ask(schema, ARTIST, Verb.UPDATE, "Task.content", 1, Rows(meet=True))
        assert isinstance(refusal, NotEditable) and refusal.rule is None

    def test_retiring_and_reviving(self, schema: Schema) -> None:
        for verb, refused in ((Verb.RETIRE, CannotDelete), (Verb.REVIVE, CannotRevive)):
            assert ask(schema, ARTIST, verb, "Note", 1, Rows(meet=True)) is None
            assert isinstance(ask(schema, ARTIST, verb, "Note", 1, Rows(meet=False)), refused)


def tree_leaves(tree: dict[str, Any]) -> list[dict[str, Any]]:
    if "conditions" not in tree:
        return [tree]
    return [leaf for each in tree["conditions"] for leaf in tree_leaves(each)]


@pytest.mark.parametrize(
    ("caller", "counts"),
    [(ARTIST, {"Task": 2, "Shot": 2, "Asset": 1}), (VENDOR, {"Task": 1, "Shot": 0, "Asset": 0})],
    ids=["artist", "vendor"],
)
def test_what_may_be_changed_of_some_rows_is_editable(
    schema: Schema, caller: Caller, counts: dict[str, int]
) -> None:
    """The counts are the contract's for the artist (§8)."""
    for name, count in counts.items():
        fields = schema[name].fields.values()
        found = [each for each in fields if each.declared and each.editable and is_editable(caller, each)]
        assert len(found) == count, name


def test_what_people_keep_for_themselves_is_everyones_own(schema: Schema) -> None:
    for where in ("Note.read_by_current_user", "Playlist.current_user_favorite"):
        assert ask(schema, NOBODY, Verb.UPDATE, where, row=1) is None


def test_what_may_never_be_changed_may_not_be_said_in_the_beginning(schema: Schema) -> None:
    assert ask(schema, ARTIST, Verb.CREATE, "Version.code") is None
    refusal = ask(schema, ARTIST, Verb.CREATE, "Version.code,client_approved")
    assert isinstance(refusal, NotEditable) and refusal.path == "Version.client_approved"


class TestNobodyRaises:
    """Nobody gives, or takes, more than they have."""

    @pytest.mark.parametrize("caller", OTHERS, ids=name_of)
    def test_people_and_scripts_are_made_by_administrators(self, schema: Schema, caller: Caller) -> None:
        for name in ("HumanUser", "ApiUser", "PermissionRuleSet", "ApiUserProjectConnection"):
            assert isinstance(ask(schema, caller, Verb.CREATE, name), CannotCreate)
            assert isinstance(ask(schema, caller, Verb.RETIRE, name, 1, Rows(meet=True)), CannotDelete)

    @pytest.mark.parametrize("caller", OTHERS, ids=name_of)
    @pytest.mark.parametrize(
        "where",
        [
            "HumanUser.permission_rule_set",
            "HumanUser.login",
            "HumanUser.email",
            "HumanUser.sso_login",
            "HumanUser.can_impersonate_this_user",
            "ApiUser.permission_rule_set",
            "ApiUser.projects",
            "ApiUser.salted_password",
            "PermissionRuleSet.code",
        ],
    )
    def test_what_gives_rights_is_changed_by_administrators(
        self, schema: Schema, caller: Caller, where: str
    ) -> None:
        assert isinstance(ask(schema, caller, Verb.UPDATE, where, 1, Rows(meet=True)), NotEditable)

    @pytest.mark.parametrize("caller", [ARTIST, VENDOR, NARROWED, NOBODY], ids=name_of)
    @pytest.mark.parametrize(
        "where", ["HumanUser.projects", "HumanUser.groups", "Project.users", "Group.users"]
    )
    def test_who_is_where_is_said_by_who_runs_productions(
        self, schema: Schema, caller: Caller, where: str
    ) -> None:
        assert isinstance(ask(schema, caller, Verb.UPDATE, where, 1, Rows(meet=True)), NotEditable)
        assert ask(schema, MANAGER, Verb.UPDATE, where, 1) is None
        for name in ("ProjectUserConnection", "GroupUserConnection"):
            assert isinstance(ask(schema, caller, Verb.CREATE, name), CannotCreate)

    @pytest.mark.parametrize("caller", [ADMIN, API_ADMIN], ids=name_of)
    def test_rule_sets_are_made_by_the_product(self, schema: Schema, caller: Caller) -> None:
        refused = [ask(schema, caller, verb, "PermissionRuleSet", 1) for verb in (Verb.CREATE, Verb.RETIRE)]
        assert None not in refused
        assert ask(schema, SYSTEM, Verb.CREATE, "PermissionRuleSet") is None

    @pytest.mark.parametrize("caller", [ARTIST, VENDOR, MANAGER], ids=name_of)
    def test_a_password_is_ones_own(self, schema: Schema, caller: Caller) -> None:
        where = "HumanUser.password_proxy"
        assert ask(schema, caller, Verb.UPDATE, where, caller.id, Rows(meet=True)) is None
        assert isinstance(ask(schema, caller, Verb.UPDATE, where, 1, Rows(meet=False)), NotEditable)

    @pytest.mark.parametrize("caller", OTHERS, ids=name_of)
    def test_rule_sets_are_given_by_administrators(self, caller: Caller) -> None:
        assert not any(may_give(caller, code) for code in ("admin", "manager", "artist", "api_admin"))
        assert all(may_give(each, "admin") for each in ADMINISTRATORS)


class TestANarrowedScript:
    """An administrators' script with projects does everything there, and nothing that the studio shares."""

    def test_what_it_may(self, schema: Schema) -> None:
        for verb in (Verb.CREATE, Verb.UPDATE, Verb.RETIRE, Verb.REVIVE):
            assert ask(schema, NARROWED, verb, "Task.content", row=1) is None

    def test_what_it_may_not(self, schema: Schema) -> None:
        assert not NARROWED.is_administrator
        assert isinstance(ask(schema, NARROWED, Verb.ALTER, "Task"), CannotAlter)
        assert isinstance(ask(schema, NARROWED, Verb.ACT_FOR, "HumanUser", 1), CannotActFor)
        for name in ("Status", "Step", "Group", "HumanUser", "Project"):
            assert isinstance(ask(schema, NARROWED, Verb.CREATE, name), CannotCreate)
        with pytest.raises(LicenceForAdministrators):
            may_see_licence(NARROWED)


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
        (NARROWED, "ApiUser.generate_event_log_entries", 34, True),
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
