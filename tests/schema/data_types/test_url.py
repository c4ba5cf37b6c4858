"""`url` (data-types §3.17, behaviour/media §6.2)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import Refused, accepted, field_of, refusal_of

from slatehouse.schema.data_types.url import FileType, PathToResolve
from slatehouse.schema.files import FileValue, StorageRoot
from slatehouse.schema.refusals import BadEntityHash, BadFileHash, NotLegal, WrongClass

URL = FileType()
FIELD = field_of("url")
STORAGE = {"type": "LocalStorage", "id": 3}


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (
            {"url": "https://x.example/a?b=c", "name": "label", "type": "Attachment", "id": 9},
            FileValue(link_type="web", name="label", url="https://x.example/a?b=c"),
        ),
        (
            {"url": "file:///mnt/a.mov"},
            FileValue(link_type="web", name="file:///mnt/a.mov", url="file:///mnt/a.mov"),
        ),
        ({"local_path": "/mnt/p/a.ma"}, PathToResolve("a.ma", local_path="/mnt/p/a.ma")),
        ({"local_path": "P:\\p\\a.ma", "name": None}, PathToResolve("a.ma", local_path="P:\\p\\a.ma")),
        ({"local_path": "/mnt/p/a.ma", "name": "b"}, PathToResolve("b", local_path="/mnt/p/a.ma")),
        (
            {"relative_path": "a/b.ma", "local_storage": STORAGE},
            PathToResolve("b.ma", relative_path="a/b.ma", local_storage=3),
        ),
        (None, None),
    ],
)
def test_a_value_is_read(sent: object, value: object) -> None:
    assert URL.accept_file(FIELD, sent) == value


def test_a_local_value_sent_back_as_a_client_read_it_is_still_a_path() -> None:
    read = {
        "link_type": "local",
        "local_path": "/mnt/p/a.ma",
        "url": "file:///mnt/p/a.ma",
        "name": "a.ma",
        "id": 4,
    }
    assert URL.accept_file(FIELD, read) == PathToResolve("a.ma", local_path="/mnt/p/a.ma")


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ("https://x.example", (WrongClass, {"sent": "https://x.example", "classes": URL.classes})),
        ("", (WrongClass, {"sent": "", "classes": URL.classes})),
        ([], (WrongClass, {"sent": [], "classes": URL.classes})),
        ({}, (BadFileHash, {"sent": {}, "missing": "url"})),
        ({"name": "n"}, (BadFileHash, {"sent": {"name": "n"}, "missing": "url"})),
        ({"url": ""}, (BadFileHash, {"sent": {"url": ""}, "missing": "url"})),
        ({"url": 5}, (BadFileHash, {"sent": {"url": 5}, "missing": "url"})),
        ({"url": "file:///a b"}, (BadFileHash, {"sent": {"url": "file:///a b"}, "missing": "url"})),
        ({"relative_path": "a"}, (BadFileHash, {"sent": {"relative_path": "a"}, "missing": "url"})),
        (
            {"relative_path": "a\\b", "local_storage": STORAGE},
            (
                BadFileHash,
                {"sent": {"relative_path": "a\\b", "local_storage": STORAGE}, "missing": "relative_path"},
            ),
        ),
        (
            {"relative_path": "a", "local_storage": {"id": 3}},
            (BadEntityHash, {"sent": {"id": 3}, "missing": "type"}),
        ),
        ({"relative_path": "a", "local_storage": {"type": "LocalStorage", "id": -1}}, (NotLegal, {})),
        ({"relative_path": "a", "local_storage": 3}, (WrongClass, {"sent": 3, "classes": URL.classes})),
        ({"url": "u", "name": 5}, (WrongClass, {"sent": 5, "classes": ("String", "NilClass")})),
    ],
)
def test_a_write_is_refused(sent: object, refusal: Refused) -> None:
    assert refusal_of(URL.accept_file, FIELD, sent) == refusal


def test_a_file_is_never_written_as_a_plain_value() -> None:
    sent = {"url": "https://x.example"}
    assert refusal_of(accepted, FIELD, sent) == (WrongClass, {"sent": sent, "classes": URL.classes})


@pytest.mark.parametrize(
    "value",
    [
        FileValue(link_type="upload", name="a.mov", id=7, content_type="video/quicktime", blob="ab" * 32),
        FileValue(link_type="web", name="label", id=8, url="https://x.example"),
        FileValue(
            link_type="local",
            name="b.ma",
            id=9,
            local_storage=StorageRoot(3, "primary"),
            relative_path="a/b.ma",
            local_path_windows="P:\\a\\b.ma",
        ),
    ],
)
def test_a_file_value_is_kept(value: FileValue) -> None:
    assert URL.read(URL.stored(value)) == value
    assert URL.stored(None) == (None,)
    assert URL.read([None]) is None
