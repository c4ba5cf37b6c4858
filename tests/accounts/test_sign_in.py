"""The four ways to sign in, acting as somebody else, and every refusal (rest/10-auth)."""

import base64
import json
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.accounts.house import House, auth_settings

from slatehouse.accounts.errors import (
    CannotAuthenticatePerson,
    CannotAuthenticateScript,
    CannotAuthenticateSessionToken,
    MissingArguments,
    PasswordRefused,
    SignInRefusal,
    SudoForbidden,
    SudoInactive,
    SudoNotPermitted,
    SudoUnknown,
    Unauthorized,
    UnsupportedGrant,
)
from slatehouse.accounts.issuing import SignedIn
from slatehouse.store.product_tables import grants
from slatehouse.store.statement import compile_statement

HOST = "tracking.test"
TOOLKIT = {"client_id": "toolkit", "client_secret": "key"}
MARA = {"username": "mara", "password": "slate"}


@pytest.fixture
def staffed(house: House) -> House:
    house.add_script("toolkit", "key")
    house.add_person("mara", "slate")
    house.add_person("gone", "slate", sg_status_list="dis")
    house.add_person("shy", "slate", can_impersonate_this_user=False)
    house.retire("HumanUser", house.add_person("retired", "slate"))
    return house


def claims(token: str) -> dict[str, Any]:
    segment = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    return found


def session_of(house: House, token: str) -> dict[str, str]:
    return {"session_token": house.accounts.mint_session_token(house.accounts.caller_of(token))}


def issued(house: House) -> int:
    query = compile_statement(select(func.count()).select_from(grants), house.database.dialect)
    with house.database.reading() as connection:
        return int(connection.rows(query)[0][0])


def test_a_script_signs_in_with_its_key(staffed: House) -> None:
    signed_in = staffed.accounts.sign_in("client_credentials", TOOLKIT, HOST)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.expires_in == 600
    found = claims(signed_in.access_token)
    assert (found["iss"], found["aud"]) == (HOST, HOST)
    assert found["user"] == {"type": "ApiUser", "id": 1}
    assert (found["auth_type"], found["sudo_as_login"]) == ("api_key", None)


def test_a_person_signs_in_with_their_password(staffed: House) -> None:
    found = claims(staffed.accounts.sign_in("password", MARA, HOST).access_token)
    assert found["user"] == {"type": "HumanUser", "id": 1}
    assert (found["auth_type"], found["sudo_as_login"]) == ("password", None)


def test_a_session_token_mints_repeatedly(staffed: House) -> None:
    session = session_of(staffed, staffed.person_token("mara", "slate"))
    for _ in range(2):
        found = claims(staffed.accounts.sign_in("session_token", session, HOST).access_token)
        assert found["user"] == {"type": "HumanUser", "id": 1}
        assert found["auth_type"] == "session_token"


def test_a_script_may_mint_a_session_and_act_through_it(staffed: House) -> None:
    own = session_of(staffed, staffed.script_token("toolkit", "key"))
    as_mara = session_of(staffed, staffed.script_token("toolkit", "key", scope="sudo_as_login:mara"))
    for session, login in ((own, None), (as_mara, "mara")):
        found = claims(staffed.accounts.sign_in("session_token", session, HOST).access_token)
        assert found["user"] == {"type": "ApiUser", "id": 1}
        assert found["sudo_as_login"] == login


@pytest.mark.parametrize(
    ("grant_type", "parameters"),
    [
        ("client_credentials", TOOLKIT),
        ("client_credentials", TOOLKIT | {"scope": "sudo_as_login:mara"}),
        ("password", MARA),
    ],
)
def test_a_refresh_renews_the_same_identity(
    staffed: House, grant_type: str, parameters: dict[str, str]
) -> None:
    first = staffed.accounts.sign_in(grant_type, parameters, HOST)
    second = staffed.accounts.sign_in("refresh_token", {"refresh_token": first.refresh_token}, HOST)
    assert second.refresh_token != first.refresh_token
    before, after = claims(first.access_token), claims(second.access_token)
    for claim in ("user", "auth_type", "sudo_as_login"):
        assert before[claim] == after[claim]
    assert before["jti"] != after["jti"]
    third = staffed.accounts.sign_in("refresh_token", {"refresh_token": first.refresh_token}, HOST)
    assert third.refresh_token not in (first.refresh_token, second.refresh_token)


