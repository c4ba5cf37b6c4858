"""`GET /changes`, an addition of ours: pages of changes, waiting for them, and streams of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client, invalid, told
from tests.contract.conftest import KEY, SCRIPT
from tests.security.settings import with_settings

from slatehouse.accounts.caller import system_caller
from slatehouse.api.wire.application import application
from slatehouse.config import FeedSettings
from slatehouse.query.question import Question
from slatehouse.site.session import Session
from slatehouse.site.site import Site

PATH = "/changes"
EVENTS = {"Accept": "text/event-stream"}
SOON = 45.0
"""Seconds within which anything happens; less than those are prepared to wait for to whom nothing does."""
STRICT = {"Prefer": "handling=strict"}


@pytest.fixture(scope="module")
def office(contract_site: Site, ids: dict[str, int]) -> Session:
    return contract_site.session(system_caller())


@pytest.fixture
def change(office: Session, ids: dict[str, int]) -> Callable[[str], None]:
    """Makes one change that is told."""
    return lambda words: write(office, ids, words)


def write(office: Session, ids: dict[str, int], words: str) -> None:
    office.update(office.edition.schema["Shot"], ids["shot"], {"description": words})


def now(api: Client) -> str:
    return str(api("GET", PATH).json["cursor"])


def values(answer: testing.Result) -> list[object]:
    """The new values that a page tells."""
    assert answer.status_code == 200, answer.text
    assert list(answer.json) == ["data", "cursor"]
    return [each["meta"].get("new_value") for each in answer.json["data"]]


def test_a_page_follows_the_one_before(api: Client, change: Callable[[str], None]) -> None:
    cursor = now(api)
    assert api("GET", f"{PATH}?after={cursor}").json == {"data": [], "cursor": cursor}
    for words in ("one", "two", "three"):
        change(words)
    first = api("GET", f"{PATH}?after={cursor}&limit=2")
    assert values(first) == ["one", "two"]
    second = api("GET", f"{PATH}?after={first.json['cursor']}&limit=2")
    assert values(second) == ["three"] and second.json["cursor"] == now(api)


def test_the_beginning_is_0(api: Client) -> None:
    assert api("GET", f"{PATH}?after=0&limit=1").json["data"][0]["id"] == 1


def test_types_and_projects_are_sought(
    api: Client, ids: dict[str, int], change: Callable[[str], None]
) -> None:
    cursor = now(api)
    change("sought")
    for query in (
        "types=Shot",
        "types=Note,Shot",
        f"project={ids['project']}",
        "project=9999,<project>&types=Shot",
    ):
        assert values(api("GET", f"{PATH}?after={cursor}&{query}")) == ["sought"], query
    for query in ("types=Note", "project=9999", f"project={ids['project']}&types=Version"):
        assert values(api("GET", f"{PATH}?after={cursor}&{query}")) == [], query


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("after=", {"after": ["after must be filled"]}),
        ("after=x", {"after": ["after must be a cursor that this site has given"]}),
        ("after=999999999", {"after": ["after must be a cursor that this site has given"]}),
        ("after=-1", {"after": ["after must be a cursor that this site has given"]}),
        ("after=%00", {"after": ["after may not hold the character NUL"]}),
        ("types=", {"types": ["types must be filled"]}),
        ("types=Shot,", {"types": ["types must be filled"]}),
        ("types=shots", {"types": ["types must name entity types: there is no 'shots'"]}),
        ("project=", {"project": ["project must be filled"]}),
        ("project=1,x", {"project": ["project must be ids of projects: 'x' is none"]}),
        ("project=-1", {"project": ["project must be ids of projects: '-1' is none"]}),
        ("limit=0", {"limit": ["limit must be greater than 0"]}),
        ("limit=501", {"limit": ["limit must be less than or equal to 500"]}),
        ("limit=many", {"limit": ["limit must be an integer"]}),
        ("wait=-1", {"wait": ["wait must be greater than -1"]}),
        ("wait=61", {"wait": ["wait must be less than or equal to 60"]}),
        ("wait=", {"wait": ["wait must be filled"]}),
        ("wait=0.5&limit=x", {"wait": ["wait must be an integer"], "limit": ["limit must be an integer"]}),
    ],
)
def test_parameters_that_are_no_good(api: Client, query: str, source: object) -> None:
    assert told(api("GET", f"{PATH}?{query}")) == invalid(source)
    assert told(api("GET", f"{PATH}?{query}", headers=EVENTS)) == invalid(source)


def test_a_stream_is_no_page(api: Client) -> None:
    answer = api("GET", f"{PATH}?limit=1&wait=1", headers={**EVENTS, **STRICT})
    words = "is not read where events are accepted"
    assert told(answer) == invalid({"limit": [f"limit {words}"], "wait": [f"wait {words}"]})


def test_whoever_asks_for_the_head_alone_does_not_wait(api: Client) -> None:
    began = time.monotonic()
    assert api("HEAD", f"{PATH}?wait=60").status_code == 200
    answer = api("HEAD", PATH, headers=EVENTS)
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["content-type"] == "text/event-stream"
    assert time.monotonic() - began < SOON


@contextmanager
def until_they_wait(site: Site, more: int) -> Iterator[None]:
    """Ends when so many more wait for changes than before."""
    before, until = len(site.followers._all), time.monotonic() + SOON
    yield
    while len(site.followers._all) < before + more:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_who_waits_is_answered_when_something_happens(
    contract_site: Site, api: Client, change: Callable[[str], None]
) -> None:
    cursor = now(api)
    with ThreadPoolExecutor() as pool:
        with until_they_wait(contract_site, 3):
            plain = pool.submit(api, "GET", f"{PATH}?after={cursor}&wait=60")
            later = pool.submit(api, "GET", f"{PATH}?wait=60&limit=1")
            other = pool.submit(api, "GET", f"{PATH}?wait=5&types=Note")
        assert not plain.done() and not later.done()
        change("now")
        assert values(plain.result(SOON)) == values(later.result(SOON)) == ["now"]
        assert values(other.result(SOON)) == []
    # Who was told nothing has passed it all the same.
    assert other.result().json["cursor"] == plain.result().json["cursor"] == str(int(cursor) + 1)


def test_who_waits_in_vain_is_told_where_to_go_on(api: Client) -> None:
    began, cursor = time.monotonic(), now(api)
    assert api("GET", f"{PATH}?wait=1").json == {"data": [], "cursor": cursor}
    assert time.monotonic() - began >= 1


class Stream:
    """A stream as a server takes it, block by block."""

    def __init__(self, app: Any, token: str, query: str = "", **headers: str) -> None:
        sent = {"Authorization": f"Bearer {token}", **EVENTS, **headers}
        environ = testing.create_environ(f"/api/v1{PATH}", query_string=query, headers=sent)
        self.status = testing.StartResponseMock()
        self._body = app(environ, self.status)
        self._pieces: Iterator[bytes] = iter(self._body)

    def take(self) -> list[dict[str, str]]:
        """The events of the next piece, by the names of their lines."""
        blocks = next(self._pieces).decode().removesuffix("\n\n").split("\n\n")
        return [dict(line.partition(": ")[::2] for line in block.split("\n")) for block in blocks]

    def close(self) -> None:
        self._body.close()


@pytest.fixture
def stream(app: Any, api: Client) -> Iterator[Callable[..., Stream]]:
    opened: list[Stream] = []

    def open_stream(query: str = "", **headers: str) -> Stream:
        opened.append(Stream(app, api.token, query, **headers))
        return opened[-1]

    yield open_stream
    for each in opened:
        each.close()


def test_a_stream_tells_of_changes_as_they_happen(
    api: Client, stream: Callable[..., Stream], change: Callable[[str], None]
) -> None:
    cursor = now(api)
    events = stream()
    assert str(events.status.status)[:3] == "200"
    assert events.status.headers_dict["content-type"] == "text/event-stream"
    assert events.status.headers_dict["cache-control"] == "no-store"
    # Where it begins is known at once, and does not count as an event.
    assert events.take() == [{"": "reached", "id": cursor}]
    change("one")
    told_first, reached = events.take()
    assert '"new_value":"one"' in told_first["data"]
    assert told_first["id"] == reached["id"] == str(int(cursor) + 1)


def test_a_stream_goes_on_where_it_broke(
    api: Client, stream: Callable[..., Stream], change: Callable[[str], None]
) -> None:
    cursor = now(api)
    for words in ("first", "second"):
        change(words)
    everything = stream(f"after={cursor}").take()
    assert [each["id"] for each in everything] == [str(int(cursor) + n) for n in (1, 2, 2)]
    # The header counts, because a browser that comes again repeats the address that it began with.
    rest = stream(f"after={cursor}", **{"Last-Event-ID": everything[0]["id"]}).take()
    assert rest == everything[1:]


@pytest.fixture
def small(contract_site: Site, api: Client) -> Iterator[Client]:
    """The same site with two places outside, and a quick heartbeat."""
    site = with_settings(contract_site, feed=FeedSettings(followers=2, heartbeat=0.1))
    site.__dict__.pop("followers", None)
    yield Client(application(site), api.token, api.names)
    site.followers.end()


def test_a_stream_without_news_says_that_it_is_there(small: Client) -> None:
    events = Stream(small.app, small.token)
    first = events.take()
    assert events.take() == events.take() == first
    events.close()


def test_the_place_that_is_one_too_many_is_refused(small: Client) -> None:
    cursor = now(small)
    streams = [Stream(small.app, small.token) for _ in range(2)]
    for query, headers in (("?wait=60", {}), ("", EVENTS)):
        answer = small("GET", PATH + query, headers=headers)
        status, code, title, source, detail = told(answer)
        assert (status, code, source) == (503, 111, None)
        assert title == "As many requests wait for changes as there are places"
        assert detail == "Please try again in 5 seconds." and answer.headers["retry-after"] == "5"
    # Nobody waits who does not have to.
    assert small("GET", f"{PATH}?after={cursor}").status_code == 200
    streams.pop().close()
    assert small("GET", f"{PATH}?wait=1").status_code == 200
    streams.pop().close()


def test_an_account_leaves_places_to_others(contract_site: Site, api: Client, artist: Client) -> None:
    site = with_settings(contract_site, feed=FeedSettings(followers=3, of_one_account=1))
    site.__dict__.pop("followers", None)
    app = application(site)
    mine, others = (Client(app, client.token, client.names) for client in (api, artist))
    events = Stream(app, api.token)
    for query, headers in (("?wait=60", {}), ("", EVENTS)):
        status, code, title, *_ = told(answer := mine("GET", PATH + query, headers=headers))
        assert (status, code, answer.headers["retry-after"]) == (503, 111, "5")
        assert title == "As many requests of this account wait for changes as may"
    assert others("GET", f"{PATH}?wait=1").status_code == 200
    events.close()
    assert mine("GET", f"{PATH}?wait=1").status_code == 200
    site.followers.end()


def test_an_end_lets_everybody_go(small: Client) -> None:
    events = Stream(small.app, small.token)
    events.take()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(small, "GET", f"{PATH}?wait=60")
        time.sleep(0.2)
        small.app.end()
        assert values(waiting.result(SOON)) == []
    events.take()
    with pytest.raises(StopIteration):
        events.take()
    began = time.monotonic()
    assert values(small("GET", f"{PATH}?wait=60")) == []
    assert time.monotonic() - began < SOON


def followed(site: Site, app: Any, token: str) -> tuple[Callable[[], testing.Result], Stream]:
    """Somebody who waits for a page, and for a stream."""
    pool, events = ThreadPoolExecutor(), Stream(app, token)
    events.take()
    with until_they_wait(site, 1):
        waiting = pool.submit(Client(app, token), "GET", f"{PATH}?wait=60&types=Note")
    assert not waiting.done()
    return lambda: waiting.result(SOON), events


def signed_in(site: Site) -> str:
    return site.accounts.sign_in(
        "client_credentials", {"client_id": SCRIPT, "client_secret": KEY}, "tracking.test"
    ).access_token


def test_who_may_not_come_in_any_more_is_told_within_a_second(
    contract_site: Site, app: Any, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Because something was written, and not only when everybody is looked at again."""
    monkeypatch.setattr("slatehouse.site.feed.followers._BETWEEN_LOOKS_AT_ALL", 3_600.0)
    token = signed_in(contract_site)
    page, events = followed(contract_site, app, token)
    session = contract_site.accounts.caller_of(token).sign_in
    with contract_site.database.writing() as connection:
        assert session and contract_site.accounts.end_session(connection, "ApiUser", ids["script"], session)
    assert told(page())[:3] == (401, 102, "Unauthorized")
    assert events.take() == [{"event": "end", "data": '{"status":401,"title":"Unauthorized"}'}]


