"""PublishedFile: where its path is, on every platform (entity-types B.13, media §6)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.files import FileValue
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import BadFileHash
from slatehouse.site.errors import CreateFailed
from slatehouse.site.uploads import UploadPlace

Paths = tuple[str | None, str | None, str | None]


@pytest.fixture(scope="module")
def storages(desk_of_module: Desk) -> dict[str, Target]:
    """Local storages by their codes."""
    roots: dict[str, dict[str, object]] = {
        "mac only": {"mac_path": "/mac/only"},
        "shows": {"mac_path": "/Volumes/shows", "linux_path": "/mnt/shows/", "windows_path": "Z:\\shows"},
        "deep": {"linux_path": "/mnt/shows/deep", "windows_path": "//server/deep"},
        "first twin": {"linux_path": "/twin"},
        "second twin": {"linux_path": "/twin"},
    }
    return {code: desk_of_module.create("LocalStorage", code=code, **paths) for code, paths in roots.items()}


def published(desk: Desk, path: object) -> FileValue:
    """The path of a new published file, as it reads."""
    found = desk.get(desk.create("PublishedFile", path=path), "path")
    assert isinstance(found, FileValue)
    return found


# What is sent, the storage that it is found in, what lies below its root, and the path on Linux, on a Mac
# and on Windows.
RESOLVED: list[tuple[str, str, str, Paths]] = [
    ("/mac/only/a/b.ma", "mac only", "a/b.ma", (None, "/mac/only/a/b.ma", None)),
    (
        "/mnt/shows/seq/plate.v001.exr",
        "shows",
        "seq/plate.v001.exr",
        (
            "/mnt/shows/seq/plate.v001.exr",
            "/Volumes/shows/seq/plate.v001.exr",
            "Z:\\shows\\seq\\plate.v001.exr",
        ),
    ),
    (
        "/Volumes/shows/a.ma",
        "shows",
        "a.ma",
        ("/mnt/shows/a.ma", "/Volumes/shows/a.ma", "Z:\\shows\\a.ma"),
    ),
    (
        "Z:/shows/x/a.ma",
        "shows",
        "x/a.ma",
        ("/mnt/shows/x/a.ma", "/Volumes/shows/x/a.ma", "Z:\\shows\\x\\a.ma"),
    ),
    (
        "/mnt/shows/deep/x/y.ma",
        "deep",
        "x/y.ma",
        ("/mnt/shows/deep/x/y.ma", None, "//server/deep/x/y.ma"),
    ),
    (
        "/mnt/shows/deeper/y.ma",
        "shows",
        "deeper/y.ma",
        ("/mnt/shows/deeper/y.ma", "/Volumes/shows/deeper/y.ma", "Z:\\shows\\deeper\\y.ma"),
    ),
    ("/twin/a.ma", "second twin", "a.ma", ("/twin/a.ma", None, None)),
]


@pytest.mark.parametrize(("sent", "storage", "below", "paths"), RESOLVED, ids=[each[0] for each in RESOLVED])
def test_a_local_path_is_found_below_the_deepest_root(
    robot: Desk, storages: dict[str, Target], sent: str, storage: str, below: str, paths: Paths
) -> None:
    row = robot.create("PublishedFile", path={"local_path": sent})
    path = robot.get(row, "path")
    assert isinstance(path, FileValue)
    assert path.local_storage is not None
    assert (path.local_storage.id, path.local_storage.name) == (storages[storage].id, storage)
    assert (path.link_type, path.name, path.relative_path) == ("local", sent.rpartition("/")[2], below)
    assert (path.local_path_linux, path.local_path_mac, path.local_path_windows) == paths
    assert robot.get(row, "path_cache_storage") == storages[storage]
    assert robot.get(row, "path_cache") is None


def test_a_relative_path_is_below_the_storage_that_it_names(robot: Desk, storages: dict[str, Target]) -> None:
    path = {"relative_path": "a/b.v001.ma", "local_storage": storages["shows"]._asdict()}
    assert published(robot, path).local_path_windows == "Z:\\shows\\a\\b.v001.ma"


def test_the_answer_of_a_create_has_the_path_resolved(robot: Desk, storages: dict[str, Target]) -> None:
    shown = robot.echo("PublishedFile", path={"local_path": "/mac/only/charA.v001.ma"})["path"]
    assert isinstance(shown, FileValue)
    assert (shown.content_type, shown.relative_path) == ("application/mathematica", "charA.v001.ma")


def test_the_higher_of_equal_roots_may_retire(robot: Desk, storages: dict[str, Target]) -> None:
    robot.retire(storages["second twin"])
    found = published(robot, {"local_path": "/twin/a.ma"}).local_storage
    robot.revive(storages["second twin"])
    assert found is not None and found.id == storages["first twin"].id


@pytest.mark.parametrize(
    "local_path",
    ["/no_such_root/a.ma", "\\mnt\\shows\\a.ma", "Z:\\shows\\a.ma", "/mnt/showsX/a.ma", "mnt/shows/a.ma"],
)
def test_a_path_below_no_root_is_refused(robot: Desk, storages: dict[str, Target], local_path: str) -> None:
    with pytest.raises(CreateFailed) as refused:
        robot.create("PublishedFile", path={"local_path": local_path})
    reason = f"Path {local_path} doesn't match any defined Local Storage."
    assert (refused.value.entity_type, refused.value.reason) == ("Attachment", reason)


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ({"relative_path": "a/b.ma"}, "url"),
        ({"relative_path": "a\\b.ma", "local_storage": {"type": "LocalStorage", "id": 1}}, "relative_path"),
        ({}, "url"),
        ({"url": "https://example.com/a b"}, "url"),
    ],
    ids=str,
)
def test_a_hash_that_names_no_file_is_refused(robot: Desk, path: object, missing: str) -> None:
    with pytest.raises(BadFileHash) as refused:
        robot.create("PublishedFile", path=path)
    assert refused.value.missing == missing


def test_each_path_written_is_an_attachment_of_its_own_that_stays(
    robot: Desk, storages: dict[str, Target]
) -> None:
    row = robot.create("PublishedFile", path={"local_path": "/mac/only/a.ma"})
    first = robot.get(row, "path")
    second = robot.update(row, path={"local_path": "/mac/only/b.ma"})["path"]
    assert isinstance(first, FileValue) and isinstance(second, FileValue)
    assert first.id != second.id
    robot.retire(row)
    for file, name in ((first, "a.ma"), (second, "b.ma")):
        attachment = Target("Attachment", file.id)
        assert robot.get(attachment, "display_name") == name
        assert robot.get(attachment, "local_storage") == storages["mac only"]
        assert robot.get(attachment, "project") == robot.project


@pytest.mark.parametrize("path", [None, {"url": "https://example.com/a.ma", "name": "a.ma"}], ids=str)
def test_a_path_elsewhere_is_in_no_storage(robot: Desk, storages: dict[str, Target], path: object) -> None:
    row = robot.create("PublishedFile", path={"local_path": "/mac/only/a.ma"})
    assert robot.update(row, path=path)["path_cache_storage"] is None


def test_an_uploaded_path_is_in_no_storage(robot: Desk, storages: dict[str, Target]) -> None:
    row = robot.create("PublishedFile", path={"local_path": "/mac/only/a.ma"})
    entity_type = robot.site.schema["PublishedFile"]
    place = UploadPlace(entity_type, row.id, entity_type.fields["path"])
    ticket = robot.session.begin_upload(place, "a.zip")
    robot.site.receive_upload(ticket.token, iter([b"bytes"]), 5)
    robot.session.complete_upload(place, "a.zip", ticket.timestamp)
    read = robot.read(row, "path", "path_cache", "path_cache_storage")
    assert isinstance(read["path"], FileValue)
    assert (read["path"].link_type, read["path_cache"], read["path_cache_storage"]) == ("upload", None, None)


def test_a_file_needs_a_project_alone_and_nothing_is_unique(robot: Desk) -> None:
    row = robot.create("PublishedFile")
    read = robot.read(row, "code", "name", "version_number", "path", "cached_display_name")
    code = f"New Published File {row.id}"
    assert read == {
        "code": code,
        "name": None,
        "version_number": None,
        "path": None,
        "cached_display_name": code,
    }
    for _ in range(2):
        robot.create("PublishedFile", code="a.ma", name="a", version_number=1)
