"""The way to the bytes of an Attachment, by its id (python-api/transport §10).

Whoever comes has the session in a cookie. The client sends that to default ports alone; elsewhere the file's
own signed address serves it.
"""

from __future__ import annotations

from falcon import App, Request, Response

from slatehouse.accounts.admission import Shown
from slatehouse.accounts.errors import SignInRefusal, Unauthorized
from slatehouse.api.rpc.credentials import caller_showing
from slatehouse.api.wire.rate_limits import TooManyFailures
from slatehouse.api.wire.surroundings import Surroundings
from slatehouse.schema.files import FileValue
from slatehouse.schema.refusals import Refusal

__all__ = ["add_downloads"]

_COOKIE = "_session_id"
_NO_COOKIE = "This address needs the cookie of a session; the file's own address in its field needs none."
_TOO_MANY = "Too many failed attempts to sign in from this address. Please try again later."
_NO_FILE = "The Attachment is not there, or no file was uploaded for it."


def add_downloads(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Serve the Attachments on their paths."""
    app.add_route("/file_serve/attachment/{row_id:row_id}", _Attachment(surroundings))


class _Attachment:
    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_get(self, request: Request, response: Response, row_id: int) -> None:
        response.set_header("cache-control", "no-store")
        try:
            address = self._address(request, row_id)
        except TooManyFailures as refusal:
            response.set_header("retry-after", str(refusal.seconds))
            return _refuse(response, 429, _TOO_MANY)
        except (SignInRefusal, Unauthorized):
            return _refuse(response, 403, _NO_COOKIE)
        except Refusal:
            return _refuse(response, 400, _NO_FILE)
        if address is None:
            return _refuse(response, 400, _NO_FILE)
        response.status = 302
        response.set_header("location", address)
        return None

    def _address(self, request: Request, row_id: int) -> str | None:
        """Where the file is; None where the Attachment holds none."""
        site = self._surroundings.site
        token = (request.get_cookie_values(_COOKIE) or [""])[0]
        session = site.session(caller_showing(self._surroundings, request, Shown("session", "", token)))
        attachment = session.edition.schema["Attachment"]
        file = session.file(attachment, row_id, attachment.fields["this_file"])
        return self._surroundings.files(request).upload(file) if isinstance(file, FileValue) else None


def _refuse(response: Response, status: int, words: str) -> None:
    response.status = status
    response.content_type = "text/plain; charset=utf-8"
    response.text = words
