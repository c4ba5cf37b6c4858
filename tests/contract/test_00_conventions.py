"""The conventions of the REST API: spelling, envelopes, codes, paging, sorting, fields, CORS (rest/00)."""

import hashlib
import json
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

PREFIXES = ("/api/v1", "/api/v1.1")


class TestPrefixes:
    @pytest.mark.parametrize(("prefix", "version"), [("/api/v1", "1.0"), ("/api/v1.1", "1.1")])
    def test_the_root_tells_which_version_was_called(self, anyone: Client, prefix: str, version: str) -> None:
        assert anyone("GET", prefix).json["data"]["api_version"] == version

    @pytest.mark.parametrize(
        "path", ["/entity/shots/<shot>", "/entity/shots?fields=code,project&page[size]=1"]
    )
    def test_both_prefixes_answer_alike_but_for_their_links(self, api: Client, path: str) -> None:
        old, new = (api("GET", prefix + path).text for prefix in PREFIXES)
        assert old.replace("/api/v1/", "/api/v1.1/") == new

    @pytest.mark.parametrize(
        "path",
        [
            "/api",
            "/api/v0",
            "/api/v1.2",
            "/api/v1.10",
            "/api/v2",
            "/api/version",
            "/api/v1/entity",
            "/api/v1/entity_types",
            "/api/v1/nowhere",
            "/api/v1/api/v1/entity/shots",
            "/api/v1/entity/human_users/me",
            "/api/v1/entity/shots/-1",
            "/api/v1/entity/shots/1_0",
            "/api/v1/me",
        ],
    )
    @pytest.mark.parametrize("signed_in", [True, False])
    def test_anything_else_leads_nowhere(
        self, api: Client, anyone: Client, path: str, signed_in: bool
    ) -> None:
        answer = (api if signed_in else anyone)("GET", path)
        assert told(answer) == not_found()
        assert len(answer.content) == 138

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("PATCH", "/entity/shots/<shot>"),
            ("PUT", "/entity/shots"),
            ("DELETE", "/entity/shots"),
            ("GET", "/entity/shots/_search"),
            ("POST", ""),
            ("GET", "/auth/access_token"),
            ("POST", "/entity/shots/<shot>/relationships/tasks"),
            ("DELETE", "/entity/shots/<shot>/relationships/tasks"),
            ("DELETE", "/entity/shots/<shot>/image"),
            ("PUT", "/entity/shots/<shot>/_revive"),
        ],
    )
    def test_another_verb_leads_nowhere(self, api: Client, method: str, path: str) -> None:
        assert told(api(method, path, {})) == not_found()

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("", 200),
            ("/entity/shots", 200),
            ("/entity/shots?page[size]=0", 400),
            ("/entity/shots/<shot>", 200),
            ("/entity/shots/<gone>", 404),
            ("/entity/notes/<note>/relationships/note_links", 200),
            ("/entity/shots/<shot>/image", 200),
            ("/entity/nothing", 404),
            ("/nowhere", 404),
            ("/entity/_batch", 404),
            ("/entity/shots/_search", 404),
        ],
    )
    def test_head_is_a_get_without_its_body(self, api: Client, path: str, status: int) -> None:
        whole, head = (api(method, path) for method in ("GET", "HEAD"))
        assert (whole.status_code, head.status_code, head.content) == (status, status, b"")
        assert head.headers["content-length"] == str(len(whole.content))
        assert head.headers.get("etag") == whole.headers.get("etag")

    def test_a_slash_at_the_end_changes_nothing(self, api: Client) -> None:
        assert api("GET", "/entity/shots/<shot>/").content == api("GET", "/entity/shots/<shot>").content


