"""Makes the site that others are copies of: whom it lets in, and what it holds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from slatehouse.accounts.caller import system_caller
from slatehouse.demo import build
from slatehouse.demo.entering import SiteSession
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.testing.access import ADMIN, PASSWORD, SCRIPT, SCRIPT_KEY, Seed

__all__ = ["make_site"]


def make_site(seed: Seed, folder: Path) -> None:
    """A new site in the folder, with what a test may begin with."""
    with closing(create_site(folder)) as site:
        _let_in(site)
        _SEEDS[seed](site)


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
