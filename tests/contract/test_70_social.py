"""Follows, activity, threads, and when a project was last seen (rest/70, pages-and-events §9 to §12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from falcon import testing
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.client import JSON, Client, invalid, not_found, refused, told
from tests.contract.junk import junk
from tests.fixtures.clock import Clock
from tests.fixtures.dump import everything
from tests.fixtures.tries import tries

from slatehouse.accounts.caller import Caller
from slatehouse.schema.files import Picture
from slatehouse.site.site import Site
from slatehouse.site.streams import Window

MISSING = 999_999_999
VENDOR = "application/vnd+shotgun.api3_array+json"
_names = count(1)


def could_not_find(kind: str, sent: object = MISSING) -> tuple[Any, ...]:
    return not_found(f"Couldn't find {kind} with id={sent}", 104)


@pytest.fixture(scope="module")
def film(ids: dict[str, int]) -> dict[str, Any]:
    return {"type": "Project", "id": ids["project"]}


def made(api: Client, segment: str, **values: object) -> int:
    """The id of a new row."""
    answer = api("POST", f"/entity/{segment}", values)
    assert answer.status_code == 201, answer.text
    return int(answer.json["data"]["id"])


@pytest.fixture
def person(api: Client) -> int:
    """Someone new, who follows nothing."""
    name = f"Person {next(_names)}"
    return made(api, "human_users", name=name, login=name)


@pytest.fixture
def shot(api: Client, film: dict[str, Any]) -> int:
    """A new shot that nobody follows."""
    return made(api, "shots", project=film, code="NEW010")


def follow(api: Client, person: int, *rows: tuple[str, int]) -> testing.Result:
    entities = [{"entity": kind, "record_id": row_id} for kind, row_id in rows]
    return api("POST", f"/entity/human_users/{person}/follow", {"entities": entities})


def followers(api: Client, segment: str, row_id: int) -> list[int]:
    answer = api("GET", f"/entity/{segment}/{row_id}/followers")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json["data"]]


def following(api: Client, person: int, query: str = "") -> list[tuple[str, int]]:
    answer = api("GET", f"/entity/human_users/{person}/following{query}")
    assert answer.status_code == 200, answer.text
    return [(row["type"], row["id"]) for row in answer.json["data"]]


class TestFollowers:
    def test_they_are_people_with_their_names(self, api: Client, shot: int, person: int) -> None:
        follow(api, person, ("Shot", shot))
        name = api("GET", f"/entity/human_users/{person}?fields=name").json["data"]["attributes"]["name"]
        link = {"self": f"/api/v1/entity/HumanUser/{person}"}
        row = {"id": person, "type": "HumanUser", "attributes": {"name": name}, "links": link}
        answer = api("GET", f"/entity/shots/{shot}/followers")
        assert answer.json == {"data": [row]}
        assert list(answer.json["data"][0]) == ["id", "type", "attributes", "links"]
        assert api("GET", link["self"]).status_code == 200

    def test_a_link_echoes_the_prefix(self, api: Client, shot: int, person: int) -> None:
        follow(api, person, ("Shot", shot))
        answer = api("GET", f"/api/v1.1/entity/shots/{shot}/followers")
        assert answer.json["data"][0]["links"] == {"self": f"/api/v1.1/entity/HumanUser/{person}"}

    def test_nobody_follows_a_new_row(self, api: Client, artist: Client, film: dict[str, Any]) -> None:
        author = {"type": "HumanUser", "id": artist.names["person"]}
        rows = {
            "shots": made(api, "shots", project=film, created_by=author),
            "tasks": made(api, "tasks", project=film, task_assignees=[author]),
            "notes": made(api, "notes", project=film, addressings_to=[author], addressings_cc=[author]),
            "projects": film["id"],
        }
        assert [followers(api, name, row_id) for name, row_id in rows.items()] == [[]] * len(rows)

    def test_whoever_followed_first_comes_first(self, api: Client, shot: int) -> None:
        people = [made(api, "human_users", name=f"F{next(_names)}", login=f"f{next(_names)}") for _ in "abc"]
        asked = [people[1], people[2], people[0]]
        for each in asked:
            follow(api, each, ("Shot", shot))
        assert followers(api, "shots", shot) == asked

    @pytest.mark.parametrize(("segment", "kind"), [("notes", "Note"), ("Shot", "Shot")])
    def test_a_row_that_is_not_there(self, api: Client, segment: str, kind: str) -> None:
        assert told(api("GET", f"/entity/{segment}/{MISSING}/followers")) == could_not_find(kind)

    def test_a_type_that_is_not_there(self, api: Client) -> None:
        expected = not_found("Entity type 'bogus_things' does not exist.")
        assert told(api("GET", "/entity/bogus_things/1/followers")) == expected

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    def test_there_is_nothing_else_at_its_path(self, api: Client, method: str) -> None:
        assert told(api(method, "/entity/shots/<shot>/followers", {})) == not_found()


@pytest.fixture(scope="module")
def rows(api: Client, ids: dict[str, int]) -> dict[str, tuple[str, int]]:
    """What someone follows, in the order in which they began to, by name."""
    name = "Grace"
    ids["grace"] = made(api, "human_users", name=name, login=name)
    rows = {
        each: (kind, ids[each])
        for each, kind in (
            *(("note", "Note"), ("task", "Task"), ("shot3", "Shot"), ("shot", "Shot")),
            *(("person", "HumanUser"), ("project", "Project")),
        )
    }
    assert follow(api, ids["grace"], *rows.values()).status_code == 204
    return rows


class TestFollowing:
    def test_a_row_is_a_type_an_id_and_a_link(
        self, api: Client, ids: dict[str, int], rows: dict[str, tuple[str, int]]
    ) -> None:
        answer = api("GET", "/entity/human_users/<grace>/following")
        assert list(answer.json) == ["data"]
        assert answer.json["data"] == [
            {"id": row_id, "type": kind, "links": {"self": f"/api/v1/entity/{kind}/{row_id}"}}
            for kind, row_id in rows.values()
        ]

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("?entity=Note", ["note"]),
            ("?entity=notes", ["note"]),
            ("?entity=Shot", ["shot3", "shot"]),
            ("?entity=Version", []),
            ("?project_id=<project>", ["note", "task", "shot"]),
            ("?project_id=<archive>", ["shot3"]),
            ("?entity=shots&project_id=<project>", ["shot"]),
            ("?entity=Note&project_id=<archive>", []),
        ],
    )
    def test_filters_combine(
        self, api: Client, rows: dict[str, tuple[str, int]], query: str, names: list[str]
    ) -> None:
        assert following(api, api.names["grace"], query) == [rows[name] for name in names]

    def test_a_script_that_nobody_may_see_is_left_out(
        self, api: Client, artist: Client, person: int, shot: int
    ) -> None:
        follow(api, person, ("ApiUser", api.names["script"]), ("Shot", shot))
        assert following(artist, person) == [("Shot", shot)]
        assert following(artist, person, "?entity=ApiUser") == []
        assert following(api, person) == [("ApiUser", api.names["script"]), ("Shot", shot)]

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("human_users/<person>/following?entity=bogus", invalid({"entity": ["entity is not valid"]})),
            ("human_users/<person>/following?entity=", invalid({"entity": ["entity is not valid"]})),
            (f"human_users/{MISSING}/following", could_not_find("HumanUser", f'"{MISSING}"')),
            (
                f"human_users/<person>/following?project_id={MISSING}",
                could_not_find("Project", f'"{MISSING}"'),
            ),
            (
                f"human_users/<person>/following?project_id={'9' * 30}",
                could_not_find("Project", f'"{"9" * 30}"'),
            ),
            (
                "human_users/<person>/following?project_id=x&entity=bogus",
                invalid({"entity": ["entity is not valid"], "project_id": ["project_id must be an integer"]}),
            ),
            ("shots/<shot>/following", not_found("Field 'Shot.following' does not exist.")),
            ("bogus_things/1/following", not_found("Entity type 'bogus_things' does not exist.")),
        ],
    )
    def test_what_is_wrong(self, api: Client, path: str, error: tuple[Any, ...]) -> None:
        assert told(api("GET", f"/entity/{path}")) == error


class TestFollow:
    def test_it_answers_204_and_nothing(self, api: Client, shot: int, person: int) -> None:
        answer = follow(api, person, ("Shot", shot))
        assert (answer.status_code, answer.content) == (204, b"")
        assert "content-type" not in answer.headers
        assert following(api, person) == [("Shot", shot)]

    def test_following_twice_is_following_once(self, api: Client, shot: int, person: int) -> None:
        for _ in range(2):
            assert follow(api, person, ("Shot", shot), ("Shot", shot)).status_code == 204
        assert followers(api, "shots", shot) == [person]

    def test_following_nothing(self, api: Client, person: int) -> None:
        assert follow(api, person).status_code == 204
        assert following(api, person) == []

    def test_a_disabled_account_follows_too(self, api: Client, shot: int) -> None:
        row = made(api, "human_users", name="Off", login=f"off{next(_names)}", sg_status_list="dis")
        assert follow(api, row, ("Shot", shot)).status_code == 204
        assert followers(api, "shots", shot) == [row]

    def test_all_rows_are_followed_or_none(
        self, api: Client, contract_site: Site, shot: int, person: int
    ) -> None:
        before = everything(contract_site)
        answer = follow(api, person, ("Shot", shot), ("Shot", MISSING), ("Task", MISSING))
        assert told(answer) == could_not_find("Shot")
        assert everything(contract_site) == before

    def test_no_log_tells_of_it(self, api: Client, contract_site: Site, shot: int, person: int) -> None:
        before = everything(contract_site)
        follow(api, person, ("Shot", shot))
        after = everything(contract_site)
        assert {name for name, rows in after.items() if rows != before[name]} == {"slatehouse_follows"}

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ({}, {"entities": ["entities is missing"]}),
            ({"record_id": 1, "entity": "Shot"}, {"entities": ["entities is missing"]}),
            ({"entities": {"record_id": 1}}, {"entities": ["entities must be an array"]}),
            ({"entities": [7]}, {"entities": {"0": ["0 must be a hash"]}}),
            (
                {"entities": [{"record_id": 1, "entity": "Shot"}, {"record_id": 1, "entity": "Bogus"}]},
                {"entities": {"1": {"entity": ["entity is not valid"]}}},
            ),
            (
                {"entities": [{"record_id": 1, "entity": "shots"}]},
                {"entities": {"0": {"entity": ["entity is not valid"]}}},
            ),
            (
                {"entities": [{"record_id": 1, "entity": ["Shot"]}]},
                {"entities": {"0": {"entity": ["entity is not valid"]}}},
            ),
            (
                {"entities": [{}]},
                {"entities": {"0": {"entity": ["entity is missing"], "record_id": ["record_id is missing"]}}},
            ),
            (
                {"entities": [{"record_id": "x", "entity": "Shot"}, {"record_id": None, "entity": "Shot"}]},
                {
                    "entities": {
                        "0": {"record_id": ["record_id must be an integer"]},
                        "1": {"record_id": ["record_id must be filled"]},
                    }
                },
            ),
        ],
    )
    def test_a_body_that_is_wrong(self, api: Client, body: object, error: object) -> None:
        assert told(api("POST", "/entity/human_users/<person>/follow", body)) == invalid(error)

    @pytest.mark.parametrize("row_id", [MISSING, 0, -1, 10**30])
    def test_a_row_that_is_not_there(self, api: Client, person: int, row_id: int) -> None:
        assert told(follow(api, person, ("Shot", row_id))) == could_not_find("Shot", row_id)

    def test_a_person_who_is_not_there(self, api: Client, shot: int) -> None:
        assert told(follow(api, MISSING, ("Shot", shot))) == could_not_find("HumanUser", f'"{MISSING}"')

    def test_a_body_of_another_type(self, api: Client) -> None:
        answer = api("POST", "/entity/human_users/<person>/follow", {"entities": []}, VENDOR)
        source = {"content_type": "Content-Type must be one of: 'application/json'."}
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{VENDOR}'", source, None)

    def test_people_alone_follow(self, api: Client) -> None:
        assert told(api("POST", "/entity/shots/<shot>/follow", {"entities": []})) == not_found()

    @pytest.mark.parametrize("name", ["follow", "unfollow"])
    def test_reading_its_path_reads_a_field(self, api: Client, name: str) -> None:
        expected = not_found(f"Field 'Shot.{name}' does not exist.")
        assert told(api("GET", f"/entity/shots/<shot>/{name}")) == expected

    def test_people_decide_for_themselves_alone(self, artist: Client, shot: int, person: int) -> None:
        own = artist.names["person"]
        assert follow(artist, own, ("Shot", shot)).status_code == 204
        expected = refused("Entity of type HumanUser can not be acted for by this user.")
        assert told(follow(artist, person, ("Shot", shot))) == expected
        assert told(artist("PUT", f"/entity/shots/{shot}/unfollow", {"user_id": person})) == expected
        assert artist("PUT", f"/entity/shots/{shot}/unfollow", {"user_id": own}).status_code == 204

    def test_what_one_may_not_see_cannot_be_followed(self, artist: Client) -> None:
        answer = follow(artist, artist.names["person"], ("ApiUser", artist.names["script"]))
        title = told(answer)[2]
        assert (answer.status_code, title) == (
            400,
            "Entity of type ApiUser can not be accessed by this user. Rule: Artist",
        )


class TestUnfollow:
    def test_it_answers_204_whether_the_person_followed_or_not(
        self, api: Client, shot: int, person: int
    ) -> None:
        follow(api, person, ("Shot", shot))
        for _ in range(2):
            answer = api("PUT", f"/entity/shots/{shot}/unfollow", {"user_id": person})
            assert (answer.status_code, answer.content) == (204, b"")
            assert followers(api, "shots", shot) == []

    def test_others_go_on_following(self, api: Client, shot: int, person: int) -> None:
        follow(api, api.names["person"], ("Shot", shot))
        follow(api, person, ("Shot", shot))
        api("PUT", f"/entity/shots/{shot}/unfollow", {"user_id": str(person)})
        assert followers(api, "shots", shot) == [api.names["person"]]

    @pytest.mark.parametrize(
        ("path", "body", "error"),
        [
            ("<shot>", {}, invalid({"user_id": ["user_id is missing"]})),
            ("<shot>", {"user_id": "x"}, invalid({"user_id": ["user_id must be an integer"]})),
            ("<shot>", {"user_id": None}, invalid({"user_id": ["user_id must be filled"]})),
            ("<shot>", {"user_id": MISSING}, could_not_find("HumanUser")),
            (MISSING, {"user_id": "<person>"}, could_not_find("Shot")),
            (MISSING, {"user_id": MISSING}, could_not_find("HumanUser")),
        ],
    )
    def test_what_is_wrong(self, api: Client, path: object, body: dict[str, Any], error: object) -> None:
        sent = {name: int(api.filled(each)) if each == "<person>" else each for name, each in body.items()}
        assert told(api("PUT", f"/entity/shots/{path}/unfollow", sent)) == error

    def test_nobody_posts_to_it(self, api: Client) -> None:
        assert told(api("POST", "/entity/shots/<shot>/unfollow", {"user_id": 1})) == not_found()

    def test_a_body_of_another_type(self, api: Client) -> None:
        answer = api("PUT", "/entity/shots/<shot>/unfollow", {"user_id": 1}, VENDOR)
        assert answer.status_code == 415


class TestRetirement:
    def test_a_retired_row_is_not_followed_until_it_returns(
        self, api: Client, shot: int, person: int
    ) -> None:
        follow(api, person, ("Shot", shot))
        api("DELETE", f"/entity/shots/{shot}")
        assert following(api, person) == []
        assert told(api("GET", f"/entity/shots/{shot}/followers")) == could_not_find("Shot", shot)
        assert told(follow(api, person, ("Shot", shot))) == could_not_find("Shot", shot)
        api("POST", f"/entity/shots/{shot}?revive=1")
        assert following(api, person) == [("Shot", shot)]
        assert followers(api, "shots", shot) == [person]

    def test_a_retired_person_does_not_follow_until_they_return(
        self, api: Client, shot: int, person: int
    ) -> None:
        follow(api, person, ("Shot", shot))
        api("DELETE", f"/entity/human_users/{person}")
        assert followers(api, "shots", shot) == []
        expected = could_not_find("HumanUser", f'"{person}"')
        assert told(api("GET", f"/entity/human_users/{person}/following")) == expected
        api("POST", f"/entity/human_users/{person}?revive=1")
        assert followers(api, "shots", shot) == [person]


class TestThread:
    @pytest.fixture
    def later(self, contract_site: Site) -> Iterator[Clock]:
        """The clock of the site; it goes back when the test is over."""
        clock = contract_site.clock
        assert isinstance(clock, Clock)
        before = clock.now
        yield clock
        clock.now = before

    def thread(self, api: Client, note: int, query: str = "") -> list[dict[str, Any]]:
        answer = api("GET", f"/entity/notes/{note}/thread_contents{query}")
        assert answer.status_code == 200, answer.text
        assert list(answer.json) == ["data", "links"]
        assert answer.json["links"] == {"self": f"/api/v1/entity/notes/{note}/thread_contents"}
        rows: list[dict[str, Any]] = answer.json["data"]
        return rows

    def reply(self, api: Client, note: int, content: str) -> int:
        return made(api, "replies", entity={"type": "Note", "id": note}, content=content)

    def attach(self, api: Client, note: int, film: dict[str, Any]) -> int:
        links = [{"type": "Note", "id": note}]
        file = {"url": "https://example.com/ref.jpg", "name": "ref"}
        return made(api, "attachments", project=film, this_file=file, attachment_links=links)

    def test_a_note_alone(self, artist: Client, api: Client, film: dict[str, Any]) -> None:
        note = made(api, "notes", project=film, content="Please check")
        (row,) = self.thread(artist, note)
        script = {"id": api.names["script"], "name": "toolkit 1.0", "type": "ApiUser"}
        assert list(row.items()) == [
            ("type", "Note"),
            ("id", note),
            ("content", "Please check"),
            ("created_at", "2026-03-04T05:06:07Z"),
            ("created_by", script),
        ]

    def test_files_and_replies_in_the_order_of_time(
        self, api: Client, film: dict[str, Any], later: Clock
    ) -> None:
        note = made(api, "notes", project=film, content="Please check")
        expected = [("Note", note)]
        for kind in ("Attachment", "Reply", "Reply", "Attachment", "Reply"):
            later.move(seconds=1)
            row = self.attach(api, note, film) if kind == "Attachment" else self.reply(api, note, "Done")
            expected.append((kind, row))
        # Of one second: files first, then as they came.
        replies = [("Reply", self.reply(api, note, text)) for text in "ab"]
        expected = [*expected[:-1], ("Attachment", self.attach(api, note, film)), expected[-1], *replies]
        assert [(row["type"], row["id"]) for row in self.thread(api, note)] == expected

    def test_what_is_shown_of_a_file_and_of_a_reply(
        self, api: Client, film: dict[str, Any], ids: dict[str, int]
    ) -> None:
        note = made(api, "notes", project=film, content="Please check")
        self.attach(api, note, film)
        self.reply(api, note, "Done")
        _, file, reply = self.thread(api, note)
        assert list(file) == ["type", "id", "created_at", "created_by"]
        assert list(reply) == ["type", "id", "content", "created_at", "user"]
        assert reply["content"] == "Done"
        script = {"id": ids["script"], "name": "toolkit 1.0", "type": "ApiUser", "image": None}
        assert list(reply["user"].items()) == list(script.items())

    def test_the_picture_of_a_replys_author_is_signed_at_each_reading(
        self, api: Client, contract_site: Site, film: dict[str, Any], later: Clock
    ) -> None:
        note = made(api, "notes", project=film, content="a")
        person = api.names["person"]
        author = {"type": "HumanUser", "id": person}
        made(api, "replies", entity={"type": "Note", "id": note}, content="b", user=author)
        picture = msgspec.json.encode(Picture("0" * 64, "ada.png", "image/png", thumbnail="1" * 64)).decode()
        with contract_site.database.writing() as connection:
            contract_site.edition.rows.update(connection, "HumanUser", person, {"image": picture})
        shown = set()
        for _ in range(2):
            read = api("GET", f"/entity/human_users/{person}?fields=image").json["data"]["attributes"]
            (_, reply) = self.thread(api, note)
            assert reply["user"] == {**author, "name": "Ada Lovelace", "image": read["image"]}
            shown.add(read["image"])
            later.move(minutes=9)  # into the next quarter of an hour
        assert len(shown) == 2

    def test_others_notes_and_what_is_retired_do_not_show(self, api: Client, film: dict[str, Any]) -> None:
        note, other = (made(api, "notes", project=film, content=text) for text in "ab")
        gone = self.reply(api, note, "No")
        self.reply(api, other, "Elsewhere")
        api("DELETE", f"/entity/replies/{gone}")
        assert [row["type"] for row in self.thread(api, note)] == ["Note"]
        api("POST", f"/entity/replies/{gone}?revive=1")
        assert [row["type"] for row in self.thread(api, note)] == ["Note", "Reply"]

    def test_notes_and_files_are_widened_and_replies_are_not(self, api: Client, film: dict[str, Any]) -> None:
        links = [{"type": "Shot", "id": api.names["shot"]}]
        note = made(api, "notes", project=film, content="a", subject="Fog", note_links=links)
        file = self.attach(api, note, film)
        self.reply(api, note, "Done")
        query = (
            "?entity_fields[Note]=subject,note_links,project.Project.name,created_at,sg_nope"
            "&entity_fields[Attachment]=this_file,id&entity_fields[Reply]=publish_status"
        )
        widened, attachment, reply = self.thread(api, note, query)
        assert list(widened)[5:] == ["note_links", "subject", "project.Project.name"]
        assert widened["note_links"] == [{"id": api.names["shot"], "name": "SH010", "type": "Shot"}]
        assert (widened["subject"], widened["project.Project.name"]) == ("Fog", "Lighthouse")
        read = api("GET", f"/entity/attachments/{file}?fields=this_file").json["data"]["attributes"]
        assert attachment["this_file"] == read["this_file"]
        assert list(reply) == ["type", "id", "content", "created_at", "user"]

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            (f"notes/{MISSING}", not_found(f"Note: {MISSING} not found", 104)),
            ("versions/<version>", not_found("Field 'Version.thread_contents' does not exist.")),
            ("bogus_things/1", not_found("Entity type 'bogus_things' does not exist.")),
        ],
    )
    def test_what_is_wrong(self, api: Client, path: str, error: object) -> None:
        assert told(api("GET", f"/entity/{path}/thread_contents")) == error

    def test_a_retired_note_has_no_thread(self, api: Client, film: dict[str, Any]) -> None:
        note = made(api, "notes", project=film, content="a")
        api("DELETE", f"/entity/notes/{note}")
        expected = not_found(f"Note: {note} not found", 104)
        assert told(api("GET", f"/entity/notes/{note}/thread_contents")) == expected


class TestLastAccessed:
    FIELD = "last_accessed_by_current_user"

    def seen(self, client: Client) -> object:
        answer = client("GET", f"/entity/projects/<project>?fields={self.FIELD}")
        return answer.json["data"]["attributes"][self.FIELD]

    def test_each_person_reads_when_they_saw_a_project(
        self, api: Client, artist: Client, contract_site: Site
    ) -> None:
        clock = contract_site.clock
        assert isinstance(clock, Clock)
        before = clock.now
        for sent in (api.names["person"], str(api.names["person"])):
            clock.move(seconds=1.5)
            answer = api("PUT", "/entity/projects/<project>/_update_last_accessed", {"user_id": sent})
            assert (answer.status_code, answer.json) == (
                200,
                {
                    "data": {"type": "Project", "id": api.names["project"]},
                    "links": {"self": f"/api/v1/entity/projects/{api.names['project']}"},
                },
            )
            assert self.seen(artist) == clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
            assert self.seen(api) is None
        clock.now = before

    def test_of_nobody_nothing_is_remembered(self, api: Client, contract_site: Site) -> None:
        before = everything(contract_site)
        answer = api("PUT", "/entity/projects/<project>/_update_last_accessed", {"user_id": MISSING})
        assert answer.json["data"] == {"type": "Project", "id": api.names["project"]}
        assert everything(contract_site) == before

    def test_neither_the_project_nor_the_log_tells_of_it(
        self, api: Client, contract_site: Site, person: int
    ) -> None:
        before = everything(contract_site)
        api("PUT", "/entity/projects/<project>/_update_last_accessed", {"user_id": person})
        after = everything(contract_site)
        assert {name for name, rows in after.items() if rows != before[name]} == {"project__personal"}

    @pytest.mark.parametrize(
        ("path", "body", "error"),
        [
            ("projects/<project>", {}, invalid({"user_id": ["user_id is missing"]})),
            ("projects/<project>", {"user_id": "x"}, invalid({"user_id": ["user_id must be an integer"]})),
            (f"projects/{MISSING}", {"user_id": 1}, refused("Api::Errors::CrudError")),
            ("shots/<shot>", {"user_id": 1}, not_found()),
            ("Project/<project>", {"user_id": 1}, not_found()),
        ],
    )
    def test_what_is_wrong(self, api: Client, path: str, body: object, error: object) -> None:
        assert told(api("PUT", f"/entity/{path}/_update_last_accessed", body)) == error

    def test_reading_its_path_reads_a_field(self, api: Client) -> None:
        expected = not_found("Field 'Project._update_last_accessed' does not exist.")
        assert told(api("GET", "/entity/projects/<project>/_update_last_accessed")) == expected

    def test_people_speak_for_themselves(self, artist: Client, person: int) -> None:
        path = "/entity/projects/<project>/_update_last_accessed"
        assert artist("PUT", path, {"user_id": artist.names["person"]}).status_code == 200
        expected = refused("Entity of type HumanUser can not be acted for by this user.")
        assert told(artist("PUT", path, {"user_id": person})) == expected


class TestActivityStream:
    """Each test sees to its own rows, and to updates that are newer than those of others."""

    def stream(self, api: Client, path: str, query: str = "") -> dict[str, Any]:
        answer = api("GET", f"/entity/{path}/activity_stream{query}")
        assert answer.status_code == 200, answer.text
        assert list(answer.json) == ["data", "links"]
        data: dict[str, Any] = answer.json["data"]
        keys = ["entity_type", "entity_id", "latest_update_id", "earliest_update_id", "updates"]
        assert list(data) == keys
        return data

    def told(self, api: Client, path: str, query: str = "") -> list[tuple[str, str]]:
        """What the updates are, and of what."""
        updates = self.stream(api, path, query)["updates"]
        return [(each["update_type"], each["meta"]["entity_type"]) for each in updates]

    def newest(self, api: Client) -> int:
        return int(self.stream(api, "projects/<project>", "?limit=1")["latest_update_id"])

    def test_a_create_is_one_update_and_a_change_another(
        self, api: Client, shot: int, ids: dict[str, int]
    ) -> None:
        api("PUT", f"/entity/shots/{shot}", {"sg_status_list": "ip"})
        data = self.stream(api, f"shots/{shot}")
        assert (data["entity_type"], data["entity_id"]) == ("Shot", shot)
        change, create = data["updates"]
        who = {"type": "ApiUser", "id": ids["script"], "name": "toolkit 1.0", "status": None, "image": None}
        assert list(change.items()) == [
            ("id", create["id"] + 1),
            ("update_type", "update"),
            (
                "meta",
                {
                    "type": "attribute_change",
                    "attribute_name": "sg_status_list",
                    "entity_type": "Shot",
                    "entity_id": shot,
                    "field_data_type": "status_list",
                    "old_value": "wtg",
                    "new_value": "ip",
                    "platform_id": None,
                },
            ),
            ("created_at", "2026-03-04T05:06:07Z"),
            ("read", False),
            ("primary_entity", {"type": "Shot", "id": shot, "name": "NEW010", "status": "ip"}),
            ("created_by", who),
        ]
        assert list(change["primary_entity"]) == ["type", "id", "name", "status"]
        assert list(change["created_by"]) == ["type", "id", "name", "status", "image"]
        assert create["update_type"] == "create"
        assert create["meta"] == {"type": "new_entity", "entity_type": "Shot", "entity_id": shot}
        assert create["primary_entity"] == change["primary_entity"]

    def test_a_reply_is_told_about_its_note(self, api: Client, shot: int, film: dict[str, Any]) -> None:
        link = {"type": "Shot", "id": shot}
        note = made(api, "notes", project=film, subject="Fog", content="Thicker", note_links=[link])
        reply = made(api, "replies", entity={"type": "Note", "id": note}, content="Done")
        (update, *_) = self.stream(api, f"shots/{shot}")["updates"]
        assert update["update_type"] == "create_reply"
        meta = {"type": "new_entity", "entity_type": "Reply", "entity_id": reply, "content": "Done"}
        assert update["meta"] == meta and list(update["meta"]) == list(meta)
        primary = {"type": "Note", "id": note, "name": "Fog - Thicker", "status": "opn"}
        assert update["primary_entity"] == primary

    def test_which_rows_a_stream_holds(self, api: Client, film: dict[str, Any], person: int) -> None:
        before = self.newest(api)
        sequence = made(api, "sequences", project=film, code="SQ99")
        shot = made(api, "shots", project=film, code="SH990", sg_sequence=_link("Sequence", sequence))
        task = made(api, "tasks", project=film, content="Comp", entity=_link("Shot", shot))
        entity, on_task = _link("Shot", shot), _link("Task", task)
        version = made(api, "versions", project=film, code="v001", entity=entity, sg_task=on_task)
        links = [entity, _link("Version", version)]
        note = made(api, "notes", project=film, content="a", note_links=links, tasks=[on_task])
        made(api, "replies", entity=_link("Note", note), content="b")
        api("PUT", f"/entity/tasks/{task}", {"sg_status_list": "ip"})
        api("DELETE", f"/entity/versions/{version}")
        api("POST", f"/entity/versions/{version}?revive=1")
        spoken = [("create_reply", "Reply"), ("create", "Note")]
        made_below = [("create", "Version"), ("create", "Task"), ("create", "Shot")]
        expected = {
            f"notes/{note}": spoken,
            f"versions/{version}": [("delete", "Version"), *spoken, ("create", "Version")],
            f"tasks/{task}": [("update", "Task"), *spoken, ("create", "Version"), ("create", "Task")],
            f"shots/{shot}": [*spoken, *made_below],
            f"sequences/{sequence}": [("create", "Shot"), ("create", "Sequence")],
            "projects/<project>": [
                *(("delete", "Version"), ("update", "Task"), *spoken, *made_below),
                ("create", "Sequence"),
            ],
        }
        after = f"?min_id={before}"
        assert {path: self.told(api, path, after) for path in expected} == expected

    def test_an_update_has_one_id_in_all_streams(self, api: Client, shot: int, film: dict[str, Any]) -> None:
        version = made(api, "versions", project=film, code="v001", entity=_link("Shot", shot))
        paths = (f"versions/{version}", f"shots/{shot}", "projects/<project>")
        assert len({self.stream(api, path)["updates"][0]["id"] for path in paths}) == 1

    def test_a_persons_stream_is_what_they_made(
        self, api: Client, contract_site: Site, film: dict[str, Any], person: int
    ) -> None:
        admin = Caller("HumanUser", person, "Ann", "ann", "admin", "Admin", "test")
        session, shots = contract_site.session(admin), contract_site.schema["Shot"]
        shot = session.create(shots, {"project": film, "code": "by Ann"}).rows[0].id
        session.update(shots, shot, {"sg_status_list": "ip"})
        follow(api, person, ("Shot", shot))
        made(api, "versions", project=film, code="v001", entity=_link("Shot", shot))
        path = f"human_users/{person}"
        assert self.told(api, path) == [("create", "Shot"), ("create", "HumanUser")]
        made_by = self.stream(api, path)["updates"][0]["created_by"]
        assert made_by["type"] == "HumanUser" and made_by["status"] == "act"

    def test_fields_are_added_to_the_rows_of_a_type(
        self, api: Client, shot: int, film: dict[str, Any]
    ) -> None:
        made(api, "notes", project=film, content="Test!", note_links=[_link("Shot", shot)])
        query = (
            "?entity_fields[Shot]=created_by.HumanUser.image,created_by,name,id,sg_nope"
            "&entity_fields[Note]=content&entity_fields[Bogus]=a"
        )
        note, create = (
            each["primary_entity"] for each in self.stream(api, f"shots/{shot}", query)["updates"]
        )
        assert list(note) == ["type", "id", "name", "status", "content"]
        assert list(create) == ["type", "id", "name", "status", "created_by", "created_by.HumanUser.image"]
        assert create["created_by.HumanUser.image"] is None
        assert create["created_by"]["type"] == "ApiUser"

    def test_what_was_retired_keeps_its_name(self, api: Client, shot: int, film: dict[str, Any]) -> None:
        version = made(api, "versions", project=film, code="v001", entity=_link("Shot", shot))
        api("DELETE", f"/entity/versions/{version}")
        (update, *_) = self.stream(api, f"shots/{shot}", "?entity_fields[Version]=code")["updates"]
        primary = {"type": "Version", "id": version, "name": "v001", "status": "rev", "code": "v001"}
        assert update["primary_entity"] == primary

    def test_a_note_is_read_by_who_read_it(
        self, api: Client, artist: Client, contract_site: Site, shot: int, film: dict[str, Any]
    ) -> None:
        note = made(api, "notes", project=film, content="a", note_links=[_link("Shot", shot)])
        own = artist.names["person"]
        person = Caller("HumanUser", own, "Ada", "ada", "admin", "Admin", "test")
        contract_site.session(person).update(
            contract_site.schema["Note"], note, {"read_by_current_user": "read"}
        )
        path = f"shots/{shot}"
        assert [each["read"] for each in self.stream(artist, path)["updates"]] == [True, False]
        assert [each["read"] for each in self.stream(api, path)["updates"]] == [False, False]
        sudo = replace(person, sudo_as_login="ada", script_id=api.names["script"])
        seen = contract_site.session(sudo).activity(contract_site.schema["Shot"], shot, Window(), {})
        assert [each.primary.is_read for each in seen.updates] == [False, False]

    def test_of_what_becomes_of_scripts_an_artist_is_not_told(
        self, api: Client, artist: Client, contract_site: Site, person: int
    ) -> None:
        admin = Caller("HumanUser", person, "Ann", "ann", "admin", "Admin", "test")
        values = {"firstname": "bot", "description": "secret"}
        contract_site.session(admin).create(contract_site.schema["ApiUser"], values)
        query = "?limit=1&entity_fields[ApiUser]=description"
        to_api, to_artist = (
            self.stream(each, f"human_users/{person}", query)["updates"] for each in (api, artist)
        )
        primary = to_api[0]["primary_entity"]
        assert (primary["name"], primary["description"]) == ("bot 1.0", "secret")
        assert [each["primary_entity"]["type"] for each in to_artist] == ["HumanUser"]
        refused_type = artist("GET", "/entity/api_users/<script>/activity_stream")
        assert refused_type.status_code == 400

    def test_the_link_repeats_the_query(self, api: Client, shot: int) -> None:
        answer = api("GET", f"/entity/Shot/{shot}/activity_stream?max_id=9&limit=3")
        assert answer.json["links"] == {
            "self": f"/api/v1/entity/Shot/{shot}/activity_stream?limit=3&max_id=9"
        }

    class TestWindow:
        """The keys of a page, on a shot with five updates."""

        @pytest.fixture(scope="class")
        @classmethod
        def updates(cls, api: Client, film: dict[str, Any]) -> tuple[str, list[int]]:
            shot = made(api, "shots", project=film, code="W010")
            for status in ("ip", "fin", "ip", "fin"):
                api("PUT", f"/entity/shots/{shot}", {"sg_status_list": status})
            path = f"shots/{shot}/activity_stream"
            found = api("GET", f"/entity/{path}").json["data"]["updates"]
            made(api, "shots", project=film, code="W020")
            return path, [each["id"] for each in found]

        @pytest.mark.parametrize(
            ("query", "shown", "latest", "earliest"),
            [
                ("", slice(0, 5), "newest", "0"),
                ("?limit=6", slice(0, 5), "newest", "0"),
                # A page that is full does not know that nothing follows.
                ("?limit=5", slice(0, 5), "newest", "last"),
                ("?limit=2", slice(0, 2), "newest", "last"),
                ("?limit=2&max_id={1}", slice(2, 4), "{1}-1", "last"),
                ("?max_id={1}", slice(2, 5), "{1}-1", "0"),
                ("?max_id={4}", slice(0, 0), "{4}-1", "0"),
                ("?min_id={2}", slice(0, 2), "newest", "{2}+1"),
                ("?min_id={0}", slice(0, 0), "newest", "{0}+1"),
                # What was cut off is left to the next page.
                ("?min_id={3}&limit=2", slice(0, 2), "newest", "last"),
                ("?min_id={3}&max_id={0}", slice(1, 3), "{0}-1", "{3}+1"),
                ("?max_id=0", slice(0, 0), "-1", "0"),
                ("?min_id=-7", slice(0, 5), "newest", "-6"),
            ],
        )
        def test_where_a_page_begins_and_ends(
            self,
            api: Client,
            updates: tuple[str, list[int]],
            query: str,
            shown: slice,
            latest: str,
            earliest: str,
        ) -> None:
            path, all_ids = updates
            data = api("GET", f"/entity/{path}{query.format(*all_ids)}").json["data"]
            ids = [each["id"] for each in data["updates"]]
            assert ids == all_ids[shown]
            known = {"newest": all_ids[0] + 1, "last": ids[-1] if ids else 0}
            asked = [
                known[name] if name in known else eval(name.format(*all_ids)) for name in (latest, earliest)
            ]
            assert [data["latest_update_id"], data["earliest_update_id"]] == asked

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            (
                "shots/<shot>/activity_stream?limit=501",
                invalid({"limit": ["limit must be less than or equal to 500"]}),
            ),
            ("shots/<shot>/activity_stream?limit=0", invalid({"limit": ["limit must be greater than 0"]})),
            ("shots/<shot>/activity_stream?limit=-1", invalid({"limit": ["limit must be greater than 0"]})),
            ("shots/<shot>/activity_stream?limit=ten", invalid({"limit": ["limit must be an integer"]})),
            ("shots/<shot>/activity_stream?limit=2.5", invalid({"limit": ["limit must be an integer"]})),
            (
                "shots/<shot>/activity_stream?limit=0&max_id=x&min_id=",
                invalid(
                    {
                        "limit": ["limit must be greater than 0"],
                        "max_id": ["max_id must be an integer"],
                        "min_id": ["min_id must be filled"],
                    }
                ),
            ),
            (
                f"shots/<shot>/activity_stream?max_id={2**63}&min_id={-(2**63)}",
                invalid(
                    {
                        "max_id": [f"max_id must be less than {2**63}"],
                        "min_id": [f"min_id must be greater than {-(2**63)}"],
                    }
                ),
            ),
            ("bogus_things/1/activity_stream", not_found("Entity type 'bogus_things' does not exist.")),
            *(
                (f"{segment}/{MISSING}/activity_stream", not_found(f"{kind}: {MISSING} not found", 104))
                for segment, kind in (
                    *(("shots", "Shot"), ("notes", "Note"), ("projects", "Project"), ("versions", "Version")),
                    ("human_users", "HumanUser"),
                )
            ),
            ("shots/<gone>/activity_stream", "gone"),
        ],
    )
    def test_what_is_wrong(self, api: Client, path: str, error: Any) -> None:
        if error == "gone":
            error = not_found(f"Shot: {api.names['gone']} not found", 104)
        assert told(api("GET", f"/entity/{path}")) == error

    @pytest.mark.parametrize("limit", [1, 500])
    def test_the_bounds_of_a_page(self, api: Client, limit: int) -> None:
        assert len(self.stream(api, "shots/<shot>", f"?limit={limit}")["updates"]) >= 1

    def test_what_a_silent_caller_does_is_not_told(self, api: Client, contract_site: Site, shot: int) -> None:
        before = self.newest(api)
        silent = Caller("ApiUser", 1, "bot", "bot", "api_admin", "API Admin", "test", logs_events=False)
        contract_site.session(silent).update(contract_site.schema["Shot"], shot, {"sg_status_list": "ip"})
        assert self.told(api, f"shots/{shot}", f"?min_id={before}") == []

    def test_connections_are_no_news(self, api: Client, shot: int, film: dict[str, Any]) -> None:
        before = self.newest(api)
        playlist = made(api, "playlists", project=film, code="Dailies 2", versions=[_link("Version", 1)])
        assert self.told(api, "projects/<project>", f"?min_id={before}") == [("create", "Playlist")]
        assert self.told(api, f"playlists/{playlist}") == [("create", "Playlist")]


def _link(kind: str, row_id: int) -> dict[str, Any]:
    return {"type": kind, "id": row_id}


STRICT = {"Prefer": "handling=strict"}
UNREAD = "is not a parameter of this call"


@pytest.mark.parametrize(
    ("method", "path", "body", "source"),
    [
        ("GET", "shots/<shot>/followers?page[size]=1", None, {"page[size]": [f"page[size] {UNREAD}"]}),
        ("GET", "human_users/<person>/following?fields=id", None, {"fields": [f"fields {UNREAD}"]}),
        (
            "POST",
            "human_users/<person>/follow",
            {"entities": [{"entity": "Shot", "record_id": 1, "name": "a"}], "user": 1},
            {"user": [f"user {UNREAD}"], "entities": {"0": {"name": [f"name {UNREAD}"]}}},
        ),
        (
            "PUT",
            "shots/<shot>/unfollow",
            {"user_id": 1, "user": 1},
            {"user": [f"user {UNREAD}"]},
        ),
        (
            "GET",
            "notes/<note>/thread_contents?entity_fields[Reply]=id&entity_fields[Bogus]=id",
            None,
            {
                "entity_fields": {
                    "Reply": ["Reply is not a type that this call shows more of"],
                    "Bogus": ["Bogus is not a type that this call shows more of"],
                }
            },
        ),
        (
            "PUT",
            "projects/<project>/_update_last_accessed",
            {"user_id": 1, "user": 1},
            {"user": [f"user {UNREAD}"]},
        ),
        (
            "GET",
            "shots/<shot>/activity_stream?page[size]=1&fields=id",
            None,
            {"page[size]": [f"page[size] {UNREAD}"], "fields": [f"fields {UNREAD}"]},
        ),
        (
            "GET",
            "shots/<shot>/activity_stream?entity_fields[shots]=id",
            None,
            {"entity_fields": {"shots": ["shots is not a type that this call shows more of"]}},
        ),
    ],
)
def test_a_strict_caller_is_told(api: Client, method: str, path: str, body: object, source: object) -> None:
    answer = api(method, f"/entity/{path}", body, JSON, STRICT)
    assert told(answer) == invalid(source)
    assert answer.headers["preference-applied"] == "handling=strict"


def test_a_strict_caller_is_told_of_fields_that_lead_nowhere(api: Client) -> None:
    path = "/entity/notes/<note>/thread_contents?entity_fields[Note]=sg_nope"
    assert told(api("GET", path, headers=STRICT))[2] == "API read() Note.sg_nope doesn't exist."


odd_rows = st.fixed_dictionaries(
    {}, optional={"entity": st.sampled_from(["Shot", "shots"]) | junk, "record_id": junk}
)


@given(entities=st.lists(odd_rows | junk, max_size=3) | junk, user=junk)
@settings(max_examples=tries(20), deadline=None)
def test_whatever_is_sent_is_answered(api: Client, entities: object, user: object) -> None:
    answers = [
        api("POST", "/entity/human_users/<person>/follow", {"entities": entities}),
        api("PUT", "/entity/shots/<shot>/unfollow", {"user_id": user}),
        api("PUT", "/entity/projects/<project>/_update_last_accessed", {"user_id": user}),
    ]
    for answer in answers:
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            told(answer)


odd_numbers = st.integers(-(2**70), 2**70).map(str) | st.text(max_size=4)


@given(
    parameters=st.dictionaries(
        st.sampled_from(
            ["limit", "max_id", "min_id", "entity_fields[Shot]", "entity_fields[]", "entity_fields"]
        ),
        odd_numbers | st.sampled_from(["code", "code,created_by.HumanUser.image", "*", ",", "a.b.c"]),
    )
)
@settings(max_examples=tries(30), deadline=None)
def test_whatever_is_asked_of_a_stream_is_answered(api: Client, parameters: dict[str, str]) -> None:
    answer = api("GET", f"/entity/shots/<shot>/activity_stream?{urlencode(parameters)}")
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 400:
        told(answer)
