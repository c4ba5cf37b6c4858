"""Secrets that clients show are in no log, no answer, no event, no table and no file of the site."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.contract.client import Client
from tests.contract.rpc import Rpc
from tests.fixtures.dump import everything
from tests.store.sql import run

from slatehouse.accounts.caller import system_caller
from slatehouse.api.wire.application import application
from slatehouse.site.opening import back_up
from slatehouse.site.site import Site
from slatehouse.store.sqlite import SqliteDatabase

KEY, WRONG_KEY = "kk-the key of the farm", "ww-a key that is wrong"
PASSWORD, WRONG_PASSWORD = "pp-Copper umbrella 58", "ww-Copper umbrella 59"
NEW_PASSWORD, SHORT_PASSWORD = "nn-Violet harbour 77", "ss-Vi 7"
WRONG_TOKEN = "tt-no token of this site-0000"
FARM = {"grant_type": "client_credentials", "client_id": "farm"}
MARA = {"grant_type": "password", "username": "mara"}


@dataclass
class Studio:
    """A site that is used with secrets, and all that clients were answered but the tokens they asked for."""

    site: Site
    app: Any
    secrets: set[str] = field(
        default_factory=lambda: {
            *(KEY, WRONG_KEY, PASSWORD, WRONG_PASSWORD, NEW_PASSWORD, SHORT_PASSWORD, WRONG_TOKEN)
        }
    )
    answers: list[str] = field(default_factory=list)

    def sign_in(self, query: str = "", **form: str) -> dict[str, str]:
        """Tokens, which are secrets from now on; a refusal is an answer like any."""
        path = "/auth/access_token" + (f"?{query}" if query else "")
        answer = Client(self.app)("POST", path, urlencode(form), "application/x-www-form-urlencoded")
        if answer.status_code != 200:
            self.answers.append(answer.text)
            return {}
        found = {name: str(answer.json[name]) for name in ("access_token", "refresh_token")}
        self.secrets |= set(found.values())
        return found

    def ask(self, bearer: str, method: str, path: str, body: object = None) -> Any:
        """What a call answers, which is kept."""
        answer = Client(self.app, bearer)(method, path, body)
        self.answers.append(answer.text)
        return answer.json if answer.text.strip() else None

    def call(self, method: str, **auth: str) -> Any:
        """What a call of the Python API answers."""
        answer = Rpc(self.app, auth).ask(method, {"type": "Note"} if method == "read" else None)
        if method != "get_session_token":
            self.answers.append(str(answer))
        return answer

    def shown_in(self, text: str) -> list[str]:
        """The secrets that a text shows."""
        return sorted(secret for secret in self.secrets if secret in text)


@pytest.fixture
def studio(site: Site) -> Studio:
    make = site.session(system_caller()).create_many
    (script, person) = make(
        [("ApiUser", {"firstname": "farm"}), ("HumanUser", {"login": "mara", "name": "Mara"})]
    )
    site.accounts.set_script_key(script.id, KEY)
    site.accounts.set_password(person.id, PASSWORD)
    return Studio(site, application(site))


def use(studio: Studio) -> None:
    """Every door, with what is right and what is wrong."""
    farm = studio.sign_in(**FARM, client_secret=KEY)
    studio.sign_in(query=urlencode({**FARM, "client_secret": KEY}))
    studio.sign_in(query=urlencode({**FARM, "client_secret": WRONG_KEY}))
    studio.sign_in(**FARM, client_secret=WRONG_KEY)
    studio.sign_in(grant_type="client_credentials", client_id=KEY, client_secret="farm")
    mara = studio.sign_in(**MARA, password=PASSWORD)
    studio.sign_in(**MARA, password=WRONG_PASSWORD)
    studio.sign_in(grant_type="refresh_token", refresh_token=mara["refresh_token"])
    studio.sign_in(grant_type="refresh_token", refresh_token=WRONG_TOKEN)
    studio.sign_in(grant_type="session_token", session_token=WRONG_TOKEN)
    session = studio.call("get_session_token", script_name="farm", script_key=KEY)["results"]["session_id"]
    studio.secrets.add(session)
    studio.sign_in(grant_type="session_token", session_token=session)
    studio.call("read", session_token=session)
    studio.call("read", session_token=WRONG_TOKEN)
    studio.call("read", script_name="farm", script_key=WRONG_KEY)
    studio.call("read", user_login="mara", user_password=WRONG_PASSWORD)
    studio.call("no_such_method", user_login="mara", user_password=PASSWORD)
    bearer = farm["access_token"]
    studio.ask(bearer[:-2], "GET", "/entity/notes")
    person = studio.ask(bearer, "POST", "/entity/human_users", {"login": "ada", "name": "Ada"})["data"]["id"]
    for password in (NEW_PASSWORD, SHORT_PASSWORD, [NEW_PASSWORD], {"secret": NEW_PASSWORD}):
        studio.ask(bearer, "PUT", f"/entity/human_users/{person}", {"password_proxy": password})
    studio.ask(bearer, "GET", f"/entity/human_users/{person}")
    studio.ask(bearer, "GET", f"/entity/notes?access_token={KEY}")
    studio.ask(bearer, "GET", "/entity/event_log_entries?fields=*")


def break_down(studio: Studio) -> None:
    """Errors that nobody foresaw, in the middle of signing in."""
    tokens = studio.sign_in(**FARM, client_secret=KEY)
    run(studio.site.database, "ALTER TABLE slatehouse_grants RENAME TO lost")
    studio.sign_in(**FARM, client_secret=KEY)
    studio.sign_in(query=urlencode({**MARA, "password": PASSWORD}))
    studio.sign_in(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    studio.call("get_session_token", script_name="farm", script_key=KEY)
    run(studio.site.database, "ALTER TABLE slatehouse_script_keys RENAME TO lost_too")
    studio.ask(tokens["access_token"], "GET", "/entity/notes")
    studio.call("read", script_name="farm", script_key=WRONG_KEY)
    run(
        studio.site.database,
        "ALTER TABLE lost RENAME TO slatehouse_grants",
        "ALTER TABLE lost_too RENAME TO slatehouse_script_keys",
    )


def test_secrets_are_nowhere_but_where_clients_keep_them(
    studio: Studio, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with caplog.at_level(logging.DEBUG):
        use(studio)
        break_down(studio)
    assert "request failed" in caplog.text
    assert studio.shown_in(caplog.text) == []
    answers = "".join(studio.answers)
    # A key that was sent as a name is told back as the name it is not, as the contract has it.
    assert studio.shown_in(answers) == [KEY] and answers.count(KEY) == 1
    site = studio.site
    assert studio.shown_in(repr(everything(site))) == []
    assert studio.shown_in(repr(site.accounts.audit.newest())) == []
    if isinstance(site.database, SqliteDatabase):
        back_up(site.database, site.directory / "backups")
    files = [file for file in site.directory.rglob("*") if file.is_file()]
    assert files and studio.shown_in("".join(file.read_bytes().decode("latin-1") for file in files)) == []
