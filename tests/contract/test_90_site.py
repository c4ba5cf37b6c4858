"""Preferences, the licence, subscriptions, working days and exports (rest/90, behaviour/site §4 and §5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.contract.client import Client, invalid, not_found, told, wrong

from slatehouse.accounts.caller import system_caller
from slatehouse.site.site import Site

STRICT = {"Prefer": "handling=strict"}
NOBODY = 999999999
UNAUTHORIZED = (401, 102, "Unauthorized", None, "Request rejected due to invalid credentials.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/preferences"),
        ("PUT", "/preferences/update"),
        ("GET", "/license_info"),
        ("GET", "/subscription_seat/user_subscriptions"),
        ("POST", "/subscription_seat/user_subscriptions"),
        ("GET", "/schedule/work_day_rules?start_date=2026-03-02&end_date=2026-03-02"),
        ("PUT", "/schedule/work_day_rules"),
        ("GET", "/exports/page/8.csv"),
    ],
)
def test_all_of_it_needs_a_bearer(anyone: Client, method: str, path: str) -> None:
    assert told(anyone(method, path, {})) == UNAUTHORIZED


PREFERENCES = (
    "format_date_fields",
    "date_component_order",
    "format_time_hour_fields",
    "format_currency_fields_display_dollar_sign",
    "format_currency_fields_decimal_options",
    "format_currency_fields_negative_options",
    "format_number_fields",
    "format_float_fields",
    "format_float_fields_rounding",
    "format_footage_fields",
    "support_local_storage",
    "view_master_settings",
    "duration_units",
    "hours_per_day",
    "enable_rv_integration",
    "enable_shotgun_review_for_rv",
    "creative_review_settings",
)


class TestPreferences:
    def test_all_of_them_in_order(self, api: Client) -> None:
        answer = api("GET", "/preferences")
        assert list(answer.json) == ["data", "links"]
        assert tuple(answer.json["data"]) == PREFERENCES
        assert answer.json["links"] == {"self": "/api/v1/preferences"}

    def test_their_kinds(self, api: Client) -> None:
        preferences = api("GET", "/preferences").json["data"]
        assert '"hours_per_day":8.0,' in api("GET", "/preferences").text
        assert preferences["duration_units"] == "days"
        assert preferences["date_component_order"] == "month_day"
        assert {name for name, value in preferences.items() if isinstance(value, bool)} == {
            "format_currency_fields_display_dollar_sign",
            "support_local_storage",
            "enable_rv_integration",
            "enable_shotgun_review_for_rv",
        }
        assert isinstance(preferences["view_master_settings"], str)
        assert isinstance(preferences["creative_review_settings"], str)

    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ("hours_per_day", {"hours_per_day": 8.0}),
            (
                "support_local_storage,date_component_order,email_notifications",
                {"date_component_order": "month_day", "support_local_storage": True},
            ),
            ("zzz", {}),
        ],
    )
    def test_only_some(self, api: Client, sent: str, shown: object) -> None:
        answer = api("GET", f"/preferences?prefs={sent}")
        spelled = sent.replace(",", "%2C")
        assert answer.json == {"data": shown, "links": {"self": f"/api/v1/preferences?prefs={spelled}"}}

    def test_a_strict_caller_hears_of_names_of_none(self, api: Client) -> None:
        answer = api("GET", "/preferences?prefs=hours_per_day,zzz", headers=STRICT)
        assert told(answer) == invalid({"prefs": ["prefs names no preference: zzz"]})

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            {"preference": "enable_entity"},
            {"preference": "zzz", "entity_type": "Nope"},
            {"preference": "enable_entity", "entity_type": "CustomEntity01", "display_name": "Prop"},
            "{",
        ],
    )
    def test_none_can_be_written(self, api: Client, body: object) -> None:
        answer = api("PUT", "/preferences/update", body)
        assert told(answer) == (400, 111, "Updating the preferences is not available", None, None)
        assert len(answer.content) == 170


class TestLicence:
    def test_seats_have_no_limit(self, api: Client, contract_site: Site) -> None:
        answer = api("GET", "/license_info?anything=1")
        licence = {"assigned": 1, "rule": "unlimited", "free": -1, "total": -1, "type": "license-count"}
        assert answer.json == {"data": licence, "status": "success"}
        assert list(answer.json["data"]) == list(licence)

    def test_it_is_for_administrators(self, artist: Client) -> None:
        detail = "Must sudo as Administrator to query license information"
        assert told(artist("GET", "/license_info")) == (401, 102, "Unauthorized", None, detail)


class TestSubscriptions:
    PATH = "/subscription_seat/user_subscriptions"

    @pytest.fixture(autouse=True)
    def nobody_has_one(self, api: Client) -> Iterator[None]:
        yield
        api("POST", self.PATH, {str(api.names["person"]): None})

    def subscriptions(self, api: Client) -> Any:
        return api("GET", self.PATH).json

    def test_people_by_id(self, api: Client, ids: dict[str, int]) -> None:
        assert self.subscriptions(api) == {str(ids["person"]): None}

    def test_assigning(self, api: Client, ids: dict[str, int]) -> None:
        person = str(ids["person"])
        for sent in ("not_for_resale", "flow", None):
            answer = api("POST", self.PATH, {person: sent})
            assert (answer.status_code, answer.json) == (200, {person: None})
            assert self.subscriptions(api) == {person: sent}

    def test_nothing_is_assigned(self, api: Client) -> None:
        answer = api("POST", self.PATH, {})
        assert (answer.status_code, answer.text) == (200, "{}")

    @pytest.mark.parametrize("sent", [5, "", "x" * 256, ["not_for_resale"], {}])
    def test_what_is_no_subscription(self, api: Client, ids: dict[str, int], sent: object) -> None:
        person = str(ids["person"])
        answer = api("POST", self.PATH, {person: sent})
        assert answer.status_code == 207
        assert answer.json == {person: "A subscription is a text of 1 to 255 characters"}
        assert self.subscriptions(api) == {person: None}

    @pytest.mark.parametrize(
        "sent", ["999999999", "definitely_not_a_user", "-1", "1.5", "", "9" * 400, "\u0663"]
    )
    def test_who_is_nobody(self, api: Client, ids: dict[str, int], sent: str) -> None:
        person = str(ids["person"])
        answer = api("POST", self.PATH, {person: "not_for_resale", sent: "not_for_resale"})
        assert told(answer) == wrong(f"Invalid humanUserId {sent}")
        assert self.subscriptions(api) == {person: None}

    def test_a_list(self, api: Client) -> None:
        expected = "Invalid JSON body. Expected Hash but received Array."
        assert told(api("POST", self.PATH, [])) == wrong(expected)

    def test_only_administrators_assign(self, artist: Client, ids: dict[str, int]) -> None:
        answer = artist("POST", self.PATH, {str(ids["person"]): "not_for_resale"})
        status, code, title, *_ = told(answer)
        assert (status, code) == (400, 104)
        assert title == "The field is not editable for this user: [HumanUser.subscription]."
        assert self.subscriptions(artist) == {str(ids["person"]): None}


DAYS = "/schedule/work_day_rules"
WEEK = f"{DAYS}?start_date=2026-03-02&end_date=2026-03-08"


class TestDays:
    def test_a_week(self, api: Client) -> None:
        answer = api("GET", WEEK)
        assert list(answer.json) == ["data", "links"]
        assert answer.json["data"] == [
            {"date": f"2026-03-0{day}", "working": day < 7, "description": None, "reason": "STUDIO_WORK_WEEK"}
            for day in range(2, 9)
        ]
        assert list(answer.json["data"][0]) == ["date", "working", "description", "reason"]

    def test_the_link_repeats_what_was_sent(self, api: Client) -> None:
        sent = f"{DAYS}?start_date=2026-03-02&project_id=70&end_date=2026-03-02"
        for prefix in ("/api/v1", "/api/v1.1"):
            self_ = f"{prefix}{DAYS}?end_date=2026-03-02&project_id=70&start_date=2026-03-02"
            assert api("GET", prefix + sent).json["links"] == {"self": self_}

    @pytest.mark.parametrize(("start", "end"), [("2026-03-02", "2026-03-02"), ("2026-03-02", "2028-02-29")])
    def test_every_day_is_shown(self, api: Client, start: str, end: str) -> None:
        answer = api("GET", f"{DAYS}?start_date={start}&end_date={end}")
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        days = [first + timedelta(number) for number in range((last - first).days + 1)]
        assert [row["date"] for row in answer.json["data"]] == [day.isoformat() for day in days]
        assert "next" not in answer.json["links"]

    @pytest.mark.parametrize(
        ("query", "source"),
        [
            ("", {"start_date": ["start_date is missing"], "end_date": ["end_date is missing"]}),
            ("?start_date=2026-03-02", {"end_date": ["end_date is missing"]}),
            ("?end_date=2026-03-02&start_date=", {"start_date": ["start_date must be filled"]}),
            (
                "?start_date=2026-03-02&end_date=2026-03-01",
                {
                    "start_date_and_end_date": [
                        "start_date_and_end_date 'end_date' must be greater than or equal to 'start_date'"
                    ]
                },
            ),
            (
                "?start_date=2026-03-02&end_date=2026-03-02&user_id=ada&project_id=",
                {"user_id": ["user_id must be an integer"], "project_id": ["project_id must be filled"]},
            ),
            (
                "?start_date=0001-01-01&end_date=9999-12-31",
                {"start_date_and_end_date": ["start_date_and_end_date must be 36600 days or less apart"]},
            ),
        ],
    )
    def test_what_is_wrong(self, api: Client, query: str, source: object) -> None:
        assert told(api("GET", DAYS + query)) == invalid(source)

    @pytest.mark.parametrize(
        "sent", ["03/02/2026", "2026-02-30", "20260302", "2026-W10-1", "x", "0000-01-01"]
    )
    @pytest.mark.parametrize("name", ["start_date", "end_date"])
    def test_what_is_no_date(self, api: Client, name: str, sent: str) -> None:
        dates = {"start_date": "2026-03-02", "end_date": "2026-03-02", name: sent}
        query = "&".join(f"{key}={value}" for key, value in dates.items())
        answer = api("GET", f"{DAYS}?{query}")
        assert (answer.status_code, answer.text) == (400, '{"status":"error","error":"invalid date"}')

    @pytest.mark.parametrize(("scope", "type_"), [("project_id", "Project"), ("user_id", "HumanUser")])
    @pytest.mark.parametrize("row_id", [NOBODY, 10**30, -5])
    def test_who_is_not_there_has_no_rules(self, api: Client, scope: str, type_: str, row_id: int) -> None:
        path = f"{WEEK}&{scope}={row_id}"
        assert {day["reason"] for day in api("GET", path).json["data"]} == {"STUDIO_WORK_WEEK"}
        status, code, _, _, detail = told(api("GET", path, headers=STRICT))
        told_id = row_id if row_id == NOBODY else 0
        assert (status, code, detail) == (404, 104, f"{type_}: {told_id} not found")


class TestRules:
    @pytest.fixture
    def scopes(self, api: Client) -> Iterator[list[dict[str, int]]]:
        yield [{}, {"project_id": api.names["project"]}, {"user_id": api.names["person"]}]

    @staticmethod
    def query(scope: dict[str, int]) -> str:
        return "".join(f"&{name}={value}" for name, value in scope.items())

    def test_a_rule_of_each_scope(
        self, api: Client, ids: dict[str, int], scopes: list[dict[str, int]]
    ) -> None:
        project = {"id": ids["project"], "name": "Lighthouse", "type": "Project"}
        person = {"id": ids["person"], "name": "Ada Lovelace", "type": "HumanUser"}
        nobody: dict[str, object] = {"project": None, "user": None}
        shows = (
            ("STUDIO", nobody),
            ("PROJECT", nobody | {"project": project}),
            ("USER", nobody | {"user": person}),
        )
        for scope, (name, shown) in zip(scopes, shows, strict=True):
            day = {"date": "2026-04-06", "working": False, "description": f"Closed for {name}"}
            answer = api("PUT", DAYS, {**day, **scope})
            assert (answer.status_code, answer.json["data"]) == (200, {**day, **shown})
            assert list(answer.json["data"]) == ["date", "working", "description", "project", "user"]
            assert answer.json["links"] == {"self": f"/api/v1{DAYS}"}
            read = api("GET", f"{DAYS}?start_date=2026-04-06&end_date=2026-04-06{self.query(scope)}")
            assert read.json["data"] == [{**day, "reason": f"{name}_EXCEPTION"}]

    def test_a_rule_takes_the_place_of_the_one_before(self, api: Client) -> None:
        for working, description in ((False, "Holiday"), (True, None)):
            api("PUT", DAYS, {"date": "2026-04-07", "working": working, "description": description})
            (day,) = api("GET", f"{DAYS}?start_date=2026-04-07&end_date=2026-04-07").json["data"]
            assert (day["working"], day["description"]) == (working, description)

    @pytest.mark.parametrize(
        ("recalculated", "due", "duration"),
        [(None, "2026-06-05", 2400), ("due_date", "2026-06-08", 2400), ("duration", "2026-06-05", 1920)],
    )
    def test_tasks_follow_where_that_is_asked(
        self, api: Client, ids: dict[str, int], recalculated: str | None, due: str, duration: int
    ) -> None:
        project = {"type": "Project", "id": ids["project"]}
        task = {"project": project, "content": "Roto", "start_date": "2026-06-01", "due_date": "2026-06-05"}
        row = f"/entity/tasks/{api('POST', '/entity/tasks', task).json['data']['id']}"
        try:
            api("PUT", DAYS, {"date": "2026-06-03", "working": False, "recalculate_field": recalculated})
            read = api("GET", f"{row}?fields=due_date,duration").json["data"]["attributes"]
            assert (read["due_date"], read["duration"]) == (due, duration)
        finally:
            api("DELETE", row)
            api("PUT", DAYS, {"date": "2026-06-03", "working": True})

    @pytest.mark.parametrize(
        ("body", "source"),
        [
            ({}, {"date": ["date is missing"], "working": ["working is missing"]}),
            (
                {"date": "03/02/2026", "working": True},
                {"date": ["date format is not valid. Valid format is 'YYYY-MM-DD'"]},
            ),
            (
                {"date": "2026-03-02", "working": True, "recalculate_field": "start_date"},
                {
                    "recalculate_field": [
                        "recalculate_field invalid value. The valid values are 'duration' or 'due_date'"
                    ]
                },
            ),
            (
                {"date": 5, "working": "yes", "recalculate_field": [], "description": 5, "user_id": "ada"},
                {
                    "date": ["date format is not valid. Valid format is 'YYYY-MM-DD'"],
                    "working": ["working must be boolean"],
                    "recalculate_field": [
                        "recalculate_field invalid value. The valid values are 'duration' or 'due_date'"
                    ],
                    "description": ["description must be a string"],
                    "user_id": ["user_id must be an integer"],
                },
            ),
            (
                {"date": "2026-03-02", "working": True, "user_id": 1, "project_id": 1},
                {"project_id": ["project_id may not be given beside user_id"]},
            ),
        ],
    )
    def test_what_is_wrong(self, api: Client, body: object, source: object) -> None:
        assert told(api("PUT", DAYS, body)) == invalid(source)

    @pytest.mark.parametrize("row_id", [NOBODY, 10**30, -5])
    @pytest.mark.parametrize(("scope", "type_"), [("project_id", "Project"), ("user_id", "HumanUser")])
    def test_no_rules_for_who_is_not_there(self, api: Client, scope: str, type_: str, row_id: int) -> None:
        answer = api("PUT", DAYS, {"date": "2026-03-02", "working": True, scope: row_id})
        told_id = row_id if row_id == NOBODY else 0
        detail = f"Entity of type [{type_}] with id={told_id} does not exist."
        assert told(answer) == not_found(detail, 104)

    def test_a_strict_caller_hears_of_what_is_not_read(self, api: Client) -> None:
        body = {"date": "2026-03-02", "working": True, "reason": "Snow"}
        expected = invalid({"reason": ["reason is not a parameter of this call"]})
        assert told(api("PUT", DAYS, body, headers=STRICT)) == expected

    def test_only_administrators_write_rules(self, artist: Client) -> None:
        answer = artist("PUT", DAYS, {"date": "2026-03-02", "working": False})
        status, code, title, *_ = told(answer)
        assert (status, code) == (400, 104)
        assert title == "The field is not editable for this user: [WorkDayRule.working]."

    def test_rules_are_rows_that_only_this_call_writes(self, api: Client) -> None:
        api("PUT", DAYS, {"date": "2026-05-01", "working": False, "description": "May Day"})
        (row,) = api.search(
            "work_day_rules", [["date", "is", "2026-05-01"]], fields="working,description,project,user"
        ).json["data"]
        assert row["attributes"] == {"working": False, "description": "May Day"}
        detail = "Cannot edit read only entity 'work_day_rules'"
        answer = api("PUT", f"/entity/work_day_rules/{row['id']}", {"working": True})
        assert told(answer) == (400, 103, "Action not allowed", None, detail)


@pytest.fixture(scope="module")
def page(contract_site: Site, ids: dict[str, int]) -> int:
    """A page that is there."""
    session = contract_site.session(system_caller())
    return session.create_many([("Page", {"name": "Shots", "entity_type": "Shot"})])[0].id


class TestExports:
    @pytest.mark.parametrize(
        ("suffix", "content_type"),
        [
            ("csv", "text/csv; charset=utf-8"),
            ("json", "application/json; charset=utf-8"),
            ("xml", "application/xml; charset=utf-8"),
            ("txt", "text/plain; charset=utf-8"),
        ],
    )
    @pytest.mark.parametrize("view", ["", "/layout_0", "/Any Name", "/a.b"])
    def test_no_page_is_exported(
        self, api: Client, page: int, view: str, suffix: str, content_type: str
    ) -> None:
        for prefix in ("/api/v1", "/api/v1.1"):
            answer = api("GET", f"{prefix}/exports/page/{page}{view}.{suffix}")
            assert (answer.status_code, answer.headers["content-type"]) == (422, content_type)
            assert answer.text == f"Export for Page id={page} not available"

    @pytest.mark.parametrize(
        ("sent", "number"),
        [("999999999", NOBODY), ("abc", 0), ("0", 0), ("12abc", 12), ("-5", -5), ("9" * 400, int("9" * 18))],
    )
    def test_a_page_that_is_not_there(self, api: Client, sent: str, number: int) -> None:
        for view in ("", "/body"):
            answer = api("GET", f"/exports/page/{sent}{view}.csv")
            assert (answer.status_code, answer.headers["content-type"]) == (422, "text/csv; charset=utf-8")
            assert answer.text == f"Trying to perform export for retired Page id={number}"

    @pytest.mark.parametrize("path", ["8", "8/body", ".csv", "8.", "8/body.", "", "8/body/x.csv"])
    def test_the_format_has_to_be_said(self, api: Client, path: str) -> None:
        assert told(api("GET", f"/exports/page/{path}")) == not_found()
