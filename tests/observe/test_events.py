"""What the log says."""

import logging

import pytest

from slatehouse.observe.events import QuerySlow, report


def test_a_slow_query_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    report(QuerySlow("SELECT a\n  FROM b \nWHERE c = ?", 1.254))
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (
        logging.WARNING,
        "slow query: 1.25 s: SELECT a FROM b WHERE c = ?",
    )


def test_of_a_long_query_the_beginning_is_told(caplog: pytest.LogCaptureFixture) -> None:
    report(QuerySlow("SELECT " + "x, " * 10_000, 2.0))
    assert len(caplog.records[0].getMessage()) < 4_100