def test_what_may_be_read_is_found_out_anew(small: Client, office: Session, ids: dict[str, int]) -> None:
    """Somebody who is taken off a film hears of it no more, and hears of it again when they are back."""
    film = {"type": "Project", "id": ids["project"]}
    other = office.create_many([("Project", {"name": "Other film"})])[0]
    elsewhere = office.create_many(
        [("Shot", {"code": "OF010", "project": {"type": "Project", "id": other.id}})]
    )[0]
    vic, token = hired(office, "vic", "vendor", [film])
    events = Stream(small.app, token)
    events.take()
    heard: list[str] = []
    numbers = count()

    def hears(words: str, shot: int) -> None:
        """It is written until it is heard: who may hear it is found out within a second."""
        until = time.monotonic() + SOON
        while not any(words in each for each in heard):
            assert time.monotonic() < until
            write(office, {"shot": shot}, f"{words}, {next(numbers)}")
            heard.extend(each["data"] for each in events.take() if '"description"' in each.get("data", ""))

    hears("on it", ids["shot"])
    office.update(
        office.edition.schema["HumanUser"], vic, {"projects": [{"type": "Project", "id": other.id}]}
    )
    hears("on another", elsewhere.id)
    write(office, ids, "off it")
    hears("still on another", elsewhere.id)
    assert not any("off it" in each for each in heard)
    office.update(office.edition.schema["HumanUser"], vic, {"projects": [film]})
    hears("back again", ids["shot"])
    events.close()


