"""`Prefer: batch-references`: requests of a batch link the rows that others before them make.

Clients that do not ask for it meet what the contract records (test_20_batch).
"""

from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client, invalid, told
from tests.contract.rpc import Rpc, fault_in, fields
from tests.contract.test_20_batch import batch as plain_batch
from tests.contract.test_20_batch import change, make, no_such_row, remove
from tests.fixtures.dump import everything

from slatehouse.site.site import Site

PREFER = {"Prefer": "batch-references"}
BOTH = "handling=strict, batch-references"


@pytest.fixture(scope="module")
def film(ids: dict[str, int]) -> dict[str, Any]:
    return {"type": "Project", "id": ids["project"]}


def by(type_: str, name: object) -> dict[str, Any]:
    """A link by name."""
    return {"type": type_, "ref": name}


def called(name: object, request: dict[str, Any]) -> dict[str, Any]:
    """The request, under a name."""
    return {**request, "ref": name}


def batch(client: Client, *requests: object, prefer: str = "batch-references") -> testing.Result:
    return client("POST", "/entity/_batch", {"requests": requests}, headers={"Prefer": prefer})


def links(row: dict[str, Any], name: str) -> Any:
    data = row["data"]["relationships"][name]["data"]
    return [each["id"] for each in data] if isinstance(data, list) else data and data["id"]


