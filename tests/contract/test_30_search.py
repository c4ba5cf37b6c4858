"""`_search` and the language of its filters (rest/30, behaviour/querying)."""

from typing import Any

import pytest
from tests.contract.client import (
    ARRAY,
    HASH,
    JSON,
    Client,
    error_of,
    invalid,
    not_found,
    refused,
    told,
    wrong,
)


def group(operator: str, *conditions: object) -> dict[str, Any]:
    return {"logical_operator": operator, "conditions": list(conditions)}


def nested(depth: int, innermost: object) -> object:
    for _ in range(depth):
        innermost = group("and", innermost)
    return innermost


class TestAnswer:
    @pytest.mark.parametrize(
        ("content_type", "filters"),
        [(ARRAY, [["code", "is", "sh010"]]), (HASH, group("and", ["code", "is", "sh010"]))],
    )
    def test_both_types_answer_alike(
        self, api: Client, ids: dict[str, int], content_type: str, filters: object
    ) -> None:
        answer = api.search("Shot", filters, content_type, fields="code", page={"size": 2})
        here = "/api/v1/entity/Shot/_search"
        assert answer.json == {
            "data": [
                {
                    "type": "Shot",
                    "attributes": {"code": "SH010"},
                    "relationships": {},
                    "id": ids["shot"],
                    "links": {"self": f"/api/v1/entity/shots/{ids['shot']}"},
                }
            ],
            "links": {"self": here, "next": f"{here}?page%5Bnumber%5D=2&page%5Bsize%5D=2"},
        }

    def test_parameters_of_the_type_do_not_count(self, api: Client) -> None:
        assert api.search("shots", [], f"{ARRAY}; charset=utf-8").status_code == 200

    @pytest.mark.parametrize("sent", [JSON, "text/plain", "application/vnd+shotgun.api3_list+json"])
    def test_any_other_type_is_refused(self, api: Client, sent: str) -> None:
        source = {"content_type": f"Content-Type must be one of: '{ARRAY}', '{HASH}'."}
        expected = (415, 103, f"Unsupported Content-Type '{sent}'", source, None)
        assert told(api.search("shots", [], sent)) == expected

    @pytest.mark.parametrize(
        ("body", "names"),
        [
            ({"filters": []}, ["shot", "shot2", "shot3"]),
            ({}, ["shot", "shot2", "shot3"]),
            ({"filters": [["id", "in", ["<shot3>", "<shot>"]]]}, ["shot", "shot3"]),
            ({"filters": [["id", "is", "<shot>"]]}, ["shot"]),
            ({"filters": [], "page": {"size": "2"}}, ["shot", "shot2"]),
            ({"filters": [], "page": {"size": 2, "number": 2}}, ["shot3"]),
            ({"filters": [], "page": None, "options": None, "fields": None}, ["shot", "shot2", "shot3"]),
            ({"filters": [], "options": {"include_archived_projects": False}}, ["shot", "shot2"]),
        ],
    )
    def test_bodies(self, api: Client, ids: dict[str, int], body: dict[str, Any], names: list[str]) -> None:
        for condition in body.get("filters", []):
            value = condition[2]
            condition[2] = list(map(api.filled, value)) if isinstance(value, list) else api.filled(value)
        answer = api("POST", "/entity/shots/_search", body, ARRAY)
        assert api.ids(answer) == [ids[name] for name in names]

    def test_filters_in_the_query_string_are_not_read(self, api: Client, ids: dict[str, int]) -> None:
        path = "/entity/shots/_search?filter[id]=<shot2>&filter[sg_nope]=1&page[size]=0"
        answer = api("POST", path, {"filters": [["id", "is", ids["shot"]]]}, ARRAY)
        assert api.ids(answer) == [ids["shot"]]

    @pytest.mark.parametrize(
        ("rest", "source"),
        [
            ({"page": {"size": 0}}, {"page": {"size": ["size must be greater than 0"]}}),
            ({"page": {"size": 5001}}, {"page": {"size": ["size must be less than 5000"]}}),
            ({"page": {"size": True}}, {"page": {"size": ["size must be an integer"]}}),
            ({"page": [1]}, {"page": ["page must be a hash"]}),
            ({"fields": 5}, {"fields": ["fields is not valid"]}),
            ({"fields": ["code", 5]}, {"fields": ["fields is not valid"]}),
        ],
    )
    def test_parameters_that_are_no_good(self, api: Client, rest: dict[str, Any], source: object) -> None:
        assert told(api.search("shots", [], **rest)) == invalid(source)

    def test_an_unknown_type(self, api: Client) -> None:
        assert told(api.search("nothing", [])) == not_found("Entity type 'nothing' does not exist.")


