"""What a client is told of one call: words, bodies, answers, and an example that the demo site answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from slatehouse.api.rest.describing.shapes import Shape
from slatehouse.api.wire.content_types import JSON
from slatehouse.api.wire.replies import Reply

__all__ = ["Answer", "Body", "Operation", "Operations", "Tag"]


class Tag(Enum):
    """The groups that calls are shown in, in this order, each with what its calls are about."""

    SITE = ("Site", "The site itself: what answers here, and how it is set up.")
    SIGNING_IN = ("Signing in", "Credentials in, tokens out.")
    ACCOUNTS = (
        "Accounts",
        "Sessions, passwords and two-factor sign-in. The real service has none of these calls.",
    )
    ROWS = ("Rows", "Rows of any entity type: read, written, retired, revived.")
    SEARCHING = ("Searching", "Searches, summaries, and rows by the words of their names.")
    FILES = ("Files", "Files and images of rows: told about, downloaded, uploaded.")
    SCHEMA = ("Schema", "Entity types and their fields.")
    HIERARCHY = ("Hierarchy", "A project as a tree.")
    FOLLOWING = ("Following", "Who follows what, what happened to it, and what was said about it.")
    WEBHOOKS = ("Webhooks", "Addresses that hear of changes.")
    SCHEDULE = ("Schedule", "Working days.")

    @property
    def title(self) -> str:
        return self.value[0]

    @property
    def about(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status, what it means, and the shape of its body; None where there is none to parse.

    `also` are content types under which it comes as well, and is not to be parsed.
    """

    status: int
    about: str
    shape: Shape | None = None
    content_type: str = JSON
    also: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """The body that a call reads under one content type, and one that it takes on the demo site."""

    shape: Shape
    example: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A call, but for its method, path and query string: those stand in its `Route`.

    `fixed` gives the only values of those names in the path for which the call is there. `names` and `query`
    are an example of the other names and of parameters; `needs` are the parameters that have to be there,
    and `unread` those that are taken because clients send them, and not told of.
    `needs_body` tells whether the call is refused without a body. A call without `answers` always refuses;
    `refusals` are statuses beside those that follow from the route. `begun_by` names the operation where this
    one goes on, and `scopes` are those that may be needed of a token. `headers` are those
    that it alone reads, each with what it does.
    """

    name: str
    tag: Tag
    summary: str
    details: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    bodies: Mapping[str, Body] = field(default_factory=dict)
    needs_body: bool = True
    answers: tuple[Answer, ...] = ()
    refusals: frozenset[int] = frozenset()
    begun_by: str = ""
    scopes: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


Operations = Mapping[Callable[..., Reply], Operation]
"""What is told of calls, by the function that answers each."""
