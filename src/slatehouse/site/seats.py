"""Seats: how many are taken of a licence without limit, and which subscriptions people are recorded with
(contract rest/90). Nothing of the product depends on a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import may_assign_seats
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.lookup import rows_there

if TYPE_CHECKING:
    from slatehouse.site.session import Session
    from slatehouse.site.writing import Writing
    from slatehouse.store.connection import Connection

_LONGEST = 255
_PERSON = "HumanUser"


@dataclass(eq=False)
class NoSuchPerson(Refusal):
    """A subscription for somebody who is not there; `person` as it was sent."""

    person: object


def subscriptions(session: Session, connection: Connection) -> dict[int, str | None]:
    """The subscription of everyone whom the caller may read, None for those who have none."""
    found = session.site.subscriptions.of_everyone(connection)
    people = (Target(_PERSON, person) for person in found)
    seen = rows_there(session.edition, connection, people, session.caller.asker)
    return {person: name for person, name in found.items() if Target(_PERSON, person) in seen}


def assign_subscriptions(writing: Writing, wanted: Mapping[int, object]) -> dict[int, str | None]:
    """Record people's subscriptions, None for none; what is wrong with each, None where it was recorded.

    Raises `NoSuchPerson`, and records nothing then, if one of the people is not there.
    """
    if not wanted:
        return {}
    may_assign_seats(writing.caller)
    people = [Target(_PERSON, person) for person in wanted]
    seen = rows_there(writing.edition, writing.connection, people, writing.caller.asker)
    for person in people:
        if person not in seen:
            raise NoSuchPerson(person.id)
    return {person: _assign(writing, person, subscription) for person, subscription in wanted.items()}


def _assign(writing: Writing, person: int, subscription: object) -> str | None:
    stored = writing.site.subscriptions
    match subscription:
        case None:
            stored.remove(writing.connection, person)
        case str() if 0 < len(subscription) <= _LONGEST:
            stored.put(writing.connection, person, subscription)
        case _:
            return f"A subscription is a text of 1 to {_LONGEST} characters"
    return None
