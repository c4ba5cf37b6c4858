"""What an asker may read: which rows of which types, and which fields; part of the shape of every plan.

`accounts` makes these values of rules, and plans write them as SQL. Rows that may not be read are, to the
asker, rows that are not there: not in answers, links, names, counts, dotted paths, summaries or searches, and
a question that names one is answered as if there were none of that id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1


@dataclass(frozen=True, slots=True)
class Every:
    """All rows of the type."""


@dataclass(frozen=True, slots=True)
class NoRow:
    """No row of the type. `is_named`: links to such rows are seen all the same, with the name."""

    is_named: bool = False


@dataclass(frozen=True, slots=True)
class InProjects:
    """Rows of the projects that the asker is on; a Project itself where the asker is on it."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Rows of a type with a project that belong to none."""


@dataclass(frozen=True, slots=True)
class IsAsker:
    """The asker's own row, of a person."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Rows whose field of links, single or many, holds the asker or a Group that the asker is in."""

    field: str


@dataclass(frozen=True, slots=True)
class Follows:
    """Rows whose field of links leads to a row that the asker may read.

    A chain of such fields that comes back to a type that it began at leads to no row there.
    """

    field: str


@dataclass(frozen=True, slots=True)
class Meets:
    """Rows that meet one condition of the query language with constant values, on a path of the type.

    The condition is asked of the rows as they are, whether or not the asker may read what it looks at; one
    that the schema has no sense for lets no row pass.
    """

    path: str
    relation: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Rows that all parts let pass."""

    parts: tuple[RowRule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Rows that one part lets pass."""

    parts: tuple[RowRule, ...]


RowRule = Every | NoRow | InProjects | Unplaced | IsAsker | Holds | Follows | Meets | AllOf | AnyOf


@dataclass(frozen=True, eq=False)
class Visibility:
    """Which rows of each type may be read, and which fields of them may not.

    Of a type that `rows` leaves out, no row may. Compared by identity: one object for all callers of one
    version of a rule set, so that plans are shared.
    """

    rows: Mapping[str, RowRule]
    hidden: frozenset[tuple[str, str]] = field(default=frozenset())

    def of(self, entity_type: str) -> RowRule:
        """The rule for the rows of a type."""
        return self.rows.get(entity_type, _NO_ROW)

    @cached_property
    def digest(self) -> str:
        """What tells it from others in every process, as its identity does in this one."""
        said = sorted(self.rows.items()), sorted(self.hidden)
        return sha1(repr(said).encode(), usedforsecurity=False).hexdigest()


_NO_ROW = NoRow()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as a plan's values depend on it. `visibility` None: everything may be read.

    `person` is 0 where no person asks: nothing was ever kept for them.
    """

    person: int = 0
    projects: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    visibility: Visibility | None = None

    @property
    def values(self) -> list[object]:
        """The first values of every plan, in the order of their slots (see `query.slots`)."""
        return [self.person, list(self.projects), list(self.groups)]


PRODUCT = Asker()
"""The product itself, asking for its own purposes."""
