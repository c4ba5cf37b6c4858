"""How the storage refuses: the XML that clients of S3 know (contract rest/00 §4.6)."""

from __future__ import annotations

from dataclasses import dataclass

from falcon import Response

__all__ = [
    "ACCESS_DENIED",
    "BAD_DIGEST",
    "ENTITY_TOO_LARGE",
    "INCOMPLETE_BODY",
    "INVALID_RANGE",
    "NO_SUCH_KEY",
    "NO_SUCH_UPLOAD",
    "SIGN_IN_FIRST",
    "STORE_AWAY",
    "STORE_FULL",
    "TOO_MANY_FAILURES",
    "StorageError",
    "refuse",
]


@dataclass(frozen=True, slots=True)
class StorageError:
    """A refusal: HTTP status, the code that clients branch on, a sentence for people."""

    status: int
    code: str
    message: str


ACCESS_DENIED = StorageError(403, "AccessDenied", "The address is not signed for this, or has expired")
SIGN_IN_FIRST = StorageError(403, "AccessDenied", "Nobody is signed in")
TOO_MANY_FAILURES = StorageError(429, "SlowDown", "Too many failed attempts to sign in from this address")
NO_SUCH_KEY = StorageError(404, "NoSuchKey", "The file is not there")
NO_SUCH_UPLOAD = StorageError(404, "NoSuchUpload", "No such upload is open")
INVALID_RANGE = StorageError(416, "InvalidRange", "The file ends before the range begins")
ENTITY_TOO_LARGE = StorageError(413, "EntityTooLarge", "The file is larger than this site takes")
INCOMPLETE_BODY = StorageError(400, "IncompleteBody", "The connection ended before the file did")
BAD_DIGEST = StorageError(400, "BadDigest", "The bytes are not those whose Content-MD5 was sent")
STORE_AWAY = StorageError(503, "ServiceUnavailable", "The storage of files is away. Please try again.")
STORE_FULL = StorageError(507, "InsufficientStorage", "The site's media store is full")


def refuse(response: Response, error: StorageError) -> None:
    """Answer with the error."""
    response.status = error.status
    response.content_type = "application/xml"
    response.set_header("cache-control", "no-store")
    response.data = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{error.code}</Code><Message>{error.message}</Message></Error>"
    ).encode()
