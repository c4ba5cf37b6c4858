"""Access tokens: JSON Web Tokens that say who signed in and until when (rest/10-auth, the access token).

Clients read the payload to learn who they are, so its keys, their order and the header are protocol. The
session that a token belongs to stands before the dot in `jti`, because `session_uuid` is always null there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from slatehouse.accounts.caller import CallerType
from slatehouse.accounts.errors import Unauthorized
from slatehouse.accounts.identity import Identity

__all__ = ["Token", "TokenSigner"]

_ALGORITHM = "HS256"
_SESSION_ENDS = "."
_UNIQUE_BYTES = 8


class _ClaimedUser(msgspec.Struct, frozen=True):
    type: CallerType
    id: int


class _Claims(msgspec.Struct, frozen=True):
    """The payload, in the order in which clients find it."""

    iss: str
    aud: str
    exp: int
    iat: int
    jti: str
    user: _ClaimedUser
    sudo_as_login: str | None
    auth_type: str
    session_uuid: None


@dataclass(frozen=True, slots=True)
class Token:
    """What a genuine token says; `expires` is in Unix seconds."""

    identity: Identity
    expires: int


class TokenSigner:
    """Makes and reads the tokens of one site, whose `secret` every process shares."""

    def __init__(self, secret: bytes, lifetime: int, clock: Callable[[], datetime]) -> None:
        self._key = OctKey.import_key(secret)
        self._lifetime = lifetime
        self._clock = clock

    def sign(self, identity: Identity, host: str) -> str:
        """A token for the identity, issued by and for the host that the client called."""
        now = int(self._clock().timestamp())
        claims = _Claims(
            iss=host,
            aud=host,
            exp=now + self._lifetime,
            iat=now,
            jti=f"{identity.session or ''}{_SESSION_ENDS}{secrets.token_hex(_UNIQUE_BYTES)}",
            user=_ClaimedUser(identity.type, identity.id),
            sudo_as_login=identity.sudo_as_login,
            auth_type=identity.auth_type,
            session_uuid=None,
        )
        return jwt.encode(
            {"alg": _ALGORITHM}, msgspec.to_builtins(claims), self._key, [_ALGORITHM], default_type=None
        )

    def read(self, text: str) -> Token:
        """What the token says; raises `Unauthorized` for anything but a genuine token that is still good.

        The host is not compared: a site may be reached under several names.
        """
        try:
            decoded = jwt.decode(text, self._key, [_ALGORITHM])
            claims = msgspec.convert(decoded.claims, _Claims)
        # Malformed text can also fail as plain text, before joserfc sees a token in it.
        except (JoseError, ValueError) as error:
            raise Unauthorized from error
        if self._clock().timestamp() >= claims.exp:
            raise Unauthorized
        user = claims.user
        session = claims.jti.rpartition(_SESSION_ENDS)[0] or None
        return Token(
            Identity(user.type, user.id, claims.auth_type, claims.sudo_as_login, session), claims.exp
        )
