"""A setting is changed in the file, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from slatehouse.config import ConfigError, change_settings, load, write_default

URL = {("media", "url"): "/srv/media"}


def written(folder: Path, text: str) -> Path:
    (folder / "slatehouse.toml").write_text(text)
    return folder


def test_in_a_new_sites_file_the_line_that_shows_the_default_is_the_place(tmp_path: Path) -> None:
    write_default(tmp_path)
    path = tmp_path / "slatehouse.toml"
    before = path.read_text().splitlines()
    path.chmod(0o640)
    change_settings(tmp_path, URL)
    after = path.read_text().splitlines()
    (number,) = [n for n, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    assert (before[number], after[number]) == ('#url = ""', 'url = "/srv/media"')
    assert before[number - 2].startswith("# where uploaded files are kept")
    assert load(tmp_path).settings.media.url == "/srv/media"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '\n[media]\nurl = "/srv/media"\n'),
        ("[server]\nport = 1 # mine\n", '[server]\nport = 1 # mine\n\n[media]\nurl = "/srv/media"\n'),
        ('[media] # bytes\n#url = ""\nurl = "old"\n', '[media] # bytes\n#url = ""\nurl = "/srv/media"\n'),
        ('[media]\n[database]\nurl = ""\n', '[media]\nurl = "/srv/media"\n[database]\nurl = ""\n'),
    ],
)
def test_it_finds_its_place(tmp_path: Path, before: str, after: str) -> None:
    change_settings(written(tmp_path, before), URL)
    assert (tmp_path / "slatehouse.toml").read_text() == after


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("media.url = 'here'\n", URL),
        ("media = {url = 'here'}\n", URL),
        ("[media]\nurl = '''\n[server]\n'''\n", URL),
        ("this is no TOML", URL),
        ("[media]\n", {("media", "url"): "ftp://elsewhere"}),
    ],
)
def test_what_it_cannot_do_it_says_and_leaves(
    tmp_path: Path, text: str, values: dict[tuple[str, str], str]
) -> None:
    with pytest.raises(ConfigError):
        change_settings(written(tmp_path, text), values)
    assert (tmp_path / "slatehouse.toml").read_text() == text
