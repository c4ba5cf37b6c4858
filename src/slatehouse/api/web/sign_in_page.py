"""The page where people sign in, with a password or by way of the studio's provider (`/user/login`).

`return_path` is where they go on to: a path of this site.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from falcon import App, Request, Response
from msgspec import structs

from slatehouse.accounts.admission import Shown
from slatehouse.accounts.errors import SecondFactorMissing, SecondFactorNotSetUp, SignInRefusal
from slatehouse.accounts.openid.attempt import Attempt
from slatehouse.accounts.openid.errors import OpenIdRefused, Why
from slatehouse.api.web.browser_cookies import (
    attempt_of,
    forget_attempt,
    forget_session,
    keep_attempt,
    keep_session,
    person_of,
)
from slatehouse.api.web.page import Html, form_of, is_from_here, local_path, page, redirect
from slatehouse.api.wire.rate_limits import TooManyCalls, TooManyFailures, account_of
from slatehouse.api.wire.replies import Reply, send
from slatehouse.api.wire.sign_in_paths import BACK, ELSEWHERE, LOGIN, LOGOUT, SIGN_IN
from slatehouse.api.wire.surroundings import Surroundings

__all__ = ["add_sign_in_page"]

_WRONG = "No account has this login, password and code."
_NOT_SET_UP = "This account needs two-factor sign-in, which has to be set up first: ask an administrator how."
_NO_CODE = "This account signs in with a second factor. Please type its code, too."
_NOT_SENT_FROM_HERE = "The form was not sent from this page. Please try again here."
_WHY: Mapping[Why, str] = {
    Why.ELSEWHERE: "That sign-in was begun in another browser, or too long ago. Please try again.",
    Why.DECLINED: "The sign-in was not completed.",
    Why.SILENT: "The other site does not answer as it should. Please try again later.",
    Why.FORGED: "The other site's answer could not be verified. Please try again.",
    Why.UNNAMED: "The other site did not say who you are.",
    Why.UNVERIFIED: "The other site has not verified your e-mail address.",
    Why.STRANGER: "You have no account here. Please ask an administrator for one.",
    Why.TAKEN: "Your account here belongs to another identity there. Please ask an administrator.",
    Why.DISABLED: "Your account here is disabled.",
}


def add_sign_in_page(app: App[Request, Response], surroundings: Surroundings) -> None:
    """Serve the page, and where its forms and links lead."""
    app.add_route(LOGIN, _Login(surroundings))
    app.add_route(LOGOUT, _Logout(surroundings))
    app.add_route(ELSEWHERE, _Elsewhere(surroundings))
    app.add_route(BACK, _Back(surroundings))


class _Login:
    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_get(self, request: Request, response: Response) -> None:
        person = person_of(self._surroundings, request)
        asked = request.get_param("return_path") or ""
        if person is None:
            reply = _sign_in_page(self._surroundings, local_path(asked, LOGIN))
        elif local_path(asked, LOGIN) != LOGIN:
            reply = redirect(asked)
        else:
            site = self._surroundings.site.config.settings.site.name
            reply = page(
                "signed_in_page.html",
                f"Signed in to {site}",
                site=site,
                name=person.name,
                login=person.login_or_script,
            )
        send(reply, request, response)

    on_head = on_get

    def on_post(self, request: Request, response: Response) -> None:
        form = form_of(request)
        send(self._signed_in(request, form), request, response)

    def _signed_in(self, request: Request, form: Mapping[str, str]) -> Reply:
        shared, username = self._surroundings, form.get("username", "")
        return_path = local_path(form.get("return_path", ""), LOGIN)
        if not is_from_here(shared, request):
            return _sign_in_page(shared, return_path, _NOT_SENT_FROM_HERE, username, 400)
        origin = shared.origin(request)
        code = form.get("auth_token", "").strip()
        shown = Shown("person", username, form.get("password", ""), code=code)
        if not shown.name or not shown.secret or "\x00" in shown.name + shown.secret + code:
            return _sign_in_page(shared, return_path, _WRONG, username, 400)
        try:
            token = shared.rate_limits.minting(
                account_of("person", username),
                origin.address,
                lambda: shared.site.accounts.browsers.sign_in(shown, origin),
            )
        except (TooManyFailures, TooManyCalls) as late:
            wrong = f"Too many attempts. Please try again in {late.seconds} seconds."
            reply = _sign_in_page(shared, return_path, wrong, username, 429, late.seconds)
        except SecondFactorMissing:
            reply = _sign_in_page(shared, return_path, _NO_CODE, username, 400)
        except SecondFactorNotSetUp:
            reply = _sign_in_page(shared, return_path, _NOT_SET_UP, username, 400)
        except SignInRefusal:
            reply = _sign_in_page(shared, return_path, _WRONG, username, 400)
        else:
            reply = redirect(return_path, keep_session(shared, request, token))
        return reply


class _Logout:
    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_post(self, request: Request, response: Response) -> None:
        shared = self._surroundings
        if is_from_here(shared, request):
            person = person_of(shared, request)
            if person is not None:
                shared.site.accounts.browsers.sign_out(person)
            reply = redirect(LOGIN, forget_session(shared, request))
            # Pictures and files that it keeps for good are for whoever was signed in.
            response.set_header("clear-site-data", '"cache"')
        else:
            reply = redirect(LOGIN)
        send(reply, request, response)


class _Elsewhere:
    """Sends people to the provider."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_get(self, request: Request, response: Response) -> None:
        send(self._sent(request), request, response)

    def _sent(self, request: Request) -> Reply:
        shared = self._surroundings
        return_path = local_path(request.get_param("return_path") or "", LOGIN)
        openid = shared.site.accounts.browsers.openid
        if openid is None:
            return redirect(LOGIN)
        try:
            attempt, address = openid.begin(return_path, _redirect_address(shared, request))
        except OpenIdRefused as refusal:
            return _refused(shared, return_path, refusal.why, status=502)
        return redirect(address, keep_attempt(shared, request, attempt))


