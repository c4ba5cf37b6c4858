"""Retired rows that nobody revived for long: erased, with all that names them and with their files.

A row goes in several small transactions, and the last takes it away. Cut off between them, it is a retired
row that fewer others link to, and the next run goes on with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import msgspec

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.schema.files import FileValue, Picture
from slatehouse.site.retention.files import contents_in, file_texts, forget_later
from slatehouse.store.old_rows import OldRows

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["count_old_rows", "erase_old_rows"]

_AT_ONCE = 200
_LINKS_AT_ONCE = 500
_STEP = 100_000
"""As many ids of a type are looked through by one statement."""

_ATTACHMENT = "Attachment"


def count_old_rows(site: Site, before: str) -> dict[str, int]:
    """How many rows of each type were retired before a moment, and may go."""
    old = site.editions.current().old_rows
    found = {type_: sum(map(len, _batches(site, old, type_, before))) for type_ in old.types}
    return {type_: count for type_, count in found.items() if count}


def erase_old_rows(site: Site, before: str, by: Caller | None) -> dict[str, int]:
    """Erase them; how many of each type there were. `by` is who wants it, None for the daily sweep."""
    old, erased = site.editions.current().old_rows, dict[str, int]()
    for type_ in old.types:
        for ids in _batches(site, old, type_, before):
            _let_go(site, old, type_, ids)
            erased[type_] = erased.get(type_, 0) + _erase(site, old, type_, ids, before, by)
    return {type_: count for type_, count in erased.items() if count}


def _batches(site: Site, old: OldRows, type_: str, before: str) -> Iterator[list[int]]:
    """The rows of a type that may go, a few at a time."""
    for after, upto in _steps(site, old, type_):
        place, is_more = after, True
        while is_more:
            with site.database.reading() as connection:
                found = old.retired_before(connection, type_, before, place, upto, _AT_ONCE)
                needed = old.needed(connection, type_, found) if found else set[int]()
            if type_ == _ATTACHMENT and found:
                needed |= _shown_attachments(site, old, found)
            if free := [each for each in found if each not in needed]:
                yield free
            is_more, place = len(found) == _AT_ONCE, found[-1] if found else upto


def _steps(site: Site, old: OldRows, type_: str) -> Iterator[tuple[int, int]]:
    with site.database.reading() as connection:
        highest = old.highest_id(connection, type_)
    for after in range(0, highest, _STEP):
        yield after, after + _STEP


def _shown_attachments(site: Site, old: OldRows, ids: Collection[int]) -> set[int]:
    """Those among some Attachments whose files live rows show in a field of theirs."""
    live = (each.text for each in file_texts(site, old) if each.is_live)
    return {number for text in live for number in _attachments_of(text)}.intersection(ids)


def _attachments_of(text: str) -> tuple[int, ...]:
    try:
        return (msgspec.json.decode(text, type=FileValue).id,)
    except msgspec.ValidationError:
        return (msgspec.json.decode(text, type=Picture).attachment,)


def _let_go(site: Site, old: OldRows, type_: str, ids: list[int]) -> None:
    """Take all links to the rows away, which nobody sees because the rows are retired."""
    for holder in old.every_type:
        for after, upto in _steps(site, old, holder):
            with site.database.reading() as connection:
                linking = old.linking(connection, holder, type_, ids, after, upto)
            for start in range(0, len(linking), _LINKS_AT_ONCE):
                some = linking[start : start + _LINKS_AT_ONCE]
                with site.database.writing() as connection:
                    old.empty_links(connection, holder, some, type_, ids)
    is_more = True
    while is_more:
        with site.database.writing() as connection:
            is_more = old.unlink_some(connection, type_, ids, _LINKS_AT_ONCE) > 0


def _erase(site: Site, old: OldRows, type_: str, ids: list[int], before: str, by: Caller | None) -> int:
    """Take the rows away; those that were revived meanwhile stay. Their files are looked at later, when
    uploads that bring the same content are done."""
    with site.database.writing() as connection:
        held = old.erase(connection, type_, ids, before)
        if held:
            audit, told = site.accounts.audit, ", ".join(map(str, held))
            audit.record(connection, Deed.ROWS_ERASED, by, type_, rows=len(held), ids=told)
        texts = (text for texts in held.values() for text in texts)
        forget_later(site, connection, set[str]().union(*map(contents_in, texts)))
    return len(held)
