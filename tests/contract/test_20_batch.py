"""`_batch`: many writes in one call (rest/20, behaviour/writing §6, auth-and-permissions §10)."""

import re
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import ARRAY, HASH, Client, error_of, invalid, not_found, refused, told, wrong

MISSING = 999_999_999
FAILED = "Invalid field value, update failed"
NO_DATA = "data hash containing field/value pairs is required for the given request"
TIME_BASED_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def film(ids: dict[str, int]) -> dict[str, Any]:
    return {"type": "Project", "id": ids["project"]}


def make(entity: str, /, **data: object) -> dict[str, Any]:
    return {"request_type": "create", "entity": entity, "data": data}


def change(entity: str, record_id: object, /, **data: object) -> dict[str, Any]:
    return {"request_type": "update", "entity": entity, "record_id": record_id, "data": data}


def remove(entity: str, record_id: object) -> dict[str, Any]:
    return {"request_type": "delete", "entity": entity, "record_id": record_id}


def batch(client: Client, *requests: object) -> testing.Result:
    return client("POST", "/entity/_batch", {"requests": requests})


def no_such_row(entity: str, row_id: int) -> tuple[int, int, str, None, str | None]:
    return not_found(f"Entity of type [{entity}] with id={row_id} does not exist.", 104)


@pytest.fixture
def shot(api: Client, film: dict[str, Any]) -> int:
    """A new shot that the test may do anything to."""
    return int(api("POST", "/entity/shots", {"project": film, "code": "NEW010"}).json["data"]["id"])


class TestAnswer:
    def test_nothing_asked_is_nothing_done(self, api: Client) -> None:
        answer = batch(api)
        assert (answer.status_code, answer.json) == (200, {"data": []})

    def test_each_request_has_its_element_in_order(
        self, api: Client, film: dict[str, Any], shot: int
    ) -> None:
        answer = batch(
            api,
            make("Shot", project=film, code="B010"),
            change("Shot", shot, description="second"),
            remove("Version", api("POST", "/entity/versions", {"project": film}).json["data"]["id"]),
        )
        assert answer.status_code == 200
        created, updated, deleted = answer.json["data"]
        assert list(created) == ["data"]
        assert list(updated) == ["data", "links", "status"]
        assert list(deleted) == ["request_type", "type", "id", "uuid", "did_delete"]

    def test_a_create_is_answered_like_one_of_its_own(self, api: Client, film: dict[str, Any]) -> None:
        body = {"project": film, "code": "B020", "description": "Rain"}
        alone = api("POST", "/entity/shots", body).json["data"]
        (created,) = batch(api, make("Shot", **body)).json["data"]
        row = created["data"]
        assert list(row) == list(alone)
        assert row["attributes"] == alone["attributes"]
        assert row["attributes"]["created_at"].endswith(" UTC")
        assert list(row["relationships"]) == list(alone["relationships"])
        assert row["links"] == {"self": f"/api/v1/entity/shots/{row['id']}"}

    def test_an_update_is_answered_with_the_whole_row(self, api: Client, shot: int) -> None:
        (updated,) = batch(api, change("Shot", shot, description="x")).json["data"]
        assert (updated["links"], updated["status"]) == ({}, "successful")
        assert updated["data"] == api("GET", f"/entity/shots/{shot}").json["data"]

    def test_a_delete_is_answered_flat(self, api: Client, shot: int) -> None:
        (deleted,) = batch(api, remove("Shot", shot)).json["data"]
        assert TIME_BASED_UUID.fullmatch(deleted.pop("uuid"))
        assert deleted == {"request_type": "delete", "type": "Shot", "id": shot, "did_delete": True}

    def test_no_two_deletes_have_the_same_uuid(self, api: Client, film: dict[str, Any]) -> None:
        made = batch(api, *[make("Shot", project=film)] * 20).json["data"]
        gone = batch(api, *(remove("Shot", each["data"]["id"]) for each in made)).json["data"]
        assert len({each["uuid"] for each in gone}) == 20

    def test_links_echo_the_prefix(self, api: Client, film: dict[str, Any]) -> None:
        answer = api("POST", "/api/v1.1/entity/_batch", {"requests": [make("Shot", project=film)]})
        row = answer.json["data"][0]["data"]
        assert row["links"] == {"self": f"/api/v1.1/entity/shots/{row['id']}"}

    def test_fields_change_nothing(self, api: Client, film: dict[str, Any]) -> None:
        requests = [make("Shot", project=film, code="B030")]
        plain, asked = (
            api("POST", f"/entity/_batch{query}", {"requests": requests}).json["data"][0]["data"]
            for query in ("", "?fields=code")
        )
        assert plain["attributes"] == asked["attributes"]


