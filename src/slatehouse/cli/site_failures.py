"""How the errors of a site's own rooms end a command; only where those rooms are installed."""

from __future__ import annotations

from slatehouse.accounts.errors import PasswordRefused, SecondFactorIsOn, SecondFactorNotBegun, WrongCode
from slatehouse.accounts.rule_files import BadRules
from slatehouse.accounts.sealing import CannotUnseal
from slatehouse.cli.failures import ExitCode
from slatehouse.cli.tls import TlsError
from slatehouse.config import ConfigError, NotASite
from slatehouse.media.blobs import BlobError, StoreAway
from slatehouse.mirror.comparing.comparison import NoSuchType
from slatehouse.serving import PortInUse, ServingError, SiteLocked
from slatehouse.site.errors import CreateFailed, SiteError, UpdateFailed
from slatehouse.site.rule_sets import RuleSetRefused
from slatehouse.store.connection import StoreBusy, StoreError, StoreUnreachable

__all__ = ["EXIT_CODES", "worded"]

EXIT_CODES: tuple[tuple[type[Exception], ExitCode], ...] = (
    (NotASite, ExitCode.WRONG_STATE),
    (SiteError, ExitCode.WRONG_STATE),
    (StoreBusy, ExitCode.IN_USE),
    (SiteLocked, ExitCode.IN_USE),
    (PortInUse, ExitCode.IN_USE),
    (StoreError, ExitCode.FAILED),
    (BlobError, ExitCode.FAILED),
    (CreateFailed, ExitCode.FAILED),
    (UpdateFailed, ExitCode.FAILED),
    (PasswordRefused, ExitCode.FAILED),
    (BadRules, ExitCode.FAILED),
    (RuleSetRefused, ExitCode.FAILED),
    (SecondFactorIsOn, ExitCode.FAILED),
    (SecondFactorNotBegun, ExitCode.FAILED),
    (WrongCode, ExitCode.FAILED),
    (ConfigError, ExitCode.FAILED),
    (CannotUnseal, ExitCode.FAILED),
    (NoSuchType, ExitCode.NOT_THERE),
    (ServingError, ExitCode.FAILED),
    (TlsError, ExitCode.FAILED),
)
"""The first line that fits an error counts."""


def worded(error: Exception) -> str:
    """The error in a line's words."""
    match error:
        case StoreAway():
            return f"{error}; see media.url and s3 in: slatehouse config"
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
    return str(error)
