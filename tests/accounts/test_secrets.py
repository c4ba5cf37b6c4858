"""Every process of a site signs with the same secrets; new ones take their place without anybody noticing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update
from tests.accounts.house import SECRET_KEY, Clock, House, auth_settings

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.errors import Unauthorized
from slatehouse.accounts.sealed_secrets import PLACES
from slatehouse.accounts.sealing import CannotUnseal, Sealer
from slatehouse.accounts.secrets import LIFETIMES, Purpose, SigningSecrets
from slatehouse.api.wire.storage_paths import UPLOAD_LIFETIME as ADDRESS_LIFETIME
from slatehouse.media.signing import WINDOW
from slatehouse.site.uploading import UPLOAD_LIFETIME
from slatehouse.store.connection import Database
from slatehouse.store.product_tables import PRODUCT, signing_keys
from slatehouse.store.statement import compile_statement

TOKENS, MEDIA = Purpose.TOKENS, Purpose.MEDIA
OTHER_KEY = "another long random text for the tests"


def secrets_of(database: Database, clock: Clock) -> SigningSecrets:
    """As a process of its own has them."""
    return SigningSecrets(database, clock, Sealer(SECRET_KEY), 600)


def rotate(house: House, purpose: Purpose = TOKENS, *, at_once: bool = False) -> None:
    with house.database.writing() as connection:
        secrets_of(house.database, house.clock).rotate(connection, purpose, at_once=at_once)


def stored(house: House) -> list[str]:
    with house.database.reading() as connection:
        query = compile_statement(select(signing_keys.c.secret), house.database.dialect)
        return [str(row[0]) for row in connection.rows(query)]


def test_a_secret_stays_and_each_purpose_has_its_own(house: House) -> None:
    found = {purpose: house.accounts.secrets(purpose) for purpose in Purpose}
    assert [len(secret) for ring in found.values() for secret in ring] == [32] * len(Purpose)
    assert len(set(found.values())) == len(Purpose)
    assert {purpose: house.open_accounts().secrets(purpose) for purpose in Purpose} == found


def test_processes_that_start_together_agree(connect_to_site: Callable[[], Database]) -> None:
    together = Barrier(6)

    def start(database: Database) -> tuple[bytes, ...]:
        secrets = secrets_of(database, Clock())
        together.wait()
        return secrets.secrets(TOKENS)

    with ThreadPoolExecutor(6) as processes:
        found = set(processes.map(start, [connect_to_site() for _ in range(6)]))
    assert len(found) == 1


def test_a_new_secret_is_known_before_it_signs_and_signs_within_a_second(house: House) -> None:
    here, there = (secrets_of(house.database, house.clock) for _ in range(2))
    (old,) = here.secrets(TOKENS)
    assert there.secrets(TOKENS) == (old,)
    house.clock.move(60)
    rotate(house)
    house.clock.move(0.6)
    assert here.secrets(TOKENS)[0] == old and len(here.secrets(TOKENS)) == 2
    house.clock.move(0.5)
    new, still = here.secrets(TOKENS)
    assert (still, there.secrets(TOKENS)) == (old, (new, old))


def test_an_old_secret_verifies_until_all_that_it_signed_has_ended(house: House) -> None:
    (old,) = house.accounts.secrets(TOKENS)
    rotate(house)
    house.clock.move(1)
    token = house.open_accounts().secrets(TOKENS)
    house.clock.move(600)
    assert house.accounts.secrets(TOKENS) == token and old in token
    house.clock.move(120)
    assert old not in house.accounts.secrets(TOKENS)
    with house.database.writing() as connection:
        assert house.accounts.signing_keys.forget_ended(connection) == 1
    assert [key.number for key in house.accounts.signing_keys.every()] == [2]


def test_lifetimes_are_longer_than_what_is_signed() -> None:
    assert LIFETIMES[MEDIA].total_seconds() > ADDRESS_LIFETIME + WINDOW + 60
    assert LIFETIMES[Purpose.UPLOADS].total_seconds() > UPLOAD_LIFETIME + 3600


def test_at_once_the_old_secrets_are_gone(house: House) -> None:
    (old,) = house.accounts.secrets(TOKENS)
    rotate(house, at_once=True)
    house.clock.move(1)
    assert len(house.accounts.secrets(TOKENS)) == 1
    assert old not in house.accounts.secrets(TOKENS)


def test_secrets_that_stay_are_one_and_the_same_object(house: House) -> None:
    before = house.accounts.secrets(TOKENS)
    house.clock.move(5)
    assert house.accounts.secrets(TOKENS) is before


def test_a_rotation_leaves_tokens_good_and_one_at_once_ends_them_in_every_process(house: House) -> None:
    house.add_script("toolkit", "key")
    other = house.open_accounts()
    before = house.script_token("toolkit", "key")
    rotate(house)
    house.clock.move(1.1)
    after = house.script_token("toolkit", "key")
    for token in (before, after):
        assert house.accounts.caller_of(token).name == other.caller_of(token).name == "toolkit"
    rotate(house, at_once=True)
    house.clock.move(1)
    for process in (house.accounts, other):
        for token in (before, after):
            with pytest.raises(Unauthorized):
                process.caller_of(token)
    assert other.caller_of(house.script_token("toolkit", "key")).name == "toolkit"


def test_secrets_are_encrypted_under_a_key_of_the_configuration(house: House) -> None:
    house.accounts.secrets(TOKENS)
    rotate(house)
    house.clock.move(1)
    ring = house.accounts.secrets(TOKENS)
    assert len(ring) == 2
    assert [text.startswith("sealed:") for text in stored(house)] == [True, True]
    assert not any(secret.hex() in text for secret in ring for text in stored(house))


def with_keys(house: House, *keys: str) -> Accounts:
    """A process whose configuration has these keys, the first for what is encrypted from now on."""
    settings = auth_settings(secret_key=keys[0] if keys else "")
    return house.open_accounts(replace(settings, old_secret_keys=keys[1:]))


def seal_anew(house: House, accounts: Accounts, *, gives_up: bool = False) -> None:
    with house.database.writing() as connection:
        accounts.sealed_secrets.seal_anew(connection, gives_up=gives_up)


@pytest.mark.parametrize("keys", [(), (OTHER_KEY,)], ids=["none", "another"])
def test_without_that_key_nothing_is_signed_and_who_lost_it_begins_anew(
    house: House, keys: tuple[str, ...]
) -> None:
    house.accounts.secrets(TOKENS)
    accounts = with_keys(house, *keys)
    for refused in (
        accounts.sealed_secrets.raise_unless_readable,
        lambda: accounts.secrets(TOKENS),
        lambda: seal_anew(house, accounts),
    ):
        with pytest.raises(CannotUnseal, match=r"auth\.secret_key"):
            refused()
    before = stored(house)
    other = with_keys(house, OTHER_KEY)
    seal_anew(house, other, gives_up=True)
    assert stored(house) == []
    assert len(other.secrets(TOKENS)) == 1 and stored(house) != before
    with pytest.raises(CannotUnseal):
        house.open_accounts().sealed_secrets.raise_unless_readable()


def test_another_key_opens_what_was_encrypted_before_and_then_is_enough(house: House) -> None:
    kept = house.accounts.secrets(TOKENS)
    both = with_keys(house, OTHER_KEY, SECRET_KEY)
    assert both.secrets(TOKENS) == kept
    seal_anew(house, both)
    new = with_keys(house, OTHER_KEY)
    new.sealed_secrets.raise_unless_readable()
    assert new.secrets(TOKENS) == kept


def test_what_was_readable_is_encrypted(house: House) -> None:
    """As older versions kept it."""
    (kept,) = house.accounts.secrets(TOKENS)
    query = update(signing_keys).values(secret=kept.hex())
    with house.database.writing() as connection:
        connection.run(compile_statement(query, house.database.dialect))
    assert house.open_accounts().secrets(TOKENS) == (kept,)
    seal_anew(house, house.accounts)
    assert stored(house)[0].startswith("sealed:")
    assert house.open_accounts().secrets(TOKENS) == (kept,)


def test_nothing_is_kept_without_a_key() -> None:
    with pytest.raises(CannotUnseal, match=r"secret\.key"):
        Sealer("").seal(b"slate", "tokens")


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    sealer = Sealer(SECRET_KEY)
    sealed = sealer.seal(b"slate", "tokens")
    assert sealer.open(sealed, "tokens") == b"slate"
    assert sealer.seal(b"slate", "tokens") != sealed
    with pytest.raises(CannotUnseal):
        sealer.open(sealed, "media")


def test_every_column_that_is_sealed_is_sealed_anew() -> None:
    """What a table keeps as `secret`, or as the `token` that it shows others, it keeps sealed."""
    named = {
        column
        for table in PRODUCT.tables.values()
        for column in table.columns
        if column.name in ("secret", "token") and column.name not in table.primary_key.columns
    }
    assert {place.secret for place in PLACES} == named
