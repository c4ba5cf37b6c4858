"""Writes with an `Idempotency-Key` (docs/manual/safe-writes.md): done once, answered alike, or refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.contract.client import Client, told
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT, Production, link
from tests.contract.rpc import Rpc, fault_in, fields
from tests.contract.test_40_multipart import LARGE, Parts, attached, new_row
from tests.contract.test_every_route import called
from tests.contract.test_rpc_files import FORM, multipart
from tests.contract.test_strict import STRICT
from tests.fixtures.clock import Clock
from tests.store.sql import run

from slatehouse.api.rest.route import Route
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.site.site import Site
from slatehouse.store.connection import Database

ALL_ROUTES = (*OPEN_ROUTES, *ROUTES)
INVALID = "Request Parameters invalid."
OTHER_REQUEST = {"Idempotency-Key": ["Idempotency-Key was sent with another request before"]}
BAD_KEY = {"Idempotency-Key": ["Idempotency-Key must be 1 to 255 visible ASCII characters"]}
NUMBERS = count(1)

Ids = dict[str, int]


def new_key() -> str:
    return f"key-{next(NUMBERS)}"


def new_name() -> str:
    return f"made {next(NUMBERS)}"


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


OF_THE_REQUEST = ("x-request-id", "server-timing")
"""Headers that tell of the request, and not of what it did."""


def same(answer: testing.Result, first: testing.Result) -> bool:
    """Whether an answer is the first one given again."""
    assert answer.headers["x-request-id"] != first.headers["x-request-id"]
    expected = {**first.headers, "idempotent-replayed": "true"}
    headers = [
        {name: value for name, value in each.items() if name not in OF_THE_REQUEST}
        for each in (answer.headers, expected)
    ]
    return (answer.status_code, answer.content, headers[0]) == (first.status_code, first.content, headers[1])


def events(api: Client) -> int:
    """How much the log has told."""
    answer = api("GET", "/entity/event_log_entries?sort=-id&page[size]=1")
    return int(answer.json["data"][0]["id"])


def shots(api: Client, name: str) -> list[int]:
    return api.ids(api.search("shots", [["code", "is", name]]))


# What is done once


class Write:
    """A write, as it is sent; `before` makes what it needs and gives the names in its path and body."""

    def __init__(self, method: str, path: str, body: object = None, before: str = "") -> None:
        self.method, self.path, self.body, self.before = method, path, body, before

    def made_ready(self, api: Client) -> tuple[str, str, object]:
        made: dict[str, object] = {"new": new_name()}
        if self.before:
            answer = api(
                "POST",
                "/entity/shots",
                {"code": new_name(), "project": link("Project", api.names["project"])},
            )
            made["row"] = answer.json["data"]["id"]
        if self.before == "retired":
            assert api("DELETE", f"/entity/shots/{made['row']}").status_code == 204
        if self.before == "field":
            made["field"] = new_field(api)
        if self.before == "trashed":
            made["field"] = new_field(api)
            assert api("DELETE", f"/schema/Shot/fields/{made['field']}").status_code == 204
        return self.method, filled(self.path, made), json.loads(filled(json.dumps(self.body), made))


def filled(text: str, made: Mapping[str, object]) -> str:
    for name, value in made.items():
        text = text.replace(f'"<{name}:id>"', str(value)).replace(f"<{name}>", str(value))
    return text


def new_field(api: Client) -> str:
    answer = api("POST", "/schema/Shot/fields", field(new_name()))
    return str(answer.json["links"]["self"]).rpartition("/")[2]


def field(name: str) -> dict[str, object]:
    return {"data_type": "text", "properties": [{"property_name": "name", "value": name}]}


PROJECT = link("Project", 0) | {"id": "<project:id>"}
WRITES = {
    "create": Write("POST", "/entity/shots", {"code": "<new>", "project": PROJECT}),
    "upsert": Write("PUT", "/entity/projects/_upsert?by=name", {"name": "<new>"}),
    "update": Write("PUT", "/entity/shots/<row>", {"code": "<new>"}, "row"),
    "retire": Write("DELETE", "/entity/shots/<row>", None, "row"),
    "revive": Write("POST", "/entity/shots/<row>?revive=1", None, "retired"),
    "batch": Write(
        "POST",
        "/entity/_batch",
        {
            "requests": [
                {"request_type": "create", "entity": "Shot", "data": {"code": "<new>", "project": PROJECT}},
                {"request_type": "delete", "entity": "Shot", "record_id": "<row:id>"},
            ]
        },
        "row",
    ),
    "follow": Write(
        "POST",
        "/entity/human_users/<person>/follow",
        {"entities": [{"entity": "Shot", "record_id": "<row:id>"}]},
        "row",
    ),
    "last accessed": Write(
        "PUT", "/entity/projects/<project>/_update_last_accessed", {"user_id": "<person:id>"}
    ),
    "work day": Write(
        "PUT", "/schedule/work_day_rules", {"date": "2026-03-14", "working": True, "description": "<new>"}
    ),
    "subscription": Write("POST", "/subscription_seat/user_subscriptions", {"<person>": "<new>"}),
    "new field": Write("POST", "/schema/Shot/fields", field("<new>")),
    "change field": Write(
        "PUT",
        "/schema/Shot/fields/<field>",
        {"properties": [{"property_name": "description", "value": "<new>"}]},
        "field",
    ),
    "trash field": Write("DELETE", "/schema/Shot/fields/<field>", None, "field"),
    "revive field": Write("POST", "/schema/Shot/fields/<field>", {"revive": True}, "trashed"),
}


@pytest.fixture(params=WRITES)
def write(request: pytest.FixtureRequest, api: Client) -> tuple[str, str, object]:
    """Every kind of write, ready to be sent."""
    method, path, body = WRITES[request.param].made_ready(api)
    return method, path, json.loads(filled(json.dumps(body), api.names))


def test_it_is_done_once_and_answered_alike(api: Client, write: tuple[str, str, object]) -> None:
    headers = keyed(new_key())
    first = api(*write, headers=headers)
    assert first.status_code < 300, first.text
    assert "idempotent-replayed" not in first.headers
    before = events(api)
    for _ in range(2):
        assert same(api(*write, headers=headers), first)
    assert events(api) == before


def test_what_is_sent_once_more_with_another_key_is_done_once_more(api: Client) -> None:
    name = new_name()
    body = {"code": name, "project": link("Project", api.names["project"])}
    for _ in range(2):
        assert api("POST", "/entity/shots", body, headers=keyed(new_key())).status_code == 201
    assert len(shots(api, name)) == 2


# What a key is


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "a" * 256, "a\x7f"])
def test_a_key_is_1_to_255_visible_characters(api: Client, rpc: Rpc, key: str) -> None:
    name = new_name()
    body = {"code": name, "project": link("Project", api.names["project"])}
    answer = testing.simulate_post(
        api.app,
        "/api/v1/entity/shots",
        json=body,
        headers={"Authorization": f"Bearer {api.token}"},
        extras={"HTTP_IDEMPOTENCY_KEY": key},
    )
    assert told(answer) == (400, 103, INVALID, BAD_KEY, None)
    assert shots(api, name) == []
    sent = {"method_name": "create", "params": [rpc.auth, {"type": "Shot", "fields": fields(**body)}]}
    answer = testing.simulate_post(rpc.app, "/api3/json", json=sent, extras={"HTTP_IDEMPOTENCY_KEY": key})
    assert fault_in(answer.json) == (103, f"API create() {BAD_KEY['Idempotency-Key'][0]}")
    assert shots(api, name) == []


@pytest.mark.parametrize("key", ["a", "~" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "';--"])
def test_a_key_may_be_any_such(api: Client, key: str) -> None:
    write = ("POST", "/entity/shots", {"code": new_name(), "project": link("Project", api.names["project"])})
    first = api(*write, headers=keyed(key))
    assert first.status_code == 201
    assert same(api(*write, headers=keyed(key)), first)


# What a key is for


UPDATE = ("PUT", "/entity/shots/<shot>", {"description": "Fog"})
OTHERS = {
    "body": (*UPDATE[:2], {"description": "Rain"}),
    "spelling of the body": (*UPDATE[:2], b'{"description":  "Fog"}'),
    "query": ("PUT", "/entity/shots/<shot>?multi_entity_update_mode=add", UPDATE[2]),
    "row": ("PUT", "/entity/shots/<shot2>", UPDATE[2]),
    "spelling of the path": ("PUT", "/entity/Shot/<shot>", UPDATE[2]),
    "version": ("PUT", "/api/v1.1/entity/shots/<shot>", UPDATE[2]),
    "method": ("DELETE", "/entity/shots/<shot>", None),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_key_is_one_requests(api: Client, other: str) -> None:
    headers = keyed(new_key())
    first = api(*UPDATE, headers=headers)
    assert first.status_code == 200
    before = events(api)
    assert told(api(*OTHERS[other], headers=headers)) == (422, 103, INVALID, OTHER_REQUEST, None)
    assert events(api) == before
    assert same(api(*UPDATE, headers=headers), first)


def test_another_preference_is_another_request(api: Client) -> None:
    headers = keyed(new_key())
    assert api(*UPDATE, headers=headers).status_code == 200
    assert told(api(*UPDATE, headers={**headers, **STRICT})) == (422, 103, INVALID, OTHER_REQUEST, None)
    headers = keyed(new_key()) | STRICT
    first = api(*UPDATE, headers=headers)
    again = api(*UPDATE, headers=headers)
    assert same(again, first) and again.headers["preference-applied"] == "handling=strict"


def test_a_key_is_one_callers(api: Client, artist: Client, anyone: Client, contract_site: Site) -> None:
    names = dict(api.names)
    write = ("POST", "/entity/notes", {"subject": new_name(), "project": link("Project", names["project"])})
    headers = keyed(new_key())
    mine, theirs = api(*write, headers=headers), artist(*write, headers=headers)
    assert mine.json["data"]["id"] != theirs.json["data"]["id"]
    assert same(api(*write, headers=headers), mine) and same(artist(*write, headers=headers), theirs)
    assert told(anyone(*write, headers=headers))[0] == 401
    credentials = {"client_id": SCRIPT, "client_secret": KEY, "scope": "sudo_as_login:ada"}
    signed_in = contract_site.accounts.sign_in("client_credentials", credentials, "tracking.test")
    acting = replace(api, token=signed_in.access_token)
    assert acting(*write, headers=headers).json["data"]["id"] != theirs.json["data"]["id"]


def test_a_new_token_is_the_same_caller(api: Client, contract_site: Site) -> None:
    headers = keyed(new_key())
    first = api(*UPDATE, headers=headers)
    credentials = {"client_id": SCRIPT, "client_secret": KEY}
    signed_in = contract_site.accounts.sign_in("client_credentials", credentials, "tracking.test")
    assert same(replace(api, token=signed_in.access_token)(*UPDATE, headers=headers), first)


# What leaves nothing


REFUSED = {
    "no such row": ("DELETE", "/entity/shots/999", None),
    "no such type": ("POST", "/entity/nonsense", {"code": "x"}),
    "no such field": ("PUT", "/entity/shots/<shot>", {"nonsense": 1}),
    "second of a batch": (
        "POST",
        "/entity/_batch",
        {
            "requests": [
                {"request_type": "update", "entity": "Shot", "record_id": 1, "data": {"code": "half"}},
                {"request_type": "delete", "entity": "Shot", "record_id": 999},
            ]
        },
    ),
    "no field": ("DELETE", "/schema/Shot/fields/sg_nonsense", None),
    "a field of no type": ("POST", "/schema/Shot/fields", field("x") | {"data_type": "nonsense"}),
    "no such file": ("POST", "/transcode/attachment_metadata/999", {}),
    "no JSON": ("POST", "/entity/shots", b"{"),
}


@pytest.mark.parametrize("refused", REFUSED)
def test_a_refused_write_leaves_the_key_free(api: Client, contract_site: Site, refused: str) -> None:
    headers, before = keyed(new_key()), events(api)
    first = api(*REFUSED[refused], headers=headers)
    assert first.status_code in (400, 404)
    again = api(*REFUSED[refused], headers=headers)
    assert again.status_code == first.status_code and "idempotent-replayed" not in again.headers
    assert events(api) == before
    assert api(*UPDATE, headers=headers).status_code == 200


NO_ROOM = {
    "sqlite": (
        "CREATE TRIGGER full BEFORE UPDATE ON slatehouse_kept_answers BEGIN SELECT RAISE(ABORT, 'full'); END",
        "DROP TRIGGER full",
    ),
    "postgresql": (
        "ALTER TABLE slatehouse_kept_answers ADD CONSTRAINT full_ CHECK (length(answer) = 0) NOT VALID",
        "ALTER TABLE slatehouse_kept_answers DROP CONSTRAINT full_",
    ),
}


@contextmanager
def no_room_for_answers(database: Database) -> Iterator[None]:
    begin, end = NO_ROOM[database.dialect.name]
    run(database, begin)
    yield
    run(database, end)


def test_what_fails_in_the_middle_leaves_nothing(api: Client, contract_site: Site) -> None:
    """The answer is put last: where that fails, the write is undone, and its key free."""
    name, headers = new_name(), keyed(new_key())
    write = ("POST", "/entity/shots", {"code": name, "project": link("Project", api.names["project"])})
    before = events(api)
    with no_room_for_answers(contract_site.database):
        assert api(*write, headers=headers).status_code == 500
    assert (shots(api, name), events(api)) == ([], before)
    first = api(*write, headers=headers)
    assert first.status_code == 201 and same(api(*write, headers=headers), first)
    assert len(shots(api, name)) == 1


# Two at once


def test_a_twin_waits_for_the_first(app: Any, api: Client) -> None:
    name, headers = new_name(), keyed(new_key())
    write = ("POST", "/entity/shots", {"code": name, "project": link("Project", api.names["project"])})
    answers: list[testing.Result] = []
    threads = [
        threading.Thread(target=lambda: answers.append(api(*write, headers=headers))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (first,) = (answer for answer in answers if "idempotent-replayed" not in answer.headers)
    assert first.status_code == 201
    assert all(same(answer, first) for answer in answers if answer is not first)
    assert len(shots(api, name)) == 1


# Which calls take a key


@pytest.mark.parametrize("route", ALL_ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_write_takes_a_key_or_says_why_not(api: Client, route: Route) -> None:
    """Nothing that changes something passes a key over."""
    answer = called(api, route, **keyed("a b"))
    is_told = answer.status_code == 400 and "Idempotency-Key" in (answer.json["errors"][0]["source"] or {})
    assert is_told
    if route.takes_keys:
        return
    answer = called(api, route, **keyed(new_key()))
    if route.keyless is not None:
        words = f"Idempotency-Key is not taken by this call: {route.keyless.value}"
        assert told(answer) == (400, 103, INVALID, {"Idempotency-Key": [words]}, None)
    else:
        assert route.method == "GET" or not route.verb.is_write
        assert answer.status_code == called(api, route).status_code
        strict = called(api, route, **keyed(new_key()), **STRICT)
        words = "Idempotency-Key is not taken by this call: it changes nothing"
        assert told(strict) == (400, 103, INVALID, {"Idempotency-Key": [words]}, None)


def test_a_read_in_the_python_api_passes_a_key_over(rpc: Rpc) -> None:
    keys = {"HTTP_IDEMPOTENCY_KEY": "read"}
    for _ in range(2):
        sent = {"method_name": "preferences_read", "params": [rpc.auth, {}]}
        answer = testing.simulate_post(rpc.app, "/api3/json", json=sent, extras=keys)
        assert "results" in answer.json and "idempotent-replayed" not in answer.headers


# The Python API


def sent(rpc: Rpc, method: str, argument: object, key: str, **auth: object) -> testing.Result:
    body = {"method_name": method, "params": [{**rpc.auth, **auth}, argument]}
    return testing.simulate_post(
        rpc.app, "/api3/json", json=body, extras={"HTTP_IDEMPOTENCY_KEY": key}, host="tracking.test"
    )


def test_a_call_of_the_python_api_is_done_once(rpc: Rpc, api: Client) -> None:
    key, name = new_key(), new_name()
    note = {"type": "Note", "fields": fields(subject=name, project=link("Project", api.names["project"]))}
    first = sent(rpc, "create", note, key)
    assert first.json["results"]["subject"] == name
    before = events(api)
    assert same(sent(rpc, "create", note, key), first)
    # A session is the same caller as the key with which it was begun.
    token = rpc("get_session_token")["session_id"]
    in_session = Rpc(rpc.app, {"session_token": token})
    assert same(sent(in_session, "create", note, key), first)
    assert events(api) == before
    other = {**note, "fields": fields(subject="other")}
    for method, argument in (("create", other), ("update", {**note, "id": 1})):
        answer = sent(rpc, method, argument, key)
        words = f"API {method}() {OTHER_REQUEST['Idempotency-Key'][0]}"
        assert (answer.status_code, fault_in(answer.json)) == (200, (103, words))
    assert events(api) == before


def test_a_fault_leaves_the_key_free(rpc: Rpc) -> None:
    key = new_key()
    for _ in range(2):
        answer = sent(rpc, "delete", {"type": "Shot", "id": 999}, key)
        assert fault_in(answer.json)[0] == 104 and "idempotent-replayed" not in answer.headers
    assert (
        "results" in sent(rpc, "follow", {"user": link("HumanUser", 1), "entity": link("Shot", 1)}, key).json
    )


NO_SECRET = (
    "Idempotency-Key is not taken by this call: what is sent or answered is a secret, and no secret is kept"
)
SECRETS: dict[str, tuple[str, object]] = {
    "session token": ("get_session_token", {}),
    "password of a new person": (
        "create",
        {"type": "HumanUser", "fields": fields(login="eve", password_proxy="serpent's tooth")},
    ),
    "new password": (
        "update",
        {"type": "HumanUser", "id": 1, "fields": fields(password_proxy="serpent's tooth")},
    ),
    "password in a batch": (
        "batch",
        [
            {
                "request_type": "update",
                "type": "HumanUser",
                "id": 1,
                "fields": fields(password_proxy="serpent's tooth"),
            }
        ],
    ),
}


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_done_under_a_key(rpc: Rpc, secret: str) -> None:
    method, argument = SECRETS[secret]
    answer = sent(rpc, method, argument, new_key())
    assert fault_in(answer.json) == (103, f"API {method}() {NO_SECRET}")


def posted(rpc: Rpc, path: str, body: bytes, content_type: str, key: str) -> testing.Result:
    return testing.simulate_post(
        rpc.app,
        f"/upload/{path}",
        body=body,
        headers={"Content-Type": content_type, **keyed(key)},
        host="tracking.test",
    )


def uploaded(
    rpc: Rpc, key: str, content: bytes, boundary: str = "b0undary", **values: object
) -> testing.Result:
    place = {**rpc.auth, "entity_type": "Shot", "entity_id": 1, **values}
    body = multipart(place, "file", "plate.txt", content).replace(b"b0undary", boundary.encode())
    return posted(rpc, "upload_file", body, f"multipart/form-data; boundary={boundary}", key)


def test_a_file_in_a_form_is_kept_once(rpc: Rpc, api: Client) -> None:
    """Clients make up a new boundary each time, and may have a new token: neither counts."""
    key, content = new_key(), new_name().encode() * 50_000
    first = uploaded(rpc, key, content)
    assert first.text.startswith("1:") and first.text.endswith("\nUpload successful\n")
    before = events(api)
    token = rpc("get_session_token")["session_id"]
    again = uploaded(Rpc(rpc.app, {"session_token": token}), key, content, "another")
    assert same(again, first)
    for answer in (uploaded(rpc, key, content + b"!"), uploaded(rpc, key, content, display_name="other")):
        assert answer.text == f"0\nAPI update() {OTHER_REQUEST['Idempotency-Key'][0]}\n"
    assert events(api) == before


def test_forms_that_take_no_key_say_so(rpc: Rpc) -> None:
    for path in ("api_get_upload_link_info", "api_complete_multipart_upload"):
        body = urlencode({**rpc.auth, "filename": "a", "upload_type": "Attachment"}).encode()
        answer = posted(rpc, path, body, FORM, new_key())
        assert answer.text.startswith("0\nAPI update() Idempotency-Key is not taken by this call: ")


# Who may read what was answered


def hired(api: Client, site: Site) -> tuple[Client, dict[str, int]]:
    """An artist on a new project."""
    login, make = new_name(), Production(site)
    person = make.add("person", "HumanUser", login=login, name=login, sg_status_list="act")
    make.add("project", "Project", name=new_name(), users=[person])
    site.accounts.set_password(make.ids["person"], PASSWORD)
    credentials = {"username": login, "password": PASSWORD}
    token = site.accounts.sign_in("password", credentials, "tracking.test").access_token
    return replace(api, token=token), make.ids


WITHHELD = (
    409,
    104,
    "Conflict",
    None,
    "The request with this Idempotency-Key was done. You may no longer read what was answered.",
)


def test_an_answer_is_kept_from_who_may_not_read_it_any_more(api: Client, contract_site: Site) -> None:
    caller, made = hired(api, contract_site)
    clock = contract_site.clock
    assert isinstance(clock, Clock)
    headers = keyed(new_key())
    note = ("POST", "/entity/notes", {"subject": "Secret", "project": link("Project", made["project"])})
    first = caller(*note, headers=headers)
    assert first.status_code == 201, first.text
    assert same(caller(*note, headers=headers), first)
    row = f"/entity/notes/{first.json['data']['id']}"
    # A retired row is one that they may read still.
    assert api("DELETE", row).status_code == 204
    assert same(caller(*note, headers=headers), first)
    assert api("POST", f"{row}?revive=1").status_code == 200
    # The row goes where they are not.
    elsewhere = {"project": link("Project", api.names["project"])}
    assert api("PUT", row, elsewhere).status_code == 200
    assert told(caller(*note, headers=headers)) == WITHHELD
    assert api("PUT", row, {"project": link("Project", made["project"])}).status_code == 200
    assert same(caller(*note, headers=headers), first)
    # They are given other rights.
    for code, is_shown in (("client_user", False), ("artist", True)):
        (found,) = api.ids(api.search("permission_rule_sets", [["code", "is", code]]))
        change = f'UPDATE human_users SET "permission_rule_set$id" = {found} WHERE id = {made["person"]}'
        run(contract_site.database, change)
        clock.move(seconds=2)
        answer = caller(*note, headers=headers)
        assert same(answer, first) if is_shown else told(answer) == WITHHELD


# What is done beside the database


@pytest.fixture
def in_parts(api: Client) -> tuple[str, dict[str, Any], list[str]]:
    """An upload in parts, all of which have come: the note that it is for, what tells of it, their tags."""
    parts, note = Parts(api), new_row(api, "notes", dict(api.names))
    begun = parts.begin(f"{note}/attachments")
    return note, begun, parts.send(begun, [LARGE, b"the rest"])


def completion(begun: dict[str, Any], etags: list[str]) -> tuple[str, str, object]:
    body = {"upload_info": {**begun["data"], "etags": etags}, "upload_data": {}}
    return "POST", begun["links"]["complete_upload"], body


def test_an_upload_in_parts_is_completed_with_its_answer_or_not_at_all(
    api: Client,
    contract_site: Site,
    in_parts: tuple[str, dict[str, Any], list[str]],
) -> None:
    """Its parts are dropped when it is committed: until then it can be completed once more."""
    note, begun, etags = in_parts
    headers = keyed(new_key())
    with no_room_for_answers(contract_site.database):
        assert api(*completion(begun, etags), headers=headers).status_code == 500
    assert attached(api, note) == []
    first = api(*completion(begun, etags), headers=headers)
    assert first.status_code == 201
    assert same(api(*completion(begun, etags), headers=headers), first)
    assert attached(api, note) == ["plate.mov"]


def test_an_upload_is_given_up_once(
    api: Client,
    contract_site: Site,
    in_parts: tuple[str, dict[str, Any], list[str]],
) -> None:
    note, begun, etags = in_parts
    abort = ("POST", f"{begun['links']['complete_upload']}/multipart_abort", begun["data"])
    with no_room_for_answers(contract_site.database):
        assert api(*abort, headers=keyed(new_key())).status_code == 500
    # Nothing of it was lost.
    assert api(*completion(begun, etags)).status_code == 201
    parts = Parts(api)
    begun = parts.begin(f"{note}/attachments", "other.mov")
    abort = ("POST", f"{begun['links']['complete_upload']}/multipart_abort", begun["data"])
    headers = keyed(new_key())
    first = api(*abort, headers=headers)
    assert first.status_code == 204
    assert same(api(*abort, headers=headers), first)
    assert api(*abort, headers=keyed(new_key())).status_code == 400


def test_a_change_of_the_schema_is_in_force_when_it_is_committed(api: Client, contract_site: Site) -> None:
    name = new_name()
    create = ("POST", "/schema/Shot/fields", field(name))
    before = contract_site.editions.known
    with no_room_for_answers(contract_site.database):
        assert api(*create, headers=keyed(new_key())).status_code == 500
    assert contract_site.editions.known is before
    fields_told = api("GET", "/schema/Shot/fields").json["data"]
    assert name not in [told["name"]["value"] for told in fields_told.values()]
    assert api(*create, headers=keyed(new_key())).status_code == 201
    assert contract_site.editions.known is not before


def test_a_session_that_was_ended_is_ended_once(api: Client, artist: Client, contract_site: Site) -> None:
    credentials = {"username": PERSON, "password": PASSWORD}
    contract_site.accounts.sign_in("password", credentials, "tracking.test")
    (other, *_) = (
        each["id"] for each in artist("GET", "/account/sessions").json["data"] if not each["is_current"]
    )
    end, headers = ("DELETE", f"/account/sessions/{other}"), keyed(new_key())
    first = artist(*end, headers=headers)
    assert first.status_code == 204
    assert same(artist(*end, headers=headers), first)
    assert artist(*end, headers=keyed(new_key())).status_code == 404
