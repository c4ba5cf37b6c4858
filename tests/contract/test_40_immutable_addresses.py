"""Addresses by content, for whoever is signed in: they never mean other bytes, and a row decides who may."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client
from tests.contract.rpc import Rpc
from tests.contract.test_40_media import PIXELS, Uploader, finish
from tests.fixtures.clock import Clock

from slatehouse.media.pending import PENDING_PATH
from slatehouse.site.site import Site

SMALL, LARGE = b"\xff\xd8 small", b"\xff\xd8 large"
FOR_GOOD = "private, max-age=31536000, immutable"
BLOBS = {
    name: hashlib.sha256(content).hexdigest() for name, content in (("original", PIXELS), ("small", SMALL))
}
UNKNOWN = "ab" * 32
SAID_OF_NOBODY = frozenset({"x-request-id", "server-timing"})


def get(
    app: Any, path: str, token: str = "", cookie: str = "", query: str = "", **named: str
) -> testing.Result:
    headers = {name.replace("_", "-"): value for name, value in named.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    cookies = {"_session_id": cookie} if cookie else {}
    return testing.simulate_get(
        app, path, query_string=query, headers=headers, cookies=cookies, host="tracking.test"
    )


def answer_of(result: testing.Result) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in result.headers.items() if name not in SAID_OF_NOBODY}
    return result.status_code, headers, result.content


@pytest.fixture(scope="module")
def project(api: Client) -> int:
    """Where the person who signs in has no part."""
    return int(api("POST", "/entity/projects", {"name": "Elsewhere"}).json["data"]["id"])


@pytest.fixture(scope="module")
def version(api: Client, contract_site: Site, project: int) -> int:
    """A version with a picture in all its sizes."""
    body = {"project": {"type": "Project", "id": project}, "code": "kept for good"}
    row = int(api("POST", "/entity/versions", body).json["data"]["id"])
    Uploader(api).upload(f"/entity/versions/{row}/image", "a.png")
    finish(contract_site, f"/entity/versions/{row}", SMALL, large=LARGE)
    return row


@pytest.fixture(scope="module")
def cookie(rpc_person: Rpc) -> str:
    """The session that the person's browser keeps."""
    return str(rpc_person("get_session_token")["session_id"])


@pytest.mark.parametrize("type_", ["Version", "versions"])
def test_a_content_is_kept_for_good(app: Any, api: Client, version: int, type_: str) -> None:
    path = f"/media/{BLOBS['small']}/{type_}/{version}/image"
    answer = get(app, path, api.token)
    assert (answer.status_code, answer.content) == (200, SMALL)
    etag = f'"{BLOBS["small"]}"'
    told = {
        "cache-control": FOR_GOOD,
        "etag": etag,
        "content-type": "image/jpeg",
        "content-disposition": 'inline; filename="a_t.jpg"',
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
    }
    assert {name: answer.headers[name] for name in told} == told
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    known = get(app, path, api.token, If_None_Match=etag)
    assert (known.status_code, known.content, known.headers["cache-control"]) == (304, b"", FOR_GOOD)


def test_a_part_of_it(app: Any, api: Client, version: int) -> None:
    path, etag = f"/media/{BLOBS['original']}/Version/{version}/image", f'"{BLOBS["original"]}"'
    for condition in ({}, {"If_Range": etag}):
        part = get(app, path, api.token, Range="bytes=5-9", **condition)
        assert (part.status_code, part.content) == (206, PIXELS[5:10])
        assert part.headers["content-range"] == f"bytes 5-9/{len(PIXELS)}"
    assert get(app, path, api.token, Range="bytes=5-9", If_Range='"other"').content == PIXELS


@pytest.mark.parametrize(
    ("alt", "content"),
    [("", SMALL), ("alt=thumbnail", SMALL), ("alt=large", LARGE), ("alt=original", PIXELS)],
)
def test_the_row_leads_to_what_it_holds_now(
    app: Any, api: Client, version: int, alt: str, content: bytes
) -> None:
    led = get(app, f"/media/current/Version/{version}/image", api.token, query=alt)
    assert (led.status_code, led.headers["cache-control"]) == (302, "no-store")
    blob = hashlib.sha256(content).hexdigest()
    assert led.headers["location"] == f"/media/{blob}/Version/{version}/image"
    assert get(app, led.headers["location"], api.token).content == content


def test_the_signed_address_of_a_row_tells_the_content(app: Any, api: Client, version: int) -> None:
    signed = api("GET", f"/entity/versions/{version}/image").json["data"]
    assert signed.split("/storage/")[1].split("/")[0] == BLOBS["small"]


