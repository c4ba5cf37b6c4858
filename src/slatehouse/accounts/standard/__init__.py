"""The permission rule sets that every site has: one TOML file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from slatehouse.accounts.rule_files import read_rules
from slatehouse.accounts.rule_sets import RuleSet

__all__ = ["SYSTEM_DEFAULTS", "narrowed_rules", "stock_rule_sets", "stock_text"]

_CODES = ("admin", "manager", "artist", "vendor", "api_admin", "client_user")

SYSTEM_DEFAULTS: Mapping[str, str] = MappingProxyType(
    {f"{code}_system_default": code for code in ("admin", "manager", "artist", "api_admin", "client_user")}
)
"""The codes of the sets that stand for what was shipped, and the set that each is like (contract
auth-and-permissions §6)."""


@cache
def stock_rule_sets() -> Mapping[str, RuleSet]:
    """The sets by their codes, in the order in which a site is given them."""
    made = {code: read_rules(stock_text(code)) for code in _CODES}
    alike = {code: made[like] for code, like in SYSTEM_DEFAULTS.items()}
    return MappingProxyType({**made, **alike})


@cache
def narrowed_rules() -> RuleSet:
    """What holds for an administrators' script that is narrowed to projects."""
    return read_rules(stock_text("narrowed"))


def stock_text(code: str) -> str:
    """The file of a set."""
    return (files(__name__) / f"{SYSTEM_DEFAULTS.get(code, code)}.toml").read_text("utf-8")