class _Back:
    """Where the provider sends them back to."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def on_get(self, request: Request, response: Response) -> None:
        shared, attempt = self._surroundings, attempt_of(request)
        if shared.site.accounts.browsers.openid is None:
            found = redirect(LOGIN)
        else:
            found = self._let_in(request, attempt)
        over = forget_attempt(shared, request)
        send(structs.replace(found, cookies=(*found.cookies, over)), request, response)

    def _let_in(self, request: Request, attempt: Attempt | None) -> Reply:
        shared = self._surroundings
        return_path = local_path(attempt.return_path if attempt else "", LOGIN)
        answered = {name: request.get_param(name) or "" for name in request.params}
        origin, redirected = shared.origin(request), _redirect_address(shared, request)
        try:
            token = shared.rate_limits.signing_in(
                None,
                origin.address,
                lambda: shared.site.accounts.browsers.come_back(attempt, answered, redirected, origin),
            )
        except TooManyFailures as late:
            wrong = f"Too many attempts. Please try again in {late.seconds} seconds."
            return _sign_in_page(shared, return_path, wrong, status=429, retry_after=late.seconds)
        except OpenIdRefused as refusal:
            return _refused(shared, return_path, refusal.why, status=400)
        return redirect(return_path, keep_session(shared, request, token))


def _redirect_address(surroundings: Surroundings, request: Request) -> str:
    return surroundings.addresses.of(request) + BACK


def _refused(surroundings: Surroundings, return_path: str, why: Why, status: int) -> Reply:
    """Why nobody came in: told by the web application in its own words where it had sent them, else here."""
    address = urlsplit(return_path)
    if address.path != SIGN_IN:
        return _sign_in_page(surroundings, return_path, _WHY[why], status=status)
    query = urlencode([*parse_qsl(address.query), ("refused", why.name.lower())])
    return redirect(f"{SIGN_IN}?{query}")


def _sign_in_page(
    surroundings: Surroundings,
    return_path: str,
    wrong: str = "",
    username: str = "",
    status: int = 200,
    retry_after: int = 0,
) -> Reply:
    settings = surroundings.site.config.settings
    elsewhere = ""
    if settings.openid.issuer:
        link = f"{ELSEWHERE}?{urlencode({'return_path': return_path})}"
        elsewhere = Html(_LINK.format(link=escape(link), name=escape(settings.openid.name)))
    return page(
        "sign_in_page.html",
        f"Sign in to {settings.site.name}",
        status,
        {"retry-after": str(retry_after)} if retry_after else {},
        site=settings.site.name,
        wrong=wrong,
        username=username,
        return_path=return_path,
        elsewhere=elsewhere,
    )


_LINK = '<p><a href="{link}">Sign in with {name}</a></p>'
