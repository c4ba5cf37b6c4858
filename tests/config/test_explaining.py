"""What `slatehouse config` shows: every value, its origin, and no password."""

from pathlib import Path

import pytest

from slatehouse.config import ConfigError, OriginKind, explain, load
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
    (tmp_path / "slatehouse.toml").write_text('[database]\nurl = "postgresql://u:hunter2@h/d"')
    configuration = load(tmp_path, {})
    assert configuration.settings.database.url == "postgresql://u:hunter2@h/d"
    assert "hunter2" not in str(explain(configuration))


def test_a_secret_setting_is_never_shown(tmp_path: Path) -> None:
    secret = "a random text of at least 32 characters"
    (tmp_path / "slatehouse.toml").write_text(f'[auth]\nsecret_key = "{secret}"')
    configuration = load(tmp_path, {})
    assert configuration.settings.auth.secret_key == secret
    (shown,) = [each for each in explain(configuration) if each.name == "auth.secret_key"]
    assert shown.value == "***"
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, {"SLATEHOUSE_AUTH_SECRET_KEY": "too short"})
    assert "too short" not in str(refused.value)


def test_the_key_of_a_bucket_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "slatehouse.toml").write_text("")
    (tmp_path / "s3.key").write_text("studio open-sesame")
    configuration = load(tmp_path, {})
    assert configuration.settings.s3.secret_key == "open-sesame"
    assert "open-sesame" not in str(explain(configuration))
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, {"SLATEHOUSE_S3_ACCESS_KEY": "studio", "SLATEHOUSE_S3_SECRET_KEY": "open sesame"})
    assert "open sesame" not in str(refused.value)
