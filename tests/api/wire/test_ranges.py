"""The `Range` header."""

import pytest

from slatehouse.api.wire.ranges import NOT_SATISFIABLE, Slice, asked_slice

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("", None),
        ("bytes=0-99", Slice(0, 100, SIZE)),
        ("Bytes = 0 - 99", Slice(0, 100, SIZE)),
        ("bytes=500-", Slice(500, SIZE, SIZE)),
        ("bytes=-100", Slice(900, SIZE, SIZE)),
        ("bytes=-5000", Slice(0, SIZE, SIZE)),
        ("bytes=990-5000", Slice(990, SIZE, SIZE)),
        ("bytes=999-999", Slice(999, SIZE, SIZE)),
        ("bytes=1000-", NOT_SATISFIABLE),
        ("bytes=5000-6000", NOT_SATISFIABLE),
        ("bytes=-0", NOT_SATISFIABLE),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=0-1,5-6", None),
        ("frames=0-1", None),
        ("bytes=0-" + "9" * 30, None),
    ],
)
def test_a_header_asks_for_a_part(header: str | None, part: Slice | None) -> None:
    assert asked_slice(header, SIZE) == part


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_an_empty_file_has_no_parts(header: str) -> None:
    assert asked_slice(header, 0) is NOT_SATISFIABLE


def test_a_part_is_told_of() -> None:
    assert Slice(0, 101, 196291).content_range == "bytes 0-100/196291"
    assert Slice(0, 101, 196291).length == 101
