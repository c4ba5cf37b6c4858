"""An edition of a site's schema: one version of it, whole, and everything that is made for it.

Nothing in an edition changes. A change of the schema makes another one, and whoever works with the old one
finishes with it: its columns are never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from sqlalchemy import Dialect

from slatehouse.query.filters import Condition
from slatehouse.query.narrowing import Narrower
from slatehouse.query.paths import Path, resolve
from slatehouse.query.plan import Planner
from slatehouse.query.sources import Sources
from slatehouse.query.summary_plan import SummaryPlanner
from slatehouse.query.text_search import TextSearcher
from slatehouse.query.visibility import Visibility
from slatehouse.schema.customization import Customization
from slatehouse.schema.data_types.data_type import Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.layers import Layers, layers_of
from slatehouse.schema.relations import Equal
from slatehouse.schema.schema import Schema, build_schema
from slatehouse.schema.standard import Facts, standard_types
from slatehouse.site.shown import is_shown
from slatehouse.store.old_events import OldEvents
from slatehouse.store.old_rows import OldRows
from slatehouse.store.rows import Rows
from slatehouse.store.tables import Tables, tables_of
from slatehouse.store.task_networks import TaskNetworks
from slatehouse.store.work_rules import WorkRules

__all__ = ["Edition", "edition_of", "next_edition", "shipped"]

_EQUAL = Equal()
_LONGEST_KEPT = 4096
_VIEWS_KEPT = 64


@dataclass(frozen=True, eq=False, repr=False)
class Edition:
    """One version of a site's schema. `tables` keep what is in the trash as well.

    Somebody who may not read every field has a view of an edition, `view_of` it, whose schema lacks the
    hidden ones; what is made for an edition is made once, for all views of it.
    """

    custom: Customization
    layers: Layers
    schema: Schema
    tables: Tables
    dialect: Dialect
    view_of: Edition | None = None

    @property
    def whole(self) -> Edition:
        """The edition with every field."""
        return self.view_of or self

    def seen_by(self, visibility: Visibility | None) -> Edition:
        """The edition as it is to askers with this visibility: no name of a field leads to a hidden one."""
        return self if visibility is None or not visibility.hidden else _view(self, visibility)

    @cached_property
    def sources(self) -> Sources:
        return self.view_of.sources if self.view_of else Sources(self.schema, self.tables)

    @cached_property
    def rows(self) -> Rows:
        return self.view_of.rows if self.view_of else Rows(self.tables, self.dialect)

    @cached_property
    def planner(self) -> Planner:
        return self.view_of.planner if self.view_of else Planner(self.sources, self.dialect)

    @cached_property
    def summary_planner(self) -> SummaryPlanner:
        return self.view_of.summary_planner if self.view_of else SummaryPlanner(self.sources, self.dialect)

    @cached_property
    def narrower(self) -> Narrower:
        return self.view_of.narrower if self.view_of else Narrower(self.schema, self.dialect)

    @cached_property
    def text_searcher(self) -> TextSearcher:
        return self.view_of.text_searcher if self.view_of else TextSearcher(self.sources, self.dialect)

    @cached_property
    def task_networks(self) -> TaskNetworks:
        return self.view_of.task_networks if self.view_of else TaskNetworks(self.tables, self.dialect)

    @cached_property
    def work_rules(self) -> WorkRules:
        return self.view_of.work_rules if self.view_of else WorkRules(self.tables, self.dialect)

    @cached_property
    def old_rows(self) -> OldRows:
        return self.view_of.old_rows if self.view_of else OldRows(self.tables, self.dialect)

    @cached_property
    def old_events(self) -> OldEvents:
        return self.view_of.old_events if self.view_of else OldEvents(self.tables, self.dialect)

    def paths(self, entity_type: EntityType, names: Iterable[str]) -> tuple[Path, ...]:
        """The paths that can be read among these; the others are left out, as the contract wants."""
        asked = tuple(names)
        # What clients ask for is remembered, so it is not to be of any length.
        find = _readable_paths if sum(map(len, asked)) <= _LONGEST_KEPT else _readable_paths.__wrapped__
        return find(self.schema, entity_type, asked)

    def every_path(self, entity_type: EntityType) -> tuple[Path, ...]:
        """A path for every field of the type but its id, and those that have to be named."""
        fields = entity_type.fields
        return self.paths(
            entity_type, (name for name in fields if name != "id" and not fields[name].only_by_name)
        )

    def has_id(self, entity_type: EntityType, row_id: int) -> Condition:
        """The condition that a row has this id."""
        path = self.paths(entity_type, ("id",))[0]
        return Condition(path, Test(_EQUAL, (row_id,)))


def edition_of(custom: Customization, dialect: Dialect) -> Edition:
    """The schema of a site with these records. A fresh one is the same for all sites of a process."""
    fresh = _fresh.get(dialect.name)
    if fresh is None:
        fresh = _fresh.setdefault(dialect.name, Edition(Customization(), *shipped(), dialect))
    return fresh if custom == fresh.custom else next_edition(fresh, custom)


def next_edition(before: Edition, custom: Customization) -> Edition:
    """The schema after changes; what they do not touch stays the same objects."""
    layers = layers_of(_standard(), custom, before.layers)
    schema = build_schema(layers.live, custom.version, before.schema)
    kept = build_schema(layers.kept, custom.version, before.tables.schema)
    return Edition(custom, layers, schema, tables_of(kept, before.tables), before.dialect)


_fresh: dict[str, Edition] = {}


@cache
def _standard() -> Mapping[str, Facts]:
    return {each["name"]: each for each in standard_types()}


@cache
def shipped() -> tuple[Layers, Schema, Tables]:
    """The schema that a fresh site has: the same objects for all sites of a process."""
    layers = layers_of(_standard(), Customization())
    schema = build_schema(layers.live)
    return layers, schema, tables_of(schema)


@lru_cache(maxsize=_VIEWS_KEPT)
def _view(edition: Edition, visibility: Visibility) -> Edition:
    return replace(edition, schema=edition.schema.without(visibility.hidden), view_of=edition)


@lru_cache(maxsize=4096)
def _readable_paths(schema: Schema, entity_type: EntityType, names: tuple[str, ...]) -> tuple[Path, ...]:
    found = (resolve(schema, entity_type, name) for name in names)
    return tuple(path for path in found if path is not None and is_shown(path))
