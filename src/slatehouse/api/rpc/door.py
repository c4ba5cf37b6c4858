"""The door of the Python API: `POST /api3/json`, one address for all methods (python-api/transport §2, §3).

Whatever comes of a call, its answer is 200, because clients read the envelope alone. 503 is for what passes.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import msgspec
from falcon import App, HTTPError, Request, Response

from slatehouse.accounts.errors import MissingArguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.credentials import session_of
from slatehouse.api.rpc.downloads import add_downloads
from slatehouse.api.rpc.faults import Fault, fault_of, unforeseen_fault
from slatehouse.api.rpc.forms_door import add_forms
from slatehouse.api.rpc.info import info
from slatehouse.api.rpc.methods import METHODS, Method
from slatehouse.api.rpc.refusals import BadCall, UnknownMethod
from slatehouse.api.rpc.repeating import key_for, repeated
from slatehouse.api.wire.bodies import read_object
from slatehouse.api.wire.filter_groups import limits_of_filters
from slatehouse.api.wire.idempotency import RequestHash, rows_in
from slatehouse.api.wire.inspect import class_name
from slatehouse.api.wire.preferences import preferred, tell_applied
from slatehouse.api.wire.request_ids import request_id
from slatehouse.api.wire.surroundings import Surroundings
from slatehouse.api.words.verb import Verb
from slatehouse.observe.events import RequestFailed, report
from slatehouse.observe.stages import DATABASE, RENDERING, add, recognised, so_far
from slatehouse.site.repeating import Keyed, answered_once

__all__ = ["add_rpc"]

_PATH = "/api3/json"
_INFO = "info"
_MOST_PARAMS = 2
_TOO_BUSY = 503
_LARGE = 512 * 1024
_encode = msgspec.json.Encoder().encode


def add_rpc(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Serve the methods on their one path, and the paths of files."""
    app.add_route(_PATH, _Methods(surroundings))
    app.add_route("/api3/track_metrics", _Metrics())
    add_forms(app, surroundings)
    add_downloads(app, surroundings)


class _Asked(msgspec.Struct, frozen=True):
    """A call whose shape is right: the method, the credentials and the method's own argument."""

    method: str
    auth: Mapping[str, Any] | None
    argument: Any


class _Methods:
    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._limits = limits_of_filters(surroundings.limits)

    def on_post(self, request: Request, response: Response) -> None:
        response.set_header("cache-control", "no-cache, max-age=0")
        verb = Verb.READ
        try:
            asked = _asked(read_object(request, self._limits))
            method = METHODS.get(asked.method)
            if method is not None:
                verb = method.verb
                tell_applied(request, response, method.preferences)
            _put(self._answer(request, asked, response), request, response)
        except HTTPError:
            raise
        except Exception as error:
            self._tell(error, verb, request, response)

    def _answer(self, request: Request, asked: _Asked, response: Response) -> bytes:
        if asked.method == _INFO:
            return _encode({"results": info(self._surroundings.site)})
        method = METHODS.get(asked.method)
        if method is None:
            raise UnknownMethod(asked.method)
        if asked.auth is None:
            raise MissingArguments
        began, waited = perf_counter(), so_far(DATABASE)
        session = session_of(self._surroundings, request, asked.auth)
        recognised(perf_counter() - began - (so_far(DATABASE) - waited))
        call = Call(self._surroundings, request, session, asked.argument)
        key = key_for(request, is_write=method.verb.is_write, keyless=method.keyless)
        if key is None:
            return _run(method, call)
        told_apart = RequestHash(asked.method, preferred(request), _encode(asked.argument)).digest()
        keyed = Keyed(key, lambda: told_apart, rows_in)
        return repeated(answered_once(session, keyed, lambda: _run(method, call)), response)

    def _tell(self, error: Exception, verb: Verb, request: Request, response: Response) -> None:
        fault = fault_of(error, verb, self._surroundings.site.schema)
        if fault is None:
            report(RequestFailed(error, request.path, request_id(response)))
            fault = unforeseen_fault()
        if fault.is_passing:
            response.status = _TOO_BUSY
        for name, value in fault.headers.items():
            response.set_header(name, value)
        response.data = _envelope(fault)


def _run(method: Method, call: Call) -> bytes:
    if method.dear is not None:
        call.surroundings.rate_limits.call(method.dear, call.session.caller)
    results = method.run(call)
    began = perf_counter()
    encoded = _encode({"results": results})
    add(RENDERING, perf_counter() - began)
    return encoded


class _Metrics:
    """What Toolkit counts, which nobody here reads."""

    def on_post(self, request: Request, response: Response) -> None:
        response.status = 204


def _asked(body: Mapping[str, Any]) -> _Asked:
    method, params = body.get("method_name"), body.get("params", [])
    if not isinstance(method, str) or not method:
        raise BadCall("API invalid/missing string 'method_name'")
    if not isinstance(params, list) or len(params) > _MOST_PARAMS:
        raise BadCall(f"API {method}() expected an Array of at most {_MOST_PARAMS} params")
    auth = params[0] if params else None
    if auth is not None and not isinstance(auth, dict):
        raise BadCall(f"API {method}() expected a Hash of credentials but got {class_name(auth)}")
    return _Asked(method, auth, params[1] if len(params) == _MOST_PARAMS and params[1] is not None else {})


def _put(body: bytes, request: Request, response: Response) -> None:
    """A large body is compressed for who can read it: the whole schema shrinks to a twentieth."""
    if len(body) >= _LARGE and "gzip" in request.env.get("HTTP_ACCEPT_ENCODING", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        response.set_header("content-encoding", "gzip")
        response.set_header("vary", "Accept-Encoding")
    response.data = body


def _envelope(fault: Fault) -> bytes:
    return _encode({"exception": True, "message": fault.message, "error_code": fault.code})
