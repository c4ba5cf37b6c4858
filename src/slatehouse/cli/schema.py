"""`slatehouse schema`: `types` and `fields` ask a site over the network, as all commands with `--url` do; the
others open the site's folder, as all with `--site` do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.found import Csv, print_rows
from slatehouse.cli.loading import loaded
from slatehouse.cli.options import Json
from slatehouse.cli.reaching import CaFile, EntityType, Script, Url, reached

__all__ = ["commands"]

_IN_A_FOLDER = ("slots", "enable", "disable", "hide", "unique")


class _Schema(TyperGroup):
    """Whoever asks a site elsewhere should not wait for what opens one, nor need it."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *_IN_A_FOLDER]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _IN_A_FOLDER:
            return super().get_command(ctx, cmd_name)
        changing = loaded("slatehouse.cli.changing_schema")
        command = changing.commands[cmd_name] if isinstance(changing, TyperGroup) else changing
        assert isinstance(command, TyperCommand)
        command.name = cmd_name
        return command


commands = typer.Typer(
    cls=_Schema,
    help="Types and fields of a site over the network; custom types, hidden values and unique fields of one "
    "in a folder.",
    no_args_is_help=True,
    add_completion=False,
)


@commands.command("types")
def show_types(
    url: Url = None, script: Script = None, ca_file: CaFile = None, as_json: Json = False, as_csv: Csv = False
) -> None:
    """List the entity types that the site has."""
    with reached(url, script, ca_file) as client:
        told = client.schema()
    rows = [{"type": name, "name": _value(each, "name")} for name, each in sorted(told.items())]
    print_rows(rows, ("type", "name"), as_json=as_json, as_csv=as_csv)


@commands.command("fields")
def show_fields(
    entity_type: EntityType,
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="This one alone.")] = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the fields of a type: what they hold, and which values or types of rows are legal."""
    with reached(url, script, ca_file) as client:
        told = client.schema(entity_type)
    if field is not None and field not in told:
        raise CommandRefused(f"there is no field {entity_type}.{field} on this site")
    chosen = sorted(told.items()) if field is None else [(field, told[field])]
    print_rows([_row(name, each) for name, each in chosen], _COLUMNS, as_json=as_json, as_csv=as_csv)


_COLUMNS = ("field", "name", "data_type", "editable", "mandatory", "unique", "legal")


def _row(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    properties = told.get("properties") or {}
    legal: Iterable[Any] = _value(properties, "valid_types") or _value(properties, "valid_values") or ()
    return {
        "field": name,
        **{column: _value(told, column) for column in _COLUMNS[1:-1]},
        "legal": list(legal),
    }


def _value(told: Mapping[str, Any], name: str) -> Any:
    """What a site tells of a property (contract rest/50); it may leave out any."""
    property_ = told.get(name)
    return property_.get("value") if isinstance(property_, Mapping) else None
