"""Commands whose module is imported when they are called, and what stands in for them where it cannot be."""

from __future__ import annotations

from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from slatehouse.cli.failures import is_ours

__all__ = ["loaded"]


def loaded(module: str) -> TyperCommand | TyperGroup:
    """The `commands` of a module; one that says what is missing where only the client is installed."""
    try:
        commands = import_module(module).commands
    except ModuleNotFoundError as error:
        if is_ours(error):
            raise
        commands = _standing_in(error)
    command = get_command(commands)
    assert isinstance(command, TyperCommand | TyperGroup)
    return command


def _standing_in(error: ModuleNotFoundError) -> typer.Typer:
    commands = typer.Typer(add_completion=False)

    @commands.command(
        help="Needs the packages of the server.",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    )
    def refuse() -> None:
        raise error

    return commands
