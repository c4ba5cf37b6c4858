"""The file with the key under which a site's secrets are encrypted: in its folder, and in no backup of it.

One key stands on each line: the first encrypts, and the others open what was encrypted with them before.
"""

import os
import secrets
from pathlib import Path

from slatehouse.config.catalogue import Key
from slatehouse.config.errors import ConfigError
from slatehouse.config.sources import Given, Origin, OriginKind

__all__ = ["SECRET_FILE", "add_secret_key", "given_by_secret_file", "keep_newest_secret_key", "words_in"]

SECRET_FILE = "secret.key"

_SECRET_KEY: Key = ("auth", "secret_key")
_OLD_SECRET_KEYS: Key = ("auth", "old_secret_keys")
_BYTES = 32


def given_by_secret_file(folder: Path) -> dict[Key, Given]:
    """The keys that the file in `folder` holds, as settings; none where there is no file."""
    path = folder / SECRET_FILE
    keys = words_in(path)
    if not keys:
        return {}
    origin = Origin(OriginKind.FILE, str(path))
    return {_SECRET_KEY: Given(keys[0], origin), _OLD_SECRET_KEYS: Given(keys[1:], origin)}


def add_secret_key(folder: Path) -> Path:
    """Make a new key, with which is encrypted from now on, before those that the file holds; its path."""
    path = folder / SECRET_FILE
    return _write(path, [secrets.token_hex(_BYTES), *words_in(path)])


def keep_newest_secret_key(folder: Path) -> None:
    """Forget the old keys, once nothing is encrypted with them any more."""
    path = folder / SECRET_FILE
    _write(path, words_in(path)[:1])


def words_in(path: Path) -> list[str]:
    """The keys that a file holds; none where there is no file. Raises `ConfigError` where it holds none."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {os.strerror(error.errno or 0)}") from error
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is no file with keys; restore it from where you keep it") from None
    keys = text.split()
    if not keys:
        raise ConfigError(f"{path} is empty; restore it from where you keep it")
    return keys


def _write(path: Path, keys: list[str]) -> Path:
    """Put the file in place as a whole, and only once it is on the disk: what it opens is there already."""
    written = path.with_name(f"{path.name}.new")
    try:
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise ConfigError(
            f"cannot write {path}: {os.strerror(error.errno or 0)}; set auth.secret_key where the folder"
            " is not to be written to"
        ) from error
    return path


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
