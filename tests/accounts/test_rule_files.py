"""Permission rule sets as files: what they may say, and what is said of one that is wrong."""

import pytest

from slatehouse.accounts.rule_checks import raise_unless_fitting
from slatehouse.accounts.rule_files import BadRules, read_rules
from slatehouse.accounts.rule_sets import RuleSet
from slatehouse.accounts.standard import narrowed_rules, stock_rule_sets
from slatehouse.query.visibility import (
    AllOf,
    AnyOf,
    Every,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    NoRow,
    Unplaced,
)
from slatehouse.schema.schema import Schema, standard_schema

HEAD = 'code = "lead"\nname = "Lead"\nkind = "HumanUser"\n'


@pytest.fixture(scope="module")
def schema() -> Schema:
    return standard_schema()


def read(text: str) -> RuleSet:
    return read_rules(HEAD + text)


@pytest.mark.parametrize("rules", [*stock_rule_sets().values(), narrowed_rules()], ids=lambda each: each.code)
def test_what_is_shipped_fits_what_is_shipped(schema: Schema, rules: RuleSet) -> None:
    raise_unless_fitting(rules, schema)


def test_the_sets_that_every_site_has() -> None:
    assert list(stock_rule_sets()) == [
        "admin",
        "manager",
        "artist",
        "vendor",
        "api_admin",
        "client_user",
        "admin_system_default",
        "manager_system_default",
        "artist_system_default",
        "api_admin_system_default",
        "client_user_system_default",
    ]
    assert [code for code, rules in stock_rule_sets().items() if rules.administers] == [
        "admin",
        "api_admin",
        "admin_system_default",
        "api_admin_system_default",
    ]


@pytest.mark.parametrize(
    ("sent", "rule"),
    [
        ('"every"', Every()),
        ('"none"', NoRow()),
        ('"named"', NoRow(is_named=True)),
        ('"projects"', InProjects()),
        ('"unplaced"', Unplaced()),
        ('"self"', IsAsker()),
        ('{ holds = "user" }', Holds("user")),
        ('{ follows = "entity" }', Follows("entity")),
        (
            '{ path = "entity.Shot.sg_status_list", relation = "in", values = ["ip", "rev"] }',
            Meets("entity.Shot.sg_status_list", "in", ("ip", "rev")),
        ),
        ('{ all = ["projects", "mine"] }', AllOf((InProjects(), Holds("created_by")))),
        ('{ any = [{ all = ["mine"] }, "self"] }', AnyOf((AllOf((Holds("created_by"),)), IsAsker()))),
        ('"by shape"', None),
    ],
)
def test_rules_about_rows(sent: str, rule: object) -> None:
    found = read(f'[rules]\nmine = {{ holds = "created_by" }}\n[types.Version]\nread = {sent}\n')
    assert found.of("Version").read == rule


def test_rights() -> None:
    found = read(
        """
        [others]
        create = true
        update = "none"

        [types.Task]
        update = "every"
        retire = { holds = "task_assignees" }
        fields.content = false
        fields.sg_status_list = { holds = "task_assignees" }
        fields.color = "hidden"
        """
    )
    task, others = found.of("Task"), found.of("Shot")
    assert (others.create, others.updates("code"), others.retire) == (True, False, False)
    assert (task.create, task.retire, task.revive) == (False, Holds("task_assignees"), False)
    # As the type has it: also of fields that the site adds later.
    assert task.updates("sg_new") is True
    assert [task.updates(name) for name in ("due_date", "content", "sg_status_list", "color")] == [
        True,
        False,
        Holds("task_assignees"),
        False,
    ]
    assert task.hidden == {"color"}
    # A rule that a refusal shows has a number of its own.
    assert task.numbers == {"sg_status_list": 1, "(retire)": 2}


