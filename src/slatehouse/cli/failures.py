"""How errors end a command: one line on standard error, and an exit code that a script can tell apart."""

import os
import sys
from enum import IntEnum
from typing import NoReturn

from slatehouse.accounts.errors import PasswordRefused, SecondFactorIsOn, SecondFactorNotBegun, WrongCode
from slatehouse.accounts.rule_files import BadRules
from slatehouse.accounts.sealing import CannotUnseal
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.tls import TlsError
from slatehouse.client import ClientError, NotFound, NotPermitted, SignInRefused, TooBusy, Unreachable
from slatehouse.config import ConfigError, NotASite
from slatehouse.serving import PortInUse, ServingError, SiteLocked
from slatehouse.site.errors import CreateFailed, SiteError, UpdateFailed
from slatehouse.site.rule_sets import RuleSetRefused
from slatehouse.store.connection import StoreBusy, StoreError, StoreUnreachable

__all__ = ["ExitCode", "exit_with"]


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
    (SignInRefused, ExitCode.NOT_PERMITTED),
    (NotPermitted, ExitCode.NOT_PERMITTED),
    (NotFound, ExitCode.NOT_THERE),
    (Unreachable, ExitCode.UNREACHABLE),
    (TooBusy, ExitCode.IN_USE),
    (ClientError, ExitCode.FAILED),
    (NotASite, ExitCode.WRONG_STATE),
    (SiteError, ExitCode.WRONG_STATE),
    (StoreBusy, ExitCode.IN_USE),
    (SiteLocked, ExitCode.IN_USE),
    (PortInUse, ExitCode.IN_USE),
    (StoreError, ExitCode.FAILED),
    (CreateFailed, ExitCode.FAILED),
    (UpdateFailed, ExitCode.FAILED),
    (CommandRefused, ExitCode.FAILED),
    (PasswordRefused, ExitCode.FAILED),
    (BadRules, ExitCode.FAILED),
    (RuleSetRefused, ExitCode.FAILED),
    (SecondFactorIsOn, ExitCode.FAILED),
    (SecondFactorNotBegun, ExitCode.FAILED),
    (WrongCode, ExitCode.FAILED),
    (ConfigError, ExitCode.FAILED),
    (CannotUnseal, ExitCode.FAILED),
    (ServingError, ExitCode.FAILED),
    (TlsError, ExitCode.FAILED),
    (OSError, ExitCode.FAILED),
)


def exit_with(error: Exception) -> NoReturn:
    """End the process as `error` asks; one that was not foreseen is raised again, for its traceback."""
    code = next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), None)
    if code is None:
        raise error
    sys.stderr.write(f"slatehouse: {' '.join(_worded(error).split())}\n")
    sys.exit(code)


def _worded(error: Exception) -> str:
    match error:
        case StoreUnreachable():
            return f"cannot use the database: {error}; see database.url in: slatehouse config"
        case PasswordRefused():
            return f"the password is refused: {error.reason}"
        case SecondFactorIsOn():
            return "two-factor sign-in is on already; reset it first"
        case SecondFactorNotBegun():
            return "two-factor sign-in is not on, and was not begun"
        case WrongCode():
            return "the code is wrong, or was used before; nothing was changed"
        case CreateFailed() | UpdateFailed():
            return error.reason
        case OSError(errno=int(number), filename=str(path)):
            return f"cannot use {path}: {os.strerror(number)}"
    return str(error)
