"""Rows: read, made, changed, retired, revived; their links (rest/20, behaviour/writing)."""

import re
from typing import Any

import msgspec
import pytest
from tests.contract.client import Client, error_of, invalid, not_found, refused, told, wrong

from slatehouse.schema.files import Picture
from slatehouse.site.site import Site

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MISSING = 999_999_999
UNSET = "Invalid field value, update failed [5 - Update failed for"


@pytest.fixture(scope="module")
def film(ids: dict[str, int]) -> dict[str, Any]:
    return {"type": "Project", "id": ids["project"]}


@pytest.fixture
def shot(api: Client, film: dict[str, Any]) -> int:
    """A new shot that the test may do anything to."""
    return int(api("POST", "/entity/shots", {"project": film, "code": "NEW010"}).json["data"]["id"])


@pytest.fixture
def version(api: Client, film: dict[str, Any]) -> int:
    """A new version that the test may do anything to."""
    return int(api("POST", "/entity/versions", {"project": film, "code": "new_v001"}).json["data"]["id"])


class TestRead:
    @pytest.mark.parametrize("segment", ["versions", "Version"])
    def test_a_row_that_is_not_there(self, api: Client, segment: str) -> None:
        expected = not_found(f"Version: {MISSING} not found", 104)
        assert told(api("GET", f"/entity/{segment}/{MISSING}")) == expected

    @pytest.mark.parametrize("row_id", [2**31, 10**17])
    def test_an_id_beyond_all_ids(self, api: Client, row_id: int) -> None:
        assert told(api("GET", f"/entity/shots/{row_id}")) == not_found(f"Shot: {row_id} not found", 104)

    def test_the_link_is_the_path_as_called(self, api: Client, ids: dict[str, int]) -> None:
        answer = api("GET", "/entity/Shot/<shot>?fields=code&a=b")
        assert answer.json["links"] == {"self": f"/api/v1/entity/Shot/{ids['shot']}?a=b&fields=code"}

    def test_a_page_of_the_site_is_a_bare_address(self, api: Client, ids: dict[str, int]) -> None:
        path = f"/detail/Project/{ids['project']}?legacy=true"
        for query in ("?fields=landing_page_url", ""):
            row = api("GET", f"/entity/projects/<project>{query}").json["data"]
            assert row["attributes"]["landing_page_url"] == path
        asked = "project.Project.landing_page_url"
        shot = api("GET", f"/entity/shots/<shot>?fields={asked}").json["data"]
        assert shot["attributes"] == {asked: path}
        made = api("POST", "/entity/projects", {"name": "Estuary"}).json["data"]
        assert made["attributes"]["landing_page_url"] == f"/detail/Project/{made['id']}?legacy=true"

    def test_a_picture_is_sourced_in_another_order(self, api: Client) -> None:
        links = api("GET", "/entity/shots/<shot>").json["data"]["relationships"]
        assert links["image_source_entity"]["data"] is None


