"""The shapes of file values."""

from datetime import UTC, datetime

import pytest
from falcon import Request
from falcon.testing import create_environ

from slatehouse.api.wire.address import Addresses
from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.storage_paths import SignedPaths
from slatehouse.media.pending import PENDING_PATH
from slatehouse.media.signing import Signer
from slatehouse.schema.files import FileValue, Picture, StorageRoot

ORIGINAL, THUMBNAIL = "ab" * 32, "cd" * 32
SITE = "https://tracking.example.com"


@pytest.fixture
def forms() -> FileForms:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    paths = SignedPaths(Signer(lambda: [b"0123456789abcdef"], now.timestamp))
    return FileForms(Request(create_environ()), Addresses(SITE, ()), paths, lambda: now)


def picture(thumbnail: str | None = None, failure: str | None = None) -> Picture:
    return Picture(ORIGINAL, "a.exr", "image/x-exr", thumbnail=thumbnail, failure=failure)


@pytest.mark.parametrize(
    ("shown", "start"),
    [
        (picture(), SITE + PENDING_PATH),
        (picture(thumbnail=THUMBNAIL), f"{SITE}/storage/{THUMBNAIL}/a_t.jpg?"),
        (picture(failure="no image"), f"{SITE}/storage/{ORIGINAL}/a.exr?"),
    ],
)
def test_an_image_is_an_address(forms: FileForms, shown: Picture, start: str) -> None:
    address = forms.image(shown)
    assert address is not None and address.startswith(start)


def test_nothing_is_null(forms: FileForms) -> None:
    assert forms.image(None) is None
    assert forms.file(None) is None


def test_a_web_link(forms: FileForms) -> None:
    file = FileValue("web", "a", id=7, url="https://example.com/a")
    assert forms.file(file) == {
        "url": "https://example.com/a",
        "name": "a",
        "content_type": None,
        "link_type": "web",
        "type": "Attachment",
        "id": 7,
    }


def test_an_upload_without_bytes_has_no_address(forms: FileForms) -> None:
    shown = forms.file(FileValue("upload", "a.mov", id=7))
    assert isinstance(shown, dict) and shown["url"] is None


def test_a_path_has_no_address_at_all(forms: FileForms) -> None:
    file = FileValue(
        "local",
        "a.ma",
        id=7,
        content_type="application/mathematica",
        local_storage=StorageRoot(3, "primary"),
        relative_path="assets/a.ma",
        local_path_mac="/Volumes/assets/a.ma",
    )
    shown = forms.file(file)
    assert isinstance(shown, dict)
    assert list(shown.items()) == [
        ("content_type", "application/mathematica"),
        ("link_type", "local"),
        ("name", "a.ma"),
        ("local_storage", {"type": "LocalStorage", "id": 3, "name": "primary"}),
        ("relative_path", "assets/a.ma"),
        ("local_path_linux", None),
        ("local_path_mac", "/Volumes/assets/a.ma"),
        ("local_path_windows", None),
        ("type", "Attachment"),
        ("id", 7),
    ]


def test_a_page_of_the_site_is_a_bare_path(forms: FileForms) -> None:
    assert forms.file(FileValue("page", "", url="/detail/Project/7?legacy=true")) == (
        "/detail/Project/7?legacy=true"
    )
