"""Who may come into a test's site, and what it holds."""

from __future__ import annotations

from enum import Enum

__all__ = ["ADMIN", "PASSWORD", "SCRIPT", "SCRIPT_KEY", "Seed"]

SCRIPT, SCRIPT_KEY = "slatehouse_testing", "a-key-that-everybody-knows"
ADMIN, PASSWORD = "slatehouse.admin", "a-password-that-everybody-knows"


class Seed(Enum):
    """What a site holds when a test begins, besides its stock rows: a script and a person to sign in as."""

    EMPTY = "empty"
    """Nothing else."""
    DEMO = "demo"
    """The rows of the demo film, without its pictures."""
