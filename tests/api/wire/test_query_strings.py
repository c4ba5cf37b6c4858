"""Query strings: read into parameters and hashes, written into links."""

import pytest

from slatehouse.api.wire.query_strings import read_query


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&a=2", {"a": "2"}),
        ("a=&b", {"a": "", "b": ""}),
        ("sort=-id%2Ccode", {"sort": "-id,code"}),
        ("sort=+id", {"sort": " id"}),
        ("page%5Bsize%5D=5", {"page[size]": "5"}),
        ("name=Zo%C3%AB", {"name": "Zoë"}),
        ("name=%FF", {"name": "\ufffd"}),
    ],
)
def test_parameters_are_decoded(text: str, parameters: dict[str, str]) -> None:
    assert read_query(text).parameters == parameters


def test_brackets_make_hashes() -> None:
    query = read_query("page[size]=5&page[number]=2&filter[project.Project.id]=70&options[modes][tags]=add")
    assert query.hash("page") == {"size": "5", "number": "2"}
    assert query.hash("filter") == {"project.Project.id": "70"}
    assert query.hash("options") == {"modes][tags": "add"}
    assert query.hash("nothing") == {}


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("", ""),
        ("sort=-id&fields=code,id", "?fields=code%2Cid&sort=-id"),
        ("page[size]=5&page[number]=2", "?page%5Bnumber%5D=2&page%5Bsize%5D=5"),
        ("timestamp=2026-10-01T09:00:00Z", "?timestamp=2026-10-01T09%3A00%3A00Z"),
        ("name=a b", "?name=a+b"),
        ("a=1&a=2", "?a=2"),
    ],
)
def test_links_spell_parameters_in_order_and_encoded(text: str, spelled: str) -> None:
    assert read_query(text).text == spelled


def test_a_link_to_another_page_keeps_the_other_parameters() -> None:
    query = read_query("fields=code&page[number]=7")
    assert query.with_page(8, 25) == "?fields=code&page%5Bnumber%5D=8&page%5Bsize%5D=25"


def test_a_long_query_string_is_read_like_a_short_one() -> None:
    assert read_query("a=" + "x" * 10_000).get("a") == "x" * 10_000
