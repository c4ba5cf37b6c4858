"""`footage`, `tag_list`, `url_template`, `system_task_type`: little of them is recorded (data-types §5)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.data_types.tag_list import SEPARATOR
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Unparsable, WrongClass

FOOTAGE = field_of("footage")
TAGS = field_of("tag_list")
TEMPLATE = field_of("url_template")
TASK_TYPE = field_of("system_task_type")


@pytest.mark.parametrize(
    ("sent", "length"),
    [("16-08", "16-08"), (" 016-8 ", "16-08"), ("0-0", "0-00"), ("", None), (None, None)],
)
def test_footage_is_feet_and_frames(sent: object, length: str | None) -> None:
    assert accepted(FOOTAGE, sent) == (length, length)
    assert shown(FOOTAGE, sent) == length


@pytest.mark.parametrize(
    "sent", ["16", "16-", "-8", "16-008", "16:08", "16+08", "sixteen", " ", "1" * 10 + "-00"]
)
def test_other_texts_are_no_footage(sent: str) -> None:
    assert refusal_of(accepted, FOOTAGE, sent) == (Unparsable, {"sent": sent})


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (["a", "b"], ["a", "b"]),
        (["b", "a"], ["b", "a"]),
        ([" Night ", "night", "", "Rain"], ["Night", "Rain"]),
        ("monkeys, everywhere, send, help", ["monkeys", "everywhere", "send", "help"]),
        ([f"a{SEPARATOR}b"], ["a b"]),
    ],
)
def test_tags_keep_their_order_and_are_there_once(sent: object, words: list[str]) -> None:
    assert shown(TAGS, sent) == words


@pytest.mark.parametrize("sent", [None, [], "", " , "])
def test_no_tags_are_null(sent: object) -> None:
    assert accepted(TAGS, sent) == (None, None)


@pytest.mark.parametrize(
    ("sent", "at_fault", "classes"),
    [
        (5, 5, ("Array", "String", "NilClass")),
        ({"a": 1}, {"a": 1}, ("Array", "String", "NilClass")),
        (["a", 5], 5, ("String",)),
        ([None], None, ("String",)),
    ],
)
def test_tags_are_texts(sent: object, at_fault: object, classes: tuple[str, ...]) -> None:
    assert refusal_of(accepted, TAGS, sent) == (WrongClass, {"sent": at_fault, "classes": classes})


@pytest.mark.parametrize(
    ("relation", "sent", "classes"),
    [
        ("is", 5, ("String",)),
        ("name_contains", None, ("String",)),
        ("name_id", "5", ("Integer",)),
        ("name_id", True, ("Integer",)),
        ("in", 5, ("String",)),
    ],
)
def test_a_tag_filter_is_refused(relation: str, sent: object, classes: tuple[str, ...]) -> None:
    assert refusal_of(asked, TAGS, relation, sent) == (WrongClass, {"sent": sent, "classes": classes})


@pytest.mark.parametrize("field", [TEMPLATE, TASK_TYPE], ids=lambda field: field.type.name)
def test_plain_words_are_kept_as_they_are(field: Field) -> None:
    assert shown(field, " Word ") == " Word "
    assert shown(field, "") is shown(field, None) is None
    assert refusal_of(accepted, field, 5) == (WrongClass, {"sent": 5, "classes": ("String", "NilClass")})