class TestOrder:
    def test_a_request_sees_what_those_before_it_did(
        self, api: Client, film: dict[str, Any], shot: int
    ) -> None:
        answer = batch(
            api,
            change("Shot", shot, code="first", description="one"),
            change("Shot", shot, code="second"),
            make("Version", project=film, entity={"type": "Shot", "id": shot}),
        )
        first, second, version = answer.json["data"]
        assert first["data"]["attributes"]["code"] == "first"
        assert second["data"]["attributes"]["cached_display_name"] == "second"
        assert version["data"]["relationships"]["entity"]["data"]["name"] == "second"

    def test_a_row_may_be_changed_until_it_is_gone(self, api: Client, shot: int) -> None:
        assert batch(api, change("Shot", shot, code="x"), remove("Shot", shot)).status_code == 200
        refusals = (
            batch(api, remove("Shot", shot)),
            batch(api, change("Shot", shot, code="y")),
        )
        assert [told(each) for each in refusals] == [no_such_row("Shot", shot)] * 2
        api("POST", f"/entity/shots/{shot}?revive=1")
        assert told(batch(api, remove("Shot", shot), remove("Shot", shot))) == no_such_row("Shot", shot)
        assert api("GET", f"/entity/shots/{shot}").status_code == 200

    def test_a_deleted_row_comes_back_like_any_other(self, api: Client, shot: int) -> None:
        batch(api, remove("Shot", shot))
        assert api("GET", f"/entity/shots/{shot}?options[return_only]=retired").status_code == 200
        assert api("POST", f"/entity/shots/{shot}?revive=1").json["meta"] == {"did_revive": True}

    def test_a_list_of_links_is_changed_by_its_mode(self, api: Client, film: dict[str, Any]) -> None:
        versions = [{"type": "Version", "id": api.names[name]} for name in ("version", "version2")]
        playlist = api("POST", "/entity/playlists", {"project": film, "versions": versions[:1]}).json["data"][
            "id"
        ]
        more = {"multi_entity_update_mode": "add", "value": versions[1:]}
        (updated,) = batch(api, change("Playlist", playlist, versions=more)).json["data"]
        assert len(updated["data"]["relationships"]["versions"]["data"]) == 2


