"""All secrets of a site that are kept encrypted: whether this process can read them, and how they are brought
under another key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, delete, literal, select, update

from slatehouse.accounts.sealing import CannotUnseal, Sealer
from slatehouse.accounts.second_factors import SECOND_FACTOR
from slatehouse.store.connection import Connection, Database, Row
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.product_tables import second_factors, signing_keys, webhooks
from slatehouse.store.statement import compile_statement, slot

__all__ = ["PLACES", "WEBHOOK_TOKEN", "Place", "SealedSecrets"]

WEBHOOK_TOKEN = "webhook token"
"""What the token of a hook is sealed for."""

_SEALED_WITH = "sealed_with"
_PURPOSE_OF_FACT = "which key it is"


@dataclass(frozen=True)
class Place:
    """A column with sealed secrets. `is_made_anew`: the site makes one that is gone when it needs it."""

    secret: Column[str]
    purpose: ColumnElement[str]
    is_made_anew: bool = False


PLACES = (
    Place(signing_keys.c.secret, signing_keys.c.purpose, is_made_anew=True),
    Place(second_factors.c.secret, literal(SECOND_FACTOR)),
    Place(webhooks.c.token, literal(WEBHOOK_TOKEN)),
)
"""Every column in which something is kept sealed, and for which purpose."""


class SealedSecrets:
    """The sealed secrets of a site's database, opened and sealed with the keys that this process has."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def are_sealed(self) -> bool:
        """Whether all of them are; those of a site that an older version made may be readable."""
        with self._database.reading() as connection:
            return read_fact(self._database, connection, _SEALED_WITH) is not None

    def raise_unless_readable(self) -> None:
        """Refuse to work with a key that is not the site's; raises `CannotUnseal`."""
        with self._database.reading() as connection:
            kept = read_fact(self._database, connection, _SEALED_WITH)
        if kept is not None:
            self._sealer.open(kept, _PURPOSE_OF_FACT)

    def seal_anew(self, connection: Connection, *, gives_up: bool = False) -> None:
        """Encrypt all of them under the present key, and remember that one as the site's.

        Raises `CannotUnseal`. With `gives_up` what cannot be read is given up: keys with which the site signs
        are made anew, and the rest stays as it is, for its owners to set it up anew.
        """
        for place in PLACES:
            self._seal_place(connection, place, gives_up)
        fact = self._sealer.seal(b"", _PURPOSE_OF_FACT)
        record_fact(self._database, connection, _SEALED_WITH, fact)

    def _seal_place(self, connection: Connection, place: Place, gives_up: bool) -> None:
        table, dialect = place.secret.table, self._database.dialect
        (key,) = table.primary_key.columns
        kept = select(key, place.secret, place.purpose).where(place.secret.is_not(None))
        put = update(table).where(key == slot(0)).values({place.secret.name: slot(1)})
        remove = compile_statement(delete(table).where(key == slot(0)), dialect)
        sealed = []
        for row in connection.rows(compile_statement(kept, dialect)):
            if (anew := self._sealed_anew(row, gives_up)) is not None:
                sealed.append([row[0], anew])
            elif place.is_made_anew:
                connection.run(remove, [row[0]])
        connection.run_many(compile_statement(put, dialect), sealed)

    def _sealed_anew(self, row: Row, gives_up: bool) -> str | None:
        _, kept, purpose = row
        try:
            return self._sealer.seal(self._sealer.open(kept, purpose), purpose)
        except CannotUnseal:
            if not gives_up:
                raise
            return None
