"""A small production, and clients of its site's API. All tests of a module share them."""

from typing import Any

import pytest
from tests.contract.client import Client
from tests.contract.rpc import Rpc

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.secrets import Purpose
from slatehouse.api.wire.application import application
from slatehouse.media.signing import Signer
from slatehouse.site.site import Site

SCRIPT, KEY = "toolkit", "sesame"
PERSON, PASSWORD = "ada", "analytical engine"


def link(kind: str, row_id: int) -> dict[str, object]:
    return {"type": kind, "id": row_id}


class Production:
    """Makes rows as the product itself, and remembers their ids by name."""

    def __init__(self, site: Site) -> None:
        self._session = site.session(system_caller())
        self.ids: dict[str, int] = {}

    def add(self, called: str, kind: str, /, **values: object) -> dict[str, object]:
        self.ids[called] = self._session.create_many([(kind, values)])[0].id
        return link(kind, self.ids[called])


def populate(site: Site) -> dict[str, int]:
    """Ids of the rows by name."""
    make = Production(site)
    make.add("script", "ApiUser", firstname=SCRIPT)
    person = make.add("person", "HumanUser", login=PERSON, name="Ada Lovelace", sg_status_list="act")
    film = make.add("project", "Project", name="Lighthouse", users=[person])
    old = make.add("archive", "Project", name="Harbour", archived=True)
    sequence = make.add("sequence", "Sequence", project=film, code="SQ01")
    shot = make.add("shot", "Shot", project=film, code="SH010", sg_sequence=sequence, description="Fog")
    make.add("shot2", "Shot", project=film, code="SH020", sg_sequence=sequence)
    make.add("shot3", "Shot", project=old, code="OLD010")
    asset = make.add("asset", "Asset", project=film, code="Lamp")
    task = make.add("task", "Task", project=film, content="Comp", entity=shot)
    version = make.add(
        "version", "Version", project=film, code="SH010_comp_v001", entity=shot, sg_task=task, frame_count=24
    )
    make.add("version2", "Version", project=film, code="Lamp_model_v001", entity=asset)
    make.add("version3", "Version", project=film, code="unlinked")
    make.add("playlist", "Playlist", project=film, code="Dailies", versions=[version])
    make.add(
        "note", "Note", project=film, subject="Fog", content="Thicker, please", note_links=[shot, version]
    )
    make.add("note2", "Note", project=film, subject="Light")
    make.add("gone", "Shot", project=film, code="CUT010")
    site.session(system_caller()).retire(site.schema["Shot"], make.ids["gone"])
    site.accounts.set_script_key(make.ids["script"], KEY)
    site.accounts.set_password(make.ids["person"], PASSWORD)
    return make.ids


def sign_by_its_clock(site: Site) -> Site:
    """The site, which signs its addresses by its own clock from now on."""
    clock, secrets = site.clock, site.accounts.secrets
    site.signer = Signer(lambda: secrets(Purpose.MEDIA), lambda: clock().timestamp())
    return site


def script_token(site: Site) -> str:
    """The token of the script, signed in."""
    credentials = {"client_id": SCRIPT, "client_secret": KEY}
    return site.accounts.sign_in("client_credentials", credentials, "tracking.test").access_token


@pytest.fixture(scope="module")
def contract_site(site_of_module: Site) -> Site:
    """The site; its addresses are signed by its own clock."""
    return sign_by_its_clock(site_of_module)


@pytest.fixture(scope="module")
def ids(contract_site: Site) -> dict[str, int]:
    """The ids of the production's rows, by name."""
    return populate(contract_site)


@pytest.fixture(scope="module")
def app(contract_site: Site) -> Any:
    """The site's WSGI application."""
    return application(contract_site)


@pytest.fixture(scope="module")
def anyone(app: Any, ids: dict[str, int]) -> Client:
    """Someone without a bearer."""
    return Client(app, names=ids)


@pytest.fixture(scope="module")
def api(app: Any, contract_site: Site, ids: dict[str, int]) -> Client:
    """The script, signed in."""
    return Client(app, script_token(contract_site), ids)


@pytest.fixture(scope="module")
def artist(app: Any, contract_site: Site, ids: dict[str, int]) -> Client:
    """The person, signed in."""
    credentials = {"username": PERSON, "password": PASSWORD}
    signed_in = contract_site.accounts.sign_in("password", credentials, "tracking.test")
    return Client(app, signed_in.access_token, ids)


@pytest.fixture(scope="module")
def rpc(app: Any, ids: dict[str, int]) -> Rpc:
    """The script, through the door of the Python API."""
    return Rpc(app, {"script_name": SCRIPT, "script_key": KEY})


@pytest.fixture(scope="module")
def rpc_person(app: Any, ids: dict[str, int]) -> Rpc:
    """The person, through the door of the Python API."""
    return Rpc(app, {"user_login": PERSON, "user_password": PASSWORD})
