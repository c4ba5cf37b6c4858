"""Signing in, and using the bearer (rest/10)."""

import json
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.contract.client import FORM, JSON, Client, error_of, told, wrong
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT

from slatehouse.site.site import Site

TOKEN = "/auth/access_token"
AS_SCRIPT = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
AS_PERSON = {"grant_type": "password", "username": PERSON, "password": PASSWORD}


def sign_in(client: Client, content_type: str | None = FORM, **form: str) -> testing.Result:
    return client("POST", TOKEN, urlencode(form), content_type)


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return dict(json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


class TestRoot:
    def test_it_is_open_to_all_and_has_eight_keys_in_order(self, anyone: Client) -> None:
        answer = anyone("GET", "/")
        assert list(answer.json["data"]) == [
            "shotgun_version",
            "api_version",
            "unified_login_flow_enabled",
            "authentication_app_session_launcher_enabled",
            "user_authentication_method",
            "site_id",
            "site_name",
            "os",
        ]

    def test_the_version_can_be_taken_apart(self, anyone: Client) -> None:
        version, build = anyone("GET", "/").json["data"]["shotgun_version"].split(" (build ")
        assert [part.isdigit() for part in version.removeprefix("v").split(".")] == [True] * 4
        assert len(build.removesuffix(")")) == 7


class TestGrants:
    @pytest.mark.parametrize("form", [AS_SCRIPT, AS_PERSON])
    def test_credentials_give_tokens(self, anyone: Client, form: dict[str, str]) -> None:
        answer = sign_in(anyone, **form)
        assert list(answer.json) == ["token_type", "access_token", "expires_in", "refresh_token"]
        assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 600)

    @pytest.mark.parametrize("query", [AS_SCRIPT, AS_PERSON])
    def test_credentials_may_stand_in_the_query_string(self, anyone: Client, query: dict[str, str]) -> None:
        assert anyone("POST", f"{TOKEN}?{urlencode(query)}", "", FORM).status_code == 200

    def test_a_refresh_token_gives_tokens(self, anyone: Client) -> None:
        first = sign_in(anyone, **AS_SCRIPT).json
        answer = sign_in(anyone, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert (answer.status_code, answer.json["expires_in"]) == (200, 600)

    def test_a_session_token_gives_tokens_again_and_again(self, anyone: Client, contract_site: Site) -> None:
        bearer = sign_in(anyone, **AS_PERSON).json["access_token"]
        session = contract_site.accounts.mint_session_token(contract_site.accounts.caller_of(bearer))
        for _ in range(2):
            answer = sign_in(anyone, grant_type="session_token", session_token=session)
            assert answer.status_code == 200
        assert claims(answer.json["access_token"])["auth_type"] == "session_token"

    def test_a_token_tells_whose_it_is(self, anyone: Client, ids: dict[str, int]) -> None:
        found = claims(sign_in(anyone, **AS_SCRIPT).json["access_token"])
        assert list(found) == [
            "iss", "aud", "exp", "iat", "jti", "user", "sudo_as_login", "auth_type", "session_uuid",
        ]  # fmt: skip
        assert (found["iss"], found["aud"]) == ("tracking.test", "tracking.test")
        assert found["user"] == {"type": "ApiUser", "id": ids["script"]}
        assert (found["sudo_as_login"], found["auth_type"], found["session_uuid"]) == (None, "api_key", None)
        assert found["exp"] - found["iat"] == 600


class TestContentTypes:
    @pytest.mark.parametrize(
        "sent",
        [
            None,
            FORM,
            f"{FORM}; charset=utf-8",
            f"{FORM};charset=UTF-8",
            f"{FORM}; charset=bogus",
        ],
    )
    def test_a_form_or_nothing(self, anyone: Client, sent: str | None) -> None:
        assert sign_in(anyone, sent, **AS_SCRIPT).status_code == 200

    @pytest.mark.parametrize(("sent", "body"), [("text/plain", urlencode(AS_SCRIPT)), (JSON, "{}")])
    def test_another_type_is_refused(self, anyone: Client, sent: str, body: str) -> None:
        source = {"content_type": f"Content-Type must be one of: '{FORM}'."}
        expected = (415, 103, f"Unsupported Content-Type '{sent}'", source, None)
        assert told(anyone("POST", TOKEN, body, sent)) == expected

    @pytest.mark.parametrize("body", [urlencode(AS_SCRIPT), "", "{"])
    def test_a_form_that_calls_itself_json_is_parsed_first(self, anyone: Client, body: str) -> None:
        source = {"body": "Empty input (after ) at line 1, column 1 "}
        assert told(anyone("POST", TOKEN, body, JSON)) == wrong("Invalid JSON body", source)


def credentials_wrong(title: str) -> tuple[int, int, str, object, None]:
    return 400, 102, title, {}, None


class TestRefusals:
    @pytest.mark.parametrize(
        ("form", "error"),
        [
            (AS_SCRIPT | {"client_secret": "x"}, credentials_wrong(f"Can't authenticate script '{SCRIPT}'")),
            (AS_SCRIPT | {"client_id": "nobody"}, credentials_wrong("Can't authenticate script 'nobody'")),
            (AS_PERSON | {"password": "x"}, credentials_wrong(f"Can't authenticate user '{PERSON}'.")),
            (
                {"grant_type": "session_token", "session_token": "no such value"},
                credentials_wrong("Can't authenticate session token ending with 'alue'"),
            ),
            ({"grant_type": "refresh_token", "refresh_token": "x"}, None),
            ({"grant_type": "client_credentials"}, wrong("Missing or invalid authentication arguments")),
            (AS_PERSON | {"password": ""}, wrong("Missing or invalid authentication arguments")),
            (AS_SCRIPT | {"client_secret": "a\x00"}, wrong("Missing or invalid authentication arguments")),
            ({"grant_type": "session_token"}, wrong("Missing or invalid authentication arguments")),
            ({"grant_type": "implicit"}, wrong("Unsupported grant_type")),
            ({"grant_type": ""}, wrong("Unsupported grant_type")),
            ({}, wrong("Unsupported grant_type")),
        ],
    )
    def test_wrong_credentials(
        self, anyone: Client, form: dict[str, str], error: tuple[Any, ...] | None
    ) -> None:
        unauthorized = (401, 102, "Unauthorized", None, "Request rejected due to invalid credentials.")
        assert told(sign_in(anyone, **form)) == (error or unauthorized)

    def test_a_huge_form_is_refused(self, anyone: Client) -> None:
        assert sign_in(anyone, **AS_SCRIPT, more="x" * 11 * 1024**2).status_code == 413


class TestActingAsSomeoneElse:
    def test_the_scope_makes_a_script_act_as_a_person(self, anyone: Client, ids: dict[str, int]) -> None:
        answer = sign_in(anyone, **AS_SCRIPT, scope=f"sudo_as_login:{PERSON}")
        found = claims(answer.json["access_token"])
        assert found["user"] == {"type": "ApiUser", "id": ids["script"]}
        assert found["sudo_as_login"] == PERSON

    def test_the_parameter_of_that_name_does_nothing(self, anyone: Client) -> None:
        answer = sign_in(anyone, **AS_SCRIPT, sudo_as_login=PERSON)
        assert claims(answer.json["access_token"])["sudo_as_login"] is None

    def test_nobody_acts_as_someone_unknown(self, anyone: Client) -> None:
        answer = sign_in(anyone, **AS_SCRIPT, scope="sudo_as_login:eve")
        assert told(answer) == credentials_wrong("Cannot 'sudo' - unknown or retired user: 'eve'")


class TestBearers:
    @pytest.mark.parametrize(
        "header",
        [
            *(
                None,
                "",
                "Bearer",
                "Bearer ",
                "Bearer x.y.z",
                "Basic YTpi",
                "Token abc",
                "Bearer \xe9",
                "x.y.z",
            ),
            *("Bearer x y z", "Bearer " + "x" * 20_000, "Bearer a.b.c, Bearer d.e.f", ", "),
        ],
    )
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/entity/shots"),
            ("GET", "/entity/shots/<shot>"),
            ("POST", "/entity/shots"),
            ("HEAD", "/entity/shots"),
            ("POST", "/entity/shots/_search"),
            ("POST", "/entity/shots/_summarize"),
            ("POST", "/entity/_text_search"),
            ("POST", "/entity/_batch"),
            ("PUT", "/entity/shots/<shot>"),
            ("DELETE", "/entity/shots/<shot>"),
            ("POST", "/entity/shots/<shot>?revive=1"),
            ("GET", "/entity/shots/<shot>/relationships/tasks"),
            ("GET", "/entity/shots/<shot>/image"),
            ("GET", "/entity/shots/<shot>/image/_upload?filename=a.png"),
            ("POST", "/entity/shots/<shot>/image/_upload"),
            ("GET", "/entity/shots/<shot>/_upload?filename=a.png"),
            ("POST", "/entity/shots/<shot>/_upload"),
        ],
    )
    def test_nothing_is_done_for_strangers(
        self, anyone: Client, method: str, path: str, header: str | None
    ) -> None:
        headers = {} if header is None else {"Authorization": header}
        answer = anyone(method, path, {"code": "x"}, headers=headers)
        detail = "Request rejected due to invalid credentials."
        if method != "HEAD":
            assert told(answer) == (401, 102, "Unauthorized", None, detail)
        assert answer.status_code == 401
        assert answer.headers["cache-control"] == "no-cache, max-age=0"

    @pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER {}", "Bearer   {}", "Bearer {} "])
    def test_a_bearer_may_be_spelled_loosely(self, api: Client, anyone: Client, form: str) -> None:
        headers = {"Authorization": form.format(api.token)}
        assert anyone("GET", "/entity/shots", headers=headers).status_code == 200

    def test_a_token_is_good_below_both_prefixes(self, anyone: Client) -> None:
        token = anyone("POST", f"/api/v1{TOKEN}", urlencode(AS_SCRIPT), FORM).json["access_token"]
        headers = {"Authorization": f"bearer {token}"}
        for prefix in ("/api/v1", "/api/v1.1"):
            assert anyone("GET", f"{prefix}/entity/shots", headers=headers).status_code == 200


