"""Files for whoever is signed in, on addresses that never mean other bytes: browsers keep them for good.

`/media/<blob>/<type>/<id>/<field>` is a content of a row. The row decides who may have it, each time anew;
whoever may not read it there, and whoever names a content that is not there, is answered alike.
`/media/current/<type>/<id>/<field>` leads to the content of now.
"""

from __future__ import annotations

from falcon import App, Request, Response

from slatehouse.accounts.errors import SignInRefusal, Unauthorized
from slatehouse.api.rest.call import signed_in
from slatehouse.api.web.browser_cookies import person_of
from slatehouse.api.wire import storage_errors
from slatehouse.api.wire.files import blobs_of
from slatehouse.api.wire.query_strings import read_query
from slatehouse.api.wire.rate_limits import TooManyFailures
from slatehouse.api.wire.storage_errors import refuse
from slatehouse.api.wire.stored_files import FileHeaders, StoredFiles
from slatehouse.api.wire.surroundings import Surroundings
from slatehouse.media.content_types import content_disposition, is_displayable_inline
from slatehouse.media.pending import PENDING_PATH
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.refusals import Refusal
from slatehouse.site.session import Session

__all__ = ["add_immutable_media"]

_A_YEAR = "private, max-age=31536000, immutable"
_WITH_FILES = (Kind.FILE, Kind.IMAGE)

_File = FileValue | Picture | None


def add_immutable_media(app: App[Request, Response], surroundings: Surroundings, files: StoredFiles) -> None:
    """Serve them."""
    app.add_route("/media/{blob}/{segment}/{row_id:row_id}/{name}", _Contents(surroundings, files))
    app.add_route("/media/current/{segment}/{row_id:row_id}/{name}", _Current(surroundings))


class _ForReaders:
    """What is there for those alone who may read a field of a row."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def _read(self, request: Request, response: Response, place: tuple[str, int, str]) -> _File:
        """What the field holds; None where it has been answered that there is nothing."""
        # No page of another site makes a browser fetch it and show it there.
        response.set_header("cross-origin-resource-policy", "same-origin")
        try:
            session = _session(self._surroundings, request)
            found = _held(session, *place)
        except TooManyFailures as refusal:
            response.set_header("retry-after", str(refusal.seconds))
            refuse(response, storage_errors.TOO_MANY_FAILURES)
            return None
        except (SignInRefusal, Unauthorized):
            refuse(response, storage_errors.SIGN_IN_FIRST)
            return None
        if found is None:
            refuse(response, storage_errors.NO_SUCH_KEY)
        return found


class _Contents(_ForReaders):
    def __init__(self, surroundings: Surroundings, files: StoredFiles) -> None:
        super().__init__(surroundings)
        self._files = files

    def on_get(
        self, request: Request, response: Response, blob: str, segment: str, row_id: int, name: str
    ) -> None:
        held = self._read(request, response, (segment, row_id, name))
        if held is None:
            return
        named = next((each for each in blobs_of(held).values() if each.blob == blob), None)
        if named is None:
            return refuse(response, storage_errors.NO_SUCH_KEY)
        inline = is_displayable_inline(named.content_type)
        disposition = content_disposition(named.filename, inline)
        self._files.send(request, response, blob, FileHeaders(_A_YEAR, named.content_type, disposition))


class _Current(_ForReaders):
    def on_get(self, request: Request, response: Response, segment: str, row_id: int, name: str) -> None:
        size = read_query(request.query_string).get("alt") or "thumbnail"
        held = self._read(request, response, (segment, row_id, name))
        if held is None:
            return
        named = blobs_of(held).get(size)
        if named is None:
            return refuse(response, storage_errors.NO_SUCH_KEY)
        response.status = 302
        response.set_header("cache-control", "no-store")
        is_pending = isinstance(held, Picture) and held.is_pending and size != "original"
        path = PENDING_PATH if is_pending else f"/media/{named.blob}/{segment}/{row_id}/{name}"
        response.set_header("location", path)


def _session(surroundings: Surroundings, request: Request) -> Session:
    """The verbs for whoever shows a bearer, or else for whoever is signed in; raises `Unauthorized`."""
    if "HTTP_AUTHORIZATION" in request.env:
        return signed_in(surroundings, request, is_strict=False)
    person = person_of(surroundings, request)
    if person is None:
        raise Unauthorized
    return surroundings.site.session(person)


def _held(session: Session, segment: str, row_id: int, name: str) -> _File:
    """What the field of a row holds; None where it is none, or none that the caller may read."""
    entity_type = session.edition.schema.addressed_by(segment)
    field = entity_type.fields.get(name) if entity_type is not None else None
    if entity_type is None or field is None or field.type.kind not in _WITH_FILES:
        return None
    try:
        return session.file(entity_type, row_id, field)
    except Refusal:
        return None
