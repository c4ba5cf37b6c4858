"""`text` (data-types §3.1)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import NotComparable, Refusal, WrongClass

FIELD = field_of("text")


@pytest.mark.parametrize(
    ("sent", "columns"),
    [
        ("  padded  ", ("padded", "padded")),
        ("Noëlご", ("Noëlご", "noëlご")),
        ("line1\nLine2", ("line1\nLine2", "line1\nline2")),
        ('<b>"bold"</b> \U0001f3ac', ('<b>"bold"</b> \U0001f3ac', '<b>"bold"</b> \U0001f3ac')),
        ("ẞ", ("ẞ", "ss")),
        ("   ", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
        ("x" * 100_000, ("x" * 100_000, "x" * 100_000)),
    ],
)
def test_a_text_is_trimmed_and_kept_with_its_key(sent: object, columns: tuple[object, ...]) -> None:
    assert accepted(FIELD, sent) == columns
    assert shown(FIELD, sent) == columns[0]


@pytest.mark.parametrize("sent", [12345, 1.5, True, ["a", "b"], {"a": 1}])
def test_anything_else_is_refused(sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("String", "NilClass")})
    assert refusal_of(accepted, FIELD, sent) == expected
    for relation in FIELD.type.relations:
        assert refusal_of(asked, FIELD, relation, sent) == expected


@pytest.mark.parametrize(
    ("relation", "values", "refusal"),
    [
        ("in", (None,), NotComparable),
        ("in", (None, ""), NotComparable),
        ("in", ("a", 1), WrongClass),
        ("not_in", (1,), WrongClass),
    ],
)
def test_lists_that_are_refused(relation: str, values: tuple[object, ...], refusal: type[Refusal]) -> None:
    assert refusal_of(asked, FIELD, relation, *values)[0] is refusal
