"""One hook's turn: what it waits for is sent, one after the other, until nothing is left or its time is over.

The next event is sent when the one before it was received, or given up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import TypeVar
from urllib.parse import urlsplit

from slatehouse.accounts.caller import CallerType
from slatehouse.accounts.errors import CannotAccess, SignInRefusal, Unauthorized
from slatehouse.accounts.sealed_secrets import WEBHOOK_TOKEN
from slatehouse.accounts.sealing import CannotUnseal
from slatehouse.jobs.delivering.answers import Answer, NoAnswer
from slatehouse.jobs.delivering.entries import Entries, Part
from slatehouse.jobs.delivering.ledger import Ledger, Shelf
from slatehouse.jobs.delivering.matching import subscription_of
from slatehouse.jobs.delivering.payloads import (
    MOST_IN_BATCH,
    Payload,
    bodies,
    body_of_batch,
    body_of_one,
    payload_of,
)
from slatehouse.jobs.delivering.policy import after_failure, after_success, rested, with_owner, without_owner
from slatehouse.jobs.delivering.sending import Line
from slatehouse.jobs.delivering.signing import Labels, headers_of
from slatehouse.observe.events import DeliveryFailed, report
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.site.site import Site
from slatehouse.site.webhooks.notices import is_status_change
from slatehouse.store.deliveries import DELIVERED, FAILED, Delivery, Outcome
from slatehouse.store.webhooks import DISABLED, Webhook

__all__ = ["Turn"]

T = TypeVar("T")

_AGENT = "Slatehouse"
_WAITING_AT_ONCE = 20
_SECONDS_OF_BATCHED_EVENT = 1.0
_HOUR = 3_600.0
_NO_OWNER = "whoever made the webhook is gone or may not sign in, and nobody else reads the event log for it"
_BLIND_OWNER = "whoever made the webhook may not read the event log"


class _CannotGoOn(Exception):
    """Nobody reads for the hook, or there is nothing to sign with; the message is for who looks after it."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What came of a request: the answer or, where there is none, why; its headers, and how long it took."""

    answer: Answer | None
    why: str
    headers: dict[str, str]
    seconds: float

    @property
    def is_success(self) -> bool:
        return self.answer is not None and self.answer.is_success


