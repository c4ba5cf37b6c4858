"""The door of the Python API: envelopes, credentials, calls that are none (python-api/transport §2 to §5)."""

import gzip
import json
from typing import Any

import pytest
from falcon import testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT
from tests.contract.rpc import Rpc, condition, fault_in, fields, query
from tests.fixtures.clock import Clock
from tests.fixtures.tries import tries

from slatehouse.accounts.caller import system_caller
from slatehouse.api.rpc.methods import METHODS
from slatehouse.site.site import Site

AUTH = {"script_name": SCRIPT, "script_key": KEY}
PERSON_AUTH = {"user_login": PERSON, "user_password": PASSWORD}
SHOTS = query("Shot")


def test_info_needs_no_credentials(rpc: Rpc) -> None:
    info = rpc.send({"method_name": "info", "params": []}).json["results"]
    assert info["version"] == [8, 90, 0]
    assert info["api_max_entities_per_page"] == 500
    assert info["user_authentication_method"] == "default"
    assert not info["s3_direct_uploads_enabled"]


@pytest.mark.parametrize(
    ("auth", "message"),
    [
        ({"script_name": "nobody", "script_key": KEY}, "Can't authenticate script 'nobody'"),
        ({"script_name": SCRIPT, "script_key": "wrong"}, f"Can't authenticate script '{SCRIPT}'"),
        ({"user_login": PERSON, "user_password": "wrong"}, f"Can't authenticate user '{PERSON}'."),
        ({"user_login": "nobody", "user_password": "x"}, "Can't authenticate user 'nobody'."),
        ({"session_token": "forged"}, "Can't authenticate session token ending with 'rged'"),
        ({}, "Missing or invalid authentication arguments"),
        ({"script_name": SCRIPT}, "Missing or invalid authentication arguments"),
        ({"script_name": 3, "script_key": ["x"]}, "Missing or invalid authentication arguments"),
        ({**AUTH, "sudo_as_login": "nobody"}, "Cannot 'sudo' - unknown or retired user: 'nobody'"),
        (
            {**PERSON_AUTH, "sudo_as_login": "nobody"},
            f"The user does not have permission to 'sudo': '{PERSON}'",
        ),
    ],
    ids=str,
)
def test_bad_credentials_are_102(rpc: Rpc, auth: dict[str, object], message: str) -> None:
    for _ in range(2):
        assert fault_in(rpc.ask("read", SHOTS, auth)) == (102, message)


@pytest.mark.parametrize(
    "further",
    [{"product": "rv"}, {"auth_token": "123456"}, {"session_uuid": "no uuid"}, {"reject_if_expired": True}],
    ids=str,
)
def test_what_programs_send_along_changes_nothing(rpc: Rpc, further: dict[str, object]) -> None:
    assert rpc("read", SHOTS, **further) == rpc("read", SHOTS)


def test_a_person_may_name_themselves(rpc_person: Rpc) -> None:
    assert rpc_person("read", SHOTS, sudo_as_login=PERSON) == rpc_person("read", SHOTS)


def test_who_acts_as_a_person_makes_rows_of_theirs(rpc: Rpc, contract_site: Site) -> None:
    (admin,) = rpc.find("PermissionRuleSet", [condition("code", "is", "admin")])
    person = {"login": "cy", "name": "Cy Young", "sg_status_list": "act", "permission_rule_set": admin}
    row = contract_site.session(system_caller()).create_many([("HumanUser", person)])[0]
    tag = {"type": "Tag", "fields": fields(name="sudo"), "return_fields": ["created_by"]}
    made = rpc("create", tag, sudo_as_login="cy")
    assert made["created_by"] == {"type": "HumanUser", "id": row.id, "name": "Cy Young"}


def test_a_session_token_stands_for_whoever_minted_it(rpc: Rpc, ids: dict[str, int]) -> None:
    token = rpc("get_session_token")["session_id"]
    made = Rpc(rpc.app, {"session_token": token, "reject_if_expired": True})(
        "create", {"type": "Tag", "fields": fields(name="token"), "return_fields": ["created_by"]}
    )
    assert made["created_by"]["type"] == "ApiUser" and made["created_by"]["id"] == ids["script"]
    as_person = rpc("get_session_token", sudo_as_login=PERSON)["session_id"]
    assert rpc.ask("read", SHOTS, {"session_token": as_person}) == rpc.ask("read", SHOTS, PERSON_AUTH)


def test_a_session_ends_a_day_after_its_last_use(rpc: Rpc, contract_site: Site) -> None:
    clock = contract_site.clock
    assert isinstance(clock, Clock)
    before = clock.now
    auth = {"session_token": rpc("get_session_token")["session_id"]}
    clock.move(seconds=86_300)
    assert "results" in rpc.ask("read", SHOTS, auth)
    clock.move(seconds=86_300)
    assert "results" in rpc.ask("read", SHOTS, auth)
    clock.move(seconds=86_500)
    assert fault_in(rpc.ask("read", SHOTS, auth))[0] == 102
    clock.now = before


def test_a_revoked_key_opens_nothing_a_second_later(rpc: Rpc, contract_site: Site) -> None:
    clock, accounts = contract_site.clock, contract_site.accounts
    assert isinstance(clock, Clock)
    session = contract_site.session(system_caller())
    script = session.create_many([("ApiUser", {"firstname": "shortlived"})])[0].id
    accounts.set_script_key(script, "first")
    auth = {"script_name": "shortlived", "script_key": "first"}
    assert "results" in rpc.ask("read", SHOTS, auth)
    accounts.set_script_key(script, "second")
    clock.move(seconds=1)
    assert fault_in(rpc.ask("read", SHOTS, auth))[0] == 102
    assert "results" in rpc.ask("read", SHOTS, {**auth, "script_key": "second"})
    accounts.revoke_script(script)
    clock.move(seconds=1)
    assert fault_in(rpc.ask("read", SHOTS, {**auth, "script_key": "second"}))[0] == 102


