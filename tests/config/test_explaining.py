"""What `slatehouse config` shows: every value, its origin, and no password."""

from pathlib import Path

import pytest

from slatehouse.config import OriginKind, explain, load
from slatehouse.config.catalogue import catalogue
from slatehouse.config.values import masked


def test_every_setting_is_shown_with_its_origin(tmp_path: Path) -> None:
    (tmp_path / "slatehouse.toml").write_text('[server]\nport = 9000\ntrusted_proxies = ["10.0.0.0/8"]')
    configuration = load(tmp_path, {"SLATEHOUSE_SITE_NAME": "Lumen"})
    shown = {setting.name: setting for setting in explain(configuration)}
    assert list(shown) == [entry.name for entry in catalogue().values()]
    assert (shown["server.port"].value, shown["server.port"].origin.kind) == (9000, OriginKind.FILE)
    assert shown["server.trusted_proxies"].value == ["10.0.0.0/8"]
    assert (shown["site.name"].value, shown["site.name"].origin.where) == ("Lumen", "SLATEHOUSE_SITE_NAME")
    assert shown["media.settle"].origin.kind is OriginKind.DEFAULT


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://maya:secret@db/site", "postgresql://maya:***@db/site"),
        ("postgresql://maya:se@cr/et@db/site", "postgresql://maya:***@db/site"),
        ("postgresql://:secret@db/site", "postgresql://:***@db/site"),
        ("postgresql://db/site?user=a&password=secret&x=1", "postgresql://db/site?user=a&password=***&x=1"),
        ("postgresql://db/site?PASSWORD=secret", "postgresql://db/site?PASSWORD=***"),
        ("postgresql://maya@db:5432/site", "postgresql://maya@db:5432/site"),
        ("sqlite:////srv/site.db", "sqlite:////srv/site.db"),
        ("file:///srv/media", "file:///srv/media"),
        ("a:b@c", "a:b@c"),
    ],
)
def test_passwords_in_addresses_are_hidden(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_a_password_is_hidden_where_it_is_shown_and_kept_where_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "slatehouse.toml").write_text('[database]\nurl = "postgresql://u:secret@h/d"')
    configuration = load(tmp_path, {})
    assert configuration.settings.database.url == "postgresql://u:secret@h/d"
    assert "secret" not in str(explain(configuration))
