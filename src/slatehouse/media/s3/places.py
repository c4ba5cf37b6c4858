"""The keys of objects in a site's part of a bucket."""

from __future__ import annotations

import hashlib
import re
import secrets

from slatehouse.media.blobs import PartsOf, raise_unless_token

__all__ = [
    "INCOMING",
    "KEPT",
    "OUR_KEY",
    "SWEPT_AS",
    "incoming",
    "named_by",
    "new_key",
    "new_nonce",
    "upload_of",
]

KEPT = "kept/"
"""Below it lies what passed through us."""

INCOMING = "incoming/"
"""Below it lies what clients put into the bucket themselves."""

SWEPT_AS = "swept-as"
"""An object that tells which database swept last."""

OUR_KEY = re.compile(r"kept/[0-9a-f]{2}/[0-9a-f]{32}|incoming/[A-Za-z0-9_-]{1,200}")
"""Nothing else in a bucket is touched."""

_NONCE_LENGTH = 16
_UPLOAD_ID = re.compile(r"[0-9a-f]{16}[!-~]{1,2000}")


def new_key() -> str:
    """A key that nothing has."""
    random = secrets.token_hex(16)
    return f"{KEPT}{random[:2]}/{random}"


def incoming(token: str) -> str:
    """Where a client puts the bytes of the upload with this token."""
    raise_unless_token(token)
    return f"{INCOMING}{token}"


def named_by(upload: PartsOf) -> str:
    """The name of the blob that the parts of an upload become; two uploads may have one token."""
    raise_unless_token(upload.token)
    return hashlib.sha256(
        f"{upload.token}/{upload.upload_id[:_NONCE_LENGTH]}".encode(errors="surrogatepass")
    ).hexdigest()


def upload_of(upload: PartsOf) -> tuple[str, str] | None:
    """The key of an upload in parts, and the service's own id of it; None where nobody gave this id."""
    if not _UPLOAD_ID.fullmatch(upload.upload_id):
        return None
    return incoming(named_by(upload)), upload.upload_id[_NONCE_LENGTH:]


def new_nonce() -> str:
    """What an id of an upload begins with, before that of the service."""
    return secrets.token_hex(_NONCE_LENGTH // 2)