MISSING_WORDS = {
    "GET": "Shot: N not found",
    "PUT": "Entity of type [Shot] with id=N does not exist.",
    "DELETE": "Entity of type [Shot] with id=N does not exist.",
    "POST": "Entity of type [Shot] with id=N does not exist.",
}


class TestBelowAdministrators:
    def test_people_read(self, artist: Client, ids: dict[str, int]) -> None:
        assert artist("GET", "/entity/notes/<note>").status_code == 200
        assert ids["shot"] in artist.ids(artist.search("shots", []))

    @pytest.mark.parametrize(
        ("method", "path", "body", "title"),
        [
            (
                "POST",
                "/entity/tasks",
                {"project": {"type": "Project", "id": 1}, "sg_status_list": "zz_bad"},
                "Entity of type Task cannot be created by this user.",
            ),
            (
                "PUT",
                "/entity/tasks/<task>",
                {"content": "Comp"},
                "The field is not editable for this user: [Task.content].",
            ),
            ("DELETE", "/entity/tasks/<task>", None, "Entity of type Task can not be deleted by this user."),
        ],
    )
    def test_people_do_not_write(
        self, artist: Client, method: str, path: str, body: object, title: str
    ) -> None:
        answer = artist(method, path, body)
        error = error_of(answer)
        assert (error["status"], error["code"], error["title"]) == (400, 104, title)
        assert (error["source"], error["detail"]) == (None, None)

    def test_an_empty_update_passes_for_anyone(self, artist: Client) -> None:
        assert artist("PUT", "/entity/tasks/<task>", {}).status_code == 200

    def test_scripts_are_for_administrators(self, artist: Client) -> None:
        title = "Entity of type ApiUser can not be accessed by this user. Rule: Artist"
        assert told(artist("GET", "/entity/api_users"))[:3] == (400, 104, title)

    def test_an_unknown_field_comes_before_the_right_to_create(self, artist: Client) -> None:
        title = "API create() Task.zz_no_such_field doesn't exist."
        assert told(artist("POST", "/entity/tasks", {"zz_no_such_field": 1})) == wrong(title)

    @pytest.mark.parametrize("is_batch", [False, True])
    def test_a_right_under_a_rule_is_refused_with_the_rule(
        self, api: Client, artist: Client, ids: dict[str, int], is_batch: bool
    ) -> None:
        """A status that is none is not looked at before the right is (§10)."""
        path, data = "/entity/tasks/<task>", {"sg_status_list": "zz_bad"}
        one = {"request_type": "update", "entity": "Task", "record_id": ids["task"], "data": data}
        asked = ("POST", "/entity/_batch", {"requests": [one]}) if is_batch else ("PUT", path, data)
        error = error_of(artist(*asked))
        beginning, _, tree = error["title"].partition("RULE: ")
        assert beginning.startswith(
            "The field is not editable for this user: [Task.sg_status_list]. Rule: Artist -- PermissionRule "
        )
        assert "update_field_condition" in beginning
        assert list(json.loads(tree)) == ["logical_operator", "conditions"]
        assert (error["status"], error["code"], error["source"], error["detail"]) == (400, 104, None, None)

        mine = {"task_assignees": [{"type": "HumanUser", "id": ids["person"]}]}
        assert api("PUT", path, mine).status_code == 200
        assert "is not a valid status" in error_of(artist(*asked))["title"]
        assert artist("PUT", path, {"sg_status_list": "ip"}).status_code == 200
        api("PUT", path, {"task_assignees": [], "sg_status_list": "wtg"})

    def test_what_may_not_be_read_is_not_there(self, artist: Client, ids: dict[str, int]) -> None:
        for row in (ids["shot3"], 999999999):
            path = f"/entity/shots/{row}"
            for method, call, body in (
                ("GET", path, None),
                ("PUT", path, {"code": "x"}),
                ("PUT", path, {}),
                ("DELETE", path, None),
                ("POST", f"{path}?revive=1", None),
            ):
                error = error_of(artist(method, call, body))
                words = error["detail"] or error["title"]
                assert (error["status"], words.replace(str(row), "N")) == (404, MISSING_WORDS[method])

    def test_a_missing_row_comes_before_the_right_to_delete(self, artist: Client) -> None:
        assert artist("DELETE", "/entity/tasks/999999999").status_code == 404
