"""What was sent to webhooks, or waits to be sent, one row each; the courier takes them by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    Function,
    Integer,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import BindParameter

from slatehouse.store.connection import Connection, Row
from slatehouse.store.product_tables import deliveries
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = [
    "DELIVERED",
    "FAILED",
    "PENDING",
    "Deliveries",
    "Delivery",
    "Outcome",
    "Sought",
    "Totals",
    "is_pending",
]

PENDING, DELIVERED, FAILED = "pending", "delivered", "failed"

Headers = dict[str, str]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as it is stored. `event_time` is in Unix seconds, `process_time` in seconds.

    `event_id` is 0 where it tells of no event of the log. `request_body` is the JSON text that is sent, and
    `body` the beginning of the answer.
    """

    id: str
    hook: str
    event_id: int = 0
    entity_type: str | None = None
    entity_id: int | None = None
    event_time: float
    status: str = PENDING
    process_time: float = 0.0
    response_code: int = 0
    body: str = ""
    acknowledgement: str | None = None
    request_headers: Headers | None = None
    response_headers: Headers | None = None
    request_body: str
    attempts: int = 0
    created_at: str


class Outcome(NamedTuple):
    """What came of an attempt to send a delivery; `response_code` is 0 where nothing answered."""

    id: str
    status: str
    process_time: float
    response_code: int
    body: str
    request_headers: Headers | None
    response_headers: Headers | None
    attempts: int


class Sought(NamedTuple):
    """Which deliveries of a hook are wanted; None where it does not matter.

    `acknowledged` is a part of the acknowledgement, and `since` a moment of the event in Unix seconds.
    """

    status: str | None = None
    other_status: str | None = None
    entity_type: str | None = None
    entity_id: int | None = None
    since: int | None = None
    acknowledged: str | None = None


class Totals(NamedTuple):
    """Of deliveries taken together: moments of their events, and how long they took in all."""

    events: int
    first: float
    last: float
    process_time: float
    longest: float
    shortest: float


_NAMES = Delivery.__struct_fields__
_COLUMNS: Sequence[Column[Any]] = [deliveries.c[name] for name in _NAMES]
_HEADERS = ("request_headers", "response_headers")
_SETTLED = Outcome._fields[1:]


