"""The REST door: its routes in Falcon, who may pass, and what becomes of refusals and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from time import perf_counter
from types import SimpleNamespace

import falcon
from falcon import App, HTTPError, Request, Response
from falcon.routing import BaseConverter

from slatehouse.api.rest import words_of_requests, words_of_webhooks
from slatehouse.api.rest.call import Call, Surroundings, Visit, signed_in
from slatehouse.api.rest.conditions import raise_if_conditional
from slatehouse.api.rest.envelope import envelope
from slatehouse.api.rest.explaining import explained
from slatehouse.api.rest.formats import PREFIXES
from slatehouse.api.rest.parameters import raise_if_unknown
from slatehouse.api.rest.repeating import answered
from slatehouse.api.rest.route import Route
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.api.wire.preferences import STRICT, prefers, tell_applied
from slatehouse.api.wire.replies import Reply, send
from slatehouse.api.wire.request_ids import request_id
from slatehouse.api.words import (
    bodies,
    changes,
    filters,
    navigation,
    rate_limits,
    repeating,
    rows,
    schedule,
    schema,
    sign_in,
    values,
)
from slatehouse.api.words.problem import REQUEST_WRONG, Problem, not_found
from slatehouse.api.words.verb import Verb
from slatehouse.api.words.wording import Asked, problem_of, unforeseen
from slatehouse.observe.events import RequestFailed, report
from slatehouse.observe.stages import DATABASE, recognised, so_far

__all__ = ["WORDS", "add_rest", "answer_errors"]

WORDS = (
    *(words_of_requests, words_of_webhooks, bodies, changes, filters, navigation, rate_limits),
    *(repeating, rows, schedule, schema, sign_in, values),
)
"""The modules that know the words; importing them makes the words known."""

_LONGEST_ID = 18

Responder = Callable[..., None]
Arrive = Callable[[Surroundings, Request, str, bool], Visit]


class RowId(BaseConverter):
    """A row's id in a path: digits, and nothing else that Python would read as a number."""

    def convert(self, value: str) -> int | None:
        return int(value) if value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID else None


def add_rest(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Serve the REST routes, under each of their prefixes."""
    app.router_options.converters["row_id"] = RowId
    for prefix in PREFIXES:
        for path in dict.fromkeys(route.path for route in (*OPEN_ROUTES, *ROUTES)):
            responders = {
                **_responders(Visit, OPEN_ROUTES, path, prefix, surroundings),
                **_responders(_call, ROUTES, path, prefix, surroundings),
            }
            app.add_route(prefix + path, SimpleNamespace(**responders))


def answer_errors(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Answer what no route did, and what went wrong outside of one, in the envelope."""

    def nowhere(request: Request, response: Response, error: HTTPError, params: object) -> None:
        _send_problem(not_found(), request, response)

    def refused(request: Request, response: Response, error: HTTPError, params: object) -> None:
        status = falcon.http_status_to_code(error.status)
        problem = Problem(status, REQUEST_WRONG, error.title or "", detail=error.description)
        _send_problem(problem, request, response)

    def failed(request: Request, response: Response, error: Exception, params: object) -> None:
        _send_problem(_problem(error, Verb.READ, surroundings, request, response), request, response)

    app.add_error_handler(Exception, failed)
    app.add_error_handler(HTTPError, refused)
    app.add_error_handler(falcon.HTTPNotFound, nowhere)
    app.add_error_handler(falcon.HTTPMethodNotAllowed, nowhere)


def _responders(
    arrive: Arrive,
    routes: Iterable[Route],
    path: str,
    prefix: str,
    surroundings: Surroundings,
) -> dict[str, Responder]:
    """What Falcon calls for each method on the path; HEAD is a GET whose body Falcon leaves out."""
    made = {
        route.method: _responder(arrive, route, prefix, surroundings)
        for route in routes
        if route.path == path
    }
    if "GET" in made:
        made["HEAD"] = made["GET"]
    return {f"on_{method.lower()}": responder for method, responder in made.items()}


def _responder(arrive: Arrive, route: Route, prefix: str, surroundings: Surroundings) -> Responder:
    def respond(request: Request, response: Response, **names: object) -> None:
        is_strict = prefers(request, STRICT)
        try:
            visit = arrive(surroundings, request, prefix, is_strict)
            if is_strict:
                raise_if_unknown(visit.query, route.parameters)
                raise_if_conditional(request, is_conditional=route.is_conditional)
            do = explained(route, visit, partial(_run, route, visit, names))
            reply = answered(route, visit, do)
        except Exception as error:
            reply = _reply_to(error, route.verb, surroundings, request, response)
        tell_applied(request, response, (STRICT, *route.preferences))
        send(reply, request, response)

    return respond


def _run(route: Route, visit: Visit, names: Mapping[str, object]) -> Reply:
    if route.dear is not None and isinstance(visit, Call):
        visit.surroundings.rate_limits.call(route.dear, visit.session.caller)
    return route.run(visit, **names)


def _call(surroundings: Surroundings, request: Request, prefix: str, is_strict: bool) -> Call:
    began, waited = perf_counter(), so_far(DATABASE)
    session = signed_in(surroundings, request, is_strict)
    recognised(perf_counter() - began - (so_far(DATABASE) - waited))
    return Call(surroundings, request, prefix, is_strict, session)


def _reply_to(
    error: Exception, verb: Verb, surroundings: Surroundings, request: Request, response: Response
) -> Reply:
    if isinstance(error, HTTPError):
        # Falcon found a header that it cannot read; its own handler knows the words.
        raise error
    return envelope(_problem(error, verb, surroundings, request, response), request_id(response))


def _problem(
    error: Exception, verb: Verb, surroundings: Surroundings, request: Request, response: Response
) -> Problem:
    problem = problem_of(error, Asked(verb, surroundings.site.schema))
    if problem is None:
        report(RequestFailed(error, request.path, request_id(response)))
        return unforeseen()
    return problem


def _send_problem(problem: Problem, request: Request, response: Response) -> None:
    send(envelope(problem, request_id(response)), request, response)
