"""What the official client's own tests leave out: pictures become true, files of any size and name arrive."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from shotgun_api3.shotgun import Shotgun, ShotgunError, ShotgunFileDownloadError
from tests.fixtures import worker_program
from tests.fixtures.commands import running
from tests.media.pictures import encoded, quarters

from slatehouse.accounts.caller import system_caller
from slatehouse.site.opening import create_site

SCRIPT, KEY = "pipeline", "sesame"
PENDING = "/images/status/transient/"
PATIENCE = 300
Row = dict[str, Any]

# The client leaves closing the files that it reads to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", params=["false", "true"], ids=["in forms", "through the storage"])
def direct_uploads(request: pytest.FixtureRequest) -> str:
    """Whether a site wants files through its storage."""
    return str(request.param)


@pytest.fixture(scope="module")
def folder(direct_uploads: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that wants files this way."""
    folder = tmp_path_factory.mktemp("client") / "site"
    site = create_site(folder)
    script = site.session(system_caller()).create_many([("ApiUser", {"firstname": SCRIPT})])[0].id
    site.accounts.set_script_key(script, KEY)
    site.close()
    settings = folder / "slatehouse.toml"
    settings.write_text(
        settings.read_text().replace("#direct_uploads = false", f"direct_uploads = {direct_uploads}")
    )
    return folder


@pytest.fixture(scope="module")
def sg(folder: Path, direct_uploads: str) -> Iterator[Any]:
    """A client of the site. Nothing is made of files there before somebody starts a worker."""
    with ExitStack() as served:
        environment = served.enter_context(pytest.MonkeyPatch.context())
        environment.setenv("SLATEHOUSE_JOBS_WORKERS", "0")
        server = served.enter_context(running("serve", "--site", folder))
        client: Any = Shotgun(server.url, script_name=SCRIPT, api_key=KEY)
        assert str(client.server_info["s3_direct_uploads_enabled"]).lower() == direct_uploads
        yield client
        client.close()


@pytest.fixture(scope="module")
def version(sg: Any) -> Row:
    """A version to give files to."""
    project = sg.create("Project", {"name": "Lighthouse"})
    row: Row = sg.create("Version", {"code": "v001", "project": project})
    return row


def written(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_pending_picture_becomes_the_true_one(sg: Any, folder: Path, version: Row, tmp_path: Path) -> None:
    picture = encoded(quarters(), "PNG")
    made = sg.upload_thumbnail("Version", version["id"], written(tmp_path, "p.png", picture))
    assert isinstance(made, int)

    def image() -> str:
        return str(sg.find_one("Version", [["id", "is", version["id"]]], ["image"])["image"])

    first = requests.get(image(), timeout=PATIENCE)
    assert PENDING in first.url and first.headers["content-type"] == "image/png"
    with subprocess.Popen([sys.executable, worker_program.__file__, str(folder)]) as worker:
        try:
            until = time.monotonic() + PATIENCE
            while PENDING in image():
                assert time.monotonic() < until, "the thumbnail was never made"
                time.sleep(0.2)
        finally:
            worker.terminate()
    second = requests.get(image(), timeout=PATIENCE)
    assert second.headers["content-type"] == "image/jpeg" and second.content[:2] == b"\xff\xd8"


@pytest.mark.parametrize("size", [1, 20_000_000, 45_000_001], ids=["a byte", "one part", "three parts"])
def test_a_file_of_any_size_comes_back_as_it_went(sg: Any, version: Row, tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    path = written(tmp_path, "Noëlご clip.mov", content)
    made = sg.upload("Version", version["id"], path, field_name="sg_uploaded_movie", tag_list="a, b")
    movie = sg.find_one("Version", [["id", "is", version["id"]]], ["sg_uploaded_movie"])["sg_uploaded_movie"]
    assert (movie["id"], movie["name"]) == (made, "Noëlご clip.mov")
    back = sg.download_attachment(movie)
    assert hashlib.sha256(back).digest() == hashlib.sha256(content).digest()


def test_a_file_beside_the_fields_belongs_to_its_row(sg: Any, version: Row, tmp_path: Path) -> None:
    made = sg.upload("Version", version["id"], written(tmp_path, "a.txt", b"x"))
    links = sg.find_one("Attachment", [["id", "is", made]], ["attachment_links"])["attachment_links"]
    assert [link["id"] for link in links] == [version["id"]]


def test_pictures_are_shared(sg: Any, version: Row, tmp_path: Path) -> None:
    sg.upload_thumbnail("Version", version["id"], written(tmp_path, "p.png", encoded(quarters(), "PNG")))
    project = sg.find_one("Project", [])
    asset = sg.create("Asset", {"code": "Lamp", "project": project})
    assert isinstance(sg.share_thumbnail([asset], source_entity=version), int)
    assert sg.find_one("Asset", [["id", "is", asset["id"]]], ["image"])["image"]


def test_what_cannot_be_is_told_in_the_clients_own_exceptions(sg: Any, version: Row, tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", b"x")
    with pytest.raises(ShotgunError, match="doesn't exist"):
        sg.upload("Version", version["id"], path, field_name="nope")
    with pytest.raises(ShotgunError, match="empty"):
        sg.upload("Version", version["id"], written(tmp_path, "empty.txt", b""))
    # On a port that is no default one, the client has no cookie to send.
    with pytest.raises(ShotgunFileDownloadError, match="403"):
        sg.download_attachment(1)