def test_lifetimes_are_settings(staffed: House) -> None:
    accounts = staffed.open_accounts(auth_settings(token_lifetime=60, refresh_lifetime=120))
    signed_in = accounts.sign_in("client_credentials", TOOLKIT, HOST)
    assert signed_in.expires_in == 60
    staffed.clock.move(60)
    with pytest.raises(Unauthorized):
        accounts.caller_of(signed_in.access_token)
    staffed.clock.move(60)
    with pytest.raises(Unauthorized):
        accounts.sign_in("refresh_token", {"refresh_token": signed_in.refresh_token}, HOST)


@pytest.mark.parametrize(
    "grant_type",
    [
        None,
        "",
        "authorization_code",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "Password",
        "client_credential",
    ],
)
def test_grants_that_nobody_knows(staffed: House, grant_type: str | None) -> None:
    with pytest.raises(UnsupportedGrant):
        staffed.accounts.sign_in(grant_type, TOOLKIT | MARA, HOST)


@pytest.mark.parametrize(
    ("grant_type", "parameters"),
    [
        ("client_credentials", {}),
        ("client_credentials", {"client_id": "toolkit"}),
        ("client_credentials", {"client_id": "toolkit", "client_secret": ""}),
        ("password", {"username": "mara"}),
        ("password", {"password": "slate"}),
        ("session_token", {}),
        ("refresh_token", {"refresh_token": ""}),
    ],
)
def test_known_grants_without_their_arguments(
    staffed: House, grant_type: str, parameters: dict[str, str]
) -> None:
    with pytest.raises(MissingArguments):
        staffed.accounts.sign_in(grant_type, parameters, HOST)


@pytest.mark.parametrize("name", ["toolkit", "Toolkit", "nobody", "\ud800", "a\0b"], ids=repr)
def test_a_script_that_is_unknown_or_has_another_key(staffed: House, name: str) -> None:
    with pytest.raises(CannotAuthenticateScript) as refusal:
        staffed.accounts.sign_in("client_credentials", {"client_id": name, "client_secret": "wrong"}, HOST)
    assert refusal.value.name == name


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("mara", "wrong"),
        ("mara", "Slate"),
        ("nobody", "slate"),
        ("gone", "slate"),
        ("retired", "slate"),
        ("\ud800", "slate"),
        ("mara\0", "slate"),
    ],
    ids=repr,
)
def test_a_person_who_is_unknown_disabled_retired_or_mistaken(
    staffed: House, login: str, password: str
) -> None:
    with pytest.raises(CannotAuthenticatePerson) as refusal:
        staffed.accounts.sign_in("password", {"username": login, "password": password}, HOST)
    assert refusal.value.login == login


def test_a_person_without_a_password_cannot_sign_in(staffed: House) -> None:
    staffed.add_person("new")
    with pytest.raises(CannotAuthenticatePerson):
        staffed.person_token("new", "slate")


@pytest.mark.parametrize(
    ("locked_until", "enters"),
    [("2026-03-14T09:26:54Z", False), ("2026-03-14T09:26:53Z", True), ("2008-10-13T23:10:00Z", True)],
)
def test_a_locked_account_opens_when_its_time_has_passed(
    staffed: House, locked_until: str, enters: bool
) -> None:
    staffed.add_person("locked", "slate", locked_until=locked_until)
    if enters:
        assert staffed.person_token("locked", "slate")
    else:
        with pytest.raises(CannotAuthenticatePerson):
            staffed.person_token("locked", "slate")


@pytest.mark.parametrize(("token", "ending"), [("some value", "alue"), ("abc", "abc"), ("x" * 5000, "xxxx")])
def test_a_wrong_session_token_is_named_by_its_end(staffed: House, token: str, ending: str) -> None:
    with pytest.raises(CannotAuthenticateSessionToken) as refusal:
        staffed.accounts.sign_in("session_token", {"session_token": token}, HOST)
    assert refusal.value.ending == ending


def test_a_wrong_refresh_token(staffed: House) -> None:
    with pytest.raises(Unauthorized):
        staffed.accounts.sign_in("refresh_token", {"refresh_token": "some value"}, HOST)


def test_of_scripts_with_one_name_each_has_its_own_key(staffed: House) -> None:
    staffed.add_script("toolkit")
    third = staffed.add_script("toolkit", "other key")
    assert claims(staffed.script_token("toolkit", "key"))["user"]["id"] == 1
    assert claims(staffed.script_token("toolkit", "other key"))["user"]["id"] == third


def test_a_key_that_the_site_makes(staffed: House) -> None:
    script_id = staffed.add_script("render")
    key = staffed.accounts.set_script_key(script_id)
    assert len(key) == 64
    assert staffed.script_token("render", key)


