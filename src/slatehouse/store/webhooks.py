"""The rows of webhooks: what their owners say of them, and how far the courier has come with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    delete,
    exists,
    insert,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ClauseElement

from slatehouse.store.connection import Connection, Row
from slatehouse.store.deliveries import is_pending
from slatehouse.store.product_tables import deliveries, webhooks
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["ACTIVE", "DISABLED", "FAILED", "UNSTABLE", "Standing", "Subscriptions", "Webhook", "Webhooks"]

ACTIVE, UNSTABLE, FAILED, DISABLED = "active", "unstable", "failed", "disabled"

Subscriptions = dict[str, dict[str, list[str]]]
"""By type and by what happens to its rows (`update`): the fields that count, all where none is named."""


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A hook as it is stored, but for its lease: moments of the courier in Unix seconds, `token` sealed.

    It has `entity_types` or an `event_type`; without `projects` it is about the whole site. The hook reads as
    its owner, beginning after the event `cursor`.
    """

    id: str
    url: str
    token: str | None = None
    entity_types: Subscriptions | None = None
    event_type: str | None = None
    projects: list[int] = msgspec.field(default_factory=list)
    name: str = ""
    description: str = ""
    validate_ssl_cert: bool = True
    batch_deliveries: bool = False
    status: str = ACTIVE
    reason: str | None = None
    num_deliveries: int = 0
    owner_type: str
    owner_id: int
    cursor: int
    not_before: float = 0.0
    failures: int = 0
    failure_times: list[float] = msgspec.field(default_factory=list)
    created_at: str


class Standing(NamedTuple):
    """How a hook stands with the couriers: until when one has it, in Unix seconds, and whether a delivery
    waits to be sent beside the events of the log."""

    hook: Webhook
    leased_until: float
    has_waiting: bool


_NAMES = Webhook.__struct_fields__
_COLUMNS: Sequence[Column[Any]] = [webhooks.c[name] for name in _NAMES]
_AS_JSON: Mapping[str, Any] = {
    "entity_types": Subscriptions | None,
    "projects": list[int],
    "failure_times": list[float],
}


