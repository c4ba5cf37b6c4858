"""A link to a row: what is stored of it, and how it is read from the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import BadEntityHash, LinkWithoutId, NotLegal

LARGEST_ID = 2**31 - 1


class Link(msgspec.Struct, frozen=True, gc=False):
    """A row that another row points to, with its display name.

    Its fields are in the order in which the service spells a link, so that it is encoded as it is.
    """

    id: int
    name: str
    type: str


class Target(NamedTuple):
    """A row that a link names, before anyone looked whether it is there."""

    type: str
    id: int


def target_to_write(field: Field, sent: Mapping[object, object]) -> Target:
    """The target of a link in a write; only `type` and `id` count."""
    kind = _type_of(field, sent)
    if "id" not in sent and "uuid" in sent:
        raise LinkWithoutId(field)
    row_id = sent.get("id")
    if row_id is None:
        raise BadEntityHash(field, sent, "id")
    if isinstance(row_id, bool) or not isinstance(row_id, int) or not 0 < row_id <= LARGEST_ID:
        raise NotLegal(field)
    return Target(kind, row_id)


def target_to_compare(field: Field, sent: Mapping[object, object]) -> Target:
    """The target of a link in a filter; a row that cannot be is one that nothing links."""
    kind = _type_of(field, sent)
    row_id = sent.get("id")
    if isinstance(row_id, str) and row_id.isascii() and row_id.isdigit():
        row_id = int(row_id[:20])
    if isinstance(row_id, bool) or not isinstance(row_id, int):
        raise BadEntityHash(field, sent, "id")
    return Target(kind, row_id if abs(row_id) <= LARGEST_ID else 0)


def _type_of(field: Field, sent: Mapping[object, object]) -> str:
    kind = sent.get("type")
    if not isinstance(kind, str) or not kind:
        raise BadEntityHash(field, sent, "type")
    return kind
