"""Seats: how many are taken of a licence without limit, and which subscriptions people are recorded with
(contract rest/90). Nothing of the product depends on a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import may_assign_seats
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_LONGEST = 255
_PERSON = "HumanUser"


@dataclass(eq=False)
class NoSuchPerson(Refusal):
    """A subscription for somebody who is not there; `person` as it was sent."""

    person: object


def assign_subscriptions(writing: Writing, wanted: Mapping[int, object]) -> dict[int, str | None]:
    """Record people's subscriptions, None for none; what is wrong with each, None where it was recorded.

    Raises `NoSuchPerson`, and records nothing then, if one of the people is not there.
    """
    if not wanted:
        return {}
    may_assign_seats(writing.caller)
    people = [Target(_PERSON, person) for person in wanted]
    writing.known.meet(people)
    for person in people:
        if writing.name_of(person) is None:
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
