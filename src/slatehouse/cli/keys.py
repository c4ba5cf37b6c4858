"""`slatehouse keys`: the keys with which a site signs, and their rotation."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.secrets import Purpose, SigningKey
from slatehouse.cli.making import raise_if_unfinished
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.config import SECRET_FILE, add_secret_key, keep_newest_secret_key, load
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.serving import locked

__all__ = ["commands"]

commands = typer.Typer(
    help="The keys with which the site signs and encrypts.", no_args_is_help=True, add_completion=False
)
_COLUMNS = ("purpose", "number", "made_at", "verifies_until")


@commands.command("rotate")
def rotate(
    purpose: Annotated[
        list[Purpose] | None,
        typer.Option(help="Only this key: of tokens, media, uploads or cursors; repeat it for several."),
    ] = None,
    now: Annotated[
        bool,
        typer.Option(
            "--now",
            help="The old keys end at once, and with them all that they signed: for a key that leaked.",
        ),
    ] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Make new keys, with which every process signs within a second; the old ones verify for a while."""
    chosen = [name for name in Purpose if not purpose or name in purpose]
    with opened(site) as tracking:
        keys, audit = tracking.accounts.signing_keys, tracking.accounts.audit
        with tracking.database.writing() as connection:
            keys.forget_ended(connection)
            numbers = {name: keys.rotate(connection, name, at_once=now) for name in chosen}
            for name in chosen:
                audit.record(connection, Deed.SIGNING_KEYS_CHANGED, operator(), name.value, at_once=now)
    if as_json:
        print_json({"rotated": numbers, "at_once": now})
    else:
        rest = "have ended" if now else "go on to verify what they signed until it ends"
        print_line(f"Made new keys for {', '.join(chosen)}. The old ones {rest}.")


@commands.command("reseal")
def reseal(
    lost: Annotated[
        bool,
        typer.Option(
            "--lost",
            help="The old key is gone: begin anew without what nobody can read any more.",
        ),
    ] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Encrypt the site's secrets anew: under a new key in secret.key, while the site is not served, or under
    auth.secret_key where that is set."""
    raise_if_unfinished(site)
    is_set = _sets_secret_key(site)
    if is_set:
        _seal_anew(site, lost)
    else:
        with locked(site):
            with opened(site, key_is_lost=lost):
                pass  # a key that is not the site's is not built upon
            add_secret_key(site)
            _seal_anew(site, lost)
            keep_newest_secret_key(site)
    if as_json:
        print_json({"resealed": True, "lost": lost})
    else:
        where = "auth.secret_key" if is_set else f"a new key in {site / SECRET_FILE}"
        print_line(f"The site's secrets are encrypted with {where}.")


def _sets_secret_key(site: Path) -> bool:
    """Whether the site's key comes from its settings, and not from a file of its own."""
    configuration = load(site)
    is_in_file = configuration.origins["auth", "secret_key"].where == str(configuration.folder / SECRET_FILE)
    return bool(configuration.settings.auth.secret_key) and not is_in_file


def _seal_anew(site: Path, lost: bool) -> None:
    with opened(site, key_is_lost=lost) as tracking, tracking.database.writing() as connection:
        tracking.accounts.sealed_secrets.seal_anew(connection, gives_up=lost)
        tracking.accounts.audit.record(connection, Deed.SECRET_KEY_CHANGED, operator(), lost=lost)


@commands.command("list")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the keys, without what is secret about them."""
    with opened(site) as tracking:
        rows = [_row(key) for key in tracking.accounts.signing_keys.every()]
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in rows])
    else:
        print_table(_COLUMNS, rows)


def _row(key: SigningKey) -> tuple[str, int, str, str | None]:
    return key.purpose.value, key.number, _text(key.made_at), _text(key.ends_at) if key.ends_at else None


def _text(seconds: float) -> str:
    return moment_text(datetime.fromtimestamp(seconds, UTC))
