"""The rows of webhooks and of their deliveries: kept and found, and had by one worker at a time."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from slatehouse.site.site import Site
from slatehouse.store.deliveries import (
    DELIVERED,
    FAILED,
    PENDING,
    Deliveries,
    Delivery,
    Outcome,
    Sought,
    Totals,
)
from slatehouse.store.webhooks import DISABLED, Standing, Webhook, Webhooks

NOW = 1_790_000_000.0
NEWEST = 40


A_HOOK = Webhook(
    id="hook-",
    url="https://hooks.example/",
    owner_type="HumanUser",
    owner_id=7,
    cursor=NEWEST,
    created_at="2026-09-21T14:13:20Z",
)


def hook(name: str, **values: object) -> Webhook:
    return replace(A_HOOK, id=f"hook-{name}", name=name, **values)


def delivery(name: str, to: str = "hook-a", **values: object) -> Delivery:
    made = Delivery(id=name, hook=to, event_time=NOW, request_body="{}", created_at="2026-09-21T14:13:20Z")
    return replace(made, **values)


@pytest.fixture
def hooks(site: Site) -> Webhooks:
    return Webhooks(site.database.dialect)


@pytest.fixture
def rows(site: Site) -> Deliveries:
    return Deliveries(site.database.dialect)


def test_a_hook_is_kept_as_it_is_and_changed_by_column(site: Site, hooks: Webhooks) -> None:
    whole = hook(
        "a",
        token="sealed:…",
        entity_types={"Shot": {"update": ["description"], "create": []}},
        projects=[70, 12],
        validate_ssl_cert=False,
        batch_deliveries=True,
        failure_times=[NOW],
    )
    with site.database.writing() as connection:
        hooks.add(connection, whole)
        assert hooks.one(connection, "hook-a", to_change=True) == whole
        hooks.change(connection, "hook-a", {"entity_types": None, "event_type": "X", "failures": 3})
        changed = hooks.one(connection, "hook-a")
    assert changed is not None
    assert (changed.entity_types, changed.event_type, changed.failures) == (None, "X", 3)
    assert changed.projects == [70, 12]
    with site.database.reading() as connection:
        assert hooks.one(connection, "hook-b") is None


def test_hooks_are_listed_in_the_order_of_their_making(site: Site, hooks: Webhooks) -> None:
    with site.database.writing() as connection:
        for name, owner, status in (("c", 7, "active"), ("a", 8, DISABLED), ("b", 7, DISABLED)):
            hooks.add(connection, hook(name, owner_id=owner, status=status))

    def listed(size: int = 10, offset: int = 0, **sought: object) -> list[str]:
        with site.database.reading() as connection:
            return [each.name for each in hooks.page(connection, size, offset, **sought)]  # type: ignore[arg-type]

    assert listed() == ["c", "a", "b"]
    assert listed(1, 1) == ["a"]
    assert listed(owner=("HumanUser", 7)) == ["c", "b"]
    assert listed(owner=("HumanUser", 7), status=DISABLED) == ["b"]
    assert listed(owner=("ApiUser", 7)) == []


def test_hooks_stand_with_their_leases_and_with_what_waits_for_them(
    site: Site, hooks: Webhooks, rows: Deliveries
) -> None:
    with site.database.writing() as connection:
        for name in ("even", "told of it", "taken"):
            hooks.add(connection, hook(name))
        rows.add_many(
            connection, [delivery("d", "hook-told of it"), delivery("e", "hook-even", status=FAILED)]
        )
        assert hooks.lease(connection, "hook-taken", "other", NOW, NOW + 60)
        hooks.prolong(connection, "hook-taken", "other", NOW + 90)
        hooks.prolong(connection, "hook-taken", "somebody else", NOW + 120)
        assert hooks.standing(connection) == [
            Standing(hook("even"), 0.0, False),
            Standing(hook("told of it"), 0.0, True),
            Standing(hook("taken"), NOW + 90, False),
        ]


def test_deliveries_are_put_in_place_of_what_was_known_of_them(site: Site, rows: Deliveries) -> None:
    failed = delivery("d", status=FAILED, attempts=1, response_code=500)
    received = replace(failed, status=DELIVERED, attempts=2, response_code=200, body="ok", created_at="later")
    with site.database.writing() as connection:
        rows.put_many(connection, [failed, delivery("e")])
        rows.acknowledge(connection, "d", "seen")
        rows.put_many(connection, [received])
        assert rows.one(connection, "d") == replace(
            received, acknowledgement="seen", created_at=failed.created_at
        )
        assert [each.id for each in rows.page(connection, "hook-a", Sought(), 9, 0)] == ["e", "d"]


def test_one_worker_has_a_hook_at_a_time(site: Site, hooks: Webhooks) -> None:
    with site.database.writing() as connection:
        hooks.add(connection, hook("a"))
        assert hooks.lease(connection, "hook-a", "first", NOW, NOW + 60)
        assert not hooks.lease(connection, "hook-a", "second", NOW, NOW + 60)
        assert hooks.lease(connection, "hook-a", "first", NOW + 30, NOW + 90), "it goes on to have it"
        assert hooks.change_held(connection, "hook-a", "first", {"cursor": 41, "failure_times": [NOW]})
        assert hooks.lease(connection, "hook-a", "second", NOW + 90, NOW + 150), "the first was killed"
        assert not hooks.change_held(connection, "hook-a", "first", {"cursor": 42})
        hooks.release(connection, "hook-a", "first")
        assert not hooks.lease(connection, "hook-a", "first", NOW + 91, NOW + 150)
        hooks.release(connection, "hook-a", "second")
        assert hooks.lease(connection, "hook-a", "first", NOW + 91, NOW + 150)
        found = hooks.one(connection, "hook-a")
    assert found is not None
    assert (found.cursor, found.failure_times) == (41, [NOW])


def test_deliveries_are_kept_once_settled_and_sent_again(site: Site, rows: Deliveries) -> None:
    first, second = delivery("x", entity_type="Shot", entity_id=5, event_id=41), delivery("w")
    with site.database.writing() as connection:
        rows.add_many(connection, [first, second])
        rows.add_many(connection, [delivery("x", request_body="another")])
        assert rows.pending(connection, "hook-a", 10) == [first, second]
        assert rows.pending(connection, "hook-a", 1) == [first]
        sent = Outcome("x", DELIVERED, 0.25, 200, "ok", {"x-sg-delivery-id": "x"}, {"Server": "here"}, 1)
        rows.settle_many(connection, [sent])
        rows.acknowledge(connection, "x", "done")
        assert rows.pending(connection, "hook-a", 10) == [second]
        found = rows.one(connection, "x")
        assert found is not None
        assert (found.process_time, found.response_code, found.body, found.attempts) == (0.25, 200, "ok", 1)
        assert (found.request_headers, found.response_headers) == (
            {"x-sg-delivery-id": "x"},
            {"Server": "here"},
        )
        assert (found.acknowledgement, found.request_body) == ("done", "{}")
        rows.requeue(connection, "x")
        again = rows.one(connection, "x")
    assert again is not None
    assert (again.status, again.attempts, again.acknowledgement) == (PENDING, 0, "done")


SOUGHT = [
    (Sought(), "dcba"),
    (Sought(status=FAILED), "c"),
    (Sought(other_status=FAILED), "dba"),
    (Sought(entity_type="Shot"), "ba"),
    (Sought(entity_type="Shot", entity_id=6), "b"),
    (Sought(since=int(NOW) + 1), "dc"),
    (Sought(acknowledged="50%"), "d"),
    (Sought(acknowledged="done"), "d"),
    (Sought(acknowledged="Done"), ""),
    (Sought(acknowledged=""), "dcba"),
    (Sought(status=DELIVERED, entity_type="Shot", entity_id=5, since=int(NOW)), ""),
]


@pytest.mark.parametrize(("sought", "expected"), SOUGHT)
def test_deliveries_are_found(
    site_with_deliveries: tuple[Site, Deliveries], sought: Sought, expected: str
) -> None:
    site, rows = site_with_deliveries
    with site.database.reading() as connection:
        assert "".join(each.id for each in rows.page(connection, "hook-a", sought, 10, 0)) == expected
        assert "".join(each.id for each in rows.page(connection, "hook-a", sought, 2, 1)) == expected[1:3]
        assert rows.totals(connection, "hook-a", sought).events == len(expected)


def test_deliveries_are_added_up(site_with_deliveries: tuple[Site, Deliveries]) -> None:
    site, rows = site_with_deliveries
    with site.database.reading() as connection:
        assert rows.totals(connection, "hook-a", Sought()) == Totals(4, NOW, NOW + 4, 0.75, 0.5, 0)
        assert rows.totals(connection, "hook-none", Sought()) == Totals(0, 0, 0, 0, 0, 0)


def test_a_hook_goes_with_its_deliveries(site: Site, hooks: Webhooks, rows: Deliveries) -> None:
    with site.database.writing() as connection:
        hooks.add(connection, hook("a"))
        hooks.add(connection, hook("b"))
        rows.add_many(connection, [delivery("d"), delivery("e", "hook-b")])
        hooks.remove(connection, "hook-a")
        assert (hooks.one(connection, "hook-a"), rows.one(connection, "d")) == (None, None)
        assert rows.one(connection, "e") is not None


@pytest.fixture(scope="module")
def site_with_deliveries(site_of_module: Site) -> tuple[Site, Deliveries]:
    rows = Deliveries(site_of_module.database.dialect)
    with site_of_module.database.writing() as connection:
        rows.add_many(
            connection,
            [
                delivery("a", entity_type="Shot", entity_id=5),
                delivery("b", entity_type="Shot", entity_id=6, status=PENDING, process_time=0.25),
                delivery("c", entity_type="Note", entity_id=5, event_time=NOW + 4, status=FAILED),
                delivery(
                    "d", event_time=NOW + 1, process_time=0.5, acknowledgement="done 50%", status=DELIVERED
                ),
                delivery("e", "hook-b"),
            ],
        )
    return site_of_module, rows
