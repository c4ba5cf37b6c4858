"""Secrets that a command is told: typed at the terminal, or on standard input; an argument shows in `ps`."""

import getpass
import sys

from slatehouse.cli.errors import CommandRefused

__all__ = ["secret_of_stdin", "typed_twice"]


def secret_of_stdin() -> str:
    """The first line of standard input; raises `CommandRefused` where there is none."""
    try:
        secret = sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandRefused("standard input is not text in UTF-8") from None
    return _not_empty(secret)


def typed_twice(what: str) -> str:
    """A secret typed twice alike; raises `CommandRefused` where they differ, or where nobody can type."""
    if not sys.stdin.isatty():
        raise CommandRefused(f"there is no terminal to ask for the {what} on; give it with --{what}-stdin")
    secret = getpass.getpass(f"{what.capitalize()}: ")
    if getpass.getpass("Once more: ") != secret:
        raise CommandRefused(f"that was another {what} than before; nothing was changed")
    return _not_empty(secret)


def _not_empty(secret: str) -> str:
    if not secret:
        raise CommandRefused("the secret is empty; give one of at least one character")
    return secret
