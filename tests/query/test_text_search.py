"""What a text search finds: words in names and in names of main links, in which order, and in which pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.query.filters import EVERY_ROW
from slatehouse.query.question import Page
from slatehouse.query.text_search import Sought, words_of
from slatehouse.schema.link import Link
from slatehouse.site.hits import Hit
from slatehouse.site.site import Site

Search = Callable[..., list[Hit]]
TYPES = ("Asset", "Shot", "Version", "Note", "Sequence")


def fill(site: Site) -> None:
    session = site.session(system_caller())

    def make(type_: str, **values: object) -> dict[str, object]:
        return {"type": type_, "id": session.create(site.schema[type_], values).rows[0].id}

    film = make("Project", name="Film")
    dawn = make("Sequence", code="Dawn", project=film)
    first = make("Shot", code="SH_010", project=film, sg_sequence=dawn, sg_status_list="ip")
    make("Shot", code="SH_0200", project=film)
    gone = make("Sequence", code="Gone", project=film)
    make("Shot", code="lost", project=film, sg_sequence=gone)
    make("Asset", code="SH_prop", project=film)
    make("Version", code="comp v001", project=film, entity=first, sg_status_list="rev")
    make("Version", code="comp v002", project=film)
    make("Version", code="Éclair 100% \\o/", project=film)
    make("Note", subject="Rim light on SH_010", project=film, note_links=[first])
    session.retire(site.schema["Sequence"], int(str(gone["id"])))


@pytest.fixture(scope="module")
def search(site_of_module: Site) -> Iterator[Search]:
    site = site_of_module
    fill(site)

    def search_(text: str, *types: str, size: int = 25, skipped: int = 0) -> list[Hit]:
        sought = [Sought(site.schema[type_]) for type_ in types or TYPES]
        return site.session(system_caller()).text_search(text, sought, Page(size, skipped))

    yield search_


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bunny fx", ["bunny", "fx"]),
        ("  Bunny \t\n FX ", ["bunny", "fx"]),
        ("a ab abc", ["abc"]),
        ("b abc x", ["abc", "x"]),
        ("\u00c9clair e\u0301CLAIR", ["\u00e9clair"]),
        ("", []),
        (" \u00a0 ", []),
    ],
)
def test_a_text_is_words_between_white_space(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SH_010", ["SH_010", "comp v001", "Rim light on SH_010"]),
        ("sh_0", ["SH_010", "SH_0200", "comp v001", "Rim light on SH_010"]),
        ("h_", ["SH_010", "SH_0200", "SH_prop", "comp v001", "Rim light on SH_010"]),
        ("_", ["SH_010", "SH_0200", "SH_prop", "comp v001", "Rim light on SH_010"]),
        ("d", ["Dawn", "SH_010"]),
        ("comp", ["comp v001", "comp v002"]),
        ("v00 COMP", ["comp v001", "comp v002"]),
        ("comp sh_010", ["comp v001"]),
        ("comp dawn", []),
        ("010 dawn", ["SH_010"]),
        ("gone", []),
        ("lost", ["lost"]),
        ("e\u0301cl", ["Éclair 100% \\o/"]),
        ("100%", ["Éclair 100% \\o/"]),
        ("0%", ["Éclair 100% \\o/"]),
        ("\\o/", ["Éclair 100% \\o/"]),
        ('"comp"', []),
        ("v001sh_", []),
        ("*", []),
        ("zq", []),
        ("", []),
        ("   ", []),
    ],
)
def test_every_word_is_somewhere_in_the_name_or_in_that_of_the_main_link(
    search: Search, text: str, names: list[str]
) -> None:
    assert [hit.name for hit in search(text)] == names


def test_the_order_of_the_types_does_not_matter(search: Search) -> None:
    assert search("sh_", *TYPES) == search("sh_", *reversed(TYPES))


def test_of_names_equally_long_the_first_in_the_alphabet_comes_first(search: Search) -> None:
    assert [(hit.type, hit.name) for hit in search("sh_", "Asset", "Shot")] == [
        ("Shot", "SH_010"),
        ("Shot", "SH_0200"),
        ("Asset", "SH_prop"),
    ]


def test_a_hit_shows_its_main_link_and_its_status(search: Search) -> None:
    (film,) = search("film", "Project")
    assert film == Hit("Project", film.id, "Film", None, None, None, None)
    project = Link(film.id, "Film", "Project")
    assert search("v00") == [
        Hit("Version", 1, "comp v001", Link(1, "SH_010", "Shot"), "rev", project, None),
        Hit("Version", 2, "comp v002", None, "rev", project, None),
    ]


def test_pages_follow_each_other_and_end(search: Search) -> None:
    whole = search("sh_")
    assert [search("sh_", size=2, skipped=skipped) for skipped in (0, 2, 4, 6, 10**20)] == [
        whole[:2],
        whole[2:4],
        whole[4:],
        [],
        [],
    ]


def test_a_filter_narrows_its_own_type(site_of_module: Site, search: Search) -> None:
    session = site_of_module.session(system_caller())
    shot, asset = site_of_module.schema["Shot"], site_of_module.schema["Asset"]
    filter_ = session.condition(shot, "sg_sequence.Sequence.code", "is", ["dawn"])
    sought = [Sought(shot, filter_), Sought(asset, EVERY_ROW)]
    assert [hit.name for hit in session.text_search("sh_", sought, Page(25))] == ["SH_010", "SH_prop"]
    assert [hit.name for hit in session.text_search("h", sought, Page(25))] == ["SH_010", "SH_prop"]


def test_many_words_are_all_looked_for(search: Search) -> None:
    letters = " ".join("Rim lghton SH_0")
    assert [hit.name for hit in search(f"{letters} 010")] == ["Rim light on SH_010"]
    assert search(f"{letters} q") == []
    many = " ".join(f"{chr(0x4E00 + number)}" for number in range(2_000))
    assert search(many) == []
