"""Two processes on one site: whatever one of them answers of the schema, the other one knows already."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.fixtures.commands import running
from tests.fixtures.sites import Sites
from tests.fixtures.tries import tries

from slatehouse.accounts.caller import system_caller
from slatehouse.config import SECRET_FILE, write_default
from slatehouse.site.opening import open_site

PATIENCE = 60
ROUNDS = tries(2)


@dataclass
class Process:
    """A client of one process."""

    url: str
    token: str
    calls: requests.Session = field(default_factory=requests.Session)

    def __call__(self, method: str, path: str, body: Any = None) -> requests.Response:
        answer = self.calls.request(
            method,
            f"{self.url.rstrip('/')}/api/v1.1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=PATIENCE,
        )
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        return answer

    def again(self) -> Process:
        """Another client of the same process."""
        return Process(self.url, self.token)

    def fields(self) -> dict[str, Any]:
        return dict(self("GET", "/schema/Shot/fields").json()["data"])

    def value(self, shot: int, name: str) -> object:
        return self("GET", f"/entity/shots/{shot}").json()["data"]["attributes"].get(name)


@dataclass
class Load:
    """What others do meanwhile, over and over; the first thing that goes wrong ends it."""

    stop: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)
    done: int = 0

    def repeat(self, work: Callable[[], object]) -> None:
        try:
            while not self.stop.is_set():
                work()
                self.done += 1
        except BaseException as error:
            self.failures.append(error)

    @contextmanager
    def of(self, *works: Callable[[], object]) -> Iterator[None]:
        threads = [threading.Thread(target=self.repeat, args=(work,)) for work in works]
        for each in threads:
            each.start()
        try:
            yield
            until = time.monotonic() + PATIENCE
            while not (self.done or self.failures) and time.monotonic() < until:
                time.sleep(0.01)
        finally:
            self.stop.set()
            for each in threads:
                each.join(PATIENCE)


@dataclass(frozen=True)
class Site:
    """Two processes of one site with a project in it."""

    here: Process
    there: Process
    project: dict[str, object]

    def make_shot(self, client: Process, **values: object) -> int:
        answer = client("POST", "/entity/shots", {"code": "s", "project": self.project, **values})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["data"]["id"])


@pytest.fixture(scope="module")
def two(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site served from two folders that name the same database, as by two machines."""
    with sites.folder(tmp_path_factory.mktemp("two") / "site") as folder:
        yield from served_twice(folder, tmp_path_factory.mktemp("other"))


def served_twice(site_folder: Path, other: Path) -> Iterator[Site]:
    """The tests change each a part of the schema of its own."""
    site = open_site(site_folder)
    session = site.session(system_caller())
    script, project = (
        session.create_many([(type_, values)])[0].id
        for type_, values in (("ApiUser", {"firstname": "s"}), ("Project", {"name": "Film"}))
    )
    credentials = {"client_id": "s", "client_secret": site.accounts.set_script_key(script)}
    token = site.accounts.sign_in("client_credentials", credentials, "x").access_token
    settings = site.config.settings
    write_default(other, settings.database.url, settings.media.url)
    shutil.copy(site_folder / SECRET_FILE, other)
    site.close()
    with running("serve", "--site", site_folder) as first, running("serve", "--site", other) as second:
        here, there = Process(first.url, token), Process(second.url, token)
        yield Site(here, there, {"type": "Project", "id": project})


def change_the_schema(two: Site, name: str) -> None:
    """Every change through one process, and what the other one says of it at once."""
    here, there = two.here, two.there
    made = here(
        "POST",
        "/schema/Shot/fields",
        {"data_type": "text", "properties": [{"property_name": "name", "value": name}]},
    )
    assert made.status_code == 201, made.text
    field = made.json()["links"]["self"].rpartition("/")[2]
    path = f"/schema/Shot/fields/{field}"
    assert field in there.fields()
    shot = two.make_shot(there, **{field: "first"})
    assert here.value(shot, field) == "first"
    renamed = {"properties": [{"property_name": "name", "value": f"{name} again"}]}
    assert there("PUT", path, renamed).status_code == 200
    assert here.fields()[field]["name"]["value"] == f"{name} again"
    assert here("DELETE", path).status_code == 204
    assert there("GET", path).status_code == 404
    assert there("PUT", f"/entity/shots/{shot}", {field: "lost"}).status_code == 400
    assert field not in there("GET", f"/entity/shots/{shot}").json()["data"]["attributes"]
    assert there("POST", path, {"revive": True}).status_code == 204
    assert here.value(shot, field) == "first"
    search = there("GET", f"/entity/shots?filter[{field}]=first&fields=code")
    assert [row["id"] for row in search.json()["data"]] == [shot]


