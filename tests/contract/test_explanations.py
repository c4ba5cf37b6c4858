"""How the database goes about questions: told to administrators on request, and warned of where it is much.

The real service tells neither.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
import pytest
from falcon import testing
from tests.contract.client import ARRAY, Client, refused, told
from tests.contract.conftest import link
from tests.contract.rpc import Rpc, condition, query
from tests.fixtures.counted import counting

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Page, Question
from slatehouse.site.site import Site
from slatehouse.store.statement import Statement

ANALYZE = Statement("ANALYZE", ())
EXPLAIN = {"Prefer": "explain"}
LARGE = 50
SCAN = "scan: rows of {} are read one after another, without an index"
COUNT = [{"field": "id", "type": "count"}]
BY_STATUS = [{"field": "sg_status_list", "type": "exact"}]


class Asked(NamedTuple):
    """A question, the type that it scans if it does, and which fields an index is asked for."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    scans: str | None = None
    indexed: tuple[str, ...] = ()

    def sent(self, client: Client, **headers: str) -> testing.Result:
        return client(self.method, self.path, self.body, ARRAY, headers)


def search(*conditions: object, scans: str | None = None, indexed: tuple[str, ...] = ()) -> Asked:
    return Asked("POST", "/entity/shots/_search", {"filters": conditions}, scans, indexed)


def summary(
    *conditions: object, scans: str | None = None, indexed: tuple[str, ...] = (), **rest: object
) -> Asked:
    body = {"filters": conditions, "summary_fields": COUNT, **rest}
    return Asked("POST", "/entity/shots/_summarize", body, scans, indexed)


QUESTIONS = [
    Asked("GET", "/entity/shots?fields=code,assets"),
    Asked("GET", "/entity/shots?filter[code]=SH010", None, None, ("code",)),
    Asked("GET", "/entity/shots?filter[description]=Fog", None, "Shot"),
    Asked("GET", "/entity/shots?sort=-updated_at&page[size]=5"),
    Asked("GET", "/entity/shots?sort=description", None, "Shot"),
    search(["description", "contains", "fog"], scans="Shot"),
    search(["id", "in", [1, 2, 3]]),
    search(["sg_sequence", "is", link("Sequence", 1)], indexed=("sg_sequence",)),
    summary(),
    summary(grouping=BY_STATUS),
    summary(["description", "is", "Fog"], scans="Shot"),
    summary(["code", "is", "SH010"], indexed=("code",)),
]
EVERY = [*QUESTIONS, Asked("POST", "/entity/_text_search", {"text": "SH010", "entity_types": {"Shot": []}})]


@pytest.fixture(scope="module")
def contract_site(contract_site: Site) -> Site:
    """The site, on which a table of a few rows is large; they have been looked at."""
    settings = contract_site.config.settings
    database = msgspec.structs.replace(settings.database, large_table=LARGE)
    contract_site.config = replace(
        contract_site.config, settings=msgspec.structs.replace(settings, database=database)
    )
    return contract_site


