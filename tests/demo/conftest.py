"""The demo as it was recorded: once without its pictures, once with them."""

import time
from collections.abc import Callable

import pytest
from tests.demo.recorder import Recorder, record

from slatehouse.demo import DemoSummary


@pytest.fixture(scope="session")
def told() -> Recorder:
    """The demo's rows."""
    return record(with_pictures=False)[0]


@pytest.fixture(scope="session")
def shown(record_testsuite_property: Callable[[str, object], None]) -> tuple[Recorder, DemoSummary]:
    """The demo's rows and pictures; how long they took is a property of the test run's report."""
    start = time.perf_counter()
    recording = record(with_pictures=True)
    record_testsuite_property("demo_seconds", round(time.perf_counter() - start, 2))
    return recording
