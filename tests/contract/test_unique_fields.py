"""Fields of the site's own that no two live rows share, and rows found or made by them (decision 0074)."""

from itertools import count
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client, invalid, refused, told, wrong
from tests.contract.rpc import Rpc, fault_in, fields
from tests.contract.test_20_batch import change, make, remove
from tests.contract.test_batch_references import PREFER, batch, by, called
from tests.fixtures.dump import everything

from slatehouse.site.site import Site

NEXT = count(1)
FAILED = "The value for the External Id field is required to be unique. <br> "


@pytest.fixture(scope="module")
def film(ids: dict[str, int]) -> dict[str, Any]:
    return {"type": "Project", "id": ids["project"]}


def add_field(client: Client, type_: str, name: str, data_type: str = "text", **more: object) -> str:
    """A new field's name."""
    properties = [{"property_name": key, "value": value} for key, value in {"name": name, **more}.items()]
    answer = client("POST", f"/schema/{type_}/fields", {"data_type": data_type, "properties": properties})
    assert answer.status_code == 201, answer.text
    return str(answer.json["links"]["self"].rpartition("/")[2])


def set_unique(client: Client, type_: str, name: str, value: object = True) -> testing.Result:
    body = {"properties": [{"property_name": "unique", "value": value}]}
    return client("PUT", f"/schema/{type_}/fields/{name}", body)


@pytest.fixture(scope="module")
def external(api: Client) -> str:
    """A unique text of shots."""
    return add_field(api, "Shot", "External Id", unique=True)


@pytest.fixture
def value() -> str:
    """A value that no row has."""
    return f"x{next(NEXT)}"


@pytest.fixture
def shot(api: Client, film: dict[str, Any], external: str, value: str) -> int:
    """The shot that has the value."""
    return new_shot(api, film, **{external: value})


def new_shot(api: Client, film: dict[str, Any], **values: object) -> int:
    answer = api("POST", "/entity/shots", {"project": film, **values})
    assert answer.status_code == 201, answer.text
    return int(answer.json["data"]["id"])


def taken(verb: str) -> tuple[Any, ...]:
    return refused(f"{verb} failed for [Shot]: {FAILED}")


