"""Fixtures for pytest, which finds them by itself where Slatehouse is installed.

`slatehouse` is a site of the test's own; `shared_slatehouse` one for all tests of a run, or of each of its
processes with pytest-xdist, which starts once. What they hold is the fixture `slatehouse_seed`, to be
overridden in a `conftest.py`:

>>> @pytest.fixture(scope="session")
... def slatehouse_seed():
...     return Seed.DEMO
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn, stand_in

__all__ = ["shared_slatehouse", "slatehouse", "slatehouse_seed"]


@pytest.fixture(scope="session")
def slatehouse_seed() -> Seed:
    """What the sites hold: nothing, unless it is overridden."""
    return Seed.EMPTY


@pytest.fixture
def slatehouse(slatehouse_seed: Seed) -> Iterator[StandIn]:
    """A site of the test's own, served until the test is over."""
    with stand_in(slatehouse_seed) as site:
        yield site


@pytest.fixture(scope="session")
def shared_slatehouse(slatehouse_seed: Seed) -> Iterator[StandIn]:
    """A site for all tests, served until the last is over; what one test writes, the next one finds."""
    with stand_in(slatehouse_seed) as site:
        yield site
