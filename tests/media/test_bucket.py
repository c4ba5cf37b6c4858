"""Blobs in a bucket: a service that is worth trying us, who may do what there, and what nobody owns."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import requests
from tests.fixtures.bucket import Buckets
from tests.media import memory_in_bucket
from tests.media.shelves import InBucket, digest, keys_database, read

from slatehouse.config import S3Settings
from slatehouse.media.blobs import BlobStore, NoSuchBlob, StoreAway, TooLarge
from slatehouse.media.isolation import Limits, Sandbox
from slatehouse.media.keys import Keys
from slatehouse.media.s3.addresses import Addresses
from slatehouse.media.s3.blobs import S3Blobs
from slatehouse.media.s3.bucket import Bucket
from slatehouse.media.s3.service import Service

ROOT = Path(__file__).parents[2]
LIFETIME = 600
"""Seconds for which addresses are good: longer than any test lasts."""


@pytest.fixture
def shelf(buckets: Buckets, tmp_path: Path) -> Iterator[InBucket]:
    with keys_database(tmp_path) as database:
        yield InBucket(buckets, database)


@pytest.fixture
def store(shelf: InBucket) -> BlobStore:
    return shelf.opened()


def test_the_service_refuses_what_is_forged_or_has_expired(shelf: InBucket) -> None:
    """Otherwise no test here would show anything."""
    Bucket(shelf.service).put("slate", [b"a frame"])
    sign, now = signing(shelf), time.time()
    genuine = sign("GET", "slate", {"response-content-type": "image/png"}, now, LIFETIME)
    assert requests.get(genuine, timeout=60).content == b"a frame"
    forged = [
        genuine[:-1] + ("0" if genuine[-1] != "0" else "1"),
        genuine.replace(f"X-Amz-Expires={LIFETIME}", "X-Amz-Expires=6000"),
        genuine.replace("image%2Fpng", "text%2Fhtml"),
        genuine.replace("/slate?", "/other?"),
        genuine.partition("&X-Amz-Signature")[0],
        genuine.partition("?")[0],
        Addresses(with_secret(shelf.service, "guessed"), Keys(shelf.database)).sign(
            "GET", "slate", {}, now, LIFETIME
        ),
    ]
    expired = sign("GET", "slate", {}, now - 2 * LIFETIME, LIFETIME)
    answers = [requests.get(address, timeout=60) for address in [*forged, expired]]
    assert {answer.status_code for answer in answers} <= {400, 403}
    assert answers[-1].status_code == 403
    assert all(b"a frame" not in answer.content for answer in answers)
    assert requests.put(genuine, data=b"another", timeout=60).status_code == 403
    assert requests.get(genuine, timeout=60).content == b"a frame"


def signing(shelf: InBucket) -> Callable[[str, str, dict[str, str], float, int], str]:
    return Addresses(shelf.service, Keys(shelf.database)).sign


def with_secret(service: Service, secret: str) -> Service:
    settings = S3Settings(
        service.settings.endpoint, access_key=service.settings.access_key, secret_key=secret
    )
    return Service(f"s3://{service.bucket}/{service.prefix}", settings)


def put_directly(shelf: InBucket, token: str, content: bytes) -> None:
    """What a client does with the address that was signed for an upload."""
    address = signing(shelf)("PUT", f"incoming/{token}", {}, time.time(), LIFETIME)
    answer = requests.put(address, data=content, timeout=60)
    assert answer.headers["etag"] == f'"{digest(content).md5}"'


def test_what_a_client_put_there_itself_is_known_by_its_token(store: BlobStore, shelf: InBucket) -> None:
    token = "a" * 64
    assert store.claim(token) is None
    put_directly(shelf, token, b"a plate")
    blob = store.claim(token)
    assert blob and (blob.name, blob.md5, blob.size) == (token, digest(b"a plate").md5, 7)
    assert blob.settles_in
    assert store.claim(token) == blob
    assert read(store, token) == b"a plate"
    assert shelf.contents() == [f"incoming/{token}"]


def test_more_than_may_come_is_refused_and_removed(store: BlobStore, shelf: InBucket) -> None:
    put_directly(shelf, "a" * 64, b"a plate")
    with pytest.raises(TooLarge):
        store.claim("a" * 64, max_bytes=6)
    assert shelf.contents() == []
    assert store.claim("a" * 64) is None


def test_what_nobody_read_is_hashed_and_kept_once(store: BlobStore, shelf: InBucket) -> None:
    token, keys = "a" * 64, Keys(shelf.database)
    put_directly(shelf, token, b"a plate")
    store.claim(token)
    assert store.content_of(token) is None
    assert store.settle(token) is None
    assert store.content_of(token) == digest(b"a plate").name
    known = store.claim(token)
    assert known and known.settles_in is None
    again = "b" * 64
    put_directly(shelf, again, b"a plate")
    store.claim(again)
    free = store.settle(again)
    assert free == f"incoming/{again}" and free in shelf.contents()
    assert store.settle(again) is None
    assert store.content_of(again) == store.content_of(token)
    places = keys.of_many([token, again, digest(b"a plate").name])
    assert set(places.values()) == {f"incoming/{token}"} and len(places) == 3
    store.release(free)
    store.release(f"incoming/{token}")
    assert shelf.contents() == [f"incoming/{token}"]
    assert store.write([b"a plate"]) == digest(b"a plate")
    assert read(store, again) == b"a plate" and len(shelf.contents()) == 1


def test_what_took_the_place_of_an_upload_since_is_no_larger_than_it_may_be(
    store: BlobStore, shelf: InBucket
) -> None:
    put_directly(shelf, "a" * 64, b"a plate")
    store.claim("a" * 64, max_bytes=7)
    put_directly(shelf, "a" * 64, b"another")
    assert store.settle("a" * 64, max_bytes=7) is None
    assert read(store, digest(b"another").name) == read(store, "a" * 64) == b"another"
    put_directly(shelf, "b" * 64, b"a plate")
    store.claim("b" * 64, max_bytes=7)
    put_directly(shelf, "b" * 64, b"larger than it may be")
    with pytest.raises(TooLarge):
        store.settle("b" * 64, max_bytes=7)
    with pytest.raises(NoSuchBlob):
        store.settle("b" * 64)
    assert shelf.contents() == [f"incoming/{'a' * 64}"]


def test_a_blob_whose_object_is_gone_is_not_there(store: BlobStore, shelf: InBucket) -> None:
    name = store.write([b"a frame"]).name
    (key,) = shelf.contents()
    Bucket(shelf.service).delete(key)
    assert not store.exists(name)
    with pytest.raises(NoSuchBlob):
        store.open(name)
    assert store.write([b"a frame"]).name == name
    assert read(store, name) == b"a frame"


def test_an_object_goes_with_the_last_name_that_leads_to_it(store: BlobStore, shelf: InBucket) -> None:
    blob = store.receive("token", [b"a plate"])
    store.claim("token")
    assert store.forget(blob.name, untouched_for=-60)
    assert len(shelf.contents()) == 1
    store.sweep(older_than=-60)
    assert shelf.contents() == []


def test_a_copy_of_a_site_removes_nothing_that_came_since(
    store: BlobStore, shelf: InBucket, tmp_path: Path
) -> None:
    store.sweep()
    with keys_database(tmp_path) as database:
        Keys(database).record_sweep(str(Keys(shelf.database).swept_as))
        copy = S3Blobs(shelf.service, Keys(database))
        store.write([b"a frame"])
        put_directly(shelf, "a" * 64, b"a plate")
        came = shelf.contents()
        store.sweep(older_than=60)
        for each in (copy, store, copy, store):
            assert each.sweep(older_than=-60) == 0
        assert shelf.contents() == came
        assert store.sweep(older_than=-60) == 1
        assert len(shelf.contents()) == 1


def test_a_place_that_a_job_is_to_clear_is_left_to_it(store: BlobStore, shelf: InBucket) -> None:
    store.write([b"a plate"])
    put_directly(shelf, "a" * 64, b"a plate")
    store.claim("a" * 64)
    free = store.settle("a" * 64)
    store.sweep(older_than=-60)
    assert free in shelf.contents()


def test_what_is_damaged_is_set_aside_and_told_no_more(store: BlobStore, shelf: InBucket) -> None:
    blob, other = store.write([b"a frame"]), store.write([b"another"])
    keys = Keys(shelf.database)
    place = keys.of(blob.name)
    assert place and store.is_intact(blob.name) and not store.set_aside(blob.name)
    Bucket(shelf.service).put(place.key, [b"a fraud"])
    assert not store.is_intact(blob.name)
    assert store.set_aside(blob.name)
    assert not store.set_aside(blob.name) and not store.exists(blob.name)
    assert [each.name for each in store.kept()] == [other.name]
    store.sweep(older_than=-60)
    assert place.key in shelf.contents()
    assert store.write([b"a frame"]) == blob
    assert store.is_intact(blob.name)


def test_another_stores_name_is_a_second_one_of_the_same_object(store: BlobStore, shelf: InBucket) -> None:
    blob = store.adopt("a" * 64, [b"a frame"])
    assert store.adopt("a" * 64, [b"a frame"]) == store.adopt(blob.name, [b"a frame"]) == blob
    assert {each.name for each in store.kept()} == {"a" * 64, blob.name}
    assert store.is_intact("a" * 64) and read(store, "a" * 64) == b"a frame"
    assert len(shelf.contents()) == 1


def test_what_others_keep_in_the_bucket_stays(store: BlobStore, shelf: InBucket) -> None:
    bucket = Bucket(shelf.service)
    theirs = ["kept/plates/a.exr", "kept/ab/notes.txt", "incoming/a/b", "other"]
    for key in [*theirs, f"kept/ab/{'ab' * 16}"]:
        bucket.put(key, [b"theirs"])
    store.sweep(older_than=-60)
    assert shelf.contents() == sorted(theirs)


def test_a_service_that_is_away_or_knows_us_not_is_told(shelf: InBucket) -> None:
    away = Service(
        shelf.url, S3Settings(endpoint="http://127.0.0.1:9", access_key="a", secret_key="secret-b")
    )
    stranger = with_secret(shelf.service, "secret-b")
    for service in (away, stranger):
        store = S3Blobs(service, Keys(shelf.database))
        for attempt in (partial(store.write, [b"a frame"]), partial(store.open_parts, "token")):
            with pytest.raises(StoreAway) as raised:
                attempt()
            assert "secret-b" not in str(raised.value) and "\n" not in str(raised.value)


def test_memory_stays_constant(buckets: Buckets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    megabytes = int(os.environ.get("TESTS_OF_SLATEHOUSE_MEGABYTES", "96"))
    with Sandbox(Limits(seconds=600, cpu_seconds=600)) as sandbox:
        growth = sandbox.run(
            memory_in_bucket.peak_growth_in_bucket,
            str(tmp_path),
            buckets.endpoint,
            buckets.new_url(),
            megabytes,
        )
    assert isinstance(growth, int)
    assert growth < 64 << 20


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (S3Settings(region="eu-west-1"), "https://media.s3.eu-west-1.amazonaws.com/site/slate"),
        (S3Settings(endpoint="https://s3.studio/"), "https://s3.studio/media/site/slate"),
        (
            S3Settings(endpoint="https://s3.studio", addressing="virtual"),
            "https://media.s3.studio/site/slate",
        ),
        (S3Settings(addressing="path"), "https://s3.us-east-1.amazonaws.com/media/site/slate"),
        (
            S3Settings(endpoint="http://10.0.0.5:9000", public_endpoint="https://files.studio"),
            "https://files.studio/media/site/slate",
        ),
    ],
)
def test_addresses_are_those_by_which_clients_reach_it(
    shelf: InBucket, settings: S3Settings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "machine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "its secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "for today")
    signed = Addresses(Service("s3://media/site/", settings), Keys(shelf.database)).sign(
        "GET", "slate", {}, 1_790_000_000, 60
    )
    assert signed.partition("?")[0] == address
    assert "X-Amz-Credential=machine%2F" in signed and "X-Amz-Security-Token=for%20today" in signed
    assert "X-Amz-Date=20260921T141320Z" in signed
