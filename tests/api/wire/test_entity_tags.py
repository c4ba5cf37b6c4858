"""Entity tags in headers (RFC 9110 §8.8.3, §13.1, §5.6.1)."""

import pytest

from slatehouse.api.wire.entity_tags import ANY, entity_tags, etag_matches

LISTS = {
    '"a"': ("a",),
    'W/"a"': ("a",),
    '""': ("",),
    '"a", W/"b"': ("a", "b"),
    '"a","b"': ("a", "b"),
    ' \t"a"\t , "b" ': ("a", "b"),
    # A list may have empty elements, and a tag may hold a comma.
    ',, "a" ,,"b",': ("a", "b"),
    '"a,b", "W/"': ("a,b", "W/"),
    '"\xe9!#~"': ("\xe9!#~",),
}
NO_TAGS = ["", " ", ",", "a", "a, b", "W/a", "W/*"]
BADLY_SPELLED = ['w/"a"', 'W/ "a"', '"a', 'a"', '"a" "b"', '"a b"', '"a";"b"', "*, *", '*, "a"']


@pytest.mark.parametrize(("header", "tags"), LISTS.items())
def test_a_list_names_its_tags(header: str, tags: tuple[str, ...]) -> None:
    assert entity_tags(header) == tags


@pytest.mark.parametrize("header", ["*", " * "])
def test_an_asterisk_stands_for_any(header: str) -> None:
    assert entity_tags(header) is ANY


@pytest.mark.parametrize("header", [*NO_TAGS, *BADLY_SPELLED])
def test_anything_else_names_none(header: str) -> None:
    assert entity_tags(header) is None


def test_a_tag_is_no_asterisk() -> None:
    assert entity_tags('"*"') is not ANY


def test_a_long_header_is_read_in_one_go() -> None:
    assert entity_tags(", " * 30_000) is None
    assert entity_tags('"a",' * 15_000 + "b") is None


@pytest.mark.parametrize(
    ("header", "matches"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ('"*"', False),
        ("", False),
        ("a", False),
        ('"b,a"', False),
    ],
)
def test_validators_of_reads_compare_weakly(header: str, matches: bool) -> None:
    assert etag_matches(header, 'W/"a"') is matches
