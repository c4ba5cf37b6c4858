"""What `slatehouse schema` does in a site's folder: custom entity types, hidden values, unique fields."""

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.api.words.schema import in_the_way
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.field import Field
from slatehouse.schema.schema import Schema
from slatehouse.schema.slots import is_slot, slot_names
from slatehouse.site.errors import NoSuchRowToWrite
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.changing import FieldChange, change_field, hide_values
from slatehouse.site.fields.refusals import (
    BadPropertyValue,
    InvalidProperty,
    NoSuchField,
    NoSuchType,
    ValuesInTheWay,
)
from slatehouse.site.fields.slots import disable_slot, enable_slot

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)
_Slot = Annotated[
    str,
    typer.Argument(metavar="SLOT", help="CustomEntity07, CustomNonProjectEntity02, CustomThreadedEntity01 …"),
]


@commands.command("slots")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the custom entity types that are enabled."""
    with opened(site) as tracking:
        enabled = [(each.name, each.display_name) for each in tracking.schema if is_slot(each.name)]
    if as_json:
        print_json([{"slot": slot, "name": name} for slot, name in enabled])
    else:
        print_table(("slot", "name"), enabled)


@commands.command("enable")
def enable(
    slot: _Slot,
    name: Annotated[str, typer.Option(callback=storable, help="What people call its rows: Vendor.")],
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Enable a custom entity type, or give it another name."""
    _raise_unless_slot(slot)
    with opened(site) as tracking:
        alter(tracking, operator(), lambda change: enable_slot(change, slot, name))
    if as_json:
        print_json({"slot": slot, "name": name})
    else:
        print_line(f"{slot} is enabled, as {name}.")


@commands.command("disable")
def disable(slot: _Slot, site: Site = Path(), as_json: Json = False) -> None:
    """Disable a custom entity type; its rows are kept until it is enabled again."""
    _raise_unless_slot(slot)
    with opened(site) as tracking:
        if slot not in tracking.schema:
            raise CommandRefused(f"{slot} is not enabled on this site")
        alter(tracking, operator(), lambda change: disable_slot(change, slot))
    if as_json:
        print_json({"slot": slot})
    else:
        print_line(f"{slot} is disabled.")


@commands.command("hide")
def hide(
    entity_type: Annotated[str, typer.Argument(metavar="TYPE", help="Shot, Task …")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="sg_status_list, or another list.")],
    project: Annotated[int, typer.Option(min=1, metavar="ID", help="The project that hides them.")],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="VALUES", help="All that it hides; without any, nothing.")
    ] = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Say which values of a list a project hides; they stay legal."""
    hidden = values or []
    with opened(site) as tracking:
        found = _list_field(tracking.schema, entity_type, field, hidden)
        try:
            alter(tracking, operator(), lambda change: hide_values(change, found, project, hidden))
        except NoSuchRowToWrite as error:
            raise CommandRefused(f"there is no project {project} on this site") from error
    if as_json:
        print_json({"type": entity_type, "field": field, "project": project, "hidden": hidden})
    else:
        print_line(f"Project {project} hides of {entity_type}.{field}: {', '.join(hidden) or 'nothing'}.")


@commands.command("unique")
def make_unique(
    entity_type: Annotated[str, typer.Argument(metavar="TYPE", help="Shot, Asset …")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="A text or a number: sg_external_id.")],
    off: Annotated[bool, typer.Option("--off", help="Let rows share values again.")] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Let no two rows of a type share a value of a field, so that rows are found and made by it."""
    asked = FieldChange(entity_type, field, [("unique", not off)])
    with opened(site) as tracking:
        try:
            alter(tracking, operator(), lambda change: change_field(change, asked))
        except NoSuchType as error:
            raise CommandRefused(f"there is no type {entity_type} on this site") from error
        except NoSuchField as error:
            raise CommandRefused(f"there is no field {entity_type}.{field} on this site") from error
        except (BadPropertyValue, InvalidProperty) as error:
            why = "it has to be a text or a number of the site's own, without a default value"
            raise CommandRefused(f"{entity_type}.{field} cannot be unique: {why}") from error
        except ValuesInTheWay as error:
            told = "; ".join(in_the_way(error))
            raise CommandRefused(f"{entity_type}.{field} cannot be unique: {told}") from error
    if as_json:
        print_json({"type": entity_type, "field": field, "unique": not off})
    else:
        print_line(f"{entity_type}.{field} is {'not unique any more' if off else 'unique'}.")


def _raise_unless_slot(slot: str) -> None:
    if not is_slot(slot):
        first, last = slot_names()[0], slot_names()[-1]
        raise CommandRefused(f"{slot} is no custom entity type; they are {first} to {last}")


def _list_field(schema: Schema, entity_type: str, name: str, values: list[str]) -> Field:
    """The list that has the values; raises `CommandRefused`."""
    field = schema[entity_type].fields.get(name) if entity_type in schema else None
    if field is None or not isinstance(field.type, ListType):
        raise CommandRefused(f"there is no list {entity_type}.{name} on this site")
    unknown = [each for each in values if each not in field.valid_values]
    if unknown:
        raise CommandRefused(f"{field.path} has no {unknown[0]}; it has: {', '.join(field.valid_values)}")
    return field