class TestCreate:
    def test_it_answers_201_and_the_new_row_alone(self, api: Client, film: dict[str, Any]) -> None:
        answer = api("POST", "/entity/Shot", {"project": film, "code": "A010", "description": "Rain"})
        assert answer.status_code == 201 and list(answer.json) == ["data"]
        row = answer.json["data"]
        assert list(row) == ["type", "attributes", "relationships", "id", "links"]
        assert row["links"] == {"self": f"/api/v1/entity/shots/{row['id']}"}
        assert (
            row["attributes"] | {"code": "A010", "description": "Rain", "cached_display_name": "A010"}
            == (row["attributes"])
        )
        assert row["relationships"]["project"]["data"] == film | {"name": "Lighthouse"}
        assert row["relationships"]["notes"]["data"] == []
        assert "sg_sequence" not in row["relationships"]

    @pytest.mark.parametrize(
        ("segment", "time"), [("shots", "2019-03-04 05:06:07 UTC"), ("tasks", "2019-03-04T05:06:07Z")]
    )
    def test_its_times_are_spelled_in_words_except_of_tasks(
        self, api: Client, film: dict[str, Any], segment: str, time: str
    ) -> None:
        sent = "2019-03-04T05:06:07Z"
        row = api("POST", f"/entity/{segment}", {"project": film, "created_at": sent}).json["data"]
        assert row["attributes"]["created_at"] == time
        read = api("GET", f"/entity/{segment}/{row['id']}?fields=created_at").json["data"]
        assert read["attributes"] == {"created_at": sent}

    def test_fields_change_nothing_of_its_answer(self, api: Client, film: dict[str, Any]) -> None:
        plain = api("POST", "/entity/shots", {"project": film}).json["data"]
        asked = api("POST", "/entity/shots?fields=code,project.Project.name", {"project": film}).json["data"]
        for part in ("attributes", "relationships"):
            assert list(plain[part]) == list(asked[part])

    def test_the_same_body_twice_makes_two_rows(self, api: Client, film: dict[str, Any]) -> None:
        made = [api("POST", "/entity/shots", {"project": film, "code": "TWIN"}).json["data"] for _ in "12"]
        assert made[0]["id"] != made[1]["id"]

    @pytest.mark.parametrize(
        ("segment", "body", "title"),
        [
            ("shots", {"code": "SH010"}, """API create() missing 'project' attribute: {"code" => "SH010"}"""),
            ("shots", {}, "API create() missing 'project' attribute: {}"),
            ("shots", {"sg_nope": 1}, "API create() Shot.sg_nope doesn't exist."),
            (
                "notes",
                {"project": "FILM", "created_at": 1600000000},
                "API create() Note.created_at expected [String, NilClass] data type(s) "
                "but got Integer: 1600000000",
            ),
            ("shots", {"project": "FILM", "id": 5}, "API create() Shot.id is read only."),
            (
                "shots",
                {"project": "FILM", "open_notes_count": 5},
                "API create() Shot.open_notes_count is read only.",
            ),
            (
                "shots",
                {"project": {"id": 1}},
                "API create() invalid/missing entity hash string 'type': "
                '{"id" => 1} Valid entity types: ["ActionMenuItem", ',
            ),
            (
                "shots",
                {"project": {"type": "Project", "id": None}},
                "API create() invalid/missing entity hash integer 'id': "
                """{"type" => "Project", "id" => nil}""",
            ),
        ],
    )
    def test_what_cannot_be_is_a_wrong_request(
        self, api: Client, film: dict[str, Any], segment: str, body: dict[str, Any], title: str
    ) -> None:
        sent = {name: film if value == "FILM" else value for name, value in body.items()}
        status, code, found, source, detail = told(api("POST", f"/entity/{segment}", sent))
        assert (status, code, source, detail) == (400, 103, {}, None)
        assert found.startswith(title)

    @pytest.mark.parametrize(
        ("segment", "values", "title"),
        [
            (
                "shots",
                {"code": ""},
                "Create failed for [Shot]: Cannot set identifier field to empty. (Shot)",
            ),
            (
                "versions",
                {"frame_count": 2**31},
                "Create failed for [Version]: PG::NumericValueOutOfRange: ERROR:  integer out of range\n",
            ),
            (
                "versions",
                {"frame_count": -(2**63) - 1},
                "Create failed for [Version]: PG::NumericValueOutOfRange: ERROR:  integer out of range\n",
            ),
            (
                "versions",
                {"entity": {"type": "Shot", "id": MISSING}},
                f"{UNSET} [Version.entity]: Value is not legal.]",
            ),
            (
                "versions",
                {"entity": {"type": "Shot", "uuid": "u1"}},
                f"{UNSET} [Version.entity]: Invalid statement.]",
            ),
            (
                "notes",
                {"sg_note_type": "zzznope"},
                f"{UNSET} [Note.sg_note_type]: 'zzznope' is not "
                "a valid list value. Valid list values: 'Internal', 'Client'.]",
            ),
        ],
    )
    def test_what_a_field_refuses_fails_the_create(
        self, api: Client, film: dict[str, Any], segment: str, values: dict[str, Any], title: str
    ) -> None:
        answer = api("POST", f"/entity/{segment}", {"project": film, **values})
        assert told(answer) == refused(title)
        meta = error_of(answer)["meta"]
        assert list(meta) == ["crud_error_uuid"] and UUID.fullmatch(meta["crud_error_uuid"])

    def test_a_project_has_a_name(self, api: Client, film: dict[str, Any]) -> None:
        empty = "Cannot set identifier field to empty. (Project)"
        for name in ("", " "):
            answer = api("POST", "/entity/projects", {"name": name})
            assert told(answer) == refused(f"Create failed for [Project]: {empty}")
            answer = api("PUT", f"/entity/projects/{film['id']}", {"name": name})
            assert told(answer) == refused(f"Update failed for [Project.name]: {empty}")

    @pytest.mark.parametrize(
        ("segment", "start"),
        [("task_templates", ""), ("action_menu_items", "Invalid field value, update failed [5 - ")],
    )
    def test_a_type_that_is_none_is_told_the_others(self, api: Client, segment: str, start: str) -> None:
        status, code, title, source, _ = told(api("POST", f"/entity/{segment}", {"entity_type": "Nope"}))
        kind = {"task_templates": "TaskTemplate", "action_menu_items": "ActionMenuItem"}[segment]
        assert (status, code, source) == (400, 104, None)
        assert title.startswith(
            f"{start}Update failed for [{kind}.entity_type]: 'Nope' is not a valid entity type. "
            "Valid entity types: 'Asset', 'Shot', "
        )

    def test_a_file_tells_the_id_of_its_attachment(self, api: Client) -> None:
        """Of an Attachment that is the file itself as well."""
        made = api("POST", "/entity/attachments", {"this_file": {"url": "https://a.example/b"}}).json["data"]
        assert made["attributes"]["this_file"]["id"] == made["id"]
        read = api("GET", f"/entity/attachments/{made['id']}?fields=this_file").json["data"]
        assert read["attributes"]["this_file"]["id"] == made["id"]

    def test_a_status_that_is_none_is_told_the_others(self, api: Client, film: dict[str, Any]) -> None:
        answer = api("POST", "/entity/tasks", {"project": film, "sg_status_list": "zz_bad"})
        title = told(answer)[2]
        assert title.startswith(
            f"{UNSET} [Task.sg_status_list]: 'zz_bad' is not a valid status. Valid statuses: 'wtg', "
        )
        assert title.endswith("'.]")

    def test_a_refused_create_leaves_nothing(self, api: Client, film: dict[str, Any]) -> None:
        before = api.ids(api("GET", "/entity/versions"))
        api(
            "POST",
            "/entity/versions",
            {"project": film, "code": "x", "sg_task": {"type": "Task", "id": MISSING}},
        )
        assert api.ids(api("GET", "/entity/versions")) == before

    @pytest.mark.parametrize("sent", ["2019-03-04 05:06:07 UTC", "yesterday", ""])
    def test_a_time_has_a_form(self, api: Client, film: dict[str, Any], sent: str) -> None:
        title = (
            f"Invalid date time format: {sent}. Correct format is 2011-01-21T13:26:09Z (UTC), "
            "2011-01-21T13:26:09-07:00 (UTC Offset) or any ISO8601 compatible string."
        )
        answer = api("POST", "/entity/notes", {"project": film, "created_at": sent})
        assert told(answer) == wrong(title, {"created_at": title})


