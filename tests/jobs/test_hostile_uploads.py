"""Files that mean no good, uploaded to a site whose worker is a process of its own: it lives, every row says
what became of its file, nobody waits, and good files are shown as if nothing had happened.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fixtures import worker_program
from tests.jobs.asking import jobs_left
from tests.jobs.test_thumbnail import shelf_of
from tests.media import hostile

from slatehouse.jobs.workshop import Workshop

if TYPE_CHECKING:
    from tests.jobs.conftest import WaitFor

CHOSEN = (
    *("png of 60,000", "exr with a dataWindow of 60,000", "mov of many frames", "gif without frames"),
    *("pdf of nested arrays", "a page with a script", "a playlist"),
)


def test_a_worker_outlives_hostile_files_and_tells_of_each(
    workshop: Workshop, site_folder: Path, tmp_path: Path, wait_for: WaitFor
) -> None:
    whole = hostile.whole_files(tmp_path)
    files = {
        **hostile.lies(whole),
        **hostile.bombs(),
        **hostile.disguises(whole),
        **hostile.tellers(whole, "http://127.0.0.1:9", tmp_path / "secret"),
    }
    shelves = {}
    for name in CHOSEN:
        shelves[name] = shelf_of(workshop.site)
        shelves[name].upload(files[name], "plate.png")
    good = shelf_of(workshop.site)
    good.upload(whole["exr"], "plate.exr")
    with subprocess.Popen([sys.executable, worker_program.__file__, str(site_folder)]) as worker:
        try:
            assert wait_for(lambda: jobs_left(workshop.site.database) == 0)
            assert worker.poll() is None
        finally:
            worker.terminate()
    assert good.picture.thumbnail is not None
    for name, shelf in shelves.items():
        picture = shelf.picture
        assert picture.failure and picture.failure.isprintable(), name
        assert not picture.is_pending and picture.thumbnail is None, name
        assert shelf.content(picture.original) == files[name]
