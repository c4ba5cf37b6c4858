"""Following the changes of the site: a call of our own, beside the contract's list of the log.

A page of changes at once; a page as soon as there is one, for those who wait; or a stream of server-sent
events, for those who accept that type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Self

import msgspec
from falcon import Request

from slatehouse.accounts.errors import Unauthorized
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, bearer_of
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.gate import passage_of
from slatehouse.api.wire.replies import Reply
from slatehouse.site.feed.changes import MOST, Change, Part, Wanted
from slatehouse.site.session import Session
from slatehouse.store.connection import StoreError

__all__ = ["EVENTS", "LONGEST_WAIT", "show"]

EVENTS = "text/event-stream"
LONGEST_WAIT = 60
_LAST_EVENT_ID = "HTTP_LAST_EVENT_ID"
_HEADERS = {
    "content-type": EVENTS,
    "cache-control": "no-store",
    # Proxies are not to collect what is to be heard now.
    "x-accel-buffering": "no",
}
_OF_WHOM_IT_IS_ALL_GONE = b'event: end\ndata: {"status":401,"title":"Unauthorized"}\n\n'
_OF_PAGES = frozenset({"limit", "wait"})
_PROJECT = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Asked:
    after: str | None
    wanted: Wanted
    limit: int
    wait: int


def show(call: Call) -> Reply:
    """`GET /changes`."""
    asked = _asked(call)
    part = call.session.changes(asked.after, asked.wanted, asked.limit)
    is_head = call.request.method == "HEAD"
    if _accepts_events(call.request):
        return Reply(headers=_HEADERS) if is_head else _stream(call, asked, part)
    if part.changes or not asked.wait or is_head:
        return _page(call.session, part)
    return _page_when_there_is_one(call, asked, part)


def _asked(call: Call) -> _Asked:
    findings, query = call.findings(), call.query
    after = query.get("after")
    if after == "":
        findings.add("must be filled", "after")
    wanted = Wanted(_types(call, findings), _projects(call, findings))
    limit = _number(call, findings, "limit", 1, MOST, MOST)
    wait = _number(call, findings, "wait", 0, LONGEST_WAIT, 0)
    if _accepts_events(call.request):
        # A browser that comes again asks as it did at first, and says in the header how far it has come.
        after, limit = call.request.env.get(_LAST_EVENT_ID) or after, MOST
        for name in _OF_PAGES & query.parameters.keys():
            findings.silence("is not read where events are accepted", name)
    findings.raise_if_any()
    return _Asked(after, wanted, limit, wait)


def _number(call: Call, findings: Findings, name: str, least: int, most: int, otherwise: int) -> int:
    parameters = call.query.parameters
    return findings.number_within(parameters, name, least, most) if name in parameters else otherwise


def _types(call: Call, findings: Findings) -> frozenset[str]:
    named = _names(call, "types")
    for each in named:
        if each not in call.schema.types:
            findings.add(
                f"must name entity types: there is no {each!r}" if each else "must be filled", "types"
            )
    return named


def _projects(call: Call, findings: Findings) -> frozenset[int]:
    named = _names(call, "project")
    for each in named:
        if not _PROJECT.fullmatch(each):
            findings.add(
                f"must be ids of projects: {each!r} is none" if each else "must be filled", "project"
            )
            return frozenset()
    return frozenset(map(int, named))


def _names(call: Call, parameter: str) -> frozenset[str]:
    sent = call.query.get(parameter)
    return frozenset() if sent is None else frozenset(each.strip() for each in sent.split(","))


def _accepts_events(request: Request) -> bool:
    accepted = request.env.get("HTTP_ACCEPT", "")
    return any(each.partition(";")[0].strip().lower() == EVENTS for each in accepted.split(","))


def _page(session: Session, part: Part) -> Reply:
    cursor = session.site.cursors.text(part.reached, session.caller)
    return json_reply({"data": [msgspec.Raw(each.told) for each in part.changes], "cursor": cursor})


def _page_when_there_is_one(call: Call, asked: _Asked, part: Part) -> Reply:
    with _Following(call, asked, part) as following:
        until = monotonic() + asked.wait
        while not (part.changes or following.is_over or monotonic() >= until):
            part = following.next(until - monotonic())
    return _page(following.session, part)


def _stream(call: Call, asked: _Asked, part: Part) -> Reply:
    # The place is taken while it can still be said that there is none.
    passage_of(call.request.env).go_out(call.session.caller.account)
    heartbeat = call.site.config.settings.feed.heartbeat
    return Reply(headers=_HEADERS, stream=_events(call, asked, part, heartbeat))


def _events(call: Call, asked: _Asked, part: Part, heartbeat: float) -> Iterator[bytes]:
    """The stream, a block for each change, and the cursor after what was told. It ends with the process, and
    with the right to hear it."""
    with _Following(call, asked, part) as following:
        try:
            yield _blocks(following.session, part)
            while not following.is_over:
                part = following.next(heartbeat)
                yield _blocks(following.session, part)
        except Unauthorized:
            yield _OF_WHOM_IT_IS_ALL_GONE
        except StoreError:
            # Whoever asks again is told what is wrong.
            return


def _blocks(session: Session, part: Part) -> bytes:
    """Changes as events, and how far they reach as an event without data: nobody is told of it, and it counts
    as the last one all the same."""
    cursor = session.site.cursors.text(part.reached, session.caller)
    return b"".join((*map(_block, part.changes), b": reached\nid: %s\n\n" % cursor.encode()))


def _block(change: Change) -> bytes:
    return b"id: %d\ndata: %s\n\n" % (change.id, change.told)


class _Following:
    """One request that follows, from outside the gate; raises `NoPlaceOutside` and `NoPlaceOfTheirs`."""

    def __init__(self, call: Call, asked: _Asked, part: Part) -> None:
        self._asked, self._site = asked, call.site
        self._passage = passage_of(call.request.env)
        self._passage.go_out(call.session.caller.account)
        self._follower = call.site.followers.follower(
            bearer_of(call.request), call.session.caller, asked.wanted, part.reached
        )
        self.is_over = False

    @property
    def session(self) -> Session:
        """The verbs for whoever it is now."""
        return self._site.session(self._follower.caller)

    def next(self, seconds: float) -> Part:
        """What is told next, or nothing after so many seconds; raises `Unauthorized`."""
        news = self._follower.wait(seconds)
        self.is_over = news.is_over
        if news.is_behind and not news.changes:
            return self._read_on(news.reached)
        if len(news.changes) > self._asked.limit:
            told = news.changes[: self._asked.limit]
            return Part(told, told[-1].id)
        return Part(news.changes, news.reached)

    def _read_on(self, reached: int) -> Part:
        with self._passage.working():
            part = self.session.changes(reached, self._asked.wanted, self._asked.limit)
        self._follower.go_on_from(part.reached)
        return part

    def __enter__(self) -> Self:
        self._follower.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._follower.__exit__()
