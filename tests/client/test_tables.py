"""Rows as tables of Arrow, pandas and Polars, by both kinds of client: columns have the schema's types."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import polars
import pyarrow as pa
import pytest
from tests.client.conftest import QUICK, Asking

from slatehouse.client import AsyncClient, BrokenAnswer, Client, ClientError, Link, NotInstalled, tables
from slatehouse.client.questions import Question
from slatehouse.client.rows import Row
from slatehouse.columnar.arrow import LINK, batch_of, schema_of
from slatehouse.columnar.columns import Column, Form, Unfit, column_of
from slatehouse.testing.server import StandIn

TIME = pa.timestamp("us", tz="UTC")
LINKED = Link("Shot", 7, "SH010")

# Data type, properties, the type of its column; a value as a site sends it, and as it comes out.
FORMS: list[tuple[str, dict[str, object], Any, Any, Any]] = [
    ("text", {}, pa.string(), "Ägäis 🎬", "Ägäis 🎬"),
    ("number", {}, pa.int64(), -(2**31), -(2**31)),
    ("float", {}, pa.float64(), "24.000000", 24.0),
    ("float", {}, pa.float64(), 23.976, 23.976),
    ("currency", {}, pa.float64(), 9_999_999_999_999.99, 9_999_999_999_999.99),
    ("percent", {}, pa.int64(), 50, 50),
    ("checkbox", {}, pa.bool_(), False, False),
    ("date", {}, pa.date32(), "1968-10-13", date(1968, 10, 13)),
    ("date_time", {}, TIME, "2026-02-28T23:59:59Z", datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)),
    ("duration", {}, pa.int64(), 480, 480),
    ("timecode", {}, pa.int64(), 86_400_000, 86_400_000),
    ("footage", {}, pa.string(), "12-08", "12-08"),
    ("list", {}, pa.string(), "Internal", "Internal"),
    ("status_list", {}, pa.string(), "ip", "ip"),
    ("tag_list", {}, pa.list_(pa.string()), ["b", "a"], ["b", "a"]),
    ("color", {}, pa.string(), "222,0,0", "222,0,0"),
    ("entity", {}, LINK, LINKED, {"type": "Shot", "id": 7, "name": "SH010"}),
    ("multi_entity", {}, pa.list_(LINK), (LINKED,), [{"type": "Shot", "id": 7, "name": "SH010"}]),
    ("multi_entity", {}, pa.list_(LINK), [], []),
    ("addressing", {}, pa.list_(LINK), (LINKED,), [{"type": "Shot", "id": 7, "name": "SH010"}]),
    ("image", {}, pa.string(), "https://studio.example/a.jpg", "https://studio.example/a.jpg"),
    ("url", {}, pa.string(), {"link_type": "web", "url": "u"}, '{"link_type":"web","url":"u"}'),
    ("serializable", {}, pa.string(), [{"a": None}], '[{"a":null}]'),
    ("jsonb", {}, pa.string(), "a", '"a"'),
    ("calculated", {"renderer": "float"}, pa.float64(), "0.892857", 0.892857),
    ("calculated", {"renderer": "duration"}, pa.float64(), 480, 480.0),
    ("calculated", {"renderer": "text"}, pa.string(), "charA1,226", "charA1,226"),
    ("summary", {"summary_default": "record_count"}, pa.int64(), 3, 3),
    ("summary", {"summary_default": "single_record"}, pa.string(), "x", '"x"'),
    ("never_heard_of", {}, pa.string(), {"a": 1}, '{"a":1}'),
]


@pytest.mark.parametrize(("data_type", "properties", "kind", "sent", "read"), FORMS)
def test_a_data_type_has_its_column(
    data_type: str, properties: dict[str, object], kind: Any, sent: Any, read: Any
) -> None:
    column = column_of("sg_it", data_type, properties)
    batch = batch_of(schema_of([column], {}), [column], [{"sg_it": sent}, {"sg_it": None}, {}])
    assert batch.schema.field("sg_it").type == kind
    assert batch.column("sg_it").to_pylist() == [read, None, None]
    batch.validate(full=True)


@pytest.mark.parametrize(
    ("data_type", "sent"),
    [
        ("number", "many"),
        ("number", 2**63),
        ("float", "fast"),
        ("checkbox", "yes"),
        ("date", "31.12.2026"),
        ("date_time", 5),
        ("entity", "Shot 7"),
        ("tag_list", 5),
    ],
)
def test_a_value_that_is_none_of_its_type_is_told(data_type: str, sent: object) -> None:
    column = column_of("sg_it", data_type, {})
    with pytest.raises(Unfit, match=f"the field sg_it has a value that is no {data_type}"):
        batch_of(schema_of([column], {}), [column], [{"sg_it": sent}])


def test_a_site_that_sends_something_else_than_its_schema_tells_is_named() -> None:
    column = Column("sg_it", "number", Form.WHOLE)
    made = tables.Tabling(Question("Shot"), (column,), schema_of([column], {}))
    with pytest.raises(BrokenAnswer, match=r"POST /entity/Shot/_search.*sg_it"):
        made.batch([Row("Shot", 1, {"sg_it": "x"})])


def test_a_query_becomes_a_table(site: Asking) -> None:
    fields = ("subject", "created_at", "created_by", "note_links", "project.Project.name", "sg_status_list")
    notes = site.do(lambda site: site.notes.fields(*fields))
    table = site.do(lambda site: site.notes.fields(*fields).pages_of(7).arrow())
    assert table.schema.names == ["id", *fields]
    assert table.schema.field("created_at").type == TIME
    assert table.schema.metadata == {b"entity_type": b"Note"}
    assert table.column("id").to_pylist() == [note.id for note in notes]
    assert table.column("note_links").to_pylist() == [
        [{"type": each.type, "id": each.id, "name": each.name} for each in note.note_links] for note in notes
    ]
    assert [each["id"] for each in table.column("created_by").to_pylist()] == [
        note.created_by.id for note in notes
    ]
    for field in ("subject", "project.Project.name", "sg_status_list"):
        assert table.column(field).to_pylist() == [note[field] for note in notes]


def test_without_fields_there_is_a_column_for_each_of_the_schema(site: Asking) -> None:
    told = site.do(lambda site: site.schema("Task"))
    table = site.do(lambda site: site.rows("Task").limit(20).arrow())
    assert set(table.schema.names) == {"id", *told}
    assert len(table) == 20
    assert table.schema.field("est_in_mins").metadata == {b"data_type": b"duration", b"unit": b"minutes"}
    assert all(table.column("content").to_pylist())


def test_no_rows_are_a_table_all_the_same(site: Asking) -> None:
    table = site.do(lambda site: site.rows("Shot").where(code="nowhere").fields("code").arrow())
    assert (table.schema.names, len(table)) == (["id", "code"], 0)


def test_pandas_and_polars_have_the_types(site: Asking) -> None:
    def asked(site: Any) -> Any:
        return site.rows("Shot").fields("code", "sg_cut_in", "sg_sequence", "created_at").limit(9)

    wide = site.do(lambda site: asked(site).pandas())
    assert list(map(str, wide.dtypes[["sg_cut_in", "created_at"]])) == [
        "int64[pyarrow]",
        "timestamp[us, tz=UTC][pyarrow]",
    ]
    frame = site.do(lambda site: asked(site).polars())
    assert frame.schema["sg_cut_in"] == polars.Int64
    assert frame.schema["created_at"] == polars.Datetime("us", "UTC")
    assert list(wide["code"]) == frame["code"].to_list()
    assert frame["sg_sequence"].struct.field("type").unique().to_list() == ["Sequence"]


def test_a_field_that_is_none_is_refused_before_rows_are_asked_for(site: Asking) -> None:
    for field in ("cod", "sg_sequence.Sequence.cod"):
        with pytest.raises(ClientError, match="has no field cod"):
            site.do(partial(_table_of_shots, field))


def _table_of_shots(field: str, site: Any) -> Any:
    return site.rows("Shot").fields(field).arrow()


@pytest.fixture(scope="module")
def client(film: StandIn) -> Iterator[Client]:
    with Client(film.url, script=film.script_name, key=film.script_key, patience=QUICK) as client:
        yield client


def test_batches_come_one_by_one(client: Client, film: StandIn) -> None:
    asked = client.notes.fields("subject").pages_of(5)
    reader = asked.batches()
    assert [len(reader.read_next_batch()), len(reader.read_next_batch())] == [5, 5]
    assert len(polars.DataFrame(asked)) == asked.count()

    async def awaited() -> list[int]:
        async with AsyncClient(film.url, script=film.script_name, key=film.script_key) as other:
            return [
                len(batch) async for batch in other.notes.fields("subject").limit(12).pages_of(5).batches()
            ]

    assert asyncio.run(awaited()) == [5, 5, 2]


ABSENT = """
import sys
sys.modules[sys.argv[1]] = None
from slatehouse.client import Client, NotInstalled
try:
    getattr(Client("http://localhost:9", script="a", key="b").notes, sys.argv[2])()
except NotInstalled as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("module", "form", "extra"),
    [("pyarrow", "arrow", "arrow"), ("pandas", "pandas", "pandas"), ("polars", "polars", "polars")],
)
def test_a_library_that_is_not_there_is_named_with_its_extra(module: str, form: str, extra: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", ABSENT, module, form], capture_output=True, text=True, check=True
    ).stdout
    assert said == f"{module} is not installed here. It comes with: pip install 'slatehouse[{extra}]'\n"
    assert issubclass(NotInstalled, ClientError)
