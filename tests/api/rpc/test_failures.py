"""When something breaks inside: clients of the Python API are told nothing of it, the log everything."""

import logging

import pytest
from tests.contract.rpc import Rpc, fault_in, query

from slatehouse.accounts.caller import system_caller
from slatehouse.api.rpc.faults import Fault, fault_of
from slatehouse.api.wire.application import application
from slatehouse.api.words.verb import Verb
from slatehouse.schema.schema import standard_schema
from slatehouse.site.site import Site
from slatehouse.store import connection as store
from slatehouse.store.statement import Statement


@pytest.fixture
def rpc(site: Site) -> Rpc:
    script = site.session(system_caller()).create_many([("ApiUser", {"firstname": "toolkit"})])[0].id
    site.accounts.set_script_key(script, "sesame")
    return Rpc(application(site), {"script_name": "toolkit", "script_key": "sesame"})


def test_a_failure_is_told_without_its_cause(rpc: Rpc, site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with site.database.writing() as connection:
        connection.run(Statement("ALTER TABLE notes RENAME TO lost", ()))
    with caplog.at_level(logging.ERROR, logger="slatehouse"):
        code, message = fault_in(rpc.ask("read", query("Note")))
    assert (code, message[:20]) == (100, "Shotgun Server Error")
    assert "table" not in message and "relation" not in message
    assert "/api3/json" in caplog.records[0].getMessage()


@pytest.mark.parametrize("error", [store.StoreBusy("busy"), store.StoreUnreachable("away")], ids=repr)
def test_what_passes_is_told_apart(error: Exception) -> None:
    fault = fault_of(error, Verb.READ, standard_schema())
    assert isinstance(fault, Fault) and fault.is_passing


def test_an_error_that_is_no_refusal_has_no_words() -> None:
    assert fault_of(ValueError("x"), Verb.READ, standard_schema()) is None
