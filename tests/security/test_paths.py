"""No path and no name leads out of the folders of a site, or to files that nobody was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client
from tests.contract.conftest import KEY, SCRIPT
from tests.contract.test_40_media import SITE, Uploader, storage

from slatehouse.site.site import Site

OUT = [
    *("../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "/etc/passwd"),
    *("..\\..\\site.db", "..%5c..%5csite.db", "%00", "a%00.png", "~/.ssh/id_rsa", "file:///etc/passwd", "."),
]


@pytest.mark.parametrize("path", OUT)
@pytest.mark.parametrize(
    "place", ["/api/docs/", "/storage/", "/storage/incoming/", "/images/", "/images/status/", "/", "/dist/"]
)
def test_no_path_reads_a_file_of_the_machine(app: Any, place: str, path: str) -> None:
    for method in ("GET", "PUT"):
        answer = testing.simulate_request(app, method, place + path, body=b"x")
        assert answer.status_code in (403, 404)
        assert b"root:" not in answer.content and b"SQLite" not in answer.content


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["../../evil.png", "..\\..\\evil.png", "/etc/evil.png", "C:\\evil.png"])
def test_a_name_of_a_file_is_no_path(contract_site: Site, api: Client, name: str, tmp_path: Path) -> None:
    media = Path(contract_site.config.settings.media.url)
    around = files_in(media.parent) - files_in(media)
    form = (
        b'--b\r\nContent-Disposition: form-data; name="script_name"\r\n\r\n%b\r\n'
        b'--b\r\nContent-Disposition: form-data; name="script_key"\r\n\r\n%b\r\n'
        b'--b\r\nContent-Disposition: form-data; name="entity_type"\r\n\r\nNote\r\n'
        b'--b\r\nContent-Disposition: form-data; name="entity_id"\r\n\r\n%d\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\nx\r\n--b--\r\n'
    ) % (SCRIPT.encode(), KEY.encode(), api.names["note"], name.replace("\\", "\\\\").encode())
    answer = testing.simulate_post(
        api.app,
        "/upload/upload_file",
        body=form,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert answer.text.startswith("1:")
    attachment = answer.text.partition(":")[2].split()[0]
    kept = api("GET", f"/entity/attachments/{attachment}?fields=filename").json["data"]["attributes"]
    assert kept["filename"] == "evil.png"
    assert {
        path for path in files_in(media.parent) - files_in(media) - around if "evil" in path.name
    } == set()
    assert not [path for path in files_in(media) if "evil" in path.name]


def test_an_address_leads_to_its_own_file_alone(app: Any, api: Client) -> None:
    uploader = Uploader(api)
    for name in ("one.png", "two.png"):
        uploader.upload(api.filled("/entity/notes/<note>/attachments"), name, name.encode())
    rows = api.search("attachments", [["filename", "in", ["one.png", "two.png"]]], fields=["this_file"]).json
    one, two = (row["attributes"]["this_file"]["url"].removeprefix(SITE) for row in rows["data"])
    assert storage(app, "GET", SITE + one).content == b"one.png"
    theirs = two.partition("?")[0] + "?" + one.partition("?")[2]
    assert storage(app, "GET", SITE + theirs).status_code == 403
    assert storage(app, "GET", SITE + one.replace("one.png?", "one.html?")).status_code == 403
    assert storage(app, "GET", SITE + one.replace("inline", "attachment")).status_code == 403
    assert storage(app, "PUT", SITE + one, b"mine").status_code == 403
