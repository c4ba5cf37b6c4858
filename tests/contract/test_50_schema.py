"""`/schema`: types and fields as they are read, and fields of a site's own (rest/50, writing §9)."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client, invalid, not_found, told, wrong

from slatehouse.site.site import Site

_numbers = count(1)
MEMBERS = [
    "name", "description", "custom_metadata", "entity_type", "data_type", "editable", "mandatory", "unique",
    "properties", "visible", "ui_value_displayable",
]  # fmt: skip
CHANGEABLE = [
    "name", "visible", "description", "summary_default", "default_value", "valid_values", "custom_metadata",
]  # fmt: skip
IN_TRASH = (
    "API schema_field_create() failed, there is a retired field with the same field_name: {}. "
    "Delete the retired field forever from the Trash Page in Shotgun and try again."
)


def properties(**values: object) -> list[dict[str, object]]:
    return [{"property_name": name, "value": value} for name, value in values.items()]


def create(client: Client, type_: str, data_type: object, **values: object) -> testing.Result:
    """Ask for a field; without a `name`, for one that nothing else has."""
    values = {"name": f"field {next(_numbers)}", **values}
    return client(
        "POST", f"/schema/{type_}/fields", {"data_type": data_type, "properties": properties(**values)}
    )


def created(client: Client, type_: str, data_type: str, **values: object) -> str:
    """Make a field; its name, which stands in the link alone."""
    answer = create(client, type_, data_type, **values)
    assert answer.status_code == 201, answer.text
    return str(answer.json["links"]["self"].rpartition("/")[2])


def change(client: Client, path: str, **values: object) -> testing.Result:
    return client("PUT", f"/schema/{path}", {"properties": properties(**values)})


def fields(client: Client, type_: str, query: str = "") -> dict[str, Any]:
    answer = client("GET", f"/schema/{type_}/fields{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json["data"])


class TestTypes:
    def test_all_types_by_name(self, api: Client) -> None:
        answer = api("GET", "/schema")
        assert list(answer.json) == ["data"]
        assert list(answer.json["data"]) == sorted(answer.json["data"])
        assert answer.json["data"]["ActionMenuItem"] == {
            "name": {"value": "Action Menu Item", "editable": False},
            "visible": {"value": True, "editable": False},
        }

    def test_a_project_has_the_same_types(self, api: Client, ids: dict[str, int]) -> None:
        of_project = api("GET", f"/schema?project_id={ids['project']}").json["data"]
        assert of_project == api("GET", "/schema").json["data"]

    def test_one_type(self, api: Client) -> None:
        answer = api("GET", "/schema/Version")
        assert answer.text == (
            '{"data":{"name":{"value":"Version","editable":false},"visible":{"value":true,"editable":false}},'
            '"links":{"self":"/api/v1/schema/Version"}}'
        )

    @pytest.mark.parametrize(
        "name", ["version", "versions", "CustomEntity99", "entity_types", "_types", "DisplayColumn"]
    )
    @pytest.mark.parametrize("end", ["", "/fields", "/fields/code"])
    def test_names_are_exact(self, api: Client, name: str, end: str) -> None:
        assert told(api("GET", f"/schema/{name}{end}")) == not_found(f"Entity type '{name}' does not exist.")

    def test_nobody_reads_it_without_a_bearer(self, anyone: Client) -> None:
        assert anyone("GET", "/schema").status_code == 401


class TestFields:
    def test_a_field_has_eleven_members_in_order(self, api: Client) -> None:
        for field in fields(api, "Version").values():
            assert list(field) == MEMBERS

    def test_a_text(self, api: Client) -> None:
        assert fields(api, "Version")["code"] == {
            "name": {"value": "Version Name", "editable": True},
            "description": {"value": "", "editable": True},
            "custom_metadata": {"value": "", "editable": True},
            "entity_type": {"value": "Version", "editable": False},
            "data_type": {"value": "text", "editable": False},
            "editable": {"value": True, "editable": False},
            "mandatory": {"value": True, "editable": False},
            "unique": {"value": False, "editable": False},
            "properties": {
                "default_value": {"value": None, "editable": False},
                "summary_default": {"value": "none", "editable": True},
                "regex_validation": {"value": "", "editable": True},
                "regex_validation_enabled": {"value": None, "editable": True},
            },
            "visible": {"value": True, "editable": False},
            "ui_value_displayable": {"value": True, "editable": False},
        }

    def test_a_status(self, api: Client) -> None:
        answer = api("GET", "/schema/Shot/fields/sg_status_list")
        assert answer.json["links"] == {"self": "/api/v1/schema/Shot/fields/sg_status_list"}
        status = answer.json["data"]["properties"]
        assert list(status) == [
            "default_value", "summary_default", "valid_values", "display_values", "hidden_values",
        ]  # fmt: skip
        assert status["default_value"] == {"value": "wtg", "editable": True}
        assert status["display_values"]["value"]["wtg"] == "Waiting to Start"
        assert status["hidden_values"] == {"value": [], "editable": False}

    @pytest.mark.parametrize(
        ("field", "names"),
        [
            ("Version.sg_version_type", ["valid_values", "hidden_values"]),
            ("Version.entity", ["valid_types"]),
            ("Version.playlists", ["valid_types"]),
            ("Version.sg_uploaded_movie", ["open_in_new_window"]),
            ("Version.open_notes_count", ["query", "summary_field", "summary_value"]),
            ("Version.image", ["allowed_render_methods", "render_method", "image_use_query", "image_sorts"]),
            ("Task.workload", ["calculated_function", "renderer"]),
            ("Version.frame_count", []),
        ],
    )
    def test_what_data_types_add(self, api: Client, field: str, names: Sequence[str]) -> None:
        type_, _, name = field.partition(".")
        answer = api("GET", f"/schema/{type_}/fields/{name}").json["data"]
        assert list(answer["properties"]) == ["default_value", "summary_default", *names]

    @pytest.mark.parametrize("query", ["?options[retired_only]=true", "?options[return_only]=retired"])
    def test_options_change_nothing(self, api: Client, query: str) -> None:
        assert fields(api, "Shot", query) == fields(api, "Shot")

    def test_the_times_of_a_row_are_not_editable(self, api: Client) -> None:
        assert fields(api, "Shot")["created_at"]["editable"] == {"value": False, "editable": False}

    def test_editable_is_for_the_caller(self, api: Client, artist: Client) -> None:
        assert fields(api, "Shot")["code"]["editable"]["value"] is True
        assert fields(artist, "Shot")["code"]["editable"]["value"] is False
        assert list(fields(artist, "Shot")) == list(fields(api, "Shot"))

    @pytest.mark.parametrize("query", ["", "?project_id=1"])
    def test_an_artists_editable_fields_are_counted_as_the_service_counts_them(
        self, artist: Client, query: str
    ) -> None:
        """Contract auth-and-permissions §8."""
        editable = {
            name: [field for field, form in fields(artist, name, query).items() if form["editable"]["value"]]
            for name in ("Task", "Shot", "Asset")
        }
        assert editable["Task"] == ["sg_status_list", "task_reviewers"]
        assert {name: len(found) for name, found in editable.items()} == {"Task": 2, "Shot": 2, "Asset": 1}

    def test_a_field_that_is_not_listed(self, api: Client) -> None:
        assert "read_by_current_user" not in fields(api, "Note")
        answer = api("GET", "/schema/Note/fields/read_by_current_user")
        link = "/api/v1/schema/Note/fields/read_by_current_user"
        assert answer.json == {"data": None, "links": {"self": link}}

    def test_a_field_that_is_not_there(self, api: Client) -> None:
        answer = api("GET", "/schema/Version/fields/sg_nope")
        assert told(answer) == not_found("Field 'Version.sg_nope' does not exist.")


class TestCreate:
    def test_the_answer_is_the_field_and_its_link_bears_the_name(self, api: Client) -> None:
        answer = create(api, "Version", "text", name="Source Plate")
        assert answer.status_code == 201
        assert list(answer.json) == ["data", "links"] and list(answer.json["data"]) == MEMBERS
        assert answer.json["data"]["name"] == {"value": "Source Plate", "editable": True}
        assert answer.json["data"]["data_type"] == {"value": "text", "editable": False}
        assert answer.json["data"]["visible"] == {"value": True, "editable": True}
        assert answer.json["links"] == {"self": "/api/v1/schema/Version/fields/sg_source_plate"}
        assert "sg_source_plate" not in str(answer.json["data"])
        assert fields(api, "Version")["sg_source_plate"] == answer.json["data"]

    @pytest.mark.parametrize(
        ("shown", "name"),
        [
            ("My With (Parens)", "sg_my_with__parens_"),
            ("sg_already_prefixed", "sg_sg_already_prefixed"),
            ("api tests number field", "sg_api_tests_number_field"),
            ("Ünïcode", "sg__n_code"),
            ("x" * 200, "sg_" + "x" * 47),
        ],
    )
    def test_names_are_derived(self, api: Client, shown: str, name: str) -> None:
        assert created(api, "Sequence", "number", name=shown) == name
        assert fields(api, "Sequence")[name]["name"]["value"] == shown

    def test_a_name_is_given_to_many(self, api: Client) -> None:
        names = [created(api, "Shot", "text", name="Twice") for _ in range(3)]
        assert names == ["sg_twice", "sg_twice_1", "sg_twice_2"]
        assert {fields(api, "Shot")[name]["name"]["value"] for name in names} == {"Twice"}

    def test_a_shipped_name_is_taken_too(self, api: Client) -> None:
        assert created(api, "Shot", "text", name="Cut In") == "sg_cut_in_1"

    def test_a_strict_caller_gets_no_second_of_a_name(self, api: Client) -> None:
        created(api, "Shot", "text", name="Only once")
        answer = api(
            "POST",
            "/schema/Shot/fields",
            {"data_type": "text", "properties": properties(name="Only once")},
            headers={"Prefer": "handling=strict"},
        )
        title = (
            "API schema_field_create() failed, there is a field with the same field_name: Shot.sg_only_once"
        )
        assert told(answer) == (409, 103, title, {}, None)

    def test_what_is_said_of_it_at_once(self, api: Client) -> None:
        name = created(
            api, "Shot", "list", valid_values=["a", "b", "a"], default_value="b", description="Why"
        )
        field = fields(api, "Shot")[name]
        assert field["description"]["value"] == "Why"
        assert field["properties"]["valid_values"] == {"value": ["a", "b"], "editable": True}
        assert field["properties"]["default_value"] == {"value": "b", "editable": True}

    def test_statuses_have_the_labels_of_the_site(self, api: Client) -> None:
        name = created(api, "Shot", "status_list", valid_values=["wtg", "hld", "zzz"])
        labels = fields(api, "Shot")[name]["properties"]["display_values"]["value"]
        assert labels == {"wtg": "Waiting to Start", "hld": "On Hold"}

    @pytest.mark.parametrize(
        "data_type", ["color", "image", "calculated", "summary", "uuid", "texd", "", 7, None, []]
    )
    def test_data_types_that_nobody_creates(self, api: Client, data_type: object) -> None:
        answer = create(api, "Shot", data_type)
        assert told(answer) == invalid({"data_type": ["data_type is not valid"]})

    def test_a_checkbox_says_whether_it_is_ticked(self, api: Client) -> None:
        only = wrong("Only true or false allowed in checkbox")
        assert told(create(api, "Shot", "checkbox")) == only
        assert told(create(api, "Shot", "checkbox", default_value=None)) == only
        assert told(create(api, "Shot", "checkbox", default_value="yes")) == only

    @pytest.mark.parametrize("data_type", ["entity", "multi_entity"])
    @pytest.mark.parametrize("types", [[], ["Shot", "Asset"], "Shot", None])
    def test_a_link_leads_to_one_type(self, api: Client, data_type: str, types: object) -> None:
        answer = create(api, "Shot", data_type, valid_types=types)
        assert told(answer) == wrong("'valid_types' value expected Array with one element")

    @pytest.mark.parametrize(
        ("body", "source"),
        [
            ({}, {"data_type": ["data_type is missing"], "properties": ["properties is missing"]}),
            ({"data_type": "text"}, {"properties": ["properties is missing"]}),
            ({"data_type": "entity"}, {"properties": ["properties is missing"]}),
            (
                {"data_type": "color", "properties": {}},
                {"data_type": ["data_type is not valid"], "properties": ["properties must be an array"]},
            ),
            ({"data_type": "text", "properties": {}}, {"properties": ["properties must be an array"]}),
            ({"data_type": "text", "properties": [7]}, {"properties": {"0": ["0 must be a hash"]}}),
            (
                {"data_type": "text", "properties": [{"value": 1}]},
                {"properties": {"0": {"property_name": ["property_name is missing"]}}},
            ),
            (
                {"data_type": "text", "properties": [{"property_name": "name"}]},
                {"properties": {"0": {"value": ["value is missing"]}}},
            ),
        ],
    )
    def test_bodies_that_are_none(self, api: Client, body: object, source: object) -> None:
        assert told(api("POST", "/schema/Shot/fields", body)) == invalid(source)

    @pytest.mark.parametrize("name", [None, "", "  ", 7, ["x"]])
    def test_a_field_has_a_name(self, api: Client, name: object) -> None:
        answer = create(api, "Shot", "text", name=name)
        assert told(answer) == wrong("API schema_field_create() missing 'name' property")

    @pytest.mark.parametrize(
        ("data_type", "values", "title"),
        [
            ("text", {"colour": "red"}, "invalid property 'colour': \"red\" Valid property names: "),
            ("text", {"visible": False}, "invalid property 'visible': false Valid property names: "),
            ("entity", {"valid_types": ["Bogus"]}, "'valid_types' value expected one of ActionMenuItem, "),
            ("text", {"valid_types": ["Shot"]}, "'valid_types' value expected nothing for the data type t"),
            ("text", {"valid_values": ["a"]}, "'valid_values' value expected nothing for the data type text"),
            ("list", {"valid_values": "a"}, "'valid_values' value expected Array of words but got: \"a\""),
            ("list", {"valid_values": ["a", ""]}, "'valid_values' value expected Array of words but got: "),
            ("list", {"default_value": "a"}, "'default_value' value expected a value of the data type list"),
            ("number", {"default_value": 1.5}, "'default_value' value expected a value of the data type n"),
            ("date", {"default_value": "soon"}, "'default_value' value expected a value of the data type d"),
            ("url", {"default_value": {}}, "'default_value' value expected nothing for the data type url"),
            ("text", {"description": 7}, "'description' value expected String but got: 7"),
            ("text", {"summary_default": "best"}, "'summary_default' value expected one of none, "),
        ],
    )  # fmt: skip
    def test_properties_that_cannot_be(
        self, api: Client, data_type: str, values: dict[str, object], title: str
    ) -> None:
        before = list(fields(api, "Shot"))
        status, code, said, source, detail = told(create(api, "Shot", data_type, **values))
        assert (status, code, source, detail) == (400, 103, {}, None)
        assert said.startswith(f"API schema_field_create() {title}")
        assert list(fields(api, "Shot")) == before

    def test_a_type_that_nobody_writes_has_no_fields_of_the_sites_own(self, api: Client) -> None:
        detail = "Cannot edit read only entity 'work_day_rules'"
        assert told(create(api, "WorkDayRule", "text")) == (400, 103, "Action not allowed", None, detail)

    def test_administrators_alone_change_the_schema(self, artist: Client) -> None:
        status, code, title, *_ = told(create(artist, "Shot", "text"))
        assert (status, code, title) == (400, 104, "Fields of type Shot cannot be changed by this user.")


class TestUpdate:
    @pytest.fixture
    def path(self, api: Client) -> str:
        name = created(api, "Asset", "list", valid_values=["a", "b"])
        return f"Asset/fields/{name}"

    @pytest.mark.parametrize(
        ("name", "value"),
        [("name", "Renamed"), ("description", "Why"), ("custom_metadata", '{"a": 1}')],
    )
    def test_what_is_said_of_a_field(self, api: Client, path: str, name: str, value: str) -> None:
        answer = change(api, path, **{name: value})
        assert answer.status_code == 200
        assert answer.json["data"][name] == {"value": value, "editable": True}
        assert answer.json["links"] == {"self": f"/api/v1/schema/{path}"}
        assert api("GET", f"/schema/{path}").json["data"] == answer.json["data"]

    def test_a_new_display_name_leaves_the_name_and_frees_nothing(self, api: Client) -> None:
        name = created(api, "Asset", "text", name="Before")
        change(api, f"Asset/fields/{name}", name="After")
        assert fields(api, "Asset")[name]["name"]["value"] == "After"
        assert created(api, "Asset", "text", name="Before") == f"{name}_1"

    def test_values_to_choose_from(self, api: Client, path: str) -> None:
        answer = change(api, path, default_value="c", valid_values=["c", "d"], summary_default="count")
        said = answer.json["data"]["properties"]
        assert [said[name]["value"] for name in ("default_value", "summary_default", "valid_values")] == [
            "c", "count", ["c", "d"],
        ]  # fmt: skip
        status, code, title, *_ = told(change(api, path, valid_values=["d"]))
        assert (status, code) == (400, 103) and "with the default 'c' in it" in title

    def test_a_data_type_beside_the_properties_is_ignored(self, api: Client, path: str) -> None:
        answer = api("PUT", f"/schema/{path}", {"data_type": "number"})
        assert answer.status_code == 200
        assert answer.json["data"]["data_type"]["value"] == "list"

    def test_a_strict_caller_is_told_of_it(self, api: Client, path: str) -> None:
        answer = api("PUT", f"/schema/{path}", {"data_type": "number"}, headers={"Prefer": "handling=strict"})
        assert told(answer)[2].startswith("API schema_field_update() invalid property 'data_type'")

    @pytest.mark.parametrize(
        "name", ["data_type", "valid_types", "status_list_summary_exclude", "hidden_values", "editable"]
    )
    def test_other_properties(self, api: Client, path: str, name: str) -> None:
        status, code, title, source, detail = told(change(api, path, **{name: "x"}))
        assert (status, code, source, detail) == (400, 103, {}, None)
        assert title.startswith(f"API schema_field_update() invalid property '{name}'")
        names = ", ".join(f'"{each}"' for each in CHANGEABLE)
        assert title.endswith(f"Valid property names: [{names}]")

    def test_one_bad_property_and_nothing_is_changed(self, api: Client, path: str) -> None:
        before = api("GET", f"/schema/{path}").json
        assert change(api, path, description="new", default_value="nope").status_code == 400
        assert api("GET", f"/schema/{path}").json == before

    def test_shipped_fields_can_be_described_and_given_statuses(self, api: Client) -> None:
        change(api, "Level/fields/code", name="Level of Game", description="d")
        assert fields(api, "Level")["code"]["name"]["value"] == "Level of Game"
        assert change(api, "Level/fields/sg_status_list", valid_values=["wtg", "hld"]).status_code == 200
        said = fields(api, "Level")["sg_status_list"]["properties"]
        assert said["display_values"]["value"] == {"wtg": "Waiting to Start", "hld": "On Hold"}

    @pytest.mark.parametrize(
        ("field", "name", "value"),
        [("Shot/fields/code", "visible", False), ("Shot/fields/id", "default_value", 7)],
    )
    def test_what_a_shipped_field_fixes(self, api: Client, field: str, name: str, value: object) -> None:
        title = told(change(api, field, **{name: value}))[2]
        assert title.startswith(f"API schema_field_update() invalid property '{name}'")

    def test_a_field_that_is_not_there(self, api: Client) -> None:
        detail = "Field 'Shot.sg_nope' does not exist."
        assert told(change(api, "Shot/fields/sg_nope", name="x")) == not_found(detail)

    def test_administrators_alone(self, artist: Client) -> None:
        assert told(change(artist, "Shot/fields/code", name="x"))[1] == 104

    def test_patch_is_no_route(self, api: Client, path: str) -> None:
        assert api("PATCH", f"/schema/{path}", {}).status_code == 404


class TestProjects:
    def test_a_field_is_hidden_in_a_project(self, api: Client, ids: dict[str, int]) -> None:
        name = created(api, "Asset", "text", name="Project Visibility Test")
        here, there = f"?project_id={ids['project']}", f"?project_id={ids['archive']}"
        path = f"/schema/Asset/fields/{name}"
        body = {"properties": properties(visible=False), "project_id": ids["project"]}
        assert api("PUT", path, body).json["data"]["visible"] == {"value": False, "editable": True}
        seen = [api("GET", path + query).json["data"]["visible"]["value"] for query in (here, there, "")]
        assert seen == [False, True, True]
        assert [fields(api, "Asset", query)[name]["visible"]["value"] for query in (here, there)] == [
            False,
            True,
        ]
        assert api("PUT", path + here, {"properties": properties(visible=True)}).status_code == 200
        assert api("GET", path + here).json["data"]["visible"] == {"value": True, "editable": True}

    def test_nobody_hides_it_everywhere(self, api: Client) -> None:
        name = created(api, "Asset", "text")
        title = "API schema_field_update() missing 'project' for property 'visible'"
        assert told(change(api, f"Asset/fields/{name}", visible=False)) == wrong(title)

    @pytest.mark.parametrize("project", ["x", -1, 0, 2**40])
    def test_projects_that_cannot_be(self, api: Client, project: object) -> None:
        body = {"properties": properties(description="x"), "project_id": project}
        assert told(api("PUT", "/schema/Asset/fields/code", body))[2] == "Request Parameters invalid."

    def test_a_field_is_not_hidden_in_one_that_is_not_there(self, api: Client) -> None:
        before = fields(api, "Asset")
        body = {"properties": properties(description="x", visible=False), "project_id": 999999}
        expected = (404, 104, "Not Found", None, "Entity of type [Project] with id=999999 does not exist.")
        assert told(api("PUT", f"/schema/Asset/fields/{created(api, 'Asset', 'text')}", body)) == expected
        assert {name: each for name, each in fields(api, "Asset").items() if name in before} == before

    @pytest.mark.parametrize("project", ["0", "999999", "x", ""])
    def test_one_that_is_not_there_has_nothing_differently(self, api: Client, project: str) -> None:
        assert fields(api, "Asset", f"?project_id={project}") == fields(api, "Asset")


class TestTrash:
    def test_a_field_leaves_and_comes_back_as_it_was(self, api: Client) -> None:
        name = created(api, "Shot", "list", name="Comes back", valid_values=["a"])
        path = f"/schema/Shot/fields/{name}"
        before = api("GET", path).json
        gone = api("DELETE", path)
        assert (gone.status_code, gone.content) == (204, b"")
        assert told(api("GET", path)) == not_found(f"Field 'Shot.{name}' does not exist.")
        for query in ("", "?options[retired_only]=true", "?options[return_only]=retired"):
            assert name not in fields(api, "Shot", query)
        for data_type in ("list", "text"):
            assert told(create(api, "Shot", data_type, name="Comes back")) == wrong(IN_TRASH.format(name))
        back = api("POST", path, {"revive": True})
        assert (back.status_code, back.content) == (204, b"")
        assert api("GET", path).json == before

    def test_a_number_is_burned_as_well(self, api: Client) -> None:
        first, second = (created(api, "Shot", "text", name="Burned") for _ in range(2))
        api("DELETE", f"/schema/Shot/fields/{second}")
        assert created(api, "Shot", "text", name="Burned") == f"{first}_2"

    def test_a_strict_caller_sees_the_trash(self, api: Client) -> None:
        name = created(api, "Reel", "text")
        api("DELETE", f"/schema/Reel/fields/{name}")
        answer = api(
            "GET", "/schema/Reel/fields?options[return_only]=retired", headers={"Prefer": "handling=strict"}
        )
        assert list(answer.json["data"]) == [name]

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({}, "revive is missing"),
            ({"revive": False}, "revive must be true"),
            ({"revive": 1}, "revive must be true"),
        ],
    )
    def test_revive_says_so(self, api: Client, body: object, message: str) -> None:
        answer = api("POST", "/schema/Shot/fields/code", body)
        assert told(answer) == invalid({"revive": [message]})

    def test_a_live_field_is_revived_to_no_effect(self, api: Client) -> None:
        assert api("POST", "/schema/Shot/fields/code", {"revive": True}).status_code == 204

    @pytest.mark.parametrize("method", ["DELETE", "POST"])
    def test_one_that_never_was(self, api: Client, method: str) -> None:
        answer = api(method, "/schema/Shot/fields/sg_never", {"revive": True})
        assert told(answer) == not_found("Field 'Shot.sg_never' does not exist.")

    def test_a_shipped_field_stays(self, api: Client) -> None:
        answer = api("DELETE", "/schema/Shot/fields/code")
        assert told(answer) == wrong("API schema_field_delete() Shot.code is not a custom field.")

    @pytest.mark.parametrize("method", ["DELETE", "POST"])
    def test_administrators_alone(self, api: Client, artist: Client, method: str) -> None:
        name = created(api, "Shot", "text")
        assert told(artist(method, f"/schema/Shot/fields/{name}", {"revive": True}))[1] == 104


class TestRelations:
    def test_both_ends_and_the_type_between(self, api: Client, ids: dict[str, int]) -> None:
        name = created(api, "Version", "multi_entity", name="Deliverables for", valid_types=["Asset"])
        reverse, between = f"version_{name}_versions", f"Version_{name}_Connection"
        assert fields(api, "Asset")[reverse]["properties"]["valid_types"]["value"] == ["Version"]
        shown = api("GET", "/schema").json["data"][between]
        assert shown["name"]["value"] == "Version Sg Deliverables For Connection"

        link = {"type": "Asset", "id": ids["asset"]}
        api("PUT", "/entity/versions/<version>", {name: [link]})
        seen = api("GET", "/entity/assets/<asset>").json["data"]["relationships"][reverse]["data"]
        assert [each["id"] for each in seen] == [ids["version"]]
        assert api.ids(api.search("versions", [[name, "is", link]], fields=name)) == [ids["version"]]
        assert len(api("GET", f"/entity/{between}").json["data"]) == 1

        assert api("DELETE", f"/schema/Asset/fields/{reverse}").status_code == 204
        assert name not in fields(api, "Version")
        assert api("GET", f"/schema/{between}").status_code == 404
        assert api("POST", f"/schema/Version/fields/{name}", {"revive": True}).status_code == 204
        seen = api("GET", "/entity/assets/<asset>").json["data"]["relationships"][reverse]["data"]
        assert [each["id"] for each in seen] == [ids["version"]]

    def test_rows_of_one_type(self, api: Client, ids: dict[str, int]) -> None:
        name = created(api, "Version", "multi_entity", name="ai generated from", valid_types=["Version"])
        assert name == "sg_ai_generated_from"
        link = {"type": "Version", "id": ids["version2"]}
        api("PUT", "/entity/versions/<version>", {name: [link]})
        row = api("GET", "/entity/versions/<version2>").json["data"]["relationships"]
        assert row[name]["data"] == []
        assert [each["id"] for each in row["version_sg_ai_generated_from_versions"]["data"]] == [
            ids["version"]
        ]

    def test_other_types_are_refused(self, api: Client, ids: dict[str, int]) -> None:
        name = created(api, "Version", "entity", name="Made of", valid_types=["Asset"])
        answer = api("PUT", "/entity/versions/<version>", {name: {"type": "Shot", "id": ids["shot"]}})
        assert told(answer)[2] == f"Update failed for [Version.{name}]: Asset expected, got Shot"


VALUES: list[tuple[str, dict[str, object], object, object, str]] = [
    # data type, properties, what is written, what is read, the relation that finds it
    ("text", {}, " Plate ", "Plate", "is"),
    ("number", {}, 7, 7, "is"),
    ("float", {}, 2.5, "2.5", "is"),
    ("percent", {}, 50, 50, "is"),
    ("checkbox", {"default_value": False}, True, True, "is"),
    ("date", {}, "2026-10-01", "2026-10-01", "is"),
    ("date_time", {}, "2026-10-01T09:00:00Z", "2026-10-01T09:00:00Z", "is"),
    ("duration", {}, 90, 90, "is"),
    ("timecode", {}, 3600000, 3600000, "is"),
    ("list", {"valid_values": ["Type A"]}, "Type A", "Type A", "is"),
    ("status_list", {"valid_values": ["rev"]}, "rev", "rev", "is"),
    ("footage", {}, "16-08", "16-08", "is"),
    ("currency", {}, 9.5, 9.5, "is"),
    ("url", {}, {"url": "https://x.test/a", "name": "a"}, "https://x.test/a", ""),
    ("entity", {"valid_types": ["Asset"]}, "<asset>", "<asset>", "is"),
    ("multi_entity", {"valid_types": ["Asset"]}, ["<asset>"], ["<asset>"], "is"),
    ("tag_list", {}, ["a"], ["a"], "is"),
]  # fmt: skip


class TestValues:
    """A field of each data type: made, written, read, filtered, trashed, and back with its values."""

    @pytest.mark.parametrize(
        ("data_type", "said", "sent", "read", "relation"), VALUES, ids=[each[0] for each in VALUES]
    )
    def test_a_field_of_each_data_type(
        self,
        api: Client,
        ids: dict[str, int],
        data_type: str,
        said: dict[str, object],
        sent: object,
        read: object,
        relation: str,
    ) -> None:
        asset = {"type": "Asset", "id": ids["asset"]}
        sent = {"<asset>": asset}.get(str(sent), [asset] if sent == ["<asset>"] else sent)
        name = created(api, "Shot", data_type, **said)

        def shown(answer: testing.Result) -> object:
            assert answer.status_code in (200, 201), answer.text
            row = answer.json["data"]
            if name in row["relationships"]:
                data = row["relationships"][name]["data"]
                return ["<asset>"] if isinstance(data, list) and data else "<asset>" if data else data
            value = row["attributes"].get(name)
            return value["url"] if data_type == "url" and value else value

        unset = shown(api("GET", "/entity/shots/<shot2>"))
        assert unset == {"checkbox": False, "multi_entity": [], "tag_list": []}.get(data_type)
        assert shown(api("PUT", "/entity/shots/<shot2>", {name: sent})) == read
        assert shown(api("GET", f"/entity/shots/<shot2>?fields={name}")) == read
        project = {"type": "Project", "id": ids["project"]}
        made = api("POST", "/entity/shots", {"code": name, "project": project, name: sent})
        assert shown(made) == ("2026-10-01 09:00:00 UTC" if data_type == "date_time" else read)
        if relation:
            value = sent[0] if isinstance(sent, list) else sent.strip() if isinstance(sent, str) else sent
            found = api.ids(api.search("shots", [[name, relation, value]], fields="code"))
            assert found == [ids["shot2"], made.json["data"]["id"]]
        grouping = [{"field": name, "type": "exact", "direction": "asc"}]
        body = {"filters": [], "summary_fields": [{"field": "id", "type": "count"}], "grouping": grouping}
        counted = api("POST", "/entity/shots/_summarize", body, "application/vnd+shotgun.api3_array+json")
        assert counted.status_code == (400 if data_type == "url" else 200)
        assert api("GET", f"/entity/shots?sort={name}").status_code == 200

        assert api("DELETE", f"/schema/Shot/fields/{name}").status_code == 204
        row = api("GET", "/entity/shots/<shot2>").json["data"]
        assert name not in row["attributes"] and name not in row["relationships"]
        assert api("PUT", "/entity/shots/<shot2>", {name: sent}).status_code == 400
        assert api.search("shots", [[name, "is", None]]).status_code == 400
        assert api("POST", f"/schema/Shot/fields/{name}", {"revive": True}).status_code == 204
        assert shown(api("GET", "/entity/shots/<shot2>")) == read

    def test_defaults_are_for_rows_made_from_now_on(self, api: Client, ids: dict[str, int]) -> None:
        name = created(api, "Shot", "number", default_value=12)
        project = {"type": "Project", "id": ids["project"]}
        made = api("POST", "/entity/shots", {"code": "defaulted", "project": project}).json["data"]["id"]
        values = [
            api("GET", f"/entity/shots/{row}").json["data"]["attributes"][name] for row in (ids["shot"], made)
        ]
        assert values == [None, 12]

    def test_dotted_paths_lead_there_at_once(self, api: Client, ids: dict[str, int]) -> None:
        name = created(api, "Sequence", "text")
        api("PUT", "/entity/sequences/<sequence>", {name: "deep"})
        path = f"sg_sequence.Sequence.{name}"
        answer = api("GET", f"/entity/shots/<shot>?fields={path}")
        assert answer.json["data"]["attributes"] == {path: "deep"}
        assert ids["shot"] in api.ids(api.search("shots", [[path, "is", "deep"]]))


class TestEvents:
    def test_each_change_is_told(self, api: Client, contract_site: Site) -> None:
        name = created(api, "Shot", "list", name="Told", valid_values=["a"])
        path = f"Shot/fields/{name}"
        change(api, path, name="Told again")
        change(api, path, valid_values=["a", "b"], default_value="b")
        api("DELETE", f"/schema/{path}")
        api("POST", f"/schema/{path}", {"revive": True})
        answer = api.search(
            "event_log_entries",
            [["event_type", "starts_with", "Shotgun_DisplayColumn"]],
            fields="event_type,attribute_name,meta,entity,project,description",
            sort="-id",
            page={"size": 5, "number": 1},
        )
        rows = list(reversed(answer.json["data"]))
        assert [row["attributes"]["event_type"].removeprefix("Shotgun_DisplayColumn_") for row in rows] == [
            "New", "Change", "Change", "Retirement", "Revival",
        ]  # fmt: skip
        links = [row["relationships"]["entity"]["data"] for row in rows]
        assert {(link["type"], link["name"]) for link in links} == {("DisplayColumn", name)}
        assert all(row["relationships"]["project"]["data"] is None for row in rows)
        assert [row["attributes"]["attribute_name"] for row in rows] == [
            None, "name", "data_type_properties", None, None,
        ]  # fmt: skip
        meta = rows[2]["attributes"]["meta"]
        assert meta["old_value"]["list_subset"] == ["a"]
        assert (meta["new_value"]["list_default"], meta["new_value"]["list_subset"]) == ("b", ["a", "b"])
