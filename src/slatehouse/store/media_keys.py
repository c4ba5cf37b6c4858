"""Where media lie in a bucket: the key of an object by the name that rows know its bytes by.

A name is the SHA-256 of its bytes, or stands for an upload that a client put into the bucket itself. Several
names may lead to one object; an object that no name leads to is nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Dialect, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from slatehouse.schema.sql import is_any
from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import media_keys
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["MediaKey", "MediaKeys"]

_COLUMNS = media_keys.c
_IS_THIS = _COLUMNS.name == slot(0)


class MediaKey(NamedTuple):
    """Where the bytes of a name lie. `sha256` is None until somebody has read what a client put there."""

    name: str
    key: str
    sha256: str | None
    md5: str
    size: int


class MediaKeys:
    """Times are Unix seconds."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def of(self, connection: Connection, name: str) -> MediaKey | None:
        """Where the bytes of a name lie; None where it is not known."""
        found = connection.rows(self._select, [name])
        return MediaKey(*found[0]) if found else None

    def of_many(self, connection: Connection, names: Iterable[str]) -> dict[str, str]:
        """The keys of those of the names that are known."""
        return {str(name): str(key) for name, key in connection.rows(self._select_many, [list(names)])}

    def add(self, connection: Connection, place: MediaKey, now: float) -> bool:
        """Record where the bytes of a name lie; False where that is known already."""
        return connection.run(self._insert, [*place, now]) == 1

    def touch(self, connection: Connection, name: str, now: float) -> MediaKey | None:
        """Note that bytes of this name came anew, so that nobody forgets them in this transaction; where they
        lie."""
        found = connection.rows(self._touch, [name, now])
        return MediaKey(*found[0]) if found else None

    def lead(self, connection: Connection, place: MediaKey) -> None:
        """Let a name lead to another object, or tell more of its bytes."""
        connection.run(self._lead, place)

    def remove(self, connection: Connection, name: str, before: float) -> str | None:
        """Forget a name whose bytes did not come since a moment; the key that it led to."""
        found = connection.rows(self._remove, [name, before])
        return str(found[0][0]) if found else None

    def remove_all(self, connection: Connection, prefix: str, before: float) -> list[str]:
        """Forget the names that begin so and whose bytes did not come since a moment; where they led."""
        return [str(key) for (key,) in connection.rows(self._remove_all, [prefix, before, prefix + "\x7f"])]

    def known(self, connection: Connection, keys: Collection[str]) -> set[str]:
        """Those of the keys that a name leads to."""
        return {str(key) for (key,) in connection.rows(self._known, [list(keys)])} if keys else set()

    def namesakes(self, connection: Connection, names: Collection[str]) -> list[tuple[str, str]]:
        """The names, each with every other one that leads to the same object."""
        return [(str(name), str(other)) for name, other in connection.rows(self._namesakes, [list(names)])]

    def after(self, connection: Connection, name: str, count: int) -> list[tuple[str, int, float]]:
        """The next names in their order, each with its length and when bytes of it came last."""
        return [(str(each[0]), each[1], each[2]) for each in connection.rows(self._after, [name, count])]

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _select(self) -> Statement:
        return self._compile(select(*_PLACE).where(_IS_THIS))

    @cached_property
    def _select_many(self) -> Statement:
        return self._compile(select(_COLUMNS.name, _COLUMNS.key).where(is_any(_COLUMNS.name, slot(0))))

    @cached_property
    def _insert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        values = {column.name: slot(number) for number, column in enumerate((*_PLACE, _COLUMNS.created))}
        return self._compile(make(media_keys).values(values).on_conflict_do_nothing())

    @cached_property
    def _touch(self) -> Statement:
        return self._compile(update(media_keys).values(created=slot(1)).where(_IS_THIS).returning(*_PLACE))

    @cached_property
    def _lead(self) -> Statement:
        values = {column.name: slot(number) for number, column in enumerate(_PLACE) if number}
        return self._compile(update(media_keys).values(values).where(_IS_THIS))

    @cached_property
    def _remove(self) -> Statement:
        is_old = _COLUMNS.created <= slot(1)
        return self._compile(delete(media_keys).where(_IS_THIS, is_old).returning(_COLUMNS.key))

    @cached_property
    def _remove_all(self) -> Statement:
        is_meant = (_COLUMNS.name >= slot(0), _COLUMNS.name < slot(2), _COLUMNS.created <= slot(1))
        return self._compile(delete(media_keys).where(*is_meant).returning(_COLUMNS.key))

    @cached_property
    def _namesakes(self) -> Statement:
        other = media_keys.alias("other")
        pairs = select(_COLUMNS.name, other.c.name).join_from(media_keys, other, _COLUMNS.key == other.c.key)
        return self._compile(pairs.where(is_any(_COLUMNS.name, slot(0)), _COLUMNS.name != other.c.name))

    @cached_property
    def _after(self) -> Statement:
        page = select(_COLUMNS.name, _COLUMNS.size, _COLUMNS.created).where(_COLUMNS.name > slot(0))
        return self._compile(page.order_by(_COLUMNS.name).limit(slot(1)))

    @cached_property
    def _known(self) -> Statement:
        return self._compile(select(_COLUMNS.key).distinct().where(is_any(_COLUMNS.key, slot(0))))


_PLACE = (_COLUMNS.name, _COLUMNS.key, _COLUMNS.sha256, _COLUMNS.md5, _COLUMNS.size)
