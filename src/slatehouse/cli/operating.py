"""Who gives a command: the product itself, for an account of this machine that the audit trail names."""

import getpass
from dataclasses import replace

from slatehouse.accounts.caller import Caller, system_caller

__all__ = ["operator"]


def operator() -> Caller:
    """The product itself, above rules; by name the account on this machine that runs the command."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = "unknown"
    return replace(system_caller(), login_or_script=account)
