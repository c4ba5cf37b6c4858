"""The demo's memory while it is entered: which row each name of the script has become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from slatehouse.demo.session import Link, Session, Values

# The types whose rows a note or a playlist names by their code alone.
NAMED_BY_CODE = ("Version", "Shot", "Asset", "Sequence", "Playlist")


class Ledger:
    """Enters rows through the session and answers with links to them.

    A name that was never entered is a KeyError.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.counts: Counter[str] = Counter()
        self._ids: dict[tuple[str, str], int] = {}

    def enter(self, entity_type: str, entries: Iterable[tuple[str, Values]]) -> None:
        """Creates all the rows in one transaction, and remembers each by its key."""
        named = list(entries)
        rows = self.session.create_many([(entity_type, values) for _, values in named])
        for (key, _), row in zip(named, rows, strict=True):
            self._ids[entity_type, key] = row.id
        self.counts[entity_type] += len(named)

    def id(self, entity_type: str, key: str) -> int:
        return self._ids[entity_type, key]

    def link(self, entity_type: str, key: str) -> Link:
        return {"type": entity_type, "id": self._ids[entity_type, key]}

    def links(self, entity_type: str, keys: Iterable[str]) -> list[Link]:
        return [self.link(entity_type, key) for key in keys]

    def named(self, code: str) -> Link:
        """What has this code, be it a version, shot, asset, sequence or playlist."""
        for entity_type in NAMED_BY_CODE:
            if (entity_type, code) in self._ids:
                return self.link(entity_type, code)
        raise KeyError(code)

    def addressees(self, names: Iterable[str]) -> list[Link]:
        """People by their login, groups by their code."""
        return [self.link("Group" if ("Group", name) in self._ids else "HumanUser", name) for name in names]
