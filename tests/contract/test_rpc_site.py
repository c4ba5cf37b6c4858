"""What else the Python API offers: names, follows, threads, days, preferences (python-api/methods)."""

from typing import Any

import pytest
from tests.contract.conftest import link
from tests.contract.rpc import Rpc, condition, fields, query
from tests.fixtures.clock import Clock

from slatehouse.site.site import Site

Ids = dict[str, int]
EVERY_ROW = query("Shot")["filters"]


class TestNameSearch:
    def search(self, rpc: Rpc, text: str, **rest: object) -> list[Any]:
        asked = {
            "text": text,
            "entity_types": {"Shot": EVERY_ROW},
            "project_ids": [],
            "max_results": None,
            **rest,
        }
        found: list[Any] = rpc("query_display_name_cache", asked)["matches"]
        return found

    def test_a_match_shows_what_it_is_linked_to(self, rpc: Rpc, ids: Ids) -> None:
        asked = {"text": "SH010", "entity_types": {"Shot": EVERY_ROW}}
        assert rpc("query_display_name_cache", asked) == {
            "terms": ["sh010"],
            "matches": [
                {
                    "type": "Shot",
                    "id": ids["shot"],
                    "name": "SH010",
                    "project_id": ids["project"],
                    "image": None,
                    "links": ["Sequence", "SQ01"],
                    "status": "wtg",
                }
            ],
        }

    def test_filters_projects_and_limits_narrow_it_down(self, rpc: Rpc, ids: Ids) -> None:
        assert len(self.search(rpc, "010")) == 2
        assert len(self.search(rpc, "010", max_results=1)) == 1
        assert [hit["id"] for hit in self.search(rpc, "010", project_ids=[ids["archive"]])] == [ids["shot3"]]
        narrow = query("Shot", [condition("code", "starts_with", "old")])["filters"]
        assert [hit["id"] for hit in self.search(rpc, "010", entity_types={"Shot": narrow})] == [ids["shot3"]]
        assert self.search(rpc, "010", entity_types={}) == []
        people = {"HumanUser": EVERY_ROW, "Project": EVERY_ROW}
        assert len(self.search(rpc, "Lighthouse", entity_types=people, project_ids=[ids["project"]])) == 1
        assert self.search(rpc, "Lovelace", entity_types=people, project_ids=[ids["project"]]) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"text": "ab"},
            {"text": 3},
            {"entity_types": []},
            {"entity_types": {"Nope": EVERY_ROW}},
            {"entity_types": {"Shot": []}},
            {"project_ids": ["x"]},
            {"max_results": 0},
        ],
        ids=str,
    )
    def test_bad_searches(self, rpc: Rpc, changes: dict[str, object]) -> None:
        asked = {"text": "010", "entity_types": {"Shot": EVERY_ROW}, **changes}
        assert rpc.fault("query_display_name_cache", asked)[0] == 103


class TestFollows:
    def test_people_follow_rows_and_leave_them(self, rpc: Rpc, ids: Ids) -> None:
        person, shot, task = (
            link("HumanUser", ids["person"]),
            link("Shot", ids["shot"]),
            link("Task", ids["task"]),
        )
        asked = {"user": {**person, "login": "ada"}, "entity": {**shot, "code": "x"}}
        assert rpc("follow", asked) == {"followed": True, "user": person, "entity": shot}
        rpc("follow", {"user": person, "entity": task})
        followers = [{**person, "name": "Ada Lovelace", "status": "act", "valid": "valid"}]
        assert rpc("followers", {"entity": shot}) == followers
        assert rpc("following", {"user": person}) == [shot, task]
        assert rpc("following", {"user": person, "entity_type": "Task"}) == [task]
        project = link("Project", ids["project"])
        assert rpc("following", {"user": person, "project": project, "entity_type": "Shot"}) == [shot]
        assert rpc("unfollow", asked) == {"unfollowed": True, "user": person, "entity": shot}
        assert rpc("followers", {"entity": shot}) == []

    @pytest.mark.parametrize(
        ("method", "argument"),
        [
            ("follow", {}),
            ("follow", {"user": {"type": "Shot", "id": 1}, "entity": {"type": "Shot", "id": 1}}),
            ("followers", {"entity": {"type": "Shot", "id": 400000}}),
            ("following", {"user": {"type": "HumanUser", "id": 400000}}),
            ("update_project_last_accessed_by_current_user", {"project_id": 400000}),
            ("note_thread_contents", {"note_id": 400000}),
            ("note_thread_contents", {"note_id": "x"}),
            ("note_thread_contents", {"note_id": 1, "entity_fields": []}),
        ],
        ids=str,
    )
    def test_what_is_not_there_is_told_so(self, rpc: Rpc, method: str, argument: object) -> None:
        assert rpc.fault(method, argument)[0] in (103, 104)