def test_empty_secrets_are_not_kept(staffed: House) -> None:
    with pytest.raises(PasswordRefused):
        staffed.accounts.set_password(1, "")
    with pytest.raises(ValueError, match="at least one character"):
        staffed.accounts.set_script_key(1, "")


def test_sudo_adds_the_login_and_stays_the_script(staffed: House) -> None:
    found = claims(staffed.script_token("toolkit", "key", scope="sudo_as_login:mara"))
    assert found["user"] == {"type": "ApiUser", "id": 1}
    assert (found["auth_type"], found["sudo_as_login"]) == ("api_key", "mara")


@pytest.mark.parametrize(
    ("parameter", "value"), [("sudo_as_login", "mara"), ("scope", ""), ("scope", "openid"), ("scope", "mara")]
)
def test_only_the_scope_makes_sudo(staffed: House, parameter: str, value: str) -> None:
    assert claims(staffed.script_token("toolkit", "key", **{parameter: value}))["sudo_as_login"] is None


@pytest.mark.parametrize(
    ("login", "refusal"),
    [
        ("gone", SudoInactive),
        ("retired", SudoUnknown),
        ("nobody", SudoUnknown),
        ("", SudoUnknown),
        ("Mara@studio.test and more", SudoUnknown),
        ("\ud800", SudoUnknown),
        ("shy", SudoForbidden),
    ],
    ids=repr,
)
def test_people_in_whose_name_no_script_may_act(
    staffed: House, login: str, refusal: type[SudoInactive | SudoUnknown | SudoForbidden]
) -> None:
    with pytest.raises(refusal) as refused:
        staffed.script_token("toolkit", "key", scope=f"sudo_as_login:{login}")
    assert refused.value.login == login


def test_a_wrong_key_is_refused_before_sudo_is_looked_at(staffed: House) -> None:
    with pytest.raises(CannotAuthenticateScript):
        staffed.script_token("toolkit", "wrong", scope="sudo_as_login:nobody")


@pytest.mark.parametrize("role", ["admin", "artist"])
def test_people_act_as_nobody_but_themselves(staffed: House, role: str) -> None:
    staffed.add_person("boss", "slate", role)
    boss = {"username": "boss", "password": "slate"}
    for login in ("mara", "nobody"):
        with pytest.raises(SudoNotPermitted) as refusal:
            staffed.accounts.sign_in("password", boss | {"scope": f"sudo_as_login:{login}"}, HOST)
        assert refusal.value.caller == "boss"
    own = staffed.accounts.sign_in("password", boss | {"scope": "sudo_as_login:boss"}, HOST)
    assert claims(own.access_token)["sudo_as_login"] is None


def test_a_script_below_administrator_cannot_rise_by_sudo(staffed: House) -> None:
    staffed.add_script("viewer", "key", role="artist")
    with pytest.raises(SudoNotPermitted) as refusal:
        staffed.script_token("viewer", "key", scope="sudo_as_login:mara")
    assert refusal.value.caller == "viewer"


@pytest.mark.parametrize("first_scope", ["", "sudo_as_login:mara"])
def test_neither_refresh_nor_session_opens_another_account(staffed: House, first_scope: str) -> None:
    staffed.add_person("boss", role="admin")
    parameters = TOOLKIT | {"scope": first_scope}
    signed_in = staffed.accounts.sign_in("client_credentials", parameters, HOST)
    refresh = {"refresh_token": signed_in.refresh_token}
    session = session_of(staffed, signed_in.access_token)

    for grant_type, token in (("refresh_token", refresh), ("session_token", session)):
        with pytest.raises(SudoNotPermitted):
            staffed.accounts.sign_in(grant_type, token | {"scope": "sudo_as_login:boss"}, HOST)
        staffed.accounts.sign_in(grant_type, token | {"scope": first_scope}, HOST)


def test_nothing_is_issued_where_anything_was_refused(staffed: House) -> None:
    before = issued(staffed)
    attempts: list[tuple[str, dict[str, str]]] = [
        ("client_credentials", TOOLKIT | {"client_secret": "wrong"}),
        ("client_credentials", TOOLKIT | {"scope": "sudo_as_login:nobody"}),
        ("password", MARA | {"password": "wrong"}),
    ]
    for grant_type, parameters in attempts:
        with pytest.raises(SignInRefusal):
            staffed.accounts.sign_in(grant_type, parameters, HOST)
    assert issued(staffed) == before
