"""Where the value of a field comes from, when it is not a column of its row."""

from __future__ import annotations

from msgspec import Struct


class PerPerson(Struct, frozen=True):
    """Kept apart for each person. Scripts, and people who have not written it, read `unset`."""

    unset: object = None


class Constant(Struct, frozen=True):
    """The same text in every row, even the empty one, which no column would hold."""

    text: str


class Count(Struct, frozen=True):
    """The number of live links: those in a multi-entity field of the row itself, or, where `field` is a
    single link of another type, those of the rows that link here so."""

    entity_type: str
    field: str


class Formula(Struct, frozen=True):
    """Calculated from other fields of the row, by a formula as people write it (see `query.formulas`)."""

    text: str


class DataUrl(Struct, frozen=True):
    """The picture that another field of the row holds, as an address that is the picture; empty without one.

    An answer shows it only beside that field (contract site §3.2).
    """

    field: str


Origin = PerPerson | Constant | Count | DataUrl | Formula