class TestSpelling:
    @pytest.mark.parametrize(
        "segment",
        ["projects", "project", "Project", "Projects"],
    )
    def test_a_type_is_addressed_loosely(self, api: Client, segment: str) -> None:
        assert api("GET", f"/entity/{segment}/<project>").status_code == 200

    @pytest.mark.parametrize(
        ("segment", "slug"),
        [
            ("HumanUser", "human_users"),
            ("human_user", "human_users"),
            ("Note", "notes"),
            ("EventLogEntry", "event_log_entries"),
            ("event_log_entrys", "event_log_entries"),
            ("replys", "replies"),
        ],
    )
    def test_any_spelling_reads_the_same_rows(self, api: Client, segment: str, slug: str) -> None:
        assert api("GET", f"/entity/{segment}").json["data"] == api("GET", f"/entity/{slug}").json["data"]

    @pytest.mark.parametrize(
        "segment",
        [
            "projectz",
            "publishedfiles",
            "permissions",
            "roles",
            "asset_linked_projects__connections",
        ],
    )
    def test_an_unknown_type_is_not_found(self, api: Client, segment: str) -> None:
        detail = f"Entity type '{segment}' does not exist."
        assert told(api("GET", f"/entity/{segment}")) == not_found(detail)
        assert told(api("POST", f"/entity/{segment}", {})) == not_found(detail)

    def test_an_unknown_name_makes_an_answer_of_known_length(self, api: Client) -> None:
        assert len(api("GET", "/entity/entity_typos").content) == 178

    def test_links_are_canonical_in_rows_and_as_called_around_them(self, api: Client) -> None:
        answer = api("GET", "/entity/HumanUser?fields=login").json
        assert answer["links"]["self"] == "/api/v1/entity/HumanUser?fields=login"
        assert answer["data"][0]["links"]["self"].startswith("/api/v1/entity/human_users/")


class TestEnvelopes:
    def test_a_row(self, api: Client, ids: dict[str, int]) -> None:
        answer = api(
            "GET", "/entity/Version/<version>?fields=code,entity,playlists,sg_task.Task.content,user"
        )
        here = f"/api/v1/entity/versions/{ids['version']}"
        assert answer.text == json.dumps(
            {
                "data": {
                    "type": "Version",
                    "attributes": {"code": "SH010_comp_v001", "sg_task.Task.content": "Comp"},
                    "relationships": {
                        "entity": {
                            "data": {"id": ids["shot"], "name": "SH010", "type": "Shot"},
                            "links": {
                                "self": f"{here}/relationships/entity",
                                "related": f"/api/v1/entity/shots/{ids['shot']}",
                            },
                        },
                        "playlists": {
                            "data": [{"id": ids["playlist"], "name": "Dailies", "type": "Playlist"}],
                            "links": {"self": f"{here}/relationships/playlists"},
                        },
                        "user": {"data": None, "links": {"self": f"{here}/relationships/user"}},
                    },
                    "id": ids["version"],
                    "links": {"self": here},
                },
                "links": {
                    "self": f"/api/v1/entity/Version/{ids['version']}"
                    "?fields=code%2Centity%2Cplaylists%2Csg_task.Task.content%2Cuser"
                },
            },
            separators=(",", ":"),
        )

    @pytest.mark.parametrize("path", ["/entity/shots/<shot>?fields=code", "/entity/shots?fields=code"])
    def test_relationships_are_there_when_none_was_asked_for(self, api: Client, path: str) -> None:
        data = api("GET", path).json["data"]
        assert (data[0] if isinstance(data, list) else data)["relationships"] == {}

    def test_an_id_is_no_attribute(self, api: Client) -> None:
        row = api("GET", "/entity/notes/<note>?fields=id,user").json["data"]
        assert row["attributes"] == {} and list(row["relationships"]) == ["user"]

    def test_names_stand_in_the_order_of_the_schema(self, api: Client) -> None:
        asked = api("GET", "/entity/versions/<version>?fields=user,frame_count,code,entity").json["data"]
        everything = api("GET", "/entity/versions/<version>").json["data"]
        for part in ("attributes", "relationships"):
            assert list(asked[part]) == sorted(asked[part])
            assert list(everything[part]) == sorted(everything[part])

    def test_a_linked_link_is_an_attribute(self, api: Client, ids: dict[str, int]) -> None:
        path = "/entity/versions/<version>?fields=entity.Shot.sg_sequence,entity.Shot.id"
        assert api("GET", path).json["data"]["attributes"] == {
            "entity.Shot.sg_sequence": {"id": ids["sequence"], "name": "SQ01", "type": "Sequence"},
            "entity.Shot.id": ids["shot"],
        }

    def test_a_float_is_a_text(self, api: Client) -> None:
        made = api(
            "POST",
            "/entity/versions",
            {"project": {"type": "Project", "id": api.names["project"]}, "sg_movie_aspect_ratio": 1.5},
        )
        path = f"/entity/versions/{made.json['data']['id']}?fields=sg_movie_aspect_ratio"
        assert api("GET", path).json["data"]["attributes"] == {"sg_movie_aspect_ratio": "1.5"}

    @pytest.mark.parametrize("path", ["/entity/shots/<shot>", "/entity/shots", "/entity/nothing"])
    def test_answers_are_json_and_say_so(self, api: Client, path: str) -> None:
        assert api("GET", path).headers["content-type"] == "application/json; charset=utf-8"

    def test_every_error_has_an_id_of_its_own_which_its_request_has_too(self, api: Client) -> None:
        first, second = api("GET", "/entity/nothing"), api("GET", "/entity/nothing")
        assert error_of(first)["id"] != error_of(second)["id"]
        assert error_of(first)["id"] == first.headers["x-request-id"]


