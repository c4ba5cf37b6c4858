"""Somebody is invited by the command line of a site that is served, chooses a password, and is thrown out."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from shotgun_api3.shotgun import AuthenticationFault, Shotgun
from tests.cli.conftest import run
from tests.fixtures.commands import running

if TYPE_CHECKING:
    from tests.cli.conftest import Run

__all__ = ["run"]

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

PASSWORD = "a-grey-harbour"


def test_an_invited_person_comes_in_and_goes(site_folder: Path, run: Run) -> None:
    def commanded(*arguments: str) -> str:
        """What a command says that is not the server's."""
        command = run(*arguments, "--site", site_folder, "--json")
        assert command.code == 0, command.err
        return command.out

    with running("serve", "--site", site_folder, "--workers", "2") as server:
        added = commanded("user", "add", "gus", "--name", "Gus Lamp", "--link")
        path, _, token = re.findall(r'"url":\s*"https?://[^/]+([^"]+)"', added)[0].partition("#")
        page = requests.get(server.url + path, timeout=60)
        assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        for name in re.findall(r'(?:src|href)="([^"]+)"', page.text):
            assert requests.get(server.url + name, timeout=60).status_code == 200

        answers = [
            requests.post(
                f"{server.url}/api/v1.1/account/password",
                json={"token": token, "password": password},
                timeout=60,
            )
            for password in ("short", PASSWORD, PASSWORD)
        ]
        assert [each.status_code for each in answers] == [400, 204, 400]
        client: Any = Shotgun(server.url, login="gus", password=PASSWORD)
        assert client.find_one("HumanUser", [["login", "is", "gus"]])
        assert client.get_session_token()
        through: Any = Shotgun(server.url, session_token=client.get_session_token())
        assert through.find_one("HumanUser", [["login", "is", "gus"]])

        assert '"address": "127.0.0.1"' in commanded("session", "list", "gus")
        commanded("session", "end", "gus")
        time.sleep(1)
        for _ in range(4):
            # A connection that was idle while a command ran may be gone.
            through.close()
            with pytest.raises(AuthenticationFault):
                through.find_one("HumanUser", [])
        commanded("user", "disable", "gus")
        time.sleep(1)
        for _ in range(4):
            client.close()
            with pytest.raises(AuthenticationFault):
                client.find_one("HumanUser", [])
        client.close()
        through.close()
