"""A site whose media are in a bucket, served, as programs use it that know nothing of that."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from shotgun_api3.shotgun import Shotgun
from tests.fixtures.bucket import ACCESS_KEY, SECRET_KEY, Buckets
from tests.fixtures.commands import ended, running
from tests.media.pictures import encoded, quarters

from slatehouse.accounts.caller import system_caller
from slatehouse.site.opening import open_site

SCRIPT, KEY = "pipeline", "sesame"
PENDING = "/images/status/transient/"
PATIENCE = 300

# The client leaves closing the files that it reads to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def sg(buckets: Buckets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of a site that was made with a bucket."""
    folder = tmp_path_factory.mktemp("client") / "site"
    made = ended("init", folder, "--media", buckets.new_url())
    assert made.returncode == 0, made.stderr
    (folder / "s3.key").write_text(f"{ACCESS_KEY}\n{SECRET_KEY}\n")
    settings = folder / "slatehouse.toml"
    text = settings.read_text().replace("#direct_uploads = false", "direct_uploads = true")
    settings.write_text(text.replace('#endpoint = ""', f'endpoint = "{buckets.endpoint}"'))
    site = open_site(folder)
    script = site.session(system_caller()).create_many([("ApiUser", {"firstname": SCRIPT})])[0].id
    site.accounts.set_script_key(script, KEY)
    site.close()
    with running("serve", "--site", folder) as server:
        client: Any = Shotgun(server.url, script_name=SCRIPT, api_key=KEY)
        yield client
        client.close()


@pytest.fixture(scope="module")
def version(sg: Any) -> dict[str, Any]:
    """A version to give files to."""
    project = sg.create("Project", {"name": "Lighthouse"})
    return dict(sg.create("Version", {"code": "v001", "project": project}))


def test_the_official_client_sends_and_fetches(
    sg: Any, version: dict[str, Any], buckets: Buckets, tmp_path: Path
) -> None:
    picture, movie = tmp_path / "p.png", tmp_path / "clip ö.mov"
    picture.write_bytes(encoded(quarters(), "PNG"))
    movie.write_bytes(random.Random(1).randbytes(22_000_000))
    sg.upload_thumbnail("Version", version["id"], str(picture))
    other = sg.create("Version", {"code": "v002", "project": version["project"]})
    sg.upload("Version", other["id"], str(movie), field_name="sg_uploaded_movie")
    row = sg.find_one("Version", [["id", "is", other["id"]]], ["sg_uploaded_movie"])
    assert row["sg_uploaded_movie"]["url"].startswith(buckets.endpoint)
    assert sg.download_attachment(row["sg_uploaded_movie"]) == movie.read_bytes()

    def image() -> str:
        return str(sg.find_one("Version", [["id", "is", version["id"]]], ["image"])["image"])

    until = time.monotonic() + PATIENCE
    while PENDING in image():
        assert time.monotonic() < until, "the thumbnail was never made"
        time.sleep(0.2)
    assert requests.get(image(), timeout=PATIENCE).content[:2] == b"\xff\xd8"


def test_bytes_are_put_without_credentials(sg: Any, version: dict[str, Any], buckets: Buckets) -> None:
    answer = requests.post(
        f"{sg.base_url}/api/v1/auth/access_token",
        data={"client_id": SCRIPT, "client_secret": KEY, "grant_type": "client_credentials"},
        timeout=PATIENCE,
    )
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    path = f"/api/v1/entity/versions/{version['id']}/filmstrip_image/_upload"
    begun = requests.get(f"{sg.base_url}{path}?filename=a.png", headers=bearer, timeout=PATIENCE).json()
    address = urlsplit(begun["links"]["upload"])
    assert f"http://{address.netloc}" == buckets.endpoint
    # With no header but those that a connection needs, as curl -T sends.
    connection = http.client.HTTPConnection(address.netloc, timeout=PATIENCE)
    connection.request("PUT", f"{address.path}?{address.query}", encoded(quarters(), "PNG"))
    assert connection.getresponse().status == 200
    connection.close()
    body = {"upload_info": begun["data"], "upload_data": {}}
    completed = requests.post(f"{sg.base_url}{path}", json=body, headers=bearer, timeout=PATIENCE)
    assert (completed.status_code, completed.content) == (201, b" ")
