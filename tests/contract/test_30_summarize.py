"""`_summarize`: rows taken together, in groups (rest/30 §3, behaviour/querying §12)."""

import json
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import ARRAY, HASH, JSON, Client, invalid, not_found, told, wrong

SUMMARIES = (
    "record_count, count, sum, maximum, minimum, average, earliest, latest, percentage, status_percentage, "
    "status_percentage_as_float, status_list, checked, unchecked"
)
GROUPINGS = (
    "exact, tens, hundreds, thousands, tensofthousands, hundredsofthousands, millions, day, week, month, "
    "quarter, year, clustered_date, oneday, fivedays, entitytype, firstletter"
)
COUNT = {"field": "id", "type": "count"}
BY_STATUS = {"field": "sg_status_list", "type": "exact"}


def ask(
    client: Client, segment: str, *summaries: object, by: object = None, filters: object = (), **rest: object
) -> testing.Result:
    """A `_summarize` of array filters; without `by` there is no grouping."""
    body = {"filters": filters, "summary_fields": summaries, **rest}
    if by is not None:
        body["grouping"] = by
    return client("POST", f"/entity/{segment}/_summarize", body, ARRAY)


@pytest.fixture(scope="module", autouse=True)
def statuses(api: Client) -> None:
    """The first two shots are in progress, the third is final."""
    for name, status in (("shot", "ip"), ("shot2", "ip"), ("shot3", "fin")):
        assert api("PUT", f"/entity/shots/<{name}>", {"sg_status_list": status}).status_code == 200


class TestAnswer:
    def test_without_groups_it_has_an_empty_list_of_them(self, api: Client) -> None:
        answer = ask(api, "shots", COUNT)
        assert answer.text == '{"data":{"summaries":{"id":3},"groups":[]}}'

    def test_a_group_has_its_keys_in_order(self, api: Client) -> None:
        answer = ask(api, "Shot", COUNT, by=[BY_STATUS])
        assert answer.text == json.dumps(
            {
                "data": {
                    "summaries": {"id": 3},
                    "groups": [
                        {"group_name": "fin", "group_value": "fin", "summaries": {"id": 1}},
                        {"group_name": "ip", "group_value": "ip", "summaries": {"id": 2}},
                    ],
                }
            },
            separators=(",", ":"),
        )

    def test_a_group_of_a_link_has_the_link_as_its_value(self, api: Client, ids: dict[str, int]) -> None:
        groups = ask(api, "versions", COUNT, by=[{"field": "entity", "type": "exact"}]).json["data"]["groups"]
        lamp = {"type": "Asset", "id": ids["asset"], "name": "Lamp", "valid": "valid"}
        fog = {"type": "Shot", "id": ids["shot"], "name": "SH010", "valid": "valid"}
        assert groups == [
            {"group_name": "Lamp", "group_value": lamp, "summaries": {"id": 1}},
            {"group_name": "SH010", "group_value": fog, "summaries": {"id": 1}},
            {"group_name": "", "group_value": None, "summaries": {"id": 1}},
        ]
        assert list(groups[0]["group_value"]) == ["type", "id", "name", "valid"]

    def test_a_group_of_links_has_a_list_of_them(self, api: Client, ids: dict[str, int]) -> None:
        by = [{"field": "note_links", "type": "exact"}]
        first, empty = ask(api, "notes", COUNT, by=by).json["data"]["groups"]
        assert first["group_value"] == [
            {"type": "Shot", "id": ids["shot"], "name": "SH010", "valid": "valid"},
            {"type": "Version", "id": ids["version"], "name": "SH010_comp_v001", "valid": "valid"},
        ]
        assert (empty["group_name"], empty["group_value"]) == ("", None)

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ({"field": "entity", "type": "entitytype"}, [("Asset", "Asset"), ("Shot", "Shot"), ("", None)]),
            ({"field": "frame_count", "type": "tens"}, [("20 - 29", 20), ("", None)]),
            ({"field": "client_approved", "type": "exact"}, [("[ ]", False)]),
            ({"field": "code", "type": "firstletter"}, [("L", "L"), ("S", "S"), ("U", "U")]),
            ({"field": "entity.Shot.code", "type": "exact"}, [("SH010", "SH010"), ("", None)]),
        ],
    )
    def test_other_groups_have_plain_values(
        self, api: Client, by: dict[str, str], expected: list[tuple[str, object]]
    ) -> None:
        groups = ask(api, "versions", COUNT, by=[by]).json["data"]["groups"]
        assert [(group["group_name"], group["group_value"]) for group in groups] == expected

    def test_several_groupings_nest_and_the_last_level_has_no_groups(self, api: Client) -> None:
        by = [{"field": "project", "type": "exact"}, BY_STATUS, {"field": "code", "type": "exact"}]
        data = ask(api, "shots", COUNT, by=by).json["data"]
        old, film = data["groups"]
        assert list(film) == ["group_name", "group_value", "summaries", "groups"]
        (status,) = film["groups"]
        assert [list(leaf) for leaf in status["groups"]] == [["group_name", "group_value", "summaries"]] * 2
        assert [leaf["summaries"] for leaf in status["groups"]] == [{"id": 1}] * 2
        assert data["summaries"]["id"] == old["summaries"]["id"] + film["summaries"]["id"] == 3

    @pytest.mark.parametrize(
        ("direction", "names"),
        [("asc", ["fin", "ip"]), ("desc", ["ip", "fin"]), (None, ["fin", "ip"])],
    )
    def test_groups_have_a_direction(self, api: Client, direction: str | None, names: list[str]) -> None:
        by = [{**BY_STATUS, "direction": direction}]
        groups = ask(api, "shots", COUNT, by=by).json["data"]["groups"]
        assert [group["group_name"] for group in groups] == names

    @pytest.mark.parametrize("by", [None, []])
    def test_no_grouping_is_none(self, api: Client, by: object) -> None:
        answer = ask(api, "shots", COUNT, grouping=by)
        assert answer.json["data"]["groups"] == []