def test_when_somebody_last_saw_a_project(rpc: Rpc, rpc_person: Rpc, contract_site: Site, ids: Ids) -> None:
    clock, project = contract_site.clock, link("Project", ids["project"])
    assert isinstance(clock, Clock)

    def seen(caller: Rpc) -> str | None:
        (row,) = caller.find(
            "Project", [condition("id", "is", project["id"])], ["last_accessed_by_current_user"]
        )
        value: str | None = row["last_accessed_by_current_user"]
        return value

    asked = {"project_id": project["id"]}
    assert rpc_person("update_project_last_accessed_by_current_user", asked) == project
    first = seen(rpc_person)
    clock.move(seconds=1)
    rpc("update_project_last_accessed_by_current_user", {**asked, "user_id": ids["person"]})
    second = seen(rpc_person)
    assert first and second and first < second
    assert seen(rpc) is None


def test_a_thread_is_the_note_with_its_replies(rpc: Rpc, ids: Ids) -> None:
    note = link("Note", ids["note"])
    reply = rpc("create", {"type": "Reply", "fields": fields(content="done", entity=note)})
    asked = {"note_id": ids["note"], "entity_fields": {"Note": ["subject"], "Shot": ["code"]}}
    first, second = rpc("note_thread_contents", asked)
    assert set(first) == {"type", "id", "content", "created_at", "created_by", "subject"}
    assert set(second) == {"type", "id", "content", "created_at", "user"}
    assert (first["subject"], second["id"], second["content"]) == ("Fog", reply["id"], "done")
    assert second["user"] == {**link("ApiUser", ids["script"]), "name": second["user"]["name"], "image": None}


class TestActivity:
    def test_what_is_made_is_told_of_in_the_streams_of_what_it_belongs_to(self, rpc: Rpc, ids: Ids) -> None:
        project = {"type": "Project", "id": ids["project"]}
        shot = rpc("create", {"type": "Shot", "fields": fields(code="streamed", project=project)})
        values = fields(content="Look", project=project, note_links=[shot])
        note = rpc("create", {"type": "Note", "fields": values})
        asked = {"type": "Shot", "id": shot["id"], "max_id": None, "min_id": None, "limit": None}
        wanted = {"Shot": ["created_by.HumanUser.image"], "Note": ["content"], "Nope": ["x"]}
        stream = rpc("activity_stream", {**asked, "entity_fields": wanted})
        assert set(stream) == {
            *("earliest_update_id", "entity_id", "entity_type", "latest_update_id", "updates")
        }
        newest, oldest = (update["primary_entity"] for update in stream["updates"])
        assert (newest["id"], newest["content"]) == (note["id"], "Look")
        assert set(oldest) == {"created_by.HumanUser.image", "id", "name", "status", "type"}
        (only,) = rpc("activity_stream", {**asked, "limit": 1})["updates"]
        assert (only["update_type"], only["meta"]["entity_type"]) == ("create", "Note")
        before = rpc("activity_stream", {**asked, "max_id": only["id"]})["updates"]
        assert [update["primary_entity"]["id"] for update in before] == [shot["id"]]

    @pytest.mark.parametrize(
        "changes", [{"id": 400000}, {"limit": 0}, {"limit": "x"}, {"max_id": "x"}, {"type": "Nope"}], ids=str
    )
    def test_bad_streams(self, rpc: Rpc, ids: Ids, changes: dict[str, object]) -> None:
        assert rpc.fault("activity_stream", {"type": "Shot", "id": ids["shot"], **changes})[0] in (103, 104)


