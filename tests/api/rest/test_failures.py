"""When something breaks inside: the client is told nothing of it, the log everything."""

import logging

import pytest
from tests.contract.client import Client, told
from tests.contract.conftest import KEY, SCRIPT

from slatehouse.accounts.caller import system_caller
from slatehouse.api.wire.application import application, create
from slatehouse.site.site import Site
from slatehouse.store.statement import Statement


@pytest.fixture
def api(site: Site) -> Client:
    script = site.session(system_caller()).create_many([("ApiUser", {"firstname": SCRIPT})])[0].id
    site.accounts.set_script_key(script, KEY)
    credentials = {"client_id": SCRIPT, "client_secret": KEY}
    token = site.accounts.sign_in("client_credentials", credentials, "tracking.test").access_token
    return Client(application(site), token)


def test_a_failure_is_told_without_its_cause(
    api: Client, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with site.database.writing() as connection:
        connection.run(Statement("ALTER TABLE notes RENAME TO lost", ()))
    with caplog.at_level(logging.ERROR, logger="slatehouse"):
        answer = api("GET", "/entity/notes")
    detail = "Please contact the administrator of this site, and pass on the id of this error."
    assert told(answer) == (500, 100, "Shotgun Server Error", None, detail)
    assert "table" not in answer.text and "relation" not in answer.text
    (record,) = caplog.records
    assert answer.json["errors"][0]["id"] in record.getMessage()
    assert "/api/v1/entity/notes" in record.getMessage()


def test_an_application_is_made_of_a_folder(site: Site) -> None:
    site.close()
    serve = create(str(site.directory))
    assert Client(serve)("GET", "/").json["data"]["site_name"] == "Slatehouse"
