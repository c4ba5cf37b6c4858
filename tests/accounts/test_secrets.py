"""Every process of a site signs with the same secrets."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.accounts.house import Clock, House

from slatehouse.accounts.secrets import SigningSecrets
from slatehouse.store.connection import Database


def test_a_secret_stays_and_each_purpose_has_its_own(house: House) -> None:
    tokens, media = house.accounts.secret("tokens"), house.accounts.secret("media")
    assert len(tokens) == len(media) == 32
    assert tokens != media
    assert house.open_accounts().secret("tokens") == tokens


def test_processes_that_start_together_agree(connect_to_site: Callable[[], Database]) -> None:
    together = Barrier(6)

    def start(database: Database) -> bytes:
        secrets = SigningSecrets(database, Clock())
        together.wait()
        return secrets.secret("tokens")

    with ThreadPoolExecutor(6) as processes:
        found = set(processes.map(start, [connect_to_site() for _ in range(6)]))
    assert len(found) == 1