class TestWorkSchedule:
    def test_a_day_is_ruled_on_for_the_studio_a_project_and_a_person(self, rpc: Rpc, ids: Ids) -> None:
        project = {**link("Project", ids["project"]), "name": "Lighthouse"}
        person = {**link("HumanUser", ids["person"]), "name": "Ada Lovelace"}
        span = {"start_date": "2012-01-02", "end_date": "2012-01-04", "project": project, "user": person}
        usual = {"working": True, "reason": "STUDIO_WORK_WEEK", "description": None}
        assert rpc("work_schedule_read", span) == {f"2012-01-0{day}": usual for day in (2, 3, 4)}
        for day, scope in (("02", {}), ("03", {"project": project}), ("04", {"user": person})):
            rule = {"date": f"2012-01-{day}", "working": False, "description": "Off"}
            asked = {**rule, "project": None, "user": None, "recalculate_field": None, **scope}
            assert rpc("work_schedule_update", asked) == {**rule, "project": None, "user": None, **scope}
        off = {"working": False, "description": "Off"}
        assert rpc("work_schedule_read", span) == {
            "2012-01-02": {**off, "reason": "STUDIO_EXCEPTION"},
            "2012-01-03": {**off, "reason": "PROJECT_EXCEPTION"},
            "2012-01-04": {**off, "reason": "USER_EXCEPTION"},
        }

    @pytest.mark.parametrize(
        ("method", "changes"),
        [
            ("work_schedule_read", {"start_date": "2012"}),
            ("work_schedule_read", {"start_date": "2012-01-09"}),
            ("work_schedule_read", {"project": {"type": "Shot", "id": 1}}),
            ("work_schedule_update", {"date": "x"}),
            ("work_schedule_update", {"working": None}),
            ("work_schedule_update", {"description": 3}),
            ("work_schedule_update", {"recalculate_field": "x"}),
            (
                "work_schedule_update",
                {"project": {"type": "Project", "id": 1}, "user": {"type": "HumanUser", "id": 1}},
            ),
        ],
        ids=str,
    )
    def test_bad_days(self, rpc: Rpc, method: str, changes: dict[str, object]) -> None:
        usual = {"start_date": "2012-01-02", "end_date": "2012-01-04", "date": "2012-01-02", "working": True}
        assert rpc.fault(method, {**usual, **changes})[0] == 103


def test_preferences_are_the_seventeen_that_clients_compare(rpc: Rpc) -> None:
    assert len(rpc("preferences_read", {"prefs": []})) == 17
    some = rpc(
        "preferences_read",
        {"prefs": ["date_component_order", "support_local_storage", "email_notifications"]},
    )
    assert some == {"date_component_order": "month_day", "support_local_storage": True}


def test_subscriptions_are_recorded(rpc: Rpc, ids: Ids) -> None:
    users = [{"humanUserId": ids["person"], "subscription": "basic"}]
    assert rpc("user_subscriptions_create", {"users": users}) == {"status": "success"}
    assert users[0] in rpc("user_subscriptions_read")
    assert (
        rpc.fault("user_subscriptions_create", {"users": [{"humanUserId": 400000, "subscription": "x"}]})[0]
        == 103
    )


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ({"format": None, "page_id": 11, "layout_name": None}, "API export_page() 'format' missing"),
        ({"format": "csv", "page_id": None, "layout_name": None}, "API export_page() 'page_id' missing"),
        ({"format": "csv", "page_id": 11, "layout_name": "My Layout"}, "Export for Page id=11 not available"),
    ],
)
def test_no_page_is_exported(rpc: Rpc, argument: object, message: str) -> None:
    assert rpc.fault("export_page", argument)[1] == message


class TestNavigation:
    def test_a_level_hands_out_a_preset_for_the_seed(self, rpc: Rpc, ids: Ids) -> None:
        path = f"/Project/{ids['project']}"
        level = rpc(
            "nav_expand", {"path": path, "seed_entity_field": "PublishedFile.entity", "entity_fields": None}
        )
        assert (level["label"], level["parent_path"]) == ("Lighthouse", "/")
        assert level["target_entities"]["type"] == "PublishedFile"
        presets = level["target_entities"]["additional_filter_presets"]
        assert rpc.find("PublishedFile", additional_filter_presets=presets) == []

    def test_rows_are_found_by_name_and_by_themselves(self, rpc: Rpc, ids: Ids) -> None:
        asked = {"root_path": f"/Project/{ids['project']}", "seed_entity_field": "Version.entity"}
        by_name = rpc("nav_search", {**asked, "search_criteria": {"search_string": "SH010"}})
        by_row = rpc("nav_search", {**asked, "search_criteria": {"entity": link("Shot", ids["shot"])}})
        assert by_row and by_row[0]["ref"] == link("Shot", ids["shot"])
        assert by_row[0] in by_name

    @pytest.mark.parametrize(
        ("method", "argument"),
        [
            ("nav_expand", {"path": 3}),
            ("nav_expand", {"path": "/", "seed_entity_field": "nope"}),
            ("nav_expand", {"path": "/nowhere"}),
            ("nav_search", {"root_path": "/", "search_criteria": {}}),
        ],
        ids=str,
    )
    def test_bad_places(self, rpc: Rpc, method: str, argument: object) -> None:
        assert rpc.ask(method, argument)["error_code"] in (101, 103)