def test_a_change_that_is_answered_is_known_to_all(two: Site) -> None:
    load = Load()
    readers = [each.again() for each in (two.here, two.there)]
    writers = [each.again() for each in (two.here, two.there)]
    works = [
        *(lambda client=client: client("GET", "/entity/shots?fields=*&page[size]=10") for client in readers),
        *(lambda client=client: two.make_shot(client) for client in writers),
    ]
    with load.of(*works):
        for number in range(ROUNDS):
            change_the_schema(two, f"changed {number}")
    assert load.failures == []
    assert load.done > 0


def change_a_step(two: Site, name: str) -> None:
    """Every change of a Step through one process, and what the other one says of its column at once."""
    here, there = two.here, two.there
    made = here("POST", "/entity/steps", {"code": name, "short_name": name, "entity_type": "Shot"})
    assert made.status_code == 201, made.text
    path = f"/entity/steps/{made.json()['data']['id']}"
    column = f"step_{made.json()['data']['id']}"
    assert there.fields()[column]["name"]["value"] == name
    assert there("GET", f"/entity/shots?filter[{column}.Task.content]=Comp").status_code == 200
    assert there("PUT", path, {"code": f"{name} again"}).status_code == 200
    assert here.fields()[column]["name"]["value"] == f"{name} again"
    assert here("DELETE", path).status_code == 204
    assert column not in there.fields()
    assert there("POST", f"{path}?revive=true").status_code == 200
    assert column in here.fields()


def test_steps_and_fields_are_changed_at_once_and_nothing_is_lost(two: Site) -> None:
    load = Load()
    beside, writer = replace(two, here=two.here.again(), there=two.there.again()), two.here.again()

    def change_fields() -> None:
        change_the_schema(beside, f"beside {load.done}")

    with load.of(change_fields, lambda: two.make_shot(writer)):
        for number in range(2):
            change_a_step(two, f"round {number}")
    assert load.failures == []
    assert load.done > 0
    names = [form["name"]["value"] for form in two.here.fields().values()]
    assert {f"round {number} again" for number in range(2)} <= set(names)
    assert two.here.fields() == two.there.fields()


def test_both_change_it_at_once_and_nothing_is_lost(two: Site) -> None:
    names = [f"{letter} {number}" for letter in "ab" for number in range(ROUNDS)]
    load = Load()

    def make(client: Process, letter: str) -> None:
        for number in range(ROUNDS):
            body = {
                "data_type": "number",
                "properties": [{"property_name": "name", "value": f"{letter} {number}"}],
            }
            assert client("POST", "/schema/Shot/fields", body).status_code == 201

    def once(client: Process, letter: str) -> threading.Thread:
        def work() -> None:
            try:
                make(client, letter)
            except BaseException as error:
                load.failures.append(error)

        return threading.Thread(target=work)

    threads = [once(two.here.again(), "a"), once(two.there.again(), "b")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    assert load.failures == []
    wanted = {"sg_" + name.replace(" ", "_") for name in names}
    assert wanted <= two.here.fields().keys()
    assert two.here.fields() == two.there.fields()
    make_the_same_rows(two, "sg_a_0")


def make_the_same_rows(two: Site, field: str) -> None:
    """Both processes make the same rows by a value at once, and each of them is there once."""
    unique = {"properties": [{"property_name": "unique", "value": True}]}
    assert two.here("PUT", f"/schema/Shot/fields/{field}", unique).status_code == 200

    def sync(client: Process) -> list[int]:
        bodies = ({field: number, "project": two.project} for number in range(10))
        answers = [client("PUT", f"/entity/shots/_upsert?by={field}", body) for body in bodies]
        assert {each.status_code for each in answers} <= {200, 201}
        return [each.status_code for each in answers]

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(sync, (two.here.again(), two.there.again())))
    assert sorted(each for statuses in done for each in statuses) == [200] * 10 + [201] * 10
    rows = two.there("GET", f"/entity/shots?fields={field}&sort=-id").json()["data"]
    made = [row["attributes"][field] for row in rows if row["attributes"][field] is not None]
    assert sorted(made) == list(range(10))
