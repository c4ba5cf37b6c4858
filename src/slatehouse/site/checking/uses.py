"""Where rows name blobs: in which field, as what, and what each could be made of again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.retention.files import file_texts
from slatehouse.store.old_rows import FileText

if TYPE_CHECKING:
    from slatehouse.site.edition import Edition
    from slatehouse.site.site import Site

__all__ = ["Use", "still_used", "uses"]


class Use(NamedTuple):
    """A blob in a field of a row. `filename` is what people call it; `original` is the picture that it is the
    thumbnail of, None where it is no thumbnail."""

    blob: str
    row: Target
    field: str
    filename: str
    is_live: bool
    original: str | None = None


def uses(site: Site, edition: Edition | None = None) -> Iterator[Use]:
    """Every use of a blob, of all rows, live and retired, and of all fields, those in the trash as well.

    `edition` is that of the schema, if not the one in force.
    """
    edition = edition or site.editions.current()
    for text in file_texts(site, edition.old_rows):
        value = edition.tables.schema[text.type].fields[text.field].type.read([text.text])
        yield from _uses_in(text, value)


def still_used(site: Site, use: Use) -> bool:
    """Whether the row names the blob there by now, too."""
    rows = site.editions.current().rows
    with site.database.reading() as connection:
        stored = rows.values(connection, use.row.type, use.row.id, (use.field,)).get(use.field)
    return use.blob in str(stored)


def _uses_in(text: FileText, value: object) -> Iterator[Use]:
    row = Target(text.type, text.id)
    if isinstance(value, FileValue) and value.blob is not None:
        yield Use(value.blob, row, text.field, value.name, text.is_live)
    if isinstance(value, Picture):
        yield Use(value.original, row, text.field, value.name, text.is_live)
        for made in {value.thumbnail, value.large} - {value.original}:
            if made is not None:
                yield Use(made, row, text.field, value.name, text.is_live, value.original)