def test_a_person_who_was_locked_or_disabled_comes_in_no_more(rpc: Rpc, contract_site: Site) -> None:
    clock = contract_site.clock
    assert isinstance(clock, Clock)
    values = {
        "name": "Bo",
        "login": "bo",
        "password_proxy": "the first one",
        "locked_until": "2008-10-13T23:10:00Z",
    }
    row = rpc("create", {"type": "HumanUser", "fields": fields(**values), "return_fields": list(values)})
    assert row["password_proxy"] == "*******" and row["locked_until"] == values["locked_until"]
    auth = {"user_login": "bo", "user_password": "the first one"}
    assert "results" in rpc.ask("read", SHOTS, auth)

    def then(**changes: object) -> Any:
        rpc("update", {"type": "HumanUser", "id": row["id"], "fields": fields(**changes)})
        clock.move(seconds=1)
        return rpc.ask("read", SHOTS, auth)

    assert fault_in(then(locked_until="2999-01-01T00:00:00Z"))[0] == 102
    assert "results" in then(locked_until=None)
    assert fault_in(then(sg_status_list="dis"))[0] == 102
    assert "results" in then(sg_status_list="act")
    assert fault_in(then(password_proxy="the second one"))[0] == 102
    auth["user_password"] = "the second one"
    assert "results" in rpc.ask("read", SHOTS, auth)


def test_events_carry_the_page_that_a_call_names(rpc: Rpc, contract_site: Site) -> None:
    uuid = "d1b2c3d4-0000-4000-8000-0123456789ab"
    made = rpc("create", {"type": "Tag", "fields": fields(name="paged")}, session_uuid=uuid.upper())
    entity = {"type": "Tag", "id": made["id"]}
    events = rpc.find(
        "EventLogEntry", [{"path": "entity", "relation": "is", "values": [entity]}], ["session_uuid"]
    )
    assert events and {event["session_uuid"] for event in events} == {uuid}


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b"", 103, "No data in request body."),
        (b"{", 103, "Invalid JSON body"),
        (b"\xff", 103, "Invalid JSON body"),
        ([], 103, "Invalid JSON body. Expected Hash but received Array."),
        ({}, 103, "API invalid/missing string 'method_name'"),
        ({"method_name": 3}, 103, "API invalid/missing string 'method_name'"),
        ({"method_name": "nope", "params": [AUTH]}, 103, "API nope() is not a method of this server"),
        ({"method_name": "read"}, 102, "Missing or invalid authentication arguments"),
        ({"method_name": "read", "params": {}}, 103, "API read() expected an Array of at most 2 params"),
        (
            {"method_name": "read", "params": [AUTH, {}, {}]},
            103,
            "API read() expected an Array of at most 2 params",
        ),
        (
            {"method_name": "read", "params": ["x"]},
            103,
            "API read() expected a Hash of credentials but got String",
        ),
        (
            {"method_name": "read", "params": [AUTH, [1]]},
            103,
            "API params expected a Hash of arguments but got Array",
        ),
        (
            {"method_name": "batch", "params": [AUTH, {"x": 1}]},
            103,
            "API batch() expected an Array of requests but got Hash",
        ),
    ],
    ids=repr,
)
def test_what_is_no_call_is_told_so(rpc: Rpc, body: object, code: int, message: str) -> None:
    answer = rpc.send(body)
    assert answer.status_code == 200
    got, told = fault_in(answer.json)
    assert got == code and told.startswith(message)


def test_a_body_that_is_too_large_is_told_so(rpc: Rpc, contract_site: Site) -> None:
    most = contract_site.config.settings.server.max_body_bytes
    assert fault_in(rpc.send(b" " * (most + 1)).json) == (103, "Request body too large")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = (
    *("type", "id", "fields", "filters", "return_fields", "paging", "sorts", "summaries", "grouping", "user"),
    *("additional_filter_presets", "entity", "project", "start_date", "end_date", "date", "working", "prefs"),
    *("project_id", "user_id", "note_id", "entity_fields", "text", "entity_types", "project_ids", "page_id"),
    *("max_results", "format", "users", "path", "root_path", "search_criteria", "seed_entity_field"),
)
arguments = st.dictionaries(
    st.sampled_from(NAMES), junk | st.sampled_from(["Shot", "csv", [], {}, 1]), max_size=5
)


@given(method=st.sampled_from(sorted(METHODS)), argument=junk | arguments)
@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_the_envelope_is_the_one_that_clients_expect(
    rpc: Rpc, method: str, argument: object
) -> None:
    answer = rpc.send({"method_name": method, "params": [AUTH, argument]})
    assert answer.status_code == 200
    if "exception" in answer.json:
        code, _ = fault_in(answer.json)
        assert code in (102, 103, 104), answer.json


def test_large_answers_are_compressed_for_who_can_read_that(rpc: Rpc) -> None:
    call = json.dumps({"method_name": "schema_read", "params": [AUTH]})
    plain, small = (
        testing.simulate_post(rpc.app, "/api3/json", body=call, headers=headers)
        for headers in ({}, {"Accept-Encoding": "gzip, deflate"})
    )
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 10
    assert gzip.decompress(small.content) == plain.content
    little = json.dumps({"method_name": "info", "params": []})
    answer = testing.simulate_post(rpc.app, "/api3/json", body=little, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers


def test_metrics_are_taken_and_forgotten(rpc: Rpc) -> None:
    body = json.dumps({"auth_args": {}, "metrics": [{}]})
    assert testing.simulate_post(rpc.app, "/api3/track_metrics/", body=body).status_code == 204
