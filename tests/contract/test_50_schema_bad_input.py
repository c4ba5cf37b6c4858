"""Whatever a client sends to change the schema is answered; what is refused changes nothing, and rows are
made and read as before.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.client import Client, told
from tests.contract.junk import junk, odd_texts, texts, values

from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.site.fields.properties import CHANGEABLE

some_times = settings(max_examples=25, deadline=None)

data_types = st.sampled_from(sorted(DATA_TYPES)) | junk
names = st.sampled_from([*CHANGEABLE, "valid_types", "hidden_values", "data_type"]) | texts
said = (
    values
    | odd_texts
    | st.lists(odd_texts, max_size=3)
    | st.sampled_from([["Shot"], ["Level"], ["Nope"], ["a", "b"], True, False, 7, "7", 2.5, "2026-10-01"])
)
one_property = st.fixed_dictionaries({"property_name": names, "value": said}) | junk
named = st.fixed_dictionaries({"property_name": st.just("name"), "value": odd_texts | texts})
properties = st.lists(named | one_property, max_size=4) | junk
bodies = st.fixed_dictionaries(
    {}, optional={"data_type": data_types, "properties": properties, "project_id": junk, "revive": junk}
)


def schema_of(api: Client) -> dict[str, Any]:
    types = api("GET", "/schema").json["data"]
    return {"types": types, "fields": api("GET", "/schema/Level/fields").json["data"]}


def rows_are_as_before(api: Client, ids: dict[str, int]) -> None:
    project = {"type": "Project", "id": ids["project"]}
    made = api("POST", "/entity/levels", {"code": "l", "project": project})
    assert made.status_code == 201, made.text
    row = api("GET", f"/entity/levels/{made.json['data']['id']}")
    assert row.status_code == 200, row.text
    shown = api("GET", "/schema/Level/fields").json["data"].keys() - {"id"}
    assert shown <= {*row.json["data"]["attributes"], *row.json["data"]["relationships"]}


@given(body=bodies)
@some_times
def test_any_field_to_add(api: Client, ids: dict[str, int], body: object) -> None:
    before = schema_of(api)
    answer = api("POST", "/schema/Level/fields", body)
    assert answer.status_code in (201, 400), answer.text
    if answer.status_code == 400:
        told(answer)
        assert schema_of(api) == before
    else:
        rows_are_as_before(api, ids)


@given(
    body=bodies, name=st.sampled_from(["code", "sg_status_list", "notes", "sg_none"]), is_put=st.booleans()
)
@some_times
def test_any_change_of_a_field(
    api: Client, ids: dict[str, int], body: object, name: str, is_put: bool
) -> None:
    before = schema_of(api)
    answer = api("PUT" if is_put else "POST", f"/schema/Level/fields/{name}", body)
    assert answer.status_code in (200, 204, 400, 404), answer.text
    if answer.status_code >= 400:
        told(answer)
        assert schema_of(api) == before
    else:
        rows_are_as_before(api, ids)
