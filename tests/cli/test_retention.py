"""`slatehouse retention run` tells what has been kept long enough, and removes it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fixtures.desk import Desk, desk_of

from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run

YEARS_AGO = "2020-03-04T05:06:07.000000Z 0123abcd"


@pytest.fixture
def old(site: Path) -> Path:
    """The folder of a site with a shot that was retired years ago."""
    with closing(open_site(site)) as tracking:
        desk: Desk = desk_of(tracking)
        shot = desk.create("Shot", code="SH010")
        with tracking.database.writing() as connection:
            tracking.edition.rows.retire(connection, "Shot", shot.id, YEARS_AGO)
    return site


def test_it_tells_first_and_removes_then(run: Run, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("retention", "run", "--site", old).out == "Done.\n"
    monkeypatch.setenv("SLATEHOUSE_RETENTION_RETIRED_DAYS", "365")
    assert run("retention", "run", "--dry-run", "--site", old).out == (
        "1 retired rows of type Shot\nNothing was removed yet: that is what would go.\n"
    )
    counts = {"events": 0, "deliveries": 0, "rows": {"Shot": 1}}
    assert run("retention", "run", "--dry-run", "--json", "--site", old).json == {"done": False, **counts}
    assert run("retention", "run", "--json", "--site", old).json == {"done": True, **counts}
    assert run("retention", "run", "--site", old).out == "Done.\n"
    (entry,) = run("audit", "--kind", "rows_erased", "--json", "--site", old).json
    assert entry["about"] == "Shot" and entry["who"]