class TestArrayForm:
    @pytest.mark.parametrize(
        ("filters", "title"),
        [
            ({"a": 1}, 'Query is not an Array: {"a" => 1}'),
            (None, "Query is not an Array: nil"),
            (
                [{"logical_operator": "and"}],
                "Invalid filter. Expected array of basic condition arrays but received: "
                '[{"logical_operator" => "and"}]',
            ),
            (
                ["or", ["id", "is", 1], ["id", "is", 2]],
                "Invalid filter. Expected array of basic condition arrays but received: "
                '["or", ["id", "is", 1], ["id", "is", 2]]',
            ),
            (
                [{"path": "id", "relation": "is", "values": [1]}],
                "Invalid filter. Expected array of basic condition arrays but received: "
                '[{"path" => "id", "relation" => "is", "values" => [1]}]',
            ),
            (
                [[["id", "is", 862], ["id", "is", 863]]],
                'Invalid condition: [["id", "is", 862], ["id", "is", 863]]',
            ),
            ([["id", "is", 862, "or"]], 'Invalid condition: ["id", "is", 862, "or"]'),
            ([["id", "is"]], 'Invalid condition: ["id", "is"]'),
            ([[5, "is", 1]], 'Invalid condition: [5, "is", 1]'),
        ],
    )
    def test_its_mistakes(self, api: Client, filters: object, title: str) -> None:
        assert told(api.search("shots", filters)) == wrong(title)


class TestHashForm:
    @pytest.mark.parametrize(
        ("filters", "title"),
        [
            ([], "Query is not an Hash: []"),
            (
                [["project", "is", {"type": "Project", "id": 70}]],
                'Query is not an Hash: [["project", "is", {"type" => "Project", "id" => 70}]]',
            ),
            (
                {"conditions": [["id", "is", 1]]},
                'Missing logical operator: {"conditions" => [["id", "is", 1]]}',
            ),
            ({"logical_operator": "or"}, 'Missing conditions parameter: {"logical_operator" => "or"}'),
            (group("AND"), "Invalid logical operator: AND"),
            (group("not"), "Invalid logical operator: not"),
            (group(""), "Invalid logical operator: "),
            (
                {"path": "id", "relation": "is", "values": [1101]},
                'Missing logical operator: {"path" => "id", "relation" => "is", "values" => [1101]}',
            ),
            (
                group("and", {"path": "id", "relation": "is", "values": [1101]}),
                'Missing logical operator: {"path" => "id", "relation" => "is", "values" => [1101]}',
            ),
            (group("and", ["id", "is", 1, 2]), 'Invalid condition: ["id", "is", 1, 2]'),
            (group("and", 5), "Invalid condition: 5"),
            (nested(3, group("xor")), "Invalid logical operator: xor"),
        ],
    )
    def test_its_mistakes(self, api: Client, filters: object, title: str) -> None:
        assert told(api.search("shots", filters, HASH)) == wrong(title)

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            (group("and"), ["shot", "shot2", "shot3"]),
            (group("or", group("and"), ["code", "is", "SH010"]), ["shot", "shot2", "shot3"]),
            (group("or", ["code", "is", "SH010"], ["code", "is", "SH020"]), ["shot", "shot2"]),
            (
                group("and", ["code", "starts_with", "SH"], group("or", ["code", "ends_with", "20"])),
                ["shot2"],
            ),
            (group("and", ["code", "is", "SH010"]) | {"filter_name": "x", "selected": True}, ["shot"]),
            (nested(265, ["code", "is", "SH010"]), ["shot"]),
            (nested(264, group("or", ["code", "is", "SH010"], ["code", "is", "SH020"])), ["shot", "shot2"]),
        ],
    )
    def test_groups(self, api: Client, ids: dict[str, int], filters: object, names: list[str]) -> None:
        assert api.ids(api.search("shots", filters, HASH)) == [ids[name] for name in names]

    @pytest.mark.parametrize("depth", [266, 400])
    def test_deeper_groups_are_refused(self, api: Client, depth: int) -> None:
        answer = api.search("shots", nested(depth, ["id", "is", 1]), HASH)
        status, code, *_ = told(answer)
        assert (status, code) == (400, 103)

    def test_five_thousand_conditions_side_by_side(self, api: Client, ids: dict[str, int]) -> None:
        conditions = [["code", "is", f"none {number}"] for number in range(5_000)]
        answer = api.search("shots", group("or", *conditions, ["code", "is", "SH010"]), HASH)
        assert api.ids(answer) == [ids["shot"]]

    @pytest.mark.parametrize(
        ("segment", "condition", "count"),
        [
            ("shots", ["code", "is", "x"], 30_001),
            ("shots", ["description", "is", None], 30_001),
            ("versions", ["frame_count", "between", [1, 2]], 15_001),
            ("shots", ["code", "ends_with", "x"], 10_001),
            ("versions", ["entity.Shot.sg_sequence.Sequence.code", "is", "x"], 1_500),
        ],
    )
    def test_more_conditions_than_databases_bind_are_refused(
        self, api: Client, segment: str, condition: list[object], count: int
    ) -> None:
        title = (
            "API read() the filter is too large: its conditions, values and links come to more than 30000."
        )
        assert told(api.search(segment, group("or", *[condition] * count), HASH)) == wrong(title)

    @pytest.mark.parametrize(
        ("condition", "count"), [(["code", "is", "x"], 29_999), (["description", "is", None], 30_000)]
    )
    def test_nearly_as_many_are_asked(self, api: Client, condition: list[object], count: int) -> None:
        assert api.search("shots", group("or", *[condition] * count), HASH).status_code == 200

    def test_a_list_counts_as_one_value(self, api: Client, ids: dict[str, int]) -> None:
        many = [["id", "in", [*range(10**6, 10**6 + 70_000), ids["shot"]]]]
        assert api.ids(api.search("shots", many)) == [ids["shot"]]