@pytest.mark.parametrize("role", ["vendor", "artist", "manager"])
def test_what_is_about_rows_of_a_project_happens_in_it(
    app: Any, office: Session, ids: dict[str, int], role: str
) -> None:
    """A reply belongs to no project; whoever is on that of its note is told all of it, and nobody else is."""
    film = {"type": "Project", "id": ids["project"]}
    people = [
        Client(app, hired(office, f"{role}{number}", role, projects)[1])
        for number, projects in enumerate(([film], []))
    ]
    begun = [(each, now(each)) for each in people]
    note = {"type": "Note", "id": ids["note"]}
    reply = office.create_many([("Reply", {"entity": note, "content": "Done"})])[0].id
    office.update(office.edition.schema["Reply"], reply, {"content": "Done now"})
    office.retire(office.edition.schema["Reply"], reply)
    office.revive(office.edition.schema["Reply"], reply)

    def heard(who: Client, cursor: str, query: str = "") -> list[str | None]:
        page = who("GET", f"{PATH}?after={cursor}&types=Reply{query}").json
        assert all(each["project"]["id"] == ids["project"] for each in page["data"])
        return [each["operation"] for each in page["data"] if each["operation"]]

    there, elsewhere = begun
    everything = ["create", "update", "delete", "revive"]
    assert heard(*there) == heard(*there, f"&project={ids['project']}") == everything
    # Managers see what happens everywhere.
    assert heard(*elsewhere) == (everything if role == "manager" else [])


def hired(office: Session, login: str, role: str, projects: list[dict[str, Any]]) -> tuple[int, str]:
    """Somebody new: their id, and a token of theirs."""
    values = {"login": login, "name": login, "permission_rule_set": _rule_set(office, role)}
    made = [("HumanUser", {**values, "sg_status_list": "act", "projects": projects})]
    person = office.create_many(made)[0].id
    office.site.accounts.set_password(person, "grey harbour march")
    asked = {"username": login, "password": "grey harbour march"}
    return person, office.site.accounts.sign_in("password", asked, "tracking.test").access_token


def _rule_set(session: Session, code: str) -> dict[str, object]:
    entity_type = session.edition.schema["PermissionRuleSet"]
    where = session.condition(entity_type, "code", "is", [code])
    return {"type": "PermissionRuleSet", "id": session.find(Question(entity_type, where)).rows[0].id}
