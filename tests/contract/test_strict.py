"""Strict handling: what passes in silence, and is a 400 for callers who send `Prefer: handling=strict`.

The rows are those of behaviour/querying §18, rest/00 §14 and of the strict column of behaviour/improvements.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.contract.client import ARRAY, FORM, JSON, Client, invalid, told, wrong
from tests.contract.conftest import KEY, SCRIPT
from tests.fixtures.dump import everything

from slatehouse.accounts.caller import system_caller
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.changing import hide_values
from slatehouse.site.site import Site

STRICT = {"Prefer": "handling=strict"}
UNREAD = "is not a parameter of this call"
SHOTS: dict[str, Any] = {"filters": [["code", "is", "SH010"]]}
COUNT = {"field": "id", "type": "count"}


class Silent(NamedTuple):
    """A call that answers as if nothing were wrong, and what a strict caller is told."""

    method: str
    path: str
    error: tuple[Any, ...]
    body: object = None
    content_type: str = JSON


def unread(*names: str) -> tuple[Any, ...]:
    """What is told of parameters that the call does not read."""
    return invalid({name: [f"{name} {UNREAD}"] for name in names})


def no_path(path: str) -> tuple[Any, ...]:
    """What is told of a path that leads nowhere."""
    text = path.partition(".")[2]
    value = f'{{"path" => "{text}", "relation" => "is", "values" => []}}'
    return wrong(f"API read() {path} doesn't exist.", {path: f" does not exist. Value: {value}"})


def no_sort(field: str, data_type: str) -> tuple[Any, ...]:
    why = "data type cannot be used in a sort."
    return wrong(f"API read() {field}'s '{data_type}' {why}", {field: f" {why}"})


def no_filter(field: str, data_type: str, condition: str) -> tuple[Any, ...]:
    why = "data type cannot be used in a filter."
    return wrong(f"API read() {field}'s '{data_type}' {why}", {field: f" {why} Value: {condition}"})


def no_word(field: str, reason: str, verb: str = "read") -> tuple[Any, ...]:
    return wrong(f"API {verb}() {field}: {reason}", {field: f" {reason}"})


def where(*condition: object) -> dict[str, Any]:
    return {"filters": [list(condition)]}


def summary(*fields: object, **rest: object) -> dict[str, Any]:
    return {"summary_fields": fields, **rest}


READING = [
    # improvements B1: names of fields that lead nowhere, or that no read follows
    Silent("GET", "/entity/versions/<version>?fields=sg_nope", no_path("Version.sg_nope")),
    Silent("GET", "/entity/versions?fields=code,sg_nope", no_path("Version.sg_nope")),
    Silent("GET", "/entity/versions?fields=entity.Bogus.code", no_path("Version.entity.Bogus.code")),
    Silent("GET", "/entity/versions?fields=entity.Shot.bogus", no_path("Version.entity.Shot.bogus")),
    Silent("GET", "/entity/versions?fields=entity.Status.code", no_path("Version.entity.Status.code")),
    Silent(
        "GET", "/entity/versions?fields=playlists.Playlist.code", no_path("Version.playlists.Playlist.code")
    ),
    Silent(
        "GET",
        "/entity/event_log_entries?fields=audit_trail",
        wrong("API read() EventLogEntry.audit_trail is never shown."),
    ),
    Silent("POST", "/entity/shots/_search", no_path("Shot.sg_nope"), {"fields": "sg_nope"}, ARRAY),
    # improvements A3: keys that give no order
    Silent("GET", "/entity/versions?sort=sg_nope", no_path("Version.sg_nope")),
    Silent("GET", "/entity/versions?sort=-open_notes_count", no_sort("Version.open_notes_count", "summary")),
    Silent(
        "GET", "/entity/versions?sort=code,sg_uploaded_movie", no_sort("Version.sg_uploaded_movie", "url")
    ),
    Silent("GET", "/entity/tasks?sort=splits", no_sort("Task.splits", "serializable")),
    Silent("GET", "/entity/notes?sort=meta", no_sort("Note.meta", "jsonb")),
    Silent("GET", "/entity/page_settings?sort=settings_json", no_sort("PageSetting.settings_json", "text")),
    Silent("GET", "/entity/versions?sort=playlists", no_sort("Version.playlists", "multi_entity")),
    Silent(
        "GET", "/entity/versions?sort=playlists.Playlist.code", no_sort("Version.playlists", "multi_entity")
    ),
    Silent("POST", "/entity/shots/_search", no_path("Shot.sg_nope"), {"sort": ["-sg_nope"]}, ARRAY),
    # unknown parameters, and those that ask for totals
    Silent("GET", "/entity/shots?page[totals]=true", unread("page[totals]")),
    Silent("GET", "/entity/shots?include_count=true", unread("include_count")),
    Silent("GET", "/entity/shots?meta[total]=true", unread("meta[total]")),
    Silent("GET", "/entity/shots?project_id=1", unread("project_id")),
    Silent("GET", "/entity/shots?filter=1", unread("filter")),
    Silent("GET", "/entity/shots?options[retired_only]=true", unread("options[retired_only]")),
    Silent("GET", "/entity/shots?options[return_paging_info]=1", unread("options[return_paging_info]")),
    Silent(
        "GET", "/entity/shots?a=1&options[include_paging_info]=1", unread("a", "options[include_paging_info]")
    ),
    Silent("GET", "/entity/shots/<shot>?sort=code", unread("sort")),
    Silent("GET", "/entity/shots/<shot>?options[retired_only]=true", unread("options[retired_only]")),
    Silent("GET", "/entity/notes/<note>/relationships/note_links?page[size]=1", unread("page[size]")),
    Silent(
        "GET", "/entity/notes/<note>/relationships/note_links?fields=code&sort=id", unread("fields", "sort")
    ),
    Silent("GET", "/entity/shots/<shot>/image?size=big", unread("size")),
    Silent("GET", "/?verbose=1", unread("verbose")),
    *(
        Silent(
            "GET", f"/schema{path}?project_id=x", invalid({"project_id": ["project_id must be an integer"]})
        )
        for path in ("", "/Shot", "/Shot/fields", "/Shot/fields/code")
    ),
    # options of no meaning
    Silent(
        "GET",
        "/entity/shots?options[return_only]=deleted",
        invalid({"options": {"return_only": ["return_only must be one of: active, retired"]}}),
    ),
    Silent(
        "GET",
        "/entity/shots/<shot>?options[include_archived_projects]=maybe",
        invalid(
            {
                "options": {
                    "include_archived_projects": ["include_archived_projects must be one of: true, false"]
                }
            }
        ),
    ),
    Silent(
        "POST",
        "/entity/shots/_search",
        invalid({"options": {"return_paging_info": [f"return_paging_info {UNREAD}"]}}),
        {"options": {"return_paging_info": True}},
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/shots/_search",
        invalid({"options": ["options must be a hash"]}),
        {"options": 5},
        ARRAY,
    ),
    # improvements B7: a query string beside a body
    Silent("POST", "/entity/shots/_search?filter[id]=1", unread("filter[id]"), SHOTS, ARRAY),
    Silent("POST", "/entity/shots/_search?filter[sg_nope]=1", unread("filter[sg_nope]"), SHOTS, ARRAY),
    Silent("POST", "/entity/shots/_search?page[size]=1&sort=id", unread("page[size]", "sort"), SHOTS, ARRAY),
    Silent("POST", "/entity/shots/_summarize?filter[id]=1", unread("filter[id]"), summary(COUNT), ARRAY),
    Silent(
        "POST",
        "/entity/_text_search?filter[id]=1",
        unread("filter[id]"),
        {"text": "x", "entity_types": {"Shot": []}},
        ARRAY,
    ),
    # names in a body that nobody reads
    Silent("POST", "/entity/shots/_search", unread("filter"), {"filter": []}, ARRAY),
    Silent(
        "POST",
        "/entity/shots/_search",
        invalid({"page": {"totals": [f"totals {UNREAD}"]}}),
        {"page": {"size": 1, "totals": True}},
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/_text_search",
        unread("sort", "fields"),
        {"text": "x", "entity_types": {"Shot": []}, "sort": "-id", "fields": ["code"]},
        ARRAY,
    ),
]

NOT_A_NOTE_TYPE = "'x' is not a valid list value. Valid list values: 'Internal', 'Client'."
NO_NOTE_TYPE = no_word("Note.sg_note_type", NOT_A_NOTE_TYPE)

FILTERING = [
    # a word that a list does not have, hidden or in another language (improvements B8)
    Silent(
        "POST", "/entity/notes/_search", NO_NOTE_TYPE, where("sg_note_type", "in", ["internal", "x"]), ARRAY
    ),
    Silent("GET", "/entity/notes?filter[sg_note_type]=x", NO_NOTE_TYPE),
    Silent(
        "POST",
        "/entity/shots/_summarize",
        no_word("Note.sg_note_type", NOT_A_NOTE_TYPE, "summarize"),
        summary(COUNT, filters=[["notes.Note.sg_note_type", "is_not", "x"]]),
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/_text_search",
        no_word("Note.sg_note_type", NOT_A_NOTE_TYPE, "_text_search"),
        {"text": "x", "entity_types": {"Note": [["sg_note_type", "is", "x"]]}},
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/notes/_search",
        no_word(
            "Note.read_by_current_user", "'x' is not a valid list value. Valid list values: 'read', 'unread'."
        ),
        where("read_by_current_user", "is", "x"),
        ARRAY,
    ),
    # conditions that hold for every row (improvements A8)
    Silent(
        "POST",
        "/entity/page_settings/_search",
        no_filter(
            "PageSetting.settings_json",
            "text",
            '{"path" => "settings_json", "relation" => "contains", "values" => ["x"]}',
        ),
        where("settings_json", "contains", "x"),
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/event_log_entries/_search",
        no_filter(
            "EventLogEntry.audit_trail",
            "jsonb",
            '{"path" => "audit_trail", "relation" => "is", "values" => [nil]}',
        ),
        where("audit_trail", "is", None),
        ARRAY,
    ),
]

SUMMARIZING = [
    # improvements B6: two summaries of one field
    Silent(
        "POST",
        "/entity/shots/_summarize",
        invalid({"summary_fields": {"1": {"field": ["field is summarized already"]}}}),
        summary(COUNT, {"field": "id", "type": "maximum"}),
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/shots/_summarize",
        invalid({"summary_fields": {"0": {"value": [f"value {UNREAD}"]}}}),
        summary({"field": "sg_status_list", "type": "status_percentage", "value": "fin"}),
        ARRAY,
    ),
    Silent(
        "POST",
        "/entity/shots/_summarize",
        wrong(
            "API summarize() Shot.image's 'image' data type doesn't support 'count' 'summary'",
            {"Shot.image": " data type doesn't support 'count' 'summary'. Valid summaries: []"},
        ),
        summary(COUNT, {"field": "image", "type": "count"}),
        ARRAY,
    ),
    Silent("POST", "/entity/shots/_summarize", unread("page"), summary(COUNT, page={"size": 5}), ARRAY),
    Silent(
        "POST",
        "/entity/shots/_summarize",
        invalid({"grouping": {"0": {"limit": [f"limit {UNREAD}"]}}}),
        summary(COUNT, grouping=[{"field": "code", "type": "exact", "limit": 5}]),
        ARRAY,
    ),
]

FILM = {"type": "Project", "id": "<project>"}
WRITING = [
    # improvements B2: fields on writes
    Silent("POST", "/entity/shots?fields=code", unread("fields"), {"project": FILM}),
    Silent("PUT", "/entity/shots/<shot>?fields=code", unread("fields"), {"description": "x"}),
    Silent("POST", "/entity/shots/<shot>?revive=1&fields=code", unread("fields")),
    Silent("POST", "/entity/_batch?fields=code", unread("fields"), {"requests": []}),
    Silent("DELETE", "/entity/notes/<note2>?fields=code", unread("fields")),
    Silent("GET", "/entity/shots/<shot>/image/_upload?filename=a.png&size=3", unread("size")),
    Silent("PUT", "/entity/shots/<shot>?options[retired_only]=1", unread("options[retired_only]"), {}),
    # values that are taken and not kept
    Silent(
        "POST",
        "/entity/shots",
        wrong("API create() Shot.cached_display_name is read only."),
        {"project": FILM, "cached_display_name": "x"},
    ),
    Silent(
        "PUT",
        "/entity/shots/<shot>",
        wrong("API update() Shot.cached_display_name is read only."),
        {"cached_display_name": "x"},
    ),
    Silent(
        "PUT",
        "/entity/tasks/<task>",
        wrong("API update() of data type 'serializable' not supported in API"),
        {"splits": [{"start": "2026-01-01"}]},
    ),
    Silent(
        "PUT",
        "/entity/notes/<note>",
        wrong("API update() Note.read_by_current_user is kept for people, and a script has none."),
        {"read_by_current_user": "read"},
    ),
    Silent(
        "PUT",
        "/entity/versions/<version>",
        wrong("API update() Version.viewed_by_current_user is kept for people, and a script has none."),
        {"viewed_by_current_user": "read"},
    ),
    Silent(
        "POST",
        "/entity/shots/<shot>?revive=1",
        invalid({"body": ["body is not read by this call"]}),
        {"code": "x"},
    ),
    # in a batch, too
    Silent(
        "POST",
        "/entity/_batch",
        wrong("API create() Shot.cached_display_name is read only."),
        {
            "requests": [
                {"request_type": "create", "entity": "Shot", "data": {"project": FILM}},
                {
                    "request_type": "create",
                    "entity": "Shot",
                    "data": {"project": FILM, "cached_display_name": "x"},
                },
            ]
        },
    ),
    Silent(
        "POST",
        "/entity/_batch",
        invalid({"fields": [f"fields {UNREAD}"], "requests": {"0": {"uuid": [f"uuid {UNREAD}"]}}}),
        {
            "requests": [
                {"request_type": "create", "entity": "Shot", "data": {"project": FILM}, "uuid": "u1"},
            ],
            "fields": ["code"],
        },
    ),
    Silent(
        "PUT",
        "/entity/projects/<project>/_update_last_accessed",
        (404, 104, "Not Found", None, "HumanUser: 999999999 not found"),
        {"user_id": 999999999},
    ),
]

SIGNING_IN = [
    # improvements B19
    Silent(
        "POST",
        "/auth/access_token",
        invalid({"sudo_as_login": ["sudo_as_login must be given as a scope, sudo_as_login:<login>"]}),
        urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": SCRIPT,
                "client_secret": KEY,
                "sudo_as_login": "ada",
            }
        ),
        FORM,
    ),
    Silent(
        "POST",
        "/auth/access_token",
        unread("state"),
        urlencode(
            {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY, "state": "x"}
        ),
        FORM,
    ),
]


def sent(client: Client, call: Silent, headers: dict[str, str]) -> testing.Result:
    """The answer to the call, with ids in place of their names."""
    body = call.body
    if body is not None and not isinstance(body, str):
        text = json.dumps(body)
        for name, row_id in client.names.items():
            text = text.replace(f'"<{name}>"', str(row_id))
        body = text
    return client(call.method, call.path, body, call.content_type, headers)


class TestHiddenValues:
    """What a project hides of a list stays legal for those who ask for nothing else (improvements B8)."""

    @pytest.fixture(autouse=True)
    def hidden(self, contract_site: Site, ids: dict[str, int]) -> Iterator[None]:
        field = contract_site.schema["Shot"].fields["sg_status_list"]

        def hide(*values: str) -> None:
            alter(contract_site, system_caller(), lambda change: hide_values(change, field, film, values))

        film = ids["project"]
        hide("omt")
        yield
        hide()

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "/entity/shots", {"project": FILM, "code": "SH030", "sg_status_list": "omt"}),
            ("PUT", "/entity/shots/<shot>", {"sg_status_list": "omt"}),
            ("PUT", "/entity/shots/<shot3>", {"sg_status_list": "omt", "project": FILM}),
            (
                "POST",
                "/entity/_batch",
                {
                    "requests": [
                        {"request_type": "update", "entity": "Shot", "record_id": "<shot2>", "data": each}
                        for each in ({"description": "first"}, {"sg_status_list": "omt"})
                    ]
                },
            ),
        ],
    )
    def test_a_strict_caller_does_not_write_them(
        self, api: Client, contract_site: Site, method: str, path: str, body: object
    ) -> None:
        before = everything(contract_site)
        strict = sent(api, Silent(method, path, (), body), STRICT)
        status, code, title, _, _ = told(strict)
        assert (status, code) == (400, 104)
        assert "failed for [Shot.sg_status_list]: 'omt' is not a valid status. Valid statuses: 'wtg'" in title
        assert "'omt'" not in title.partition("Valid statuses")[2]
        assert everything(contract_site) == before

    @pytest.mark.parametrize(
        ("path", "values"),
        [
            ("/entity/shots/<shot3>", {"sg_status_list": "omt"}),
            ("/entity/shots/<shot>", {"sg_status_list": "hld"}),
            ("/entity/shots/<shot>", {"description": "Fog"}),
        ],
    )
    def test_elsewhere_and_others_they_write(self, api: Client, path: str, values: object) -> None:
        assert api("PUT", path, values, headers=STRICT).status_code == 200

    def test_anybody_else_writes_them(self, api: Client) -> None:
        answer = api("PUT", "/entity/shots/<shot>", {"sg_status_list": "omt"})
        assert answer.json["data"]["attributes"]["sg_status_list"] == "omt"


@pytest.mark.parametrize(
    "call",
    [*READING, *FILTERING, *SUMMARIZING, *WRITING, *SIGNING_IN],
    ids=lambda call: f"{call.method} {call.path}",
)
def test_what_passes_in_silence_is_told_on_request(api: Client, call: Silent) -> None:
    silent = sent(api, call, {})
    assert silent.status_code in (200, 201, 204), silent.text
    assert "preference-applied" not in silent.headers
    strict = sent(api, call, STRICT)
    assert told(strict) == call.error
    assert strict.headers["preference-applied"] == "handling=strict"


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type"),
    [
        ("GET", "/", None, JSON),
        ("GET", "/entity/versions?fields=code,*,entity.Shot.code&sort=-id,entity.Shot.code", None, JSON),
        ("GET", "/entity/shots?filter[code]=SH010&page[size]=1&page[number]=2", None, JSON),
        (
            "GET",
            "/entity/shots?options[return_only]=active&options[include_archived_projects]=false",
            None,
            JSON,
        ),
        ("GET", "/entity/shots?filter[sg_status_list]=WTG,fin", None, JSON),
        ("GET", "/entity/shots/<shot>?fields=code,id&options[include_archived_projects]=1", None, JSON),
        ("GET", "/entity/notes/<note>/relationships/note_links", None, JSON),
        ("POST", "/entity/shots/_search", where("sg_status_list", "in", ["wtg", None, ""]), ARRAY),
        ("POST", "/entity/notes/_search", where("note_links.Shot.sg_status_list", "is", "wtg"), ARRAY),
        (
            "POST",
            "/entity/shots/_search",
            {"options": {"return_only": "retired"}, "page": {"size": 1}},
            ARRAY,
        ),
        ("POST", "/entity/shots/_summarize", summary(COUNT, grouping=[]), ARRAY),
        ("POST", "/entity/_text_search", {"text": "x", "entity_types": {"Shot": []}, "page": {}}, ARRAY),
        ("PUT", "/entity/tasks/<task>", {"splits": None, "content": "Comp"}, JSON),
        ("PUT", "/entity/playlists/<playlist>?multi_entity_update_mode=add", {"versions": []}, JSON),
        (
            "PUT",
            "/entity/playlists/<playlist>?options[multi_entity_update_modes][versions]=add",
            {"versions": []},
            JSON,
        ),
        ("POST", "/entity/shots/<shot>?revive=1", {}, JSON),
        ("GET", "/entity/shots/<shot>/image/_upload?filename=a.png", None, JSON),
        (
            "POST",
            "/entity/_batch",
            {"requests": [{"request_type": "update", "entity": "Tag", "data": {}, "record_id": 1}]},
            JSON,
        ),
    ],
)
def test_what_is_right_stays_right(
    api: Client, method: str, path: str, body: object, content_type: str
) -> None:
    api("POST", "/entity/tags", {"name": "fog"})
    silent = api(method, path, body, content_type)
    strict = api(method, path, body, content_type, STRICT)
    assert strict.status_code == silent.status_code == 200, strict.text
    assert strict.headers["preference-applied"] == "handling=strict"


@pytest.mark.parametrize(
    "prefer",
    ["handling=strict", "Handling=Strict", "respond-async, handling=strict", "wait=5; handling=strict"],
)
def test_it_may_be_asked_for_in_many_ways(api: Client, prefer: str) -> None:
    answer = api("GET", "/entity/shots?nope=1", headers={"Prefer": prefer})
    assert told(answer) == unread("nope")


@pytest.mark.parametrize("prefer", ["handling=lenient", "strict", "handling", ""])
def test_nobody_else_is_told(api: Client, prefer: str) -> None:
    answer = api("GET", "/entity/shots?nope=1", headers={"Prefer": prefer})
    assert answer.status_code == 200 and "preference-applied" not in answer.headers


def test_what_is_refused_anyway_says_that_it_was_looked_at_strictly(api: Client, anyone: Client) -> None:
    for client, path in ((api, "/entity/nothing"), (api, "/entity/shots?sort="), (anyone, "/entity/shots")):
        answer = client("GET", path, headers=STRICT)
        assert answer.status_code in (400, 401, 404)
        assert answer.headers["preference-applied"] == "handling=strict"


def test_a_person_writes_what_is_kept_for_people(artist: Client) -> None:
    """Whether a rule lets them is another matter."""
    answer = artist("PUT", "/entity/notes/<note>", {"read_by_current_user": "read"}, headers=STRICT)
    assert "kept for people" not in answer.text


@pytest.mark.parametrize("name", ["If-None-Match", "If-Modified-Since", "If-Unmodified-Since"])
def test_conditions_of_writes_are_not_honoured(api: Client, name: str) -> None:
    """Neither are they passed over, where a caller counts on them (improvements B10). `If-Match` is honoured:
    see test_row_tags."""
    shot, condition = (
        "/entity/shots/<shot2>",
        {name: "*" if "Match" in name else "Mon, 02 Mar 2026 05:06:07 GMT"},
    )
    assert api("PUT", shot, {"description": "written"}, headers=condition).status_code == 200
    answer = api("PUT", shot, {"description": "lost"}, headers={**condition, **STRICT})
    assert told(answer) == invalid({name: [f"{name} is not honoured by this call"]})
    read = api("GET", f"{shot}?fields=description", headers={**condition, **STRICT})
    assert read.status_code in (200, 304)
    assert api("GET", f"{shot}?fields=description").json["data"]["attributes"] == {"description": "written"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/entity/shots", {"project": None}),
        ("POST", "/entity/_batch", {"requests": []}),
        ("PUT", "/entity/shots/<shot2>/unfollow", {}),
    ],
)
def test_no_other_write_depends_on_the_state_of_a_row(
    api: Client, method: str, path: str, body: object
) -> None:
    answer = api(method, path, body, headers={"If-Match": "*", **STRICT})
    assert told(answer) == invalid({"If-Match": ["If-Match is not honoured by this call"]})
