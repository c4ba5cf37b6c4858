"""The settings of a site, put together from its file, the environment and the defaults."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import msgspec

from slatehouse.config.catalogue import Key, catalogue, sections
from slatehouse.config.errors import ConfigError
from slatehouse.config.s3_key_file import given_by_s3_key_file
from slatehouse.config.secret_file import given_by_secret_file
from slatehouse.config.settings import Settings
from slatehouse.config.sources import Origin, OriginKind, given_by_environment, given_by_file
from slatehouse.config.values import read

__all__ = ["Configuration", "completed_media_url", "load"]

_SQLITE = "sqlite:///"
_BUCKET = "s3://"


@dataclass(frozen=True)
class Configuration:
    """A site's folder, its settings, and where each of them comes from, by (section, key)."""

    folder: Path
    settings: Settings
    origins: Mapping[Key, Origin]


def load(folder: Path, environ: Mapping[str, str] = os.environ) -> Configuration:
    """The configuration of the site in `folder`.

    Raises `NotASite` if the folder has no `slatehouse.toml`, `ConfigError` for anything in the file or the
    environment that cannot be used.
    """
    folder = folder.absolute()
    given = given_by_file(folder) | given_by_environment(environ)
    if ("auth", "secret_key") not in given or not given["auth", "secret_key"].value:
        given |= given_by_secret_file(folder)
    if ("s3", "access_key") not in given or not given["s3", "access_key"].value:
        given |= given_by_s3_key_file(folder)
    values = {key: read(catalogue()[key], each) for key, each in given.items()}
    origins = {key: given[key].origin if key in given else Origin(OriginKind.DEFAULT) for key in catalogue()}
    settings = _completed(_settings(values), folder)
    if bool(settings.s3.access_key) != bool(settings.s3.secret_key):
        raise ConfigError("s3.access_key and s3.secret_key belong together: set both, or neither")
    return Configuration(folder, settings, origins)


def _settings(values: Mapping[Key, object]) -> Settings:
    chosen = {
        name: struct(**{key: value for (section, key), value in values.items() if section == name})
        for name, struct in sections().items()
    }
    return msgspec.structs.replace(Settings(), **chosen)


def _completed(settings: Settings, folder: Path) -> Settings:
    """The same settings with complete addresses, so that nobody else has to know the site's folder."""
    replace, media = msgspec.structs.replace, settings.media
    old = media.old_url and completed_media_url(media.old_url, folder)
    return replace(
        settings,
        database=replace(settings.database, url=_database_url(settings.database.url, folder)),
        media=replace(media, url=completed_media_url(media.url, folder), old_url=old),
        server=replace(settings.server, public_url=settings.server.public_url.rstrip("/")),
    )


def _database_url(url: str, folder: Path) -> str:
    if url.startswith(_SQLITE) or not url:
        return f"{_SQLITE}{folder / (url.removeprefix(_SQLITE) or 'site.db')}"
    return url


def completed_media_url(url: str, folder: Path) -> str:
    """The place of media that a setting names: a bucket's address as it is, or the path of a folder."""
    if url.startswith(_BUCKET):
        return url
    return str(
        folder / (unquote(url.removeprefix("file://")) if url.startswith("file://") else url or "media")
    )
