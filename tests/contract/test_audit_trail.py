"""`GET /audit_trail`, an addition of ours: administrators read the audit trail, and nobody else does."""

from typing import Any

import pytest
from tests.contract.client import Client, invalid, refused, told
from tests.contract.conftest import KEY, PERSON, SCRIPT
from tests.contract.rpc import Rpc, fields
from tests.contract.test_10_auth import sign_in

from slatehouse.accounts.audit import Deed
from slatehouse.site.site import Site

PATH = "/audit_trail"


@pytest.fixture(scope="module")
def used(api: Client, anyone: Client, contract_site: Site) -> Client:
    """Its reader, after a right and a wrong sign-in and an export."""
    for key in (KEY, "wrong"):
        sign_in(anyone, grant_type="client_credentials", client_id=SCRIPT, client_secret=key)
    with contract_site.database.writing() as connection:
        contract_site.accounts.audit.record(connection, Deed.EXPORT, None, "a page", what="rows", count=7)
    return api


def test_entries_tell_who_did_what(used: Client, ids: dict[str, int]) -> None:
    answer = used("GET", f"{PATH}?deed=sign_in_refused&who={SCRIPT}")
    assert answer.status_code == 200
    (entry,) = answer.json["data"]
    assert list(entry) == ["at", "last_at", "times", "deed", "who", "about", "address", "details"]
    assert (entry["deed"], entry["times"]) == ("sign_in_refused", 1)
    assert entry["who"] == {"id": ids["script"], "name": SCRIPT, "type": "ApiUser"}
    assert entry["details"] == {"how": "script", "why": None}
    assert answer.json["links"]["self"].startswith("/api/v1/audit_trail?")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?deed=export", 1),
        ("?deed=export&since=2026-03-04", 1),
        ("?deed=export&since=2026-03-04T05:06:07Z", 1),
        ("?deed=export&since=2126-03-04T05:06:07%2B02:00", 0),
        ("?who=nobody", 0),
        ("?who=%ED%A0%80", 0),
        ("?page[size]=1", 1),
    ],
)
def test_entries_are_sought(used: Client, query: str, count: int) -> None:
    assert len(used("GET", PATH + query).json["data"]) == count


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("since=soon", {"since": ["since must be a moment such as 2026-11-01T00:00:00Z"]}),
        ("page[size]=0", {"page[size]": ["page[size] must be greater than 0"]}),
        ("page[size]=5001", {"page[size]": ["page[size] must be less than or equal to 5000"]}),
        ("page[size]=many", {"page[size]": ["page[size] must be an integer"]}),
        ("who=%00", {"who": ["who may not hold the character NUL"]}),
        ("deed=theft", {"deed": [f"deed must be one of: {', '.join(deed.value for deed in Deed)}"]}),
    ],
)
def test_what_cannot_be_meant_is_refused(used: Client, query: str, source: dict[str, list[str]]) -> None:
    assert told(used("GET", f"{PATH}?{query}")) == invalid(source)


def test_it_is_for_administrators(used: Client, artist: Client, anyone: Client) -> None:
    refusal = "Entity of type AuditTrail can not be accessed by this user. Rule: Artist"
    assert told(artist("GET", PATH)) == refused(refusal)
    assert anyone("GET", PATH).status_code == 401
    assert PERSON not in artist("GET", PATH).text


def test_what_clients_change_tells_where_they_are(
    app: Any, api: Client, rpc: Rpc, contract_site: Site
) -> None:
    """Whichever door they come through."""

    def there(environ: dict[str, Any], start: Any) -> Any:
        return app({**environ, "REMOTE_ADDR": "192.0.2.7"}, start)

    api, anyone, rpc = Client(there, api.token), Client(there), Rpc(there, rpc.auth)
    person = api("POST", "/entity/human_users", {"name": "Ivo", "login": "ivo"}).json["data"]["id"]
    before = len(contract_site.accounts.audit.newest())
    link = api("POST", f"/account/human_users/{person}/password_link").json["data"]["url"]
    chosen = {"token": link.partition("#")[2], "password": "a-grey-harbour"}
    assert anyone("POST", "/account/password", chosen).status_code == 204
    token = sign_in(anyone, grant_type="password", username="ivo", password="a-grey-harbour").json[
        "access_token"
    ]
    ivo = Client(anyone.app, token)
    new = {"password": "a-grey-harbour", "new_password": "a-blue-harbour"}
    assert ivo("PUT", "/account/password", new).status_code == 204
    assert (
        sign_in(anyone, grant_type="password", username="ivo", password="a-blue-harbour").status_code == 200
    )
    assert ivo("DELETE", "/account/sessions").status_code == 204
    field = {"data_type": "text", "properties": [{"property_name": "name", "value": "Whereabouts"}]}
    assert api("POST", "/schema/Shot/fields", field).status_code == 201
    rpc("update", {"type": "HumanUser", "id": person, "fields": fields(sg_status_list="dis")})
    assert api("DELETE", f"/entity/human_users/{person}").status_code == 204
    every = contract_site.accounts.audit.newest()
    entries = every[: len(every) - before]
    told = {each.deed for each in entries}
    assert told >= {
        *("link_issued", "password_changed", "session_revoked", "schema_changed"),
        *("account_changed", "account_retired"),
    }
    assert {each.address for each in entries} == {"192.0.2.7"}
