"""Acting as somebody else: who may ask for it (python-api/transport §4.4)."""

from __future__ import annotations

from dataclasses import replace

from slatehouse.accounts.errors import SudoNotPermitted
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.recognition import Recognition

__all__ = ["acting_as"]


def acting_as(recognition: Recognition, identity: Identity, login: str, *, has_key: bool) -> Identity:
    """The identity as that login, whom nobody has looked up yet; raises `SudoNotPermitted`.

    Only a script's own key opens other people's accounts; to be oneself takes none.
    """
    if has_key:
        return replace(identity, sudo_as_login=login)
    caller = recognition.caller(identity)
    if login != caller.login_or_script:
        raise SudoNotPermitted(caller.login_or_script)
    return identity
