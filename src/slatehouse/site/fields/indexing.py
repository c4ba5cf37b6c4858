"""Indexes of fields of the site's own: asked for with the field, made by a job while others write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from slatehouse.schema.data_types.data_type import DataType, Kind
from slatehouse.site.job_kinds import INDEX_JOB
from slatehouse.site.jobs import ask_for_job
from slatehouse.store.alteration import make_index

if TYPE_CHECKING:
    from slatehouse.site.site import Site
    from slatehouse.site.writing import Writing

__all__ = ["ask_for_index", "index_field"]


class _Order(msgspec.Struct, frozen=True):
    entity_type: str
    field: str


def ask_for_index(writes: Writing, data_type: DataType, entity_type: str, name: str) -> None:
    """Queue the index of a field that filters ask for often."""
    if data_type.kind is Kind.LINK or data_type.is_often_asked:
        ask_for_job(writes, INDEX_JOB, msgspec.json.encode(_Order(entity_type, name)).decode(), wait=0)


def index_field(site: Site, payload: str) -> None:
    """Make the index, unless it is there; of a field in the trash, too, which may come back."""
    order = msgspec.json.decode(payload, type=_Order)
    tables = site.editions.current().tables
    field = tables.schema[order.entity_type].fields[order.field]
    make_index(site.database, tables.entities[order.entity_type], field)
