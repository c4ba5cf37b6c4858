"""Rows of a site as the command line finds and lists them."""

from collections.abc import Sequence

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.errors import CommandRefused
from slatehouse.query.question import Question
from slatehouse.schema.link import Link
from slatehouse.site.site import Site
from slatehouse.site.writing import Writing

__all__ = ["ids_of", "raise_if_there", "rows_of", "rule_set"]


def rows_of(site: Site, type_name: str, fields: Sequence[str]) -> list[list[object]]:
    """Every live row of a type: its id and these fields; links by their names."""
    entity_type = site.schema[type_name]
    question = Question(entity_type, fields=site.edition.paths(entity_type, fields))
    found = site.session(system_caller()).find(question).rows
    return [[row.id, *(_plain(value) for value in row.values)] for row in found]


def raise_if_there(site: Site, type_name: str, field: str, value: str) -> None:
    """Refuse to add what is there already."""
    if _ids(site, type_name, field, value):
        raise CommandRefused(f"there is a {_words(site, type_name)} {value} on this site already")


def ids_of(site: Site, type_name: str, field: str, value: str) -> list[int]:
    """The live rows, at least one, whose field is exactly the value; raises `CommandRefused`."""
    found = _ids(site, type_name, field, value)
    if not found:
        raise CommandRefused(f"there is no {_words(site, type_name)} {value} on this site")
    return found


def rule_set(writes: Writing, code: str) -> dict[str, object]:
    """The permission rule set of that code, as a link; raises `CommandRefused`."""
    found = writes.rule_set(code)
    if found is None:
        known = sorted({str(row[1]) for row in rows_of(writes.site, "PermissionRuleSet", ("code",))})
        raise CommandRefused(f"there is no permission rule set {code}; there are: {', '.join(known)}")
    return found


def _ids(site: Site, type_name: str, field: str, value: str) -> list[int]:
    # The relation `is` of text takes upper and lower case for the same; names to sign in with do not.
    return [int(str(row_id)) for row_id, found in rows_of(site, type_name, (field,)) if found == value]


def _words(site: Site, type_name: str) -> str:
    return site.schema[type_name].display_name.lower()


def _plain(value: object) -> object:
    return value.name if isinstance(value, Link) else value
