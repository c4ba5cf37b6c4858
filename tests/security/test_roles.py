"""Calls made up from the OpenAPI document, by people of each rule set, are answered as it describes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from tests.contract.client import Client
from tests.contract.conftest import Production, link
from tests.contract.test_described_calls import CALLS, CHECKS, SITE, places
from tests.fixtures.desk import Desk

from slatehouse.accounts.caller import system_caller
from slatehouse.site.site import Site

ROLES = ("manager", "artist", "vendor", "client_user", "api_admin")
EXAMPLES = 2
"""How many calls of each kind are made up. Few, because there are many: what they find in a year is told by
make fuzz in a night."""

PASSWORD = "a word for each of them"
_numbers = count(1)


@pytest.fixture(scope="module")
def rule_sets(contract_site: Site, ids: Mapping[str, int]) -> Mapping[str, int]:
    """The ids of the stock sets."""
    desk = Desk(contract_site, system_caller())
    return {
        role: desk.find("PermissionRuleSet", desk.where("PermissionRuleSet", "code", "is", role))[0]
        for role in ROLES
    }


def hired(site: Site, rule_set: int, projects: list[dict[str, object]], role: str) -> str:
    """The token of a new person, or script: the one before may have ended their own sessions."""
    login = f"person{next(_numbers)}"
    if role == "api_admin":
        return script(site, login, rule_set)
    make = Production(site)
    make.add(
        "hired",
        "HumanUser",
        login=login,
        name=login,
        sg_status_list="act",
        projects=projects,
        permission_rule_set=link("PermissionRuleSet", rule_set),
    )
    site.accounts.set_password(make.ids["hired"], PASSWORD)
    credentials = {"username": login, "password": PASSWORD}
    return site.accounts.sign_in("password", credentials, "tracking.test").access_token


def script(site: Site, name: str, rule_set: int) -> str:
    made = Production(site)
    made.add("script", "ApiUser", firstname=name, permission_rule_set=link("PermissionRuleSet", rule_set))
    key = site.accounts.set_script_key(made.ids["script"])
    credentials = {"client_id": name, "client_secret": key}
    return site.accounts.sign_in("client_credentials", credentials, "tracking.test").access_token


@pytest.mark.parametrize("name", CALLS)
def test_each_role_is_answered_as_described(
    app: Any, contract_site: Site, ids: dict[str, int], rule_sets: Mapping[str, int], name: str
) -> None:
    projects = [link("Project", ids["project"])]
    tokens = {role: hired(contract_site, rule_sets[role], projects, role) for role in ROLES}
    for token in tokens.values():
        assert Client(app, token)("GET", "/entity/projects").status_code == 200
    operation = CALLS[name]

    # To make a call up takes longer than to make it: it is made up once for all roles.
    @given(data=st.data())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answered(data: st.DataObject) -> None:
        path = data.draw(places(operation, ids))
        case = data.draw(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=path))
        for role, token in tokens.items():
            note(f"as {role}")
            headers = {"Authorization": f"Bearer {token}"}
            answer = case.call(app=app, base_url=SITE + "/api/v1.1", headers=headers)
            case.validate_response(answer, checks=CHECKS)

    answered()