class TestSchema:
    def test_types_and_fields_are_listed(self, rpc: Rpc) -> None:
        types = rpc("schema_entity_read")
        assert types["Shot"]["name"] == {"value": "Shot", "editable": False}
        assert set(types) == set(rpc("schema_read"))
        every = rpc("schema_field_read", {"type": "Version"})
        (user,) = rpc("schema_field_read", {"type": "Version", "field_name": "user"}).items()
        assert user == ("user", every["user"])
        assert every["user"]["data_type"] == {"value": "entity", "editable": False}

    def test_editable_is_for_the_caller(self, rpc: Rpc, rpc_person: Rpc) -> None:
        for caller, expected in ((rpc, True), (rpc_person, False)):
            every = caller("schema_field_read", {"type": "Task"})
            assert every["content"]["editable"]["value"] is expected
            assert every["sg_status_list"]["editable"]["value"] is True
            (content,) = caller("schema_field_read", {"type": "Task", "field_name": "content"}).values()
            assert content == every["content"]

    @pytest.mark.parametrize("method", ["schema_entity_read", "schema_read"])
    def test_a_project_that_is_not_there_has_nothing_differently(self, rpc: Rpc, method: str) -> None:
        assert rpc(method, {"project": {"type": "Project", "id": 0}}) == rpc(method)

    def test_a_field_is_made_changed_hidden_and_thrown_away(self, rpc: Rpc, ids: Ids) -> None:
        project = {"type": "Project", "id": ids["project"]}
        properties = [{"property_name": "name", "value": "Monkey 1"}]
        asked = {"type": "Version", "data_type": "number", "properties": properties}
        assert rpc("schema_field_create", asked) == "sg_monkey_1"
        field = {"type": "Version", "field_name": "sg_monkey_1"}
        described = [{"property_name": "description", "value": "How many"}]
        assert rpc("schema_field_update", {**field, "properties": described}) is True
        hidden = [{"property_name": "visible", "value": False}]
        assert rpc("schema_field_update", {**field, "properties": hidden, "project": project}) is True
        (shown,) = rpc("schema_field_read", {**field, "project": project}).values()
        assert shown["visible"] == {"value": False, "editable": True}
        (shown,) = rpc("schema_field_read", field).values()
        assert shown["visible"] == {"value": True, "editable": True}
        assert shown["description"]["value"] == "How many"
        where = {"type": "Version", "id": ids["version"]}
        assert rpc("update", {**where, "fields": fields(sg_monkey_1=3)}) == {**where, "sg_monkey_1": 3}
        assert rpc("schema_field_delete", field) is True
        assert "sg_monkey_1" not in rpc("schema_field_read", {"type": "Version"})
        code, told = rpc.fault("schema_field_create", asked)
        assert (code, told[:70]) == (
            103,
            "API schema_field_create() failed, there is a retired field with the sa",
        )

    @pytest.mark.parametrize(
        ("method", "argument", "message"),
        [
            (
                "schema_field_read",
                {"type": "Version", "field_name": "nope"},
                "API schema_field_read() Version.nope doesn't exist.",
            ),
            ("schema_field_read", {"type": "Nope"}, "API schema_field_read() invalid/missing string entity"),
            ("schema_read", {"project": 3}, "API schema_read() invalid/missing hash 'project'"),
            ("schema_field_create", {"type": "Version"}, "API schema_field_create() invalid/missing array"),
            (
                "schema_field_create",
                {"type": "Version", "data_type": "image", "properties": []},
                "API schema_field_create() data_type is not valid",
            ),
            (
                "schema_field_update",
                {
                    "type": "Asset",
                    "field_name": "code",
                    "properties": [{"property_name": "visible", "value": True}],
                },
                "API schema_field_update() ",
            ),
            ("schema_field_delete", {"type": "Asset", "field_name": "code"}, "API schema_field_delete() "),
        ],
        ids=str,
    )
    def test_bad_schema_calls(self, rpc: Rpc, method: str, argument: object, message: str) -> None:
        code, told = rpc.fault(method, argument)
        assert code in (103, 104) and told.startswith(message), told
