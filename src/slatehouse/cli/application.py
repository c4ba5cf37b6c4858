"""The commands, put together: each module is imported when its command is the one that was called."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from slatehouse import __version__
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.interrupting import Interrupted, exit_interrupted, leaving
from slatehouse.cli.loading import loaded
from slatehouse.cli.output import print_line

__all__ = ["MODULES", "application", "run"]

MODULES = {
    "init": "slatehouse.cli.init",
    "serve": "slatehouse.cli.serve",
    "worker": "slatehouse.cli.worker",
    "jobs": "slatehouse.cli.jobs",
    "demo": "slatehouse.cli.demo",
    "script": "slatehouse.cli.script",
    "user": "slatehouse.cli.user",
    "permissions": "slatehouse.cli.permissions",
    "keys": "slatehouse.cli.keys",
    "session": "slatehouse.cli.session",
    "audit": "slatehouse.cli.audit",
    "retention": "slatehouse.cli.retention",
    "media": "slatehouse.cli.media",
    "export": "slatehouse.cli.export",
    "schema": "slatehouse.cli.schema",
    "upgrade": "slatehouse.cli.upgrade",
    "mirror": "slatehouse.cli.mirror",
    "login": "slatehouse.cli.login",
    "logout": "slatehouse.cli.logout",
    "notes": "slatehouse.cli.notes",
    "find": "slatehouse.cli.find",
    "get": "slatehouse.cli.get",
    "set": "slatehouse.cli.set",
    "upload": "slatehouse.cli.upload",
    "download": "slatehouse.cli.download",
    "events": "slatehouse.cli.events",
    "import": "slatehouse.cli.importing",
    "config": "slatehouse.cli.config",
}
"""Each command, or group of commands, and the module whose `commands` it is."""


class _Commands(TyperGroup):
    """Most commands open a site, which takes half a second of imports; the others should not wait for it."""

    def list_commands(self, ctx: object) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        if cmd_name not in MODULES:
            return None
        command = loaded(MODULES[cmd_name])
        command.name = cmd_name
        return command

    def invoke(self, ctx: Any) -> object:
        # What the library says of both is "Aborted.", or nothing.
        try:
            with leaving(""):
                return super().invoke(ctx)
        except EOFError as error:
            raise CommandRefused("the input ended before all was typed; nothing was changed") from error


application = typer.Typer(
    cls=_Commands,
    name="slatehouse",
    help="A production-tracking server for film, animation and games, in one folder.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        print_line(f"slatehouse {__version__}")
        raise typer.Exit


@application.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def run() -> None:
    """Run the command of `sys.argv`; a foreseen error ends it with one line, not with a traceback."""
    try:
        application(prog_name="slatehouse")
    except Interrupted as stop:
        exit_interrupted(stop)
    except Exception as error:
        # Only now: to know the errors of all rooms it imports the rooms.
        from slatehouse.cli.failures import exit_with

        exit_with(error)