class TestShape:
    """The shape of everything is looked at in one pass, before anything is done."""

    @pytest.mark.parametrize("sent", [ARRAY, HASH])
    def test_the_content_type(self, api: Client, sent: str) -> None:
        source = {"content_type": "Content-Type must be one of: 'application/json'."}
        answer = api("POST", "/entity/_batch", {"requests": []}, sent)
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{sent}'", source, None)

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ([], wrong("Invalid JSON body. Expected Hash but received Array.")),
            ({}, invalid({"requests": ["requests is missing"]})),
            ({"data": []}, invalid({"requests": ["requests is missing"]})),
            ({"requests": None}, invalid({"requests": ["requests must be an array"]})),
            ({"requests": {}}, invalid({"requests": ["requests must be an array"]})),
        ],
    )
    def test_the_body(self, api: Client, body: object, error: tuple[Any, ...]) -> None:
        assert told(api("POST", "/entity/_batch", body)) == error

    @pytest.mark.parametrize(
        ("request_", "messages"),
        [
            (
                {"request_type": "create", "data": {}},
                {"0": {"entity": ["entity is missing"]}},
            ),
            (
                {"request_type": "create", "data": {}, "entity": ""},
                {"0": {"entity": ["entity must be filled"]}},
            ),
            (
                {"request_type": "create", "data": {}, "entity": 5},
                {"0": {"entity": ["entity must be a string"]}},
            ),
            (
                {"request_type": "read", "entity": "Shot", "data": {}},
                {"0": {"request_type": ["request_type must be one of: create, update, delete"]}},
            ),
            (
                {"request_type": "revive", "entity": "Shot", "record_id": 1},
                {
                    "0": {"request_type": ["request_type must be one of: create, update, delete"]},
                },
            ),
            (
                {"entity": "Shot", "data": {}},
                {"0": {"request_type": ["request_type is missing"]}},
            ),
            (
                {"request_type": None, "entity": "Shot", "data": {}},
                {"0": {"request_type": ["request_type must be one of: create, update, delete"]}},
            ),
            (change("Shot", 0), {"0": {"record_id": ["record_id must be greater than 0"]}}),
            (change("Shot", -1), {"0": {"record_id": ["record_id must be greater than 0"]}}),
            (remove("Shot", 0), {"0": {"record_id": ["record_id must be greater than 0"]}}),
            (change("Shot", None), {"0": {"record_id": ["record_id must be filled"]}}),
            (change("Shot", "x"), {"0": {"record_id": ["record_id must be an integer"]}}),
            (change("Shot", 1.5), {"0": {"record_id": ["record_id must be an integer"]}}),
            (change("Shot", True), {"0": {"record_id": ["record_id must be an integer"]}}),
            (remove("Shot", 10**30), {"0": {"record_id": [f"record_id must be less than {2**63}"]}}),
            (5, {"0": ["0 must be a hash"]}),
            (None, {"0": ["0 must be a hash"]}),
        ],
    )
    def test_a_request(self, api: Client, request_: object, messages: object) -> None:
        assert told(batch(api, request_)) == invalid({"requests": messages})

    @pytest.mark.parametrize("data", [None, [], "x", 5])
    @pytest.mark.parametrize("verb", ["create", "update"])
    def test_its_data(self, api: Client, verb: str, data: object) -> None:
        request = {"request_type": verb, "entity": "Shot", "data": data, "record_id": 1}
        assert told(batch(api, request)) == invalid({"data": [NO_DATA]})
        del request["data"]
        assert told(batch(api, request, request)) == invalid({"data": [NO_DATA, NO_DATA]})

    def test_all_that_is_wrong_is_told_at_once(self, api: Client, film: dict[str, Any]) -> None:
        nameless = {"request_type": "create"}
        requests = (make("Shot", project=film), {"entity": "Shot"}, change("Shot", 0), nameless, nameless)
        assert told(batch(api, *requests)) == invalid(
            {
                "requests": {
                    "1": {"request_type": ["request_type is missing"]},
                    "2": {"record_id": ["record_id must be greater than 0"]},
                    "3": {"entity": ["entity is missing"]},
                    "4": {"entity": ["entity is missing"]},
                },
                "data": [NO_DATA, NO_DATA],
            }
        )

    @pytest.mark.parametrize(
        ("name", "printed"),
        [
            ("versions", ""),
            ("event_log_entries", ""),
            ("cut_item", "cut_item"),
            ("CutItems", "CutItems"),
            ("shot", "shot"),
            ("Nope", "Nope"),
        ],
    )
    def test_types_are_named_as_in_the_schema(self, api: Client, name: str, printed: str) -> None:
        title = f"Invalid entity type: entity type [{printed}] does not exist."
        assert told(batch(api, make(name, code="x"))) == wrong(title)

    @pytest.mark.parametrize(
        "bad", [make("Nope"), {"request_type": "read"}, change("Shot", -1), {"request_type": "create"}]
    )
    def test_it_comes_before_anything_is_done(
        self, api: Client, film: dict[str, Any], bad: dict[str, Any]
    ) -> None:
        before = api.ids(api("GET", "/entity/shots"))
        first_would_fail = change("Shot", MISSING)
        assert told(batch(api, make("Shot", project=film), first_would_fail, bad))[0] == 400
        assert api.ids(api("GET", "/entity/shots")) == before

    def test_digits_are_an_id(self, api: Client, shot: int) -> None:
        assert batch(api, change("Shot", str(shot), description="x")).status_code == 200


