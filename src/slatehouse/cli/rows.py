"""Rows of a site as the command line finds and lists them."""

from collections.abc import Iterable, Sequence

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.errors import CommandRefused
from slatehouse.query.question import Question
from slatehouse.schema.link import Link
from slatehouse.site.site import Site
from slatehouse.site.writing import Writing

__all__ = ["id_of", "ids_of", "project_links", "raise_if_there", "rows_of", "rule_set"]


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


def id_of(site: Site, type_name: str, field: str, value: str) -> int:
    """The one live row whose field is exactly the value; raises `CommandRefused`."""
    found = ids_of(site, type_name, field, value)
    if len(found) > 1:
        what = _words(site, type_name)
        raise CommandRefused(f"there is more than one {what} {value} on this site: {len(found)}")
    return found[0]


def project_links(site: Site, named: Iterable[str]) -> list[dict[str, object]]:
    """Links to projects that are named by name or id; raises `CommandRefused`."""
    known = {int(str(row_id)): name for row_id, name in rows_of(site, "Project", ("name",))}
    links: list[dict[str, object]] = []
    for each in named:
        if each.isascii() and each.isdigit() and int(each) in known:
            row_id = int(each)
        else:
            row_id = id_of(site, "Project", "name", each)
        links.append({"type": "Project", "id": row_id})
    return links


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
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.name if isinstance(value, Link) else value
