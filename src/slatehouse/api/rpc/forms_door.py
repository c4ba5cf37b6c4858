"""The paths to which clients post forms: files with what is said of them (python-api/transport §7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from falcon import App, Request, Response

from slatehouse.api.rpc.credentials import session_of
from slatehouse.api.rpc.faults import fault_of, unforeseen_fault
from slatehouse.api.rpc.forms import Form, form_of
from slatehouse.api.rpc.repeating import key_for, keyed_form, repeated
from slatehouse.api.rpc.storage_uploads import StorageUploads
from slatehouse.api.rpc.uploads import publish_thumbnail, share_thumbnail, upload_file
from slatehouse.api.wire.idempotency import Keyless
from slatehouse.api.wire.rate_limits import Dear
from slatehouse.api.wire.request_ids import request_id
from slatehouse.api.wire.surroundings import Surroundings
from slatehouse.api.words.verb import Verb
from slatehouse.observe.events import RequestFailed, report
from slatehouse.site.repeating import answered_once
from slatehouse.site.session import Session

__all__ = ["add_forms"]

_PLAIN = "text/plain; charset=utf-8"

Post = Callable[[Session, Form], str]

_POSTS: Mapping[str, Post] = {
    "upload_file": upload_file,
    "publish_thumbnail": publish_thumbnail,
    "share_thumbnail": share_thumbnail,
}
_TO_STORAGE: Mapping[str, Callable[[StorageUploads], Post]] = {
    "api_get_upload_link_info": lambda uploads: uploads.get_link,
    "api_get_upload_link_for_part": lambda uploads: uploads.get_part_link,
    "api_complete_multipart_upload": lambda uploads: uploads.complete_parts,
    "api_link_file": lambda uploads: uploads.link_file,
}

_DEAR = frozenset({"upload_file", "publish_thumbnail", "api_get_upload_link_info"})
"""Each begins an upload; the others go on with one."""

_WITH_FILE = frozenset({"upload_file", "publish_thumbnail"})
_READS = frozenset({"api_get_upload_link_for_part"})
_KEYLESS: Mapping[str, Keyless] = {
    "api_get_upload_link_info": Keyless.ANNOUNCES,
    "api_complete_multipart_upload": Keyless.JOINS,
}


def add_forms(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Serve the forms on their paths."""
    for name in (*_POSTS, *_TO_STORAGE):
        app.add_route(f"/upload/{name}", _Form(surroundings, name))


class _Form:
    """Takes a form and answers in text, with status 200: clients try again otherwise, and never say why."""

    def __init__(self, surroundings: Surroundings, name: str) -> None:
        self._surroundings = surroundings
        self._name = name

    def on_post(self, request: Request, response: Response) -> None:
        response.content_type = _PLAIN
        response.set_header("cache-control", "no-cache, max-age=0")
        try:
            form = form_of(request, self._surroundings.limits.size)
            session = session_of(self._surroundings, request, form.fields)
            response.data = self._answer(request, session, form, response)
        except Exception as error:
            response.text = f"0\n{self._words(error, request, response)}\n"

    def _answer(self, request: Request, session: Session, form: Form, response: Response) -> bytes:
        key = key_for(request, is_write=self._name not in _READS, keyless=_KEYLESS.get(self._name))
        if key is None:
            return self._run(request, session, form)
        form, keyed = keyed_form(key, self._name, form, has_file=self._name in _WITH_FILE)
        return repeated(answered_once(session, keyed, lambda: self._run(request, session, form)), response)

    def _run(self, request: Request, session: Session, form: Form) -> bytes:
        if self._name in _DEAR:
            self._surroundings.rate_limits.call(Dear.UPLOAD, session.caller)
        return self._post(request)(session, form).encode()

    def _post(self, request: Request) -> Post:
        post = _POSTS.get(self._name)
        if post is not None:
            return post
        shared = self._surroundings
        return _TO_STORAGE[self._name](StorageUploads(shared.storage, shared.addresses.of(request)))

    def _words(self, error: Exception, request: Request, response: Response) -> str:
        fault = fault_of(error, Verb.UPDATE, self._surroundings.site.schema)
        if fault is None:
            report(RequestFailed(error, request.path, request_id(response)))
            fault = unforeseen_fault()
        return fault.message