class TestRefusals:
    """A request that fails takes all others with it, wherever it stands."""

    @pytest.mark.parametrize(
        "request_",
        [
            change("Shot", MISSING, code="x"),
            remove("Shot", MISSING),
            remove("Shot", 2**62),
        ],
    )
    def test_a_row_that_is_not_there(self, api: Client, request_: dict[str, Any]) -> None:
        assert told(batch(api, request_)) == no_such_row("Shot", request_["record_id"])

    @pytest.mark.parametrize("verb", ["update", "delete"])
    @pytest.mark.parametrize("sent", [{}, {"entity_id": 1}, {"id": 1}])
    def test_a_row_that_is_not_named(self, api: Client, verb: str, sent: dict[str, object]) -> None:
        request = {"request_type": verb, "entity": "Version", "data": {}, **sent}
        assert told(batch(api, request)) == no_such_row("Version", 0)

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            ({}, wrong("API create() missing 'project' attribute: {}")),
            ({"code": "v1"}, wrong("""API create() missing 'project' attribute: {"code" => "v1"}""")),
            (
                {"sg_nope": 1},
                refused(
                    f"{FAILED} [2 - Invalid field name: field [Version.sg_nope] does not exist "
                    "or user does not have access permission.]"
                ),
            ),
            (
                {"project": "FILM", "code": ""},
                refused("Create failed for [Version]: Cannot set identifier field to empty. (Version)"),
            ),
            (
                {"project": "FILM", "frame_count": 2**31},
                refused(
                    "Create failed for [Version]: PG::NumericValueOutOfRange: ERROR:  integer out of range\n"
                ),
            ),
            ({"project": "FILM", "id": 5}, wrong("API create() Version.id is read only.")),
            (
                {"project": "FILM", "code": 5},
                wrong(
                    "API create() Version.code expected [String, NilClass] data type(s) but got Integer: 5"
                ),
            ),
            (
                {"project": "FILM", "playlists": [7]},
                wrong("API create() invalid/missing entity hash: 7"),
            ),
        ],
    )
    def test_a_create(
        self, api: Client, film: dict[str, Any], data: dict[str, object], error: tuple[Any, ...]
    ) -> None:
        sent = {name: film if value == "FILM" else value for name, value in data.items()}
        assert told(batch(api, make("Version", **sent))) == error

    @pytest.mark.parametrize("row_id", ["$0", -1, "0", "u1", 0, MISSING, 10**30])
    def test_a_link_to_what_the_batch_makes_is_impossible(
        self, api: Client, film: dict[str, Any], row_id: object
    ) -> None:
        shot = make("Shot", project=film) | {"uuid": "u1"}
        version = make("Version", project=film, entity={"type": "Shot", "id": row_id})
        title = f"{FAILED} [5 - Update failed for [Version.entity]: Value is not legal.]"
        assert told(batch(api, shot, version)) == refused(title)

    def test_nor_is_one_by_uuid(self, api: Client, film: dict[str, Any]) -> None:
        version = make("Version", project=film, entity={"type": "Shot", "uuid": "u1"})
        title = f"{FAILED} [5 - Update failed for [Version.entity]: Invalid statement.]"
        assert told(batch(api, version)) == refused(title)

    def test_a_status_that_is_none(self, api: Client, film: dict[str, Any]) -> None:
        what = "[Task.sg_status_list]: 'Final' is not a valid status. Valid statuses: 'wtg', "
        created = told(batch(api, make("Task", project=film, sg_status_list="Final")))[2]
        assert created.startswith(f"{FAILED} [5 - Update failed for {what}") and created.endswith("'.]")
        updated = told(batch(api, change("Task", api.names["task"], sg_status_list="Final")))[2]
        assert updated.startswith(f"Update failed for {what}") and updated.endswith("'.")

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            ({"sg_nope": 1}, wrong("API update() Version.sg_nope doesn't exist.")),
            ({"created_at": None}, wrong("API update() Version.created_at is editable on create only.")),
            (
                {"entity": {"type": "Shot", "id": MISSING}},
                refused("Update failed for [Version.entity]: Value is not legal."),
            ),
            ({"playlists": [7]}, wrong("API update() invalid/missing entity hash: 7")),
        ],
    )
    def test_an_update_is_refused_as_alone(
        self, api: Client, data: dict[str, object], error: tuple[Any, ...]
    ) -> None:
        version = api.names["version"]
        assert told(batch(api, change("Version", version, **data))) == error
        assert told(api("PUT", f"/entity/versions/{version}", data)) == error

    def test_a_refused_write_has_its_uuid_and_a_wrong_request_has_none(
        self, api: Client, film: dict[str, Any]
    ) -> None:
        assert list(error_of(batch(api, make("Version", project=film, code="")))["meta"]) == [
            "crud_error_uuid"
        ]
        assert error_of(batch(api, make("Version")))["meta"] is None
        assert error_of(batch(api, remove("Version", MISSING)))["meta"] is None

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_nothing_remains_of_the_others(
        self, api: Client, film: dict[str, Any], shot: int, place: int
    ) -> None:
        def everything() -> list[str]:
            return [
                api("GET", f"/entity/{segment}?fields=*&page[size]=5000").text
                for segment in ("shots", "versions", "event_log_entries", "tasks")
            ]

        before = everything()
        requests = [make("Version", project=film, code="never"), change("Shot", shot, code="never")]
        requests.insert(place, remove("Task", MISSING))
        assert told(batch(api, *requests)) == no_such_row("Task", MISSING)
        assert everything() == before


