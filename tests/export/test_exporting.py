"""A whole site as Parquet, JSON and files, on both databases, while others go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as parquet
import pytest
from tests.fixtures.desk import Desk
from tests.site.test_checking import upload

from slatehouse.accounts.caller import system_caller
from slatehouse.export.exporting import Exported, export
from slatehouse.schema.link import Target
from slatehouse.site.fields.creating import NewField
from slatehouse.site.site import Site

PLATE = b"a plate"


def rows_of(folder: Path, name: str = "Shot") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parquet.read_table(folder / "rows" / f"{name}.parquet").to_pylist()
    return found


def exported(site: Site, target: Path, progress: Callable[[str], object] = lambda doing: None) -> Exported:
    return export(site, system_caller(), target, progress=progress)


def film_of(desk: Desk) -> Target:
    """A shot with a plate, a note, a task, a field of its own, and a neighbour that was retired."""
    desk.session.add_field(NewField("Shot", "float", [("name", "Weight")]))
    sequence = desk.create("Sequence", code="SQ010")
    shot = desk.create("Shot", code="SH010", sg_sequence=sequence, sg_weight="2.5", description="Grüße")
    desk.create("Task", content="Anim", entity=shot, duration=480, due_date="2026-12-24")
    desk.create("Note", subject="Too dark", note_links=[shot, sequence])
    desk.create("Asset", code="Lamp")
    upload(desk.site, shot, None, PLATE, "plate.dat")
    desk.retire(desk.create("Shot", code="SH020"))
    return shot


@dataclass(frozen=True)
class Scene:
    """An export, and the site as it went on."""

    desk: Desk
    shot: Target
    folder: Path
    done: Exported


@pytest.fixture(scope="module")
def scene(desk_of_module: Desk, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A site that was exported while others changed its rows, and its schema where that does not wait."""
    desk, folder = desk_of_module, tmp_path_factory.mktemp("export") / "out"
    shot = film_of(desk)

    def write() -> None:
        desk.update(shot, code="SH011")
        desk.create("Note", subject="Meanwhile", note_links=[shot])
        desk.retire(Target("Sequence", 1))
        if desk.site.database.dialect.name == "sqlite":
            desk.session.add_field(NewField("Asset", "text", [("name", "Meanwhile")]))

    def write_once(doing: str) -> None:
        if doing == "files":
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

    return Scene(desk, shot, folder, exported(desk.site, folder, write_once))


def test_it_holds_what_the_site_held(scene: Scene) -> None:
    out, desk = scene.folder, scene.desk
    live, retired = rows_of(out)
    assert (live["code"], live["sg_weight"], live["description"]) == ("SH010", 2.5, "Grüße")
    assert live["sg_sequence"] == {"type": "Sequence", "id": 1, "name": "SQ010"}
    assert [each["name"] for each in live["notes"]] == ["Too dark"]
    assert (retired["code"], retired["row_is_retired"], live["row_is_retired"]) == ("SH020", True, False)
    (task,) = rows_of(out, "Task")
    assert (task["duration"], str(task["due_date"])) == (480, "2026-12-24")
    assert task["entity"]["id"] == scene.shot.id
    assert {each.stem for each in (out / "rows").iterdir()} == {each.name for each in desk.site.schema}


def test_it_tells_what_it_is(scene: Scene) -> None:
    def told(name: str) -> Any:
        return msgspec.json.decode((scene.folder / name).read_bytes())

    site, last = told("site.json"), scene.done.last_event
    assert (site["format"], site["site"], site["last_event"]) == (1, scene.desk.site.id, last)
    assert site["rows"]["Shot"] == {"live": 1, "retired": 1}
    assert told("schema.json")["Shot"]["fields"]["sg_weight"]["data_type"]["value"] == "float"
    assert {"ip", "wtg"} <= {each["code"] for each in told("statuses.json")}
    assert len(rows_of(scene.folder, "EventLogEntry")) == scene.done.rows["EventLogEntry"].live


def test_it_is_of_one_moment(scene: Scene) -> None:
    assert len(rows_of(scene.folder, "Note")) == 1
    assert [each["row_is_retired"] for each in rows_of(scene.folder, "Sequence")] == [False]
    assert "sg_meanwhile" not in rows_of(scene.folder, "Asset")[0]
    assert len(scene.desk.find("Note")) == 2
