"""People and a script at work on a site that the tests of a module share."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.accounts.caller import Caller


@pytest.fixture(scope="module")
def ann(desk_of_module: Desk) -> Desk:
    """An administrator."""
    return desk_of_module.hire("ann")


@pytest.fixture(scope="module")
def bob(desk_of_module: Desk) -> Desk:
    """Another one."""
    return desk_of_module.hire("bob")


@pytest.fixture(scope="module")
def robot(desk_of_module: Desk) -> Desk:
    """A script that may do everything."""
    row = desk_of_module.create("ApiUser", firstname="robot")
    caller = Caller("ApiUser", row.id, "robot 1.0", "robot", "api_admin", "API Admin", "client_credentials")
    return Desk(desk_of_module.site, caller, desk_of_module.project)
