"""One call on its way through the door of the Python API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from falcon import Request

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.filters import FilterReader
from slatehouse.api.rpc.refusals import BadCall
from slatehouse.api.rpc.rows import ALWAYS
from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.inspect import class_name
from slatehouse.api.wire.surroundings import Surroundings
from slatehouse.query.filters import EVERY_ROW, Condition, Filter, both
from slatehouse.query.paths import Path
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.schema import Schema
from slatehouse.site.archives import outside_archives
from slatehouse.site.session import Session
from slatehouse.site.site import Site

__all__ = ["Call"]


@dataclass(slots=True)
class Call:
    """A call of a method by a caller whom the site knows; `sent` is the method's own argument."""

    surroundings: Surroundings
    request: Request
    session: Session
    sent: Any = field(default_factory=dict)

    @property
    def site(self) -> Site:
        return self.surroundings.site

    @property
    def schema(self) -> Schema:
        """The schema as the session sees it, whatever is changed meanwhile."""
        return self.session.edition.schema

    @property
    def files(self) -> FileForms:
        """How the files in the answer are shown to this caller."""
        return self.surroundings.files(self.request)

    @property
    def arguments(self) -> Arguments:
        """The arguments of a method that takes an object."""
        if not isinstance(self.sent, dict):
            raise BadCall(f"API params expected a Hash of arguments but got {class_name(self.sent)}")
        return Arguments(self.sent, self.schema)

    def filters(self, entity_type: EntityType) -> FilterReader:
        """Reads filters on rows of the type."""

        def resolve(path: str, relation: str, values: Sequence[object]) -> Condition:
            return self.session.condition(entity_type, path, relation, values)

        return FilterReader(self.schema, entity_type, resolve)

    def where(self, entity_type: EntityType) -> Filter:
        """The filter on rows of the type among the arguments; without one, every row."""
        arguments, reader = self.arguments, self.filters(entity_type)
        sent = arguments.get("filters")
        where = EVERY_ROW if sent is None else reader(sent)
        if arguments.get("include_archived_projects") is False:
            return both(where, outside_archives(entity_type, reader.condition))
        return where

    def shown(self, entity_type: EntityType, names: Iterable[str]) -> tuple[Path, ...]:
        """The paths that can be read among these; every row has its type and id anyway."""
        return self.session.edition.paths(
            entity_type, (name for name in dict.fromkeys(names) if name not in ALWAYS)
        )
