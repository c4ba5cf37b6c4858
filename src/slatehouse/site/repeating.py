"""Writes that may be sent again: what is answered is kept under a key of the caller's choosing.

The key is taken first and the answer put there last, in the transaction of the write itself, so that after a
crash at any moment there are either both or neither. Whoever sends the same again is answered the same, and
nothing is done; a refused write leaves nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.query.visibility import Visibility
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.sight import Sight
from slatehouse.store.connection import Connection, StoreBusy
from slatehouse.store.kept_answers import KeptAnswer

if TYPE_CHECKING:
    from slatehouse.site.session import Session
    from slatehouse.site.site import Site

__all__ = ["Answered", "KeptFromCaller", "KeyOfAnother", "Keyed", "answered_once", "kept_for"]

_HOUR = 3_600.0


@dataclass(eq=False)
class KeyOfAnother(Refusal):
    """The key was sent with another request before."""

    key: str


@dataclass(eq=False)
class KeptFromCaller(Refusal):
    """What was answered tells of something that the caller may read no more."""

    key: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request with a key. `request` gives what tells it from others under the key; it is asked for when all
    of the request was read. `rows` finds the rows that an answer shows."""

    key: str
    request: Callable[[], bytes]
    rows: Callable[[bytes], Collection[Target]]


class Answered(NamedTuple):
    """An answer in the form in which the door keeps it, and whether it was given before."""

    answer: bytes
    is_repeated: bool


class _DoneBefore(Exception):
    """The key was taken, long ago or by a twin that was faster."""


def kept_for(site: Site) -> float:
    """Seconds for which answers are kept."""
    return site.config.settings.retention.idempotency_hours * _HOUR


def answered_once(session: Session, asked: Keyed, do: Callable[[], bytes]) -> Answered:
    """What `do` answers, or what it answered before. What it writes is one transaction.

    Two at the same time are done one after the other. Raises what `do` raises, and nothing is kept then;
    `KeyOfAnother`; and `KeptFromCaller`.
    """
    # Asked for before the transaction: the first such secret of a site is made where it is needed.
    secrets = session.site.upload_secrets
    try:
        return Answered(_answered_first(session, asked, secrets[0], do), is_repeated=False)
    except _DoneBefore:
        kept = _kept(session, asked)
        if kept is None:
            raise StoreBusy("a kept answer ran out in the very moment") from None
    except Exception:
        # What refused before it wrote, and so before it met the key, may have done so because it was done:
        # the field that was to be trashed is gone.
        kept = _kept(session, asked)
        if kept is None:
            raise
    request = asked.request()
    if not any(hmac.compare_digest(kept.request, _sealed(each, request)) for each in secrets):
        raise KeyOfAnother(asked.key)
    if not _may_be_shown(session, kept, asked.rows):
        raise KeptFromCaller(asked.key)
    return Answered(kept.answer, is_repeated=True)


def _answered_first(session: Session, asked: Keyed, secret: bytes, do: Callable[[], bytes]) -> bytes:
    site, caller = session.site, _named(session.caller)
    with site.database.joined(partial(_claim, session, asked, secret)) as joined:
        answer = do()
        site.kept_answers.put(joined.begun(), caller, asked.key, answer)
    return answer


def _claim(session: Session, asked: Keyed, secret: bytes, connection: Connection) -> None:
    site, caller = session.site, session.caller
    now = site.clock().timestamp()
    what = _sealed(secret, asked.request()), _rights(caller)
    if not site.kept_answers.claim(connection, _named(caller), asked.key, what, now, now - kept_for(site)):
        raise _DoneBefore


def _sealed(secret: bytes, request: bytes) -> bytes:
    """What tells a request from others, of which a copy of the database gives nothing away: there may be
    something in the request that could be guessed."""
    return hmac.new(secret, b"request with a key\x00" + request, sha256).digest()


def _kept(session: Session, asked: Keyed) -> KeptAnswer | None:
    site = session.site
    since = site.clock().timestamp() - kept_for(site)
    with site.database.reading() as connection:
        return site.kept_answers.of(connection, _named(session.caller), asked.key, since)


def _may_be_shown(session: Session, kept: KeptAnswer, rows: Callable[[bytes], Collection[Target]]) -> bool:
    """Whether the caller may read, by the rules and rows as they are now, what was answered then.

    Rules decide which fields show, so they have to be the same; rows are asked for one by one.
    """
    caller = session.caller
    if kept.rights != _rights(caller):
        return False
    if caller.visibility is None:
        return True
    schema = session.edition.whole.schema
    shown = {row for row in rows(kept.answer) if row.type in schema}
    with session.site.database.reading() as connection:
        sight = Sight(caller, session.edition, connection)
        hidden = shown.difference(sight.shown(shown))
        return hidden <= set(sight.seen(hidden, retired=True))


def _named(caller: Caller) -> str:
    """Whose keys they are. A script that acts as a person has others than either."""
    acting = "" if caller.script_id is None else f" {caller.script_id}"
    return f"{caller.type} {caller.id}{acting}"


def _rights(caller: Caller) -> bytes:
    """What of the caller's rights decides which fields they are shown."""
    return _rights_of(caller.visibility)


@lru_cache(maxsize=1024)
def _rights_of(visibility: Visibility | None) -> bytes:
    hidden = None if visibility is None else sorted(visibility.hidden)
    return sha256(msgspec.json.encode(hidden)).digest()[:16]
