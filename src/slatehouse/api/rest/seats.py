"""Who has a seat: the licence, which has no limit, and the subscriptions of people (contract rest/90)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.wire.replies import Reply
from slatehouse.site.seats import NoSuchPerson

__all__ = ["assign_subscriptions", "show_licence", "show_subscriptions"]

_NO_LIMIT = -1
_LONGEST_ID = 18
_SOME_FAILED = 207


def show_licence(call: Call) -> Reply:
    """`GET /license_info`."""
    licence = {
        "assigned": call.session.seats_taken(),
        "rule": "unlimited",
        "free": _NO_LIMIT,
        "total": _NO_LIMIT,
        "type": "license-count",
    }
    return json_reply({"data": licence, "status": "success"})


def show_subscriptions(call: Call) -> Reply:
    """`GET /subscription_seat/user_subscriptions`."""
    return json_reply({str(person): name for person, name in call.session.subscriptions().items()})


def assign_subscriptions(call: Call) -> Reply:
    """`POST /subscription_seat/user_subscriptions`: 207, with the reasons, where some were not recorded."""
    sent = {_person(key): name for key, name in call.body().items()}
    answers = {str(person): failure for person, failure in call.session.assign_subscriptions(sent).items()}
    return json_reply(answers, _SOME_FAILED if any(answers.values()) else 200)


def _person(key: str) -> int:
    if key.isascii() and key.isdigit() and len(key) <= _LONGEST_ID:
        return int(key)
    raise NoSuchPerson(key)
