"""Answers that are kept under keys: as a table of what was done, whatever is sent in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.clock import Clock
from tests.store.sql import read

from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.site.repeating import Answered, Keyed, KeyOfAnother, answered_once
from slatehouse.site.session import Session
from slatehouse.site.site import Site

KEPT = timedelta(hours=24)
ADA = Caller("HumanUser", 1, "Ada", "ada", "admin", "Admin", "password")
ROBOT = Caller("ApiUser", 1, "Robot", "robot", "api_admin", "API Admin", "api_key", script_id=1)
CALLERS = (ADA, ROBOT, replace(ADA, script_id=1), replace(ADA, script_id=2))


class Refused(Exception):
    """A write that is refused when half of it is done."""


def tags(site: Site) -> list[str]:
    return [row[0] for row in read(site.database, "SELECT name FROM tags ORDER BY id")]


def tag(session: Session, name: str, *, is_refused: bool = False) -> bytes:
    session.create_many([("Tag", {"name": name})])
    if is_refused:
        raise Refused
    return name.encode()


def sent(session: Session, key: str, request: str, name: str, *, is_refused: bool = False) -> Answered:
    """A request with a key that makes a tag of this name, and is answered with it."""
    keyed = Keyed(key, request.encode, lambda _: ())
    return answered_once(session, keyed, lambda: tag(session, name, is_refused=is_refused))


@pytest.fixture
def session(site: Site) -> Session:
    return site.session(system_caller())


def test_an_answer_is_kept_for_a_day(site: Site, session: Session) -> None:
    clock = site.clock
    assert isinstance(clock, Clock)
    assert sent(session, "key", "request", "first") == (b"first", False)
    clock.now += KEPT
    assert sent(session, "key", "request", "second") == (b"first", True)
    clock.now += timedelta(seconds=1)
    assert sent(session, "key", "another", "third") == (b"third", False)
    clock.now += KEPT
    assert sent(session, "key", "another", "fourth") == (b"third", True)
    assert tags(site) == ["first", "third"]


REQUESTS = st.tuples(
    st.sampled_from(CALLERS), st.sampled_from("ab"), st.sampled_from(["one", "other"]), st.booleans()
)


def test_it_is_a_table_of_what_was_done(site: Site) -> None:
    """Each key of each caller has one request and its first answer; what was refused never was."""

    @given(st.lists(REQUESTS, max_size=12))
    @settings(max_examples=15, deadline=None, derandomize=True)
    def holds(requests: list[tuple[Caller, str, str, bool]]) -> None:
        run = len(tags(site))
        kept: dict[tuple[int, str], tuple[str, bytes]] = {}
        expected = tags(site)
        for number, (caller, letter, request, is_refused) in enumerate(requests):
            session, key, name = site.session(caller), f"{letter}{run}", f"tag {run} {number}"
            known = kept.get((CALLERS.index(caller), key))
            if known is None and is_refused:
                with pytest.raises(Refused):
                    sent(session, key, request, name, is_refused=True)
                continue
            if known is None:
                assert sent(session, key, request, name) == (name.encode(), False)
                kept[CALLERS.index(caller), key] = request, name.encode()
                expected.append(name)
            elif known[0] == request:
                assert sent(session, key, request, name, is_refused=is_refused) == (known[1], True)
            else:
                with pytest.raises(KeyOfAnother):
                    sent(session, key, request, name, is_refused=is_refused)
            assert tags(site) == expected

    holds()
