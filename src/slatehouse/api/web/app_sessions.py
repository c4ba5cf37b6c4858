"""Letting programs in from a browser: what the program calls, and the page on which somebody says yes
(contract site §7). A browser's session is the cookie `_session_id`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from falcon import App, Request, Response

from slatehouse.accounts.errors import Unauthorized
from slatehouse.api.web.browser_cookies import person_of
from slatehouse.api.web.page import form_of, is_from_here, page, redirect
from slatehouse.api.wire.bodies import BodyRefusal, parse_json, read_body
from slatehouse.api.wire.content_types import JSON, media_type
from slatehouse.api.wire.rate_limits import Dear, TooManyCalls
from slatehouse.api.wire.replies import JSON_TYPE, Reply, send
from slatehouse.api.wire.sign_in_paths import LOGIN
from slatehouse.api.wire.surroundings import Surroundings

__all__ = ["add_app_sessions"]

_REQUESTS = "/internal_api/app_session_request"
_SESSION = "/internal_api/session"
_RENEWAL = "/internal_api/autodesk_identity/license_renewal"
_PAGE = "/app_session_request"
_NEEDED = ("appName", "machineId")
_LARGEST = 64 * 1024
_NONE: Mapping[str, str] = {}


def add_app_sessions(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Serve the calls and the page."""
    app.add_route(_REQUESTS, _Requests(surroundings))
    app.add_route(f"{_REQUESTS}/{{request_id}}", _Poll(surroundings))
    app.add_route(f"{_PAGE}/{{request_id}}", _Approval(surroundings))
    app.add_route(_SESSION, _Session(surroundings))
    app.add_route(_RENEWAL, _Renewal(surroundings))


class _Requests:
    """`POST /internal_api/app_session_request`: a program asks to be let in."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_post(self, request: Request, response: Response) -> None:
        send(self._begun(request), request, response)

    def _begun(self, request: Request) -> Reply:
        shared = self._surroundings
        told = _parameters(request)
        values = [told.get(name) for name in _NEEDED]
        if missing := [name for name, value in zip(_NEEDED, values, strict=True) if not value]:
            return _message(400, f"Missing params: {', '.join(missing)}")
        app, machine = map(str, values)
        try:
            shared.rate_limits.stranger(Dear.APP_SESSION, shared.addresses.client_of(request))
        except TooManyCalls as late:
            return _message(429, "Too Many Requests", {"retry-after": str(late.seconds)})
        number = shared.site.accounts.browsers.ask(app, machine)
        address = f"{shared.addresses.of(request)}{_PAGE}/{number}?sticky_id={number}"
        return _json({"sessionRequestId": number, "url": address})


class _Poll:
    """`PUT /internal_api/app_session_request/<id>`: whether it was let in; the token is told once."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_put(self, request: Request, response: Response, request_id: str) -> None:
        send(self._answer(request, request_id), request, response)

    def _answer(self, request: Request, request_id: str) -> Reply:
        browsers = self._surroundings.site.accounts.browsers
        try:
            let_in = browsers.fetch(request_id, self._surroundings.origin(request))
        except Unauthorized:
            browsers.turn_away(request_id)
            return _message(404, "Not Found")
        if let_in is None:
            return _json({"approved": False})
        return _json({"approved": True, "sessionToken": let_in.session_token, "userLogin": let_in.login})


class _Approval:
    """The page on which somebody lets a program in, or does not."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_get(self, request: Request, response: Response, request_id: str) -> None:
        send(self._shown(request, request_id), request, response)

    on_head = on_get

    def _shown(self, request: Request, request_id: str) -> Reply:
        shared = self._surroundings
        person = person_of(shared, request)
        if person is None:
            path = f"{_PAGE}/{quote(request_id, safe='')}"
            return redirect(f"{shared.addresses.of(request)}{LOGIN}?return_path={path}", status=302)
        found = shared.site.accounts.browsers.request(request_id)
        if found is None or found.approved_by is not None:
            return _over()
        return page(
            "approval_page.html",
            "Let a program in",
            app=found.app,
            machine=found.machine,
            site=shared.site.config.settings.site.name,
            name=person.name,
            login=person.login_or_script,
        )

    def on_post(self, request: Request, response: Response, request_id: str) -> None:
        send(self._answered(request, request_id), request, response)

    def _answered(self, request: Request, request_id: str) -> Reply:
        shared = self._surroundings
        person, browsers = person_of(shared, request), shared.site.accounts.browsers
        if person is None or not is_from_here(shared, request):
            return self._shown(request, request_id)
        if form_of(request).get("answer") != "yes":
            browsers.turn_away(request_id)
            return page("told_page.html", "Not let in", text="The program was not let in.")
        if not browsers.let_in(person, request_id):
            return _over()
        return page("told_page.html", "Let in", text="You can go back to the program now.")


class _Session:
    """`/internal_api/session`: how long the browser's session lasts, and that somebody is still there."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_get(self, request: Request, response: Response) -> None:
        send(self._lasting(request), request, response)

    def _lasting(self, request: Request) -> Reply:
        person = person_of(self._surroundings, request)
        if person is None:
            return _message(401, "Unauthorized")
        try:
            session = self._surroundings.site.accounts.browsers.session_of(person)
        except Unauthorized:
            return _message(401, "Unauthorized")
        lasts = {"createdAt": session.begun_at, "expiresAt": session.expires_at}
        return _json({"app": lasts, "license": lasts, "expired": False, "expiresAt": session.expires_at})

    def on_post(self, request: Request, response: Response) -> None:
        send(_renewed(self._surroundings, request), request, response)


class _Renewal:
    """`POST /internal_api/autodesk_identity/license_renewal`: as `POST /internal_api/session`."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_post(self, request: Request, response: Response) -> None:
        send(_renewed(self._surroundings, request), request, response)


def _renewed(surroundings: Surroundings, request: Request) -> Reply:
    """Looking a session token up is what makes its time begin anew."""
    person = person_of(surroundings, request)
    return _message(401, "Unauthorized") if person is None else _message(200, "OK")


def _parameters(request: Request) -> Mapping[str, Any]:
    """What came in a form or as JSON; nothing where neither can be read."""
    if media_type(request.content_type) != JSON:
        return form_of(request)
    try:
        found = parse_json(read_body(request, _LARGEST), depth=8)
    except BodyRefusal:
        return {}
    return found if isinstance(found, dict) else {}


def _over() -> Reply:
    text = "No program waits here any more. Please start again from the program."
    return page("told_page.html", "Nothing waits here", 404, text=text)


def _json(value: object, status: int = 200, headers: Mapping[str, str] = _NONE) -> Reply:
    return Reply(msgspec.json.encode(value), status, {"content-type": JSON_TYPE, **headers})


def _message(status: int, text: str, headers: Mapping[str, str] = _NONE) -> Reply:
    return _json({"message": text}, status, headers)
