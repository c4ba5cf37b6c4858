"""Pivot columns: `step_<id>` of each live Step, on the type that it is of (data-types §3.24)."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from tests.contract.client import HASH, Client, not_found, told, wrong
from tests.contract.rpc import Rpc, condition

from slatehouse.site.editions import opened_editions
from slatehouse.site.site import Site

_numbers = count(1)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


class Steps:
    """Makes Steps, each of another name, as the script; `row` is the last one's address."""

    def __init__(self, api: Client, site: Site) -> None:
        self.api, self.site = api, site

    def make(self, entity_type: str | None = "Shot", code: str | None = None) -> int:
        code = code or f"Step {next(_numbers)}"
        values = {"code": code, "short_name": code, "entity_type": entity_type}
        answer = self.api("POST", "/entity/steps", values)
        assert answer.status_code == 201, answer.text
        return int(answer.json["data"]["id"])

    def columns(self, entity_type: str = "Shot") -> dict[str, Any]:
        """What the schema says of the type's pivot columns."""
        data = self.api("GET", f"/schema/{entity_type}/fields").json["data"]
        return {name: form for name, form in data.items() if form["data_type"]["value"] == "pivot_column"}

    @property
    def version(self) -> int:
        return self.site.editions.current().custom.version


@pytest.fixture
def steps(api: Client, contract_site: Site) -> Steps:
    return Steps(api, contract_site)


@pytest.fixture
def step(steps: Steps) -> Iterator[int]:
    """A Step of shots."""
    yield (made := steps.make())
    steps.api("DELETE", f"/entity/steps/{made}")


class TestSchema:
    def test_a_step_gives_its_type_a_column_that_bears_its_name(self, steps: Steps, rpc: Rpc) -> None:
        made = steps.make(code="Compositing")
        columns = steps.columns()
        name = {"value": "Compositing", "editable": True}
        assert columns[f"step_{made}"] == {**columns["step_0"], "name": name}
        assert columns["step_0"]["name"]["value"] == "ALL TASKS"
        assert steps.api("GET", f"/schema/Shot/fields/step_{made}").json["data"] == columns[f"step_{made}"]
        read = rpc("schema_field_read", {"type": "Shot"})
        assert read[f"step_{made}"]["name"] == name

    def test_columns_stand_among_the_fields_by_name(self, steps: Steps, step: int) -> None:
        data = steps.api("GET", "/schema/Shot/fields").json["data"]
        assert f"step_{step}" in data
        assert list(data) == sorted(data)

    def test_no_other_type_has_it(self, steps: Steps, step: int) -> None:
        name = f"step_{step}"
        assert name not in steps.columns("Asset")
        answer = steps.api("GET", f"/schema/Asset/fields/{name}")
        assert told(answer) == not_found(f"Field 'Asset.{name}' does not exist.")

    def test_a_step_of_no_type_has_none(self, steps: Steps) -> None:
        version, made = steps.version, steps.make(None)
        assert all(f"step_{made}" not in type_.fields for type_ in steps.site.schema)
        assert steps.version == version + 1

    def test_a_type_without_tasks_has_it_too_and_leads_nowhere(self, steps: Steps) -> None:
        name = f"step_{steps.make('Playlist')}"
        assert list(steps.columns("Playlist")) == [name]
        answer = steps.api.search("playlists", [[f"{name}.Task.content", "is", "Comp"]])
        assert told(answer)[2] == f"API read() Playlist.{name}.Task.content doesn't exist."

    def test_it_is_renamed_with_its_step(self, steps: Steps, step: int) -> None:
        steps.api("PUT", f"/entity/steps/{step}", {"code": "Another"})
        assert steps.columns()[f"step_{step}"]["name"]["value"] == "Another"

    def test_it_goes_and_returns_with_its_step(self, steps: Steps, step: int, rpc: Rpc) -> None:
        name, before = f"step_{step}", steps.columns()
        steps.api("DELETE", f"/entity/steps/{step}")
        assert before.keys() - steps.columns().keys() == {name}
        answer = steps.api("GET", f"/schema/Shot/fields/{name}")
        assert told(answer) == not_found(f"Field 'Shot.{name}' does not exist.")
        rpc("revive", {"type": "Step", "id": step})
        assert steps.columns() == before

    def test_what_a_studio_says_of_it_outlives_its_step(self, steps: Steps, step: int) -> None:
        path, words = f"/schema/Shot/fields/step_{step}", [{"property_name": "description", "value": "Fog"}]
        assert steps.api("PUT", path, {"properties": words}).status_code == 200
        steps.api("DELETE", f"/entity/steps/{step}")
        steps.api("POST", f"/entity/steps/{step}?revive=true")
        assert steps.columns()[f"step_{step}"]["description"]["value"] == "Fog"
        assert steps.columns("Asset").keys() == {"step_0"}

    def test_nobody_deletes_it_but_with_its_step(self, steps: Steps, step: int) -> None:
        answer = steps.api("DELETE", f"/schema/Shot/fields/step_{step}")
        assert told(answer) == wrong(f"API schema_field_delete() Shot.step_{step} is not a custom field.")