class TestPaging:
    @pytest.mark.parametrize(
        ("query", "messages"),
        [
            ("page[size]=0", {"size": ["size must be greater than 0"]}),
            ("page[size]=-3", {"size": ["size must be greater than 0"]}),
            ("page[size]=5001", {"size": ["size must be less than 5000"]}),
            ("page[size]=many", {"size": ["size must be an integer"]}),
            ("page[size]=", {"size": ["size must be filled"]}),
            ("page[number]=0", {"number": ["number must be greater than 0"]}),
            (
                "page[size]=0&page[number]=x",
                {"size": ["size must be greater than 0"], "number": ["number must be an integer"]},
            ),
            ("page=5", ["page must be a hash"]),
        ],
    )
    def test_a_page_has_limits(self, api: Client, query: str, messages: object) -> None:
        assert told(api("GET", f"/entity/shots?{query}")) == invalid({"page": messages})

    def test_the_largest_page_is_five_thousand(self, api: Client) -> None:
        assert api("GET", "/entity/shots?page[size]=5000").status_code == 200

    def test_all_that_is_wrong_is_told_at_once(self, api: Client) -> None:
        answer = api("GET", "/entity/shots?page[size]=0&sort=")
        page, sort = {"size": ["size must be greater than 0"]}, ["sort must be filled"]
        assert told(answer) == invalid({"page": page, "sort": sort})

    def test_pages_link_to_their_neighbours_for_ever(self, api: Client) -> None:
        path = "/api/v1/entity/shots"
        first = api("GET", "/entity/shots?page[size]=1&fields=code").json["links"]
        assert first == {
            "self": f"{path}?fields=code&page%5Bsize%5D=1",
            "next": f"{path}?fields=code&page%5Bnumber%5D=2&page%5Bsize%5D=1",
        }
        beyond = api("GET", "/entity/shots?page[number]=99999").json
        assert beyond == {
            "data": [],
            "links": {
                "self": f"{path}?page%5Bnumber%5D=99999",
                "next": f"{path}?page%5Bnumber%5D=100000&page%5Bsize%5D=500",
                "prev": f"{path}?page%5Bnumber%5D=99998&page%5Bsize%5D=500",
            },
        }

    def test_following_the_links_reads_every_row_once(self, api: Client) -> None:
        found, path = [], "/entity/shots?page[size]=2"
        while page := api("GET", path).json["data"]:
            found += [row["id"] for row in page]
            path = api("GET", path).json["links"]["next"]
        assert found == api.ids(api("GET", "/entity/shots")) == sorted(found)

    def test_a_number_beyond_counting_is_past_the_end(self, api: Client) -> None:
        assert api("GET", f"/entity/shots?page[number]={10**30}").json["data"] == []

    @pytest.mark.parametrize(
        "query", ["options[return_paging_info]=true", "page[totals]=true", "include_count=true", "x=y"]
    )
    def test_totals_are_never_told(self, api: Client, query: str) -> None:
        assert set(api("GET", f"/entity/shots?{query}").json) == {"data", "links"}


