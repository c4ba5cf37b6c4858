"""Several writes in one transaction: in order, each seeing those before it (writing §6)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk, shown

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import UnknownField
from slatehouse.site.batch import Create, RefusedInBatch, Retire, Retired, Update
from slatehouse.site.errors import NoSuchRowToWrite
from slatehouse.site.session import Answer


def test_answers_come_in_the_order_of_the_requests(ada: Desk) -> None:
    schema, project = ada.site.schema, ada.project._asdict()
    shot, other = ada.create("Shot", code="a"), ada.create("Shot", code="b")
    created, updated, retired = ada.session.batch(
        [
            Create(schema["Version"], {"project": project, "code": "v", "entity": shot._asdict()}),
            Update(schema["Shot"], shot.id, {"code": "c"}),
            Retire(schema["Shot"], other.id),
        ]
    )
    assert isinstance(created, Answer) and shown(created)["code"] == "v"
    assert isinstance(updated, Answer) and shown(updated) == ada.read(shot)
    assert retired == Retired(schema["Shot"], other.id)
    assert ada.find("Shot") == [shot.id]


def test_each_request_sees_those_before_it(ada: Desk) -> None:
    schema = ada.site.schema
    shot = ada.create("Shot", code="a")
    first, second, third = ada.session.batch(
        [Update(schema["Shot"], shot.id, {"code": code}) for code in "bcb"]
    )
    assert [shown(each)["code"] for each in (first, second, third) if isinstance(each, Answer)] == [
        "b",
        "c",
        "b",
    ]
    told = ada.where("EventLogEntry", "attribute_name", "is", "code")
    assert len(ada.find("EventLogEntry", told)) == 1 + 3


def test_no_requests_have_no_answers(ada: Desk) -> None:
    assert ada.session.batch([]) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_refusal_says_which_request_it_was(ada: Desk, place: int) -> None:
    schema = ada.site.schema
    shot = ada.create("Shot", code="a")
    requests = [Update(schema["Shot"], shot.id, {"sg_cut_in": number}) for number in (1, 2)]
    requests.insert(place, Update(schema["Shot"], shot.id, {"bogus": 1}))
    with pytest.raises(RefusedInBatch) as refused:
        ada.session.batch(requests)
    assert (refused.value.number, refused.value.request) == (place, requests[place])
    assert isinstance(refused.value.refusal, UnknownField)
    assert ada.get(shot, "sg_cut_in") is None


def test_a_row_is_retired_once(ada: Desk) -> None:
    shot = ada.create("Shot")
    twice = [Retire(ada.site.schema["Shot"], shot.id)] * 2
    with pytest.raises(RefusedInBatch) as refused:
        ada.session.batch(twice)
    assert isinstance(refused.value.refusal, NoSuchRowToWrite)
    assert ada.find("Shot") == [shot.id]


def test_many_rows_are_made_at_once(ada: Desk) -> None:
    made = ada.session.create_many(("Tag", {"name": f"tag {number}"}) for number in range(150))
    assert [row.id for row in made] == ada.find("Tag")
    assert ada.get(Target("Tag", made[-1].id), "name") == "tag 149"
