"""`image` (data-types §3.16)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import Refused, accepted, asked, field_of, refusal_of

from slatehouse.schema.data_types.image import ImageType
from slatehouse.schema.files import Picture
from slatehouse.schema.refusals import BadEntityHash, NotWritable, OnlyNull, WrongClass

IMAGE = ImageType()
FIELD = field_of("image")


def test_null_clears() -> None:
    assert accepted(FIELD, None) == (None,)
    assert IMAGE.read([None]) is None


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ("", (WrongClass, {"sent": "", "classes": IMAGE.classes})),
        ("http://a/b.png", (WrongClass, {"sent": "http://a/b.png", "classes": IMAGE.classes})),
        ([], (WrongClass, {"sent": [], "classes": IMAGE.classes})),
        ({}, (BadEntityHash, {"sent": {}, "missing": "type"})),
        ({"url": "u"}, (BadEntityHash, {"sent": {"url": "u"}, "missing": "type"})),
        ({"type": 7}, (BadEntityHash, {"sent": {"type": 7}, "missing": "type"})),
        ({"type": "Attachment", "id": 3}, (NotWritable, {})),
    ],
)
def test_nothing_else_can_be_written(sent: object, refusal: Refused) -> None:
    assert refusal_of(accepted, FIELD, sent) == refusal


@pytest.mark.parametrize("relation", ["is", "is_not"])
@pytest.mark.parametrize("sent", ["", "x", 0, False, {"type": "Thumbnail", "id": 9}])
def test_a_filter_compares_with_null_alone(relation: str, sent: object) -> None:
    expected = (OnlyNull, {"relation": relation, "values": (sent,)})
    assert refusal_of(asked, FIELD, relation, sent) == expected


@pytest.mark.parametrize(
    "picture",
    [
        Picture(original="ab" * 32, name="frame 1.png"),
        Picture(original="ab" * 32, name="ご.tif", content_type="image/tiff", thumbnail="cd" * 32),
        Picture(original="ab" * 32, name="broken.png", failure="not an image"),
    ],
)
def test_a_picture_is_kept(picture: Picture) -> None:
    assert IMAGE.read(IMAGE.stored(picture)) == picture
    assert IMAGE.stored(None) == (None,)
