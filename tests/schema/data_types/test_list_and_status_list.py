"""`list` and `status_list` (data-types §3.10 and §3.11)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotAListValue, NotAStatus, WrongClass

WORDS = ("Type A", "Type B", "Größe")
LIST = field_of("list", valid_values=WORDS)
STATUS = field_of("status_list", valid_values=("wtg", "ip", "fin"), properties={"hidden_values": ["ip"]})
EMPTY = field_of("list")
BOTH = pytest.mark.parametrize("field", [LIST, STATUS], ids=lambda field: field.type.name)


@pytest.mark.parametrize(
    ("field", "sent", "columns"),
    [
        (LIST, "Type A", ("Type A", "type a")),
        (LIST, "Größe", ("Größe", "grösse")),
        (LIST, None, (None, None)),
        (LIST, "", (None, None)),
        (STATUS, "fin", ("fin", "fin")),
        (STATUS, "ip", ("ip", "ip")),
        (STATUS, None, (None, None)),
        (STATUS, "", (None, None)),
    ],
)
def test_a_legal_word_is_kept(field: Field, sent: object, columns: tuple[object, ...]) -> None:
    assert accepted(field, sent) == columns
    assert shown(field, sent) == columns[0]


@pytest.mark.parametrize("sent", ["type a", "Type A ", " ", "unknown"])
def test_another_word_is_refused_with_the_legal_ones(sent: str) -> None:
    assert refusal_of(accepted, LIST, sent) == (NotAListValue, {"sent": sent, "legal": WORDS})
    assert refusal_of(accepted, EMPTY, sent) == (NotAListValue, {"sent": sent, "legal": ()})


@pytest.mark.parametrize("sent", ["Final", "FIN", "cbb"])
def test_another_code_is_refused_with_the_legal_ones(sent: str) -> None:
    assert refusal_of(accepted, STATUS, sent) == (NotAStatus, {"sent": sent, "legal": ("wtg", "ip", "fin")})


@BOTH
@pytest.mark.parametrize("sent", [0, 1.5, True, ["Type A", "Type B"], {}])
def test_anything_else_is_of_the_wrong_class(field: Field, sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("String", "NilClass")})
    assert refusal_of(accepted, field, sent) == expected
    for relation in field.type.relations:
        assert refusal_of(asked, field, relation, sent) == expected


def test_statuses_are_indexed_because_every_page_asks_for_them() -> None:
    assert [each.name for each in DATA_TYPES.values() if each.is_often_asked] == ["status_list"]
