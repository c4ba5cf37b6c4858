"""The second factor of people: looked at, switched on and off. Calls of our own, beside the contract's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from slatehouse.accounts.second_factors import SecondFactor
from slatehouse.accounts.totp import otpauth_address, spelled
from slatehouse.api.rest.account_sessions import account_named
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.refusals import NoSuchPath
from slatehouse.api.wire.rate_limits import account_of
from slatehouse.api.wire.replies import Reply
from slatehouse.site.account import (
    begin_second_factor,
    confirm_second_factor,
    own_account,
    reset_second_factor,
    second_factor_of,
    switch_second_factor_off,
)

__all__ = ["begin", "confirm", "reset", "show", "show_own", "switch_off"]

_PERSON = "HumanUser"

T = TypeVar("T")


def show_own(call: Call) -> Reply:
    """`GET /account/two_factor`; a script has none."""
    account = own_account(call.session)
    is_person = account.type == _PERSON
    return _shown(call, second_factor_of(call.session, account.id) if is_person else SecondFactor())


def show(call: Call, account: str, row_id: int) -> Reply:
    """`GET /account/human_users/<id>/two_factor`."""
    return _shown(call, second_factor_of(call.session, _person(call, account, row_id)))


def begin(call: Call) -> Reply:
    """`POST /account/two_factor`: a secret for one's app, shown this once, and good for nothing until it is
    confirmed."""
    password = _text_in(call, "password")
    secret = _guarded(call, lambda: begin_second_factor(call.session, password))
    login, site = call.session.caller.login_or_script, call.site.config.settings.site.name
    shown = {"secret": spelled(secret), "url": otpauth_address(secret, login, site)}
    return json_reply({"data": shown}, 201)


def confirm(call: Call) -> Reply:
    """`PUT /account/two_factor`: switched on by the code that the app shows now."""
    code = _text_in(call, "code")
    codes = _guarded(call, lambda: confirm_second_factor(call.session, code))
    return json_reply({"data": {"recovery_codes": codes}})


def switch_off(call: Call) -> Reply:
    """`POST /account/two_factor/disable`."""
    code = _text_in(call, "code")
    _guarded(call, lambda: switch_second_factor_off(call.session, code))
    return Reply(status=204)


def reset(call: Call, account: str, row_id: int) -> Reply:
    """`DELETE /account/human_users/<id>/two_factor`: for a person who lost it."""
    reset_second_factor(call.session, _person(call, account, row_id))
    return Reply(status=204)


def _person(call: Call, account: str, row_id: int) -> int:
    person = account_named(call, account, row_id)
    if person.type != _PERSON:
        raise NoSuchPath
    return person.id


def _shown(call: Call, found: SecondFactor) -> Reply:
    shown = {"enabled": found.is_on, "created_at": found.since, "recovery_codes": found.recovery_codes}
    return json_reply({"data": shown, "links": {"self": call.path}})


def _text_in(call: Call, name: str) -> str:
    """The one text in the body."""
    body, findings = call.body(), call.findings()
    findings.only(body, (name,))
    text = findings.text(body, name)
    findings.raise_if_any()
    return text


def _guarded(call: Call, do: Callable[[], T]) -> T:
    """Whoever guesses at a password or a code here is counted as one who signs in."""
    shared, person = call.surroundings, account_of("person", call.session.caller.login_or_script)
    return shared.rate_limits.signing_in(person, shared.addresses.client_of(call.request), do)