def test_a_show_is_set_up_in_one_call(api: Client) -> None:
    project, sequence, shot = by("Project", "film"), by("Sequence", "opening"), by("Shot", "opening 010")
    answer = batch(
        api,
        called("film", make("Project", name="One Call")),
        called("opening", make("Sequence", project=project, code="OPN")),
        called("lamp", make("Asset", project=project, code="Lamp")),
        called("opening 010", make("Shot", project=project, code="OPN010", sg_sequence=sequence)),
        called("opening 020", make("Shot", project=project, code="OPN020", sg_sequence=sequence)),
        called("layout", make("Task", project=project, content="Layout", entity=shot)),
        called("comp", make("Task", project=project, content="Comp", entity=shot)),
        make("TaskDependency", task=by("Task", "comp"), dependent_task=by("Task", "layout")),
        change("Asset", by("Asset", "lamp"), shots=[shot, by("Shot", "opening 020")]),
        make("Note", project=project, subject="Hello", note_links=[shot, by("Asset", "lamp")]),
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["preference-applied"] == "batch-references"
    rows = answer.json["data"]
    film, opening, lamp, first, second, layout, comp, edge, updated, note = (
        each["data"]["id"] for each in rows
    )
    assert updated == lamp and links(rows[8], "shots") == [first, second]
    assert [links(each, "project") for each in rows[1:7]] == [film] * 6
    assert links(rows[3], "sg_sequence") == opening
    assert sorted(links(rows[9], "note_links")) == sorted([first, lamp])
    read = api("GET", f"/entity/tasks/{comp}?fields=entity,upstream_tasks,project").json
    assert (links(read, "entity"), links(read, "upstream_tasks")) == (first, [layout])
    assert edge and note


@pytest.mark.parametrize(("mode", "left"), [("add", ["a", "b", "c"]), ("remove", ["a"]), ("set", ["b", "c"])])
def test_modes_of_lists_of_links_take_names(
    api: Client, film: dict[str, Any], mode: str, left: list[str]
) -> None:
    shots = [called(name, make("Shot", project=film, code=name)) for name in "abc"]
    before = [by("Shot", "a"), by("Shot", "b")] if mode != "add" else [by("Shot", "a")]
    value = {"multi_entity_update_mode": mode, "value": [by("Shot", "b"), by("Shot", "c")]}
    answer = batch(
        api,
        *shots,
        called("lamp", make("Asset", project=film, shots=before)),
        change("Asset", by("Asset", "lamp"), shots=value),
    )
    assert answer.status_code == 200, answer.text
    names = [each["name"] for each in answer.json["data"][-1]["data"]["relationships"]["shots"]["data"]]
    assert names == left


def test_a_named_row_is_changed_and_deleted(api: Client, film: dict[str, Any]) -> None:
    shot = by("Shot", "x")
    answer = batch(
        api,
        called("x", make("Shot", project=film, code="X010")),
        change("Shot", shot, code="X020", description="later"),
        remove("Shot", shot),
    )
    made, changed, gone = answer.json["data"]
    assert changed["data"]["attributes"]["code"] == "X020"
    assert made["data"]["id"] == changed["data"]["id"] == gone["id"] and gone["did_delete"]
    assert told(api("GET", f"/entity/shots/{gone['id']}"))[0] == 404


def test_names_are_of_one_batch(api: Client, film: dict[str, Any]) -> None:
    assert batch(api, called("x", make("Shot", project=film))).status_code == 200
    answer = batch(api, make("Version", project=film, entity=by("Shot", "x")))
    assert told(answer) == at(0, "entity", "refers to 'x', and no request has that name")


def at(number: int, field: str, words: str) -> tuple[Any, ...]:
    """What is told of a link in a request."""
    return invalid({"requests": {str(number): {"data": {field: [f"{field} {words}"]}}}})


def about(number: int, words: str, name: str = "record_id") -> tuple[Any, ...]:
    """What is told of the row that a request is about, or of another parameter of it."""
    return invalid({"requests": {str(number): {name: [f"{name} {words}"]}}})


FILM = {"type": "Project", "id": "<project>"}
SHOT = called("x", make("Shot", project=FILM))
SEQUENCE = called("s", make("Sequence", project=FILM))
VERSION = make("Version", project=FILM, entity=by("Shot", "x"))
REFUSED: dict[str, tuple[list[dict[str, Any]], tuple[Any, ...]]] = {
    "a name that nobody has": (
        [SHOT, make("Version", project=FILM, entity=by("Shot", "y"))],
        at(1, "entity", "refers to 'y', and no request has that name"),
    ),
    "names in lists": (
        [SHOT, make("Asset", project=FILM, shots=[by("Shot", "x"), by("Shot", "y")])],
        at(1, "shots", "refers to 'y', and no request has that name"),
    ),
    "names in modes": (
        [make("Asset", project=FILM, shots={"multi_entity_update_mode": "add", "value": [by("Shot", "y")]})],
        at(0, "shots", "refers to 'y', and no request has that name"),
    ),
    "forwards": (
        [VERSION, SHOT],
        at(0, "entity", "refers to 'x', which request 1 makes, and no request before this one"),
    ),
    "to itself": (
        [called("x", make("Shot", project=FILM, parent_shots=[by("Shot", "x")]))],
        at(0, "parent_shots", "refers to 'x', which request 0 makes, and no request before this one"),
    ),
    "a name given twice": ([SHOT, SHOT], about(1, "is the name of request 0 already: 'x'", "ref")),
    "another type": (
        [SHOT, make("Version", project=FILM, entity=by("Asset", "x"))],
        at(1, "entity", "refers to 'x' as Asset, and it is Shot"),
    ),
    "another type of row": (
        [SHOT, change("Asset", by("Shot", "x"), code="y")],
        about(1, "refers to 'x' as Shot, and it is Asset"),
    ),
    "a deleted row": (
        [SHOT, remove("Shot", by("Shot", "x")), VERSION],
        at(2, "entity", "refers to 'x', which is retired by a request before this one"),
    ),
    "a row deleted twice": (
        [SHOT, remove("Shot", by("Shot", "x")), remove("Shot", by("Shot", "x"))],
        about(2, "refers to 'x', which is retired by a request before this one"),
    ),
    "a row that went with another": (
        [
            SHOT,
            called("v", VERSION),
            remove("Shot", by("Shot", "x")),
            change("Version", by("Version", "v"), code="y"),
        ],
        about(3, "refers to 'v', which is retired by a request before this one"),
    ),
    "an id beside": (
        [SHOT, make("Version", project=FILM, entity={**by("Shot", "x"), "id": 1})],
        at(1, "entity", "names its row by an id and by a ref, and one of them is enough"),
    ),
    "no name": (
        [make("Version", project=FILM, entity=by("Shot", 7))],
        at(0, "entity", "refers to a row by what is no name: 7"),
    ),
    "a create that is called nothing": ([called("", make("Shot"))], about(0, "must be filled", "ref")),
    "a create that is called a number": ([called(7, make("Shot"))], about(0, "must be a string", "ref")),
    "an update with a name": (
        [called("x", change("Shot", 1, code="y"))],
        about(0, "names a row that a request makes, and this one makes none", "ref"),
    ),
    "a row without a type": (
        [SHOT, change("Shot", {"ref": "x"}, code="y")],
        invalid({"requests": {"1": {"record_id": {"type": ["type is missing"]}}}}),
    ),
}


def filled(value: Any, ids: dict[str, int]) -> Any:
    match value:
        case dict():
            return {name: filled(each, ids) for name, each in value.items()}
        case list():
            return [filled(each, ids) for each in value]
    return ids["project"] if value == "<project>" else value


@pytest.mark.parametrize(("requests", "refusal"), REFUSED.values(), ids=REFUSED)
def test_names_that_are_no_good(
    api: Client, ids: dict[str, int], requests: list[dict[str, Any]], refusal: tuple[Any, ...]
) -> None:
    assert told(batch(api, *filled(requests, ids))) == refusal


def test_all_of_them_are_told_at_once_and_nothing_is_done(
    api: Client, contract_site: Site, film: dict[str, Any]
) -> None:
    before = everything(contract_site)
    answer = batch(
        api,
        make("Shot", project=film, sg_sequence=by("Sequence", "a"), assets=[by("Asset", "b")]),
        make("Version", project=film, entity=by("Shot", "c")),
    )
    words = "and no request has that name"
    assert told(answer) == invalid(
        {
            "requests": {
                "0": {
                    "data": {
                        "sg_sequence": [f"sg_sequence refers to 'a', {words}"],
                        "assets": [f"assets refers to 'b', {words}"],
                    }
                },
                "1": {"data": {"entity": [f"entity refers to 'c', {words}"]}},
            }
        }
    )
    late = batch(
        api,
        called("x", make("Shot", project=film)),
        called("v", make("Version", project=film, entity=by("Shot", "x"))),
        remove("Shot", by("Shot", "x")),
        make("Playlist", project=film, versions=[by("Version", "v")]),
    )
    assert told(late) == at(3, "versions", "refers to 'v', which is retired by a request before this one")
    assert everything(contract_site) == before


def test_a_link_by_name_that_a_field_does_not_take_is_refused_as_one_by_id(
    api: Client, film: dict[str, Any]
) -> None:
    answer = batch(
        api,
        called("s", make("Sequence", project=film)),
        make("Task", project=film, content="x", step=by("Sequence", "s")),
    )
    refusal = told(answer)
    assert refusal[:2] == (400, 104) and "Task.step" in refusal[2]


def test_what_is_no_link_is_no_name(api: Client, film: dict[str, Any]) -> None:
    answer = batch(api, make("Shot", project=film, description=by("Shot", "x")))
    assert told(answer)[2].startswith("API create() Shot.description expected [String, NilClass]")


def test_strictness_goes_with_it(api: Client, film: dict[str, Any]) -> None:
    requests = [called("x", make("Shot", project=film)), change("Shot", by("Shot", "x"), code="y")]
    answer = batch(api, *requests, prefer=BOTH)
    assert (answer.status_code, answer.headers["preference-applied"]) == (200, BOTH)
    more = {"type": "Shot", "ref": "x", "name": "?"}
    unread = batch(api, requests[0], change("Shot", more, code="y"), prefer=BOTH)
    assert told(unread) == invalid(
        {"requests": {"1": {"record_id": {"name": ["name is not a parameter of this call"]}}}}
    )
    assert unread.headers["preference-applied"] == BOTH
    alone = batch(api, make("Shot", project=film), prefer="handling=strict")
    assert alone.headers["preference-applied"] == "handling=strict"


def test_who_does_not_ask_for_it_meets_what_was_recorded(api: Client, film: dict[str, Any]) -> None:
    named = called("x", make("Shot", project=film, code="N010"))
    assert plain_batch(api, named).status_code == 200
    link = plain_batch(api, named, make("Version", project=film, entity=by("Shot", "x")))
    sent = '{"type" => "Shot", "ref" => "x"}'
    assert told(link)[:3] == (400, 103, f"API create() invalid/missing entity hash integer 'id': {sent}")
    row = plain_batch(api, named, change("Shot", by("Shot", "x"), code="y"))
    assert told(row) == about(1, "must be an integer")
    assert "preference-applied" not in row.headers
    strict = batch(api, named, prefer="handling=strict")
    assert told(strict) == about(0, "is not a parameter of this call", "ref")
    other = api("GET", "/entity/shots", headers=PREFER)
    assert "preference-applied" not in other.headers


def test_a_row_that_is_not_there_is_told_as_ever(api: Client) -> None:
    assert told(batch(api, remove("Shot", 999_999_999))) == no_such_row("Shot", 999_999_999)


class TestThePythonApi:
    def send(self, rpc: Rpc, *requests: dict[str, Any], prefer: str = "batch-references") -> testing.Result:
        return rpc.send({"method_name": "batch", "params": [rpc.auth, requests]}, headers={"Prefer": prefer})

    def test_its_batches_know_names(self, rpc: Rpc, film: dict[str, Any]) -> None:
        answer = self.send(
            rpc,
            {"request_type": "create", "type": "Shot", "fields": fields(project=film), "ref": "x"},
            {
                "request_type": "create",
                "type": "Version",
                "fields": fields(project=film, entity=by("Shot", "x")),
                "ref": "v",
            },
            {
                "request_type": "create",
                "type": "Playlist",
                "fields": [*fields(project=film, versions=[by("Version", "v")])],
                "return_fields": ["versions"],
            },
            {
                "request_type": "update",
                "type": "Shot",
                "id": by("Shot", "x"),
                "fields": fields(code="by name"),
            },
            {"request_type": "delete", "type": "Shot", "id": by("Shot", "x")},
        )
        assert answer.headers["preference-applied"] == "batch-references"
        shot, version, playlist, changed, gone = answer.json["results"]
        assert version["entity"]["id"] == shot["id"] == changed["id"]
        assert [each["id"] for each in playlist["versions"]] == [version["id"]]
        assert (changed["code"], gone) == ("by name", True)

    def test_names_that_are_no_good(self, rpc: Rpc, film: dict[str, Any]) -> None:
        request = {
            "request_type": "create",
            "type": "Version",
            "fields": fields(project=film, entity=by("Shot", "x")),
        }
        code, message = fault_in(self.send(rpc, request).json)
        assert code == 103
        assert message == (
            "API batch() request with index 0 failed.  All requests rolled back.\n"
            "API batch() entity refers to 'x', and no request has that name"
        )

    def test_who_does_not_ask_for_it_meets_what_was_recorded(self, rpc: Rpc, film: dict[str, Any]) -> None:
        request = {"request_type": "update", "type": "Shot", "id": by("Shot", "x"), "fields": []}
        answer = self.send(rpc, request, prefer="")
        assert fault_in(answer.json)[1].startswith("API batch() invalid/missing integer 'id'")
        assert "preference-applied" not in answer.headers
