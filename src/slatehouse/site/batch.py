"""Several writes in one transaction: in order, each seeing those before it, all or none (rest/20 _batch)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Create:
    """Make a row."""

    entity_type: EntityType
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Update:
    """Change a row."""

    entity_type: EntityType
    row_id: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Retire:
    """Retire a row."""

    entity_type: EntityType
    row_id: int


@dataclass(frozen=True, slots=True)
class Retired:
    """What answers a request to retire a row."""

    entity_type: EntityType
    row_id: int


BatchRequest = Create | Update | Retire


@dataclass(eq=False)
class RefusedInBatch(Refusal):
    """The request with this number was refused, and nothing of the batch was done."""

    number: int
    request: BatchRequest
    refusal: Refusal
