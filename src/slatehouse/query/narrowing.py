"""Questions for a text in the field that names a row: where few names hold it, only their rows are asked.

The index of names is looked into first. It names every row that can be meant, so that the question's answer
is the same with those ids for a further condition; where they are many or nobody knows, the question stays as
it is, and its rows are read in their order until there are enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Dialect

from slatehouse.query.filters import Condition, Filter, Group, Operator, both
from slatehouse.query.paths import resolve
from slatehouse.schema.data_types.data_type import Test
from slatehouse.schema.data_types.text import EndsWith, StartsWith
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.relations import Among, Contains
from slatehouse.schema.schema import Schema
from slatehouse.store.connection import Connection
from slatehouse.store.name_index import NameIndex

FEW = 4_000
"""As many rows as a question is narrowed to."""

# What they find holds the first of their values. How a name begins SQLite finds in the index of the field;
# PostgreSQL has that index by hashes, as its ordered ones cannot hold names of any length.
_HOLDING = {"sqlite": (Contains, EndsWith), "postgresql": (Contains, StartsWith, EndsWith)}
_MOST_TEXTS = 8
_AMONG = Among()


class Narrower:
    """Narrows the questions to one schema. Safe to share between threads."""

    def __init__(self, schema: Schema, dialect: Dialect, few: int = FEW) -> None:
        self._schema = schema
        self._few = few
        self._index = NameIndex(dialect)
        self._holding = _HOLDING[dialect.name]

    def narrowed(self, connection: Connection, entity_type: EntityType, where: Filter) -> Filter:
        """A filter that holds for the same rows of the type. A text that is asked for is looked up."""
        sought = self._texts(entity_type, where)
        texts = sorted({text for text in sought if self._index.finds(text)}, key=len)
        if not texts:
            return where
        ids = self._index.few(connection, entity_type.name, texts[-_MOST_TEXTS:], self._few)
        path = resolve(self._schema, entity_type, "id")
        return where if ids is None or path is None else both(Condition(path, Test(_AMONG, (ids,))), where)

    def _texts(self, entity_type: EntityType, where: Filter) -> Iterator[str]:
        """Texts that the names of all rows hold for which the filter holds.

        A row's name is made of the field that names it, with more or less around it.
        """
        if isinstance(where, Group):
            if where.operator is Operator.AND:
                for part in where.parts:
                    yield from self._texts(entity_type, part)
        elif where.path.text == entity_type.identity and isinstance(where.test.writer, self._holding):
            yield str(where.test.values[0])
