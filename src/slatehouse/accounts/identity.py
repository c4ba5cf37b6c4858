"""Whom a credential stands for, before anyone has looked up whether they are still there."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.accounts.caller import CallerType

__all__ = ["Identity"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a token or a grant says: the row that signed in, how (`api_key`), and as which login it acts.

    `session` is the session that it was issued in; None for credentials that have not begun one. `script_key`
    is the key that a script showed for it.
    """

    type: CallerType
    id: int
    auth_type: str
    sudo_as_login: str | None = None
    session: str | None = None
    script_key: int | None = None
