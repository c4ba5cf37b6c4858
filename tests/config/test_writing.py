"""The file that a new site gets: it explains every setting and changes none."""

import stat
import tomllib
from pathlib import Path

import pytest

from slatehouse.config import ConfigError, Settings, explain, load, write_default
from slatehouse.config.catalogue import catalogue


def test_the_written_file_leaves_every_default(tmp_path: Path) -> None:
    path = write_default(tmp_path)
    assert tomllib.loads(path.read_text()) == {section: {} for section in Settings.__struct_fields__}
    assert {setting.origin.kind for setting in explain(load(tmp_path, {}))} == {"default"}


def test_every_setting_is_in_the_written_file_with_its_purpose_and_what_is_legal(tmp_path: Path) -> None:
    text = write_default(tmp_path).read_text()
    for entry in catalogue().values():
        assert f"# {entry.purpose}\n#   legal: {entry.legal}\n#{entry.key} = " in text


def test_uncommented_the_written_file_says_the_defaults(tmp_path: Path) -> None:
    path = write_default(tmp_path)
    defaults = load(tmp_path, {}).settings
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line if line.startswith("# ") else line.removeprefix("#") for line in lines))
    assert load(tmp_path, {}).settings == defaults
    assert {setting.origin.kind for setting in explain(load(tmp_path, {}))} == {"file"}


@pytest.mark.parametrize("media", ['/srv/me"di\\a', "/srv/media/a b", "/srv/m\u00e9dia\x7f"])
def test_chosen_addresses_are_written(tmp_path: Path, media: str) -> None:
    write_default(tmp_path, database="postgresql://u:p@h/d", media=media)
    settings = load(tmp_path, {}).settings
    assert (settings.database.url, settings.media.url) == ("postgresql://u:p@h/d", media)


@pytest.mark.parametrize(
    ("database", "media", "message"),
    [
        ("oracle://h", None, r'--database = "oracle://h" is not sqlite:///PATH'),
        (None, "ftp://h", r'--media = "ftp://h" is not a folder'),
    ],
)
def test_an_illegal_address_is_refused_and_nothing_is_written(
    tmp_path: Path, database: str | None, media: str | None, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        write_default(tmp_path, database=database, media=media)
    assert list(tmp_path.iterdir()) == []


def test_a_site_is_not_written_over(tmp_path: Path) -> None:
    path = write_default(tmp_path)
    path.write_text('[site]\nname = "mine"')
    with pytest.raises(ConfigError, match="is a site already"):
        write_default(tmp_path)
    assert path.read_text() == '[site]\nname = "mine"'


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot write .*: No such file or directory"):
        write_default(tmp_path / "missing")


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = write_default(tmp_path, database="postgresql://u:p@h/d")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
