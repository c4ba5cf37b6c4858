"""Access tokens: JSON Web Tokens that say who signed in and until when (rest/10-auth, the access token).

Clients read the payload to learn who they are, so its keys, their order and the header are protocol. The
session that a token belongs to stands before the dot in `jti`, because `session_uuid` is always null there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
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
    """What a genuine token says; `expires` is in Unix seconds. `ring` are the secrets it was read with."""

    identity: Identity
    expires: int
    ring: tuple[bytes, ...] = field(repr=False)


class TokenSigner:
    """Makes and reads the tokens of one site. `secrets` are those that every process shares: the first signs,
    and all of them verify."""

    def __init__(
        self, secrets: Callable[[], tuple[bytes, ...]], lifetime: int, clock: Callable[[], datetime]
    ) -> None:
        self._secrets = secrets
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
            {"alg": _ALGORITHM},
            msgspec.to_builtins(claims),
            OctKey.import_key(self._secrets()[0]),
            [_ALGORITHM],
            default_type=None,
        )

    def read(self, text: str) -> Token:
        """What the token says; raises `Unauthorized` for anything but a genuine token that is still good.

        The host is not compared: a site may be reached under several names.
        """
        ring = self._secrets()
        claims = next(filter(None, (_claims(text, secret) for secret in ring)), None)
        if claims is None:
            raise Unauthorized
        if self._clock().timestamp() >= claims.exp:
            raise Unauthorized
        user = claims.user
        session = claims.jti.rpartition(_SESSION_ENDS)[0] or None
        identity = Identity(user.type, user.id, claims.auth_type, claims.sudo_as_login, session)
        return Token(identity, claims.exp, ring)

    def is_read_alike(self, token: Token) -> bool:
        """Whether the secrets are those that the token was read with."""
        return token.ring is self._secrets()


def _claims(text: str, secret: bytes) -> _Claims | None:
    """What the token says, where it was signed with the secret."""
    try:
        return msgspec.convert(jwt.decode(text, OctKey.import_key(secret), [_ALGORITHM]).claims, _Claims)
    # Malformed text can also fail as plain text, before joserfc sees a token in it.
    except (JoseError, ValueError):
        return None