class Webhooks:
    """Reads and writes them. A worker changes what it knows of a hook under a lease, which one alone has."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._changing = lru_cache(maxsize=64)(self._change)
        self._paging = lru_cache(maxsize=8)(self._page)

    def add(self, connection: Connection, hook: Webhook) -> None:
        """Keep a new hook."""
        connection.run(self._insert, [_stored(name, getattr(hook, name)) for name in _NAMES])

    def one(self, connection: Connection, hook: str, *, to_change: bool = False) -> Webhook | None:
        """The hook of that id. `to_change`: nobody else changes it until the transaction ends."""
        found = connection.rows(self._lock if to_change else self._select, [hook])
        return _hook(found[0]) if found else None

    def page(
        self,
        connection: Connection,
        size: int,
        offset: int,
        *,
        owner: tuple[str, int] | None = None,
        status: str | None = None,
    ) -> list[Webhook]:
        """Hooks in the order in which they were made: of one owner, in one status, where these are named."""
        statement = self._paging(owner is not None, status is not None)
        named = [*(owner or ()), *([] if status is None else [status])]
        return [_hook(row) for row in connection.rows(statement, [*named, size, offset])]

    def change(self, connection: Connection, hook: str, values: Mapping[str, object]) -> None:
        """Set these columns of a hook."""
        connection.run(self._changing(tuple(values), False), [*_all_stored(values), hook])

    def remove(self, connection: Connection, hook: str) -> None:
        """Forget a hook and all of its deliveries."""
        connection.run(self._forget_deliveries, [hook])
        connection.run(self._delete, [hook])

    def standing(self, connection: Connection) -> list[Standing]:
        """All hooks, and what keeps each from being taken up, or asks for it."""
        return [
            Standing(_hook(tuple(row)), leased_until or 0.0, bool(has_waiting))
            for leased_until, has_waiting, *row in connection.rows(self._standing)
        ]

    def lease(self, connection: Connection, hook: str, worker: str, now: float, until: float) -> bool:
        """Give the hook to a worker until then; False where another has it. Again, it prolongs the lease."""
        return connection.run(self._lease, [hook, worker, now, until]) == 1

    def prolong(self, connection: Connection, hook: str, worker: str, until: float) -> None:
        """Let the worker have the hook until then, where it has it still."""
        connection.run(self._prolong, [hook, worker, until])

    def change_held(
        self, connection: Connection, hook: str, worker: str, values: Mapping[str, object]
    ) -> bool:
        """Set these columns of a hook that the worker has; False where it has it no more."""
        return connection.run(self._changing(tuple(values), True), [*_all_stored(values), hook, worker]) == 1

    def release(self, connection: Connection, hook: str, worker: str) -> None:
        """Let others have the hook."""
        connection.run(self._release, [hook, worker])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _insert(self) -> Statement:
        return self._compile(insert(webhooks).values({name: slot(n) for n, name in enumerate(_NAMES)}))

    @cached_property
    def _select(self) -> Statement:
        return self._compile(select(*_COLUMNS).where(webhooks.c.id == slot(0)))

    @cached_property
    def _lock(self) -> Statement:
        # On SQLite, which has one writer, the clause says nothing.
        return self._compile(select(*_COLUMNS).where(webhooks.c.id == slot(0)).with_for_update())

    def _page(self, of_owner: bool, in_status: bool) -> Statement:
        named = [webhooks.c.owner_type, webhooks.c.owner_id] * of_owner + [webhooks.c.status] * in_status
        where = [column == slot(number) for number, column in enumerate(named)]
        query = select(*_COLUMNS).where(*where).order_by(webhooks.c.number)
        return self._compile(query.limit(slot(len(where))).offset(slot(len(where) + 1)))

    def _change(self, names: tuple[str, ...], is_held: bool) -> Statement:
        where = [webhooks.c.id == slot(len(names))]
        if is_held:
            where.append(webhooks.c.leased_by == slot(len(names) + 1))
        values = {name: slot(number) for number, name in enumerate(names)}
        return self._compile(update(webhooks).where(*where).values(values))

    @cached_property
    def _forget_deliveries(self) -> Statement:
        return self._compile(delete(deliveries).where(deliveries.c.hook == slot(0)))

    @cached_property
    def _delete(self) -> Statement:
        return self._compile(delete(webhooks).where(webhooks.c.id == slot(0)))

    @cached_property
    def _standing(self) -> Statement:
        waits = exists().where(deliveries.c.hook == webhooks.c.id, is_pending())
        query = select(webhooks.c.leased_until, waits, *_COLUMNS).order_by(webhooks.c.number)
        return self._compile(query)

    @cached_property
    def _lease(self) -> Statement:
        may_have = or_(_is_free(slot(2)), webhooks.c.leased_by == slot(1))
        taken = update(webhooks).where(webhooks.c.id == slot(0), may_have)
        return self._compile(taken.values(leased_by=slot(1), leased_until=slot(3)))

    @cached_property
    def _prolong(self) -> Statement:
        held = webhooks.c.id == slot(0), webhooks.c.leased_by == slot(1)
        return self._compile(update(webhooks).where(*held).values(leased_until=slot(2)))

    @cached_property
    def _release(self) -> Statement:
        held = webhooks.c.id == slot(0), webhooks.c.leased_by == slot(1)
        return self._compile(update(webhooks).where(*held).values(leased_by=null(), leased_until=null()))


def _is_free(now: ColumnElement[float]) -> ColumnElement[bool]:
    return or_(webhooks.c.leased_until.is_(None), webhooks.c.leased_until <= now)


def _stored(name: str, value: object) -> object:
    return msgspec.json.encode(value).decode() if name in _AS_JSON and value is not None else value


def _all_stored(values: Mapping[str, object]) -> list[object]:
    return [_stored(name, value) for name, value in values.items()]


def _hook(row: Row) -> Webhook:
    values = dict(zip(_NAMES, row, strict=True))
    for name, type_ in _AS_JSON.items():
        if values[name] is not None:
            values[name] = msgspec.json.decode(values[name], type=type_)
    for name in ("validate_ssl_cert", "batch_deliveries"):
        values[name] = bool(values[name])
    return Webhook(**values)
