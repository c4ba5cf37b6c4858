"""Secrets are kept as hashes that nobody can turn back, and are judged alike whoever they belong to."""

from functools import partial

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from tests.accounts.effort import Effort, comes_true
from tests.accounts.house import CHEAP, House

from slatehouse.accounts.credentials import FOR_PASSWORDS, FOR_SCRIPT_KEYS, Cost, Passwords
from slatehouse.store.product_tables import passwords
from slatehouse.store.statement import compile_statement


def kept_hash(house: House) -> str:
    with house.database.reading() as connection:
        (row,) = connection.rows(compile_statement(select(passwords.c.hash), house.database.dialect))
    return str(row[0])


def give(house: House, passwords: Passwords, owner: int, text: str) -> None:
    hashed = passwords.hashed(text)
    with house.database.writing() as connection:
        passwords.put(connection, owner, hashed)


@pytest.fixture
def cheap(house: House) -> Passwords:
    return Passwords(house.database, house.clock, CHEAP)


@pytest.mark.parametrize(
    "text", ["slate", " ", "päss🎬", "a\0b", "\ud800", "x" * 100_000], ids=lambda text: repr(text[:8])
)
def test_any_text_may_be_a_secret(house: House, cheap: Passwords, text: str) -> None:
    give(house, cheap, 7, text)
    assert cheap.matches(7, text)
    assert not cheap.matches(7, text + "!")
    assert not cheap.matches(8, text)
    assert not cheap.matches(None, text)


def test_the_newest_secret_counts_alone(house: House, cheap: Passwords) -> None:
    give(house, cheap, 7, "old")
    give(house, cheap, 7, "new")
    assert cheap.matches(7, "new")
    assert not cheap.matches(7, "old")


def test_a_removed_secret_matches_no_more(house: House, cheap: Passwords) -> None:
    give(house, cheap, 7, "slate")
    with house.database.writing() as connection:
        cheap.remove(connection, 7)
    assert not cheap.matches(7, "slate")


def test_a_secret_that_was_verified_ends_with_the_next_one(house: House, cheap: Passwords) -> None:
    give(house, cheap, 7, "old")
    assert [cheap.matches(7, "old"), cheap.matches(7, "old")] == [True, True]
    give(house, cheap, 7, "new")
    assert [cheap.matches(7, "old"), cheap.matches(7, "new")] == [False, True]
    with house.database.writing() as connection:
        cheap.remove(connection, 7)
    assert not cheap.matches(7, "new")


def test_a_secret_that_was_verified_is_known_again_without_hashing(house: House) -> None:
    dear = Passwords(house.database, house.clock, Cost(passes=3, kibibytes=16_384, threads=1))
    give(house, dear, 7, "slate")
    assert dear.matches(7, "slate")
    known = Effort(lambda: dear.matches(7, "slate"))
    wrong = Effort(lambda: not dear.matches(7, "wrong"))
    assert comes_true(lambda: known.least < wrong.least / 2, known, wrong)


def test_the_text_is_not_in_the_database(house: House, cheap: Passwords) -> None:
    give(house, cheap, 7, "slate")
    assert kept_hash(house).startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_a_hash_is_renewed_at_the_next_use_when_costs_have_changed(house: House, cheap: Passwords) -> None:
    dearer = Passwords(house.database, house.clock, Cost(passes=2, kibibytes=16, threads=1))
    give(house, cheap, 7, "slate")

    assert not dearer.matches(7, "wrong")
    assert "m=8,t=1" in kept_hash(house)
    assert dearer.matches(7, "slate")
    assert "m=16,t=2" in kept_hash(house)
    assert dearer.matches(7, "slate")


def test_a_hash_that_nothing_can_read_matches_nothing(house: House, cheap: Passwords) -> None:
    with house.database.writing() as connection:
        cheap.put(connection, 7, "not a hash")
    assert not cheap.matches(7, "not a hash")


def test_production_costs_are_those_that_are_recommended() -> None:
    assert not PasswordHasher().check_needs_rehash(FOR_PASSWORDS.hasher().hash("slate"))
    assert FOR_SCRIPT_KEYS.kibibytes >= 19 * 1024 and FOR_SCRIPT_KEYS.passes >= 2


def test_an_unknown_name_costs_as_much_as_a_wrong_secret(house: House) -> None:
    dear = Passwords(house.database, house.clock, Cost(passes=3, kibibytes=16_384, threads=1))
    give(house, dear, 7, "slate")
    wrong, unknown, nobody = (Effort(partial(refuses, dear, owner)) for owner in (7, 8, None))
    assert comes_true(lambda: unknown.least > wrong.least / 3, unknown, wrong)
    assert comes_true(lambda: nobody.least > wrong.least / 3, nobody, wrong)


def refuses(passwords: Passwords, owner: int | None) -> bool:
    return not passwords.matches(owner, "wrong")