def test_who_administers_needs_no_rules() -> None:
    assert read("administers = true\n").administers
    with pytest.raises(BadRules, match="administers: who administers may do everything"):
        read("administers = true\n[types.Task]\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no toml", "not TOML"),
        ("colour = 1", "colour: unknown key; there are: code"),
        ("sees_licence = 1", "sees_licence: expected true or false"),
        ('gives = "artist"', "gives: expected a list"),
        ("gives = [1]", "gives: expected a text"),
        ("first_number = true", "first_number: expected a number from 1 on"),
        ("types = 3", "types: expected a table"),
        ("[rules]\nprojects = 'every'", "rules.projects: is a word with a meaning of its own"),
        ("[others]\nfields = {}", "others.fields: unknown key"),
        ("[types.Task]\nwrite = true", "types.Task.write: unknown key; there are: read, create"),
        ("[types.Task]\ncreate = 'every'", "types.Task.create: expected true or false"),
        ("[types.Task]\nread = true", "types.Task.read: expected a table"),
        ("[types.Task]\nread = 'mine'", "types.Task.read: unknown rule 'mine'; there are: every"),
        ("[types.Task]\nupdate = 'hidden'", "types.Task.update: unknown rule 'hidden'"),
        ("[types.Task]\nupdate = {}", "types.Task.update: expected one of holds"),
        ("[types.Task]\nupdate = { has = 'x' }", "types.Task.update: unknown rule has; there are: holds"),
        ("[types.Task]\nupdate = { any = [] }", "types.Task.update.any: is empty"),
        ("[types.Task]\nupdate = { any = ['no'] }", r"types.Task.update.any\[0\]: unknown rule 'no'"),
        ("[types.Task]\nupdate = { holds = 'a', follows = 'b' }", "types.Task.update: expected one of"),
        ("[types.Task]\nupdate = { path = 'id' }", "types.Task.update: relation is missing"),
        (
            "[types.Task]\nupdate = { path = 'id', relation = 'is', values = [{}] }",
            "types.Task.update.values: values are texts, numbers and truth values",
        ),
        (
            "[types.Task]\nupdate = " + "{ any = [" * 40 + "'self'" + "] }" * 40,
            "rules nest 16 deep at most",
        ),
    ],
)
def test_a_form_that_is_wrong(text: str, message: str) -> None:
    with pytest.raises(BadRules, match=message):
        read(text)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('name = "L"\nkind = "HumanUser"', "code: is missing"),
        ('code = "l"\nkind = "HumanUser"', "name: is missing"),
        ('code = "l"\nname = "L"', "kind: is missing"),
        ('code = "Lead!"\nname = "L"\nkind = "HumanUser"', "code: expected a-z"),
        ('code = "l"\nname = " "\nkind = "HumanUser"', "name: expected a text"),
        ('code = "l"\nname = "L"\nkind = "Group"', "kind: expected one of HumanUser, ApiUser, ClientUser"),
    ],
)
def test_a_head_that_is_wrong(head: str, message: str) -> None:
    with pytest.raises(BadRules, match=message):
        read_rules(head)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[types.Tesk]", "types.Tesk: there is no such type; did you mean Task?"),
        (
            "[types.Task]\nfields.contents = true",
            "types.Task.fields.contents: there is no such field; did you mean content?",
        ),
        ("[types.Task]\nfields.zz = 'hidden'", "types.Task.fields.zz: there is no such field"),
        (
            "[types.Task]\nread = 'self'",
            "types.Task.read: only of a HumanUser there is a row that is oneself",
        ),
        ("[types.Step]\nread = 'projects'", "types.Step.read: Step has no project"),
        ("[types.Project]\nread = 'unplaced'", "types.Project.read: Project has no project"),
        ("[types.Task]\nupdate = { holds = 'owner' }", "types.Task.update: Task has no field owner"),
        ("[types.Task]\nupdate = { holds = 'entity' }", "Task.entity holds neither people nor groups"),
        ("[types.Task]\nupdate = { follows = 'content' }", "Task.content links nothing"),
        (
            "[types.Task]\nread = { path = 'zz', relation = 'is', values = [1] }",
            r"types.Task.read: Task cannot be asked whether zz is \[1\]",
        ),
        (
            "[types.Task]\nread = { path = 'content', relation = 'near', values = ['x'] }",
            "Task cannot be asked whether content near",
        ),
        ("[others]\nread = 'projects'", "others.read: a rule that names fields is for a type of its own"),
        (
            "[types.CutItem]\nread = { follows = 'cut' }\n[types.Cut]\nread = { follows = 'version' }\n"
            "[types.Version]\nread = { follows = 'sg_task' }\n"
            "[types.Task]\nread = { follows = 'template_task' }",
            "types.CutItem.read: follows itself: CutItem → Cut → Version → Task → Task",
        ),
        ("[types.ApiUser]\ncreate = true", "types.ApiUser: only who administers may change these rows"),
        ("[types.PermissionRuleSet]\nfields.code = true", "types.PermissionRuleSet: only who administers"),
        ("[types.HumanUser]\nfields.login = true", 'types.HumanUser.fields.login: false or "self"'),
        ("[types.HumanUser]\nupdate = true", "types.HumanUser.fields.can_impersonate_this_user: false or"),
    ],
)
def test_a_set_that_does_not_fit(schema: Schema, text: str, message: str) -> None:
    rules = read(text)
    with pytest.raises(BadRules, match=message.replace("?", r"\?")):
        raise_unless_fitting(rules, schema)


def test_people_may_change_what_is_their_own(schema: Schema) -> None:
    raise_unless_fitting(read('[types.HumanUser]\nfields.password_proxy = "self"\n'), schema)
