"""The token endpoint: credentials in, tokens out (contract rest/10).

Credentials may stand in the form or in the query string; of a parameter in both, the form's counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from slatehouse.accounts.errors import CannotAuthenticateSessionToken, MissingArguments, Unauthorized
from slatehouse.accounts.issuing import SignedIn
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Visit
from slatehouse.api.rest.kept_sessions import is_asked_for, reply_without_secret, token_kept, without
from slatehouse.api.rest.parameters import CREDENTIALS
from slatehouse.api.rest.refusals import KeptSessionOver
from slatehouse.api.wire.bodies import MalformedBody, parse_json, read_body
from slatehouse.api.wire.content_types import FORM, JSON, UnsupportedContentType, media_type
from slatehouse.api.wire.rate_limits import account_of
from slatehouse.api.wire.replies import Reply

__all__ = ["sign_in"]

_SUDO = "sudo_as_login"
_NO_JSON = "Empty input (after ) at line 1, column 1 "


def sign_in(visit: Visit) -> Reply:
    """`POST /auth/access_token`."""
    parameters = _parameters(visit)
    _raise_if_unknown(visit, parameters)
    if is_asked_for(visit.request):
        return _kept_by_the_browser(visit, parameters)
    signed_in = _signed_in(visit, parameters)
    return json_reply(
        {
            "token_type": "Bearer",
            "access_token": signed_in.access_token,
            "expires_in": signed_in.expires_in,
            "refresh_token": signed_in.refresh_token,
        }
    )


def _kept_by_the_browser(visit: Visit, parameters: Mapping[str, str]) -> Reply:
    """The answer to a page whose browser keeps, and shows, what renews the session."""
    kept = token_kept(visit.request, parameters)
    try:
        return reply_without_secret(visit, _signed_in(visit, {**parameters, **kept}))
    except (CannotAuthenticateSessionToken, Unauthorized) as refusal:
        if not kept:
            raise
        raise KeptSessionOver(without(visit, parameters["grant_type"])) from refusal


def _signed_in(visit: Visit, parameters: Mapping[str, str]) -> SignedIn:
    """The tokens for the credentials, unless too many were wrong before them."""
    shared, grant = visit.surroundings, parameters.get("grant_type")
    host, address = shared.addresses.host_of(visit.request), shared.addresses.client_of(visit.request)
    account = _account(grant, parameters)
    return shared.rate_limits.minting(
        account,
        address,
        lambda: visit.site.accounts.sign_in(grant, parameters, host, shared.origin(visit.request)),
    )


def _account(grant: str | None, parameters: Mapping[str, str]) -> str | None:
    """Whom the credentials claim to be of; tokens tell that to nobody but the site."""
    match grant:
        case "client_credentials":
            return account_of("script", parameters.get("client_id", ""))
        case "password":
            return account_of("person", parameters.get("username", ""))
    return None


def _parameters(visit: Visit) -> Mapping[str, str]:
    body = read_body(visit.request, visit.surroundings.limits.size)
    _raise_if_no_form(visit, body)
    form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    parameters = {**visit.query.parameters, **form}
    if any("\x00" in value for value in parameters.values()):
        # No name and no secret has a NUL, and databases do not take one even in a question.
        raise MissingArguments
    return parameters


def _raise_if_unknown(visit: Visit, parameters: Mapping[str, str]) -> None:
    """Tell a strict caller of what signing in does not read, impersonation in its wrong place above all."""
    findings = visit.findings()
    if _SUDO in parameters:
        findings.silence(f"must be given as a scope, {_SUDO}:<login>", _SUDO)
    findings.only(parameters, {*CREDENTIALS, _SUDO})
    findings.raise_if_any()


def _raise_if_no_form(visit: Visit, body: bytes) -> None:
    """A body that calls itself JSON is parsed first, and so may be refused for what it holds."""
    sent = visit.request.content_type
    found = media_type(sent)
    if not found or found == FORM:
        return
    if found == JSON:
        try:
            parse_json(body, visit.surroundings.limits.depth)
        except MalformedBody as error:
            raise MalformedBody(_NO_JSON) from error
    raise UnsupportedContentType(sent or "", (FORM,))
