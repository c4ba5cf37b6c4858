"""The list of settings: complete in itself, and reachable by name."""

import pytest

from slatehouse.config.catalogue import Entry, catalogue, nearest_key
from slatehouse.config.sources import Given, Origin, OriginKind
from slatehouse.config.values import plain, read

ENTRIES = list(catalogue().values())


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_every_setting_has_words_and_a_legal_default(entry: Entry) -> None:
    assert entry.purpose
    assert entry.legal
    assert read(entry, Given(plain(entry.default), Origin(OriginKind.FILE, "x"))) == entry.default


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_every_setting_has_a_variable_of_its_own(entry: Entry) -> None:
    assert [each.name for each in ENTRIES if each.variable == entry.variable] == [entry.name]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("server.prot", "server.port"),
        ("sever.port", "server.port"),
        ("port", "server.port"),
        ("max_pixel", "media.max_pixels"),
        ("media.statement_timeout", "database.statement_timeout"),
        ("entirely.else", None),
    ],
)
def test_the_nearest_key_is_found(name: str, nearest: str | None) -> None:
    assert nearest_key(name) == nearest