def test_a_picture_that_is_to_come_and_a_file(
    app: Any, api: Client, ids: dict[str, int], project: int
) -> None:
    body = {"project": {"type": "Project", "id": project}, "code": "pending"}
    row = api("POST", "/entity/versions", body).json["data"]["id"]
    Uploader(api).upload(f"/entity/versions/{row}/image", "a.png")
    assert get(app, f"/media/current/Version/{row}/image", api.token).headers["location"] == PENDING_PATH
    Uploader(api).upload(f"/entity/versions/{row}/sg_uploaded_movie", "a.html", b"<script>")
    led = get(app, f"/media/current/Version/{row}/sg_uploaded_movie", api.token, query="alt=original")
    page = get(app, led.headers["location"], api.token)
    assert (page.content, page.headers["content-type"]) == (b"<script>", "application/octet-stream")
    assert page.headers["content-disposition"].startswith("attachment")


def test_who_is_not_signed_in_learns_nothing(app: Any, contract_site: Site, version: int) -> None:
    paths = [
        *(f"/media/{blob}/Version/{version}/image" for blob in (BLOBS["small"], UNKNOWN)),
        *("/media/x/Nothing/7/nothing", f"/media/current/Version/{version}/image"),
    ]
    for shown in ({}, {"cookie": "forged"}, {"token": "forged"}):
        (answer,) = {repr(answer_of(get(app, path, **shown))) for path in paths}
        assert "<Code>AccessDenied</Code>" in answer


def test_a_script_has_no_browser(app: Any, rpc: Rpc, version: int) -> None:
    token = rpc("get_session_token")["session_id"]
    assert get(app, f"/media/{BLOBS['small']}/Version/{version}/image", cookie=token).status_code == 403


def test_within_a_second_of_a_change_the_row_decides_anew_who_may(
    app: Any,
    api: Client,
    artist: Client,
    contract_site: Site,
    cookie: str,
    project: int,
    version: int,
    ids: dict[str, int],
) -> None:
    """By the browser's session and by the bearer; a content in a row that may not be read is as unknown."""
    assert isinstance(contract_site.clock, Clock)
    path, row = f"/media/{BLOBS['small']}/Version/{version}/image", f"/entity/projects/{project}"
    unknown = answer_of(get(app, f"/media/{UNKNOWN}/Version/{version}/image", cookie=cookie))
    nowhere = answer_of(get(app, f"/media/{BLOBS['small']}/Version/999999/image", cookie=cookie))
    assert unknown == nowhere and unknown[0] == 404
    member = {"type": "HumanUser", "id": ids["person"]}
    for users, status in (([], 404), ([member], 200), ([], 404)):
        assert api("PUT", row, {"users": users}).status_code == 200
        contract_site.clock.move(seconds=1)
        for shown in ({"cookie": cookie}, {"token": artist.token}):
            answer = get(app, path, **shown)
            assert answer.status_code == status
            assert status == 200 or answer_of(answer) == unknown


@pytest.mark.parametrize(
    "path",
    [
        *("/media/{unknown}/Version/{row}/image", "/media/{small}/Version/{row}/filmstrip_image"),
        *("/media/{small}/Version/{row}/code", "/media/{small}/Version/{row}/sg_nope"),
        *(
            "/media/{small}/Nothing/{row}/image",
            "/media/{small}/Shot/999999/image",
            "/media/../Version/{row}/image",
        ),
        *("/media/current/Version/{row}/filmstrip_image", "/media/current/Version/{row}/code"),
    ],
)
def test_what_is_not_there_is_not_there(app: Any, api: Client, version: int, path: str) -> None:
    filled = path.format(unknown=UNKNOWN, small=BLOBS["small"], row=version)
    answer = get(app, filled, api.token)
    assert answer.status_code == 404 and b"<Code>NoSuchKey</Code>" in answer.content
    assert answer.headers["cache-control"] == "no-store"


def test_no_other_word_is_a_size(app: Any, api: Client, version: int) -> None:
    assert get(app, f"/media/current/Version/{version}/image", api.token, query="alt=huge").status_code == 404


def test_a_retired_row_shows_its_files_no_longer(app: Any, api: Client, version: int) -> None:
    path = f"/media/{BLOBS['small']}/Version/{version}/image"
    assert get(app, path, api.token).status_code == 200
    assert api("DELETE", f"/entity/versions/{version}").status_code == 204
    assert get(app, path, api.token).status_code == 404
