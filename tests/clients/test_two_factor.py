"""People with a second factor, through the real `shotgun_api3` client and a server of several processes."""

from __future__ import annotations

import gc
import time
from base64 import b32decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from shotgun_api3.shotgun import AuthenticationFault, MissingTwoFactorAuthenticationFault, Shotgun
from tests.fixtures.commands import Running, running

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.totp import code_at, step_at
from slatehouse.site.opening import open_site

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LOGIN, PASSWORD = "mara", "a-grey-harbour"
GOOD_FOR = timedelta(seconds=12)
"""As long as a code is good at least, once it is given: so long it may be on its way."""


@pytest.fixture
def server(site_folder: Path) -> Iterator[Running]:
    site = open_site(site_folder)
    person = site.session(system_caller()).create_many([("HumanUser", {"login": LOGIN, "name": "Mara"})])[0]
    site.accounts.set_password(person.id, PASSWORD)
    site.close()
    with running("serve", "--site", site_folder, "--workers", "2") as server:
        yield server


class App:
    """An authenticator app that always has a code which was not shown yet: a clock may be a step wrong."""

    def __init__(self, secret: str) -> None:
        self._secret = b32decode(secret)
        self._last = 0

    def fresh_code(self) -> str:
        step = max(self._last + 1, step_at(datetime.now(UTC) + GOOD_FOR) - 1)
        while step > step_at(datetime.now(UTC)) + 1:
            time.sleep(0.2)
        self._last = step
        return code_at(self._secret, step)


def signed_in(server: Running, **more: str) -> requests.Response:
    form = {"grant_type": "password", "username": LOGIN, "password": PASSWORD, **more}
    return requests.post(f"{server.url}/api/v1.1/auth/access_token", data=form, timeout=60)


def as_person(server: Running, code: str | None = None) -> Any:
    return Shotgun(server.url, login=LOGIN, password=PASSWORD, auth_token=code)


def test_a_person_with_a_second_factor(server: Running) -> None:
    account = f"{server.url}/api/v1.1/account"
    bearer = {"Authorization": f"Bearer {signed_in(server).json()['access_token']}"}
    answer = requests.post(f"{account}/two_factor", json={"password": PASSWORD}, headers=bearer, timeout=60)
    app = App(answer.json()["data"]["secret"])
    body = {"code": app.fresh_code()}
    answer = requests.put(f"{account}/two_factor", json=body, headers=bearer, timeout=60)
    assert answer.status_code == 200, answer.text
    recovery = answer.json()["data"]["recovery_codes"]

    with pytest.raises(MissingTwoFactorAuthenticationFault):
        as_person(server).find_one("HumanUser", [])
    with pytest.raises(AuthenticationFault):
        as_person(server, "000000")

    # The client spends its code on a session token, and forgets the password.
    code = app.fresh_code()
    client = as_person(server, code)
    assert client.find_one("HumanUser", [["login", "is", LOGIN]], ["login"])["login"] == LOGIN
    for _ in range(4):
        with pytest.raises(AuthenticationFault):
            as_person(server, code)
        assert signed_in(server, auth_token=code).status_code == 400

    # A code of the app, or of the list, is good once in any of the processes.
    code = app.fresh_code()
    script = as_person(server, recovery[0])
    user = script.authenticate_human_user(LOGIN, PASSWORD, code)
    assert user["login"] == LOGIN
    with pytest.raises(AuthenticationFault):
        as_person(server, recovery[0])

    # Every one of them is a session, and ends within a second in all processes.
    answer = requests.get(f"{account}/sessions", headers=bearer, timeout=60)
    clients = [each["client"] for each in answer.json()["data"]]
    assert sum("shotgun-json" in each for each in clients) == 2
    assert {each["address"] for each in answer.json()["data"]} == {"127.0.0.1"}
    assert requests.delete(f"{account}/sessions", headers=bearer, timeout=60).status_code == 204
    time.sleep(1)
    for _ in range(4):
        for ended in (client, script):
            # A connection that was idle for long may be gone.
            ended.close()
            with pytest.raises(AuthenticationFault):
                ended.find_one("HumanUser", [])
    own = next(each["id"] for each in answer.json()["data"] if each["is_current"])
    assert requests.delete(f"{account}/sessions/{own}", headers=bearer, timeout=60).status_code == 204
    time.sleep(1)
    for _ in range(4):
        answer = requests.get(f"{account}/sessions", headers=bearer, timeout=60)
        assert answer.status_code == 401
    for each in (client, script):
        each.close()
    # Those whose construction failed cannot be closed.
    gc.collect()
