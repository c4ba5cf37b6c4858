"""The requests of a batch, and those that come alone, done within a transaction.

Each is answered with its row as it is then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.permissions import Verb, may
from slatehouse.query.paths import Path
from slatehouse.query.question import Question
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.batch import (
    PASSWORD_FIELD,
    BatchRequest,
    Create,
    RefusedInBatch,
    Retire,
    Retired,
    Update,
    Upsert,
)
from slatehouse.site.echo import echo_of
from slatehouse.site.edition import Edition
from slatehouse.site.errors import CreateFailed
from slatehouse.site.references import MadeRows
from slatehouse.site.upserting import asked_of, raise_if_overtaken
from slatehouse.site.writing import Writing
from slatehouse.store.connection import Connection

if TYPE_CHECKING:
    from slatehouse.site.session import Answer

__all__ = ["Doing", "hashed_password"]

_NAMES_OF_PEOPLE = ("login", "name", "firstname", "lastname", "email")


def hashed_password(accounts: Accounts, request: BatchRequest) -> str | None:
    """The password of a request as it is kept. Hashing is slow, so it is done before a transaction."""
    password = None if isinstance(request, Retire) else request.password
    return None if password is None else accounts.password_hash(password)


@dataclass(frozen=True, slots=True)
class Doing:
    """One transaction's requests. `edition` is as the caller sees it; `ask` and `read` answer the caller's
    questions. `hashed` is always the request's password as it is kept."""

    accounts: Accounts
    writes: Writing
    edition: Edition
    ask: Callable[[Connection, Question], Answer]
    read: Callable[[Connection, EntityType, int, tuple[Path, ...] | None, bool], Answer]

    def do(self, request: BatchRequest, hashed: str | None) -> Answer | Retired:
        """Do a request."""
        match request:
            case Create():
                return self.create(request, hashed)
            case Update():
                return self.update(request, hashed)
            case Upsert():
                return self.upsert(request, hashed)
            case Retire():
                return self._retire(request)

    def do_in_batch(
        self, number: int, request: BatchRequest, hashed: str | None, made: MadeRows | None
    ) -> Answer | Retired:
        """Do the request with that number; `made` are the rows that it may name."""
        if made is not None:
            request = made.resolved(self.writes, number)
        try:
            done = self.do(request, hashed)
        except Refusal as refusal:
            raise RefusedInBatch(number, request, refusal) from refusal
        if made is not None and not isinstance(done, Retired):
            made.put(number, done.rows[0].id)
        return done

    def create(self, request: Create, hashed: str | None) -> Answer:
        """Make a row."""
        writes, entity_type, values = self.writes, request.entity_type, request.values
        made = writes.create(entity_type, values)
        if hashed is not None:
            self._check_password(request, ())
            self.accounts.put_password(writes.connection, made.id, hashed, writes.caller)
        if request.shown is not None:
            answer = self.read(writes.connection, entity_type, made.id, request.shown, False)
            return msgspec.structs.replace(answer, is_new=True)
        echo = echo_of(self.edition.schema, entity_type, frozenset(values))
        where = self.edition.has_id(entity_type, made.id)
        question = Question(entity_type, where, echo.fields, unlinked=echo.unlinked)
        answer = self.ask(writes.connection, question)
        for row in answer.rows:
            echo.complete(row.values, made.draft, writes.known)
        return msgspec.structs.replace(answer, is_new=True)

    def update(self, request: Update, hashed: str | None) -> Answer:
        """Change a row."""
        writes, entity_type, row_id = self.writes, request.entity_type, request.row_id
        writes.update(entity_type, row_id, request.values)
        if hashed is not None:
            password = entity_type.fields[PASSWORD_FIELD]
            may(writes.caller, Verb.UPDATE, entity_type, (password,), row_id, writes.sight)
            self._check_password(request, self.accounts.names_of(row_id))
            self.accounts.put_password(writes.connection, row_id, hashed, writes.caller)
        return self.read(writes.connection, entity_type, row_id, request.shown, False)

    def upsert(self, request: Upsert, hashed: str | None) -> Answer:
        """Change the row that has a value, or make one; raises `Overtaken` as well."""
        asked = asked_of(self.writes, request)
        if isinstance(asked, Update):
            return self.update(asked, hashed)
        try:
            return self.create(asked, hashed)
        except CreateFailed as refusal:
            raise_if_overtaken(self.writes, request, refusal)
            raise

    def _retire(self, request: Retire) -> Retired:
        writes, entity_type, row_id = self.writes, request.entity_type, request.row_id
        if request.passes_retired:
            state = writes.rows.state(writes.connection, entity_type.name, row_id)
            is_retired = state is not None and not state[0]
            if is_retired and writes.may_see(Target(entity_type.name, row_id), retired=True):
                return Retired(entity_type, row_id, was_live=False)
        writes.retire(entity_type, row_id)
        return Retired(entity_type, row_id)

    def _check_password(self, request: Create | Update, names: tuple[str, ...]) -> None:
        """Refuse a password that is no good for a person who has these names, or gets others with it."""
        told = (request.values.get(name) for name in _NAMES_OF_PEOPLE)
        self.accounts.check_password(
            request.password or "", (*names, *(name for name in told if isinstance(name, str)))
        )
