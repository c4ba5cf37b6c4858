"""What somebody could make of webhooks: a way into the network, to what they may not read, to a secret."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from tests.contract.client import Client, invalid, not_found, told
from tests.contract.conftest import Production, link
from tests.contract.test_80_webhooks import HOOKS, SHOTS, UNREACHABLE, URL, made

from slatehouse.site.site import Site

TOKEN = "what-only-the-receiver-knows"

INSIDE = [
    *("http://127.0.0.1/", "http://localhost/", "http://LOCALHOST./", "http://[::1]/", "http://0.0.0.0/"),
    *("http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/", "http://0/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/"),
    *("http://[2002:7f00:1::]/", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"),
    *("http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fe80::1%25lo]/"),
    *(
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://[fd00::1]/",
        "http://192.0.2.1/",
        "http://224.0.0.1/",
    ),
    *(
        "http://93.184.216.34@127.0.0.1/",
        "http://127.0.0.1#@93.184.216.34/",
        "http://93.184.216.34\\@127.0.0.1/",
    ),
    *(
        "http://127.0.0.1\t/",
        "http://127。0。0。1/",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ),
]


@pytest.mark.parametrize("url", INSIDE)
def test_no_webhook_leads_inside(api: Client, url: str) -> None:
    hook = made(api)
    assert told(api("POST", HOOKS, {"url": url, "entity_types": SHOTS})) == invalid(UNREACHABLE)
    assert told(api("PUT", f"{HOOKS}/{hook['id']}", {"url": url})) == invalid(UNREACHABLE)
    assert api("GET", f"{HOOKS}/{hook['id']}").json["data"]["url"] == URL


def test_no_webhook_leads_to_the_site_itself(api: Client) -> None:
    """By the name by which it is called; it may be behind an address that is public."""
    sent = {"url": "https://93.184.216.34:8443/api/v1/", "entity_types": SHOTS}
    assert api("POST", HOOKS, sent).status_code == 201
    answer = api("POST", HOOKS, sent, headers={"Host": "93.184.216.34:8443"})
    assert told(answer) == invalid(UNREACHABLE)


def test_a_token_shows_nowhere(api: Client, contract_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    hook = made(api, token="another")
    path = f"{HOOKS}/{hook['id']}"
    answers = [
        api("PUT", path, {"token": TOKEN, "status": "disabled"}),
        *(api("GET", place) for place in (HOOKS, path, f"{path}/deliveries")),
        api("POST", HOOKS, {"token": TOKEN}),
        api("GET", "/audit_trail?page[size]=5000"),
        api("GET", "/entity/event_log_entries?fields=*&sort=-id"),
    ]
    shown = "".join(answer.text for answer in answers) + caplog.text
    assert hook["id"] in shown and TOKEN not in shown
    kept = b"".join(file.read_bytes() for file in contract_site.directory.rglob("*") if file.is_file())
    assert hook["id"].encode() in kept
    assert TOKEN.encode() not in kept and TOKEN.encode().hex().encode() not in kept


def test_a_script_of_one_project_reads_nothing_by_anothers_webhook(
    app: Any, api: Client, contract_site: Site, ids: dict[str, int]
) -> None:
    make = Production(contract_site)
    make.add("narrowed", "ApiUser", firstname="narrowed", projects=[link("Project", ids["project"])])
    key = "a-key-of-the-narrowed-script-0123456789"
    contract_site.accounts.set_script_key(make.ids["narrowed"], key)
    credentials = {"client_id": "narrowed", "client_secret": key}
    token = contract_site.accounts.sign_in("client_credentials", credentials, "tracking.test").access_token
    narrowed = Client(app, token)
    theirs, own = made(api), made(narrowed)
    api("PUT", f"{HOOKS}/{theirs['id']}", {"status": "disabled"})
    (delivery,) = api("GET", f"{HOOKS}/{theirs['id']}/deliveries").json["data"]
    assert [each["id"] for each in narrowed("GET", HOOKS).json["data"]] == [own["id"]]
    missing = not_found(f"hook: {theirs['id']} not found", 104)
    for method, path, body in (
        ("GET", f"{HOOKS}/{theirs['id']}", None),
        ("GET", f"{HOOKS}/{theirs['id']}/deliveries", None),
        ("PUT", f"{HOOKS}/{theirs['id']}", {"url": "https://93.184.216.35/"}),
        ("DELETE", f"{HOOKS}/{theirs['id']}", None),
    ):
        assert told(narrowed(method, path, body)) == missing
    missing = not_found(f"delivery: {delivery['id']} not found", 104)
    place = f"/webhook/deliveries/{delivery['id']}"
    for method, path, body in (
        ("GET", place, None),
        ("PUT", place, {"acknowledgement": "x"}),
        ("POST", f"{place}/redeliver", None),
    ):
        assert told(narrowed(method, path, body)) == missing
    assert api("GET", place).json["data"] == delivery
