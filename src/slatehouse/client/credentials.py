"""Who signs in at which site: told in the call, by the environment, or kept by `slatehouse login`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from slatehouse.client.errors import ClientError
from slatehouse.client.remembered import remembered

__all__ = [
    "Credentials",
    "NoCredentials",
    "forget_in_keyring",
    "found_credentials",
    "found_url",
    "keep_in_keyring",
    "raise_if_no_keyring",
]

URL, SCRIPT, KEY = "SLATEHOUSE_URL", "SLATEHOUSE_SCRIPT", "SLATEHOUSE_KEY"
LOGIN, PASSWORD = "SLATEHOUSE_LOGIN", "SLATEHOUSE_PASSWORD"
_SERVICE = "slatehouse"


class NoCredentials(ClientError):
    """Nobody said where the site is, or who signs in."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a token is asked for with. The secret is in no text that is made of it."""

    name: str
    secret: str = field(repr=False)
    is_person: bool = False

    @property
    def grant(self) -> dict[str, str]:
        """The form that asks for a token (contract rest/10)."""
        if self.is_person:
            return {"grant_type": "password", "username": self.name, "password": self.secret}
        return {"grant_type": "client_credentials", "client_id": self.name, "client_secret": self.secret}


def found_url(url: str | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """The site's address, without a slash at its end: as given, else in the environment, else as remembered.

    Raises `NoCredentials` where none is named. An address without a scheme is one of `https`.
    """
    named = (url or environment.get(URL, "")).strip()
    kept = None if named else remembered(environment)
    if kept is not None:
        return kept.url
    if not named:
        raise NoCredentials(f"No site is named. Give its address, set {URL}, or use slatehouse login.")
    whole = named if "://" in named else f"https://{named}"
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoCredentials(f"{named!r} is no address of a site; it is one such as https://studio.example.")
    return whole.rstrip("/")


def found_credentials(
    url: str,
    script: str | None = None,
    key: str | None = None,
    login: str | None = None,
    password: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Credentials:
    """What was given in the call, else in the environment, else what `slatehouse login` kept for the site.

    The keyring is asked where the package `keyring` is installed. Raises `NoCredentials`.
    """
    if script is None and login is None:
        script, login = environment.get(SCRIPT), environment.get(LOGIN)
        # A script's name in the environment is what stands in for a person's, unless there is none.
        login = None if script else login
    kept = None if script or login else remembered(environment)
    if kept is not None and kept.url == url:
        script, login = (None, kept.name) if kept.is_person else (kept.name, None)
    name = script or login
    if not name:
        raise NoCredentials(
            f"Nobody signs in at {url}. Give a script and its key, or a login and its password; or set "
            f"{SCRIPT} and {KEY}, or {LOGIN} and {PASSWORD}; or use slatehouse login."
        )
    is_person = not script
    given = password if is_person else key
    secret = given or environment.get(PASSWORD if is_person else KEY) or _kept_secret(url, name)
    if not secret:
        missing = PASSWORD if is_person else KEY
        raise NoCredentials(f"There is no secret for {name} at {url}. Give it, or set {missing}.")
    return Credentials(name, secret, is_person)


def raise_if_no_keyring() -> None:
    """Raise `NoCredentials` where no secret can be kept."""
    _needed_keyring()


def keep_in_keyring(url: str, credentials: Credentials) -> None:
    """Keep a secret in the system's keyring; raises `NoCredentials` where there is none to keep it in."""
    keyring = _needed_keyring()
    try:
        keyring.set_password(f"{_SERVICE} {url}", credentials.name, credentials.secret)
    except keyring.errors.KeyringError as error:
        raise NoCredentials(f"The system's keyring does not take it: {str(error).rstrip('.')}.") from error


def forget_in_keyring(url: str, name: str) -> None:
    """Take a secret out of the system's keyring; one that is not there is none to take out.

    Raises `NoCredentials` where the keyring cannot be asked: then the secret may still be there.
    """
    keyring = _needed_keyring()
    try:
        if keyring.get_password(f"{_SERVICE} {url}", name) is not None:
            keyring.delete_password(f"{_SERVICE} {url}", name)
    except keyring.errors.KeyringError as error:
        raise NoCredentials(f"The system's keyring does not give it up: {str(error).rstrip('.')}.") from error


def _needed_keyring() -> Any:
    keyring = _keyring()
    if keyring is None:
        raise NoCredentials("There is no keyring here; install one with: pip install 'slatehouse[keyring]'.")
    return keyring


def _kept_secret(url: str, name: str) -> str | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        found: str | None = keyring.get_password(f"{_SERVICE} {url}", name)
    except keyring.errors.KeyringError:
        return None
    return found


def _keyring() -> Any:
    try:
        return import_module("keyring")
    except ImportError:
        return None
