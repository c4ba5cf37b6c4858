"""Why nobody came in by way of the provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from slatehouse.accounts.errors import SignInRefusal
from slatehouse.schema.link import Link

__all__ = ["OpenIdRefused", "Why"]


class Why(StrEnum):
    """What stood in the way, as the audit trail keeps it."""

    ELSEWHERE = "begun in another browser"
    DECLINED = "declined by the provider"
    SILENT = "the provider does not answer as it should"
    FORGED = "the provider's token is not genuine"
    UNNAMED = "the provider does not say who it is"
    UNVERIFIED = "the provider has not verified the address"
    STRANGER = "nobody here has that name"
    TAKEN = "the account belongs to another identity"
    DISABLED = "disabled"


@dataclass(eq=False)
class OpenIdRefused(SignInRefusal):
    """The provider let nobody in; `known` is the person it was about, where there is one."""

    why: Why
    known: Link | None = None