class TestUpdate:
    def test_it_answers_the_whole_row(self, api: Client, shot: int) -> None:
        answer = api("PUT", f"/entity/shots/{shot}", {"description": "second"})
        assert list(answer.json) == ["data", "links", "status"]
        assert (answer.json["links"], answer.json["status"]) == ({}, "successful")
        assert answer.json["data"] == api("GET", f"/entity/shots/{shot}").json["data"]
        assert answer.json["data"]["attributes"]["description"] == "second"

    def test_conditions_and_fields_are_ignored(self, api: Client, shot: int) -> None:
        headers = {"If-Match": '"other"', "If-None-Match": "*", "If-Unmodified-Since": "Mon, 01 Jan 2001 GMT"}
        answer = api("PUT", f"/entity/shots/{shot}?fields=code", {"description": "x"}, headers=headers)
        assert answer.status_code == 200 and len(answer.json["data"]["attributes"]) > 10

    def test_a_row_that_is_not_there(self, api: Client) -> None:
        detail = f"Entity of type [Shot] with id={MISSING} does not exist."
        assert told(api("PUT", f"/entity/shots/{MISSING}", {})) == not_found(detail, 104)

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            (
                {"updated_at": "2026-01-01T00:00:00Z"},
                wrong("API update() Version.updated_at is editable on create only."),
            ),
            ({"id": 7}, wrong("API update() Version.id is read only.")),
            ({"sg_nope": 7}, wrong("API update() Version.sg_nope doesn't exist.")),
            (
                {"playlists": None},
                wrong(
                    "API update() Version.playlists expected [Array, Hash] data type(s) but got NilClass: nil"
                ),
            ),
            ({"playlists": [2202]}, wrong("API update() invalid/missing entity hash: 2202")),
            (
                {"playlists": {"type": "Playlist", "id": 1}},
                wrong("API update() invalid/missing string 'multi_entity_update_mode'"),
            ),
            (
                {"playlists": {"multi_entity_update_mode": "add", "values": []}},
                wrong("API update() invalid/missing array of entity hashes 'value'"),
            ),
            (
                {"playlists": [{"type": "Playlist", "id": MISSING}]},
                refused("Update failed for [Version.playlists]: Value is not legal."),
            ),
            (
                {"entity": {"type": "Shot", "id": MISSING}},
                refused("Update failed for [Version.entity]: Value is not legal."),
            ),
            (
                {"project": {"type": "Shot", "id": 1}},
                refused("Update failed for [Version.project]: Project expected, got Shot"),
            ),
            (
                {"image": {"type": "Attachment", "id": 1}},
                wrong(
                    "API update(): Write access of the 'image' data type (Version.image) "
                    "not yet supported in API"
                ),
            ),
            (
                {"sg_uploaded_movie": {}},
                wrong("API update() invalid/missing url hash string 'url': {}"),
            ),
            ({"frame_count": 2**31}, refused("Update failed for [Version.frame_count]: Invalid statement.")),
            (
                {"frame_count": 3.7},
                wrong(
                    "API update() Version.frame_count expected [String, Integer, NilClass] data type(s) "
                    "but got Float: 3.7"
                ),
            ),
            (
                {"frame_count": "42abc"},
                wrong(
                    "Invalid data for 'number' data type",
                    {"frame_count": "Invalid data for 'number' data type. Value: 42abc"},
                ),
            ),
            (
                {"description": ["a", "b"]},
                wrong(
                    "API update() Version.description expected [String, NilClass] data type(s) "
                    'but got Array: ["a", "b"]'
                ),
            ),
        ],
    )
    def test_what_cannot_be_is_refused_whole(
        self, api: Client, version: int, body: dict[str, Any], error: tuple[Any, ...]
    ) -> None:
        answer = api("PUT", f"/entity/versions/{version}", {"code": "changed", **body})
        assert told(answer) == error
        assert (error_of(answer)["meta"] is None) == (error[1] == 103)
        code = api("GET", f"/entity/versions/{version}?fields=code").json["data"]["attributes"]["code"]
        assert code == "new_v001"

    def test_a_status_that_is_none_is_told_the_others(self, api: Client) -> None:
        title = told(api("PUT", "/entity/tasks/<task>", {"sg_status_list": "Final"}))[2]
        assert title.startswith(
            "Update failed for [Task.sg_status_list]: 'Final' is not a valid status. "
            "Valid statuses: 'wtg', 'ip', "
        )
        assert title.endswith("'.")

    @pytest.mark.parametrize(
        ("query", "linked"),
        [
            ("", ["B"]),
            ("?multi_entity_update_mode=add", ["A", "B"]),
            ("?options[multi_entity_update_modes][versions]=add", ["A", "B"]),
            ("?options[multi_entity_update_modes][versions]=remove", ["A"]),
            ("?options[multi_entity_update_modes][tags]=add", ["B"]),
            ("?multi_entity_update_mode=add&options[multi_entity_update_modes][versions]=set", ["B"]),
        ],
    )
    def test_a_mode_in_the_query_string_is_honoured(
        self, api: Client, film: dict[str, Any], query: str, linked: list[str]
    ) -> None:
        made = {
            code: {
                "type": "Version",
                "id": api("POST", "/entity/versions", {"project": film, "code": code}).json["data"]["id"],
            }
            for code in ("A", "B")
        }
        body = {"project": film, "code": "list", "versions": [made["A"]]}
        playlist = api("POST", "/entity/playlists", body).json["data"]["id"]
        answer = api("PUT", f"/entity/playlists/{playlist}{query}", {"versions": [made["B"]]})
        found = answer.json["data"]["relationships"]["versions"]["data"]
        assert [each["name"] for each in found] == linked

    def test_an_unknown_mode_is_refused(self, api: Client) -> None:
        answer = api("PUT", "/entity/playlists/<playlist>?multi_entity_update_mode=blend", {"versions": []})
        assert told(answer) == wrong("API update() invalid/missing string 'multi_entity_update_mode'")


