"""The second factor of people: an authenticator app, and recovery codes for when it is lost.

No code opens anything twice, in whichever process it is shown. The site shows a secret once, when it is made,
and keeps it sealed; of recovery codes it keeps hashes.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, insert, select, true, update

from slatehouse.accounts.errors import SecondFactorIsOn, SecondFactorNotBegun, WrongCode
from slatehouse.accounts.sealing import CannotUnseal, Sealer
from slatehouse.accounts.totp import new_secret, step_of_code
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import recovery_codes, second_factors
from slatehouse.store.statement import compile_statement, slot

__all__ = ["SECOND_FACTOR", "SecondFactor", "SecondFactors"]

SECOND_FACTOR = "second factor"
"""What its secret is sealed for."""

_RECOVERY_CODES = 10
_CODE_BYTES = 10
_GROUP = 4
_NEVER = -1


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Whether a person's second factor is on, since when as it is stored, and the recovery codes left."""

    is_on: bool = False
    since: str | None = None
    recovery_codes: int = 0


class SecondFactors:
    """Begins, confirms, checks and removes them, by the id of the person's row."""

    def __init__(self, database: Database, sealer: Sealer, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        dialect, columns = database.dialect, second_factors.c
        is_persons, is_on = columns.person_id == slot(0), columns.is_confirmed == true()
        left = (
            select(func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.person_id == columns.person_id)
            .scalar_subquery()
        )
        self._select = compile_statement(
            select(columns.secret, columns.is_confirmed, columns.created_at, left).where(is_persons), dialect
        )
        self._insert = compile_statement(
            insert(second_factors).values(
                person_id=slot(0), secret=slot(1), is_confirmed=slot(2), last_step=slot(3), created_at=slot(4)
            ),
            dialect,
        )
        self._confirm = compile_statement(
            update(second_factors)
            .where(is_persons)
            .values(is_confirmed=true(), last_step=slot(1), created_at=slot(2)),
            dialect,
        )
        # Of two who show one code at the same time, the row lets one be the first.
        self._spend_step = compile_statement(
            update(second_factors)
            .where(is_persons, is_on, columns.last_step < slot(1))
            .values(last_step=slot(1)),
            dialect,
        )
        self._spend_code = compile_statement(
            delete(recovery_codes).where(
                recovery_codes.c.person_id == slot(0), recovery_codes.c.hash == slot(1)
            ),
            dialect,
        )
        self._add_code = compile_statement(
            insert(recovery_codes).values(person_id=slot(0), hash=slot(1)), dialect
        )
        self._remove = [
            compile_statement(delete(table).where(table.c.person_id == slot(0)), dialect)
            for table in (recovery_codes, second_factors)
        ]

    def of(self, person: int) -> SecondFactor:
        """How it stands with the person."""
        with self._database.reading() as connection:
            found = connection.rows(self._select, [person])
        if not found or not found[0][1]:
            return SecondFactor()
        _, _, since, codes = found[0]
        return SecondFactor(True, since, codes)

    def begin(self, connection: Connection, person: int) -> bytes:
        """A new secret for the person's app, good for nothing until it is confirmed. It takes the place of
        one that was not. Raises `SecondFactorIsOn`."""
        found = connection.rows(self._select, [person])
        if found and found[0][1]:
            raise SecondFactorIsOn
        self.remove(connection, person)
        secret, now = new_secret(), moment_text(self._clock())
        connection.run(self._insert, [person, self._sealer.seal(secret, SECOND_FACTOR), False, _NEVER, now])
        return secret

    def confirm(self, connection: Connection, person: int, code: str) -> list[str]:
        """Switch it on, now that the person's app shows the right code; the recovery codes, shown only now.

        Raises `SecondFactorIsOn`, `SecondFactorNotBegun` or `WrongCode`.
        """
        found = connection.rows(self._select, [person])
        if not found:
            raise SecondFactorNotBegun
        sealed, is_confirmed, *_ = found[0]
        if is_confirmed:
            raise SecondFactorIsOn
        step = self._step_of_code(sealed, code)
        if step is None:
            raise WrongCode
        connection.run(self._confirm, [person, step, moment_text(self._clock())])
        codes = [_recovery_code() for _ in range(_RECOVERY_CODES)]
        connection.run_many(self._add_code, [[person, _hash(person, each)] for each in codes])
        return codes

    def accepts(self, person: int, code: str) -> bool:
        """Whether it is a code of the person's app, or a recovery code, that was never shown before."""
        with self._database.reading() as connection:
            found = connection.rows(self._select, [person])
        if not found or not found[0][1]:
            return False
        step = self._step_of_code(found[0][0], code)
        with self._database.writing() as connection:
            if step is not None:
                return connection.run(self._spend_step, [person, step]) > 0
            return connection.run(self._spend_code, [person, _hash(person, code)]) > 0

    def remove(self, connection: Connection, person: int) -> bool:
        """The person signs in without one from now on; False where it was so before."""
        return sum(connection.run(each, [person]) for each in self._remove) > 0

    def _step_of_code(self, sealed: str, code: str) -> int | None:
        """When an app with the sealed secret shows the code; None where it shows another."""
        try:
            secret = self._sealer.open(sealed, SECOND_FACTOR)
        except CannotUnseal:
            # Its key was lost: recovery codes still let the person in.
            return None
        return step_of_code(secret, _plain(code), self._clock())


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _plain(code: str) -> str:
    """The code without the spaces and hyphens between which people see it."""
    return "".join(code.split()).replace("-", "").lower()


def _hash(person: int, code: str) -> str:
    # The codes are random and long enough, so a plain hash gives nothing away. Clients may send any text.
    return sha256(f"{person}:{_plain(code)}".encode(errors="surrogatepass")).hexdigest()