class TestRows:
    @pytest.mark.parametrize(
        ("content_type", "body", "count"),
        [
            (ARRAY, {}, 3),
            (ARRAY, {"filters": []}, 3),
            (ARRAY, {"filters": [["code", "starts_with", "sh"]]}, 2),
            (HASH, {}, 3),
            (HASH, {"filters": {"logical_operator": "and", "conditions": []}}, 3),
            (
                HASH,
                {
                    "filters": {
                        "logical_operator": "or",
                        "conditions": [["code", "is", "SH010"], ["code", "is", "OLD010"]],
                    }
                },
                2,
            ),
        ],
    )
    def test_are_those_of_the_filters(
        self, api: Client, content_type: str, body: dict[str, Any], count: int
    ) -> None:
        answer = api("POST", "/entity/shots/_summarize", body | {"summary_fields": [COUNT]}, content_type)
        assert answer.json == {"data": {"summaries": {"id": count}, "groups": []}}

    @pytest.mark.parametrize("name", ["shot", "shot3"])
    def test_are_counted_for_many_parents_in_one_call(
        self, api: Client, ids: dict[str, int], name: str
    ) -> None:
        parents = [{"type": "Shot", "id": ids[each]} for each in (name, "shot2")]
        by = [{"field": "note_links", "type": "exact"}]
        answer = ask(api, "notes", COUNT, by=by, filters=[["note_links", "in", parents]])
        assert answer.json["data"]["summaries"] == {"id": 1 if name == "shot" else 0}