class TestUniqueFields:
    def test_the_schema_tells_of_it_in_its_own_form(self, api: Client, external: str) -> None:
        form = api("GET", f"/schema/Shot/fields/{external}").json["data"]
        assert form["unique"] == {"value": True, "editable": False}
        assert list(form)[7] == "unique"

    def test_no_write_gives_a_value_to_a_second_row(
        self, api: Client, rpc: Rpc, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        other = new_shot(api, film)
        own = {external: value}
        assert told(api("POST", "/entity/shots", {"project": film, **own})) == taken("Create")
        assert told(api("PUT", f"/entity/shots/{other}", own)) == taken("Update")
        assert told(batch(api, make("Shot", project=film, **own), prefer="")) == taken("Create")
        assert told(batch(api, change("Shot", other, **own), prefer="")) == taken("Update")
        request = {"type": "Shot", "fields": fields(project=film, **own)}
        code, message = rpc.fault("create", request)
        assert (code, message) == (104, f"API create() CRUD ERROR #6: Create failed for [Shot]: {FAILED}")
        twice = [make("Shot", project=film, **{external: "twice"})] * 2
        assert told(batch(api, *twice, prefer="")) == taken("Create")

    def test_a_row_keeps_its_own_and_gives_it_up(
        self, api: Client, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        assert api("PUT", f"/entity/shots/{shot}", {external: value, "code": "x"}).status_code == 200
        assert api("PUT", f"/entity/shots/{shot}", {external: None}).status_code == 200
        assert new_shot(api, film, **{external: value})

    def test_no_value_is_shared_by_many(self, api: Client, film: dict[str, Any], external: str) -> None:
        for empty in (None, "", "  "):
            assert new_shot(api, film, **{external: empty})

    def test_case_tells_values_apart_and_blanks_around_do_not(
        self, api: Client, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        assert new_shot(api, film, **{external: value.upper()})
        again = api("POST", "/entity/shots", {"project": film, external: f" {value} "})
        assert told(again) == taken("Create")

    def test_retired_rows_free_their_value_and_do_not_come_back_into_another(
        self, api: Client, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        api("DELETE", f"/entity/shots/{shot}")
        other = new_shot(api, film, **{external: value})
        why = (
            "Can't unretire the entity because a field has a non-unique value for a unique index: sgcu_shots"
        )
        revived = api("POST", f"/entity/shots/{shot}?revive=1")
        assert told(revived) == refused(f"Revive failed for [Shot with id={shot}]: {why}")
        api("DELETE", f"/entity/shots/{other}")
        assert api("POST", f"/entity/shots/{shot}?revive=1").json["meta"] == {"did_revive": True}

    def test_long_texts_are_refused_on_either_database(
        self, api: Client, film: dict[str, Any], external: str
    ) -> None:
        why = f"A unique value holds 255 characters at most. (Shot.{external})"
        long = api("POST", "/entity/shots", {"project": film, external: "ä" * 256})
        assert told(long) == refused(f"Create failed for [Shot]: {why}")
        assert new_shot(api, film, **{external: "ä" * 255})

    def test_numbers_are_unique_as_well(self, api: Client, film: dict[str, Any]) -> None:
        name = add_field(api, "Version", "Remote Number", "number", unique=True)
        body = {"project": film, name: 7}
        assert api("POST", "/entity/versions", body).status_code == 201
        assert told(api("POST", "/entity/versions", {**body, name: "7"}))[2].startswith("Create failed")

    @pytest.mark.parametrize(
        ("data_type", "more", "expected"),
        [
            ("float", {"unique": True}, "false for the data type float"),
            ("checkbox", {"unique": True, "default_value": False}, "false for the data type checkbox"),
            ("text", {"unique": "yes"}, "true or false"),
            (
                "text",
                {"unique": True, "default_value": "x"},
                "false beside a default value, which rows would share",
            ),
        ],
    )
    def test_what_cannot_be_unique(
        self, api: Client, data_type: str, more: dict[str, object], expected: str
    ) -> None:
        properties = [{"property_name": key, "value": each} for key, each in {"name": "No", **more}.items()]
        answer = api("POST", "/schema/Shot/fields", {"data_type": data_type, "properties": properties})
        sent = '"yes"' if more["unique"] == "yes" else "true"
        said = f"API schema_field_create() 'unique' value expected {expected} but got: {sent}"
        assert told(answer) == wrong(said)

    def test_a_unique_field_gets_no_default(self, api: Client, external: str) -> None:
        body = {"properties": [{"property_name": "default_value", "value": "x"}]}
        assert told(api("PUT", f"/schema/Shot/fields/{external}", body))[0] == 400
        assert set_unique(api, "Shot", external, value=True).status_code == 200

    def test_shipped_fields_stay_as_they_are(self, api: Client) -> None:
        legal = '["name", "description", "custom_metadata", "summary_default"]'
        said = f"API schema_field_update() invalid property 'unique': true Valid property names: {legal}"
        title = told(set_unique(api, "Shot", "description"))[2]
        assert title.startswith(
            "API schema_field_update() invalid property 'unique': true Valid property names"
        )
        assert '"unique"' not in title and said[:60] == title[:60]

    def test_templates_do_not_copy_it(self, api: Client, film: dict[str, Any]) -> None:
        name = add_field(api, "Task", "Remote Task", unique=True)
        template = api("POST", "/entity/task_templates", {"code": "Two", "entity_type": "Shot"}).json["data"]
        link = {"type": "TaskTemplate", "id": template["id"]}
        task = {"task_template": link, "content": "Comp", name: "t1"}
        assert api("POST", "/entity/tasks", task).status_code == 201
        for _ in range(2):
            made = new_shot(api, film, task_template=link)
            found = api.search(
                "tasks", [["entity", "is", {"type": "Shot", "id": made}]], fields=["content", name]
            )
            (row,) = found.json["data"]
            assert row["attributes"] == {"content": "Comp", name: None}


class TestMakingAFieldUnique:
    def test_rows_in_the_way_are_named(self, api: Client, contract_site: Site, film: dict[str, Any]) -> None:
        name = add_field(api, "Asset", "Remote Id")
        made = [
            api("POST", "/entity/assets", {"project": film, name: each}).json["data"]["id"]
            for each in ("a", "a", "b", None, None, "c", "c")
        ]
        before = everything(contract_site)
        shared = [
            f'"a" is the value of Asset {made[0]}, {made[1]}',
            f'"c" is the value of Asset {made[5]}, {made[6]}',
        ]
        said = f"API schema_field_update() Asset.{name} cannot be unique"
        assert told(set_unique(api, "Asset", name)) == wrong(said, {name: shared})
        assert everything(contract_site) == before
        api("PUT", f"/entity/assets/{made[0]}", {name: "d"})
        api("DELETE", f"/entity/assets/{made[6]}")
        assert set_unique(api, "Asset", name).json["data"]["unique"]["value"] is True
        again = api("POST", "/entity/assets", {"project": film, name: "b"})
        assert told(again)[:2] == (400, 104)

    def test_long_ones_too(self, api: Client, film: dict[str, Any]) -> None:
        name = add_field(api, "Asset", "Long Id")
        api("POST", "/entity/assets", {"project": film, name: "y" * 300})
        (_, _, _, source, _) = told(set_unique(api, "Asset", name))
        assert source == {name: [f'"{"y" * 300}" is longer than 255 characters']}

    def test_it_ends_and_begins_again(self, api: Client, film: dict[str, Any]) -> None:
        name = add_field(api, "Sequence", "Remote Id", unique=True)
        body = {"project": film, name: "s"}
        first = api("POST", "/entity/sequences", body).json["data"]["id"]
        assert set_unique(api, "Sequence", name, value=False).json["data"]["unique"]["value"] is False
        second = api("POST", "/entity/sequences", body).json["data"]["id"]
        assert told(set_unique(api, "Sequence", name))[3] == {
            name: [f'"s" is the value of Sequence {first}, {second}']
        }
        api("DELETE", f"/entity/sequences/{second}")
        assert set_unique(api, "Sequence", name).status_code == 200
        assert told(api("POST", "/entity/sequences", body))[:2] == (400, 104)

    def test_a_field_in_the_trash_holds_nobody_up(self, api: Client, film: dict[str, Any]) -> None:
        name = add_field(api, "Playlist", "Remote Id", unique=True)
        body = {"project": film, name: "p"}
        first = api("POST", "/entity/playlists", body).json["data"]["id"]
        api("DELETE", f"/entity/playlists/{first}")
        second = api("POST", "/entity/playlists", body).json["data"]["id"]
        path = f"/schema/Playlist/fields/{name}"
        assert api("DELETE", path).status_code == 204
        assert api("POST", f"/entity/playlists/{first}?revive=1").status_code == 200
        revived = api("POST", path, {"revive": True})
        assert told(revived)[3] == {name: [f'"p" is the value of Playlist {first}, {second}']}
        api("DELETE", f"/entity/playlists/{second}")
        assert api("POST", path, {"revive": True}).status_code == 204
        assert told(api("POST", "/entity/playlists", body))[:2] == (400, 104)

    def test_over_the_python_api(self, api: Client, rpc: Rpc) -> None:
        name = add_field(api, "Delivery", "Rpc Id")
        change = {
            "type": "Delivery",
            "field_name": name,
            "properties": [{"property_name": "unique", "value": True}],
        }
        assert rpc("schema_field_update", change) is True
        asked = {"type": "Delivery", "field_name": name}
        assert rpc("schema_field_read", asked)[name]["unique"] == {"value": True, "editable": False}


def upsert(
    client: Client, name: str, prefer: str = "", type_: str = "shots", /, **values: object
) -> testing.Result:
    headers = {"Prefer": prefer} if prefer else {}
    return client("PUT", f"/entity/{type_}/_upsert?by={name}", values, headers=headers)


def ask(entity: str, name: str, /, **data: object) -> dict[str, Any]:
    return {"request_type": "upsert", "entity": entity, "by": name, "data": data}


class TestUpsert:
    def test_a_row_is_made_once_and_then_changed(
        self, api: Client, film: dict[str, Any], external: str, value: str
    ) -> None:
        body = {"project": film, external: value, "code": "UP010"}
        made, same = upsert(api, external, **body), upsert(api, external, **body)
        changed = upsert(api, external, **{external: value, "description": "fog"})
        assert [each.status_code for each in (made, same, changed)] == [201, 200, 200]
        row_id = made.json["data"]["id"]
        assert same.json["data"]["id"] == changed.json["data"]["id"] == row_id
        assert list(made.json) == ["data"]
        assert (changed.json["links"], changed.json["status"]) == ({}, "successful")
        assert changed.json["data"] == api("GET", f"/entity/shots/{row_id}").json["data"]
        assert changed.json["data"]["attributes"]["code"] == "UP010"

    def test_what_stays_the_same_is_no_event(
        self, api: Client, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        def events() -> int:
            about = [["entity", "is", {"type": "Shot", "id": shot}]]
            return len(api.search("event_log_entries", about).json["data"])

        before = events()
        upsert(api, external, **{external: value, "project": film})
        assert events() == before
        upsert(api, external, **{external: value, "project": film, "code": "other"})
        assert events() == before + 1

    def test_a_retired_row_is_not_found(
        self, api: Client, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        api("DELETE", f"/entity/shots/{shot}")
        made = upsert(api, external, **{external: value, "project": film})
        assert made.status_code == 201 and made.json["data"]["id"] != shot

    def test_what_only_a_create_writes_is_passed_over_or_told_to_strict_callers(
        self, api: Client, film: dict[str, Any], external: str, value: str
    ) -> None:
        body = {"project": film, external: value, "created_at": "2020-01-02T03:04:05Z"}
        assert upsert(api, external, **body).status_code == 201
        assert upsert(api, external, **body).status_code == 200
        strict = upsert(api, external, "handling=strict", **body)
        assert told(strict) == wrong("API upsert() Shot.created_at is editable on create only.")
        discarded = upsert(api, external, "handling=strict", **body, cached_display_name="x")
        assert told(discarded) == wrong("API upsert() Shot.cached_display_name is read only.")

    def test_lists_of_links_go_by_their_modes(
        self, api: Client, ids: dict[str, int], film: dict[str, Any], external: str, value: str
    ) -> None:
        lamp = {"type": "Asset", "id": ids["asset"]}
        add = {"multi_entity_update_mode": "add", "value": [lamp]}
        for status in (201, 200):
            answer = upsert(api, external, **{external: value, "project": film, "assets": add})
            assert answer.status_code == status
            assert len(answer.json["data"]["relationships"]["assets"]["data"]) == 1

    def test_shipped_fields_that_are_unique_serve_too(self, api: Client) -> None:
        answers = [upsert(api, "name", "", "projects", name="By Name", sg_description=each) for each in "ab"]
        assert [each.status_code for each in answers] == [201, 200]

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("shots/_upsert", {"by": ["by is missing"]}),
            ("shots/_upsert?by=code", {"by": ["by must be one of: sg_external_id"]}),
            ("shots/_upsert?by=sg_nope", {"by": ["by must be one of: sg_external_id"]}),
            ("notes/_upsert?by=subject", {"by": ["by must be a field that is unique, and Note has none"]}),
        ],
    )
    def test_rows_are_found_by_what_is_unique_alone(
        self, api: Client, external: str, path: str, error: object
    ) -> None:
        assert told(api("PUT", f"/entity/{path}", {"code": "x"})) == invalid(error)

    def test_the_value_has_to_be_there(self, api: Client, film: dict[str, Any], external: str) -> None:
        for empty in ({}, {external: None}, {external: "  "}):
            answer = upsert(api, external, **empty)
            assert told(answer)[:2] == (400, 103)
            assert told(answer)[2].startswith(f"API upsert() missing '{external}' attribute: {{")

    def test_what_is_wrong_is_told_and_nothing_is_done(
        self, api: Client, contract_site: Site, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        before = everything(contract_site)
        wrongs = [
            upsert(api, external, **{external: "new"}),
            upsert(api, external, **{external: "new", "project": film, "sg_nope": 1}),
            upsert(api, external, **{external: value, "sg_status_list": "zz"}),
            upsert(api, external, **{external: 7, "project": film}),
            upsert(api, external, **{external: value, "project": film, "sg_sequence": by("Sequence", "x")}),
        ]
        assert [told(each)[:2] for each in wrongs] == [
            (400, 103),
            (400, 103),
            (400, 104),
            (400, 103),
            (400, 103),
        ]
        assert told(wrongs[1])[2] == "API upsert() Shot.sg_nope doesn't exist."
        assert everything(contract_site) == before

    def test_other_methods_and_types_lead_nowhere(self, api: Client, external: str) -> None:
        assert api("PUT", "/entity/nothing/_upsert?by=x", {}).status_code == 404
        assert api("POST", "/entity/shots/_upsert", {}).status_code == 404


class TestUpsertsInBatches:
    def test_rows_are_made_changed_and_linked(
        self, api: Client, film: dict[str, Any], external: str, value: str, shot: int
    ) -> None:
        requests = [
            called("old", ask("Shot", external, **{external: value, "project": film, "code": "old"})),
            called("new", ask("Shot", external, **{external: f"{value} new", "project": film})),
            ask("Shot", external, **{external: f"{value} new", "description": "again"}),
            make("Asset", project=film, shots=[by("Shot", "old"), by("Shot", "new")]),
        ]
        answer = batch(api, *requests)
        assert answer.status_code == 200, answer.text
        old, new, again, asset = answer.json["data"]
        assert [each["did_create"] for each in (old, new, again)] == [False, True, False]
        assert list(new) == ["data", "did_create"]
        assert list(old) == ["data", "links", "status", "did_create"]
        assert old["data"]["id"] == shot and new["data"]["id"] == again["data"]["id"]
        links = asset["data"]["relationships"]["shots"]["data"]
        assert sorted(each["id"] for each in links) == [shot, new["data"]["id"]]
        second = batch(api, *requests).json["data"]
        assert [each["did_create"] for each in second[:3]] == [False] * 3
        assert "did_create" not in asset

    def test_all_or_none(
        self, api: Client, contract_site: Site, film: dict[str, Any], external: str, value: str
    ) -> None:
        before = everything(contract_site)
        answer = batch(
            api,
            ask("Shot", external, **{external: value, "project": film}),
            ask("Shot", external, **{external: value, "sg_status_list": "zz"}),
        )
        assert told(answer)[:2] == (400, 104)
        assert everything(contract_site) == before

    def test_shapes(self, api: Client, film: dict[str, Any], external: str) -> None:
        good = ask("Shot", external, **{external: "z", "project": film})
        for request, error in (
            ({**good, "by": "code"}, {"by": ["by must be one of: sg_external_id"]}),
            ({key: each for key, each in good.items() if key != "by"}, {"by": ["by is missing"]}),
        ):
            assert told(batch(api, request)) == invalid({"requests": {"0": error}})
        legal = ["request_type must be one of: create, update, delete"]
        assert told(batch(api, good, prefer="")) == invalid({"requests": {"0": {"request_type": legal}}})
        other = told(batch(api, {**good, "request_type": "read"}))
        assert other == invalid({"requests": {"0": {"request_type": [f"{legal[0]}, upsert"]}}})
        extra = batch(api, {**good, "record_id": 1}, prefer="handling=strict, batch-references")
        unread = {"record_id": ["record_id is not a parameter of this call"]}
        assert told(extra) == invalid({"requests": {"0": unread}})

    def test_over_the_python_api(self, rpc: Rpc, film: dict[str, Any], external: str, value: str) -> None:
        request = {
            "request_type": "upsert",
            "type": "Shot",
            "by": external,
            "fields": fields(project=film, **{external: value}),
            "return_fields": ["code"],
            "ref": "x",
        }
        removal = {"request_type": "delete", "type": "Shot", "id": by("Shot", "x")}

        def send(*requests: object) -> Any:
            return rpc.send({"method_name": "batch", "params": [rpc.auth, requests]}, headers=PREFER).json

        first, second = send(request)["results"], send(request, removal)["results"]
        assert first[0]["id"] == second[0]["id"] and second[1] is True
        assert sorted(first[0]) == sorted(["type", "id", "project", external, "code"])
        code, message = fault_in(send({**request, "by": "code"}))
        assert code == 103 and message.startswith("API batch() invalid/missing 'by': \"code\" Valid values: ")

    def test_a_sync_of_many_is_one_call(self, api: Client, film: dict[str, Any], external: str) -> None:
        requests = [
            ask("Shot", external, **{external: f"many {n}", "project": film, "code": f"M{n}"})
            for n in range(60)
        ]
        assert [each["did_create"] for each in batch(api, *requests).json["data"]] == [True] * 60
        assert [each["did_create"] for each in batch(api, *requests).json["data"]] == [False] * 60
        assert batch(api, remove("Shot", new_shot(api, film))).status_code == 200
