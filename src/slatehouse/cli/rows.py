"""Rows as the command line lists them."""

from collections.abc import Sequence

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.schema.link import Link
from slatehouse.site.site import Site

__all__ = ["CommandRefused", "id_of", "raise_if_there", "rows_of"]


class CommandRefused(Exception):
    """A command cannot be done on the site as it is; the message says why."""


def rows_of(site: Site, type_name: str, fields: Sequence[str]) -> list[list[object]]:
    """Every live row of a type: its id and these fields; links by their names."""
    entity_type = site.schema[type_name]
    question = Question(entity_type, fields=site.paths(entity_type, fields))
    found = site.session(system_caller()).find(question).rows
    return [[row.id, *(_plain(value) for value in row.values)] for row in found]


def raise_if_there(site: Site, type_name: str, field: str, value: str) -> None:
    """Refuse to add what is there already."""
    if _ids(site, type_name, field, value):
        words = site.schema[type_name].display_name.lower()
        raise CommandRefused(f"there is a {words} {value} on this site already")


def id_of(site: Site, type_name: str, field: str, value: str) -> int:
    """The live row whose field has the value; raises `CommandRefused`."""
    found = _ids(site, type_name, field, value)
    if not found:
        words = site.schema[type_name].display_name.lower()
        raise CommandRefused(f"there is no {words} {value} on this site")
    return found[0]


def _ids(site: Site, type_name: str, field: str, value: str) -> list[int]:
    entity_type = site.schema[type_name]
    session = site.session(system_caller())
    question = Question(entity_type, session.condition(entity_type, field, "is", [value]))
    return [row.id for row in session.find(question).rows]


def _plain(value: object) -> object:
    return value.name if isinstance(value, Link) else value
