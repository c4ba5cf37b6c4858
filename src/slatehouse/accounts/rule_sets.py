"""What a permission rule set says, as values. Nothing here asks a database, or knows who is calling.

A right is `True` (always), `False` (never), or a rule about rows: only where the row in question meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from slatehouse.query.visibility import NoRow, RowRule
from slatehouse.schema.field import Field
from slatehouse.schema.origins import PerPerson

__all__ = ["BY_SHAPE", "NOTHING", "Right", "RuleSet", "TypeRules"]

Right = bool | RowRule

BY_SHAPE = None
"""Which rows of a type may be read, where that follows from the type's shape (see `row_rules`)."""


@dataclass(frozen=True, slots=True)
class TypeRules:
    """What a set says of the rows of one type. `update` is for the fields that `fields` leaves out; `hidden`
    ones may be neither read nor written."""

    read: RowRule | None = BY_SHAPE
    create: bool = False
    update: Right = False
    retire: Right = False
    revive: Right = False
    fields: Mapping[str, Right] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)

    def updates(self, name: str) -> Right:
        """The right to change a field."""
        return name not in self.hidden and self.fields.get(name, self.update)


@dataclass(frozen=True, eq=False)
class RuleSet:
    """A permission rule set. Compared by identity: one object stands for one version of a set.

    `kind` is the type of those whom it is for (`HumanUser`). Who `administers` may do everything that no rule
    denies, and sees everything; of such a set nothing else counts. `gives` are the codes of the sets that
    people may be given by those who have this one. Who `manages_webhooks` may have the site tell other
    machines of what they may read themselves. `others` is what holds for the types that have no rules of
    their own.
    """

    code: str
    name: str
    kind: str
    administers: bool = False
    alters_schema: bool = False
    sees_licence: bool = False
    acts_for_others: bool = False
    manages_webhooks: bool = False
    gives: frozenset[str] = frozenset()
    others: TypeRules = field(default_factory=TypeRules)
    types: Mapping[str, TypeRules] = field(default_factory=dict)

    def of(self, entity_type: str) -> TypeRules:
        """The rules for the rows of a type."""
        return self.types.get(entity_type, self.others)

    def updates(self, field: Field) -> Right:
        """The right to change a field; what people keep for themselves about a row is everyone's own."""
        return isinstance(field.origin, PerPerson) or self.of(field.entity_type).updates(field.name)


NOTHING = RuleSet(code="", name="", kind="", others=TypeRules(read=NoRow()))
"""The rules of those who have no set."""
