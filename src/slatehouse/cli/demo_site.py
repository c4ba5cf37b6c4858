"""The demo film in a site: entered with a progress bar, and what there is to try on it, kept beside it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.making import DEMO_FILE, is_unfinished, making
from slatehouse.cli.rows import rows_of, rule_set
from slatehouse.demo import DemoSummary, build
from slatehouse.demo.build import ROLES
from slatehouse.demo.entering import SiteSession
from slatehouse.demo.session import Report
from slatehouse.site.draft import Draft
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing

__all__ = ["made_before", "make_demo"]


def make_demo(directory: Path, database: str | None = None, media: str | None = None) -> DemoSummary:
    """Make a site with the demo film in the folder; the arguments are those of `create_site`."""
    with making(directory), closing(create_site(directory, database, media)) as site:
        return _fill(site)


def made_before(directory: Path) -> DemoSummary | None:
    """What the demo site in the folder holds; None where there is no demo site, or one half made."""
    path = directory / DEMO_FILE
    if is_unfinished(directory) or not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=DemoSummary)
    except msgspec.MsgspecError:
        raise CommandRefused(
            f"{path} is of another version; remove {directory} to have the demo made anew"
        ) from None


def _fill(site: Site) -> DemoSummary:
    with _progress() as report:
        summary = build(SiteSession(site), report)
    hashed = site.accounts.password_hash(summary.password)
    with writing(site, system_caller(logs_events=False)) as writes:
        script = writes.make("ApiUser", {"firstname": summary.script_name})
        people = rows_of(site, "HumanUser", ("login",))
        for row_id, login in ((int(str(row_id)), str(login)) for row_id, login in people):
            site.accounts.put_password(writes.connection, row_id, hashed)
            if login in ROLES:
                # Nobody changes it in a row that is there; the site's own writes do.
                hired = Draft(writes.schema["HumanUser"])
                hired.fill("permission_rule_set", rule_set(writes, ROLES[login]))
                writes.change(row_id, hired)
    site.accounts.set_script_key(script, summary.script_key)
    (site.directory / DEMO_FILE).write_bytes(msgspec.json.encode(summary))
    return summary


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar for each thing that is being made, on standard error."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def report(label: str, done: int, total: int) -> None:
            if label not in bars:
                bars[label] = progress.add_task(label, total=total)
            progress.update(bars[label], completed=done, total=total)

        yield report
