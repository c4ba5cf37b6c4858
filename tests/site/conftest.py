"""People at work on a new site."""

import pytest
from tests.fixtures.desk import Desk


@pytest.fixture
def ada(desk: Desk) -> Desk:
    """An administrator's desk; what she does is logged."""
    return desk.hire("ada")
