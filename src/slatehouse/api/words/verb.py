"""What a call does, as messages name it: `API create() …`."""

from __future__ import annotations

from enum import Enum

__all__ = ["Verb"]


class Verb(Enum):
    """A call's verb; its value is the word that messages print."""

    READ = "read"
    SUMMARIZE = "summarize"
    TEXT_SEARCH = "_text_search"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REVIVE = "revive"
    BATCH = "batch"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"

    @property
    def is_write(self) -> bool:
        return self not in _READS


_READS = frozenset({Verb.READ, Verb.SUMMARIZE, Verb.TEXT_SEARCH})
