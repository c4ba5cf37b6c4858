"""A whole comparison: type by type, the schema first, then rows, then the bytes of their files."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator

from slatehouse.accounts.caller import Caller
from slatehouse.client import BrokenAnswer, Refused
from slatehouse.client.words import Condition
from slatehouse.mirror.comparing.files import Files, holds_bytes
from slatehouse.mirror.comparing.findings import Compared, Difference, Finding, Uncompared, What
from slatehouse.mirror.comparing.rows import aligned, differences, our_rows, their_rows
from slatehouse.mirror.comparing.schemas import common_fields, differences_of_fields
from slatehouse.mirror.source import Source
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.copies.origin import is_made_here
from slatehouse.site.session import Session
from slatehouse.site.site import Site

__all__ = ["NoSuchType", "compare"]

_LOG = "EventLogEntry"
_WITH_BYTES = (Kind.FILE, Kind.IMAGE)


class NoSuchType(Exception):
    """A type that is to be compared, and that neither side has."""


def compare(
    source: Source,
    site: Site,
    caller: Caller,
    *,
    types: Collection[str] = (),
    with_media: bool = True,
) -> Generator[Finding, None, None]:
    """All that differs between another site and ours, in the order in which it is found.

    Ours is read as it is at one moment, by this thread, which must go through the findings to their end or
    close them. The other side may go on: what happens there meanwhile shows as a difference, except that the
    event log is only compared up to its last entry at the beginning. `types` are those that matter, if not
    all. Raises `NoSuchType`, and what clients raise where the other site cannot be reached, or refuses
    everything.
    """
    with site.at_one_moment(caller) as session:
        yield from _Comparison(source, session, with_media).findings(types)


class _Comparison:
    def __init__(self, source: Source, session: Session, with_media: bool) -> None:
        self._source = source
        self._session = session
        self._files = Files(source, session.site) if with_media else None

    def findings(self, types: Collection[str]) -> Iterator[Finding]:
        theirs, ours = self._source.types(), self._session.edition.schema
        known = {*theirs, *(each.name for each in ours)}
        unknown = sorted({*types} - known)
        if unknown:
            raise NoSuchType(f"neither site has a type {' or '.join(unknown)}")
        for name in sorted(known):
            if types and name not in types:
                continue
            if name not in theirs:
                yield from self._ours_alone(ours[name])
            elif name not in ours:
                yield Difference(What.MISSING, name, theirs=theirs[name])
            else:
                yield from self._of_type(ours[name], theirs[name])

    def _ours_alone(self, entity_type: EntityType) -> Iterator[Finding]:
        """A type that the other side does not have is none that anybody misses, as long as it has no rows."""
        rows = our_rows(self._session, entity_type, ())
        if next(rows, None) is not None:
            yield Difference(What.EXTRA, entity_type.name, ours=entity_type.display_name)

    def _of_type(self, entity_type: EntityType, display_name: str) -> Iterator[Finding]:
        name = entity_type.name
        if display_name != entity_type.display_name:
            yield Difference(What.DIFFERENT, name, None, None, "name", display_name, entity_type.display_name)
        try:
            yield from self._compared(entity_type)
        except (Refused, BrokenAnswer) as error:
            yield Uncompared(name, str(error))

    def _compared(self, entity_type: EntityType) -> Iterator[Finding]:
        name, told = entity_type.name, self._source.fields(entity_type.name)
        yield from differences_of_fields(entity_type, told)
        fields = common_fields(self._session.edition, entity_type, told)
        with_bytes = [each for each in fields if each.field.type.kind in _WITH_BYTES]
        theirs = their_rows(self._source, name, fields, *self._conditions(name))
        ours = our_rows(self._session, entity_type, fields)
        count, files, unread, own = 0, 0 if self._files is None else self._files.count, 0, 0
        for their, our in aligned(theirs, ours):
            count += 1
            if their is None and our is not None and is_made_here(name, our.id):
                own += 1
                continue
            yield from differences(name, their, our, fields)
            if self._files is not None and with_bytes and their is not None and our is not None:
                if their.is_retired:
                    unread += holds_bytes(their, with_bytes)
                else:
                    yield from self._files.differences(name, their, our, with_bytes)
        if unread:
            reason = f"the files of {_many(unread, 'retired row')}, which no site gives out"
            yield Uncompared(name, reason, is_natural=True)
        if own:
            reason = f"{_many(own, 'row')} of those who were let into the copy"
            yield Uncompared(name, reason, is_natural=True)
        compared = 0 if self._files is None else self._files.count - files
        yield Compared(name, count, len(fields), compared)

    def _conditions(self, entity_type: str) -> tuple[Condition, ...]:
        if entity_type != _LOG:
            return ()
        self._source.pace.wait()
        newest = self._source.client.rows(_LOG).fields("event_type").order("-id").first()
        return (["id", "less_than", (newest.id if newest else 0) + 1],)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
