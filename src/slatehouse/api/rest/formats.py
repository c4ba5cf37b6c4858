"""Which format an answer is wanted in: JSON, whatever is asked (contract rest/00 §8, querying §3.2)."""

from __future__ import annotations

from falcon import Request, Response

from slatehouse.api.wire.cors import is_api

__all__ = ["PREFIXES", "Formats"]

PREFIXES = ("/api/v1", "/api/v1.1")

_JSON = ".json"
_EXPORTS = "/exports/"
_DOCUMENTS = tuple(f"{prefix}/spec." for prefix in PREFIXES)
_OF_DOCUMENTS = ("/spec.json", "/spec.yaml")
_VENDOR_TYPES = "vnd+shotgun.api3_"
_NOT_ACCEPTABLE = 406


class Formats:
    """Falcon middleware: refuses what asks for another format, before it is routed.

    What follows the last dot of a path counts as a format. `.json` is taken off; everything else is refused,
    so that a dotted field path can never be the end of an address. Exports read it themselves, and the API's
    own document has it in its name.
    """

    def process_request(self, request: Request, response: Response) -> None:
        path, accept = request.path, request.env.get("HTTP_ACCEPT")
        if accept is not None and _VENDOR_TYPES in accept and is_api(path):
            _refuse(response, b"")
        elif path.startswith(_DOCUMENTS):
            if not path.endswith(_OF_DOCUMENTS):
                _refuse(response, b"")
        elif "." in path[path.rfind("/") :] and _has_no_format_of_its_own(path):
            if path.endswith(_JSON):
                request.path = path.removesuffix(_JSON)
            else:
                _refuse(response, b" ")


def _has_no_format_of_its_own(path: str) -> bool:
    prefix = next((each for each in PREFIXES if path.startswith(f"{each}/")), None)
    return prefix is not None and not path.startswith(prefix + _EXPORTS)


def _refuse(response: Response, body: bytes) -> None:
    response.status = _NOT_ACCEPTABLE
    response.content_type = "text/html"
    response.set_header("cache-control", "no-cache, max-age=0")
    response.data = body
    response.complete = True