class Turn:
    """A turn of a hook that this worker has leased. `goes_on`: whether there is time for another request."""

    def __init__(
        self,
        site: Site,
        shelf: Shelf,
        ledger: Ledger,
        line_of: Callable[[Webhook], Line],
        goes_on: Callable[[], bool],
    ) -> None:
        self._site = site
        self._shelf = shelf
        self._ledger = ledger
        self._line_of = line_of
        self._goes_on = goes_on
        self._settings = site.config.settings.webhooks
        self._site_url = _site_url(site)

    def run(self) -> None:
        """Deliver, and give the hook back; raises `LeaseLost`."""
        self._ledger.health = rested(self._ledger.health, self._now)
        try:
            self._send_waiting()
            while self._goes_on() and self._send_part():
                pass
        except _CannotGoOn as error:
            self._ledger.health = without_owner(self._ledger.health, str(error), self._now)
            self._pass_over()
        self._ledger.release(self._site.clock())

    @property
    def _now(self) -> float:
        return self._site.clock().timestamp()

    def _send_waiting(self) -> None:
        """Send notices, and what was asked for by hand: once each, whatever comes of it."""
        for delivery in self._ledger.waiting(_WAITING_AT_ONCE):
            if not self._goes_on():
                return
            self._ledger.settle(self._sent_again(delivery))
            self._ledger.write(self._site.clock())

    def _sent_again(self, delivery: Delivery) -> Outcome:
        try:
            attempt = self._attempt(self._body_of(delivery), delivery.id, delivery.event_id, 1)
        except _CannotGoOn:
            return Outcome(delivery.id, FAILED, 0.0, 0, "", None, None, delivery.attempts + 1)
        if is_status_change(delivery):
            # It counts as delivered once it was sent, and says nothing about events (contract rest/80).
            return _outcome(delivery.id, DELIVERED, attempt, delivery.attempts + 1)
        if attempt.is_success:
            self._ledger.health = after_success(self._ledger.health, self._now)
        return _outcome(
            delivery.id, DELIVERED if attempt.is_success else FAILED, attempt, delivery.attempts + 1
        )

    def _body_of(self, delivery: Delivery) -> bytes:
        if not delivery.event_id:
            return delivery.request_body.encode()
        found = self._read(lambda entries: entries.of([delivery.event_id]))
        if not found:
            # What the hook's owner may not read now is not sent, whoever could read it once.
            raise _CannotGoOn(_BLIND_OWNER)
        return self._body([payload_of(self._ledger.hook.id, each) for each in found], self._site.clock())

    def _send_part(self) -> bool:
        """Send what comes next in the log; whether more may follow at once."""
        ledger = self._ledger
        if ledger.hook.status == DISABLED or ledger.health.not_before > self._now:
            return False
        part = self._next_part()
        if part is None:
            return False
        ledger.health = with_owner(ledger.health, self._now)
        payloads = [payload_of(ledger.hook.id, each) for each in part.entries]
        for group in bodies(payloads, MOST_IN_BATCH if ledger.hook.batch_deliveries else 1):
            if not self._goes_on():
                return False
            if not self._sent(group):
                return False
            if ledger.is_due and ledger.write(self._site.clock()):
                return True
        ledger.cursor = part.end
        return True

    def _sent(self, group: Sequence[Payload]) -> bool:
        """Send events together; whether they were received."""
        ledger, hook = self._ledger, self._ledger.hook
        delivery = None if hook.batch_deliveries else group[0].delivery
        sent_at = self._site.clock()
        attempt = self._attempt(self._body(group, sent_at), delivery, group[0].event, len(group))
        attempts = ledger.health.failures + 1
        if attempt.is_success:
            ledger.health = after_success(ledger.health, self._now)
            ledger.note(
                [self._record(each, DELIVERED, sent_at, attempts, attempt) for each in group], group[-1].event
            )
            return True
        limit, wait = self._settings.failures_before_failed, self._settings.failed_wait
        ledger.health = after_failure(ledger.health, attempt.why, self._now, limit, wait)
        report(DeliveryFailed(hook.id, urlsplit(hook.url).hostname or "", attempt.why, attempts))
        records = [self._record(each, FAILED, sent_at, attempts, attempt) for each in group]
        if self._is_too_old(group[-1]):
            ledger.note(records, group[-1].event)
            self._give_up()
        else:
            ledger.note(records)
        return False

    def _give_up(self) -> None:
        """Give up what follows, as far as it is too old to wait for its receiver any longer."""
        ledger = self._ledger
        while not ledger.write(self._site.clock()):
            part = self._next_part()
            if part is None:
                return
            payloads = [payload_of(ledger.hook.id, each) for each in part.entries]
            old = list(takewhile(self._is_too_old, payloads))
            if old:
                ledger.note([self._record(each, FAILED, self._site.clock()) for each in old], old[-1].event)
            if len(old) < len(payloads):
                return
            ledger.cursor = part.end

    def _pass_over(self) -> None:
        """Leave behind what is too old and nobody can be told of: the log would be kept for it."""
        ledger, before = self._ledger, datetime.fromtimestamp(self._oldest_moment, UTC)
        with self._site.database.reading() as connection:
            first = self._shelf.log.first_since(connection, ledger.cursor, moment_text(before))
            newest = self._shelf.log.newest(connection)
        ledger.cursor = max(ledger.cursor, newest if first is None else first - 1)

    @property
    def _oldest_moment(self) -> float:
        """What happened before it is not tried again."""
        return self._now - self._settings.keep_trying_hours * _HOUR

    def _is_too_old(self, payload: Payload) -> bool:
        return payload.event_time < self._oldest_moment

    def _next_part(self) -> Part | None:
        """What comes next in the log; None where nothing does."""
        ledger = self._ledger
        with self._site.database.reading() as connection:
            newest = self._shelf.log.newest(connection)
        if ledger.cursor >= newest:
            return None
        asked = subscription_of(ledger.hook)
        return self._read(lambda entries: entries.part(asked, ledger.cursor, newest))

    def _read(self, read: Callable[[Entries], T]) -> T:
        """What is read of the log through the eyes of the hook's owner, as they are at this moment."""
        hook = self._ledger.hook
        kind: CallerType = "HumanUser" if hook.owner_type == "HumanUser" else "ApiUser"
        try:
            owner = self._site.accounts.caller_by_id(kind, hook.owner_id)
            return read(Entries(self._site.session(owner), self._shelf.log))
        except (Unauthorized, SignInRefusal):
            raise _CannotGoOn(_NO_OWNER) from None
        except CannotAccess:
            raise _CannotGoOn(_BLIND_OWNER) from None

    def _body(self, group: Sequence[Payload], now: datetime) -> bytes:
        write = body_of_batch if self._ledger.hook.batch_deliveries else _body_of_first
        return write(group, now)

    def _attempt(self, body: bytes, delivery: str | None, first: int, size: int) -> _Attempt:
        hook = self._ledger.hook
        labels = Labels(hook.id, self._site_url, delivery, first, size)
        headers = headers_of(labels, body, self._token(hook), _AGENT, self._now)
        seconds = max(self._settings.timeout, _SECONDS_OF_BATCHED_EVENT * size if size > 1 else 0.0)
        line = self._line_of(hook)
        answer, why = None, ""
        try:
            answer = line.post(headers, body, seconds)
            why = "" if answer.is_success else f"the receiver answered {answer.code}"
        except NoAnswer as error:
            why = str(error)
        return _Attempt(answer, why, headers, round(line.seconds, 4))

    def _token(self, hook: Webhook) -> bytes | None:
        if hook.token is None:
            return None
        try:
            return self._site.accounts.sealer.open(hook.token, WEBHOOK_TOKEN)
        except CannotUnseal as error:
            raise _CannotGoOn(f"the webhook's token cannot be read: {error}") from None

    def _record(
        self,
        payload: Payload,
        status: str,
        sent_at: datetime,
        attempts: int = 0,
        attempt: _Attempt | None = None,
    ) -> Delivery:
        answer = attempt.answer if attempt else None
        about = payload.about or (None, None)
        return Delivery(
            id=payload.delivery,
            hook=self._ledger.hook.id,
            event_id=payload.event,
            entity_type=about[0],
            entity_id=about[1],
            event_time=payload.event_time,
            status=status,
            process_time=attempt.seconds if attempt else 0.0,
            response_code=answer.code if answer else 0,
            body=answer.body if answer else "",
            request_headers=attempt.headers if attempt else None,
            response_headers=answer.headers if answer else None,
            request_body=body_of_one(payload, sent_at).decode(),
            attempts=attempts,
            created_at=moment_text(sent_at),
        )


def _site_url(site: Site) -> str:
    server = site.config.settings.server
    return f"{server.public_url or f'http://{server.host}:{server.port}'}/"


def _body_of_first(group: Sequence[Payload], now: datetime) -> bytes:
    return body_of_one(group[0], now)


def _outcome(delivery: str, status: str, attempt: _Attempt, attempts: int) -> Outcome:
    answer = attempt.answer
    return Outcome(
        delivery,
        status,
        attempt.seconds,
        answer.code if answer else 0,
        answer.body if answer else "",
        attempt.headers,
        answer.headers if answer else None,
        attempts,
    )