class TestSorting:
    @pytest.mark.parametrize(
        ("sort", "names"),
        [
            ("code", ["shot3", "shot", "shot2"]),
            ("-code", ["shot2", "shot", "shot3"]),
            ("project,-id", ["shot3", "shot2", "shot"]),
            ("project.Project.name,-code", ["shot3", "shot2", "shot"]),
            ("nothing", ["shot", "shot2", "shot3"]),
            ("-open_notes_count", ["shot", "shot2", "shot3"]),
            ("-notes", ["shot", "shot2", "shot3"]),
            ("-notes.Note.subject", ["shot", "shot2", "shot3"]),
            ("nothing,-code", ["shot2", "shot", "shot3"]),
        ],
    )
    def test_a_list_is_sorted_or_the_key_passed_over(
        self, api: Client, ids: dict[str, int], sort: str, names: list[str]
    ) -> None:
        wanted = [ids[name] for name in names]
        assert api.ids(api("GET", f"/entity/shots?sort={sort}")) == wanted
        assert api.ids(api.search("shots", [], sort=sort)) == wanted
        assert api.ids(api.search("shots", [], sort=sort.split(","))) == wanted

    @pytest.mark.parametrize("sort", ["id desc", "%2Bid", "+id", "code,", "code;id", "--id"])
    def test_a_list_of_keys_has_a_form(self, api: Client, sort: str) -> None:
        assert told(api("GET", f"/entity/shots?sort={sort}")) == invalid({"sort": ["sort list is not valid"]})

    @pytest.mark.parametrize(
        ("sort", "message"),
        [
            ("", "sort must be filled"),
            (None, "sort must be filled"),
            ([], "sort must be filled"),
            (5, "sort list is not valid"),
            ("id desc", "sort list is not valid"),
            ([{"field_name": "id", "direction": "desc"}], "sort array is not valid"),
            (["id desc"], "sort array is not valid"),
        ],
    )
    def test_a_body_spells_keys_the_same_way(self, api: Client, sort: object, message: str) -> None:
        assert told(api.search("shots", [], sort=sort)) == invalid({"sort": [message]})

    @pytest.mark.parametrize(
        ("segment", "sort", "kind"), [("icons", "uuid", "Icon"), ("shots", "-step_0", "Shot")]
    )
    def test_some_types_cannot_be_sorted_by(self, api: Client, segment: str, sort: str, kind: str) -> None:
        failed = refused(f"Read failed for entity type [{kind}]")
        assert told(api("GET", f"/entity/{segment}?sort={sort}")) == failed
        assert told(api.search(segment, [], sort=sort)) == failed


class TestFields:
    @pytest.mark.parametrize(
        ("fields", "attributes"),
        [
            ("code,sg_nope", {"code": "SH010_comp_v001"}),
            ("entity.Shot.code", {"entity.Shot.code": "SH010"}),
            ("entity.Asset.code", {"entity.Asset.code": None}),
            ("entity.Bogus.code", {}),
            ("entity.Shot.bogus", {}),
            ("playlists.Playlist.code", {}),
            ("sg_uploaded_movie.Attachment.filename", {}),
            (
                "project.Project.name,entity.Shot.sg_sequence.Sequence.code",
                {"project.Project.name": "Lighthouse", "entity.Shot.sg_sequence.Sequence.code": "SQ01"},
            ),
            ("", {}),
            (" code , ", {"code": "SH010_comp_v001"}),
        ],
    )
    def test_what_leads_nowhere_is_left_out(
        self, api: Client, fields: str, attributes: dict[str, object]
    ) -> None:
        read = api("GET", f"/entity/versions/<version>?fields={fields}").json["data"]
        assert read["attributes"] == attributes
        found = api.search("versions", [["id", "is", api.names["version"]]], fields=fields)
        assert found.json["data"][0]["attributes"] == attributes

    @pytest.mark.parametrize("segment", ["versions", "shots", "notes"])
    def test_a_row_without_any_field_is_still_of_its_type(self, api: Client, segment: str) -> None:
        row_id = api.names[segment.removesuffix("s")]
        read = api("GET", f"/entity/{segment}/{row_id}?fields=sg_nope").json["data"]
        assert read == {
            "type": segment.removesuffix("s").capitalize(),
            "attributes": {},
            "relationships": {},
            "id": row_id,
            "links": {"self": f"/api/v1/entity/{segment}/{row_id}"},
        }

    def test_a_list_shows_what_is_named_and_a_single_read_everything(self, api: Client) -> None:
        listed = api("GET", "/entity/versions?page[size]=1").json["data"][0]
        assert (listed["attributes"], listed["relationships"]) == ({}, {})
        assert len(api("GET", "/entity/versions/<version>").json["data"]["attributes"]) > 20

    def test_a_star_is_every_field(self, api: Client) -> None:
        everything = api("GET", "/entity/versions/<version>").json["data"]
        assert api("GET", "/entity/versions/<version>?fields=*").json["data"] == everything
        assert api("GET", "/entity/versions?fields=*").json["data"][0] == everything
        assert api.search("versions", [], fields=["*"]).json["data"][0] == everything

    def test_the_audit_trail_is_never_shown(self, api: Client) -> None:
        for fields in ("audit_trail", "*"):
            rows = api("GET", f"/entity/event_log_entries?fields={fields}&page[size]=1").json["data"]
            assert rows and "audit_trail" not in rows[0]["attributes"]
        updated = api("PUT", f"/entity/event_log_entries/{rows[0]['id']}", {})
        assert updated.status_code == 200 and "audit_trail" not in updated.json["data"]["attributes"]


