"""Names of fields: derived alike for all, never shared, never used twice (writing §9.1)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.site.fields.naming import derived_name, free_name
from slatehouse.site.fields.refusals import NameInTrash

LONGEST_COLUMN = 63 - len("$type")


@given(st.text(max_size=200))
def test_every_display_name_gives_a_name_that_columns_can_have(shown: str) -> None:
    name = derived_name(shown)
    assert re.fullmatch("sg_[a-z0-9_]*", name)
    assert len(f"{name}_9999999") <= LONGEST_COLUMN
    assert len(name) == min(3 + len(shown), 50)
    for letter, derived in zip(shown, name[3:], strict=False):
        assert derived == (letter.lower() if letter.isascii() and letter.isalnum() else "_")


@given(st.lists(st.tuples(st.sampled_from(["A", "a", "A 1", "B"]), st.booleans()), max_size=12))
def test_no_two_fields_ever_have_one_name(steps: list[tuple[str, bool]]) -> None:
    """Fields are made and trashed; a name that was given once is not given again."""
    live: list[str] = []
    burned: list[str] = []
    for shown, is_trashed in steps:
        wanted = derived_name(shown)
        try:
            name = free_name(wanted, live.__contains__, burned.__contains__)
        except NameInTrash as refusal:
            assert refusal.name == wanted in burned
            continue
        assert wanted not in burned
        assert name not in live + burned
        assert re.fullmatch(f"{re.escape(wanted)}(_[1-9][0-9]*)?", name)
        assert (name == wanted) == (wanted not in live)
        (burned if is_trashed else live).append(name)


@pytest.mark.parametrize(
    ("live", "burned", "given_"),
    [
        ([], [], "sg_x"),
        (["sg_x"], [], "sg_x_1"),
        (["sg_x", "sg_x_1"], [], "sg_x_2"),
        (["sg_x"], ["sg_x_1"], "sg_x_2"),
        (["sg_x", "sg_x_2"], [], "sg_x_1"),
    ],
)
def test_numbers(live: list[str], burned: list[str], given_: str) -> None:
    assert free_name("sg_x", live.__contains__, burned.__contains__) == given_