class TestRetireAndRevive:
    def test_a_row_goes_and_comes_back(self, api: Client, shot: int) -> None:
        path, retired = f"/entity/shots/{shot}", "options[return_only]=retired"
        before = api("GET", path).json["data"]["attributes"]
        gone = api("DELETE", path)
        assert (gone.status_code, gone.content) == (204, b"")
        assert "content-type" not in gone.headers
        assert told(api("GET", path)) == not_found(f"Shot: {shot} not found", 104)
        assert api("GET", f"{path}?{retired}").status_code == 200
        detail = f"Entity of type [Shot] with id={shot} does not exist."
        assert told(api("DELETE", path)) == not_found(detail, 104)
        back = api("POST", f"{path}?revive=1", {"code": "not applied"})
        assert (back.status_code, back.json) == (
            200,
            {
                "data": {"type": "Shot", "id": shot},
                "links": {"self": f"/api/v1{path}"},
                "meta": {"did_revive": True},
            },
        )
        assert api("GET", path).json["data"]["attributes"] == before

    @pytest.mark.parametrize("word", ["1", "true", "yes", "TRUE"])
    def test_a_live_row_is_not_revived(self, api: Client, word: str) -> None:
        answer = api("POST", f"/entity/Shot/<shot>?revive={word}&fields=code", content_type=None)
        assert answer.json["meta"] == {"did_revive": False}
        assert answer.json["links"]["self"].startswith("/api/v1/entity/Shot/")

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("", "is missing"),
            ("?revive=0", "must be true"),
            ("?revive=false", "must be true"),
            ("?revive=", "must be true"),
        ],
    )
    def test_reviving_has_to_be_said(self, api: Client, query: str, message: str) -> None:
        answer = api("POST", f"/entity/shots/<shot>{query}", {})
        assert told(answer) == invalid({"revive": [f"revive {message}"]})

    @pytest.mark.parametrize("call", [("DELETE", ""), ("POST", "?revive=1")])
    def test_a_row_that_is_not_there(self, api: Client, call: tuple[str, str]) -> None:
        method, query = call
        detail = f"Entity of type [Version] with id={MISSING} does not exist."
        assert told(api(method, f"/entity/versions/{MISSING}{query}")) == not_found(detail, 104)

    def test_a_json_type_without_a_body_is_fine(self, api: Client, shot: int) -> None:
        answer = api("DELETE", f"/entity/shots/{shot}", headers={"Content-Type": "application/json"})
        assert answer.status_code == 204

    def test_the_event_log_is_not_to_be_retired(self, api: Client) -> None:
        event = api.ids(api("GET", "/entity/event_log_entries?page[size]=1"))[0]
        title = told(api("DELETE", f"/entity/event_log_entries/{event}"))[2]
        assert title == (
            "Entity of type EventLogEntry can not be deleted by this user. "
            "Rule: API Admin -- PermissionRule 297: DENY retire_entity FOR entity_type => EventLogEntry"
        )


