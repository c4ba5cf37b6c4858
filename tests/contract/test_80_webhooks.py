"""Webhooks over REST (rest/80, behaviour/pages-and-events §14): all but how they are delivered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.contract.client import ARRAY, Client, invalid, not_found, refused, told
from tests.contract.test_strict import STRICT, unread

from slatehouse.site.site import Site
from slatehouse.store.deliveries import DELIVERED, FAILED, Delivery, Outcome

HOOKS = "/webhook/hooks"
URL = "https://93.184.216.34/hook"
SHOTS = {"Shot": {"create": [], "delete": [], "update": ["sg_status_list", "description"]}}
NOBODYS = "0a1b2c3d-0000-4000-8000-00000000000f"
NO_HOOK, NO_DELIVERY = (not_found(f"{what}: {NOBODYS} not found", 104) for what in ("hook", "delivery"))
UNREACHABLE = {"url": ["url should be a valid url, not a shotgun site or reserved/internal ip address"]}
ONE_MODE = {"entity_types": ["entity_types either entity types or event type is required"]}
NOW = 1_790_000_000

Body = dict[str, Any]


def made(api: Client, **values: object) -> Body:
    """A new hook, as it was answered."""
    sent = {"url": URL, **({} if "event_type" in values else {"entity_types": SHOTS}), **values}
    answer = api("POST", HOOKS, sent)
    assert answer.status_code == 201, answer.text
    hook: Body = answer.json["data"]
    return hook


def changed(api: Client, hook: Body, **values: object) -> Body:
    answer = api("PUT", f"{HOOKS}/{hook['id']}", values)
    assert answer.status_code == 200, answer.text
    found: Body = answer.json["data"]
    return found


def deliveries(api: Client, hook: Body, query: str = "", **headers: str) -> Body:
    answer = api("GET", f"{HOOKS}/{hook['id']}/deliveries{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: Body = answer.json
    return found


# What a hook is


def test_a_hook_is_told_of_as_it_was_made(api: Client) -> None:
    answer = api("POST", HOOKS, {"url": URL, "entity_types": SHOTS, "projects": [70], "token": "hush"})
    hook = answer.json["data"]
    assert (answer.status_code, list(answer.json)) == (201, ["data", "links"])
    assert answer.json["links"] == {"self": f"/api/v1{HOOKS}/{hook['id']}"}
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", hook["id"])
    assert list(hook.items()) == [
        ("id", hook["id"]),
        ("url", URL),
        ("entity_types", SHOTS),
        ("status", "active"),
        ("projects", [70]),
        ("num_deliveries", 0),
        ("validate_ssl_cert", True),
        ("batch_deliveries", False),
        ("is_token_set", True),
        ("name", ""),
        ("description", ""),
    ]
    read = api("GET", f"{HOOKS}/{hook['id'].upper()}")
    assert read.json == {"data": hook, "links": {"self": f"/api/v1{HOOKS}/{hook['id'].upper()}"}}
    assert "hush" not in answer.text + read.text


def test_a_hook_of_one_event_type_names_it_in_place_of_the_entity_types(api: Client) -> None:
    hook = made(api, event_type="Shotgun_User_Login", projects=[70])
    assert "entity_types" not in hook
    assert (hook["event_type"], hook["projects"]) == ("Shotgun_User_Login", [70])


ACCEPTED: list[Body] = [
    {"url": "ftp://93.184.216.34/hook"},
    {"url": "http://1572395042/"},
    {"entity_types": {"Shot": {"update": ["no_such_field"]}}},
    {"entity_types": {"Shot": {"create": []}, "Asset": {"delete": []}}},
    {"entity_types": {"Shot": {"create": [], "update": [], "delete": [], "revive": []}}},
    {"projects": [999_999_999]},
    {"projects": []},
    *(
        {"entity_types": {name: {"create": []}}}
        for name in (
            *("ApiUser", "EventLogEntry", "AssetShotConnection", "PermissionRuleSet"),
            *("HumanUser", "Project", "Attachment", "Note"),
        )
    ),
    *(
        {"event_type": name}
        for name in (
            *("Shotgun_User_Login", "CRS_Version_Media_Download", "Shotgun_PermissionRuleSet_ChangeRule"),
            *("Shotgun_ActionMenuItem_Triggered", "Shotgun_Shot_Change", "Shotgun_Note_Retirement"),
        )
    ),
    {"entity_types": SHOTS, "event_type": None},
    {"token": "", "name": None, "description": "d", "validate_ssl_cert": False, "batch_deliveries": True},
    {"status": "disabled", "nonsense": 1},
]


@pytest.mark.parametrize("sent", ACCEPTED, ids=str)
def test_what_is_taken(api: Client, sent: Body) -> None:
    hook = made(api, **sent)
    kept = {name: value for name, value in sent.items() if name in hook and value is not None}
    kept.pop("status", None)
    assert {name: hook[name] for name in kept} == kept
    assert (hook["status"], hook["is_token_set"]) == ("active", False)


NO_TYPES: list[object] = [
    *({"Shot": {"retire": []}}, {"Shot": {"create": [], "zzz": []}}, {"shots": {"create": []}}),
    *({"Nonsense": {"create": []}}, {"Shot": {}}, {"Shot": []}, {"Shot": {"update": "description"}}),
    {"Shot": {"update": [1]}},
]
NO_STATUSES: list[object] = ["failed", "unstable", "x", "", None, []]
WRONG: list[tuple[Body, Body]] = [
    ({}, {"url": ["url is missing"], **ONE_MODE}),
    ({"url": URL}, ONE_MODE),
    ({"url": URL, "entity_types": SHOTS, "event_type": "Shotgun_User_Login"}, ONE_MODE),
    ({"url": URL, "entity_types": None}, ONE_MODE),
    *(
        ({"url": url, "entity_types": SHOTS}, UNREACHABLE)
        for url in (
            *(
                "https://localhost:9/x",
                "http://127.0.0.1:9/x",
                "https://10.255.255.1/x",
                "https://192.0.2.1/x",
            ),
            *("https://x.invalid/hook", "plainword", "http://2130706433/", "http://[::ffff:10.0.0.1]/"),
            *("http://0x7f.1/", "http://169.254.169.254/latest", "http://u:p@93.184.216.34/"),
            *("http://tracking.test/hook", "http://[fe80::1%25eth0]/", "http://224.0.0.1/"),
        )
    ),
    ({"url": "", "entity_types": SHOTS}, {"url": ["url must be filled"]}),
    ({"url": [URL], "entity_types": SHOTS}, {"url": ["url must be a string"]}),
    *(
        ({"url": URL, "entity_types": types}, {"entity_types": ["entity_types is not valid"]})
        for types in NO_TYPES
    ),
    ({"url": URL, "entity_types": []}, {"entity_types": ["entity_types must be a hash"]}),
    ({"url": URL, "entity_types": {}}, {"entity_types": ["entity_types must be filled"]}),
    *(
        ({"url": URL, "event_type": name}, {"event_type": ["event_type is not valid"]})
        for name in ("not_an_event", "Shotgun_Nonsense_Change", "Shotgun_Shot_Nonsense", "Shotgun_Shot")
    ),
    ({"url": URL, "event_type": ["Shotgun_User_Login"]}, {"event_type": ["event_type must be a string"]}),
    ({"url": URL, "event_type": ""}, {"event_type": ["event_type must be filled"]}),
    (
        {"url": "x", "entity_types": SHOTS, "projects": 7, "token": 7, "name": 7, "validate_ssl_cert": "no"},
        {
            **UNREACHABLE,
            "projects": ["projects must be an array"],
            "token": ["token must be a string"],
            "name": ["name must be a string"],
            "validate_ssl_cert": ["validate_ssl_cert must be boolean"],
        },
    ),
    *(
        ({"url": URL, "entity_types": SHOTS, "projects": [each]}, {"projects": ["projects is not valid"]})
        for each in (0, -1, 2**70, "70", True, None, 7.5, {"type": "Project", "id": 70})
    ),
]


@pytest.mark.parametrize(("sent", "source"), WRONG, ids=str)
def test_everything_that_is_wrong_is_told_at_once(api: Client, sent: Body, source: Body) -> None:
    assert told(api("POST", HOOKS, sent)) == invalid(source)


STRICTLY_WRONG: list[tuple[Body, Body]] = [
    ({"url": "ftp://93.184.216.34/"}, {"url": ["url must begin with http:// or https://"]}),
    (
        {"entity_types": {"Shot": {"update": ["code", "no_such_field"]}}},
        {"entity_types": ["entity_types names a field that does not exist: Shot.no_such_field"]},
    ),
    *(
        (
            {"entity_types": {name: {"create": []}}},
            {"entity_types": [f"entity_types names a type whose events are not delivered: {name}"]},
        )
        for name in ("ApiUser", "EventLogEntry", "AssetShotConnection")
    ),
    ({"projects": [999_999_999]}, {"projects": ["projects names a project that does not exist: 999999999"]}),
    ({"nonsense": 1}, {"nonsense": ["nonsense is not a parameter of this call"]}),
]


@pytest.mark.parametrize(("sent", "source"), STRICTLY_WRONG, ids=str)
def test_strict_callers_are_told_of_what_others_send_in_vain(api: Client, sent: Body, source: Body) -> None:
    body = {"url": URL, "entity_types": SHOTS, **sent}
    assert told(api("POST", HOOKS, body, headers=STRICT)) == invalid(source)
    assert api("POST", HOOKS, body).status_code == 201


def test_strict_callers_may_name_what_is_there(api: Client, ids: dict[str, int]) -> None:
    body = {"url": URL, "entity_types": SHOTS, "projects": [ids["project"]]}
    assert api("POST", HOOKS, body, headers=STRICT).status_code == 201


def test_a_hook_is_made_once_under_a_key(api: Client) -> None:
    key = {"Idempotency-Key": "made-once"}
    sent = {"url": URL, "entity_types": SHOTS, "name": "only one", "token": "hush"}
    first, again = (api("POST", HOOKS, sent, headers=key) for _ in range(2))
    assert (first.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert [each["name"] for each in api("GET", HOOKS).json["data"]].count("only one") == 1
    assert api("POST", HOOKS, {**sent, "token": "other"}, headers=key).status_code == 422


# Paths


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("GET", f"{HOOKS}/{NOBODYS}", None, NO_HOOK),
        ("PUT", f"{HOOKS}/{NOBODYS}", {"name": "x"}, NO_HOOK),
        ("PUT", f"{HOOKS}/{NOBODYS}", {}, NO_HOOK),
        ("DELETE", f"{HOOKS}/{NOBODYS}", None, NO_HOOK),
        ("GET", f"{HOOKS}/{NOBODYS}/deliveries", None, NO_HOOK),
        ("GET", f"/webhook/deliveries/{NOBODYS}", None, NO_DELIVERY),
        ("PUT", f"/webhook/deliveries/{NOBODYS}", {"acknowledgement": "x"}, NO_DELIVERY),
        ("POST", f"/webhook/deliveries/{NOBODYS}/redeliver", None, NO_DELIVERY),
        *(
            (method, path, body, not_found())
            for method, path, body in (
                ("GET", f"{HOOKS}/1", None),
                ("PUT", f"{HOOKS}/nonsense", {"name": "x"}),
                ("DELETE", f"{HOOKS}/{NOBODYS}0", None),
                ("GET", f"{HOOKS}/{NOBODYS[:-1]}g/deliveries", None),
                ("POST", f"{HOOKS}/nonsense/test_connection", None),
                ("GET", "/webhook/deliveries/7", None),
                ("PUT", "/webhook/deliveries/7", {}),
                ("POST", "/webhook/deliveries/7/redeliver", None),
                ("GET", "/webhook", None),
                ("PATCH", f"{HOOKS}/{NOBODYS}", {}),
            )
        ),
    ],
)
def test_what_is_not_there(api: Client, method: str, path: str, body: object, error: object) -> None:
    assert told(api(method, path, body)) == error


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", HOOKS), ("PUT", f"{HOOKS}/{NOBODYS}"), ("PUT", f"/webhook/deliveries/{NOBODYS}")],
)
def test_bodies_are_json(api: Client, method: str, path: str) -> None:
    source = {"content_type": "Content-Type must be one of: 'application/json'."}
    assert told(api(method, path, "{}", ARRAY)) == (
        415,
        103,
        f"Unsupported Content-Type '{ARRAY}'",
        source,
        None,
    )


# Lists


def test_a_list_has_pages_whose_links_forget_its_filter(api: Client) -> None:
    _, second = made(api, name="first"), made(api, name="second")
    changed(api, second, status="disabled")
    answer = api("GET", HOOKS)
    assert [each["name"] for each in answer.json["data"]][-2:] == ["first", "second"]
    assert list(answer.json) == ["data", "links"]
    assert answer.json["links"] == {
        "self": f"/api/v1{HOOKS}",
        "next": f"/api/v1{HOOKS}?page%5Bnumber%5D=2&page%5Bsize%5D=500",
    }
    disabled = api("GET", f"{HOOKS}?status=disabled&page[size]=1&page[number]=2")
    assert disabled.json["links"] == {
        "self": f"/api/v1{HOOKS}",
        "next": f"/api/v1{HOOKS}?page%5Bnumber%5D=3&page%5Bsize%5D=1",
        "prev": f"/api/v1{HOOKS}?page%5Bnumber%5D=1&page%5Bsize%5D=1",
    }
    assert second["id"] in [each["id"] for each in api("GET", f"{HOOKS}?status=disabled").json["data"]]
    assert {each["status"] for each in api("GET", f"{HOOKS}?status=active").json["data"]} == {"active"}
    assert api("GET", f"{HOOKS}?status=nonsense").json["data"] == []
    strict = api("GET", f"{HOOKS}?status=disabled&page[size]=1", headers=STRICT).json["links"]
    assert strict["next"] == f"/api/v1{HOOKS}?page%5Bnumber%5D=2&page%5Bsize%5D=1&status=disabled"


def test_what_cannot_be_listed(api: Client) -> None:
    hook = made(api)
    listed = f"{HOOKS}/{hook['id']}/deliveries"
    too_small = invalid({"page": {"size": ["size must be greater than 0"]}})
    for path in (HOOKS, listed):
        assert told(api("GET", f"{path}?page[size]=0")) == too_small
        assert told(api("GET", f"{path}?nope=1", headers=STRICT)) == unread("nope")
    statuses = "status must be one of: active, unstable, failed, disabled"
    assert told(api("GET", f"{HOOKS}?status=x", headers=STRICT)) == invalid({"status": [statuses]})
    statuses = "status must be one of: pending, delivered, failed"
    assert told(api("GET", f"{listed}?status=x", headers=STRICT)) == invalid({"status": [statuses]})
    for name in ("entity_id", "from"):
        wrong = invalid({name: [f"{name} must be an integer"]})
        assert told(api("GET", f"{listed}?{name}=soon")) == wrong
        assert api("GET", f"{listed}?{name}={'9' * 80}").json["data"] == []


# Changes


def test_what_is_not_named_stays(api: Client) -> None:
    hook = made(api, name="watcher", token="hush", projects=[7])
    assert changed(api, hook, description="d") == {**hook, "description": "d"}
    assert changed(api, hook, token=None)["is_token_set"] is False
    assert changed(api, hook, token="new")["is_token_set"] is True
    assert changed(api, hook, entity_types={"Note": {"create": []}}, projects=[])["projects"] == []
    whole = {
        "url": "http://93.184.216.34:8080/",
        "name": "",
        "validate_ssl_cert": False,
        "batch_deliveries": True,
    }
    after = changed(api, hook, **whole)
    assert {name: after[name] for name in whole} == whole
    assert api("GET", f"{HOOKS}/{hook['id']}").json["data"] == after


def test_a_hook_has_one_mode_at_a_time(api: Client) -> None:
    hook = made(api, event_type="Shotgun_User_Login")
    after = changed(api, hook, entity_types=SHOTS)
    assert ("event_type" in after, after["entity_types"]) == (False, SHOTS)
    assert changed(api, hook, event_type="Shotgun_User_Logout", name="x")["entity_types"] == SHOTS


@pytest.mark.parametrize(
    ("sent", "source"),
    [
        ({}, {"ensure_field_present": ["at least one field must be provided"]}),
        ({"nonsense": 1}, {"ensure_field_present": ["at least one field must be provided"]}),
        *(
            ({"status": status}, {"status": ["status must be one of: active, disabled"]})
            for status in NO_STATUSES
        ),
        ({"url": "http://127.0.0.1/"}, UNREACHABLE),
        (
            {"entity_types": None, "name": 7},
            {"entity_types": ["entity_types must be a hash"], "name": ["name must be a string"]},
        ),
    ],
)
def test_a_change_that_is_no_good_changes_nothing(api: Client, sent: Body, source: Body) -> None:
    hook = made(api)
    assert told(api("PUT", f"{HOOKS}/{hook['id']}", sent)) == invalid(source)
    assert api("GET", f"{HOOKS}/{hook['id']}").json["data"] == hook


def test_a_hook_is_gone_at_once_with_its_deliveries(api: Client) -> None:
    hook = made(api)
    changed(api, hook, status="disabled")
    (delivery,) = deliveries(api, hook)["data"]
    path = f"{HOOKS}/{hook['id']}"
    answer = api("DELETE", path)
    assert (answer.status_code, answer.content) == (204, b"")
    gone = not_found(f"hook: {hook['id']} not found", 104)
    for method, place in (("GET", path), ("GET", f"{path}/deliveries"), ("DELETE", path)):
        assert told(api(method, place)) == gone
    assert api("GET", f"/webhook/deliveries/{delivery['id']}").status_code == 404


# Deliveries


def test_each_change_of_the_status_is_a_delivery(api: Client, contract_site: Site) -> None:
    hook = made(api)
    moment = int(contract_site.clock().timestamp())
    for status in ("active", "disabled", "disabled", "active"):
        changed(api, hook, status=status)
    newest, oldest = deliveries(api, hook)["data"]
    assert list(oldest.items())[1:] == [
        ("event_time", moment),
        ("status", "delivered"),
        ("process_time", 0),
        ("body", ""),
        ("response_code", 0),
        ("acknowledgement", None),
        ("request_headers", None),
        ("response_headers", None),
        (
            "request_body",
            {
                "data": {
                    "id": "0",
                    "event_type": "Webhook_Status_Change",
                    "event_log_entry_id": 0,
                    "webhook_status": "disabled",
                    "previous_webhook_status": "active",
                    "meta": {
                        "type": "webhook_status_change",
                        "source": "client",
                        "old_value": "active",
                        "new_value": "disabled",
                    },
                },
                "timestamp": f"{contract_site.clock():%Y-%m-%dT%H:%M:%SZ}",
            },
        ),
    ]
    assert newest["request_body"]["data"]["webhook_status"] == "active"
    path = f"/webhook/deliveries/{oldest['id']}"
    assert api("GET", path).json == {"data": oldest, "links": {"self": f"/api/v1{path}"}}
    assert api("GET", path, headers=STRICT).json["data"]["status"] == "pending"
    assert api("GET", f"{HOOKS}/{hook['id']}").json["data"]["num_deliveries"] == 0


def test_a_list_without_deliveries(api: Client) -> None:
    hook = made(api)
    path = f"{HOOKS}/{hook['id']}/deliveries"
    metrics = (
        *("event_count", "event_time_span", "process_time_sum", "mean_process_time", "max_process_time"),
        *("min_process_time", "end_event_time", "start_event_time", "process_time_ratio"),
    )
    assert api("GET", path).text == (
        '{"data":[],"included":[],"performance_metrics":{'
        + ",".join(f'"{name}":0' for name in metrics)
        + f'}},"links":{{"self":"/api/v1{path}",'
        + f'"next":"/api/v1{path}?page%5Bnumber%5D=2&page%5Bsize%5D=500"}}}}'
    )


@pytest.fixture(scope="module")
def delivered(api: Client, contract_site: Site) -> Body:
    """A hook to which five things were delivered, an event a second."""
    hook = made(api)
    sent = [
        ("Shot", 5, DELIVERED, 0.5, 200, "all is well"),
        ("Shot", 6, DELIVERED, 0.25, 204, "done"),
        ("Note", 5, FAILED, 6.0, 0, None),
        ("Note", 5, FAILED, 1.25, 500, None),
        (None, None, "pending", 0.0, 0, None),
    ]
    rows = [
        Delivery(
            id=f"{number:08}-0000-4000-8000-{hook['id'][-12:]}",
            hook=hook["id"],
            event_id=number,
            entity_type=entity_type,
            entity_id=entity_id,
            event_time=NOW + number,
            status=status,
            process_time=took,
            response_code=code,
            acknowledgement=said,
            request_headers={"x-sg-webhook-id": hook["id"]},
            response_headers={"Server": "ours"},
            request_body=f'{{"data":{{"n":{number}}}}}',
            created_at="2026-09-21T14:13:20Z",
        )
        for number, (entity_type, entity_id, status, took, code, said) in enumerate(sent)
    ]
    with contract_site.database.writing() as connection:
        contract_site.deliveries.add_many(connection, rows)
    return hook


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [4, 3, 2, 1, 0]),
        ("?page[size]=2&page[number]=2", [2, 1]),
        ("?status=delivered", [4, 1, 0]),
        ("?status=failed", [3, 2]),
        ("?status=pending", []),
        ("?status=", []),
        ("?entity_type=Shot", [1, 0]),
        ("?entity_type=Shot&entity_id=6", [1]),
        ("?entity_id=5", [3, 2, 0]),
        ("?entity_type=shots", []),
        (f"?from={NOW + 3}", [4, 3]),
        (f"?from={NOW + 60}", []),
        ("?from=-1", [4, 3, 2, 1, 0]),
        ("?acknowledgement=ll is", [0]),
        ("?acknowledgement=d", [1]),
        ("?acknowledgement=%ED%A0%80", []),
    ],
)
def test_deliveries_are_sought(api: Client, delivered: Body, query: str, numbers: list[int]) -> None:
    found = deliveries(api, delivered, query)
    assert [each["request_body"]["data"]["n"] for each in found["data"]] == numbers


def test_strict_callers_tell_what_waits_from_what_was_received(api: Client, delivered: Body) -> None:
    for status, numbers in (("pending", [4]), ("delivered", [1, 0])):
        found = deliveries(api, delivered, f"?status={status}", **STRICT)
        assert [each["request_body"]["data"]["n"] for each in found["data"]] == numbers
        assert {each["status"] for each in found["data"]} == {status}


def test_deliveries_are_added_up(api: Client, delivered: Body) -> None:
    assert deliveries(api, delivered)["performance_metrics"] == {
        "event_count": 5,
        "event_time_span": 4,
        "process_time_sum": 8,
        "mean_process_time": 1.6,
        "max_process_time": 6,
        "min_process_time": 0,
        "end_event_time": NOW + 4,
        "start_event_time": NOW,
        "process_time_ratio": 2,
    }
    of_shots = deliveries(api, delivered, "?entity_type=Shot&page[size]=1")["performance_metrics"]
    assert (of_shots["event_count"], of_shots["process_time_sum"], of_shots["process_time_ratio"]) == (
        2,
        0.75,
        0.75,
    )
    assert deliveries(api, delivered, "?entity_id=6")["performance_metrics"]["process_time_ratio"] == 0


def test_a_delivery_shows_what_was_sent_and_answered(api: Client, delivered: Body) -> None:
    row = deliveries(api, delivered, "?entity_id=6")["data"][0]
    assert (row["process_time"], row["response_code"], row["event_time"]) == (0.25, 204, NOW + 1)
    assert row["request_headers"] == {"x-sg-webhook-id": delivered["id"]}
    assert row["response_headers"] == {"Server": "ours"}


def test_an_acknowledgement_stays(api: Client, contract_site: Site) -> None:
    hook = made(api)
    changed(api, hook, status="disabled")
    (row,) = deliveries(api, hook)["data"]
    path = f"/webhook/deliveries/{row['id']}"
    for body, text in (
        ({"acknowledgement": "ack"}, "ack"),
        ({}, "ack"),
        ({"status": "failed"}, "ack"),
        ({"acknowledgement": "é" * 2048}, "é" * 2048),
        ({"acknowledgement": ""}, ""),
    ):
        answer = api("PUT", path, body)
        assert (answer.status_code, answer.json["data"]) == (200, {**row, "acknowledgement": text})
        assert api("GET", path).json["data"]["acknowledgement"] == text
    api("PUT", path, {"acknowledgement": "kept"})
    with contract_site.database.writing() as connection:
        outcome = Outcome(row["id"], DELIVERED, 0.5, 200, "ok", None, None, 1)
        contract_site.deliveries.settle_many(connection, [outcome])
    found = api("GET", path).json["data"]
    assert (found["acknowledgement"], found["response_code"]) == ("kept", 200)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("é" * 2048 + "x", "must be 4096 bytes long or less"),
        (7, "must be a string"),
        (None, "must be a string"),
    ],
)
def test_an_acknowledgement_is_a_text_of_4096_bytes(
    api: Client, delivered: Body, sent: object, message: str
) -> None:
    row = deliveries(api, delivered, "?entity_id=6")["data"][0]
    answer = api("PUT", f"/webhook/deliveries/{row['id']}", {"acknowledgement": sent})
    assert told(answer) == invalid({"acknowledgement": [f"acknowledgement {message}"]})


def test_strict_callers_are_told_what_a_delivery_does_not_take(api: Client, delivered: Body) -> None:
    row = deliveries(api, delivered, "?entity_id=6")["data"][0]
    answer = api("PUT", f"/webhook/deliveries/{row['id']}", {"status": "failed"}, headers=STRICT)
    assert told(answer) == unread("status")


def test_a_delivery_is_sent_again_under_its_own_id(api: Client, contract_site: Site) -> None:
    hook = made(api)
    changed(api, hook, status="disabled")
    (row,) = deliveries(api, hook)["data"]
    with contract_site.database.writing() as connection:
        outcome = Outcome(row["id"], FAILED, 0.5, 500, "no", None, None, 7)
        contract_site.deliveries.settle_many(connection, [outcome])
    answer = api("POST", f"/webhook/deliveries/{row['id']}/redeliver")
    assert (answer.status_code, answer.content) == (204, b"")
    with contract_site.database.reading() as connection:
        (waiting,) = contract_site.deliveries.pending(connection, hook["id"], 9)
    assert (waiting.id, waiting.attempts) == (row["id"], 0)
    assert len(deliveries(api, hook)["data"]) == 1


def test_a_test_is_a_delivery_and_passes_over_what_is_not_there(api: Client) -> None:
    hook = made(api)
    for known in (hook["id"], NOBODYS):
        answer = api("POST", f"{HOOKS}/{known}/test_connection")
        assert (answer.status_code, answer.content) == (204, b"")
    (row,) = deliveries(api, hook)["data"]
    assert row["request_body"]["data"] == {
        "id": "0",
        "event_type": "Webhook_Connection_Test",
        "event_log_entry_id": 0,
        "meta": {"type": "webhook_connection_test", "source": "client"},
    }
    assert told(api("POST", f"{HOOKS}/{NOBODYS}/test_connection", headers=STRICT)) == NO_HOOK


# Who may


def test_hooks_are_for_those_whose_rule_set_says_so(api: Client, artist: Client, anyone: Client) -> None:
    hook = made(api)
    changed(api, hook, status="disabled")
    delivery = f"/webhook/deliveries/{deliveries(api, hook)['data'][0]['id']}"
    path = f"{HOOKS}/{hook['id']}"
    calls: list[tuple[str, str, object]] = [
        ("GET", HOOKS, None),
        ("POST", HOOKS, {"url": URL, "entity_types": SHOTS}),
        ("POST", HOOKS, {}),
        *((method, path, {"name": "x"} if method == "PUT" else None) for method in ("GET", "PUT", "DELETE")),
        ("POST", f"{path}/test_connection", None),
        ("GET", f"{path}/deliveries", None),
        ("GET", delivery, None),
        ("PUT", delivery, {"acknowledgement": "x"}),
        ("POST", f"{delivery}/redeliver", None),
    ]
    refusal = refused("Entity of type Webhook can not be accessed by this user. Rule: Artist")
    for method, place, body in calls:
        assert told(artist(method, place, body)) == refusal, (method, place)
        assert told(artist(method, place.replace(hook["id"], NOBODYS), body)) == refusal
        assert anyone(method, place, body).status_code == 401
    assert api("GET", path).json["data"] == {**hook, "status": "disabled"}