class Deliveries:
    """Reads and writes them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._paging = lru_cache(maxsize=64)(self._page)
        self._adding_up = lru_cache(maxsize=64)(self._add_up)

    def add_many(self, connection: Connection, rows: Iterable[Delivery]) -> None:
        """Keep new deliveries in their order; those whose ids are known already stay as they are."""
        connection.run_many(
            self._insert, [[_stored(getattr(each, name)) for name in _NAMES] for each in rows]
        )

    def put_many(self, connection: Connection, rows: Iterable[Delivery]) -> None:
        """Keep deliveries with what came of them, in their order, in place of what was known before."""
        connection.run_many(
            self._upsert, [[_stored(getattr(each, name)) for name in _NAMES] for each in rows]
        )

    def one(self, connection: Connection, delivery: str) -> Delivery | None:
        """The delivery of that id."""
        found = connection.rows(self._select, [delivery])
        return _delivery(found[0]) if found else None

    def page(
        self, connection: Connection, hook: str, sought: Sought, size: int, offset: int
    ) -> list[Delivery]:
        """Deliveries of a hook, the newest first."""
        statement = self._paging(_named(sought))
        return [_delivery(row) for row in connection.rows(statement, [*_values(hook, sought), size, offset])]

    def totals(self, connection: Connection, hook: str, sought: Sought) -> Totals:
        """Deliveries of a hook taken together; all zeros where there are none."""
        (found,) = connection.rows(self._adding_up(_named(sought)), _values(hook, sought))
        return Totals(*(each or 0 for each in found))

    def acknowledge(self, connection: Connection, delivery: str, text: str) -> None:
        """Note what the receiver says of a delivery."""
        connection.run(self._acknowledge, [delivery, text])

    def requeue(self, connection: Connection, delivery: str) -> None:
        """Let a delivery be sent again, under its own id, as if it had never been tried."""
        connection.run(self._requeue, [delivery])

    def pending(self, connection: Connection, hook: str, most: int) -> list[Delivery]:
        """The deliveries of a hook that wait to be sent, in their order."""
        return [_delivery(row) for row in connection.rows(self._pending, [hook, most])]

    def settle_many(self, connection: Connection, outcomes: Iterable[Outcome]) -> None:
        """Note what came of attempts; a delivery stays pending where it is to be tried again."""
        connection.run_many(self._settle, [[_stored(value) for value in each] for each in outcomes])

    def count_settled(self, connection: Connection, before: str) -> int:
        """How many deliveries that do not wait any more were made before a moment."""
        return int(connection.rows(self._count_settled, [before])[0][0])

    def forget(self, connection: Connection, before: str, most: int) -> int:
        """Forget that many of them at most, the oldest first; how many there were."""
        return connection.run(self._forget, [before, most])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _insert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(deliveries).values({name: slot(number) for number, name in enumerate(_NAMES)})
        return self._compile(row.on_conflict_do_nothing())

    @cached_property
    def _upsert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(deliveries).values({name: slot(number) for number, name in enumerate(_NAMES)})
        settled = {name: row.excluded[name] for name in (*_SETTLED, "request_body")}
        return self._compile(row.on_conflict_do_update(index_elements=[deliveries.c.id], set_=settled))

    @cached_property
    def _select(self) -> Statement:
        return self._compile(select(*_COLUMNS).where(deliveries.c.id == slot(0)))

    def _page(self, names: tuple[str, ...]) -> Statement:
        query = select(*_COLUMNS).where(*self._where(names)).order_by(deliveries.c.number.desc())
        return self._compile(query.limit(slot(len(names) + 1)).offset(slot(len(names) + 2)))

    def _add_up(self, names: tuple[str, ...]) -> Statement:
        moment, took = deliveries.c.event_time, deliveries.c.process_time
        added = (
            *(func.count(), func.min(moment), func.max(moment)),
            *(func.sum(took), func.max(took), func.min(took)),
        )
        return self._compile(select(*added).where(*self._where(names)))

    def _where(self, names: tuple[str, ...]) -> list[ColumnElement[bool]]:
        """That a delivery is of the hook in slot 0 and of those sought, whose values follow."""
        sought = [
            _CONDITIONS[name](slot(number), self._position) for number, name in enumerate(names, start=1)
        ]
        return [deliveries.c.hook == slot(0), *sought]

    @property
    def _position(self) -> Callable[..., Function[int]]:
        return func.strpos if self._dialect.name == "postgresql" else func.instr

    @cached_property
    def _acknowledge(self) -> Statement:
        acknowledged = update(deliveries).where(deliveries.c.id == slot(0))
        return self._compile(acknowledged.values(acknowledgement=slot(1)))

    @cached_property
    def _requeue(self) -> Statement:
        again = update(deliveries).where(deliveries.c.id == slot(0))
        return self._compile(again.values(status=PENDING, attempts=0))

    @cached_property
    def _pending(self) -> Statement:
        waits = deliveries.c.hook == slot(0), is_pending()
        query = select(*_COLUMNS).where(*waits).order_by(deliveries.c.number)
        return self._compile(query.limit(slot(1)))

    @cached_property
    def _count_settled(self) -> Statement:
        return self._compile(select(func.count()).select_from(deliveries).where(*_is_settled_before(slot(0))))

    @cached_property
    def _forget(self) -> Statement:
        old = select(deliveries.c.number).where(*_is_settled_before(slot(0)))
        old = old.order_by(deliveries.c.created_at).limit(slot(1))
        return self._compile(delete(deliveries).where(deliveries.c.number.in_(old)))

    @cached_property
    def _settle(self) -> Statement:
        settled = update(deliveries).where(deliveries.c.id == slot(0))
        return self._compile(settled.values({name: slot(n) for n, name in enumerate(_SETTLED, start=1)}))


def is_pending() -> ColumnElement[bool]:
    """That a delivery waits; spelled out, for the index of those that do."""
    return deliveries.c.status == literal_column(f"'{PENDING}'")


def _is_settled_before(moment: BindParameter[Any]) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.created_at < moment, deliveries.c.status != literal_column(f"'{PENDING}'")


_Condition = Callable[[BindParameter[Any], Callable[..., Function[int]]], ColumnElement[bool]]
_CONDITIONS: Mapping[str, _Condition] = {
    "status": lambda value, _: deliveries.c.status == value,
    "other_status": lambda value, _: deliveries.c.status != value,
    "entity_type": lambda value, _: deliveries.c.entity_type == value,
    "entity_id": lambda value, _: deliveries.c.entity_id == value,
    "since": lambda value, _: deliveries.c.event_time >= value,
    "acknowledged": lambda value, position: (
        position(func.coalesce(deliveries.c.acknowledgement, ""), value, type_=Integer) > 0
    ),
}


def _named(sought: Sought) -> tuple[str, ...]:
    return tuple(name for name, value in sought._asdict().items() if value is not None)


def _values(hook: str, sought: Sought) -> list[object]:
    return [hook, *(value for value in sought if value is not None)]


def _stored(value: object) -> object:
    return msgspec.json.encode(value).decode() if isinstance(value, dict) else value


def _delivery(row: Row) -> Delivery:
    values = dict(zip(_NAMES, row, strict=True))
    for name in _HEADERS:
        if values[name] is not None:
            values[name] = msgspec.json.decode(values[name], type=Headers)
    return Delivery(**values)
