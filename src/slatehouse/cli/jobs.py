"""`slatehouse jobs`: the work that waits, is under way or failed, and what is to become of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.jobs.cancelling import cancel
from slatehouse.jobs.queue import Queue
from slatehouse.jobs.register import KnownJob, Register, Sought, State
from slatehouse.site.job_kinds import PRIORITIES
from slatehouse.site.site import Site as TrackingSite

__all__ = ["commands"]

commands = typer.Typer(
    help="What is done after the answer: thumbnails, films, upkeep.",
    no_args_is_help=True,
    add_completion=False,
)
_COLUMNS = ("id", "kind", "state", "about", "attempts", "due", "worker", "failure")
_HIGHEST_ID = 2**63 - 1


def _kind(name: str) -> str:
    if name not in PRIORITIES:
        raise typer.BadParameter(f"there are: {', '.join(PRIORITIES)}")
    return name


Id = Annotated[int, typer.Argument(min=1, max=_HIGHEST_ID, metavar="ID", help="The job.")]
OneId = Annotated[int | None, typer.Argument(min=1, max=_HIGHEST_ID, metavar="[ID]", help="The job.")]
Kind = Annotated[str | None, typer.Option(parser=_kind, metavar="KIND", help="Only jobs of this kind.")]
All = Annotated[bool, typer.Option("--all", help="All that were given up.")]


@commands.command("list")
def show_all(
    kind: Kind = None,
    state: Annotated[State | None, typer.Option(help="Only jobs that stand so.")] = None,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many, the oldest.")] = 200,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """List the jobs that are not done, in the order in which they were asked for."""
    sought = Sought(kind=kind, state=state)
    with opened(site) as tracking:
        now, register = tracking.clock().timestamp(), Register(tracking.database)
        found, count = register.find(sought, now, most), register.count(sought, now)
    if as_json:
        print_json(msgspec.to_builtins(found))
        return
    print_table(_COLUMNS, [_row(each) for each in found])
    if count > len(found):
        print_line(f"{count - len(found)} more; --most shows more.")


@commands.command("show")
def show(job: Id, site: Site = Path(), as_json: Json = False) -> None:
    """Show one job."""
    with opened(site) as tracking:
        found = msgspec.to_builtins(_found(tracking, job))
    if as_json:
        print_json(found)
    else:
        print_table(("", ""), [(name, "" if value is None else value) for name, value in found.items()])


@commands.command("requeue")
def requeue(
    job: OneId = None,
    every: All = False,
    kind: Kind = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Let a job that was given up start over, or all of them."""
    with opened(site) as tracking:
        queue = Queue(tracking.database)
        ids = _settle(
            tracking, job, every, kind, lambda each: queue.requeue(each, tracking.clock().timestamp())
        )
    _tell(ids, "started over", as_json)


@commands.command("forget")
def forget(
    job: OneId = None,
    every: All = False,
    kind: Kind = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Forget a job that was given up, or all of them; what it was to make is not made."""
    with opened(site) as tracking:
        ids = _settle(tracking, job, every, kind, Register(tracking.database).forget)
    _tell(ids, "forgotten", as_json)


@commands.command("cancel")
def give_up(job: Id, site: Site = Path(), as_json: Json = False) -> None:
    """Give a job up that waits: nobody is to wait for what it was to make. It can start over."""
    with opened(site) as tracking:
        if not cancel(tracking, job, f"cancelled by {operator().login_or_script}"):
            raise CommandRefused(f"{_stands(_found(tracking, job))}; only jobs that wait can be cancelled")
    _tell([job], "given up", as_json)


def _settle(
    site: TrackingSite, job: int | None, every: bool, kind: str | None, do: Callable[[int], bool]
) -> list[int]:
    """Do it to the job that is named, or to all of a kind that were given up; which those were."""
    if (job is None) is not every:
        raise typer.BadParameter("name a job, or say --all")
    if job is None:
        now = site.clock().timestamp()
        given_up = Register(site.database).find(Sought(kind=kind, state=State.FAILED), now, _HIGHEST_ID)
        return [each.id for each in given_up if do(each.id)]
    if kind is not None:
        raise typer.BadParameter("--kind goes with --all")
    if not do(job):
        raise CommandRefused(f"{_stands(_found(site, job))}; only jobs that were given up can be settled so")
    return [job]


def _found(site: TrackingSite, job: int) -> KnownJob:
    found = Register(site.database).find(Sought(job), site.clock().timestamp(), 1)
    if not found:
        raise CommandRefused(f"there is no job {job}: it is done, or never was")
    return found[0]


def _stands(job: KnownJob) -> str:
    where = f" at {job.worker} until {job.leased_until} at least" if job.worker else ""
    return f"job {job.id} is {job.state}{where}"


def _row(job: KnownJob) -> tuple[object, ...]:
    worker = f"{job.worker} until {job.leased_until}" if job.worker else ""
    return (
        *(job.id, job.kind, job.state.value, job.about, job.attempts, job.due_at or "", worker),
        job.failure or "",
    )


def _tell(ids: list[int], deed: str, as_json: bool) -> None:
    if as_json:
        print_json({"jobs": ids})
    elif len(ids) == 1:
        print_line(f"Job {ids[0]} {deed}.")
    else:
        print_line(f"{len(ids)} jobs {deed}.")
