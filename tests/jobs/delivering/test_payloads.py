"""What a receiver is sent, and that it is never too large."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from slatehouse.jobs.delivering.entries import Entry
from slatehouse.jobs.delivering.payloads import (
    MOST_BYTES,
    Payload,
    bodies,
    body_of_batch,
    body_of_one,
    payload_of,
)
from slatehouse.schema.link import Target

HOOK = "5b8f0c52-6a0e-4d7b-9f57-1f6b0f3a2c11"
NOW = datetime(2026, 9, 21, 14, 13, 20, 140_999, UTC)


def entry(number: int = 7, **meta: object) -> Entry:
    return told(meta, number)


def told(meta: dict[str, object], number: int = 7) -> Entry:
    return Entry(
        id=number,
        created_at="2026-09-21T14:13:20Z",
        event_type="Shotgun_Shot_Change",
        attribute="description",
        meta={"type": "attribute_change", **meta},
        entity=Target("Shot", 860),
        project=None,
        user=None,
        session_uuid=None,
    )


def test_a_delivery_has_the_same_id_whenever_it_is_made() -> None:
    ids = {payload_of(hook, entry(number)).delivery for hook in (HOOK, HOOK[::-1]) for number in (1, 2)}
    assert len(ids) == 4
    assert payload_of(HOOK, entry()).delivery == payload_of(HOOK, entry(old_value="changed")).delivery
    assert UUID(payload_of(HOOK, entry()).delivery).version == 5


def test_an_event_that_is_too_large_loses_its_values_and_says_so() -> None:
    large = payload_of(HOOK, entry(old_value="x" * MOST_BYTES, new_value="y", attribute_name="description"))
    data = json.loads(body_of_one(large, NOW))["data"]
    assert data["meta"] == {"type": "attribute_change", "attribute_name": "description"}
    assert "/api/v1/entity/event_log_entries/7" in data["warning"]
    assert "warning" not in json.loads(payload_of(HOOK, entry(old_value="x")).data)


def test_links_that_are_too_many_and_what_callers_wrote_themselves_are_left_out_as_well() -> None:
    for meta in ({"added": ["x" * MOST_BYTES], "removed": []}, {"of their own": "x" * MOST_BYTES}):
        assert len(body_of_one(payload_of(HOOK, entry(**meta)), NOW)) < 2_000


def test_bodies_are_stamped_as_the_guide_has_it() -> None:
    payload = payload_of(HOOK, entry())
    assert json.loads(body_of_one(payload, NOW))["timestamp"] == "2026-09-21T14:13:20Z"
    batch = json.loads(body_of_batch([payload], NOW))
    assert batch == {
        "timestamp": "2026-09-21T14:13:20.140Z",
        "data": {"deliveries": [json.loads(payload.data)]},
    }


sizes = st.lists(st.integers(2, 999_000), max_size=12)


@given(sizes, st.integers(1, 6))
def test_whatever_is_sent_together_fits_and_keeps_its_order(sizes: list[int], most: int) -> None:
    payloads = [
        Payload(str(number), number, None, 0.0, b'"' + b"x" * (size - 2) + b'"')
        for number, size in enumerate(sizes)
    ]
    groups = list(bodies(payloads, most))
    assert [each for group in groups for each in group] == payloads
    assert all(0 < len(group) <= most for group in groups)
    assert all(len(body_of_batch(group, NOW)) <= MOST_BYTES for group in groups)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=9), values, max_size=5))
def test_what_the_log_says_arrives_unchanged(meta: dict[str, object]) -> None:
    body = body_of_one(payload_of(HOOK, told(meta)), NOW)
    assert json.loads(body)["data"]["meta"] == {"type": "attribute_change", **meta}
