"""Gives every request a name, which its answer carries and an error repeats."""

from __future__ import annotations

from random import getrandbits

from falcon import Request, Response

__all__ = ["REQUEST_ID", "RequestIds", "new_request_id", "request_id"]

REQUEST_ID = "x-request-id"


class RequestIds:
    """Falcon middleware: sets `x-request-id`, 32 lower-case hex characters."""

    def process_request(self, request: Request, response: Response) -> None:
        response.set_header(REQUEST_ID, new_request_id())


def request_id(response: Response) -> str:
    """The name of the request that this is the answer to."""
    return response.get_header(REQUEST_ID) or new_request_id()


def new_request_id() -> str:
    """A name, and no secret: random bytes of the system's would hand the interpreter to another thread."""
    return getrandbits(128).to_bytes(16).hex()  # nosec B311
