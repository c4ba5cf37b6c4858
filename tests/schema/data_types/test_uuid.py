"""`uuid` (data-types §3.21)."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of

from slatehouse.schema.data_types.uuid import new_uuid, normal_uuid
from slatehouse.schema.refusals import BadUUID, ReadOnly, Refusal, WrongClass

FIELD = field_of("uuid")
STORED = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"


@pytest.mark.parametrize("sent", [STORED, None, "", 1])
def test_nothing_is_ever_written(sent: object) -> None:
    assert refusal_of(accepted, FIELD, sent) == (ReadOnly, {})


def test_the_server_makes_new_ones() -> None:
    made = new_uuid()
    assert normal_uuid(made) == made != new_uuid()
    assert len(made) == 36


@pytest.mark.parametrize(
    "sent",
    [
        STORED,
        STORED.upper(),
        "A0eeBC99-9c0b-4ef8-bb6d-6bb9bd380a11",
        STORED.replace("-", ""),
        "{" + STORED + "}",
        "{a0eebc999c0b4ef8bb6d6bb9bd380a11}",
        "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
    ],
)
def test_a_filter_reads_every_spelling_that_postgresql_reads(sent: str) -> None:
    assert asked(FIELD, "is", sent).values == (STORED,)
    assert asked(FIELD, "in", sent).values == ([STORED],)


@pytest.mark.parametrize(
    ("relation", "sent", "refusal"),
    [
        ("is", "a0eebc99", BadUUID),
        ("is", f"urn:uuid:{STORED}", BadUUID),
        ("is", f" {STORED} ", BadUUID),
        ("is", "{" + STORED, BadUUID),
        ("is_not", "junk", BadUUID),
        ("in", "", BadUUID),
        ("not_in", "", BadUUID),
    ],
)
def test_a_filter_refuses_what_is_no_uuid(relation: str, sent: str, refusal: type[Refusal]) -> None:
    assert refusal_of(asked, FIELD, relation, sent) == (refusal, {"sent": sent})


@pytest.mark.parametrize("relation", ["is", "is_not", "in", "not_in"])
@pytest.mark.parametrize("sent", [None, 12345, [STORED]])
def test_a_filter_refuses_other_classes_and_null(relation: str, sent: object) -> None:
    assert refusal_of(asked, FIELD, relation, sent) == (WrongClass, {"sent": sent, "classes": ("String",)})


@given(st.uuids())
def test_a_normal_uuid_is_as_python_writes_it(made: UUID) -> None:
    assert normal_uuid(made.hex.upper()) == normal_uuid(str(made)) == str(made)
