"""Why something about a webhook is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from slatehouse.schema.refusals import Refusal

__all__ = ["Fault", "InvalidWebhook", "NoSuchDelivery", "NoSuchWebhook", "NothingToChange", "What"]


class What(Enum):
    """What is wrong with a part of what was asked."""

    MISSING = auto()
    EMPTY = auto()
    NO_TEXT = auto()
    NO_FLAG = auto()
    NO_HASH = auto()
    NO_LIST = auto()
    NOT_VALID = auto()
    NEITHER_OR_BOTH = auto()
    UNREACHABLE = auto()
    NO_STATUS = auto()
    TOO_LONG = auto()
    UNREAD = auto()
    NOT_OF_THE_WEB = auto()
    NO_SUCH_FIELD = auto()
    NEVER_TOLD_OF = auto()
    NO_SUCH_PROJECT = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a part, and which of it, where that has to be told."""

    what: What
    which: str = ""


@dataclass(eq=False)
class InvalidWebhook(Refusal):
    """What was asked of a hook or a delivery is no good: each part with what is wrong with it."""

    faults: Mapping[str, Fault]


class NothingToChange(Refusal):
    """A hook is to be changed, and nothing is said of how."""


@dataclass(eq=False)
class NoSuchWebhook(Refusal):
    """There is no such hook, or none that the caller may see; `hook` as it was sent."""

    hook: str


@dataclass(eq=False)
class NoSuchDelivery(Refusal):
    """There is no such delivery, or none that the caller may see; `delivery` as it was sent."""

    delivery: str
