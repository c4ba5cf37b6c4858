"""Pages and their settings as rows, and what the log tells of them (behaviour/pages-and-events §1 to §6)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client, error_of, not_found, told, wrong
from tests.contract.conftest import link
from tests.fixtures.clock import Clock

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.site.site import Site

NO_TEMPLATE = (
    "does not have a default entity query page to use as a template. Please contact Shotgun Support."
)


@pytest.fixture(scope="module")
def editor(app: Any, contract_site: Site, ids: dict[str, int]) -> Client:
    """A person who may do everything, signed in."""
    session, schema = contract_site.session(system_caller()), contract_site.schema
    sets = schema["PermissionRuleSet"]
    admin = session.condition(sets, "code", "is", ["admin"])
    rule_set = session.find(Question(sets, admin)).rows[0].id
    person = {"login": "grace", "name": "Grace", "sg_status_list": "act"}
    rules = {"permission_rule_set": link("PermissionRuleSet", rule_set)}
    made = session.create_many([("HumanUser", {**person, **rules})])[0].id
    contract_site.accounts.set_password(made, "a-grey-harbour")
    credentials = {"username": "grace", "password": "a-grey-harbour"}
    signed_in = contract_site.accounts.sign_in("password", credentials, "tracking.test")
    return Client(app, signed_in.access_token, {**ids, "grace": made})


def made(client: Client, **values: object) -> int:
    """A page of shots in the project."""
    sent = {"name": "Shots", "project": link("Project", client.names["project"]), "entity_type": "Shot"}
    answer = client("POST", "/entity/pages", {**sent, **values})
    assert answer.status_code == 201, answer.text
    return int(answer.json["data"]["id"])


def settings_of(client: Client, page: int, *more: object) -> list[dict[str, Any]]:
    """The settings of a page: the rows."""
    filters = [["page", "is", link("Page", page)], *more]
    found = client.search("page_settings", filters, fields="settings_json,created_at,page,user")
    return list(found.json["data"])


def write(client: Client, setting: int, layout: object) -> testing.Result:
    return client("PUT", f"/entity/page_settings/{setting}", {"settings_json": layout})


@pytest.fixture(scope="module")
def setting(editor: Client) -> int:
    """The settings of a page."""
    return int(settings_of(editor, made(editor))[0]["id"])


class TestPages:
    def test_a_person_makes_one(self, editor: Client) -> None:
        sent = {"name": "Shots", "project": link("Project", editor.names["project"]), "entity_type": "Shot"}
        answer = editor("POST", "/entity/pages", sent)
        assert answer.status_code == 201
        echo = answer.json["data"]["attributes"]
        assert (echo["page_type"], echo["ui_category"], echo["shared"]) == ("canvas", "reports", True)
        page = editor("GET", f"/entity/pages/{answer.json['data']['id']}").json["data"]
        assert page["attributes"]["entity_type"] == "Shot"
        assert page["attributes"]["current_user_can_see"] is True
        assert page["relationships"]["created_by"]["data"]["id"] == editor.names["grace"]

    def test_its_layout_is_that_of_a_page_of_its_type(self, editor: Client) -> None:
        page = made(editor)
        (setting,) = settings_of(editor, page, ["user", "is", None])
        layout = setting["attributes"]["settings_json"]
        assert list(layout) == ["type", "settings", "children"]
        assert layout["type"] == "SG.Widget.Canvas.Page"
        body = layout["children"]["body"]
        assert body["type"] == "SG.Widget.EntityQuery.EntityQueryPage"
        assert (body["settings"]["entity_type"], body["settings"]["mode"]) == ("Shot", "list")
        assert list(body["children"]) == [
            *("list_content", "thumb_content", "card_content", "calendar_content", "sched_content"),
        ]
        grid = body["children"]["list_content"]
        assert grid["type"] == "SG.Widget.NewGrid"
        columns = ",".join(grid["settings"]["columns"])
        shown = editor("GET", f"/entity/shots?fields={columns}", headers={"Prefer": "handling=strict"})
        assert shown.status_code == 200

    @pytest.mark.parametrize(
        ("sent", "reason"),
        [
            ({}, f"The entity type [] {NO_TEMPLATE}"),
            ({"entity_type": "Shot"}, "HumanUser(#0) expected, got ApiUser(#<script>)"),
        ],
    )
    def test_a_script_makes_none(self, api: Client, sent: dict[str, object], reason: str) -> None:
        values = {"name": "Shots", "project": link("Project", api.names["project"]), **sent}
        answer = api("POST", "/entity/pages", values)
        assert told(answer)[:3] == (400, 104, f"Create failed for [Page]: {api.filled(reason)}")
        assert list(error_of(answer)["meta"]) == ["crud_error_uuid"]

    def test_its_type_is_the_servers(self, api: Client, editor: Client) -> None:
        for client in (api, editor):
            answer = client("POST", "/entity/pages", {"entity_type": "Shot", "page_type": "canvas"})
            assert told(answer)[:3] == wrong("API create() Page.page_type is read only.")[:3]

    def test_pages_of_the_site_have_no_project(self, editor: Client) -> None:
        inside, outside = made(editor), made(editor, project=None)
        found = editor.ids(editor.search("pages", [["project", "is", None]]))
        assert outside in found and inside not in found
        status, code, title, *_ = told(editor("GET", "/entity/pages?filter[project]=null"))
        assert (status, code) == (400, 103)
        assert 'got String: "null"' in title

    def test_there_are_no_display_columns(self, api: Client) -> None:
        answer = api("GET", "/entity/display_columns")
        assert told(answer) == not_found("Entity type 'display_columns' does not exist.")

    def test_its_settings_outlive_it(self, editor: Client) -> None:
        page = made(editor)
        (setting,) = settings_of(editor, page)
        assert editor("DELETE", f"/entity/pages/{page}").status_code == 204
        read = editor("GET", f"/entity/page_settings/{setting['id']}").json["data"]
        assert read["relationships"]["page"]["data"] is None
        assert write(editor, setting["id"], "{}").status_code == 200

    def test_hits_are_rows(self, api: Client, editor: Client) -> None:
        page = made(editor)
        hit = {"page": link("Page", page), "user": link("HumanUser", editor.names["grace"])}
        assert api("POST", "/entity/page_hits", hit).status_code == 201
        assert len(api.ids(api.search("page_hits", [["page", "is", link("Page", page)]]))) == 1


class TestSettings:
    @pytest.mark.parametrize(
        "layout",
        [
            {"not": "a widget tree"},
            [{"spec_path": "body|list_content", "settings": {"columns": ["code"]}}],
            {"type": "SG.Widget.Canvas.Page", "settings": {"layouts": None}, "children": {}},
        ],
    )
    def test_they_are_written_as_text_and_read_decoded(
        self, api: Client, editor: Client, setting: int, layout: object
    ) -> None:
        for client in (api, editor):
            answer = write(client, setting, json.dumps(layout))
            assert answer.status_code == 200
            read = client("GET", f"/entity/page_settings/{setting}").json["data"]
            assert read["attributes"]["settings_json"] == layout
            assert answer.json["data"]["attributes"]["settings_json"] == layout

    def test_they_may_be_cleared(self, api: Client, setting: int) -> None:
        assert write(api, setting, None).status_code == 200
        read = api("GET", f"/entity/page_settings/{setting}?fields=settings_json").json["data"]
        assert read["attributes"] == {"settings_json": None}

    @pytest.mark.parametrize(
        ("sent", "got"), [({"a": 1}, 'Hash: {"a" => 1}'), ([1], "Array: [1]"), (5, "Integer: 5")]
    )
    def test_they_are_no_objects(self, api: Client, setting: int, sent: object, got: str) -> None:
        title = (
            "API update() PageSetting.settings_json expected [String, NilClass] data type(s) but got " + got
        )
        assert told(write(api, setting, sent))[:3] == (400, 103, title)

    def test_anyone_may_add_some(self, api: Client, editor: Client) -> None:
        page = made(editor)
        sent = {"page": link("Page", page), "settings_json": "[]"}
        person = {"user": link("HumanUser", editor.names["grace"])}
        for client in (api, editor):
            for more in ({}, person):
                assert client("POST", "/entity/page_settings", {**sent, **more}).status_code == 201
        assert len(settings_of(api, page, ["user", "is", None])) == 3
        # What a person has for themselves is read by everyone.
        assert len(settings_of(api, page, ["user", "is", person["user"]])) == 2

    def test_they_are_not_retired(self, api: Client, editor: Client, setting: int) -> None:
        reason = "Entity type PageSetting doesn't respond to retirement"
        for client in (api, editor):
            answer = client("DELETE", f"/entity/page_settings/{setting}")
            title = f"Delete failed for [PageSetting with id={setting}]: {reason}"
            assert told(answer)[:3] == (400, 104, title)

    def test_no_filter_and_no_order_looks_into_them(self, api: Client, setting: int) -> None:
        everything = api.ids(api.search("page_settings", []))
        for condition in (["contains", "ZZZNOPE"], ["is", None], ["is_not", None]):
            assert api.ids(api.search("page_settings", [["settings_json", *condition]])) == everything
        assert api.ids(api("GET", "/entity/page_settings?sort=-settings_json")) == everything

    def test_they_do_not_tell_when_they_changed(self, api: Client) -> None:
        answer = api.search("page_settings", [["updated_at", "is_not", None]])
        assert told(answer)[2] == "API read() PageSetting.updated_at doesn't exist."
        (row, *_) = api("GET", "/entity/page_settings?fields=updated_at").json["data"]
        assert row["attributes"] == {}


class TestChanges:
    def test_a_page_is_as_new_as_its_layout(self, api: Client, editor: Client, contract_site: Site) -> None:
        clock = contract_site.clock
        assert isinstance(clock, Clock)
        page = made(editor)
        (setting,) = settings_of(editor, page)
        start = clock.now
        try:
            clock.move(seconds=90)
            write(api, setting["id"], "{}")
            saved = f"{clock.now:%Y-%m-%dT%H:%M:%SZ}"
        finally:
            clock.now = start
        read = api("GET", f"/entity/pages/{page}").json["data"]
        assert read["attributes"]["updated_at"] == saved
        assert read["relationships"]["updated_by"]["data"]["type"] == "ApiUser"
        (after,) = settings_of(api, page)
        assert after["attributes"]["created_at"] == setting["attributes"]["created_at"]

    def test_what_the_log_tells(self, api: Client, editor: Client) -> None:
        last = max(api.ids(api("GET", "/entity/event_log_entries?sort=-id&page[size]=1")))
        page = made(editor)
        (setting,) = settings_of(editor, page)
        old = json.dumps(setting["attributes"]["settings_json"], separators=(",", ":"))
        editor("PUT", f"/entity/pages/{page}", {"name": "All shots"})
        write(editor, setting["id"], "{}")
        editor("DELETE", f"/entity/pages/{page}")
        found = api.search(
            "event_log_entries",
            [["id", "greater_than", last]],
            fields="event_type,attribute_name,meta",
        )
        events = [row["attributes"] for row in found.json["data"]]
        told_of = {each["event_type"] for each in events}
        assert told_of == {
            "Shotgun_Page_New",
            "Shotgun_Page_Change",
            "Shotgun_Page_Retirement",
            "Shotgun_PageSetting_New",
            "Shotgun_PageSetting_Change",
        }
        changes = [each["meta"] for each in events if "old_value" in each["meta"]]
        values = {
            (each["entity_type"], each["attribute_name"]): (each["old_value"], each["new_value"])
            for each in changes
            if not each.get("in_create")
        }
        assert values["Page", "name"] == ("Shots", "All shots")
        assert values["PageSetting", "settings_json"] == (old, "{}")
