"""The provider over the network: what it publishes of itself, the exchange of a code, and its tokens."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from slatehouse.accounts.openid.attempt import Attempt
from slatehouse.accounts.openid.errors import OpenIdRefused, Why
from slatehouse.config.settings import OpenIdSettings

__all__ = ["Claims", "Provider", "is_private_enough"]

Claims = Mapping[str, Any]
"""What an ID token says of a person."""

T = TypeVar("T")

_PLAIN: Mapping[str, str] = {}
_TIMEOUT = 10.0
_LARGEST = 1024 * 1024
_KEPT = 3600.0
_ASKED_AGAIN_AFTER = 30.0
_LEEWAY = 60
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Those that need the provider's own key; a token signed with a shared secret proves less."""


class _Metadata(msgspec.Struct, frozen=True):
    """What of the provider's own description is needed (OpenID Connect Discovery §3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the provider published, and when it was asked; in Unix seconds."""

    metadata: _Metadata
    keys: KeySet
    asked: float


class Provider:
    """Asks the provider no more often than it has to. Safe to share between threads.

    Whatever it does but what it should is told as an `OpenIdRefused`.
    """

    def __init__(self, settings: OpenIdSettings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._known: _Known | None = None
        self._asking = Lock()
        # A provider has no reason to send anyone elsewhere, and whoever can make it do so is not it.
        self._opener = urllib.request.build_opener(
            _NoRedirects(), urllib.request.HTTPSHandler(context=ssl.create_default_context())
        )

    def address(self, attempt: Attempt, redirect: str) -> str:
        """Where a browser goes to sign in; the provider sends it back to the redirect."""
        endpoint = self._published().metadata.authorization_endpoint
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": redirect,
            "scope": self._settings.scope,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def claims(self, attempt: Attempt, code: str, redirect: str) -> Claims:
        """What the provider says of whoever came back with the code."""
        metadata = self._published().metadata
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": attempt.verifier,
        }
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        name, secret = self._settings.client_id, self._settings.client_secret
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported and secret:
            shown = b64encode(f"{quote(name, safe='')}:{quote(secret, safe='')}".encode()).decode()
            headers["Authorization"] = f"Basic {shown}"
        else:
            form |= {"client_id": name} | ({"client_secret": secret} if secret else {})
        body = self._fetch(metadata.token_endpoint, urlencode(form).encode(), headers)
        tokens = _read(body, _Tokens)
        claims = self._verified(tokens.id_token, attempt)
        return claims if self._settings.claim in claims else {**self._told_apart(tokens, claims), **claims}

    def _told_apart(self, tokens: _Tokens, claims: Claims) -> Claims:
        """What the provider tells of the same person for the access token, where the other token is short."""
        endpoint = self._published().metadata.userinfo_endpoint
        if not endpoint or not tokens.access_token.isascii():
            return {}
        told = _read(self._fetch(endpoint, headers={"Authorization": f"Bearer {tokens.access_token}"}), dict)
        if told.get("sub") != claims["sub"]:
            raise OpenIdRefused(Why.FORGED)
        return told

    def _verified(self, token: str, attempt: Attempt) -> Claims:
        known = self._published()
        claims = _signed(token, known.keys)
        if claims is None and self._clock().timestamp() - known.asked >= _ASKED_AGAIN_AFTER:
            # The provider may sign with another key since it was asked.
            claims = _signed(token, self._ask().keys)
        if claims is None:
            raise OpenIdRefused(Why.FORGED)
        audience = claims.get("aud")
        is_ours = audience in (self._settings.client_id, [self._settings.client_id])
        now = int(self._clock().timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=lambda: now,
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
            # A token for several has to name the one that it was issued to.
            azp={"essential": not is_ours, "value": self._settings.client_id},
        )
        try:
            registry.validate(dict(claims))
        except JoseError as error:
            raise OpenIdRefused(Why.FORGED) from error
        return claims

    def _published(self) -> _Known:
        known = self._known
        if known is not None and 0 <= self._clock().timestamp() - known.asked < _KEPT:
            return known
        return self._ask()

    def _ask(self) -> _Known:
        with self._asking:
            issuer = self._settings.issuer
            described = self._fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            metadata = _read(described, _Metadata)
            if metadata.issuer != issuer:
                raise OpenIdRefused(Why.FORGED)
            if not all(map(is_private_enough, (metadata.authorization_endpoint, metadata.token_endpoint))):
                raise OpenIdRefused(Why.SILENT)
            try:
                keys = KeySet.import_key_set(json.loads(self._fetch(metadata.jwks_uri)))
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise OpenIdRefused(Why.SILENT) from error
            self._known = known = _Known(metadata, keys, self._clock().timestamp())
            return known

    def _fetch(self, address: str, body: bytes | None = None, headers: Mapping[str, str] = _PLAIN) -> bytes:
        if not is_private_enough(address):
            raise OpenIdRefused(Why.SILENT)
        request = urllib.request.Request(address, body, dict(headers))
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                found: bytes = answer.read(_LARGEST + 1)
        except urllib.error.HTTPError as error:
            with error:
                # A code that is no good is refused with 400: somebody made it up, or it was used before.
                raise OpenIdRefused(Why.FORGED if body and error.code < 500 else Why.SILENT) from error
        except (OSError, ValueError) as error:
            raise OpenIdRefused(Why.SILENT) from error
        if len(found) > _LARGEST:
            raise OpenIdRefused(Why.SILENT)
        return found


def is_private_enough(address: str) -> bool:
    """Whether nobody on the way can read or change what is said there: over TLS, or within this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _signed(token: str, keys: KeySet) -> Claims | None:
    """What the token says, where one of the keys signed it."""
    try:
        return jwt.decode(token, keys, _ALGORITHMS).claims
    except (JoseError, ValueError):
        return None


def _read(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OpenIdRefused(Why.SILENT) from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Nowhere: urllib then answers with the redirect's own status, an error."""
