"""Where settings come from: the site's file and the environment. Values are not looked into here."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from slatehouse.config.catalogue import Key, catalogue, nearest_key, sections
from slatehouse.config.errors import ConfigError, NotASite

__all__ = ["FILE_NAME", "Given", "Origin", "OriginKind", "given_by_environment", "given_by_file"]

FILE_NAME = "slatehouse.toml"
_PREFIX = "SLATEHOUSE_"
_ALSO = {"SLATEHOUSE_WEBHOOK_ALLOW": "SLATEHOUSE_WEBHOOKS_ALLOW"}
"""Other spellings: what is allowed is said of one webhook as well as of all."""


class OriginKind(StrEnum):
    """The sources; a later one overrides an earlier one."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"


@dataclass(frozen=True)
class Origin:
    """Where a value comes from; `where` is the file's path or the variable's name, empty for a default."""

    kind: OriginKind
    where: str = ""

    def words(self, name: str) -> str:
        """How an error names the place of the setting `name`."""
        return f"{self.where}: {name}" if self.kind is OriginKind.FILE else self.where


@dataclass(frozen=True)
class Given:
    """A value as it was given: TOML's own types from a file, text from the environment."""

    value: object
    origin: Origin


def given_by_file(folder: Path) -> dict[Key, Given]:
    """What `slatehouse.toml` in `folder` sets; `NotASite` if there is none."""
    path = folder / FILE_NAME
    origin = Origin(OriginKind.FILE, str(path))
    return {key: Given(value, origin) for key, value in _flattened(path, _parsed(path))}


def given_by_environment(environ: Mapping[str, str]) -> dict[Key, Given]:
    """What `SLATEHOUSE_<SECTION>_<KEY>` variables set.

    A variable whose section is unknown is none of ours: an orchestrator makes names such as
    `SLATEHOUSE_SERVICE_HOST` by itself. A known section with an unknown key is an error.
    """
    variables = {entry.variable: key for key, entry in catalogue().items()}
    given: dict[Key, Given] = {}
    for variable, text in environ.items():
        spelled = _ALSO.get(variable, variable)
        section, _, key = spelled.removeprefix(_PREFIX).lower().partition("_")
        if not spelled.startswith(_PREFIX) or section not in sections() or not key:
            continue
        if spelled not in variables:
            nearest = get_close_matches(spelled, variables, n=1, cutoff=0)
            raise ConfigError(f"unknown variable {variable}; did you mean {nearest[0]}?")
        given[variables[spelled]] = Given(text, Origin(OriginKind.ENVIRONMENT, variable))
    return given


def _parsed(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        raise NotASite(
            f"{path.parent} is no site: it has no {FILE_NAME}. Make one with: slatehouse init {path.parent}"
        ) from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {os.strerror(error.errno or 0)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error


def _flattened(path: Path, document: Mapping[str, object]) -> Iterator[tuple[Key, object]]:
    for section, table in document.items():
        if section not in sections():
            raise ConfigError(f"{path}: unknown {_kind(table)} {section}{_suggestion('', section)}")
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: {section} is a section, and its settings stand below [{section}]")
        for key, value in table.items():
            if (section, key) not in catalogue():
                raise ConfigError(f"{path}: unknown key {section}.{key}{_suggestion(section, key)}")
            yield (section, key), value


def _kind(value: object) -> str:
    return "section" if isinstance(value, dict) else "key"


def _suggestion(section: str, key: str) -> str:
    nearest = nearest_key(f"{section}.{key}" if section else key)
    if nearest:
        return f"; did you mean {nearest}?"
    if section:
        return f"; known in [{section}]: {', '.join(sections()[section].__struct_fields__)}"
    return f"; known sections: {', '.join(sections())}"