class TestVersion:
    @pytest.mark.parametrize("values", [{"color": "1,2,3"}, {"short_name": "x"}, {"list_order": 7}])
    def test_what_the_schema_does_not_show_changes_none(
        self, steps: Steps, step: int, values: dict[str, object]
    ) -> None:
        before = steps.version
        assert steps.api("PUT", f"/entity/steps/{step}", values).status_code == 200
        assert steps.version == before

    def test_a_batch_is_one_change(self, steps: Steps) -> None:
        before, codes = steps.version, [f"of a batch {number}" for number in range(5)]
        requests = [
            {"request_type": "create", "entity": "Step", "data": {"code": code, "entity_type": kind}}
            for code in codes
            for kind in ("Asset", "Sequence")
        ]
        assert steps.api("POST", "/entity/_batch", {"requests": requests}).status_code == 200
        assert steps.version == before + 1
        for kind in ("Asset", "Sequence"):
            named = [form["name"]["value"] for form in steps.columns(kind).values()]
            assert set(codes) <= set(named)

    def test_a_refused_batch_is_none(self, steps: Steps) -> None:
        before, columns = steps.version, steps.columns()
        requests = [
            {"request_type": "create", "entity": "Step", "data": {"code": "lost", "entity_type": "Shot"}},
            {"request_type": "create", "entity": "Step", "data": {"code": "lost", "entity_type": "Nothing"}},
        ]
        assert steps.api("POST", "/entity/_batch", {"requests": requests}).status_code == 400
        assert (steps.version, steps.columns()) == (before, columns)

    def test_types_without_such_a_step_are_not_made_anew(self, steps: Steps) -> None:
        before = steps.site.editions.current()
        steps.make()
        after = steps.site.editions.current()
        assert {each.name for each in after.schema if each is not before.schema[each.name]} == {"Shot"}

    def test_a_process_that_starts_knows_them(self, steps: Steps, step: int) -> None:
        opened = opened_editions(steps.site.database).known
        assert f"step_{step}" in opened.schema["Shot"].fields
        assert opened.custom == steps.site.editions.current().custom


class TestRows:
    def test_it_reads_null(self, steps: Steps, step: int, rpc: Rpc, ids: dict[str, int]) -> None:
        name = f"step_{step}"
        attributes = steps.api("GET", "/entity/shots/<shot>").json["data"]["attributes"]
        assert name in attributes and attributes[name] is None
        found = rpc.find("Shot", [condition("id", "is", ids["shot"])], ["code", name])
        assert found[0][name] is None

    def test_no_row_is_written_with_it(self, steps: Steps, step: int, ids: dict[str, int]) -> None:
        name = f"step_{step}"
        answer = steps.api("PUT", "/entity/shots/<shot>", {name: None})
        assert told(answer)[2] == f"API update() Shot.{name} is read only."
        answer = steps.api(
            "POST", "/entity/shots", {"project": {"type": "Project", "id": ids["project"]}, name: 1}
        )
        assert told(answer)[2] == f"API create() Shot.{name} is read only."

    @pytest.mark.parametrize("relation", ["is", "is_not"])
    def test_it_is_no_filter(self, steps: Steps, step: int, relation: str) -> None:
        answer = steps.api.search("shots", [[f"step_{step}", relation, None]])
        assert told(answer)[2] == "API read() of data type 'pivot_column' not supported in API"

    def test_it_is_no_order(self, steps: Steps, step: int) -> None:
        answer = steps.api("GET", f"/entity/shots?sort=step_{step}")
        assert told(answer)[:3] == (400, 104, "Read failed for entity type [Shot]")
        assert told(answer) == told(steps.api("GET", "/entity/shots?sort=step_0"))


