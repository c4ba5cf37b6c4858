"""`slatehouse events`: what happened to rows, and what happens, over the network."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import typer

from slatehouse.cli.found import plain, print_rows
from slatehouse.cli.interrupting import leaving
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, print_line
from slatehouse.cli.reaching import CaFile, Script, Url, reached
from slatehouse.client import Change, Changes, Client, Row

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)

_COLUMNS = ("id", "created_at", "event_type", "entity", "attribute_name", "user", "project")
_NEWEST = 25


@commands.command()
def events(
    follow: Annotated[
        bool, typer.Option("--follow", help="Tell what happens, as it happens, until Ctrl-C.")
    ] = False,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Of rows of this type; may be given several times."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="CURSOR", help="With --follow: what came behind this; 0 for all that is kept."),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", help="How many: the newest, 25, or with --follow the first ones."
        ),
    ] = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Show the newest entries of the event log, or follow it; in JSON each then has a line, and a cursor."""
    if since is not None and not follow:
        raise typer.BadParameter("--since goes with --follow")
    with reached(url, script, ca_file) as client:
        if follow:
            changes = client.changes(since, types or ())
            with leaving(lambda: f"--since {changes.cursor} goes on behind it" if changes.cursor else ""):
                for change in islice(changes, most):
                    _tell(change, changes, as_json=as_json)
            return
        rows = _newest(client, types or [], most or _NEWEST)
    print_rows(rows, _COLUMNS, as_json=as_json, as_csv=False)


def _tell(change: Change, changes: Changes, *, as_json: bool) -> None:
    if as_json:
        told = {name: plain(getattr(change, name)) for name in change.__struct_fields__}
        moment = change.created_at and change.created_at.isoformat()
        print_json({**told, "created_at": moment, "cursor": changes.cursor})
        return
    words: tuple[Any, ...] = (
        change.created_at,
        change.event_type,
        change.entity and f"{change.entity.type} {change.entity.id} {change.entity.name or ''}".strip(),
        change.attribute_name,
        change.user,
    )
    print_line("  ".join(str(word) for word in words if word))


def _newest(client: Client, types: list[str], most: int) -> list[Row]:
    """The newest entries, of rows of these types, the last of them last."""
    asked = client.rows("EventLogEntry").fields(*_COLUMNS[1:]).order("-id").limit(most)
    if types:
        ways: list[Any] = [["event_type", "starts_with", f"Shotgun_{each}_"] for each in types]
        asked = asked.meeting({"logical_operator": "or", "conditions": ways})
    return asked.all()[::-1]
