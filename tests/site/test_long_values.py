"""Text of any length is kept; where it must be unique, its length is refused in words (data-types §3.1)."""

from __future__ import annotations

import random
import string

import pytest
from tests.fixtures.desk import Desk

from slatehouse.site.site import Site
from slatehouse.store.connection import ValueTooLong

# Random, because PostgreSQL compresses what it can before it looks at the length.
LONG = "".join(random.Random(3).choices(string.printable[:94], k=30_000))


@pytest.mark.parametrize(("type_", "field"), [("Note", "subject"), ("Shot", "code"), ("Task", "content")])
def test_a_name_may_be_of_any_length(ada: Desk, type_: str, field: str) -> None:
    row = ada.create(type_, **{field: LONG})
    assert ada.get(row, field) == LONG
    assert ada.find(type_, ada.where(type_, field, "is", LONG.upper())) == [row.id]


def test_a_unique_name_is_as_long_as_an_index_holds(ada: Desk, site: Site) -> None:
    if site.database.dialect.name == "sqlite":
        ada.create("Project", name=LONG)
    else:
        with pytest.raises(ValueTooLong):
            ada.create("Project", name=LONG)
