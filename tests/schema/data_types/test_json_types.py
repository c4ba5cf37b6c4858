"""`serializable` and `jsonb` (data-types §3.19 and §3.20)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NeverNull, Unparsable, WrongClass

PLAIN = field_of("serializable")
JSONB = field_of("jsonb")
BOTH = pytest.mark.parametrize("field", [PLAIN, JSONB], ids=lambda field: field.type.name)

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    LEAVES | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20
)
DOCUMENTS = st.lists(VALUES) | st.dictionaries(TEXTS, VALUES)


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        (PLAIN, {"zz": 1, "a": [None, True]}, '{"zz":1,"a":[null,true]}'),
        (PLAIN, {}, "{}"),
        (PLAIN, [], "[]"),
        (PLAIN, None, None),
        (JSONB, {"zz": 1, "é": 2, "b": {"yy": 3, "x": 4}, "a": 5}, '{"a":5,"b":{"x":4,"yy":3},"zz":1,"é":2}'),
        (JSONB, {"a": 1.0, "b": 2**40, "c": ""}, '{"a":1.0,"b":1099511627776,"c":""}'),
        (JSONB, [{"b": 1, "a": 2}, []], '[{"a":2,"b":1},[]]'),
        (JSONB, None, None),
    ],
)
def test_a_document_is_kept_as_json(field: Field, sent: object, stored: str | None) -> None:
    assert accepted(field, sent) == (stored,)
    assert shown(field, sent) == sent


@BOTH
@pytest.mark.parametrize("sent", [42, 1.5, True, "", '{"a": 1}'])
def test_scalars_and_texts_are_of_the_wrong_class(field: Field, sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": field.type.classes})
    assert refusal_of(accepted, field, sent) == expected
    for relation in field.type.relations:
        assert refusal_of(asked, field, relation, sent) == expected


@BOTH
@pytest.mark.parametrize("sent", [["\ud800"], {"\udfff": 1}, [float("inf")], [float("nan")]])
def test_what_no_json_text_holds_is_refused(field: Field, sent: Any) -> None:
    assert refusal_of(accepted, field, sent)[0] is Unparsable


@pytest.mark.parametrize("sent", [["a\0b"], {"\0": 1}])
def test_a_nul_is_refused_where_postgresql_has_to_read_it(sent: object) -> None:
    assert accepted(PLAIN, sent) != (None,)
    assert refusal_of(accepted, JSONB, sent) == (Unparsable, {"sent": sent})


@pytest.mark.parametrize("relation", ["contains", "not_contains"])
def test_containment_does_not_compare_with_null(relation: str) -> None:
    assert refusal_of(asked, JSONB, relation, None) == (NeverNull, {"relation": relation, "values": (None,)})


@BOTH
@given(sent=DOCUMENTS)
def test_what_is_sent_is_what_is_read(field: Field, sent: object) -> None:
    assert repr(shown(field, sent)) == repr(sent) or shown(field, sent) == sent


@given(st.dictionaries(TEXTS, VALUES), st.randoms(use_true_random=False))
def test_equal_documents_are_equal_texts_whatever_the_order_of_their_keys(
    sent: dict[str, Any], random: Any
) -> None:
    keys = list(sent)
    random.shuffle(keys)
    assert accepted(JSONB, {key: sent[key] for key in keys}) == accepted(JSONB, sent)
