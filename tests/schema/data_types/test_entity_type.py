"""`entity_type`, and the names that it takes (data-types §3.15)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import NotAnEntityType, WrongClass
from slatehouse.schema.vocabularies import writable_entity_types

LEGAL = writable_entity_types(["Asset", "AssetShotConnection", "CustomEntity02", "Shot", "Version"])
FIELD = field_of("entity_type", valid_values=LEGAL)


def test_the_vocabulary_is_the_standard_types_and_every_custom_type_there_could_be() -> None:
    assert LEGAL[:4] == ("Asset", "Shot", "AssetShotConnection", "CustomEntity01")
    assert LEGAL[-1] == "Version"
    assert len(LEGAL) == len(set(LEGAL)) == 4 + 75 + 60 + 15
    assert {"CustomEntity75", "CustomNonProjectEntity60", "CustomThreadedEntity15"} < set(LEGAL)


@pytest.mark.parametrize(
    ("sent", "name"),
    [("Shot", "Shot"), ("CustomThreadedEntity01", "CustomThreadedEntity01"), (None, None), ("", None)],
)
def test_a_listed_name_is_kept(sent: object, name: str | None) -> None:
    assert accepted(FIELD, sent) == (name,)
    assert shown(FIELD, sent) == name


@pytest.mark.parametrize("sent", ["shot", "SHOT", "shots", "Shots", "PermissionRuleSet.HumanUser", " Shot"])
def test_any_other_name_is_refused_with_the_listed_ones(sent: str) -> None:
    assert refusal_of(accepted, FIELD, sent) == (NotAnEntityType, {"sent": sent, "legal": LEGAL})
    assert asked(FIELD, "is", sent).values == (sent,)


@pytest.mark.parametrize("sent", [{"type": "Shot", "id": 1}, ["Shot"], 0])
def test_other_classes_are_refused(sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("String", "NilClass")})
    assert refusal_of(accepted, FIELD, sent) == expected
    assert refusal_of(asked, FIELD, "is_not", sent) == expected
