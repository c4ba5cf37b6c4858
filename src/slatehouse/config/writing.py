"""The `slatehouse.toml` that a new site gets: every setting, explained, at its default."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from slatehouse.config.catalogue import Entry, Key, catalogue
from slatehouse.config.errors import ConfigError
from slatehouse.config.sources import FILE_NAME, Given, Origin, OriginKind
from slatehouse.config.values import plain, read

__all__ = ["write_default"]

_HEAD = """\
# The settings of this site. A line that begins with # shows a default.
# Each can be overridden by an environment variable: server.port by SLATEHOUSE_SERVER_PORT.
# What is in force, and from where, is shown by: slatehouse config
"""


def write_default(folder: Path, database: str | None = None, media: str | None = None) -> Path:
    """Write `slatehouse.toml` into `folder`, which must exist; returns its path.

    `database` and `media` are the values of `database.url` and `media.url` where they are not to be the
    defaults; illegal ones, and a file that is there already, are a `ConfigError`, and nothing is written.
    """
    chosen = {("database", "url"): database, ("media", "url"): media}
    given = {key: value for key, value in chosen.items() if value is not None}
    for (section, key), value in given.items():
        read(catalogue()[section, key], Given(value, Origin(OriginKind.ENVIRONMENT, f"--{section}")))
    return _write_new(folder / FILE_NAME, _document(given))


def _document(given: Mapping[Key, str]) -> str:
    parts = [_HEAD]
    section = ""
    for key, entry in catalogue().items():
        if entry.section != section:
            section = entry.section
            parts.append(f"\n[{section}]\n")
        parts.append(_lines(entry, given.get(key)))
    return "".join(parts)


def _lines(entry: Entry, value: str | None) -> str:
    mark, shown = ("", value) if value is not None else ("#", plain(entry.default))
    return f"# {entry.purpose}\n#   legal: {entry.legal}\n{mark}{entry.key} = {_toml(shown)}\n"


def _toml(value: object) -> str:
    # A basic string of TOML escapes as JSON does, DEL excepted, which JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_new(path: Path, text: str) -> Path:
    try:
        # The address of a database may hold its password: only the owner may read it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path.parent} is a site already: it has a {FILE_NAME}") from None
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {os.strerror(error.errno or 0)}") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path
