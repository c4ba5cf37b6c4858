"""What is sent cannot write lines of its own into the log."""

from __future__ import annotations

import logging

import pytest

from slatehouse.observe.events import RequestFailed, report


@pytest.mark.parametrize(
    "sent",
    ["/a\nrequest failed: /forged", "/a\r\nx", "/a\x1b[2J", "/a\x00", "/\u2028x", "/\u202ex"],
)
def test_a_line_of_the_log_stays_one_line(sent: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    report(RequestFailed(ValueError(sent), sent, "0" * 32))
    (record,) = caplog.records
    assert record.message.isprintable()
    assert record.message.startswith("request failed: /") and record.message.count("request failed") < 4


def test_what_can_be_shown_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    report(RequestFailed(ValueError("Straße"), "/api/v1/entity/shöts", "1" * 32))
    assert caplog.records[0].message == (
        f"request failed: /api/v1/entity/shöts: ValueError: Straße (reference {'1' * 32})"
    )
