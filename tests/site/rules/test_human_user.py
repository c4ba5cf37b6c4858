"""HumanUser: names, logins and what a person starts with (entity-types B.23)."""

from __future__ import annotations

import re

import pytest
from tests.fixtures.desk import Desk

from slatehouse.site.errors import CreateFailed, ReviveFailed, UpdateFailed

TAKEN = "The value for the Login field is required to be unique. <br> "


def test_a_person_without_a_name_is_a_new_user(robot: Desk) -> None:
    person = robot.read(robot.create("HumanUser", login="nameless", email="n@example.com"))
    assert person["firstname"] == "New"
    assert re.fullmatch(r"User [0-9a-f]+", str(person["lastname"]))
    assert person["name"] == person["cached_display_name"] == f"New {person['lastname']}"
    assert (person["projects"], person["groups"], person["can_impersonate_this_user"]) == ([], [], True)
    assert person["sg_status_list"] == "act"


def test_the_answer_of_a_create_shows_what_was_filled_in(robot: Desk) -> None:
    shown = robot.echo("HumanUser", login="shown", name="Ann Doe")
    assert (shown["firstname"], shown["lastname"]) == ("Ann", "Doe")
    assert getattr(shown["permission_rule_set"], "name", None) == "Artist"


@pytest.mark.parametrize(
    ("sent", "name", "parts"),
    [
        ({"name": "Ann Maria Doe"}, "Ann Maria Doe", ("Ann", "Maria Doe")),
        ({"name": "Ann"}, "Ann", ("Ann", None)),
        ({"firstname": "Ann"}, "Ann", ("Ann", None)),
        ({"lastname": "Doe"}, "Doe", (None, "Doe")),
        ({"firstname": "Ann", "lastname": "Doe", "name": "Somebody Else"}, "Ann Doe", ("Ann", "Doe")),
    ],
)
def test_the_name_is_both_names(robot: Desk, sent: dict[str, object], name: str, parts: object) -> None:
    person = robot.create("HumanUser", login=f"login of {sorted(sent.items())}", **sent)
    read = robot.read(person, "name", "firstname", "lastname")
    assert (read["name"], (read["firstname"], read["lastname"])) == (name, parts)


def test_a_login_belongs_to_one_live_person(robot: Desk) -> None:
    first, second = (robot.create("HumanUser", login=login) for login in ("one", "two"))
    with pytest.raises(CreateFailed) as refused:
        robot.create("HumanUser", login="one")
    assert refused.value.reason == TAKEN
    with pytest.raises(UpdateFailed, match="required to be unique"):
        robot.update(second, login="one")
    robot.retire(first)
    third = robot.create("HumanUser", login="one")
    assert third.id != first.id
    with pytest.raises(ReviveFailed, match="sgcu_human_users"):
        robot.revive(first)


def test_emails_and_names_may_be_shared(robot: Desk) -> None:
    for login in ("x", "y"):
        robot.create("HumanUser", login=login, name="John Doe", email="j@example.com")