class TestRelationships:
    def test_a_single_link(self, api: Client, ids: dict[str, int]) -> None:
        here = f"/entity/versions/{ids['version']}/relationships/entity"
        assert api("GET", f"{here}?page[size]=1&fields=code").json == {
            "data": {"id": ids["shot"], "name": "SH010", "type": "Shot"},
            "links": {"self": f"/api/v1{here}"},
        }

    def test_the_source_of_a_picture_is_spelled_as_in_its_row(
        self, api: Client, contract_site: Site, ids: dict[str, int]
    ) -> None:
        source: dict[str, object] = {
            "image": msgspec.json.encode(Picture("ab" * 32, "a.png")).decode(),
            "image_source_entity$type": "Version",
            "image_source_entity$id": ids["version"],
        }
        with contract_site.database.writing() as connection:
            contract_site.edition.rows.update(connection, "Version", ids["version2"], source)
        row = api("GET", "/entity/versions/<version2>").json["data"]
        apart = api("GET", "/entity/versions/<version2>/relationships/image_source_entity")
        shown = [row["relationships"]["image_source_entity"]["data"], apart.json["data"]]
        spelled = [("type", "Version"), ("id", ids["version"]), ("name", "SH010_comp_v001")]
        assert [list(each.items()) for each in shown] == [spelled, spelled]

    def test_all_links_of_a_list(self, api: Client, ids: dict[str, int]) -> None:
        answer = api("GET", "/entity/notes/<note>/relationships/note_links?page[size]=1&page[number]=2")
        assert answer.json["data"] == [
            {"id": ids["shot"], "name": "SH010", "type": "Shot"},
            {"id": ids["version"], "name": "SH010_comp_v001", "type": "Version"},
        ]
        assert list(answer.json["links"]) == ["self"]

    @pytest.mark.parametrize(("name", "data"), [("playlists", []), ("entity", None)])
    def test_nothing_linked(self, api: Client, name: str, data: object) -> None:
        assert api("GET", f"/entity/versions/<version3>/relationships/{name}").json["data"] == data

    @pytest.mark.parametrize("name", ["code", "image", "id", "sg_uploaded_movie"])
    def test_other_fields_have_none(self, api: Client, name: str) -> None:
        source = {"related_field": [" is not an Entity or Multi Entity field."]}
        expected = wrong(f"Field '{name}' is not a relationship field", source)
        assert told(api("GET", f"/entity/versions/<version>/relationships/{name}")) == expected

    def test_an_unknown_field(self, api: Client) -> None:
        answer = api("GET", "/entity/versions/<version>/relationships/sg_nope")
        assert told(answer) == not_found("Field 'Version.sg_nope' does not exist.")

    @pytest.mark.parametrize(
        ("row", "query"), [("<shot>", "?options[return_only]=retired"), ("<gone>", ""), (str(MISSING), "")]
    )
    def test_an_owner_that_is_not_there(self, api: Client, row: str, query: str) -> None:
        answer = api("GET", f"/entity/shots/{row}/relationships/notes{query}")
        assert told(answer) == not_found(api.filled(f"Shot: {row} not found"))

    def test_a_retired_owner_is_read_on_request(self, api: Client) -> None:
        path = "/entity/shots/<gone>/relationships/notes?options[return_only]=retired"
        assert api("GET", path).json["data"] == []


@pytest.mark.parametrize(
    "path", ["/entity/versions/<version>", "/entity/versions/<version>/relationships/entity"]
)
def test_there_is_no_patch(api: Client, path: str) -> None:
    assert told(api("PATCH", path, {"code": "x"})) == not_found()
