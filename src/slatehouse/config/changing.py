"""Changing single settings in a site's `slatehouse.toml`; whatever else stands there stays as it is."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from slatehouse.config.catalogue import Key, catalogue
from slatehouse.config.errors import ConfigError
from slatehouse.config.sources import FILE_NAME, Given, Origin, OriginKind
from slatehouse.config.values import read

__all__ = ["change_settings", "raise_unless_legal"]


def change_settings(folder: Path, values: Mapping[Key, str]) -> None:
    """Put texts into the file of the site in `folder`, all of them or none; an empty one is the default.

    Raises `ConfigError` for illegal ones, and for a file in which they cannot be changed by machine.
    """
    path = folder / FILE_NAME
    raise_unless_legal(folder, values)
    try:
        text = path.read_text(encoding="utf-8")
        changed = _changed(text, values)
        if not _differ_by(text, changed, values):
            names = " and ".join(f"{section}.{key}" for section, key in values)
            raise ConfigError(f"{path} cannot be changed by machine; set {names} in it yourself")
        _put(path, changed)
    except OSError as error:
        raise ConfigError(f"cannot change {path}: {os.strerror(error.errno or 0)}") from error


def raise_unless_legal(folder: Path, values: Mapping[Key, str]) -> None:
    """Raise `ConfigError` for a text that the setting cannot be."""
    for key, value in values.items():
        read(catalogue()[key], Given(value, Origin(OriginKind.FILE, str(folder / FILE_NAME))))


def _changed(text: str, values: Mapping[Key, str]) -> str:
    lines = text.splitlines()
    for (section, key), value in values.items():
        line = f"{key} = {_toml(value)}"
        begin, end = _section(lines, section)
        place = _place(lines, key, begin, end)
        if place is None:
            lines[begin:begin] = [line]
        else:
            lines[place] = line
    return "\n".join([*lines, ""])


def _section(lines: list[str], name: str) -> tuple[int, int]:
    """The first line after the section's header, and the one after its last; a missing one is added."""
    headers = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    begin = next((n for n in headers if re.fullmatch(rf"\s*\[\s*{name}\s*\]\s*(#.*)?", lines[n])), None)
    if begin is None:
        lines += ["", f"[{name}]"]
        return len(lines), len(lines)
    return begin + 1, next((n for n in headers if n > begin), len(lines))


def _place(lines: list[str], key: str, begin: int, end: int) -> int | None:
    """The line that sets the key, or else the one that shows its default."""
    for mark in ("", "#"):
        for number in range(begin, end):
            if re.match(rf"\s*{mark}{key}\s*=", lines[number]):
                return number
    return None


def _toml(value: str) -> str:
    # A basic string of TOML escapes as JSON does, DEL excepted, which JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _differ_by(old: str, new: str, values: Mapping[Key, str]) -> bool:
    """Whether the new text says what the old one said, but for the values."""
    try:
        before, after = tomllib.loads(old), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    for section, key in values:
        before.setdefault(section, {})[key] = values[section, key]
    return before == after


def _put(path: Path, text: str) -> None:
    """Put the file in place as a whole, readable to whom the old one was."""
    written = path.with_name(f"{path.name}.new")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(written, path.stat().st_mode & 0o777)
    written.replace(path)
