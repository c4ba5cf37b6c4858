"""A site whose media are in a bucket: clients read and write there themselves (rest/40, behaviour/media)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
import requests
from falcon import testing
from tests.contract.client import Client, told, wrong
from tests.contract.rpc import Rpc
from tests.contract.test_40_media import Uploader, storage
from tests.contract.test_40_multipart import LARGE, TAIL, UNFINISHED, Parts, attached, md5, new_row
from tests.contract.test_rpc_files import attachment, form, number, send
from tests.fixtures.bucket import Buckets
from tests.fixtures.clock import Clock
from tests.media.pictures import encoded, quarters

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.secrets import Purpose
from slatehouse.api.wire.application import application
from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.queue import Queue
from slatehouse.jobs.worker import Worker
from slatehouse.jobs.workshop import workshop_of
from slatehouse.media.isolation import Limits, Sandbox
from slatehouse.media.opening import opened_store
from slatehouse.media.s3.bucket import Bucket
from slatehouse.media.s3.service import Service
from slatehouse.media.signing import Signer
from slatehouse.site.checking.finding import find
from slatehouse.site.retention.files import forget_unheld
from slatehouse.site.site import Site

PICTURE = encoded(quarters(), "PNG")
SITE = "http://tracking.test"


@pytest.fixture(scope="module")
def contract_site(site_of_module: Site, buckets: Buckets) -> Site:
    """The site, at the time that the service has: it looks at the dates of signatures."""
    site, now = site_of_module, Clock()
    now.now = datetime.now(UTC)
    site.clock = now
    site.signer = Signer(lambda: site.accounts.secrets(Purpose.MEDIA), lambda: now().timestamp())
    return in_bucket(site, buckets, buckets.new_url())


def in_bucket(site: Site, buckets: Buckets, url: str, **media: object) -> Site:
    settings = site.config.settings
    chosen = msgspec.structs.replace(settings.media, url=url, settle=0.0, **media)
    settings = msgspec.structs.replace(settings, media=chosen, s3=buckets.settings)
    site.config = replace(site.config, settings=settings)
    site.blobs = opened_store(settings, site.database)
    return site


@pytest.fixture(scope="module")
def bucket(contract_site: Site, buckets: Buckets) -> Bucket:
    return Bucket(Service(contract_site.config.settings.media.url, buckets.settings))


@pytest.fixture
def version(api: Client, ids: dict[str, int]) -> str:
    """The path of a new version."""
    return new_row(api, "versions", ids)


@pytest.fixture
def note(api: Client, ids: dict[str, int]) -> str:
    """The path of a new note."""
    return new_row(api, "notes", ids)


def begin(api: Client, path: str, filename: str) -> dict[str, Any]:
    return dict(api("GET", f"{path}/_upload?filename={filename}").json)


def complete(api: Client, begun: dict[str, Any]) -> testing.Result:
    body = {"upload_info": begun["data"], "upload_data": {}}
    return api("POST", begun["links"]["complete_upload"], body)


def upload(api: Client, path: str, filename: str, content: bytes) -> None:
    begun = begin(api, path, filename)
    assert requests.put(begun["links"]["upload"], data=content, timeout=60).status_code == 200
    assert complete(api, begun).status_code == 201


def value(api: Client, path: str, name: str) -> Any:
    return api("GET", f"{path}?fields={name}").json["data"]["attributes"][name]


def work(site: Site, after: float = 0.0, limits: Limits | None = None) -> None:
    """Do the jobs that are due after so many seconds; files are decoded within limits."""
    assert isinstance(site.clock, Clock)
    now = site.clock.now
    site.clock.move(seconds=after)
    with workshop_of(site) as workshop, Sandbox(limits or Limits()) as sandbox:
        worker = Worker(replace(workshop, sandbox=sandbox), HANDLERS)
        while worker.do_next():
            pass
    site.clock.now = now
    assert Queue(site.database).failures() == []


def test_the_web_application_may_reach_the_bucket(
    contract_site: Site, buckets: Buckets, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    answer = testing.simulate_get(application(contract_site, tmp_path), "/notes", host="tracking.test")
    policy = answer.headers["content-security-policy"].split("; ")
    for place in ("img-src", "media-src", "connect-src"):
        (values,) = [each for each in policy if each.startswith(place)]
        assert values.endswith(f" {SITE} {buckets.endpoint}")
    assert "script-src 'self'" in policy


def test_a_file_goes_to_the_bucket_and_comes_from_there(
    api: Client, version: str, contract_site: Site, buckets: Buckets
) -> None:
    begun = begin(api, f"{version}/sg_uploaded_movie", "plate.mov")
    address = begun["links"]["upload"]
    assert begun["data"]["storage_service"] == "s3" and address.startswith(f"{buckets.endpoint}/media/")
    sent = requests.put(address, data=b"a plate", timeout=60)
    assert (sent.status_code, sent.headers["etag"]) == (200, f'"{md5(b"a plate")}"')
    assert requests.get(address, timeout=60).status_code == 403
    assert complete(api, begun).status_code == 201
    assert complete(api, begun).status_code == 201
    url = value(api, version, "sg_uploaded_movie")["url"]
    assert url.startswith(f"{buckets.endpoint}/media/")
    assert requests.get(url, timeout=60).content == b"a plate"
    assert requests.get(url, headers={"Range": "bytes=2-4"}, timeout=60).content == b"pla"
    assert requests.head(url, timeout=60).status_code == 403
    query = dict(parse_qsl(urlsplit(url).query))
    assert query["response-content-type"] == "video/quicktime"
    assert query["response-content-disposition"] == 'inline; filename="plate.mov"'
    led = api("GET", f"{version}/sg_uploaded_movie?alt=original")
    assert (led.status_code, led.headers["location"]) == (302, url)
    row = api.search(
        "versions", [["id", "is", int(version.rpartition("/")[2])]], fields=["sg_uploaded_movie"]
    )
    assert row.json["data"][0]["attributes"]["sg_uploaded_movie"]["url"] == url


def test_addresses_are_alike_for_a_window_and_good_for_another(
    api: Client, version: str, contract_site: Site
) -> None:
    upload(api, f"{version}/sg_uploaded_movie", "plate.mov", b"a plate")
    clock = contract_site.clock
    assert isinstance(clock, Clock)
    now = clock.now
    try:
        clock.now = datetime.fromtimestamp(now.timestamp() // 900 * 900, UTC)
        first = value(api, version, "sg_uploaded_movie")["url"]
        assert f"X-Amz-Date={clock.now:%Y%m%dT%H%M%SZ}&X-Amz-Expires=1800" in first
        clock.move(seconds=899)
        assert value(api, version, "sg_uploaded_movie")["url"] == first
        clock.move(seconds=1)
        assert value(api, version, "sg_uploaded_movie")["url"] != first
    finally:
        clock.now = now


@pytest.mark.parametrize(
    ("filename", "shown", "disposition"),
    [
        ("page.html", "application/octet-stream", "attachment"),
        ("logo.svg", "image/svg+xml", "attachment"),
        ("slate", "application/octet-stream", "attachment"),
    ],
)
def test_what_could_run_in_a_browser_is_only_saved(
    api: Client, version: str, filename: str, shown: str, disposition: str
) -> None:
    begun = begin(api, f"{version}/sg_uploaded_movie", filename)
    headers = {"Content-Type": "text/html"}
    requests.put(begun["links"]["upload"], data=b"<script>", headers=headers, timeout=60)
    assert complete(api, begun).status_code == 201
    url = value(api, version, "sg_uploaded_movie")["url"]
    query = dict(parse_qsl(urlsplit(url).query))
    assert query["response-content-type"] == shown
    assert query["response-content-disposition"].startswith(disposition)
    for forged in (url.replace("attachment", "inline"), url.replace("response-content-type", "x")):
        assert requests.get(forged, timeout=60).status_code == 403


def test_bytes_that_never_came_are_no_upload(api: Client, version: str) -> None:
    begun = begin(api, f"{version}/sg_uploaded_movie", "plate.mov")
    before = complete(api, begun)
    assert before.status_code == 400
    assert value(api, version, "sg_uploaded_movie") is None
    requests.put(begun["links"]["upload"], data=b"a plate", timeout=60)
    assert complete(api, begun).status_code == 201


def test_more_than_a_site_takes_is_refused_and_removed(
    api: Client, version: str, contract_site: Site, bucket: Bucket
) -> None:
    with largest(contract_site, 6):
        begun = begin(api, f"{version}/sg_uploaded_movie", "plate.mov")
        requests.put(begun["links"]["upload"], data=b"a plate", timeout=60)
        key = "incoming/" + urlsplit(begun["links"]["upload"]).path.rpartition("/")[2]
        assert bucket.head(key) is not None
        assert complete(api, begun).status_code == 413
        assert bucket.head(key) is None
    assert value(api, version, "sg_uploaded_movie") is None


@contextmanager
def largest(site: Site, size: int) -> Iterator[None]:
    config = site.config
    media = msgspec.structs.replace(config.settings.media, max_upload_bytes=size)
    site.config = replace(config, settings=msgspec.structs.replace(config.settings, media=media))
    try:
        yield
    finally:
        site.config = config


def test_parts_come_in_any_order_at_once_and_twice(api: Client, note: str) -> None:
    parts, contents = Parts(api), [LARGE, LARGE[::-1], TAIL]
    begun = parts.begin(f"{note}/attachments")
    addresses = parts.addresses(begun, 3)
    etags = dict.fromkeys(range(3), "")

    def put(place: int) -> None:
        answer = requests.put(addresses[place], data=contents[place], timeout=60)
        etags[place] = answer.headers["etag"].strip('"')

    requests.put(addresses[0], data=TAIL, timeout=60)
    threads = [threading.Thread(target=put, args=(place,)) for place in (2, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    in_order = [etags[place] for place in range(3)]
    assert in_order == [md5(each) for each in contents]
    assert told(parts.complete(begun, in_order[::-1])) == UNFINISHED
    assert told(parts.complete(begun, in_order[:2])) == UNFINISHED
    assert parts.complete(begun, in_order).status_code == 201
    assert parts.complete(begun, in_order).status_code == 201
    assert attached(api, note) == ["plate.mov"]
    (row,) = api("GET", f"{note}/relationships/attachments").json["data"]
    url = api("GET", f"/entity/attachments/{row['id']}/this_file").json["data"]["url"]
    assert requests.get(url, timeout=60).content == b"".join(contents)


def test_parts_that_are_too_small_or_given_up_become_nothing(api: Client, note: str) -> None:
    parts = Parts(api)
    begun = parts.begin(f"{note}/attachments")
    etags = [
        requests.put(each, data=TAIL, timeout=60).headers["etag"].strip('"')
        for each in parts.addresses(begun, 2)
    ]
    assert told(parts.complete(begun, etags)) == UNFINISHED
    assert parts.abort(begun).status_code == 204
    assert told(parts.abort(begun)) == wrong("Failed to abort S3 multipart upload")
    assert told(parts.complete(begun, etags)) == UNFINISHED
    made_up = api(
        "GET",
        f"{note}/attachments/_upload/multipart?filename=plate.mov&part_number=2"
        "&timestamp=2026-10-01T09:05:00Z&upload_id=nope&upload_type=Attachment",
    )
    assert made_up.status_code == 200
    assert requests.put(made_up.json["links"]["upload"], data=TAIL, timeout=60).status_code == 404
    assert attached(api, note) == []


def test_a_picture_gets_its_thumbnail_and_equal_files_one_object(
    api: Client, version: str, ids: dict[str, int], contract_site: Site, bucket: Bucket
) -> None:
    other = new_row(api, "versions", ids)
    upload(api, f"{version}/image", "slate.png", PICTURE)
    upload(api, f"{other}/image", "again.png", PICTURE)
    work(contract_site)
    thumbnail = requests.get(value(api, version, "image"), timeout=60)
    assert thumbnail.content[:2] == b"\xff\xd8"
    originals = [api("GET", f"{each}/image?alt=original").headers["location"] for each in (version, other)]
    places = [urlsplit(each).path for each in originals]
    work(contract_site, after=3_601)
    assert [requests.get(each, timeout=60).content for each in originals] == [PICTURE, PICTURE]
    work(contract_site, after=3_601 + 1_801)
    left = {each.key for page in bucket.listed("incoming/") for each in page}
    assert [any(place.endswith(key) for key in left) for place in places] == [True, False]
    names = [place.rpartition("/")[2] for place in places] + [hashlib.sha256(PICTURE).hexdigest()]
    assert {b"".join(contract_site.blobs.open(name)) for name in names} == {PICTURE}
    assert find(contract_site, grace=-60).orphans == []
    rows = [int(each.rpartition("/")[2]) for each in (version, other)]
    session = contract_site.session(system_caller())
    for row_id, held in zip(rows, (True, False), strict=True):
        session.update(contract_site.schema["Version"], row_id, {"image": None})
        forget_unheld(contract_site, names, untouched_for=-60)
        assert {contract_site.blobs.exists(name) for name in names} == ({True, False} if held else {False})


def test_equal_files_are_drawn_once_before_anybody_has_hashed_them(
    api: Client, version: str, ids: dict[str, int], contract_site: Site
) -> None:
    """Under names of their own, on a machine that has no time to decode anything the second time."""
    plate = encoded(quarters(640, 362), "PNG")
    upload(api, f"{version}/image", "plate.png", plate)
    work(contract_site)
    other = new_row(api, "versions", ids)
    upload(api, f"{other}/image", "plate.png", plate)
    work(contract_site, limits=Limits(seconds=0.001))
    shown = [urlsplit(value(api, each, "image")).path for each in (version, other)]
    originals = [
        urlsplit(api("GET", f"{each}/image?alt=original").headers["location"]).path
        for each in (version, other)
    ]
    assert shown[0] == shown[1]
    assert originals[0] != originals[1]


def test_the_python_api_sends_forms_and_announces(rpc: Rpc, ids: dict[str, int], buckets: Buckets) -> None:
    place = {"entity_type": "Note", "entity_id": ids["note2"]}
    sent = number(send(rpc, "upload_file", ("file", "clip.mov", b"a clip"), **place))
    wanted = {"upload_type": "Attachment", "filename": "clip.mov"}
    info = form(rpc, "api_get_upload_link_info", **wanted, multipart_upload="False")
    assert form(rpc, "api_link_file", upload_link_info=info, **place).startswith("0\n")
    requests.put(info.split("\n")[1], data=b"a clip", timeout=60)
    linked = number(form(rpc, "api_link_file", upload_link_info=info, **place))
    info = form(rpc, "api_get_upload_link_info", **wanted, multipart_upload="True")
    known = {"upload_id": info.split("\n")[4]}
    second = form(rpc, "api_get_upload_link_for_part", **known, part_number=2).split("\n")[1]
    contents = {info.split("\n")[1]: LARGE, second: TAIL}
    etags = [requests.put(*each, timeout=60).headers["etag"] for each in contents.items()]
    assert form(rpc, "api_complete_multipart_upload", **known, etags=",".join(etags)) == "1\n"
    joined = number(form(rpc, "api_link_file", upload_link_info=info, **place))
    urls = [attachment(rpc, each, "this_file")["this_file"]["url"] for each in (sent, linked, joined)]
    assert all(url.startswith(buckets.endpoint) for url in urls)
    assert [requests.get(url, timeout=60).content for url in urls] == [b"a clip", b"a clip", LARGE + TAIL]


class TestByWayOfTheSite:
    """Where clients do not reach the bucket."""

    @pytest.fixture
    def api(self, api: Client, contract_site: Site, buckets: Buckets) -> Iterator[Client]:
        config, blobs = contract_site.config, contract_site.blobs
        in_bucket(contract_site, buckets, config.settings.media.url, presigned=False)
        yield replace(api, app=application(contract_site))
        contract_site.config, contract_site.blobs = config, blobs

    def test_files_and_parts_go_through_it(self, api: Client, note: str) -> None:
        parts = Parts(api)
        begun = parts.begin(f"{note}/attachments")
        assert begun["links"]["upload"].startswith(f"{SITE}/storage/")
        etags = parts.send(begun, [LARGE, TAIL])
        assert etags == [md5(LARGE), md5(TAIL)]
        assert parts.complete(begun, etags).status_code == 201
        (row,) = api("GET", f"{note}/relationships/attachments").json["data"]
        url = api("GET", f"/entity/attachments/{row['id']}/this_file").json["data"]["url"]
        assert storage(api.app, "GET", url).content == LARGE + TAIL
        part = storage(api.app, "GET", url, Range=f"bytes={len(LARGE) - 3}-{len(LARGE) + 3}")
        assert (part.status_code, part.content) == (206, (LARGE + TAIL)[len(LARGE) - 3 : len(LARGE) + 4])

    def test_a_whole_file_is_hashed_on_its_way(self, api: Client, version: str, bucket: Bucket) -> None:
        uploader = Uploader(api)
        uploader.upload(f"{version}/sg_uploaded_movie", "plate.mov", b"a plate of its own")
        url = value(api, version, "sg_uploaded_movie")["url"]
        name = hashlib.sha256(b"a plate of its own").hexdigest()
        assert url.startswith(f"{SITE}/storage/{name}/")
        assert storage(api.app, "GET", url).content == b"a plate of its own"

    def test_a_bucket_that_is_away_is_told(self, api: Client, version: str, contract_site: Site) -> None:
        upload = begin(api, f"{version}/sg_uploaded_movie", "plate.mov")
        blobs, settings = contract_site.blobs, contract_site.config.settings
        away = msgspec.structs.replace(settings.s3, endpoint="http://127.0.0.1:9")
        contract_site.blobs = opened_store(msgspec.structs.replace(settings, s3=away), contract_site.database)
        try:
            answer = storage(api.app, "PUT", upload["links"]["upload"], b"a plate")
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/xml")
            assert complete(api, upload).status_code == 503
        finally:
            contract_site.blobs = blobs
