"""One setting's value: read from what was given, and turned into plain values and text to be shown."""

import json
import re
from ipaddress import ip_network
from typing import get_origin
from urllib.parse import urlsplit

import msgspec

from slatehouse.config.catalogue import Entry
from slatehouse.config.errors import ConfigError
from slatehouse.config.settings import Network
from slatehouse.config.sources import Given, OriginKind

__all__ = ["Plain", "masked", "plain", "read", "shown"]

Plain = str | int | float | list[str]

# Up to the last "@": a password whose "/" or "@" was not escaped must not show either.
_USER_PASSWORD = re.compile(r"(?<=://)([^/?#@:]*):.*(?=@)")
_QUERY_PASSWORD = re.compile(r"(?i)([?&](?:password|sslpassword|secret)[a-z_]*=)[^&#]*")
_MASK = "***"
_LONGEST_QUOTE = 100


def read(entry: Entry, given: Given) -> object:
    """The value of `entry` in its own type; `ConfigError` if it is not legal."""
    try:
        is_text = given.origin.kind is OriginKind.ENVIRONMENT
        sent = given.value
        if is_text and isinstance(sent, str) and get_origin(entry.type.__origin__) is tuple:
            sent = [each.strip() for each in sent.split(",") if each.strip()]
        if entry.type.__origin__ == tuple[Network, ...]:
            return tuple(ip_network(name) for name in msgspec.convert(sent, list[str]))
        value: object = msgspec.convert(sent, entry.type, strict=not is_text)
        if isinstance(value, str):
            _raise_if_malformed(value)
        return value
    except (ValueError, msgspec.ValidationError):
        place = given.origin.words(entry.name)
        quoted = _MASK if entry.is_secret else _quoted(given.value)
        raise ConfigError(f"{place} = {quoted} is not {entry.legal}") from None


def shown(entry: Entry, value: object) -> Plain:
    """The value of a setting as it may be shown."""
    return _MASK if entry.is_secret and value else plain(value)


def plain(value: object) -> Plain:
    """The value for JSON and TOML."""
    if isinstance(value, tuple):
        return [str(each) for each in value]
    assert isinstance(value, str | int | float)
    return masked(value) if isinstance(value, str) else value


def masked(text: str) -> str:
    """The text with the password of an address in it hidden."""
    if "://" not in text:
        return text
    without_user_password = _USER_PASSWORD.sub(rf"\1:{_MASK}", text)
    return _QUERY_PASSWORD.sub(rf"\1{_MASK}", without_user_password)


def _raise_if_malformed(text: str) -> None:
    if "://" in text:
        _ = urlsplit(text).port  # reading the port is what checks it


def _quoted(value: object) -> str:
    text = json.dumps(masked(value) if isinstance(value, str) else value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
