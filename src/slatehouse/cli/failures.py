"""How errors end a command: one line on standard error, and an exit code that a script can tell apart."""

import sys
from enum import IntEnum
from typing import NoReturn

from slatehouse.cli.rows import CommandRefused
from slatehouse.cli.tls import TlsError
from slatehouse.config import ConfigError, NotASite
from slatehouse.serving import PortInUse, ServingError, SiteLocked
from slatehouse.site.errors import SiteError
from slatehouse.store.connection import StoreError

__all__ = ["FAILURES", "ExitCode", "exit_with"]


class ExitCode(IntEnum):
    """What a script can learn from the end of a command; 2, misuse, is the command line parser's."""

    OK = 0
    FAILED = 1
    MISUSED = 2
    WRONG_STATE = 3
    IN_USE = 4


# The first line that fits counts.
_EXIT_CODES: tuple[tuple[type[Exception], ExitCode], ...] = (
    (NotASite, ExitCode.WRONG_STATE),
    (SiteError, ExitCode.WRONG_STATE),
    (StoreError, ExitCode.FAILED),
    (CommandRefused, ExitCode.FAILED),
    (ConfigError, ExitCode.FAILED),
    (SiteLocked, ExitCode.IN_USE),
    (PortInUse, ExitCode.IN_USE),
    (ServingError, ExitCode.FAILED),
    (TlsError, ExitCode.FAILED),
    (OSError, ExitCode.FAILED),
)

FAILURES = tuple(kind for kind, _ in _EXIT_CODES)


def exit_with(error: Exception) -> NoReturn:
    """End the process as `error` asks."""
    sys.stderr.write(f"slatehouse: {' '.join(str(error).split())}\n")
    sys.exit(next(code for kind, code in _EXIT_CODES if isinstance(error, kind)))
