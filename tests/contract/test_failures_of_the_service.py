"""What the real service fails over (rest/00 §4.7): here each is refused in words, and never with a 500."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from tests.contract.client import ARRAY, HASH, JSON, Client, told


class Failure(NamedTuple):
    """A call that the real service answers with its support's address, and what it is answered here."""

    path: str
    body: Any
    content_type: str
    status: int
    code: int
    method: str = "POST"


def nested(depth: int) -> Any:
    """A filter of groups within groups."""
    filters: Any = ["code", "is", "x"]
    for _ in range(depth):
        filters = {"logical_operator": "and", "conditions": [filters]}
    return filters


def summary(field: str, kind: str) -> dict[str, Any]:
    return {"summary_fields": [{"field": field, "type": kind}]}


def grouping(field: str) -> dict[str, Any]:
    return summary("id", "count") | {"grouping": [{"field": field, "type": "exact"}]}


def new_field(data_type: str) -> dict[str, Any]:
    properties = [{"property_name": "name", "value": f"Made of {data_type}"}]
    return {"data_type": data_type, "properties": properties}


FAILURES = [
    # rest/30 §1: groups nested too deep
    Failure("/entity/shots/_search", {"filters": nested(266)}, HASH, 400, 103),
    Failure("/entity/shots/_summarize", {"filters": nested(266)} | summary("id", "count"), HASH, 400, 103),
    Failure("/entity/_text_search", {"text": "x", "entity_types": {"Shot": nested(266)}}, HASH, 400, 103),
    # rest/30 §3, data-types: summaries that a data type does not know
    Failure("/entity/versions/_summarize", summary("frame_count", "status_percentage"), ARRAY, 400, 103),
    Failure(
        "/entity/versions/_summarize", summary("frame_count", "status_percentage_as_float"), ARRAY, 400, 103
    ),
    Failure("/entity/shots/_summarize", summary("step_0", "count"), ARRAY, 400, 103),
    Failure("/entity/shots/_summarize", grouping("step_0"), ARRAY, 400, 103),
    # rest/50: data types that no field can be made of as they stand
    Failure("/schema/Shot/fields", new_field("calculated"), JSON, 400, 103),
    Failure("/schema/Shot/fields", new_field("checkbox"), JSON, 400, 103),
    # rest/70, improvements A9
    Failure("/entity/shots/999999999/activity_stream", None, JSON, 404, 104, "GET"),
    Failure(
        "/entity/human_users/<person>/follow",
        {"entities": [{"entity": "shots", "record_id": 1}]},
        JSON,
        400,
        103,
    ),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.path)
def test_it_is_refused_in_words(api: Client, failure: Failure) -> None:
    answer = api(failure.method, failure.path, failure.body, failure.content_type)
    status, code, title, _, _ = told(answer)
    assert (status, code) == (failure.status, failure.code), answer.text
    assert title and title != "Shotgun Server Error"
