"""Rule sets of a site's own, and the projects and groups of callers: what is in force within a second."""

import pytest
from tests.accounts.house import House

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import SudoNotPermitted
from slatehouse.store.rule_sets import RuleSetRows

LEAD = 'code = "lead"\nname = "Lead"\nkind = "HumanUser"\n'


def put(house: House, rule_set: int, text: str) -> None:
    with house.database.writing() as connection:
        RuleSetRows(house.database.dialect).put(connection, rule_set, text)


def add_set(house: House, code: str = "lead", text: str = LEAD) -> int:
    rule_set = house.add("PermissionRuleSet", code=code, display_name=code.title())
    put(house, rule_set, text)
    return rule_set


def link(house: House, connection_type: str, person: int, place: str, row: int) -> int:
    ends = {"user": ("HumanUser" if connection_type != "ApiUserProjectConnection" else "ApiUser", person)}
    ends[place.lower()] = (place, row)
    columns = {
        f"{name}${part}": value
        for name, (type_, id_) in ends.items()
        for part, value in (("type", type_), ("id", id_))
    }
    return house.add(connection_type, **columns)


def seen_by(house: House, token: str) -> Caller:
    """The caller, once nothing that was known of them a second ago counts any more."""
    house.clock.move(1.1)
    return house.accounts.caller_of(token)


class TestASetOfTheSitesOwn:
    def test_it_decides(self, house: House) -> None:
        add_set(house, text=LEAD + "[types.Task]\ncreate = true\n")
        house.add_person("mara", "slate and chalk", role="lead")
        caller = house.accounts.caller_of(house.person_token("mara", "slate and chalk"))
        assert (caller.rule_set, caller.rules.name) == ("lead", "Lead")
        assert caller.rules.of("Task").create and not caller.rules.of("Shot").create

    def test_a_change_is_in_force_within_a_second_in_every_process(self, house: House) -> None:
        rule_set = add_set(house)
        house.add_person("mara", "slate and chalk", role="lead")
        token = house.person_token("mara", "slate and chalk")
        processes: list[Accounts] = [house.accounts, house.open_accounts()]
        assert not any(each.caller_of(token).rules.of("Task").create for each in processes)
        put(house, rule_set, LEAD + "[types.Task]\ncreate = true\n")
        house.clock.move(1.1)
        assert all(each.caller_of(token).rules.of("Task").create for each in processes)

    def test_all_callers_of_a_version_share_what_it_comes_to(self, house: House) -> None:
        rule_set = add_set(house)
        schema = house.tables.schema
        tokens = []
        for login in ("mara", "nils"):
            house.add_person(login, "slate and chalk", role="lead")
            tokens.append(house.person_token(login, "slate and chalk"))
        first, second = (seen_by(house, token).in_schema(schema) for token in tokens)
        assert first.rules is second.rules and first.visibility is second.visibility is not None
        put(house, rule_set, LEAD)
        changed = seen_by(house, tokens[0]).in_schema(schema)
        assert changed.visibility is not first.visibility

    def test_what_cannot_be_read_allows_nothing(self, house: House) -> None:
        add_set(house, text="written by a later version")
        house.add_person("mara", "slate and chalk", role="lead")
        caller = house.accounts.caller_of(house.person_token("mara", "slate and chalk"))
        assert not caller.is_administrator and not caller.rules.of("Task").create

    def test_a_code_alone_is_no_set(self, house: House) -> None:
        house.add("PermissionRuleSet", code="lead", display_name="Lead")
        house.add_person("mara", "slate and chalk", role="lead")
        caller = house.accounts.caller_of(house.person_token("mara", "slate and chalk"))
        assert caller.rules.code == "" and not caller.is_administrator


class TestWhereSomebodyIs:
    def test_a_person(self, house: House) -> None:
        person = house.add_person("mara", "slate and chalk")
        film, old = house.add("Project", name="Film"), house.add("Project", name="Old")
        crew = house.add("Group", code="Crew")
        token = house.person_token("mara", "slate and chalk")
        assert (seen_by(house, token).projects, seen_by(house, token).groups) == ((), ())
        on_film = link(house, "ProjectUserConnection", person, "Project", film)
        link(house, "ProjectUserConnection", person, "Project", old)
        link(house, "GroupUserConnection", person, "Group", crew)
        found = seen_by(house, token)
        assert (found.projects, found.groups, found.is_narrowed) == ((film, old), (crew,), False)
        house.retire("Project", old)
        house.retire("Group", crew)
        found = seen_by(house, token)
        assert (found.projects, found.groups) == ((film,), ())
        house.retire("ProjectUserConnection", on_film)
        assert seen_by(house, token).projects == ()

    def test_a_script_with_projects_is_narrowed(self, house: House) -> None:
        script, film = house.add_script("farm", "key"), house.add("Project", name="Film")
        token = house.script_token("farm", "key")
        assert seen_by(house, token).is_administrator
        link(house, "ApiUserProjectConnection", script, "Project", film)
        found = seen_by(house, token)
        assert (found.projects, found.is_narrowed, found.is_administrator) == ((film,), True, False)
        # It does not become one of the whole site when nothing is left for it to see.
        house.retire("Project", film)
        found = seen_by(house, token)
        assert (found.projects, found.is_narrowed, found.is_administrator) == ((), True, False)

    def test_a_narrowed_script_acts_for_nobody(self, house: House) -> None:
        script, film = house.add_script("farm", "key"), house.add("Project", name="Film")
        house.add_person("mara", "slate and chalk", role="admin")
        link(house, "ApiUserProjectConnection", script, "Project", film)
        with pytest.raises(SudoNotPermitted):
            house.script_token("farm", "key", scope="sudo_as_login:mara")