class TestConditions:
    @pytest.mark.parametrize(
        ("segment", "condition", "names"),
        [
            ("versions", ["entity", "is", {"type": "Shot", "id": "<shot>", "name": "?"}], ["version"]),
            ("versions", ["entity", "in", [{"type": "Shot", "id": "<shot>"}]], ["version"]),
            ("versions", ["entity", "is", None], ["version3"]),
            ("versions", ["entity.Shot.code", "contains", "10"], ["version"]),
            ("versions", ["entity.Shot.sg_sequence.Sequence.code", "is", "SQ01"], ["version"]),
            ("versions", ["entity", "type_is", "Asset"], ["version2"]),
            ("notes", ["note_links", "is", {"type": "Shot", "id": "<shot>"}], ["note"]),
            ("notes", ["note_links", "is", None], ["note2"]),
            ("notes", ["note_links.Shot.code", "is", "SH010"], ["note"]),
            ("notes", ["note_links.Sequence.code", "is", "SH010"], []),
            ("versions", ["frame_count", "in", [24, "25"]], ["version"]),
            ("versions", ["frame_count", "is", [24]], ["version"]),
            ("versions", ["entity.Project.name", "is", "x"], []),
            ("shots", ["sg_status_list", "is", "not a status"], []),
            # A column of a page leads on to the row's tasks, though it holds nothing itself.
            ("shots", ["step_0.Task.content", "is", "comp"], ["shot"]),
            ("shots", ["step_0.Task.content", "is", "nobody"], []),
            ("shots", ["step_0.Task.content", "is_not", "comp"], []),
            ("sequences", ["shots.Shot.step_0.Task.content", "is", "comp"], ["sequence"]),
            ("shots", ["step_0.Shot.code", "is", "SH010"], []),
        ],
    )
    def test_are_evaluated(
        self, api: Client, ids: dict[str, int], segment: str, condition: list[Any], names: list[str]
    ) -> None:
        path, relation, value = condition

        def filled(sent: Any) -> Any:
            if isinstance(sent, dict):
                return {key: filled(each) for key, each in sent.items()}
            if isinstance(sent, list):
                return [filled(each) for each in sent]
            return int(api.filled(sent)) if isinstance(sent, str) and sent.startswith("<") else sent

        answer = api.search(segment, [[path, relation, filled(value)]])
        assert api.ids(answer) == [ids[name] for name in names]

    @pytest.mark.parametrize(
        ("segment", "condition"),
        [
            ("page_settings", ["settings_json", "contains", "ZZZNOPE"]),
            ("event_log_entries", ["audit_trail", "is", None]),
            ("event_log_entries", ["audit_trail", "is_not", None]),
        ],
    )
    def test_are_ignored_where_nothing_is_searched(
        self, api: Client, segment: str, condition: list[Any]
    ) -> None:
        assert api.ids(api.search(segment, [condition])) == api.ids(api.search(segment, []))

    HASHES = (
        "Hash, ActiveSupport::HashWithIndifferentAccess, ActionDispatch::Http::Parameters, "
        "ActionDispatch::Http::ParamsHashWithIndifferentAccess, NilClass"
    )

    @pytest.mark.parametrize(
        ("segment", "condition", "title"),
        [
            (
                "versions",
                ["entity", "in", [1]],
                f"API read() Version.entity expected [{HASHES}] data type(s) but got Integer: 1",
            ),
            ("notes", ["note_links", "in", [2202]], "API read() invalid/missing entity hash: 2202"),
            (
                "shots",
                ["code", "is", ["a", "b"]],
                """API read() 'is' 'relation' expects a 1-element array: ["a", "b"]""",
            ),
            ("shots", ["id", "in", []], "API read() 'in' 'relation' expects at least a 1-element array: []"),
            (
                "shots",
                ["created_at", "in_last", 4],
                "API read() 'in_last' 'relation' expects a 2-element array: [4]",
            ),
            (
                "shots",
                ["created_at", "in_last", [100, "day"]],
                "API read() 'in_last' 'relation' doesn't support the 'day' time unit: "
                '[100, "day"]  Valid time units: ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]',
            ),
            (
                "versions",
                ["frame_count", "is", 2.5],
                "API read() Version.frame_count expected [String, Integer, NilClass] data type(s) "
                "but got Float: 2.5",
            ),
            (
                "versions",
                ["client_approved", "is_not", None],
                "API read() Version.client_approved expected [String, FalseClass, TrueClass] data type(s) "
                "but got NilClass: nil",
            ),
            (
                "versions",
                ["image", "is", ""],
                """API read() 'is' 'relation' expects a nil value for 'image' data type: [""]""",
            ),
            (
                "notes",
                ["meta", "contains", None],
                "API read() 'contains' 'relation' expects a non-null value: [nil]",
            ),
            ("shots", ["step_0", "is", None], "API read() of data type 'pivot_column' not supported in API"),
        ],
    )
    def test_with_values_that_cannot_be(
        self, api: Client, segment: str, condition: list[Any], title: str
    ) -> None:
        assert told(api.search(segment, [condition])) == wrong(title)

    def test_with_a_link_of_no_type_are_told_all_types(self, api: Client) -> None:
        title = error_of(api.search("versions", [["entity", "is", {"id": 1}]]))["title"]
        start = "API read() invalid/missing entity hash string 'type': "
        assert title.startswith(f'{start}{{"id" => 1}} Valid entity types: ["ActionMenuItem", "ApiUser", ')

    @pytest.mark.parametrize(
        ("segment", "condition", "title", "why"),
        [
            (
                "shots",
                ["sg_nope", "is", "x"],
                "API read() Shot.sg_nope doesn't exist.",
                " does not exist. Value: VALUE",
            ),
            (
                "versions",
                ["entity.Bogus.code", "is", "x"],
                "API read() Version.entity.Bogus.code doesn't exist.",
                " does not exist. Value: VALUE",
            ),
            (
                "versions",
                ["sg_uploaded_movie", "is", None],
                "API read() Version.sg_uploaded_movie's 'url' data type cannot be used in a filter.",
                " data type cannot be used in a filter. Value: VALUE",
            ),
            (
                "shots",
                ["code", "definitely_not", "x"],
                "API read() Shot.code's 'text' data type doesn't support 'definitely_not' 'relation'",
                " data type doesn't support 'definitely_not' 'relation'. Value: VALUE Valid relations: "
                '["contains", "not_contains", "is", "is_not", "starts_with", "ends_with", "in", "not_in"]',
            ),
        ],
    )
    @pytest.mark.parametrize("depth", [0, 3])
    def test_that_lead_nowhere_say_where(
        self, api: Client, segment: str, condition: list[Any], title: str, why: str, depth: int
    ) -> None:
        path, relation, value = condition
        shown = "nil" if value is None else f'"{value}"'
        repeated = f'{{"path" => "{path}", "relation" => "{relation}", "values" => [{shown}]}}'
        where = title.removeprefix("API read() ").partition("'s ")[0].partition(" ")[0]
        answer = api.search(segment, group("and", nested(depth, group("or", condition))), HASH)
        assert told(answer) == wrong(title, {where: why.replace("VALUE", repeated)})

    @pytest.mark.parametrize("relation", ["is", "is_not", "in", "type_is"])
    def test_on_the_siblings_of_a_task_fail(self, api: Client, relation: str) -> None:
        answer = api.search("tasks", [["sibling_tasks", relation, {"type": "Task", "id": 1}]])
        assert told(answer) == refused("Read failed for entity type [Task]")

    def test_on_uuids_have_to_be_uuids(self, api: Client) -> None:
        title = (
            "Please check your filters for possible invalid value, invalid input syntax for type uuid: "
            '"11111111". -- Read failed for entity type [Icon]'
        )
        assert told(api.search("icons", [["uuid", "is", "11111111"]])) == refused(title)
