"""The site that every test's site is a copy of, made once for each version of Slatehouse."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import slatehouse
from slatehouse.accounts.caller import system_caller
from slatehouse.demo import build
from slatehouse.demo.entering import SiteSession
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.testing.access import ADMIN, PASSWORD, SCRIPT, SCRIPT_KEY, Seed

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
            _make(_SEEDS[seed], template)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield template


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "slatehouse" / "testing"


def _fingerprint() -> str:
    """What changes with every version, and with every edit of the sources of one that is being worked on."""
    found = sha256(f"{slatehouse.__version__} {sys.version}".encode())
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in {".py", ".toml"}:
            facts = path.stat()
            found.update(f"{path.relative_to(_PACKAGE)} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return found.hexdigest()[:16]


def _make(fill: Callable[[Site], None], template: Path) -> None:
    """Made beside its place and moved there, so that it is whole or not there."""
    unfinished = template.with_name(f"unfinished-{template.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    with closing(create_site(unfinished)) as site:
        _let_in(site)
        fill(site)
    unfinished.rename(template)


def _let_in(site: Site) -> None:
    """The script and the person that tests sign in as, both administrators."""
    with writing(site, system_caller(logs_events=False)) as writes:
        role = {code: writes.rule_set(code) for code in ("api_admin", "admin")}
        script = writes.make("ApiUser", {"firstname": SCRIPT, "permission_rule_set": role["api_admin"]})
        values = {"login": ADMIN, "name": "Slatehouse Admin", "permission_rule_set": role["admin"]}
        person = writes.make("HumanUser", values)
    site.accounts.set_script_key(script, SCRIPT_KEY)
    site.accounts.set_password(person, PASSWORD)


def _leave_empty(site: Site) -> None:
    pass


def _enter_demo(site: Site) -> None:
    build(SiteSession(site), lambda *_: None, with_pictures=False)


_SEEDS = {Seed.EMPTY: _leave_empty, Seed.DEMO: _enter_demo}
