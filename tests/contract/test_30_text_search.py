"""`_text_search`: rows of several types by words of their names (rest/30 §4, behaviour/querying §11)."""

from typing import Any

import pytest
from falcon import testing
from tests.contract.client import ARRAY, HASH, JSON, Client, invalid, not_found, told, wrong

EVERY_SHOT = {"logical_operator": "and", "conditions": []}
NO_FILTER = "entity_types must have an array or non-empty object as each key's value"
NO_TYPE = "entity_types must use valid entity names as keys"


def seek(
    client: Client, text: object, types: object, content_type: str = ARRAY, **rest: object
) -> testing.Result:
    """A `_text_search`; names of types stand for all of their rows."""
    filters = {name: [] for name in types.split()} if isinstance(types, str) else types
    return client(
        "POST", "/entity/_text_search", {"text": text, "entity_types": filters, **rest}, content_type
    )


def names(answer: testing.Result) -> list[str]:
    """The names of the rows found, in order."""
    assert answer.status_code == 200, answer.text
    return [row["attributes"]["name"] for row in answer.json["data"]]


class TestAnswer:
    def test_it_has_rows_and_no_links_to_pages(self, api: Client, ids: dict[str, int]) -> None:
        answer = seek(api, "sh010", "Shot Version")
        assert answer.json == {
            "data": [
                {
                    "id": ids["shot"],
                    "type": "Shot",
                    "attributes": {"name": "SH010", "links": ["Sequence", "SQ01"], "status": "wtg"},
                    "links": {"self": f"/api/v1/entity/shots/{ids['shot']}"},
                },
                {
                    "id": ids["version"],
                    "type": "Version",
                    "attributes": {"name": "SH010_comp_v001", "links": ["Shot", "SH010"], "status": "rev"},
                    "links": {"self": f"/api/v1/entity/versions/{ids['version']}"},
                },
            ]
        }

    def test_its_keys_are_in_order(self, api: Client) -> None:
        (row,) = seek(api, "lamp", "Asset").json["data"]
        assert list(row) == ["id", "type", "attributes", "links"]
        assert list(row["attributes"]) == ["name", "links", "status"]

    def test_a_row_that_links_to_nothing(self, api: Client) -> None:
        assert seek(api, "unlinked", "Version").json["data"][0]["attributes"]["links"] == ["", ""]

    def test_a_type_without_statuses(self, api: Client) -> None:
        assert seek(api, "dailies", "Playlist").json["data"][0]["attributes"]["status"] is None

    def test_links_echo_the_prefix(self, api: Client, ids: dict[str, int]) -> None:
        body = {"text": "lamp", "entity_types": {"Asset": []}}
        (row,) = api("POST", "/api/v1.1/entity/_text_search", body, ARRAY).json["data"]
        assert row["links"] == {"self": f"/api/v1.1/entity/assets/{ids['asset']}"}

    @pytest.mark.parametrize("text", ["zebra", "sh010 zebra", "cut010", "   "])
    def test_nothing_found_is_an_answer(self, api: Client, text: str) -> None:
        assert seek(api, text, "Shot Version").json == {"data": []}


class TestMatching:
    @pytest.mark.parametrize(
        ("text", "types", "found"),
        [
            ("sh0", "Shot", ["SH010", "SH020"]),
            ("  SH0  10 ", "Shot", ["SH010"]),
            ("10 sh", "Shot", ["SH010"]),
            ("s", "Shot", ["SH010", "SH020"]),
            ("_", "Version", ["Lamp_model_v001", "SH010_comp_v001"]),
            ("lamp", "Version Asset", ["Lamp", "Lamp_model_v001"]),
            ("lamp", "Asset Version", ["Lamp", "Lamp_model_v001"]),
            ("SH010", "Version", ["SH010_comp_v001"]),
            ("fog", "Shot", []),
            ("sq01", "Shot", ["SH010", "SH020"]),
            ("dail", "Playlist Shot", ["Dailies"]),
        ],
    )
    def test_words(self, api: Client, text: str, types: str, found: list[str]) -> None:
        answer = seek(api, text, types)
        assert sorted(names(answer)) == sorted(found)
        assert names(answer) == sorted(names(answer), key=len)

    @pytest.mark.parametrize(
        ("content_type", "filter_", "found"),
        [
            (ARRAY, [], ["SH010", "SH020"]),
            (ARRAY, [["code", "is", "SH020"]], ["SH020"]),
            (HASH, EVERY_SHOT, ["SH010", "SH020"]),
            (HASH, {"logical_operator": "or", "conditions": [["code", "is", "SH020"]]}, ["SH020"]),
            (
                HASH,
                {
                    "logical_operator": "and",
                    "conditions": [
                        {
                            "logical_operator": "or",
                            "conditions": [
                                {"logical_operator": "and", "conditions": [["code", "ends_with", "10"]]}
                            ],
                        }
                    ],
                },
                ["SH010"],
            ),
        ],
    )
    def test_filters(self, api: Client, content_type: str, filter_: object, found: list[str]) -> None:
        assert sorted(names(seek(api, "SH", {"Shot": filter_}, content_type))) == found

    def test_each_type_has_a_filter_of_its_own(self, api: Client) -> None:
        types = {"Shot": [["code", "is", "SH020"]], "Version": [["frame_count", "is", 24]]}
        assert names(seek(api, "sh0", types)) == ["SH020", "SH010_comp_v001"]


