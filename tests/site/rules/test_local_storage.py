"""LocalStorage: a code of its own, roots as they are written, and a uuid for life (entity-types B.15)."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.refusals import ReadOnly
from slatehouse.site.errors import CreateFailed, UpdateFailed

TAKEN = "Validation failed: Code is already in use by an active or retired local storage"


@pytest.mark.parametrize(
    "sent",
    [{}, {"code": "primary"}, {"mac_path": "/mac"}, {"windows_path": "Z:\\proj\\", "linux_path": "/proj"}],
    ids=str,
)
def test_any_of_its_roots_may_be_missing(robot: Desk, sent: dict[str, object]) -> None:
    storage = robot.create("LocalStorage", **sent)
    code = sent.get("code", f"New LocalStorage {storage.id}")
    expected = {"code": code, "mac_path": None, "windows_path": None, "linux_path": None, **sent}
    assert robot.read(storage, *expected) == expected
    assert robot.get(storage, "cached_display_name") == code


def test_a_code_belongs_to_one_live_storage(robot: Desk) -> None:
    first, second = (robot.create("LocalStorage", code=code) for code in ("one", "two"))
    with pytest.raises(CreateFailed) as refused:
        robot.create("LocalStorage", code="one")
    assert refused.value.reason == TAKEN
    with pytest.raises(UpdateFailed):
        robot.update(second, code="one")
    robot.retire(first)
    robot.update(second, code="one")


def test_each_has_a_uuid_that_stays(robot: Desk) -> None:
    storages = [robot.create("LocalStorage") for _ in range(2)]
    uuids = [robot.get(storage, "uuid") for storage in storages]
    assert len({UUID(str(uuid)) for uuid in uuids}) == 2
    assert robot.update(storages[0], description="x")["uuid"] == uuids[0]
    with pytest.raises(ReadOnly):
        robot.update(storages[0], uuid=uuids[1])