class TestSummaries:
    @pytest.mark.parametrize(
        ("summaries", "expected"),
        [
            ([], {}),
            ([COUNT, {"field": "code", "type": "record_count"}], {"id": 3, "code": 3}),
            ([COUNT, {"field": "id", "type": "minimum"}], {"id": 1}),
            ([{"field": "id", "type": "minimum"}, COUNT], {"id": 3}),
            ([{"field": "image", "type": "count"}], {}),
            ([{"field": "open_notes_count", "type": "sum"}], {}),
            ([{"field": "sg_cut_in", "type": "sum"}], {"sg_cut_in": 0}),
            ([{"field": "sg_cut_in", "type": "average"}], {"sg_cut_in": 0.0}),
            ([{"field": "sg_status_list", "type": "status_list"}], {"sg_status_list": "ip"}),
            (
                [{"field": "sg_status_list", "type": "status_percentage", "value": "fin"}],
                {"sg_status_list": 0},
            ),
            ([{"field": "sg_sequence.Sequence.code", "type": "count"}], {"sg_sequence.Sequence.code": 2}),
            ([{"field": "created_at", "type": "latest"}], {"created_at": "2026-03-04T05:06:07Z"}),
        ],
    )
    def test_by_field(self, api: Client, summaries: list[object], expected: dict[str, object]) -> None:
        assert ask(api, "shots", *summaries).json == {"data": {"summaries": expected, "groups": []}}


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "source"),
        [
            ({}, {"summary_fields": ["summary_fields is missing"]}),
            ({"summary_fields": None}, {"summary_fields": ["summary_fields must be an array"]}),
            ({"summary_fields": {}}, {"summary_fields": ["summary_fields must be an array"]}),
            ({"summary_fields": ["id"]}, {"summary_fields": {"0": ["0 must be a hash"]}}),
            (
                {"summary_fields": [{"field": "id", "type": "single_record"}]},
                {"summary_fields": {"0": {"type": [f"type must be one of: {SUMMARIES}"]}}},
            ),
            (
                {"summary_fields": [COUNT, {"field": "id", "type": 5}]},
                {"summary_fields": {"1": {"type": [f"type must be one of: {SUMMARIES}"]}}},
            ),
            (
                {"summary_fields": [{}]},
                {"summary_fields": {"0": {"field": ["field is missing"], "type": ["type is missing"]}}},
            ),
            (
                {"summary_fields": [{"field": "", "type": "count"}, {"field": 5, "type": "count"}]},
                {
                    "summary_fields": {
                        "0": {"field": ["field must be filled"]},
                        "1": {"field": ["field must be a string"]},
                    }
                },
            ),
            (
                {"summary_fields": [COUNT], "grouping": [BY_STATUS, {"field": "id", "type": "decade"}]},
                {"grouping": {"1": {"type": [f"type must be one of: {GROUPINGS}"]}}},
            ),
            (
                {"summary_fields": [COUNT], "grouping": [BY_STATUS | {"direction": "up"}]},
                {"grouping": {"0": {"direction": ["direction must be one of: asc, desc"]}}},
            ),
            (
                {"summary_fields": [COUNT], "grouping": BY_STATUS},
                {"grouping": ["grouping must be an array"]},
            ),
            (
                {"summary_fields": [{"field": "sg_nope", "type": "nope"}], "filters": [["sg_nope", "is", 1]]},
                {"summary_fields": {"0": {"type": [f"type must be one of: {SUMMARIES}"]}}},
            ),
            (
                {
                    "summary_fields": [{"field": "id", "type": "x"}],
                    "grouping": [{"field": "id", "type": "x"}],
                },
                {
                    "summary_fields": {"0": {"type": [f"type must be one of: {SUMMARIES}"]}},
                    "grouping": {"0": {"type": [f"type must be one of: {GROUPINGS}"]}},
                },
            ),
        ],
    )
    def test_parameters_are_looked_at_first_and_all_at_once(
        self, api: Client, body: dict[str, Any], source: object
    ) -> None:
        assert told(api("POST", "/entity/shots/_summarize", body, ARRAY)) == invalid(source)

    @pytest.mark.parametrize("field", ["image", "open_notes_count"])
    def test_what_forms_no_groups(self, api: Client, field: str) -> None:
        answer = ask(api, "shots", COUNT, by=[{"field": field, "type": "exact"}])
        assert told(answer) == wrong(f"Grouping is not allowed for field Shot.{field}.")

    def test_a_percentage_of_statuses_wants_statuses(self, api: Client) -> None:
        answer = ask(api, "versions", {"field": "frame_count", "type": "status_percentage"})
        status, code, title, source, _ = told(answer)
        why = "data type doesn't support 'status_percentage' 'summary'"
        assert (status, code, title) == (400, 103, f"API summarize() Version.frame_count's 'number' {why}")
        assert isinstance(source, dict)
        assert source["Version.frame_count"].startswith(
            f' {why}. Valid summaries: ["record_count", "count", '
        )

    @pytest.mark.parametrize("rest", [{"summaries": [{"field": "sg_nope", "type": "count"}]}, {}])
    def test_an_unknown_field(self, api: Client, rest: dict[str, Any]) -> None:
        by = None if rest else [{"field": "sg_nope", "type": "exact"}]
        answer = ask(api, "shots", *rest.get("summaries", [COUNT]), by=by)
        assert told(answer)[:3] == (400, 103, "API summarize() Shot.sg_nope doesn't exist.")

    @pytest.mark.parametrize(
        ("segment", "condition", "title"),
        [
            (
                "versions",
                ["sg_uploaded_movie", "is", None],
                "API summarize() Version.sg_uploaded_movie's 'url' data type cannot be used in a filter.",
            ),
            ("versions", ["sg_nope", "is", 1], "API summarize() Version.sg_nope doesn't exist."),
            (
                "versions",
                ["created_at", "in_last", 4],
                "API summarize() 'in_last' 'relation' expects a 2-element array: [4]",
            ),
            (
                "versions",
                ["flagged", "is_not", None],
                "API summarize() Version.flagged expected [String, FalseClass, TrueClass] data type(s) "
                "but got NilClass: nil",
            ),
        ],
    )
    def test_a_filter_says_which_call_it_was(
        self, api: Client, segment: str, condition: list[object], title: str
    ) -> None:
        assert told(ask(api, segment, COUNT, filters=[condition]))[:3] == (400, 103, title)

    def test_a_filter_in_the_other_spelling(self, api: Client) -> None:
        group = {"path": "id", "relation": "is", "values": [862]}
        title = 'Missing logical operator: {"path" => "id", "relation" => "is", "values" => [862]}'
        body = {"filters": group, "summary_fields": [COUNT]}
        assert told(api("POST", "/entity/shots/_summarize", body, HASH)) == wrong(title)

    @pytest.mark.parametrize("sent", [JSON, "text/plain"])
    def test_another_content_type(self, api: Client, sent: str) -> None:
        source = {"content_type": f"Content-Type must be one of: '{ARRAY}', '{HASH}'."}
        answer = api("POST", "/entity/shots/_summarize", {"summary_fields": [COUNT]}, sent)
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{sent}'", source, None)

    def test_an_unknown_type(self, api: Client) -> None:
        assert told(ask(api, "nothing", COUNT)) == not_found("Entity type 'nothing' does not exist.")

    def test_rows_that_are_not_to_be_seen(self, artist: Client) -> None:
        title = "Entity of type ApiUser can not be accessed by this user. Rule: Artist"
        assert told(ask(artist, "api_users", COUNT))[:3] == (400, 104, title)

    def test_another_verb(self, api: Client) -> None:
        assert told(api("GET", "/entity/shots/_summarize")) == not_found()
