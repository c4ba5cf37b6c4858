"""Which site somebody signed in at from the command line, and as whom; the secret is in the keyring."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

__all__ = ["Remembered", "forget", "remember", "remembered"]

_FOLDER, _FILE = "slatehouse", "client.json"


class Remembered(msgspec.Struct, frozen=True):
    """A site's address, a script's name or a person's login, and a file of the authorities to trust."""

    url: str
    name: str
    is_person: bool = False
    ca_file: str | None = None


def remembered(environment: Mapping[str, str] = os.environ) -> Remembered | None:
    """What was remembered last; None where nothing is, or nothing that can be read."""
    place = _place(environment)
    try:
        return None if place is None else msgspec.json.decode(place.read_bytes(), type=Remembered)
    except (OSError, msgspec.DecodeError):
        return None


def remember(site: Remembered, environment: Mapping[str, str] = os.environ) -> Path:
    """Keep it for this user alone, in place of what was remembered before; where it is kept."""
    place = _place(environment)
    if place is None:
        raise FileNotFoundError("there is no home folder to remember the site in; set XDG_CONFIG_HOME")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Made for its owner alone, and there whole or not at all.
    with NamedTemporaryFile(dir=place.parent, prefix=f".{_FILE}.", delete=False) as file:
        file.write(msgspec.json.encode(site) + b"\n")
    os.replace(file.name, place)
    return place


def forget(environment: Mapping[str, str] = os.environ) -> None:
    """Remember nothing any more."""
    place = _place(environment)
    if place is not None:
        place.unlink(missing_ok=True)


def _place(environment: Mapping[str, str]) -> Path | None:
    """In the folder that the XDG Base Directory Specification names; a relative one does not count there."""
    configured, home = environment.get("XDG_CONFIG_HOME", ""), environment.get("HOME", "")
    if Path(configured).is_absolute():
        return Path(configured, _FOLDER, _FILE)
    return Path(home, ".config", _FOLDER, _FILE) if home else None
