"""What the body of a request says that it is."""

from __future__ import annotations

from dataclasses import dataclass

from falcon import Request

from slatehouse.schema.refusals import Refusal

__all__ = ["ARRAY", "FORM", "HASH", "JSON", "YAML", "UnsupportedContentType", "media_type", "require"]

JSON = "application/json"
ARRAY, HASH = "application/vnd+shotgun.api3_array+json", "application/vnd+shotgun.api3_hash+json"
FORM = "application/x-www-form-urlencoded"
YAML = "text/yaml"


@dataclass(eq=False)
class UnsupportedContentType(Refusal):
    """A body of another type than the call reads; `sent` is the header as it came."""

    sent: str
    accepted: tuple[str, ...]


def media_type(header: str | None) -> str:
    """The type in a `Content-Type` header without its parameters; empty where there is none."""
    return (header or "").partition(";")[0].strip().lower()


def require(request: Request, *accepted: str) -> str:
    """The content type of the request, which is one of those accepted; raises `UnsupportedContentType`."""
    sent = request.content_type
    if sent in accepted:
        return sent
    found = media_type(sent)
    if found not in accepted:
        raise UnsupportedContentType(sent or "", accepted)
    return found
