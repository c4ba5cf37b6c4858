"""A site whose people sign in at the studio's provider, and whose files are in the studio's bucket."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from slatehouse.accounts.caller import system_caller
from slatehouse.site.opening import open_site
from tests.browser.bucket_door import door_to
from tests.browser.calls import Caller
from tests.browser.conftest import Mishaps, Windows
from tests.browser.steps import violations
from tests.fixtures.bucket import ACCESS_KEY, SECRET_KEY, Buckets, buckets
from tests.fixtures.commands import Running, ended, running
from tests.fixtures.ports import kept_port
from tests.media.pictures import encoded, quarters
from tests.openid import provider_process
from tests.openid.provider_process import CLIENT, SECRET

__all__ = ["buckets"]

LOGIN, PASSWORD = "mara", "a phrase that is long"
_SETTINGS = """
[media]
url = "{bucket}"
settle = 0.0
[s3]
endpoint = "{endpoint}"
public_endpoint = "{door}"
access_key = "{access}"
secret_key = "{secret}"
[openid]
issuer = "{issuer}"
client_id = "{client}"
client_secret = "{client_secret}"
name = "Studio login"
claim = "name"
"""


@pytest.fixture(scope="module")
def site(
    built_application: Path, buckets: Buckets, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The studio's site, with a person and a project."""
    folder = tmp_path_factory.mktemp("studio") / "site"
    with (
        kept_port() as port,
        _provider_of(address := f"http://127.0.0.1:{port}") as issuer,
        door_to(buckets.endpoint, address) as door,
    ):
        made = ended("init", folder)
        assert made.returncode == 0, made.stderr
        settings = _SETTINGS.format(
            bucket=buckets.new_url(),
            endpoint=buckets.endpoint,
            door=door,
            access=ACCESS_KEY,
            secret=SECRET_KEY,
            issuer=issuer,
            client=CLIENT,
            client_secret=SECRET,
        )
        (folder / "slatehouse.toml").write_text(settings)
        _fill(folder)
        with running("serve", "--site", folder, port=port) as server:
            yield server


@contextmanager
def _provider_of(address: str) -> Iterator[str]:
    """The address of the provider of the site at that address, which is what it says first."""
    command = [sys.executable, provider_process.__file__, f"{address}/user/login/openid/back"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def _fill(folder: Path) -> None:
    with closing(open_site(folder)) as site:
        session = site.session(system_caller())
        schema = session.edition.schema
        with site.database.reading() as connection:
            (role,) = site.edition.rows.ids_having(connection, "PermissionRuleSet", {"code": "admin"})
        session.create(schema["Project"], {"name": "Tide Tables"})
        admin = {"type": "PermissionRuleSet", "id": role}
        mara = {"login": LOGIN, "firstname": "Mara", "permission_rule_set": admin}
        person = session.create(schema["HumanUser"], mara).rows[0].id
        site.accounts.set_password(person, PASSWORD)


def at_provider(page: Page, login: str = LOGIN) -> None:
    """Sign in at the provider, up to what it asks at last."""
    page.locator("[name=login]").fill(login)
    page.keyboard.press("Enter")
    page.locator("[name=password]").fill(provider_process.PASSWORD)
    page.keyboard.press("Enter")


def test_people_come_in_by_the_studios_provider(windows: Windows, mishaps: Mishaps) -> None:
    mishaps.expect(r"localhost|401 ")
    stranger = windows.open(language="de-DE")
    stranger.goto("/sign-in")
    stranger.get_by_role("link", name="Mit Studio login anmelden").click()
    at_provider(stranger, "stranger")
    stranger.locator("#accept").click()
    expect(stranger.get_by_role("alert")).to_contain_text("Hier gibt es noch kein Konto")

    page = windows.open(reduced_motion="reduce")
    page.goto("/projects?project=1")
    way_in = page.get_by_role("link", name="Sign in with Studio login")
    way_in.click()
    at_provider(page)
    page.locator("#deny").click()
    expect(page.get_by_role("alert")).to_contain_text("The sign-in was cancelled there")
    assert violations(page) == []
    way_in.click()
    page.locator("#accept").click()
    expect(page).to_have_url(re.compile(r"/projects\?project=1$"))
    page.get_by_label("Find a project").fill("tide")
    expect(project_card(page)).to_be_visible()

    Caller.person(page, LOGIN, PASSWORD).call("DELETE", "/account/sessions")
    page.get_by_role("button", name="Show the request behind this").click()
    page.get_by_role("button", name="Send it now").click()
    again = page.get_by_role("dialog", name="Sign in again")
    with page.expect_popup() as opened:
        again.get_by_role("link", name="Sign in with Studio login").click()
    mishaps.watch(opened.value)
    expect(again).to_be_hidden()
    expect(page.get_by_text('"name": "Tide Tables"')).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Find a project")).to_have_value("tide")
    page.goto("/sign-in?from=elsewhere&next=https://elsewhere.example/")
    expect(page.get_by_role("banner")).to_be_visible()
    assert page.url.startswith("http://127.0.0.1")


def test_pictures_go_to_the_bucket_and_come_from_it(page: Page, site: Running) -> None:
    page.goto("/detail/Project/1")
    page.get_by_label("Login").fill(LOGIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    chooser = page.locator("input[type=file][accept]")
    picture: FilePayload = {
        "name": "tide.png",
        "mimeType": "image/png",
        "buffer": encoded(quarters(), "PNG"),
    }
    with page.expect_request(lambda request: request.method == "PUT" and "X-Amz" in request.url) as put:
        chooser.set_input_files(picture)
    bucket = urlsplit(put.value.url)
    assert bucket.netloc != urlsplit(site.url).netloc
    shown = page.get_by_role("button", name="Show the picture large").locator("img")
    expect(shown).to_have_attribute("src", re.compile(f"^http://{bucket.netloc}/"))
    expect(shown).not_to_have_js_property("naturalWidth", 0)

    page.goto("/grid/Project")
    expect(page.get_by_role("gridcell").first).to_be_visible()
    expect(page.get_by_role("grid")).to_be_focused()
    page.keyboard.press("v")
    viewer = page.get_by_role("dialog")
    expect(viewer.get_by_role("status")).to_contain_text(re.compile("PNG · 64 . 32"))
    with page.expect_download() as download:
        page.keyboard.press("d")
    assert Path(download.value.path()).read_bytes() == picture["buffer"]


def project_card(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("button", name="Tide Tables")
