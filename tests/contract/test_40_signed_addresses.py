"""Addresses of media are good for what they say alone, and outlive a rotation of what signs them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from tests.contract.client import Client
from tests.contract.test_40_media import PIXELS, SITE, Uploader, finish, storage, value
from tests.contract.test_40_multipart import TAIL, Parts, settings
from tests.fixtures.clock import Clock

from slatehouse.accounts.secrets import Purpose
from slatehouse.api.wire.storage_paths import SignedPaths
from slatehouse.media.signing import WINDOW
from slatehouse.site.site import Site

THUMBNAIL = b"\xff\xd8\xff a small picture"


@pytest.fixture(scope="module")
def uploader(api: Client) -> Uploader:
    return Uploader(api)


@pytest.fixture(scope="module")
def version(api: Client, ids: dict[str, int]) -> str:
    body = {"project": {"type": "Project", "id": ids["project"]}, "code": "signed"}
    return f"/entity/versions/{api('POST', '/entity/versions', body).json['data']['id']}"


@pytest.fixture(scope="module")
def thumbnail(uploader: Uploader, version: str, contract_site: Site) -> str:
    """The address of a thumbnail, whose original is another file."""
    uploader.upload(f"{version}/image", "a.png")
    finish(contract_site, version, THUMBNAIL)
    return str(value(uploader.api, version, "image"))


def changed(address: str, name: str, sent: str | None) -> str:
    """The address with another value of a parameter, or without it."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query.pop(name, None)
    if sent is not None:
        query[name] = sent
    return f"{SITE}{parts.path}?{urlencode(query, quote_via=quote)}"


def rotate(site: Site, *purposes: Purpose, at_once: bool = False) -> None:
    """A rotation that every process knows of and signs by."""
    with site.database.writing() as connection:
        for purpose in purposes:
            site.accounts.signing_keys.rotate(connection, purpose, at_once=at_once)
    assert isinstance(site.clock, Clock)
    site.clock.now += timedelta(seconds=1)


def status(app: Any, address: str, method: str = "GET", body: bytes = b"") -> int:
    return storage(app, method, address, body).status_code


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("X-Amz-Expires", "604800"),
        ("X-Amz-Expires", None),
        ("X-Amz-Date", "20360304T050000Z"),
        ("X-Amz-Credential", "slatehouse/20360304/local/s3/aws4_request"),
        ("X-Amz-SignedHeaders", ""),
        ("X-Amz-Algorithm", "none"),
        ("X-Amz-Signature", "0" * 64),
        ("X-Amz-Signature", ""),
        ("X-Amz-Signature", "é"),
        ("X-Amz-Signature", None),
        ("response-content-type", "text/html"),
        ("response-content-type", None),
        ("response-content-disposition", "inline"),
        ("response-content-disposition", None),
        ("variant", "original"),
    ],
)
def test_an_address_with_a_changed_parameter_is_refused(
    app: Any, thumbnail: str, name: str, sent: str | None
) -> None:
    assert status(app, thumbnail) == 200
    assert status(app, changed(thumbnail, name, sent)) == 403


@pytest.fixture
def site_clock(contract_site: Site) -> Iterator[Clock]:
    """The clock of the site, which is put back."""
    clock = contract_site.clock
    assert isinstance(clock, Clock)
    before = clock.now
    yield clock
    clock.now = before


