"""Which person each identity at a provider is: found by a name once, and kept from then on.

A name can be given to somebody else, at the provider as here; the identity's own number (`sub`) never is.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import openid_subjects
from slatehouse.store.statement import compile_statement, slot

__all__ = ["Subjects"]


class Subjects:
    """The identities that signed in, with the persons that they are."""

    def __init__(self, database: Database, issuer: str) -> None:
        self._issuer = issuer
        columns, dialect = openid_subjects.c, database.dialect
        is_subject = (columns.issuer == slot(0), columns.subject == slot(1))
        make = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        added = make(openid_subjects).values(issuer=slot(0), subject=slot(1), person_id=slot(2))
        self._find = compile_statement(select(columns.person_id).where(*is_subject), dialect)
        self._forget = compile_statement(delete(openid_subjects).where(*is_subject), dialect)
        self._add = compile_statement(added.on_conflict_do_nothing(), dialect)

    def person(self, connection: Connection, subject: str) -> int | None:
        """The person whom the identity is known as."""
        found = connection.rows(self._find, [self._issuer, subject])
        return int(found[0][0]) if found else None

    def bind(self, connection: Connection, subject: str, person_id: int) -> bool:
        """Know the identity as the person from now on; False where the person is another identity's."""
        connection.run(self._forget, [self._issuer, subject])
        connection.run(self._add, [self._issuer, subject, person_id])
        return self.person(connection, subject) == person_id