TASKS: dict[str, list[tuple[str, str]]] = {
    "both": [("light", "fin"), ("comp", "wtg")],
    "one": [("light", "wtg")],
    "none": [("", "fin")],
}
"""Step and status of each shot's tasks."""


@pytest.fixture(scope="module")
def film(api: Client, contract_site: Site, ids: dict[str, int]) -> dict[str, int]:
    """Two Steps; a shot with a task of each, one with one of the first, one with one of none."""
    make = Steps(api, contract_site)
    found = {"light": make.make(), "comp": make.make()}
    project = {"type": "Project", "id": ids["project"]}
    for code, tasks in TASKS.items():
        shot = api("POST", "/entity/shots", {"code": code, "project": project}).json["data"]["id"]
        found[code] = shot
        for name, status in tasks:
            values: dict[str, object] = {"content": f"{code} {name}", "project": project}
            values |= {"entity": {"type": "Shot", "id": shot}, "sg_status_list": status}
            if name:
                values["step"] = {"type": "Step", "id": found[name]}
            assert api("POST", "/entity/tasks", values).status_code == 201
    return found


class TestFilters:
    """A filter that goes on through a column asks the row's tasks of that Step alone."""

    @pytest.mark.parametrize(
        ("conditions", "wanted"),
        [
            ([("light", "Task.sg_status_list", "is", "fin")], ["both"]),
            ([("light", "Task.sg_status_list", "in", ["fin", "wtg"])], ["both", "one"]),
            ([("comp", "Task.sg_status_list", "is", "fin")], []),
            ([("comp", "Task.content", "contains", "comp")], ["both"]),
            ([("comp", "Task.content", "contains", "light")], []),
            ([("comp", "Task.id", "greater_than", 0)], ["both"]),
            ([("light", "Task.step.Step.entity_type", "is", "Shot")], ["both", "one"]),
            ([("light", "Task.sg_status_list", "is", "fin"), ("comp", "Task.id", "is_not", 0)], ["both"]),
            ([("light", "Task.sg_status_list", "is", "wtg"), ("comp", "Task.id", "is_not", 0)], []),
            ([("light", "Shot.code", "is", "both")], []),
            ([(None, "Task.sg_status_list", "is", "fin")], ["both", "none"]),
        ],
    )
    def test_only_tasks_of_the_step(
        self,
        api: Client,
        rpc: Rpc,
        film: dict[str, int],
        conditions: list[tuple[str | None, str, str, object]],
        wanted: list[str],
    ) -> None:
        ours = ("id", "in", [film[name] for name in ("both", "one", "none")])
        asked = [
            (f"step_{film[name] if name else 0}.{path}", relation, value)
            for name, path, relation, value in conditions
        ]
        filters = [ours, *asked]
        rows = [film[name] for name in wanted]
        assert api.ids(api.search("shots", filters)) == rows
        assert [
            row["id"]
            for row in rpc.find(
                "Shot", [condition(path, relation, *_listed(value)) for path, relation, value in filters]
            )
        ] == rows
        nested = {"logical_operator": "and", "conditions": filters}
        assert api.ids(api.search("shots", nested, HASH)) == rows

    def test_through_another_link(self, api: Client, film: dict[str, int]) -> None:
        path = f"entity.Shot.step_{film['comp']}.Task.sg_status_list"
        answer = api.search("tasks", [[path, "is", "wtg"]], fields="content", sort="id")
        assert [row["attributes"]["content"] for row in answer.json["data"]] == ["both light", "both comp"]

    def test_a_retired_step_leads_nowhere(self, steps: Steps, step: int) -> None:
        steps.api("DELETE", f"/entity/steps/{step}")
        answer = steps.api.search("shots", [[f"step_{step}.Task.content", "is", "Comp"]])
        assert told(answer)[2] == f"API read() Shot.step_{step}.Task.content doesn't exist."