class TestQueryFilters:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("filter[code]=sh010", ["shot"]),
            ("filter[project.Project.id]=<project>", ["shot", "shot2"]),
            ("filter[id]=<shot2>,<shot>,999", ["shot", "shot2"]),
            ("filter[code]=SH010,SH020", ["shot", "shot2"]),
            ("filter[code]=SH010&filter[project.Project.id]=<archive>", []),
            ("filter[description]=", ["shot2", "shot3"]),
            ("project_id=<archive>", ["shot", "shot2", "shot3"]),
        ],
    )
    def test_rows_are_narrowed(self, api: Client, ids: dict[str, int], query: str, names: list[str]) -> None:
        assert api.ids(api("GET", f"/entity/shots?{query}")) == [ids[name] for name in names]

    @pytest.mark.parametrize(
        ("segment", "query", "title"),
        [
            ("versions", "filter[sg_nope]=x", "API read() Version.sg_nope doesn't exist."),
            (
                "projects",
                "filter[project.Project.id]=1",
                "API read() Project.project.Project.id doesn't exist.",
            ),
            ("notes", "filter[note_links]=Version,2201", 'API read() invalid/missing entity hash: "Version"'),
            (
                "shots",
                "filter[open_notes_count]=1",
                "API read() Shot.open_notes_count's 'summary' data type cannot be used in a filter.",
            ),
        ],
    )
    def test_what_cannot_be_filtered_is_refused(
        self, api: Client, segment: str, query: str, title: str
    ) -> None:
        assert told(api("GET", f"/entity/{segment}?{query}"))[:3] == (400, 103, title)

    def test_a_link_cannot_be_filtered_by_a_number(self, api: Client) -> None:
        title = error_of(api("GET", "/entity/shots?filter[project]=70"))["title"]
        assert title.startswith("API read() Shot.project expected [Hash, ")
        assert title.endswith('NilClass] data type(s) but got String: "70"')

    def test_the_source_repeats_the_condition(self, api: Client) -> None:
        value = '{"path" => "sg_nope", "relation" => "is", "values" => ["x"]}'
        source = {"Version.sg_nope": f" does not exist. Value: {value}"}
        assert told(api("GET", "/entity/versions?filter[sg_nope]=x"))[3] == source


class TestOptions:
    def test_retired_rows_are_read_on_request_only(self, api: Client, ids: dict[str, int]) -> None:
        retired = "options[return_only]=retired"
        gone = not_found(f"Shot: {ids['gone']} not found", 104)
        live = not_found(f"Shot: {ids['shot']} not found", 104)
        assert told(api("GET", "/entity/shots/<gone>")) == gone
        assert told(api("GET", "/entity/shots/<gone>?options[retired_only]=true")) == gone
        assert told(api("GET", f"/entity/shots/<shot>?{retired}")) == live
        assert api("GET", f"/entity/shots/<gone>?{retired}").json["data"]["attributes"]["code"] == "CUT010"
        assert api.ids(api("GET", f"/entity/shots?{retired}")) == [ids["gone"]]
        assert api.ids(api.search("shots", [], options={"return_only": "retired"})) == [ids["gone"]]

    @pytest.mark.parametrize(
        ("segment", "query", "names"),
        [
            ("shots", "options[return_only]=active", ["shot", "shot2", "shot3"]),
            ("shots", "options[include_archived_projects]=true", ["shot", "shot2", "shot3"]),
            ("shots", "options[include_archived_projects]=false", ["shot", "shot2"]),
            ("projects", "options[include_archived_projects]=false", ["project"]),
            ("human_users", "options[include_archived_projects]=false", ["person"]),
        ],
    )
    def test_rows_of_archived_projects_count_unless_refused(
        self, api: Client, ids: dict[str, int], segment: str, query: str, names: list[str]
    ) -> None:
        assert api.ids(api("GET", f"/entity/{segment}?{query}")) == [ids[name] for name in names]


