"""`slatehouse config`: the settings in force, and where each comes from."""

from pathlib import Path

import typer

from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_table
from slatehouse.config import Origin, OriginKind, ShownSetting, explain, load

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def show(site: Site = Path(), as_json: Json = False) -> None:
    """Show every setting, its value and its origin; passwords are hidden."""
    settings = explain(load(site))
    if as_json:
        print_json({setting.name: _described(setting) for setting in settings})
    else:
        print_table(
            ("setting", "value", "from"),
            [(setting.name, setting.value, _worded(setting.origin)) for setting in settings],
        )


def _described(setting: ShownSetting) -> dict[str, object]:
    return {"value": setting.value, "origin": setting.origin.kind, "where": setting.origin.where or None}


def _worded(origin: Origin) -> str:
    if origin.kind is OriginKind.ENVIRONMENT:
        return origin.where
    return Path(origin.where).name if origin.kind is OriginKind.FILE else "default"
