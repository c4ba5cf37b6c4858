"""`slatehouse script`: the scripts that may use a site, and their keys."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.script_keys import KeptKey
from slatehouse.cli.asking import secret_of_stdin
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.moments import moment_ahead, span
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import id_of, ids_of, project_links, raise_if_there, rows_of, rule_set
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.schema.link import Link
from slatehouse.site.site import Site as TrackingSite
from slatehouse.site.writing import writing

__all__ = ["commands"]

commands = typer.Typer(help="Scripts and their keys.", no_args_is_help=True, add_completion=False)
_FIELDS = ("firstname", "permission_rule_set", "projects", "created_at")
_COLUMNS = ("id", "name", "role", "projects", "created_at", "last_used", "expires", "old_key_until")

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", callback=storable, help="The script's name: the client_id of its sign-in."
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        callback=storable,
        help="Its key; without one, a random key is made. An argument shows in the list of processes.",
    ),
]
KeyOnStdin = Annotated[
    bool, typer.Option("--key-stdin", help="Read its key from the first line of standard input.")
]
Expires = Annotated[
    datetime | None,
    typer.Option(
        parser=moment_ahead,
        metavar="WHEN",
        help="When the key ends: in a span such as 90d, on a day such as 2027-01-31, or at a moment.",
    ),
]


@commands.command("add")
def add(
    name: Name,
    key: Key = None,
    key_stdin: KeyOnStdin = False,
    role: Annotated[
        str, typer.Option("--rule-set", "--role", callback=storable, help="Its permission rule set.")
    ] = "api_admin",
    projects: Annotated[
        list[str] | None,
        typer.Option(
            "--projects",
            metavar="PROJECT",
            help="A project that it may see, by name or id; repeat it for several. Without it, all.",
        ),
    ] = None,
    expires: Expires = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Add a script, and show its key this once."""
    with opened(site) as tracking:
        raise_if_there(tracking, "ApiUser", "firstname", name)
        made = tracking.accounts.new_script_key(_key(key, key_stdin))
        with writing(tracking, operator()) as writes:
            values = {
                "firstname": name,
                "permission_rule_set": rule_set(writes, role),
                "projects": project_links(tracking, projects or ()),
            }
            row_id = writes.create(writes.schema["ApiUser"], values).id
            tracking.accounts.put_script_key(writes.connection, row_id, made, expires)
    end = _text(expires)
    if as_json:
        print_json({"id": row_id, "name": name, "role": role, "key": made.text, "expires": end})
    else:
        print_line(f"Added the script {name}. Its key, shown only now: {made.text}")


@commands.command("rotate")
def rotate(
    name: Name,
    overlap: Annotated[
        timedelta,
        typer.Option(
            parser=span, metavar="SPAN", help="How long the old key goes on; 0 ends it and its tokens."
        ),
    ] = "24h",  # type: ignore[assignment]  # parsed as what is typed
    key: Key = None,
    key_stdin: KeyOnStdin = False,
    expires: Expires = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Give a script a new key, and show it this once; the old one goes on for a while."""
    with opened(site) as tracking:
        row_id = id_of(tracking, "ApiUser", "firstname", name)
        made = tracking.accounts.new_script_key(_key(key, key_stdin))
        script, old_until = Link(row_id, name, "ApiUser"), tracking.clock() + overlap
        with tracking.database.writing() as connection:
            old = tracking.accounts.rotate_script_key(
                connection, script, made, old_until, operator(), expires
            )
            end = old.ends_at if old else None
    if as_json:
        print_json({"id": row_id, "name": name, "key": made.text, "old_key_until": end})
    else:
        rest = f"goes on until {end}" if end else "has ended"
        print_line(f"The script {name} has a new key, shown only now: {made.text}. The old one {rest}.")


@commands.command("list")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the scripts: what they may, when they were last used, and when their keys end."""
    with opened(site) as tracking:
        found = rows_of(tracking, "ApiUser", _FIELDS)
        keys = tracking.accounts.script_keys()
        uses = {row[0]: _last_use(tracking, int(str(row[0])), keys) for row in found}
    rows = [[*row, uses[row[0]], *_ends([key for key in keys if key.script == row[0]])] for row in found]
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in rows])
    else:
        print_table(_COLUMNS, rows)


@commands.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The script's name.")],
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Take a script's keys and retire it; its tokens end within a second."""
    with opened(site) as tracking:
        # Nothing keeps the name of a script unique, and after this command none of that name may come in.
        row_ids = ids_of(tracking, "ApiUser", "firstname", name)
        with writing(tracking, operator()) as writes:
            for row_id in row_ids:
                tracking.accounts.take_script_keys(writes.connection, row_id)
                writes.retire(writes.schema["ApiUser"], row_id)
    if as_json:
        print_json({"ids": row_ids, "name": name})
    else:
        print_line(f"Revoked the script {name}.")


def _key(given: str | None, is_on_stdin: bool) -> str | None:
    """The key that was brought along; None where a random one is to be made."""
    if not is_on_stdin:
        return given
    if given is not None:
        raise CommandRefused("--key and --key-stdin exclude each other")
    return secret_of_stdin()


def _last_use(tracking: TrackingSite, script: int, keys: list[KeptKey]) -> str | None:
    """When the script last signed in, or used what it was given then."""
    uses = [key.used_at for key in keys if key.script == script]
    uses += [session.used_at for session in tracking.accounts.sessions_of("ApiUser", script)]
    return max(filter(None, uses), default=None)


def _ends(keys: list[KeptKey]) -> tuple[str | None, str | None]:
    """Of a script's keys, the newest first: when the newest ends, and the one before."""
    newest, *older = [key.ends_at for key in keys] or [None]
    return newest, older[0] if older else None


def _text(moment: datetime | None) -> str | None:
    return moment_text(moment) if moment else None