class TestFormats:
    @pytest.mark.parametrize(
        "path", ["/entity/versions/<version>/entity.Shot.code", "/entity/shots.xml", "/spec/x.xml"]
    )
    def test_a_dot_in_the_end_asks_for_a_format(self, api: Client, path: str) -> None:
        answer = api("GET", path)
        assert (answer.status_code, len(answer.content)) == (406, 1)
        assert answer.headers["content-type"] == "text/html"

    def test_json_is_a_format_that_is_there(self, api: Client) -> None:
        assert api("GET", "/entity/shots/<shot>.json").status_code == 200

    @pytest.mark.parametrize("accept", [ARRAY, HASH])
    def test_the_vendor_types_are_no_answers(self, api: Client, accept: str) -> None:
        answer = api("GET", "/entity/shots", headers={"Accept": accept})
        assert (answer.status_code, answer.content) == (406, b"")

    @pytest.mark.parametrize("accept", ["application/json", "*/*", "image/*", "text/html"])
    def test_anything_else_may_be_accepted(self, api: Client, accept: str) -> None:
        assert api("GET", "/entity/shots", headers={"Accept": accept}).status_code == 200


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ("", wrong("No data in request body.")),
            ("[]", wrong("Invalid JSON body. Expected Hash but received Array.")),
            ("null", wrong("Invalid JSON body. Expected Hash but received NilClass.")),
            ('"x"', wrong("Invalid JSON body. Expected Hash but received String.")),
            ("  ", wrong("Invalid JSON body", {"body": "Empty input (after ) at line 1, column 1 "})),
            (
                "{no}",
                wrong(
                    "Invalid JSON body", {"body": "Object keys must be strings (after ) at line 1, column 2 "}
                ),
            ),
            (
                '{"code": "a\\u0000"}',
                wrong("Invalid JSON body", {"body": "Text may not hold the character NUL. "}),
            ),
        ],
    )
    @pytest.mark.parametrize(("method", "path"), [("POST", "/entity/shots"), ("PUT", "/entity/shots/<shot>")])
    def test_a_body_is_an_object(
        self, api: Client, method: str, path: str, body: str, error: tuple[Any, ...]
    ) -> None:
        assert told(api(method, path, body)) == error

    @pytest.mark.parametrize("sent", [ARRAY, HASH, "text/plain", "application/x-www-form-urlencoded"])
    @pytest.mark.parametrize(("method", "path"), [("POST", "/entity/shots"), ("PUT", "/entity/shots/<shot>")])
    def test_writes_take_json(self, api: Client, method: str, path: str, sent: str) -> None:
        source = {"content_type": "Content-Type must be one of: 'application/json'."}
        title = f"Unsupported Content-Type '{sent}'"
        assert told(api(method, path, {}, sent)) == (415, 103, title, source, None)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/entity/shots"),
            ("PUT", "/entity/shots/<shot>"),
            ("POST", "/entity/_batch"),
            ("POST", "/entity/shots/_search"),
            ("POST", "/entity/shots/_summarize"),
            ("POST", "/entity/_text_search"),
            ("POST", "/entity/versions/<version>/image/_upload/multipart_abort?upload_id=x"),
            ("POST", "/hierarchy/_expand"),
            ("POST", "/schema/Shot/fields"),
        ],
    )
    def test_nothing_at_all_lacks_the_body_rather_than_its_type(
        self, api: Client, method: str, path: str
    ) -> None:
        assert told(api(method, path, None, None)) == wrong("No data in request body.")
        status, code, title, _, _ = told(api(method, path, "{}", None))
        assert (status, code, title) == (415, 103, "Unsupported Content-Type ''")

    def test_a_body_may_only_be_so_deep(self, api: Client) -> None:
        deep = '{"meta":' + "[" * 600 + "]" * 600 + "}"
        source = {"body": "Lists and objects may be nested 512 deep. "}
        assert told(api("POST", "/entity/notes", deep)) == wrong("Invalid JSON body", source)

    def test_a_body_may_only_be_so_large(self, api: Client) -> None:
        huge = b'{"code":"' + b"x" * 10 * 1024**2 + b'"}'
        status, code, title, _, _ = told(api("POST", "/entity/shots", huge))
        assert (status, code, title) == (413, 103, "Request body too large")


