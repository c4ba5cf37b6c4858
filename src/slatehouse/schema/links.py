"""How the links of a multi-entity field are kept.

A multi-entity field is one end of a relation. Whichever end is written, both ends read it, because the
relation is kept once: in the field's own table, in the single link of the other rows, or in the rows of a
connection type.
"""

from __future__ import annotations

from msgspec import Struct


class OwnTable(Struct, frozen=True):
    """Kept in a table of the field's own."""


class OppositeOf(Struct, frozen=True):
    """The far end of a field that has its own table: `Shot.notes` of `Note.note_links`."""

    entity_type: str
    field: str


class ReverseOf(Struct, frozen=True):
    """The rows whose single link points here: `Sequence.shots` of `Shot.sg_sequence`."""

    entity_type: str
    field: str


class Through(Struct, frozen=True):
    """Kept in the rows of a connection type: `near` is its link to this row, `far` its link to the other.

    `said` are fields of the connection that a link may bring along: `{"type": …, "id": …, "dependency_type":
    …}`.
    """

    entity_type: str
    near: str
    far: str
    said: tuple[str, ...] = ()


class View(Struct, frozen=True):
    """Derived when read, never written: `open_notes` of the field `notes`, `sibling_tasks` of `entity`."""

    name: str
    source: str


LinkKeeping = OwnTable | OppositeOf | ReverseOf | Through | View
