"""What the rows of a site name of its media, and the forgetting of what none names any more; so that what was
made of contents (`store.derived`) goes with them, or when nobody has asked for it for long."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import msgspec

from slatehouse.site.job_kinds import FORGET_FILES_JOB
from slatehouse.site.jobs import queue_job
from slatehouse.store.connection import Connection
from slatehouse.store.derived import Derivation
from slatehouse.store.old_rows import FileText, OldRows

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = [
    "contents_in",
    "derivations",
    "file_texts",
    "forget_files",
    "forget_later",
    "forget_unheld",
    "forget_unused",
    "unheld",
]

_CONTENT = re.compile(r"\b[0-9a-f]{64}\b")
_STEP = 20_000
_DERIVATIONS_AT_ONCE = 10_000
_UNUSED_FOR = 30 * 86_400.0
_WAIT = 3_600.0


def contents_in(text: str) -> set[str]:
    """The names of blobs, wherever they stand in what a field holds, or in what a derivation came to."""
    return set(_CONTENT.findall(text))


def forget_later(site: Site, connection: Connection, contents: Collection[str]) -> None:
    """Have the contents looked at when uploads that bring the same are done, and forgotten if no row holds
    them then."""
    if contents:
        payload = msgspec.json.encode(sorted(contents)).decode()
        queue_job(site, connection, FORGET_FILES_JOB, payload, site.clock(), _WAIT)


def forget_files(site: Site, payload: str, untouched_for: float = 3_600.0) -> None:
    """Forget those of the contents that no row holds, live or retired, and that nobody brought anew within
    that many seconds: an upload keeps its bytes before there is a row for them."""
    forget_unheld(site, msgspec.json.decode(payload, type=list[str]), untouched_for)


def forget_unheld(site: Site, contents: Collection[str], untouched_for: float) -> list[str]:
    """Forget those of the contents that no row holds, and that were not kept anew within that many seconds;
    which those were.

    What was made of them goes first: no row is given any of it while the rows are looked through.
    """
    sought = {*contents, *_forget_derived(site, contents)}
    sought.update(*site.blobs.namesakes(sought).values())
    return [each for each in unheld(site, sought) if site.blobs.forget(each, untouched_for)]


def unheld(site: Site, contents: Collection[str]) -> list[str]:
    """Those of the contents that no row holds, live or retired."""
    left = set(contents)
    for each in file_texts(site, site.editions.current().old_rows):
        if not left:
            break
        left -= contents_in(each.text)
    return sorted(left)


def forget_unused(site: Site) -> int:
    """Forget what was made of contents and not asked for again for a month; how much that was.

    Rows go on holding what they were given. What none holds is looked for by a job.
    """
    before, forgotten, some = site.clock().timestamp() - _UNUSED_FOR, 0, _DERIVATIONS_AT_ONCE
    while some == _DERIVATIONS_AT_ONCE:
        with site.database.writing() as connection:
            unused = site.derived.unused_since(connection, before, _DERIVATIONS_AT_ONCE)
            site.derived.drop(connection, unused)
            forget_later(site, connection, set[str]().union(*(contents_in(each.result) for each in unused)))
        some = len(unused)
        forgotten += some
    return forgotten


def file_texts(site: Site, old: OldRows) -> Iterator[FileText]:
    """What the file and picture fields of all rows hold."""
    for type_ in old.every_type:
        with site.database.reading() as connection:
            highest = old.highest_id(connection, type_)
            for after in range(0, highest, _STEP):
                yield from old.files(connection, type_, after, after + _STEP)


def _forget_derived(site: Site, contents: Collection[str]) -> set[str]:
    """Forget what was made of the contents, and what they are a part of; the names of all its parts.

    Whoever asks for it again makes it anew. The parts themselves stay where they are.
    """
    wanted, parts = set(contents), set[str]()
    for each in derivations(site):
        named = contents_in(each.result)
        if each.source in wanted or not named.isdisjoint(wanted):
            with site.database.writing() as connection:
                site.derived.drop(connection, [each])
            parts |= named
    return parts


def derivations(site: Site) -> Iterator[Derivation]:
    """All that was made of contents, a step at a time."""
    found = [Derivation("", "", "")]
    while found:
        with site.database.reading() as connection:
            found = site.derived.after(connection, found[-1].source, found[-1].recipe, _STEP)
        yield from found