class TestCaching:
    def test_a_read_may_be_kept_and_is_asked_for_again(self, api: Client) -> None:
        first = api("GET", "/entity/shots/<shot>")
        assert first.headers["cache-control"] == "private, max-age=0, must-revalidate"
        assert first.headers["etag"].startswith('W/"')
        again = api("GET", "/entity/shots/<shot>", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("path", ["/entity/nothing", "/nowhere"])
    def test_an_error_is_not_kept(self, api: Client, path: str) -> None:
        answer = api("GET", path)
        assert answer.headers["cache-control"] == "no-cache, max-age=0"
        assert "etag" not in answer.headers


def preflight(app: Any, path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of an `OPTIONS`, as the server would get them."""
    environ = {"REQUEST_METHOD": "OPTIONS", "PATH_INFO": path}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    heads: list[Any] = []
    body = b"".join(app(environ, lambda status, sent: heads.append((status, dict(sent)))))
    return heads[0][0], heads[0][1], body


class TestCrossOrigin:
    ORIGIN = "https://review.example.com"
    VARY = "Origin, Access-Control-Request-Method"

    @pytest.mark.parametrize("path", ["/api/v1/entity/shots", "/api/v1/nowhere", "/api/v1.1"])
    @pytest.mark.parametrize("method", ["GET", "put", "Delete", "PATCH"])
    @pytest.mark.parametrize("origin", [ORIGIN, "null", "banana"])
    def test_a_browser_may_call(self, app: Any, path: str, method: str, origin: str) -> None:
        names = "Authorization, content-type"
        status, headers, body = preflight(
            app,
            path,
            origin=origin,
            access_control_request_method=method,
            access_control_request_headers=names,
        )
        assert (status, body) == ("200 OK", b"")
        assert headers == {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
            "access-control-allow-headers": names,
            "access-control-max-age": "3600",
            "vary": self.VARY,
            "content-length": "0",
        }

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"access_control_request_method": "GET"},
            {"origin": ORIGIN, "access_control_request_method": "TRACE"},
            {
                "origin": ORIGIN,
                "access_control_request_method": "GET",
                "access_control_request_headers": "authorization, x-requested-with",
            },
        ],
    )
    def test_a_browser_may_not_call_otherwise(self, app: Any, asked: dict[str, str]) -> None:
        status, headers, _ = preflight(app, "/api/v1/entity/shots", **asked)
        assert (status, headers) == ("200 OK", {"vary": self.VARY, "content-length": "0"})

    @pytest.mark.parametrize("path", ["/entity/shots", "/entity/nothing", "/nowhere", "/entity/shots?sort="])
    def test_every_answer_may_be_read(self, api: Client, path: str) -> None:
        headers = api("GET", path, headers={"Origin": self.ORIGIN}).headers
        assert headers["access-control-allow-origin"] == self.ORIGIN
        assert headers["access-control-allow-credentials"] == "true"
        assert headers["vary"] == self.VARY
        assert not {"access-control-allow-headers", "access-control-expose-headers"} & set(headers)

    def test_without_an_origin_only_caches_are_told(self, api: Client) -> None:
        headers = api("GET", "/entity/shots").headers
        assert headers["vary"] == self.VARY and "access-control-allow-origin" not in headers


class TestOrderOfChecks:
    def test_who_calls_comes_first(self, anyone: Client) -> None:
        assert anyone("POST", "/entity/nothing", "{", JSON).status_code == 401

    def test_the_type_comes_before_the_body(self, api: Client) -> None:
        assert told(api("POST", "/entity/nothing", "{", "text/plain"))[0] == 404

    def test_equal_reads_have_equal_validators(self, api: Client) -> None:
        answer = api("GET", "/entity/shots")
        digest = hashlib.sha1(answer.content, usedforsecurity=False).hexdigest()
        assert answer.headers["etag"] == f'W/"{digest}"'
