"""What a call does, as messages name it: `API create() …`."""

from __future__ import annotations

from enum import Enum

__all__ = ["Verb"]


class Verb(Enum):
    """A call's verb; its value is the word that messages print."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REVIVE = "revive"

    @property
    def is_write(self) -> bool:
        return self is not Verb.READ
