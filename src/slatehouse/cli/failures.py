"""How errors end a command: one line on standard error, and an exit code that a script can tell apart."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from typing import NoReturn

from slatehouse.cli.errors import CommandRefused
from slatehouse.client import ClientError, NotFound, NotPermitted, SignInRefused, TooBusy, Unreachable
from slatehouse.importing.errors import ImportRefused

__all__ = ["ExitCode", "exit_with", "is_ours"]


class ExitCode(IntEnum):
    """What a script can learn from the end of a command; 2, misuse, is the command line parser's."""

    OK = 0
    FAILED = 1
    MISUSED = 2
    WRONG_STATE = 3
    IN_USE = 4
    NOT_WHOLE = 5
    NOT_PERMITTED = 6
    NOT_THERE = 7
    UNREACHABLE = 8


# The first line that fits counts.
_EXIT_CODES: tuple[tuple[type[Exception], ExitCode], ...] = (
    (CommandRefused, ExitCode.FAILED),
    (ImportRefused, ExitCode.FAILED),
    (SignInRefused, ExitCode.NOT_PERMITTED),
    (NotPermitted, ExitCode.NOT_PERMITTED),
    (NotFound, ExitCode.NOT_THERE),
    (Unreachable, ExitCode.UNREACHABLE),
    (TooBusy, ExitCode.IN_USE),
    (ClientError, ExitCode.FAILED),
)


_SERVER = "what serves a site comes with: pip install 'slatehouse[server]'"


def is_ours(error: ModuleNotFoundError) -> bool:
    """Whether it is a module of the product's own that is missing: no package mends that."""
    return (error.name or "").partition(".")[0] == "slatehouse"


def exit_with(error: Exception) -> NoReturn:
    """End the process as `error` asks; one that was not foreseen is raised again, for its traceback."""
    found = _of_clients(error) or _of_the_site(error) or _of_the_system(error)
    if found is None:
        raise error
    code, words = found
    sys.stderr.write(f"slatehouse: {' '.join(words.split())}\n")
    sys.exit(code)


def _of_clients(error: Exception) -> tuple[ExitCode, str] | None:
    code = next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), None)
    return None if code is None else (code, str(error))


def _of_the_site(error: Exception) -> tuple[ExitCode, str] | None:
    try:
        from slatehouse.cli.site_failures import EXIT_CODES, worded
    except ModuleNotFoundError:
        # Only the client and the command line are installed.
        return None
    code = next((code for kind, code in EXIT_CODES if isinstance(error, kind)), None)
    return None if code is None else (code, worded(error))


def _of_the_system(error: Exception) -> tuple[ExitCode, str] | None:
    match error:
        case ModuleNotFoundError(name=str(name)) if not is_ours(error):
            return ExitCode.FAILED, f"{name} is not installed here; {_SERVER}"
        case OSError(errno=int(number), filename=str(path)):
            return ExitCode.FAILED, f"cannot use {path}: {os.strerror(number)}"
        case OSError():
            return ExitCode.FAILED, str(error)
    return None
