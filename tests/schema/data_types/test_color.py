"""`color` (data-types §3.12, python-api/values §5)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import BadColor, BadColorFilter, NeverEmpty, WrongClass

TASK = field_of("color", entity_type="Task")
STEP = field_of("color", entity_type="Step")
BOTH = pytest.mark.parametrize("field", [TASK, STEP], ids=["Task", "Step"])

NO_TOKEN = "Value is not a valid color token"
NO_EXPRESSION = "The value is not a valid color expression"
NO_COMPONENT = "At least one component value is not valid"
NO_BYTE = "At least one component value is out of range"


@BOTH
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("255,128,0", "255,128,0"),
        ("0,0,0", "0,0,0"),
        ("Blue", "2,149,216"),
        ("ORANGE", "253,141,3"),
        ("pink", "254,125,179"),
        ("Red", "253,1,0"),
        ("Green", "29,215,46"),
        ("Purple", "183,0,188"),
        ("Grey", "129,129,129"),
        ("Black", "45,45,45"),
    ],
)
def test_a_colour_is_kept_and_a_legacy_name_is_its_colour(field: Field, sent: str, stored: str) -> None:
    assert accepted(field, sent) == (stored,)
    assert shown(field, sent) == stored
    assert asked(field, "is", sent).values == (stored,)


@BOTH
@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("#ff8000", NO_TOKEN),
        ("ff8000", NO_TOKEN),
        ("Gray", NO_TOKEN),
        ("White", NO_TOKEN),
        ("PIPELINE_STEP", NO_TOKEN),
        ("255, 128, 0", NO_COMPONENT),
        ("-1,0,0", NO_COMPONENT),
        ("255.0,128.0,0.0", NO_COMPONENT),
        (",,", NO_COMPONENT),
        ("٢,0,0", NO_COMPONENT),
        ("300,0,0", NO_BYTE),
        ("9" * 5_000 + ",0,0", NO_BYTE),
        ("255,128", NO_EXPRESSION),
        ("255,128,0,255", NO_EXPRESSION),
        ("", NO_EXPRESSION),
    ],
)
def test_anything_else_is_no_colour(field: Field, sent: str, reason: str) -> None:
    assert refusal_of(accepted, field, sent) == (BadColor, {"sent": sent, "reason": reason})


def test_a_task_may_take_the_colour_of_its_step_and_has_always_one() -> None:
    assert accepted(TASK, "pipeline_step") == ("pipeline_step",)
    assert refusal_of(accepted, TASK, None) == (NeverEmpty, {})


def test_other_types_have_no_step_and_may_have_no_colour() -> None:
    assert refusal_of(accepted, STEP, "pipeline_step") == (
        BadColor,
        {"sent": "pipeline_step", "reason": NO_TOKEN},
    )
    assert accepted(STEP, None) == (None,)


@BOTH
@pytest.mark.parametrize("sent", [0, True, ["0", "126", "174"], {}])
def test_other_classes_are_refused(field: Field, sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("String", "NilClass")})
    assert refusal_of(accepted, field, sent) == expected
    assert refusal_of(asked, field, "in", sent) == expected


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("#ff8000", "invalid format"),
        ("pipeline_step", "invalid format"),
        ("", "invalid format"),
        ("300,0,0", "invalid range"),
    ],
)
def test_a_filter_looks_for_any_text_on_tasks_and_for_colours_elsewhere(sent: str, reason: str) -> None:
    assert asked(TASK, "is", sent).values == (sent,)
    assert refusal_of(asked, STEP, "is", sent) == (BadColorFilter, {"sent": sent, "reason": reason})