class TestPages:
    @pytest.mark.parametrize(
        "page", [None, {}, {"number": 1}, {"size": 25}, {"size": "25"}, {"size": "25", "number": "1"}]
    )
    def test_a_page_is_of_twenty_five(self, api: Client, page: object) -> None:
        assert len(names(seek(api, "0", "Shot Version", page=page))) == 5

    def test_pages_are_disjoint_and_an_empty_one_ends_them(self, api: Client) -> None:
        pages = [
            seek(api, "0", "Shot Version", page={"size": 2, "number": number}) for number in (1, 2, 3, 4)
        ]
        assert [len(names(page)) for page in pages] == [2, 2, 1, 0]
        assert len({row["links"]["self"] for page in pages for row in page.json["data"]}) == 5

    @pytest.mark.parametrize("number", [10**6, 10**18, 10**30])
    def test_far_beyond_the_end_is_nothing(self, api: Client, number: int) -> None:
        assert names(seek(api, "0", "Shot", page={"number": number})) == []

    @pytest.mark.parametrize(
        ("page", "messages"),
        [
            ({"size": 26}, {"size": ["size must be less than 25"]}),
            ({"size": 10**30}, {"size": ["size must be less than 25"]}),
            ({"size": 0}, {"size": ["size must be greater than 0"]}),
            ({"size": -1}, {"size": ["size must be greater than 0"]}),
            ({"number": 0}, {"number": ["number must be greater than 0"]}),
            ({"size": "x"}, {"size": ["size must be an integer"]}),
            ([], ["page must be a hash"]),
        ],
    )
    def test_a_page_has_limits(self, api: Client, page: object, messages: object) -> None:
        assert told(seek(api, "0", "Shot", page=page)) == invalid({"page": messages})

    @pytest.mark.parametrize("sort", ["-id", "", 5, [{"field": "id"}], None])
    def test_it_has_an_order_of_its_own(self, api: Client, sort: object) -> None:
        assert names(seek(api, "0", "Shot Version", sort=sort)) == names(seek(api, "0", "Version Shot"))


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "source"),
        [
            ({}, {"text": ["text is missing"], "entity_types": ["entity_types is missing"]}),
            ({"text": "x"}, {"entity_types": ["entity_types is missing"]}),
            ({"text": "", "entity_types": {"Shot": []}}, {"text": ["text must be filled"]}),
            ({"text": None, "entity_types": {"Shot": []}}, {"text": ["text must be filled"]}),
            ({"text": 5, "entity_types": {"Shot": []}}, {"text": ["text must be a string"]}),
            ({"text": "x", "entity_types": None}, {"entity_types": ["entity_types must be a hash"]}),
            ({"text": "x", "entity_types": ["Shot"]}, {"entity_types": ["entity_types must be a hash"]}),
            ({"text": "x", "entity_types": {}}, {"entity_types": ["entity_types must be filled"]}),
            ({"text": "x", "entity_types": {"Shot": {}}}, {"entity_types": [NO_FILTER]}),
            ({"text": "x", "entity_types": {"Shot": None}}, {"entity_types": [NO_FILTER]}),
            ({"text": "x", "entity_types": {"Shot": [], "Asset": "[]"}}, {"entity_types": [NO_FILTER]}),
            ({"text": "x", "entity_types": {"Shot": [], "shots": []}}, {"entity_types": [NO_TYPE]}),
            ({"text": "x", "entity_types": {"Nope": None}}, {"entity_types": [NO_FILTER, NO_TYPE]}),
            (
                {"text": "", "entity_types": {"Nope": []}, "page": {"size": 0}},
                {
                    "text": ["text must be filled"],
                    "entity_types": [NO_TYPE],
                    "page": {"size": ["size must be greater than 0"]},
                },
            ),
        ],
    )
    @pytest.mark.parametrize("content_type", [ARRAY, HASH])
    def test_parameters(self, api: Client, content_type: str, body: dict[str, Any], source: object) -> None:
        assert told(api("POST", "/entity/_text_search", body, content_type)) == invalid(source)

    @pytest.mark.parametrize(
        ("content_type", "filter_", "title"),
        [
            (
                ARRAY,
                {"logical_operator": "and"},
                'Query is not an Array: {"logical_operator" => "and"}',
            ),
            (
                ARRAY,
                [{"logical_operator": "and"}],
                "Invalid filter. Expected array of basic condition arrays but received: "
                '[{"logical_operator" => "and"}]',
            ),
            (HASH, [], "Query is not an Hash: []"),
            (HASH, [["id", "is", 1]], 'Query is not an Hash: [["id", "is", 1]]'),
            (HASH, {"conditions": []}, 'Missing logical operator: {"conditions" => []}'),
            (HASH, {"path": "id"}, 'Missing logical operator: {"path" => "id"}'),
            (ARRAY, [["id", "is"]], 'Invalid condition: ["id", "is"]'),
        ],
    )
    def test_one_bad_filter_fails_the_whole_call(
        self, api: Client, content_type: str, filter_: object, title: str
    ) -> None:
        good = [] if content_type == ARRAY else EVERY_SHOT
        for types in ({"Shot": filter_, "Asset": good}, {"Asset": good, "Shot": filter_}):
            assert told(seek(api, "x", types, content_type)) == wrong(title)

    @pytest.mark.parametrize("depth", [0, 2])
    def test_an_unknown_field(self, api: Client, depth: int) -> None:
        condition: object = ["content", "is", "x"]
        for _ in range(depth):
            condition = {"logical_operator": "or", "conditions": [condition]}
        filter_ = {"logical_operator": "and", "conditions": [condition]}
        value = '{"path" => "content", "relation" => "is", "values" => ["x"]}'
        source = {"Shot.content": f" does not exist. Value: {value}"}
        answer = seek(api, "x", {"Shot": filter_}, HASH)
        assert told(answer) == wrong("API _text_search() Shot.content doesn't exist.", source)

    def test_an_unknown_relation(self, api: Client) -> None:
        status, code, title, source, _ = told(seek(api, "x", {"Shot": [["code", "nope", "x"]]}))
        expected = "API _text_search() Shot.code's 'text' data type doesn't support 'nope' 'relation'"
        assert (status, code, title) == (400, 103, expected)
        assert 'Valid relations: ["contains", ' in str(source)

    def test_more_conditions_than_databases_bind(self, api: Client) -> None:
        conditions = [["code", "is", "x"]] * 30_001
        assert told(seek(api, "x", {"Shot": conditions}))[:2] == (400, 103)

    @pytest.mark.parametrize("sent", [JSON, "text/plain"])
    def test_another_content_type(self, api: Client, sent: str) -> None:
        source = {"content_type": f"Content-Type must be one of: '{ARRAY}', '{HASH}'."}
        answer = seek(api, "x", "Shot", sent)
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{sent}'", source, None)

    def test_a_type_that_is_not_to_be_seen(self, artist: Client) -> None:
        title = "Entity of type ApiUser can not be accessed by this user. Rule: Artist"
        assert told(seek(artist, "x", "Shot ApiUser"))[:3] == (400, 104, title)

    def test_another_verb(self, api: Client) -> None:
        assert told(api("GET", "/entity/_text_search")) == not_found()


class TestCurrency:
    """What was written is found at once, and by its new name only."""

    def test_of_a_rename(self, api: Client) -> None:
        film = {"type": "Project", "id": api.names["project"]}
        shot = api("POST", "/entity/shots", {"project": film, "code": "Thicket"}).json["data"]["id"]
        version = {"project": film, "code": "t_v1", "entity": {"type": "Shot", "id": shot}}
        api("POST", "/entity/versions", version)
        assert names(seek(api, "thicket", "Shot Version")) == ["t_v1", "Thicket"]
        api("PUT", f"/entity/shots/{shot}", {"code": "Meadow"})
        assert names(seek(api, "thicket", "Shot Version")) == []
        assert names(seek(api, "meadow", "Shot Version")) == ["t_v1", "Meadow"]
        api("DELETE", f"/entity/shots/{shot}")
        assert names(seek(api, "meadow", "Shot Version")) == []
        api("POST", f"/entity/shots/{shot}?revive=1")
        assert names(seek(api, "meadow", "Shot Version")) == ["t_v1", "Meadow"]
