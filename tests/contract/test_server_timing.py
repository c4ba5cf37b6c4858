"""`Server-Timing` on the answers of both doors; the real service has none."""

import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec
import pytest
from falcon import testing
from tests.contract.client import ARRAY, FORM, Client
from tests.contract.conftest import KEY, SCRIPT
from tests.contract.rpc import Rpc

from slatehouse.api.wire.application import application
from slatehouse.query.question import Question
from slatehouse.site.site import Site
from slatehouse.store.opening import open_database
from slatehouse.store.statement import Statement

STAGES = ["auth", "plan", "db", "render", "total"]
SHOTS = "/entity/shots"


def times(answer: testing.Result) -> Mapping[str, float]:
    """The milliseconds by stage, in the order of the header."""
    parts = [part.split(";dur=") for part in answer.headers["server-timing"].split(", ")]
    return {name: float(duration) for name, duration in parts}


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status"),
    [
        ("GET", f"{SHOTS}?fields=code,assets&sort=code", None, None, 200),
        ("GET", f"{SHOTS}/<shot>", None, None, 200),
        ("POST", f"{SHOTS}/_search", {"filters": []}, ARRAY, 200),
        ("PUT", f"{SHOTS}/<shot>", {"description": "timed"}, "application/json", 200),
        ("GET", "/schema/Shot/fields", None, None, 200),
        ("GET", f"{SHOTS}/987654321", None, None, 404),
        ("GET", f"{SHOTS}?sort=", None, None, 400),
    ],
)
def test_callers_are_told_of_stages(
    api: Client, method: str, path: str, body: object, content_type: str | None, status: int
) -> None:
    answer = api(method, path, body, content_type)
    spent = times(answer)
    assert (answer.status_code, list(spent)) == (status, STAGES)
    # Each is cut at a hundredth.
    assert sum(spent.values()) - spent["total"] <= spent["total"] + 0.05


def test_what_is_known_already_is_timed_too(api: Client) -> None:
    etag = api("GET", f"{SHOTS}/<shot>").headers["etag"]
    answer = api("GET", f"{SHOTS}/<shot>", headers={"If-None-Match": etag})
    assert (answer.status_code, list(times(answer))) == (304, STAGES)


def test_the_database_has_its_share(api: Client) -> None:
    spent = times(api("POST", "/entity/_batch", {"requests": [_shot(number) for number in range(20)]}))
    assert 0 < spent["db"] < spent["total"]


def _shot(number: int) -> dict[str, object]:
    data = {"project": {"type": "Project", "id": 1}, "code": f"timed {number}"}
    return {"request_type": "create", "entity": "Shot", "data": data}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", SHOTS), ("GET", "/nowhere"), ("GET", "/entity/shots/1.xml")]
)
def test_nobody_in_particular_is_told_the_total(anyone: Client, method: str, path: str) -> None:
    assert re.fullmatch(r"total;dur=[0-9]+", anyone(method, path).headers["server-timing"])


def test_a_site_may_keep_times_to_itself(contract_site: Site) -> None:
    settings = contract_site.config.settings
    server = msgspec.structs.replace(settings.server, timings=False)
    quiet = replace(contract_site.config, settings=msgspec.structs.replace(settings, server=server))
    answer = Client(application(replace(contract_site, config=quiet)))("GET", "")
    assert answer.status_code == 200
    assert "server-timing" not in answer.headers


@pytest.mark.parametrize("secret", [KEY, "wrong"])
def test_nobody_learns_of_accounts_by_the_stages_of_a_sign_in(anyone: Client, secret: str) -> None:
    sent = f"grant_type=client_credentials&client_id={SCRIPT}&client_secret={secret}"
    answer = anyone("POST", "/auth/access_token", sent, FORM)
    assert list(times(answer)) == ["total"]


def test_the_python_api_is_timed_alike(rpc: Rpc, app: object) -> None:
    def sent(**auth: str) -> testing.Result:
        params = [auth, {"type": "Shot", "filters": {"logical_operator": "and", "conditions": []}}]
        body = {"method_name": "read", "params": params}
        return Client(app)("POST", "/api3/json", body)

    assert list(times(sent(script_name=SCRIPT, script_key=KEY))) == STAGES
    assert list(times(sent(script_name=SCRIPT, script_key="wrong"))) == ["total"]


def test_a_slow_statement_is_in_the_log_without_its_values(
    contract_site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    settings = contract_site.config.settings.database
    database = open_database(settings.url, settings.statement_timeout, slow_statement=1e-9)
    edition = contract_site.edition
    shot = edition.schema["Shot"]
    question = Question(shot, edition.has_id(shot, 123_454_321))
    plan, values = edition.planner.plan(question)
    with database.reading() as connection:
        assert plan.run(connection, values) == []
    with database.writing() as connection:
        connection.run(Statement("UPDATE shots SET code = code WHERE id = 0", ()))
    database.close()
    lines = [record.getMessage() for record in caplog.records if record.name == "slatehouse"]
    assert [line.partition(" s: ")[2][:6] for line in lines] == ["SELECT", "UPDATE"]
    assert all(line.startswith("slow query: ") and "123454321" not in line for line in lines)
