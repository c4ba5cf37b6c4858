"""A site that has a provider, and a person on it whom the provider knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures.sites import CHEAP
from tests.openid.browser import BACK, Browser
from tests.openid.provider_process import CLIENT, SECRET
from tests.security.settings import with_settings

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.audit import Entry
from slatehouse.accounts.caller import system_caller
from slatehouse.api.wire.application import application
from slatehouse.config import OpenIdSettings
from slatehouse.site.session import Session
from slatehouse.site.site import Site

PROVIDER = Path(__file__).with_name("provider_process.py")


@dataclass
class Studio:
    """A site whose people sign in at a provider."""

    site: Site
    app: Any
    mara: int

    def browser(self) -> Browser:
        """A browser that nobody has used yet."""
        return Browser(self.app)

    @property
    def session(self) -> Session:
        return self.site.session(system_caller())

    def add_person(self, **values: object) -> int:
        """A person of these values; their id."""
        return self.session.create(self.session.edition.schema["HumanUser"], values).rows[0].id

    def change(self, person: int, **values: object) -> None:
        """Change a person."""
        self.session.update(self.session.edition.schema["HumanUser"], person, values)

    def told(self) -> list[Entry]:
        """What the audit trail holds, the newest first."""
        return self.site.accounts.audit.newest()


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The address of a provider that is somebody else's software."""
    command = [sys.executable, str(PROVIDER), BACK]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        address = process.stdout.readline().strip()
        assert address, "the provider did not start"
        yield address
        process.stdin.close()


@pytest.fixture
def studio_at(site: Site) -> Callable[..., Studio]:
    """Makes the studio of a provider's address and further settings."""

    def make(issuer: str, **more: Any) -> Studio:
        openid = OpenIdSettings(issuer=issuer, client_id=CLIENT, client_secret=SECRET, **more)
        tables, auth = site.editions.known.tables, site.config.settings.auth
        accounts = Accounts(site.database, tables, lambda: datetime.now(UTC), auth, CHEAP, openid=openid)
        opened = replace(with_settings(site, openid=openid), accounts=accounts)
        studio = Studio(opened, application(opened), 0)
        studio.mara = studio.add_person(login="mara", firstname="Mara", email="Mara@Studio.example")
        return studio

    return make