@pytest.mark.parametrize("seconds", [0, 1, 450, WINDOW - 1])
def test_an_address_is_good_for_a_quarter_of_an_hour_or_two_and_no_copy_for_longer(
    app: Any, contract_site: Site, site_clock: Clock, seconds: int
) -> None:
    """Whenever in its window it was given; within one, it is the same for everybody."""
    paths, blob = SignedPaths(contract_site.signer), contract_site.blobs.write([b"a file"]).name

    def address() -> str:
        era = paths.era(site_clock().timestamp())
        return paths.download(SITE, blob, "a.bin", None, era)

    begin = datetime.fromtimestamp(site_clock().timestamp() // WINDOW * WINDOW, UTC)
    site_clock.now = begin
    first = address()
    site_clock.now = given = begin + timedelta(seconds=seconds)
    assert address() == first
    answer = storage(app, "GET", first)
    kept = int(answer.headers["cache-control"].removeprefix("private, max-age="))
    for later, found in ((0, 200), (WINDOW, 200), (kept, 200), (2 * WINDOW, 403)):
        site_clock.now = given + timedelta(seconds=later)
        assert status(app, first) == found, later
    assert WINDOW <= kept < 2 * WINDOW
    site_clock.now = begin + timedelta(seconds=WINDOW)
    assert address() != first


def test_the_address_of_one_file_opens_no_other_variant_of_it(
    app: Any, uploader: Uploader, version: str, thumbnail: str
) -> None:
    """A thumbnail is a file of its own; the signature holds whose address it is."""
    path = urlsplit(uploader.api("GET", f"{version}/image?alt=original").headers["location"]).path
    query = urlsplit(thumbnail).query
    assert path != urlsplit(thumbnail).path
    assert status(app, f"{SITE}{path}?{query}") == 403
    renamed = urlsplit(thumbnail).path.rpartition("/")[0] + "/other.jpg"
    assert status(app, f"{SITE}{renamed}?{query}") == 403


def test_addresses_from_before_a_rotation_open_their_files_until_they_expire(
    app: Any, uploader: Uploader, version: str, contract_site: Site
) -> None:
    uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
    before = value(uploader.api, version, "sg_uploaded_movie")["url"]
    rotate(contract_site, Purpose.MEDIA)
    after = value(uploader.api, version, "sg_uploaded_movie")["url"]
    assert before != after
    assert [status(app, address) for address in (before, after)] == [200, 200]
    rotate(contract_site, Purpose.MEDIA, at_once=True)
    assert [status(app, address) for address in (before, after)] == [403, 403]
    assert status(app, value(uploader.api, version, "sg_uploaded_movie")["url"]) == 200


def test_uploads_from_before_a_rotation_are_completed_after_it(
    app: Any, uploader: Uploader, version: str, contract_site: Site
) -> None:
    parts = Parts(uploader.api)
    whole, in_parts = uploader.begin(f"{version}/image", "a.png"), parts.begin(f"{version}/sg_uploaded_movie")
    rotate(contract_site, Purpose.MEDIA, Purpose.UPLOADS)
    assert status(app, whole["links"]["upload"], "PUT", PIXELS) == 200
    assert uploader.complete(whole).status_code == 201
    (address,) = parts.addresses(in_parts, 1)
    in_parts["data"]["etags"] = [parts.put(address, TAIL)]
    assert uploader.complete(in_parts).status_code == 201
    assert uploader.complete(in_parts).status_code == 201
    begun = uploader.begin(f"{version}/image", "b.png")
    assert status(app, begun["links"]["upload"], "PUT", PIXELS) == 200
    assert uploader.complete(begun).status_code == 201


def test_bytes_that_come_to_the_site_outlive_a_rotation_too(
    app: Any, uploader: Uploader, version: str, contract_site: Site
) -> None:
    with settings(contract_site, storage_service="sg"):
        begun = uploader.begin(f"{version}/image", "a.png")
    rotate(contract_site, Purpose.UPLOADS)
    assert status(app, begun["links"]["upload"], "PUT", PIXELS) == 200
    assert uploader.complete(begun).status_code == 201
    with settings(contract_site, storage_service="sg"):
        begun = uploader.begin(f"{version}/image", "b.png")
    rotate(contract_site, Purpose.UPLOADS, at_once=True)
    assert status(app, begun["links"]["upload"], "PUT", PIXELS) == 400


def test_the_id_of_the_site_stays(uploader: Uploader, contract_site: Site) -> None:
    before = uploader.api("GET", "").json["data"]["site_id"]
    rotate(contract_site, *Purpose, at_once=True)
    del contract_site.__dict__["id"]
    assert contract_site.id == before
