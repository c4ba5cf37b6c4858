"""The official client's source distribution, which carries its tests, fetched once and kept."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

__all__ = ["unpacked_tests"]

_PACKAGE = "shotgun_api3"
_CACHE = Path(__file__).resolve().parents[2] / ".cache" / "official"


def unpacked_tests(folder: Path) -> Path:
    """The folder of the tests of the client that is installed, unpacked below `folder`."""
    archive = _archive()
    with tarfile.open(archive) as distribution:
        distribution.extractall(folder, filter="data")
    (tests,) = folder.glob(f"{_PACKAGE}-*/tests")
    return tests


def _archive() -> Path:
    release = f"{_PACKAGE}-{version(_PACKAGE)}"
    kept = _CACHE / f"{release}.tar.gz"
    if not kept.exists():
        _CACHE.mkdir(parents=True, exist_ok=True)
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet")
        wanted = f"{_PACKAGE}=={version(_PACKAGE)}"
        subprocess.run([*pip, "--no-deps", "--no-binary", ":all:", "--dest", _CACHE, wanted], check=True)
    return kept
