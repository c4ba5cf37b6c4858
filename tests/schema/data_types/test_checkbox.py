"""`checkbox` (data-types §3.5)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import Refused, accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import Unparsable, WrongClass

FIELD = field_of("checkbox")
CLASSES = ("String", "FalseClass", "TrueClass")


@pytest.mark.parametrize(("sent", "truth"), [(True, True), (False, False), ("true", True), ("false", False)])
def test_a_truth_is_kept(sent: object, truth: bool) -> None:
    assert accepted(FIELD, sent) == (truth,)
    assert shown(FIELD, sent) is truth


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (None, (WrongClass, {"sent": None, "classes": CLASSES})),
        (1, (WrongClass, {"sent": 1, "classes": CLASSES})),
        (0, (WrongClass, {"sent": 0, "classes": CLASSES})),
        ([True, False], (WrongClass, {"sent": [True, False], "classes": CLASSES})),
        ("1", (Unparsable, {"sent": "1"})),
        ("0", (Unparsable, {"sent": "0"})),
        ("yes", (Unparsable, {"sent": "yes"})),
        ("True", (Unparsable, {"sent": "True"})),
        ("", (Unparsable, {"sent": ""})),
    ],
)
def test_writes_and_filters_refuse_alike(sent: object, refusal: Refused) -> None:
    assert refusal_of(accepted, FIELD, sent) == refusal
    assert refusal_of(asked, FIELD, "is", sent) == refusal
    assert refusal_of(asked, FIELD, "is_not", sent) == refusal


@pytest.mark.parametrize(
    ("stored", "read"), [(0, False), (1, True), (False, False), (True, True), (None, None)]
)
def test_both_databases_ways_of_answering_are_read(stored: object, read: object) -> None:
    assert FIELD.type.read([stored]) is read
