"""The suite's own rule: in continuous integration, a test that did not run has failed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RULE = Path(__file__).parent.parent / "fixtures" / "skips.py"

SKIPPING = {
    "a mark": "import pytest\n@pytest.mark.skip(reason='not here')\ndef test(): pass\n",
    "a call": "import pytest\ndef test(): pytest.skip('not here')\n",
    "a fixture": "import pytest\n@pytest.fixture\ndef it(): pytest.skip('not here')\ndef test(it): pass\n",
    "a missing module": "import pytest\npytest.importorskip('no_such_module')\ndef test(): pass\n",
}


def run_in(folder: Path, test: str, ci: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(RULE, folder / "conftest.py")
    (folder / "test_it.py").write_text(f"def test_other(): pass\n{test}")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        # The rule alone: other plugins take longer to be loaded than all of these tests.
        env={**os.environ, "CI": ci, "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("arguments", [(), ("-p", "xdist", "-n", "1")], ids=["alone", "by a worker"])
@pytest.mark.parametrize("way", SKIPPING)
def test_in_ci_a_skip_fails_and_says_why(tmp_path: Path, way: str, arguments: tuple[str, ...]) -> None:
    ended = run_in(tmp_path, SKIPPING[way], "true", *arguments)
    assert ended.returncode != 0, ended.stdout
    assert "skipped, and CI skips nothing" in ended.stdout


@pytest.mark.parametrize("way", SKIPPING)
def test_elsewhere_a_skip_is_a_skip(tmp_path: Path, way: str) -> None:
    assert "1 skipped" in run_in(tmp_path, SKIPPING[way], "").stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    test = "import pytest\n@pytest.mark.xfail\ndef test(): assert False\n"
    ended = run_in(tmp_path, test, "true")
    assert (ended.returncode, "1 xfailed" in ended.stdout) == (0, True)
