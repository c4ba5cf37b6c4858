"""The relation behind a multi-entity field of a site's own: a connection type, and a field at its far end.

`Version.sg_scans` to Asset is kept in rows of `Version_sg_scans_Connection`, and read from the other side as
`Asset.version_sg_scans_versions` (entity-types A.7).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from slatehouse.schema.spelling import slug_of, snake_case
from slatehouse.schema.standard import Facts, with_mixins

__all__ = ["Relation", "relation_kept_in"]

_THROUGH = "through"


class Relation(Struct, frozen=True):
    """A multi-entity field of a site's own: the type that has it, its name, and the type that it links."""

    entity_type: str
    field: str
    target: str

    @property
    def connection(self) -> str:
        """The type whose rows are the links."""
        return f"{self.entity_type}_{self.field}_Connection"

    @property
    def reverse(self) -> str:
        """The name of the field at the far end."""
        return f"{snake_case(self.entity_type)}_{self.field}_{slug_of(self.entity_type)}"

    @property
    def near(self) -> str:
        """The connection's link to the row that has the field."""
        return self._end(self.entity_type, "source")

    @property
    def far(self) -> str:
        """The connection's link to the row that is linked."""
        return self._end(self.target, "dest")

    def _end(self, entity_type: str, side: str) -> str:
        name = snake_case(entity_type)
        return name if self.entity_type != self.target else f"{side}_{name}"

    def facts_of_field(self) -> dict[str, Any]:
        """What makes the field one end of the relation."""
        return {_THROUGH: f"{self.connection}.{self.near}", "valid_types": [self.target]}

    def facts_of_reverse(self, display_name: str) -> dict[str, Any]:
        """The field at the far end, of a field with that display name."""
        return {
            "type": "multi_entity",
            "name": f"{_spaced(self.entity_type)} {display_name}",
            "valid_types": [self.entity_type],
            "enforced": True,
            "hideable": True,
            "custom": True,
            _THROUGH: f"{self.connection}.{self.far}",
        }

    def facts_of_connection(self) -> Facts:
        """The type whose rows are the links."""
        ends = {self.near: self.entity_type, self.far: self.target}
        return with_mixins(
            {
                "name": self.connection,
                "display_name": _spaced(self.connection),
                "uses": ["connection"],
                "requires": list(ends),
                "unique": [list(ends)],
                "fields": {name: _end_facts(target) for name, target in ends.items()},
            }
        )


def relation_kept_in(entity_type: str, field: str, facts: Facts) -> Relation | None:
    """The relation that the facts make the field the near end of; None where they do not."""
    kept_in, _, _ = str(facts.get(_THROUGH, "")).partition(".")
    if not kept_in:
        return None
    relation = Relation(entity_type, field, facts["valid_types"][0])
    return relation if relation.connection == kept_in else None


def _end_facts(target: str) -> Facts:
    return {
        "type": "entity",
        "name": _spaced(target),
        "editable": False,
        "create_only": True,
        "valid_types": [target],
        "enforced": True,
        "editable_properties": [],
    }


def _spaced(name: str) -> str:
    """`Version Sg Deliveries Connection`, as the service makes display names of connection types."""
    return snake_case(name).replace("_", " ").title()
