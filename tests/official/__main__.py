"""The official client's own live tests, unchanged, against a site that was just made: `make test-official`.

Without options: on SQLite and a free port, where the client cannot send its cookie. With `--ci`: on each
database, twice, at port 80 of an address of this machine, and once with uploads to the storage.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.fixtures.cluster import Cluster, programs
from tests.official.distribution import unpacked_tests
from tests.official.media import draw
from tests.official.seed import seed

_HERE = Path(__file__).parent
_PACKAGE = "official"
_PATIENCE = 300

SKIPPED = [
    "test_api.TestNoteThreadRead.test_complex",
    "test_api.TestNoteThreadRead.test_simple",
    "test_api.TestShotgunApi.test_share_thumbnail",
]
"""The tests that their authors switched off; they pass with `--unskipped`."""

COOKIE = "test_api.TestShotgunApi.test_upload_download"
"""The test that needs the client's cookie, which it sends to default ports alone."""

CI_ADDRESS = ("127.0.0.2", 80)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ci", action="store_true", help="all databases and ways, at port 80")
    options = parser.parse_args()
    with TemporaryDirectory() as place:
        folder = Path(place)
        suites = assembled(folder)
        runs = _ci(folder, suites) if options.ci else _local(folder, suites)
        return 0 if all(list(runs)) else 1


def assembled(folder: Path) -> Path:
    """The folder of a package that holds the tests, what they stand on, and what they upload."""
    package = folder / "suite" / _PACKAGE
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    tests = unpacked_tests(folder / "distribution")
    for path in tests.glob("test_*.py"):
        shutil.copy(path, package)
    (package / "test_config_file").write_text("[SERVER_INFO]\napi_key: %%abce\n")
    shutil.copy(_HERE / "base.py", package)
    draw(package)
    return package.parent


def _local(folder: Path, suites: Path) -> Iterator[bool]:
    with served(folder / "site", None, ("127.0.0.1", 0)) as url:
        yield is_as_expected("a free port", run(suites, url), failed=[COOKIE])


def _ci(folder: Path, suites: Path) -> Iterator[bool]:
    with _postgresql(folder / "cluster") as postgresql:
        for kind, database in (("sqlite", None), ("postgresql", postgresql)):
            with served(folder / kind, database, CI_ADDRESS) as url:
                for time in ("once", "again"):
                    yield is_as_expected(f"{kind}, {time}", run(suites, url))
                yield is_as_expected(f"{kind}, nothing skipped", run(suites, url, "--unskipped"), skipped=[])
                yield is_as_expected(f"{kind}, its other tests", run(suites, url, "--others"), skipped=[])
    direct = {"SLATEHOUSE_MEDIA_DIRECT_UPLOADS": "true"}
    with served(folder / "direct", None, CI_ADDRESS, direct) as url:
        yield is_as_expected("uploads to the storage", run(suites, url))


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    found = programs()
    assert found, "PostgreSQL's programs are not installed"
    cluster = Cluster(folder, found)
    cluster.start()
    try:
        yield cluster.create_database("official")
    finally:
        cluster.stop()


@contextmanager
def served(
    folder: Path, database: str | None, address: tuple[str, int], settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a new site that answers."""
    seed(folder, database)
    host, port = address
    command = [sys.executable, "-m", "slatehouse", "serve", "--site", folder, "--json"]
    process = subprocess.Popen(
        [*map(str, command), "--host", host, "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(settings or {})},
    )
    try:
        assert process.stdout
        facts: dict[str, Any] = json.loads(process.stdout.readline())
        yield str(facts["url"]).removesuffix(":80")
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def run(suites: Path, url: str, *options: str) -> dict[str, Any]:
    """What came of the tests; what they print goes where it went."""
    command = [sys.executable, str(_HERE / "suite.py"), str(suites), _PACKAGE, *options]
    environment = {**os.environ, "SG_SERVER_URL": url}
    # The tests keep a cache of pictures where they are run.
    done = subprocess.run(
        command, cwd=suites, env=environment, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE, check=True
    )
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def is_as_expected(
    what: str,
    outcome: Mapping[str, Any],
    *,
    failed: list[str] | None = None,
    skipped: list[str] | None = None,
) -> bool:
    """Whether these tests failed and these were skipped, and no others; says so."""
    wanted = (failed or [], SKIPPED if skipped is None else skipped)
    is_right = (outcome["failed"], outcome["skipped"]) == wanted and outcome["run"] > 0
    counts = f"{outcome['run']} run, {len(outcome['failed'])} failed, {len(outcome['skipped'])} skipped"
    print(f"{'as expected' if is_right else 'NOT AS EXPECTED'}: {what}: {counts}", flush=True)
    if not is_right:
        print(f"  failed: {outcome['failed']}\n  skipped: {outcome['skipped']}", flush=True)
    return is_right


if __name__ == "__main__":
    sys.exit(main())
