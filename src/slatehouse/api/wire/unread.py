"""What a refusal leaves unread of its request's body is read and thrown away.

A client looks for the answer when it has sent everything. Where the server closes the connection before that,
the client sees it broken, over TLS always, and never learns why it was refused.
"""

from __future__ import annotations

from time import monotonic

from falcon import Request, Response

__all__ = ["UnreadBodies", "note_as_read"]

_BLOCK = 256 * 1024
_SECONDS = 30.0
_READ = "slatehouse.body_read"


def note_as_read(request: Request) -> None:
    """Say that the whole body was read. To look for more is to wait until the server has seen its end."""
    request.env[_READ] = True


class UnreadBodies:
    """Falcon middleware: reads on to the end of the body, in constant memory, for half a minute at most.

    A client that asks before it sends (`Expect`) waits for the answer and sends nothing.
    """

    def process_response(
        self, request: Request, response: Response, resource: object, req_succeeded: bool
    ) -> None:
        env = request.env
        has_body = env.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in env
        if has_body and _READ not in env and "HTTP_EXPECT" not in env:
            _discard(request)


def _discard(request: Request) -> None:
    until = monotonic() + _SECONDS
    while request.stream.read(_BLOCK) and monotonic() < until:
        pass
