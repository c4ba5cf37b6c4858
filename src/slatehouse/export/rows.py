"""The rows of a type as a file of Parquet, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet

from slatehouse.columnar.arrow import batch_of, schema_of
from slatehouse.columnar.columns import column_of
from slatehouse.export.fields import RETIRED, SECRETS, ExportedField, content_or_name, exported_fields
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.session import Session
from slatehouse.site.walking import walk

__all__ = ["COMPRESSION", "Count", "write_rows"]

COMPRESSION = "zstd"
_AT_ONCE = 2_000
_ID = column_of("id", "number", {})
_LOG = "EventLogEntry"
_TELLING = ("cached_display_name", "description", "meta")
"""What an event tells of values in."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a type there are."""

    live: int
    retired: int


def write_rows(session: Session, entity_type: EntityType, place: Path) -> Count:
    """Write all rows, the live ones first, each part by ids. Secrets are left out, in events, too."""
    fields = exported_fields(session.edition, entity_type, partial(content_or_name, session.site))
    columns = (_ID, RETIRED, *(each.column for each in fields))
    schema = schema_of(columns, {"entity_type": entity_type.name, "display_name": entity_type.display_name})
    counts = {False: 0, True: 0}
    with pyarrow.parquet.ParquetWriter(place, schema, compression=COMPRESSION) as writer:
        for is_retired in counts:
            paths = [each.path for each in fields]
            for found in walk(session, entity_type, paths, retired=is_retired, at_once=_AT_ONCE):
                rows = [_row(entity_type, fields, each.id, each.values, is_retired) for each in found]
                writer.write_batch(batch_of(schema, columns, rows))
                counts[is_retired] += len(rows)
    return Count(counts[False], counts[True])


def _row(
    entity_type: EntityType,
    fields: Sequence[ExportedField],
    row_id: int,
    values: Sequence[Any],
    is_retired: bool,
) -> dict[str, Any]:
    row: dict[str, Any] = {_ID.name: row_id, RETIRED.name: is_retired}
    for field, value in zip(fields, values, strict=True):
        write = field.written
        row[field.column.name] = value if value is None or write is None else write(value)
    return _without_secrets(row) if entity_type.name == _LOG else row


def _without_secrets(event: dict[str, Any]) -> dict[str, Any]:
    """An event tells what a field held before and after."""
    meta = event.get("meta")
    of = meta.get("entity_type") if isinstance(meta, dict) else None
    if (of, event.get("attribute_name")) in SECRETS:
        return {**event, **dict.fromkeys(_TELLING)}
    return event
