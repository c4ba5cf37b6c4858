"""The commands, put together: each module is imported when its command is the one that was called."""

from importlib import import_module
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from slatehouse import __version__
from slatehouse.cli.failures import is_ours
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
    "schema": "slatehouse.cli.schema",
    "upgrade": "slatehouse.cli.upgrade",
    "login": "slatehouse.cli.login",
    "logout": "slatehouse.cli.logout",
    "notes": "slatehouse.cli.notes",
    "find": "slatehouse.cli.find",
    "get": "slatehouse.cli.get",
    "set": "slatehouse.cli.set",
    "upload": "slatehouse.cli.upload",
    "download": "slatehouse.cli.download",
    "events": "slatehouse.cli.events",
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
        try:
            commands = import_module(MODULES[cmd_name]).commands
        except ModuleNotFoundError as error:
            if is_ours(error):
                raise
            commands = _standing_in(error)
        command = get_command(commands)
        assert isinstance(command, TyperCommand | TyperGroup)
        command.name = cmd_name
        return command


def _standing_in(error: ModuleNotFoundError) -> typer.Typer:
    """What is there for a command of the server where only the client and the command line are installed."""
    commands = typer.Typer(add_completion=False)

    @commands.command(
        help="Needs the packages of the server.",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    )
    def refuse() -> None:
        raise error

    return commands


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
    except Exception as error:
        # Only now: to know the errors of all rooms it imports the rooms.
        from slatehouse.cli.failures import exit_with

        exit_with(error)