class TestPermission:
    """It is asked for each request when its turn comes, before its values are looked at."""

    @pytest.mark.parametrize(
        ("request_", "title"),
        [
            (remove("Task", "<task>"), "Entity of type Task can not be deleted by this user."),
            (make("Task", project="FILM"), "Entity of type Task cannot be created by this user."),
            (
                make("Task", project="FILM", sg_status_list="zz"),
                "Entity of type Task cannot be created by this user.",
            ),
            (
                change("Task", "<task>", content="x"),
                "The field is not editable for this user: [Task.content].",
            ),
        ],
    )
    def test_of_the_first_comes_before_the_second(
        self, artist: Client, film: dict[str, Any], request_: dict[str, Any], title: str
    ) -> None:
        if "record_id" in request_:
            request_ = request_ | {"record_id": artist.names["task"]}
        if "project" in request_.get("data", {}):
            request_ = request_ | {"data": request_["data"] | {"project": film}}
        assert told(batch(artist, request_, change("Task", MISSING))) == refused(title)

    def test_an_administrator_gets_to_the_second(self, api: Client, film: dict[str, Any]) -> None:
        requests = make("Task", project=film), change("Task", MISSING)
        assert told(batch(api, *requests)) == no_such_row("Task", MISSING)

    def test_names_and_rows_come_before_permission(self, artist: Client, film: dict[str, Any]) -> None:
        assert told(batch(artist, remove("Task", MISSING))) == no_such_row("Task", MISSING)
        assert told(batch(artist, make("Task", project=film, sg_nope=1)))[2].startswith(f"{FAILED} [2 - ")

    def test_nothing_changed_is_for_everyone(self, artist: Client) -> None:
        assert batch(artist, change("Task", artist.names["task"])).status_code == 200

    @pytest.mark.parametrize("record_id", [0, -1])
    def test_shape_comes_first(self, artist: Client, record_id: int) -> None:
        requests = remove("Task", artist.names["task"]), change("Task", record_id)
        source = {"requests": {"1": {"record_id": ["record_id must be greater than 0"]}}}
        assert told(batch(artist, *requests)) == invalid(source)

    def test_who_calls_comes_before_everything(self, anyone: Client) -> None:
        assert batch(anyone, 5).status_code == 401


class TestSize:
    def test_a_thousand_requests_in_one_call(self, api: Client, film: dict[str, Any]) -> None:
        answer = batch(api, *(make("Shot", project=film, code=f"T{n:04}") for n in range(1_000)))
        assert [each["data"]["attributes"]["code"] for each in answer.json["data"]] == [
            f"T{n:04}" for n in range(1_000)
        ]

    def test_five_thousand_are_looked_at_in_full(self, api: Client) -> None:
        requests = [make("Shot")] * 5_000 + [{"request_type": "create", "entity": "Shot"}]
        assert told(batch(api, *requests)) == invalid({"data": [NO_DATA]})


def test_it_is_a_path_of_its_own(api: Client) -> None:
    assert told(api("GET", "/entity/_batch")) == not_found()
    assert told(api("PUT", "/entity/_batch", {})) == not_found()
