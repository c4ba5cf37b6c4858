"""Both sides' rows of a type, side by side: two walks by ids, of which no more than a page is in memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from slatehouse.client.words import Condition
from slatehouse.mirror.comparing.findings import Difference, What
from slatehouse.mirror.comparing.schemas import Common
from slatehouse.mirror.source import PAGE_SIZE, Source
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.session import Session
from slatehouse.site.walking import walk

__all__ = ["Side", "aligned", "differences", "our_rows", "their_rows"]


_NONE = object()


class Side(NamedTuple):
    """A row of one side: its id, whether it is retired, and its values by the names of its fields."""

    id: int
    is_retired: bool
    values: Mapping[str, Any]


def their_rows(
    source: Source, entity_type: str, fields: Sequence[Common], *conditions: Condition
) -> Iterator[Side]:
    """The rows of the other side, live and retired, by their ids."""
    names = [each.name for each in fields]

    def walked(retired: bool) -> Iterator[Side]:
        for page in source.pages(entity_type, names, *conditions, retired=retired):
            for row in page:
                yield Side(row.id, retired, row)

    return heapq.merge(walked(False), walked(True), key=_id)


def our_rows(session: Session, entity_type: EntityType, fields: Sequence[Common]) -> Iterator[Side]:
    """The same of ours, with the values as they are kept."""
    names, paths = [each.name for each in fields], [each.path for each in fields]

    def walked(retired: bool) -> Iterator[Side]:
        for page in walk(session, entity_type, paths, retired=retired, at_once=PAGE_SIZE):
            for row in page:
                yield Side(row.id, retired, dict(zip(names, row.values, strict=True)))

    return heapq.merge(walked(False), walked(True), key=_id)


def _id(side: Side) -> int:
    return side.id


def aligned(theirs: Iterator[Side], ours: Iterator[Side]) -> Iterator[tuple[Side | None, Side | None]]:
    """Rows of the same id together; None where one side has none."""
    their, our = next(theirs, None), next(ours, None)
    while their is not None or our is not None:
        if our is None or (their is not None and their.id < our.id):
            yield their, None
            their = next(theirs, None)
        elif their is None or our.id < their.id:
            yield None, our
            our = next(ours, None)
        else:
            yield their, our
            their, our = next(theirs, None), next(ours, None)


def differences(
    entity_type: str, their: Side | None, our: Side | None, fields: Sequence[Common]
) -> Iterator[Difference]:
    """What differs between the two, the bytes of files excepted."""
    if our is None:
        assert their is not None
        yield Difference(What.MISSING, entity_type, their.id)
        return
    if their is None:
        yield Difference(What.EXTRA, entity_type, our.id)
        return
    if their.is_retired != our.is_retired:
        yield Difference(
            What.DIFFERENT, entity_type, our.id, None, "retired", their.is_retired, our.is_retired
        )
    for each in fields:
        theirs, ours = their.values.get(each.name, _NONE), our.values[each.name]
        if theirs is _NONE:
            # A field that its schema does not tell of, and that it does not have.
            continue
        if each.show is not None and ours is not None:
            ours = each.show(ours)
        if each.normalize is not None:
            theirs, ours = each.normalize(theirs), each.normalize(ours)
        if theirs != ours:
            yield Difference(What.DIFFERENT, entity_type, our.id, each.name, None, theirs, ours)
