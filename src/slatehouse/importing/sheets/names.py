"""Rows that cells call by their names, found many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from slatehouse.client import Client, Link
from slatehouse.importing.catalogue import NAMES, PROJECT, Catalogue
from slatehouse.importing.changes import Action, Change
from slatehouse.importing.sheets.cells import Named
from slatehouse.importing.sheets.unreadable import Unreadable

__all__ = ["Names"]

T = TypeVar("T")
_AT_ONCE = 200
# What a link shows, and for people what they sign in with.
_CALLED = ("cached_display_name", *NAMES, "login", "email")
_MADE_ANYWHERE = frozenset({"Tag"})
_SHOWN = 5


class Names:
    """The rows of a site by their names, within a project where their type is of projects.

    With `makes_missing` a name that nothing has is one that is to be made, where its type is known.
    """

    def __init__(
        self, client: Client, catalogue: Catalogue, project: Link | None, *, makes_missing: bool = False
    ) -> None:
        self._client = client
        self._catalogue = catalogue
        self._project = project
        self._makes_missing = makes_missing
        self._known: dict[tuple[str, str], tuple[tuple[Link, frozenset[str]], ...]] = {}
        self._ids: dict[tuple[str, int], bool] = {}

    def look_up(self, wanted: Iterable[Named | Link]) -> None:
        """Find what is not known yet of these."""
        names: dict[str, dict[str, str]] = {}
        ids: dict[str, set[int]] = {}
        for each in wanted:
            if isinstance(each, Named):
                for entity_type in self._types(each):
                    if (entity_type, each.name.casefold()) not in self._known:
                        names.setdefault(entity_type, {})[each.name.casefold()] = each.name
            elif each.type in self._catalogue.types and (each.type, each.id) not in self._ids:
                ids.setdefault(each.type, set()).add(each.id)
        for entity_type, spelled in names.items():
            for some in _in_parts(list(spelled.values())):
                self._find(entity_type, some)
        for entity_type, numbers in ids.items():
            for some_ids in _in_parts(sorted(numbers)):
                there = {
                    row.id for row in self._client.rows(entity_type).fields("id").filter("id", "in", some_ids)
                }
                self._ids.update(((entity_type, each), each in there) for each in some_ids)

    def link(self, wanted: Named | Link) -> Link | Named:
        """The row that is called so; itself, where the row is still to be made. Raises `Unreadable`."""
        if isinstance(wanted, Named):
            return self._named(wanted)
        if not self._ids.get((wanted.type, wanted.id)):
            raise Unreadable(f"there is no {wanted.type} {wanted.id}")
        return wanted

    def to_make(self, named: Named) -> Change:
        """The row that is to be made for a name which nothing has."""
        (entity_type,) = named.types
        identity = self._catalogue.identity(entity_type)
        assert identity is not None
        values: dict[str, tuple[Any, Any]] = {identity: (None, named.name)}
        if self._is_of_projects(entity_type):
            values[PROJECT] = (None, self._project)
        return Change(Action.CREATE, entity_type, None, named.name, values)

    def made(self, link: Link) -> None:
        """What was missing is there."""
        assert link.name is not None
        self._known[link.type, link.name.casefold()] = ((link, frozenset({link.name})),)

    def _named(self, named: Named) -> Link | Named:
        types = self._types(named)
        found = [
            each
            for entity_type in types
            for each in self._known.get((entity_type, named.name.casefold()), ())
        ]
        exact = [link for link, names in found if named.name in names]
        links = exact or [link for link, _ in found]
        if len(links) == 1:
            return links[0]
        if links:
            ways = " or ".join(f"{each.type}:{each.id}" for each in links[:_SHOWN])
            raise Unreadable(f"{named.name!r} may be {ways}; write which")
        if self._makes_missing and len(types) == 1 and self._can_make(types[0]):
            return Named(named.name, (types[0],))
        kinds = " or ".join(types[:_SHOWN]) or "row"
        where = f" in {self._project.name}" if self._project and any(map(self._is_of_projects, types)) else ""
        raise Unreadable(f"there is no {kinds} called {named.name!r}{where}")

    def _can_make(self, entity_type: str) -> bool:
        if self._catalogue.identity(entity_type) is None:
            return False
        return entity_type in _MADE_ANYWHERE or (
            self._project is not None and self._is_of_projects(entity_type)
        )

    def _is_of_projects(self, entity_type: str) -> bool:
        return self._catalogue.is_of_projects(entity_type)

    def _types(self, named: Named) -> list[str]:
        return [each for each in named.types if each in self._catalogue.types]

    def _find(self, entity_type: str, names: list[str]) -> None:
        fields = self._catalogue.fields(entity_type)
        called = [name for name in _CALLED if name in fields and fields[name].data_type == "text"]
        if not called:
            return
        asked = self._client.rows(entity_type).fields(*called)
        asked = asked.meeting(
            {"logical_operator": "or", "conditions": [[field, "in", names] for field in called]}
        )
        if self._project is not None and self._is_of_projects(entity_type):
            asked = asked.where(project=self._project)
        found: dict[str, dict[Link, set[str]]] = {name.casefold(): {} for name in names}
        for row in asked:
            told: Mapping[str, Any] = row
            spelled = {str(told[field]) for field in called if told.get(field)}
            link = Link(entity_type, row.id, str(told.get(called[0]) or min(spelled)))
            for name in spelled:
                if name.casefold() in found:
                    found[name.casefold()].setdefault(link, set()).add(name)
        for key, links in found.items():
            self._known[entity_type, key] = tuple((link, frozenset(each)) for link, each in links.items())


def _in_parts(things: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]
