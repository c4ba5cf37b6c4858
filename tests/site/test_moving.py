"""A site's media move while it is used; and what cannot be moved is refused before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.fixtures.cluster import Cluster
from tests.fixtures.sites import Sites

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import system_caller
from slatehouse.config import ConfigError, load
from slatehouse.media.blobs import key_of
from slatehouse.site.moving import LOG_NAME, CannotMove, Moved, move_media
from slatehouse.site.opening import open_site


def _no_cluster() -> Cluster:
    raise AssertionError("SQLite needs no cluster")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    # What moves are bytes, and the database is not asked.
    with Sites("sqlite", _no_cluster).folder(tmp_path / "site") as folder:
        yield folder


def moved(folder: Path, to: str, *, forget_source: bool = False) -> Moved:
    with closing(open_site(folder)) as site:
        return move_media(site, to, system_caller(), forget_source=forget_source)


def kept(folder: Path, content: bytes) -> str:
    with closing(open_site(folder)) as site:
        return site.blobs.write([content]).name


def deeds(folder: Path) -> list[dict[str, object]]:
    with closing(open_site(folder)) as site:
        return [dict(each.details) for each in site.accounts.audit.newest() if each.deed == Deed.MEDIA_MOVED]


def test_it_is_copied_switched_to_and_left(folder: Path) -> None:
    first = kept(folder, b"a frame")
    with closing(open_site(folder)) as from_before:
        copied = moved(folder, "elsewhere")
        assert (copied.copied.blobs, copied.copied.size, copied.is_switched) == (1, 7, True)
        settings = load(folder).settings.media
        assert (settings.url, settings.old_url) == (str(folder / "elsewhere"), str(folder / "media"))
        late = from_before.blobs.write([b"came late"]).name
    with closing(open_site(folder)) as since:
        assert since.blobs.exists(first) and since.blobs.exists(late)
    left = moved(folder, "elsewhere", forget_source=True)
    assert (left.copied.blobs, left.forgotten) == (1, 2)
    assert load(folder).settings.media.old_url == ""
    assert not any((folder / "media" / key_of(name)).exists() for name in (first, late))
    assert all((folder / "elsewhere" / key_of(name)).exists() for name in (first, late))
    assert not (folder / LOG_NAME).exists()
    assert deeds(folder) == [{"copied": 1, "removed_from_source": 2}, {"copied": 1, "removed_from_source": 0}]


def test_the_sites_folder_may_be_named_from_where_one_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(folder, b"a frame")
    monkeypatch.chdir(folder)
    assert moved(Path(), "elsewhere").target == str(folder / "elsewhere")
    assert moved(Path(), "elsewhere", forget_source=True).forgotten == 1


def test_damaged_files_keep_the_old_place(folder: Path) -> None:
    name = kept(folder, b"a frame")
    (folder / "media" / key_of(name)).write_bytes(b"worms")
    assert moved(folder, "elsewhere").copied.damaged == [name]
    with pytest.raises(CannotMove, match=name):
        moved(folder, "elsewhere", forget_source=True)
    assert (folder / "media" / key_of(name)).read_bytes() == b"worms"
    assert load(folder).settings.media.old_url == str(folder / "media")


def test_where_the_environment_says_where_media_are_it_is_left_to_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLATEHOUSE_MEDIA_URL", str(folder / "media"))
    before = (folder / "slatehouse.toml").read_text()
    assert not moved(folder, "elsewhere").is_switched
    assert (folder / "slatehouse.toml").read_text() == before


@pytest.mark.parametrize(
    ("to", "forget_source"),
    [("media", False), ("./link", False), ("elsewhere", True), ("ftp://elsewhere", False)],
)
def test_what_cannot_be_is_refused(folder: Path, to: str, forget_source: bool) -> None:
    kept(folder, b"a frame")
    (folder / "link").symlink_to(folder / "media")
    before = (folder / "slatehouse.toml").read_text()
    with pytest.raises((CannotMove, ConfigError)):
        moved(folder, to, forget_source=forget_source)
    assert (folder / "slatehouse.toml").read_text() == before
    assert not (folder / LOG_NAME).exists()


def test_one_move_ends_before_another_begins(folder: Path) -> None:
    kept(folder, b"a frame")
    moved(folder, "elsewhere")
    with pytest.raises(CannotMove, match="is not ended yet"):
        moved(folder, "a third place")
    assert moved(folder, "elsewhere").copied.blobs == 0
    assert moved(folder, "elsewhere", forget_source=True).forgotten == 1
    with pytest.raises(CannotMove, match="already"):
        moved(folder, "elsewhere")


def test_from_bucket_to_bucket_is_for_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY"):
        monkeypatch.setenv(f"SLATEHOUSE_S3_{key}", "http://127.0.0.1:9" if key == "ENDPOINT" else "x" * 16)
    monkeypatch.setenv("SLATEHOUSE_MEDIA_URL", "s3://one")
    with pytest.raises(CannotMove, match="own tools"):
        moved(folder, "s3://other")
