"""Which requests are sent again, and after how long."""

from __future__ import annotations

import pytest

from slatehouse.client.asks import Answer, Ask, Broken
from slatehouse.client.patience import Patience

READ = Ask("GET", "/entity/notes/1", is_safe=True)
WRITE = Ask("POST", "/entity/notes")
PATIENCE = Patience(attempts=4, first_wait=1.0, longest=10.0, spread=lambda: 1.0)


def refused(status: int, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("outcome", "read_waits", "write_waits"),
    [
        # The site never saw it.
        (Broken("connection refused", was_seen=False), 1.0, 1.0),
        # It may have.
        (Broken("connection reset", was_seen=True), 1.0, None),
        # It said that it did not do it.
        (refused(429), 1.0, 1.0),
        (refused(429, retry_after="7"), 7.0, 7.0),
        (refused(503, retry_after="0"), 0.0, 0.0),
        # Nobody knows who said that.
        (refused(503), 1.0, None),
        (refused(503, retry_after="Thu, 26 Nov 2026 08:00:00 GMT"), 1.0, None),
        (refused(500), 1.0, None),
        (refused(502), 1.0, None),
        (refused(504), 1.0, None),
        # Waiting for so long is for whoever asked to decide.
        (refused(429, retry_after="11"), None, None),
        # Nothing will be different the next time.
        (refused(200), None, None),
        (refused(400), None, None),
        (refused(401), None, None),
        (refused(403), None, None),
        (refused(404), None, None),
        (refused(409), None, None),
        (refused(501), None, None),
    ],
)
def test_what_is_sent_again(
    outcome: Answer | Broken, read_waits: float | None, write_waits: float | None
) -> None:
    assert PATIENCE.wait_after(READ, outcome, 1) == read_waits
    assert PATIENCE.wait_after(WRITE, outcome, 1) == write_waits
    assert PATIENCE.wait_after(READ, outcome, 4) is None


def test_waits_grow_and_are_spread() -> None:
    broken = Broken("no route", was_seen=False)
    patience = Patience(attempts=9, first_wait=1.0, longest=10.0, spread=lambda: 1.0)
    assert [patience.wait_after(READ, broken, attempt) for attempt in range(1, 7)] == [1, 2, 4, 8, 10, 10]
    others = [Patience(first_wait=1.0).wait_after(READ, broken, 1) for _ in range(50)]
    assert all(0.5 <= wait <= 1.0 for wait in others if wait is not None) and len(set(others)) > 10
