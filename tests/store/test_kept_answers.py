"""Keys that are held, taken and free again."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from slatehouse.site.site import Site
from slatehouse.store.connection import Connection, StoreBusy
from slatehouse.store.kept_answers import KeptAnswers
from slatehouse.store.opening import open_database

SOON = 0.3


def claimed(
    kept: KeptAnswers, connection: Connection, key: str = "key", now: float = 100, since: float = 0
) -> bool:
    return kept.claim(connection, "HumanUser 1", key, (b"request", b"rights"), now, since)


def test_a_key_is_taken_once_until_it_is_old(site: Site) -> None:
    kept = site.kept_answers
    with site.database.writing() as writing:
        assert claimed(kept, writing)
        kept.put(writing, "HumanUser 1", "key", b"answer")
        assert not claimed(kept, writing, now=200, since=100)
        assert claimed(kept, writing, now=201, since=101)
        assert kept.claim(writing, "HumanUser 2", "key", (b"request", b"rights"), 100, 0)
        assert kept.of(writing, "HumanUser 1", "key", 202) is None


def test_what_a_transaction_that_was_undone_had_taken_is_free(site: Site) -> None:
    with pytest.raises(ZeroDivisionError), site.database.writing() as writing:
        assert claimed(site.kept_answers, writing)
        raise ZeroDivisionError
    with site.database.writing() as writing:
        assert claimed(site.kept_answers, writing)


def test_who_waits_for_a_key_for_too_long_is_told_that_it_is_busy(site: Site) -> None:
    """On SQLite it is the whole database that is waited for, and all writers are told so."""
    address = site.config.settings.database.url
    if urlsplit(address).scheme == "sqlite":
        return
    hasty = open_database(address, SOON)
    try:
        with site.database.writing() as first:
            assert claimed(site.kept_answers, first)
            with pytest.raises(StoreBusy), hasty.writing() as second:
                claimed(KeptAnswers(hasty.dialect), second)
    finally:
        hasty.close()