@pytest.fixture(scope="module", autouse=True)
def shots(contract_site: Site, ids: dict[str, int]) -> None:
    """A large table, of shots in sequences, that the database has looked at."""
    film, session = link("Project", ids["project"]), contract_site.session(system_caller())
    numbers = range(400)
    made = session.create_many([("Sequence", {"project": film, "code": f"Q{n}"}) for n in numbers[::4]])
    within = [link("Sequence", row.id) for row in made]
    values = ({"code": f"L{n}", "description": f"{n}", "sg_sequence": within[n // 4]} for n in numbers)
    session.create_many([("Shot", {"project": film, **each}) for each in values])
    with contract_site.database.reading() as connection:
        connection.run(ANALYZE)


class TestWarnings:
    @pytest.mark.parametrize("asked", QUESTIONS, ids=str)
    def test_a_question_that_scans_is_warned_of(self, api: Client, asked: Asked) -> None:
        answer = asked.sent(api)
        assert answer.status_code == 200, answer.text
        assert answer.headers.get("slatehouse-warning") == (asked.scans and SCAN.format(asked.scans))

    def test_the_python_api_is_warned_alike(self, rpc: Rpc) -> None:
        def warning(field: str, value: str) -> str | None:
            sought = query("Shot", [condition(field, "is", value)])
            answer = rpc.send({"method_name": "read", "params": [rpc.auth, sought]})
            assert "results" in answer.json, answer.text
            return answer.headers.get("slatehouse-warning")

        assert warning("description", "Fog") == SCAN.format("Shot")
        assert warning("code", "SH010") is None

    @pytest.mark.parametrize("asked", [each for each in QUESTIONS if each.scans], ids=str)
    def test_who_may_not_read_all_rows_learns_nothing_of_how_many_there_are(
        self, artist: Client, asked: Asked
    ) -> None:
        answer = asked.sent(artist)
        assert answer.status_code == 200, answer.text
        assert "slatehouse-warning" not in answer.headers

    def test_small_tables_are_read_as_they_come(self, api: Client) -> None:
        answer = api("GET", "/entity/versions?filter[description]=x")
        assert "slatehouse-warning" not in answer.headers

    def test_the_plan_is_looked_at_once_for_each_shape(self, contract_site: Site) -> None:
        site, database = counting(contract_site)
        session = site.session(system_caller())
        shot = session.edition.schema["Shot"]
        taken = []
        for text in ("a", "b", "c"):
            where = session.condition(shot, "sg_cut_in", "is", [len(text)])
            before = database.statements
            session.find(Question(shot, where, page=Page(7)))
            taken.append(database.statements - before)
        # The first has its plan explained, and may ask how large the table is.
        assert taken[0] in (2, 3)
        assert taken[1:] == [1, 1]

    def test_nobody_is_warned_where_that_is_switched_off(self, contract_site: Site) -> None:
        site, database = counting(contract_site)
        settings = site.config.settings
        quiet = msgspec.structs.replace(settings.database, large_table=0)
        site.config = replace(site.config, settings=msgspec.structs.replace(settings, database=quiet))
        session = site.session(system_caller())
        shot = session.edition.schema["Shot"]
        session.find(Question(shot, session.condition(shot, "sg_cut_out", "is", [1]), page=Page(7)))
        assert database.statements == 1


class TestExplanations:
    @pytest.mark.parametrize("asked", EVERY, ids=str)
    def test_an_administrator_is_told_how_a_question_is_answered(self, api: Client, asked: Asked) -> None:
        answer = asked.sent(api, **EXPLAIN)
        assert answer.status_code == 200, answer.text
        assert answer.headers["preference-applied"] == "explain"
        assert list(answer.json["data"]) == ["statements"]
        for statement in answer.json["data"]["statements"]:
            assert list(statement) == ["sql", "milliseconds", "steps", "plan"]
            assert statement["sql"].startswith("SELECT")
            assert statement["milliseconds"] >= 0
            assert statement["plan"]
        steps = [step for each in answer.json["data"]["statements"] for step in each["steps"]]
        of_shots = [step for step in steps if step["type"] == "Shot"]
        assert set(asked.indexed) <= {field for step in of_shots for field in step["indexed_fields"]}
        if asked.scans:
            assert any(step["is_scan"] and "description" in step["other_fields"] for step in of_shots)

    def test_links_have_statements_of_their_own(self, api: Client) -> None:
        answer = api("GET", "/entity/shots?fields=code,assets,notes&page[size]=3", headers=EXPLAIN)
        assert len(answer.json["data"]["statements"]) == 3

    def test_the_sql_has_no_values(self, api: Client) -> None:
        answer = search(["code", "is", "a secret title"]).sent(api, **EXPLAIN)
        assert all("secret" not in each["sql"] for each in answer.json["data"]["statements"])

    @pytest.mark.parametrize("asked", EVERY, ids=str)
    def test_anyone_else_is_refused(self, artist: Client, asked: Asked) -> None:
        answer = asked.sent(artist, **EXPLAIN)
        why = "Entity of type QueryPlan can not be accessed by this user. Rule: Artist"
        assert told(answer) == refused(why)

    def test_what_is_wrong_with_a_question_is_told_as_ever(self, api: Client) -> None:
        asked = search(["sg_nope", "is", "x"])
        assert told(asked.sent(api, **EXPLAIN)) == told(asked.sent(api))

    def test_a_strict_question_is_explained_too(self, api: Client) -> None:
        answer = api("GET", "/entity/shots", headers={"Prefer": "handling=strict, explain"})
        assert answer.headers["preference-applied"] == "handling=strict, explain"
        assert "statements" in answer.json["data"]

    @pytest.mark.parametrize("path", ["/entity/shots/<shot>", "/entity/shots/<shot>/followers", "/schema"])
    def test_other_calls_are_answered_as_ever(self, api: Client, path: str) -> None:
        answer = api("GET", path, headers=EXPLAIN)
        assert answer.status_code == 200
        assert "preference-applied" not in answer.headers
        assert "statements" not in answer.text
