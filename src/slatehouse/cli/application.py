"""The commands, put together."""

from typing import Annotated

import typer

from slatehouse import __version__
from slatehouse.cli import config, demo, serve, site
from slatehouse.cli.failures import FAILURES, exit_with
from slatehouse.cli.output import print_line
from slatehouse.cli.script import scripts
from slatehouse.cli.user import people

__all__ = ["application", "run"]

application = typer.Typer(
    name="slatehouse",
    help="A production-tracking server for film, animation and games, in one folder.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.command("config")(config.show)
application.command("init")(site.init)
application.command("serve")(serve.serve)
application.command("demo")(demo.demo)
application.command("upgrade")(site.upgrade)
application.add_typer(scripts, name="script")
application.add_typer(people, name="user")


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
    except FAILURES as error:
        exit_with(error)
