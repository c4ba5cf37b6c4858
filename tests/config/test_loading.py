"""Settings of a site: defaults, then the file, then the environment."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from slatehouse.config import ConfigError, NotASite, OriginKind, Settings, load


def site(folder: Path, toml: str = "") -> Path:
    (folder / "slatehouse.toml").write_text(toml, encoding="utf-8")
    return folder


def value(settings: Settings, name: str) -> object:
    section, key = name.split(".")
    return getattr(getattr(settings, section), key)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("database.statement_timeout", 30.0),
        ("media.settle", 1.5),
        ("media.thumbnail_edge", 512),
        ("server.host", "127.0.0.1"),
        ("server.port", 8080),
        ("server.workers", 1),
        ("server.public_url", ""),
        ("server.trusted_proxies", ()),
        ("server.max_body_bytes", 10 * 1024 * 1024),
        ("server.max_json_depth", 512),
        ("auth.token_lifetime", 600),
        ("jobs.workers", 1),
        ("site.name", "Slatehouse"),
        ("site.navigation", ("Asset.sg_asset_type", "Shot.sg_sequence")),
    ],
)
def test_an_empty_file_leaves_the_defaults(tmp_path: Path, name: str, expected: object) -> None:
    configuration = load(site(tmp_path), {})
    section, key = name.split(".")
    assert value(configuration.settings, name) == expected
    assert configuration.origins[section, key].kind is OriginKind.DEFAULT


@pytest.mark.parametrize(
    ("toml", "name", "expected"),
    [
        ("[server]\nport = 9000", "server.port", 9000),
        ("[server]\nport = 0", "server.port", 0),
        ("[media]\nsettle = 2", "media.settle", 2.0),
        ("[media]\nsettle = 0", "media.settle", 0.0),
        ('[site]\nname = "Studio Ærø"', "site.name", "Studio Ærø"),
        ('[site]\nnavigation = ["Shot", "Asset.x"]', "site.navigation", ("Shot", "Asset.x")),
        ("[site]\nnavigation = []", "site.navigation", ()),
        (
            '[server]\ntrusted_proxies = ["10.0.0.0/8", "::1"]',
            "server.trusted_proxies",
            (ip_network("10.0.0.0/8"), ip_network("::1/128")),
        ),
        ('[server]\npublic_url = "https://t.example.com/"', "server.public_url", "https://t.example.com"),
        ('[server]\npublic_url = "https://[::1]:8443"', "server.public_url", "https://[::1]:8443"),
        ('[database]\nurl = "postgresql://u:p@h/d"', "database.url", "postgresql://u:p@h/d"),
    ],
)
def test_the_file_overrides_a_default(tmp_path: Path, toml: str, name: str, expected: object) -> None:
    configuration = load(site(tmp_path, toml), {})
    section, key = name.split(".")
    assert value(configuration.settings, name) == expected
    origin = configuration.origins[section, key]
    assert (origin.kind, origin.where) == (OriginKind.FILE, str(tmp_path / "slatehouse.toml"))


@pytest.mark.parametrize(
    ("variable", "text", "name", "expected"),
    [
        ("SLATEHOUSE_SERVER_PORT", "9001", "server.port", 9001),
        ("SLATEHOUSE_SERVER_MAX_BODY_BYTES", "1024", "server.max_body_bytes", 1024),
        ("SLATEHOUSE_MEDIA_SETTLE", "0.25", "media.settle", 0.25),
        ("SLATEHOUSE_SITE_NAME", "42", "site.name", "42"),
        ("SLATEHOUSE_SERVER_PUBLIC_URL", "", "server.public_url", ""),
        ("SLATEHOUSE_SERVER_TRUSTED_PROXIES", "", "server.trusted_proxies", ()),
        (
            "SLATEHOUSE_SITE_NAVIGATION",
            "Shot.sg_sequence, Scene",
            "site.navigation",
            ("Shot.sg_sequence", "Scene"),
        ),
        (
            "SLATEHOUSE_SERVER_TRUSTED_PROXIES",
            "10.0.0.0/8, fd00::/8",
            "server.trusted_proxies",
            (ip_network("10.0.0.0/8"), ip_network("fd00::/8")),
        ),
        *(
            (variable, "127.0.0.1/32", "webhooks.allow", (ip_network("127.0.0.1/32"),))
            for variable in ("SLATEHOUSE_WEBHOOKS_ALLOW", "SLATEHOUSE_WEBHOOK_ALLOW")
        ),
    ],
)
def test_the_environment_overrides_the_file(
    tmp_path: Path, variable: str, text: str, name: str, expected: object
) -> None:
    toml = '[server]\nport = 9000\npublic_url = "http://x"\ntrusted_proxies = ["::1"]\n[media]\nsettle = 3'
    configuration = load(site(tmp_path, toml), {variable: text})
    section, key = name.split(".")
    assert value(configuration.settings, name) == expected
    origin = configuration.origins[section, key]
    assert (origin.kind, origin.where) == (OriginKind.ENVIRONMENT, variable)


@pytest.mark.parametrize(
    ("url", "complete"),
    [
        ("", "sqlite:///{folder}/site.db"),
        ("sqlite:///other.db", "sqlite:///{folder}/other.db"),
        ("sqlite:////srv/a b/site.db", "sqlite:////srv/a b/site.db"),
        ("postgres://h/d", "postgres://h/d"),
    ],
)
def test_the_address_of_the_database_is_complete(tmp_path: Path, url: str, complete: str) -> None:
    configuration = load(site(tmp_path), {"SLATEHOUSE_DATABASE_URL": url})
    assert configuration.settings.database.url == complete.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("url", "complete"),
    [
        ("", "{folder}/media"),
        ("blobs", "{folder}/blobs"),
        ("/srv/blobs", "/srv/blobs"),
        ("file:///srv/my%20blobs", "/srv/my blobs"),
        ("s3://media/site", "s3://media/site"),
    ],
)
def test_the_address_of_media_is_complete(tmp_path: Path, url: str, complete: str) -> None:
    configuration = load(site(tmp_path), {"SLATEHOUSE_MEDIA_URL": url})
    assert configuration.settings.media.url == complete.format(folder=tmp_path)


def test_a_relative_folder_still_gives_absolute_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site(tmp_path))
    configuration = load(Path("."), {})
    assert configuration.folder == tmp_path
    assert configuration.settings.media.url == str(tmp_path / "media")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[server]\nprot = 1", "unknown key server.prot; did you mean server.port?"),
        ("[server]\nzzz = 1", "unknown key server.zzz; known in [server]: host, port, workers"),
        ("port = 1", "unknown key port; did you mean server.port?"),
        ("[serve]\nport = 1", "unknown section serve"),
        ("[zzz]\n", "unknown section zzz; known sections: site, database, media"),
        ("server = 1", "server is a section, and its settings stand below [server]"),
        ("[server]\nport = 65536", "server.port = 65536 is not a whole number from 0 to 65535"),
        ('[server]\nport = "80"', 'server.port = "80" is not a whole number'),
        ("[server]\nport = true", "server.port = true is not a whole number"),
        ("[server]\nport = 80.5", "server.port = 80.5 is not a whole number"),
        ("[server]\nport = {}", "server.port = {} is not a whole number"),
        ("[server]\nworkers = 0", "server.workers = 0 is not a whole number from 1 to 1024"),
        (f"[server]\nmax_body_bytes = {2**63}", "is not a number of bytes, at least 1"),
        ('[server]\nhost = ""', 'server.host = "" is not an address of this machine'),
        ('[server]\npublic_url = "tracking"', 'server.public_url = "tracking" is not an address such as'),
        ('[server]\npublic_url = "http://h:port"', 'server.public_url = "http://h:port" is not'),
        ('[server]\npublic_url = "http://h/path"', 'server.public_url = "http://h/path" is not'),
        ('[server]\ntrusted_proxies = "10.0.0.0/8"', 'trusted_proxies = "10.0.0.0/8" is not a list'),
        ('[server]\ntrusted_proxies = ["10.0.0.1/8"]', 'trusted_proxies = ["10.0.0.1/8"] is not a list'),
        ('[site]\nnavigation = ["shots"]', 'navigation = ["shots"] is not a list of types'),
        ('[site]\nnavigation = "Shot"', 'navigation = "Shot" is not a list of types'),
        ("[server]\ntrusted_proxies = [1]", "trusted_proxies = [1] is not a list"),
        ("[media]\nsettle = nan", "media.settle = NaN is not a number of seconds from 0 to 3600"),
        ("[media]\nsettle = -1", "media.settle = -1 is not"),
        ("[media]\nmax_pixels = 1979-05-27", 'media.max_pixels = "1979-05-27" is not'),
        ('[media]\nurl = "ftp://h/x"', 'media.url = "ftp://h/x" is not a folder, file:///PATH'),
        ('[media]\nurl = "s3://B"', 'media.url = "s3://B" is not'),
        ('[media]\nurl = "s3://bucket/../other?x"', 'media.url = "s3://bucket/../other?x" is not'),
        (
            '[database]\nurl = "mysql://u:secret@h/d"',
            'database.url = "mysql://u:***@h/d" is not sqlite:///PATH',
        ),
        ('[site]\nname = ""', 'site.name = "" is not a text of 1 to 200 characters'),
        (f'[site]\nname = "{"n" * 300}"', "nnn… is not a text of 1 to 200 characters"),
        ("[server\nport = 1", "is not TOML: "),
        ("[server]\nport = 1\nport = 2", "is not TOML: "),
    ],
)
def test_what_is_wrong_in_the_file_is_named_in_one_line(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(site(tmp_path, toml), {})
    assert message in str(raised.value)
    assert str(tmp_path / "slatehouse.toml") in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("SLATEHOUSE_SERVER_PORT", "http", 'SLATEHOUSE_SERVER_PORT = "http" is not a whole number'),
        ("SLATEHOUSE_SERVER_PORT", "", 'SLATEHOUSE_SERVER_PORT = "" is not a whole number'),
        (
            "SLATEHOUSE_SERVER_PROT",
            "1",
            "unknown variable SLATEHOUSE_SERVER_PROT; did you mean SLATEHOUSE_SERVER_PORT?",
        ),
        ("SLATEHOUSE_MEDIA_SETTLE", "inf", 'SLATEHOUSE_MEDIA_SETTLE = "inf" is not'),
        (
            "SLATEHOUSE_SERVER_TRUSTED_PROXIES",
            "here",
            'SLATEHOUSE_SERVER_TRUSTED_PROXIES = "here" is not a list',
        ),
        ("SLATEHOUSE_DATABASE_URL", "postgresql://u:s3@cret@h:x/d", '= "postgresql://u:***@h:x/d" is not'),
    ],
)
def test_what_is_wrong_in_the_environment_is_named_in_one_line(
    tmp_path: Path, variable: str, text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        load(site(tmp_path), {variable: text})
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "variable", ["SLATEHOUSE_SITE", "SLATEHOUSE_SERVICE_HOST", "SLATEHOUSE_PORT", "SERVER_PORT", "PATH"]
)
def test_variables_that_are_no_settings_are_left_alone(tmp_path: Path, variable: str) -> None:
    assert load(site(tmp_path), {variable: "tcp://10.0.0.1:80"}).settings.server.port == 8080


def test_a_folder_without_the_file_is_not_a_site(tmp_path: Path) -> None:
    with pytest.raises(NotASite, match=f"{tmp_path} is no site: .*slatehouse init {tmp_path}"):
        load(tmp_path, {})


def test_a_missing_folder_is_not_a_site(tmp_path: Path) -> None:
    with pytest.raises(NotASite):
        load(tmp_path / "missing", {})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "slatehouse.toml").mkdir()
    with pytest.raises(ConfigError, match=r"cannot read .*slatehouse\.toml: Is a directory"):
        load(tmp_path, {})


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "slatehouse.toml").write_bytes(b'[site]\nname = "\xff"')
    with pytest.raises(ConfigError, match=r"slatehouse\.toml is not TOML"):
        load(tmp_path, {})


def test_the_key_of_the_bucket_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (site(tmp_path) / "s3.key").write_text("studio\nopen-sesame\n")
    configuration = load(tmp_path, {})
    assert (configuration.settings.s3.access_key, configuration.settings.s3.secret_key) == (
        "studio",
        "open-sesame",
    )
    assert configuration.origins["s3", "secret_key"].where == str(tmp_path / "s3.key")
    named = load(tmp_path, {"SLATEHOUSE_S3_ACCESS_KEY": "other", "SLATEHOUSE_S3_SECRET_KEY": "secret"})
    assert (named.settings.s3.access_key, named.settings.s3.secret_key) == ("other", "secret")


@pytest.mark.parametrize(
    ("text", "message"), [("", "is empty"), ("studio", "the id of an access key"), ("a b c", "the id of")]
)
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (site(tmp_path) / "s3.key").write_text(text)
    with pytest.raises(ConfigError, match=message):
        load(tmp_path, {})


@pytest.mark.parametrize("name", ["access_key", "secret_key"])
def test_half_a_key_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="belong together"):
        load(site(tmp_path, f'[s3]\n{name} = "half"'), {})
