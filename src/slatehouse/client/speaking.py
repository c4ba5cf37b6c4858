"""How a client speaks with a site: signs in, renews its token in time, and repeats what may be repeated."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from slatehouse.client.asks import Answer, Ask, Broken
from slatehouse.client.credentials import Credentials
from slatehouse.client.errors import (
    BrokenAnswer,
    ClientError,
    MaybeDone,
    NotFound,
    NotPermitted,
    Refusal,
    Refused,
    SignInRefused,
    SiteFailed,
    TooBusy,
    Unreachable,
)
from slatehouse.client.patience import Patience, retry_after
from slatehouse.client.talks import Alone, Pause, Talk, Token, sent

__all__ = ["Line", "refusal_in"]

PREFIX = "/api/v1.1"
_TOKEN_PATH = "/auth/access_token"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_EARLY = 60.0
_EARLIEST_SHARE = 0.2
_ROW_REFUSED = 104


class _TokenAnswer(msgspec.Struct):
    access_token: str
    expires_in: float
    refresh_token: str | None = None

    def __repr__(self) -> str:
        return "_TokenAnswer()"


class Line:
    """One site, and who speaks with it; shared by all threads or tasks of a client.

    `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self._credentials = credentials
        self.patience = patience or Patience()
        self._clock = clock
        self._token = Token()

    def __repr__(self) -> str:
        return f"Line({self.url!r}, {self._credentials.name!r})"

    def asked(self, ask: Ask) -> Talk[Answer]:
        """Ask the site; the answer of a request that it did not refuse. Raises a `ClientError`."""
        if "://" in ask.path:
            answer = yield from self._sent(ask)
            raise_if_refused(ask, answer)
            return answer
        token = yield from self._good_token()
        answer = yield from self._sent(ask, token)
        if answer.status == 401:
            # It expired on the way, or was revoked: the site has refused, whatever the request was.
            token = yield from self._renewed(token)
            answer = yield from self._sent(ask, token)
        raise_if_refused(ask, answer)
        return answer

    def signed_in(self) -> Talk[None]:
        """Get a token, unless there is a good one; raises `SignInRefused`."""
        yield from self._good_token()

    def asked_json(self, ask: Ask) -> Talk[Any]:
        """The same, for the values in the answer."""
        answer = yield from self.asked(ask)
        return answer.json(ask)

    def _sent(self, ask: Ask, token: Token | None = None) -> Talk[Answer]:
        url = ask.path if "://" in ask.path else f"{self.url}{PREFIX}{ask.path}"
        attempt = 1
        while True:
            outcome: Answer | Broken
            try:
                outcome = yield from sent(ask, url, token)
            except Broken as broken:
                outcome = broken
            wait = self.patience.wait_after(ask, outcome, attempt)
            if wait is None:
                break
            self.patience.hear(_why(url, outcome), wait)
            yield Pause(wait)
            attempt += 1
        if attempt > 1 and isinstance(outcome, Answer):
            self.patience.hear(None, 0)
        if isinstance(outcome, Broken):
            raise _error_of(ask, url, outcome)
        return outcome

    def _good_token(self) -> Talk[Token]:
        if self._clock() < self._token.renew_at:
            return self._token
        token = yield from self._renewed(self._token)
        return token

    def _renewed(self, former: Token) -> Talk[Token]:
        """A token other than `former`. Of many who ask at once, the first fetches it for all."""
        token: Token = yield Alone(self._renewed_alone(former))
        return token

    def _renewed_alone(self, former: Token) -> Talk[Token]:
        if self._token is former:
            self._token = yield from self._fetched()
        return self._token

    def _fetched(self) -> Talk[Token]:
        if self._token.refresh:
            try:
                token = yield from self._granted(self._token)
                return token
            except SignInRefused:
                # The session has ended, or was revoked: the credentials may still be good.
                pass
        token = yield from self._granted(self._credentials)
        return token

    def _granted(self, given: Credentials | Token) -> Talk[Token]:
        # Asking twice for a token changes nothing that anybody minds.
        ask = Ask("POST", _TOKEN_PATH, urlencode(given.grant).encode(), _FORM, is_safe=True)
        asked_at = self._clock()
        answer = yield from self._sent(ask)
        if answer.status in (400, 401):
            raise SignInRefused(f"Signing in as {self._credentials.name}", refusal_in(answer))
        raise_if_refused(ask, answer)
        try:
            token = msgspec.json.decode(answer.body, type=_TokenAnswer)
        except msgspec.MsgspecError as error:
            raise BrokenAnswer(ask.what, str(error)) from None
        early = min(_EARLY, token.expires_in * _EARLIEST_SHARE)
        return Token(token.access_token, token.refresh_token, asked_at + token.expires_in - early)


def _why(url: str, outcome: Answer | Broken) -> str:
    reason = outcome.reason if isinstance(outcome, Broken) else f"status {outcome.status}"
    return f"{urlsplit(url).netloc} does not answer ({reason})"


def _error_of(ask: Ask, url: str, broken: Broken) -> ClientError:
    if broken.was_seen and not ask.is_safe:
        return MaybeDone(ask.what, broken.reason)
    return Unreachable(urlsplit(url).netloc, broken.reason)


def raise_if_refused(ask: Ask, answer: Answer) -> None:
    """Raise what the answer says where the site refused."""
    if answer.status < 400:
        return
    refusal, what = refusal_in(answer), ask.what
    match answer.status:
        case 401:
            raise SignInRefused(what, refusal)
        case 403:
            raise NotPermitted(what, refusal)
        case 404 | 410:
            raise NotFound(what, refusal)
        case 429 | 503:
            raise TooBusy(what, refusal, retry_after(answer))
        case status if status >= 500:
            raise SiteFailed(what, refusal)
        case _ if _is_about_permissions(refusal):
            raise NotPermitted(what, refusal)
        case _:
            raise Refused(what, refusal)


def refusal_in(answer: Answer) -> Refusal:
    """The first of the errors in an answer; its status alone where it has none (contract rest/00 §4)."""
    try:
        body = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return Refusal(answer.status)
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict):
        return Refusal(answer.status)
    detail = first.get("detail") or first.get("source")
    told = None if not detail else str(detail)
    code = first.get("code")
    return Refusal(
        answer.status, code if isinstance(code, int) else None, str(first.get("title") or ""), told
    )


def _is_about_permissions(refusal: Refusal) -> bool:
    # The service refuses what a rule set forbids with 400 and this code (contract auth-and-permissions).
    words = refusal.title.lower()
    return refusal.code == _ROW_REFUSED and ("permission" in words or "this user" in words)
