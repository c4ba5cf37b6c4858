"""The site that every test's site is a copy of, made once for each version of Slatehouse."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

import slatehouse
from slatehouse.testing.access import Seed

__all__ = ["copy_template"]

_PACKAGE = Path(slatehouse.__file__).parent


def copy_template(seed: Seed, folder: Path) -> None:
    """A new site in the folder, which must not exist yet."""
    with _template(seed) as template:
        shutil.copytree(template, folder)


@contextmanager
def _template(seed: Seed) -> Iterator[Path]:
    """The template, which nobody makes or removes meanwhile."""
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    template = cache / f"{seed.value}-{_fingerprint()}"
    with (cache / f"{seed.value}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in cache.glob(f"{seed.value}-*"):
                shutil.rmtree(old)
            _make(seed, template)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield template


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "slatehouse" / "testing"


@cache
def _fingerprint() -> str:
    """What changes with every version, and with every edit of the sources of one that is being worked on."""
    found = sha256(f"{slatehouse.__version__} {sys.version}".encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in {".py", ".toml"}:
            facts = path.stat()
            found.update(f"{path.relative_to(_PACKAGE)} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return found.hexdigest()[:16]


def _make(seed: Seed, template: Path) -> None:
    """Made beside its place and moved there, so that it is whole or not there."""
    # Whoever finds a template need not import what makes one.
    from slatehouse.testing.planting import make_site

    unfinished = template.with_name(f"unfinished-{template.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_site(seed, unfinished)
    unfinished.rename(template)
