"""Sheets that become rows of a served site: what is told, what is written, and that it is written once."""

from __future__ import annotations

import csv
import io
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.client.test_bad_lines import STUBBORN, UnkindLine
from tests.faults.proxy import Standing

from slatehouse.client import Client, Link
from slatehouse.importing.changes import Change
from slatehouse.importing.errors import ImportRefused
from slatehouse.importing.sheets.importing import SheetImport, Ways
from slatehouse.testing.server import StandIn

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FILM = "The Lamp at Merrow Head"
FATES = {
    **{"good": 4, "lost_request": 1, "lost_answer": 3, "cut_answer": 3},
    **{"asks_to_wait": 1, "gateway_timed_out": 1},
}


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    """Writes rows as a file: `sheet("code,sg_cut_in", "A,1")`."""

    def written(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "sheet.csv"
        path.write_bytes("\r\n".join((*lines, "")).encode(encoding))
        return path

    return written


def shots(client: Client, prefix: str) -> dict[str, Any]:
    found = client.rows("Shot").filter("code", "starts_with", prefix).where(project=FILM).all()
    return {row["code"]: row for row in found}


def test_what_was_exported_changes_nothing_and_an_edited_cell_that_cell(
    run: Run, film: StandIn, client: Client, tmp_path: Path
) -> None:
    fields = "code,sg_sequence,sg_status_list,sg_cut_in,description,assets"
    path = tmp_path / "shots.csv"
    path.write_text(
        run("find", "Shot", "--where", "sg_sequence.Sequence.code=HRB", "--fields", fields, "--csv").out
    )
    asked = ("import", "csv", "Shot", path, "--project", FILM)
    told = run(*asked, "--dry-run")
    assert (told.code, told.err) == (0, "") and told.out.startswith("Would be: 0 new, 0 changed, ")
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    edited = path.read_text().replace(",fin,", ",In Progress,", 1)
    path.write_text(edited)
    told = run(*asked, "--dry-run")
    assert "sg_status_list: fin → ip\nWould be: 0 new, 1 changed," in told.out
    assert client.read("Shot", int(rows[0]["id"]), "sg_status_list")["sg_status_list"] == "fin"
    assert run(*asked).out == f"0 new, 1 changed, {len(rows) - 1} unchanged.\n"
    assert client.read("Shot", int(rows[0]["id"]), "sg_status_list")["sg_status_list"] == "ip"
    assert run(*asked, "--json").json["unchanged"] == len(rows)


def test_rows_of_excel_are_made_with_what_they_link(
    run: Run, film: StandIn, client: Client, sheet: Any
) -> None:
    path = sheet(
        "Shot Code;Sequence;Status;Anmerkung;sg_cut_in;Assets;Tags;",
        'XL010;XLQ;in progress;"Grüße,\r\nzwei Zeilen";1009;"Ines, Teo";night; ',
        "XL020;xlq;;;;Asset:1;night, rain;",
        encoding="cp1252",
    )
    asked = ("import", "csv", "Shot", path, "--project", FILM, "--map", "Anmerkung=description")
    refused = run(*asked)
    assert refused.code == 1 and "line 2, column 'Sequence': there is no Sequence called 'XLQ'" in refused.err
    assert "nothing was written: 2 of 2 rows are wrong" in refused.err and not shots(client, "XL")
    made = run(*asked, "--create-missing-links", "--json").json
    assert (made["created"], made["links_created"], made["problems"]) == (2, 3, [])
    first, second = shots(client, "XL").values()
    assert (first["description"], first["sg_cut_in"]) == ("Grüße,\r\nzwei Zeilen", 1009)
    assert first["sg_sequence"] == second["sg_sequence"] and first["sg_sequence"].name == "XLQ"
    assert [link.name for link in first["assets"]] == ["Ines", "Teo"]
    assert (first["sg_status_list"], second["sg_status_list"]) == ("ip", "wtg")
    assert [link.name for link in second["tags"]] == ["night", "rain"]
    again = run(*asked, "--json").json
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_an_empty_cell_is_left_alone_unless_it_clears(
    run: Run, film: StandIn, client: Client, sheet: Any
) -> None:
    asked = (
        "import",
        "csv",
        "Shot",
        sheet("code,description,tags", "CL010,Here,", "cl020,,"),
        "--project",
        "3",
    )
    assert run(*asked).code == 0
    path = sheet("code,description,tags", "cl010,,")
    assert run(*asked).out.endswith("1 unchanged.\n")
    assert run(*asked, "--empty-clears").out.startswith("0 new, 1 changed")
    assert path.exists() and shots(client, "CL")["CL010"]["description"] is None


def test_tasks_are_told_apart_by_what_they_are_of(
    run: Run, film: StandIn, client: Client, sheet: Any
) -> None:
    path = sheet(
        "content,entity,step,task_assignees,duration,due_date",
        "Matchmove,HRB010,Layout,Noor Lindqvist,2d,31.12.2026",
        "Matchmove,HRB020,Layout,,1h 30m,",
    )
    asked = ("import", "csv", "tasks", path, "--project", FILM)
    assert run(*asked).code == 1, "the type's own name is asked for"
    asked = ("import", "csv", "Task", path, "--project", FILM)
    assert run(*asked).out.startswith("2 new")
    found = (
        client.rows("Task").where(content="Matchmove").fields("duration", "entity", "task_assignees").all()
    )
    assert [(row["duration"], row["entity"].name) for row in found] == [(960, "HRB010"), (90, "HRB020")]
    assert [link.name for link in found[0]["task_assignees"]] == ["Noor Lindqvist"]
    assert run(*asked).out == "0 new, 0 changed, 2 unchanged.\n"


WRONG = [
    ((), "is empty"),
    (("\n",), "has no line"),
    (("code,code", "A,B"), "two columns have the title 'code'"),
    (("code,Shot Code", "A,B"), "'code' and 'Shot Code' are the same field, code"),
    (("code,Cut Duration", "A,1"), "'Cut Duration' may be sg_cut_duration, smart_cut_duration"),
    (("code,sg_cut_inn", "A,1"), "'sg_cut_inn' is no field (perhaps sg_cut_in"),
    (("code,image", "A,x"), "'image' is Shot.image, which no sheet can write"),
    (("code,created_at", "A,x"), "leave it out with --map 'created_at='"),
    (("description", "A"), "nothing tells which row a line is of"),
    (("code,sg_cut_in", "A"), "line 2: it has 1 cells, and the first line has 2"),
    (("code,", "A,x"), "line 2: 'x' stands in column 2, which has no title"),
    (("id,code", "x,A"), "line 2, column 'id': 'x' is no id"),
    (("id,code", "999999,A"), "line 2, column 'id': there is no Shot 999999"),
    (("id,code", "1,A"), "line 2, column 'id': Shot 1 is of the project Short Film Template"),
    (("code,description", ",x"), "line 2: nothing tells which row it is: 'code' is empty"),
    (("code", "WR1", "wr1"), "line 3: it is the same row as line 2"),
    (("code,sg_sequence", "A,Sequence:99999"), "line 2, column 'sg_sequence': there is no Sequence 99999"),
    (("code,assets", '"A","Asset:99999, Ines"'), "line 2, column 'assets': there is no Asset 99999"),
]


@pytest.mark.parametrize(("lines", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_is_wrong_is_told_and_nothing_is_written(
    run: Run, film: StandIn, client: Client, sheet: Any, lines: tuple[str, ...], said: str
) -> None:
    path = sheet(*lines)
    if not lines:
        path.write_bytes(b"")
    before = client.rows("Shot").count()
    ended = run("import", "csv", "Shot", path, "--project", FILM)
    assert ended.code == 1 and said in ended.err and "Traceback" not in ended.err
    assert client.rows("Shot").count() == before


# What a colour is the site alone knows.
REFUSED = (
    "content,entity,color,due_date",
    "{0}1,HRB010,,",
    "{0}2,HRB010,,x",
    "{0}3,HRB010,#ff8000,",
    "{0}4,HRB010,,",
)


def tasks(client: Client, prefix: str) -> list[str]:
    found = client.rows("Task").filter("content", "starts_with", prefix).fields("content")
    return [row["content"] for row in found]


def test_bad_rows_are_left_out_where_that_is_asked_for(
    run: Run, film: StandIn, client: Client, sheet: Any
) -> None:
    path = sheet(*(line.format("SB") for line in REFUSED))
    told = run("import", "csv", "Task", path, "--project", FILM, "--skip-bad", "--json").json
    assert (told["created"], told["skipped"]) == (2, 2)
    assert ["line 3, column 'due_date'" in told["problems"][0], "line 4: " in told["problems"][1]] == [
        True
    ] * 2
    assert tasks(client, "SB") == ["SB1", "SB4"]


def test_what_the_site_alone_refuses_ends_the_import_with_its_words(
    run: Run, film: StandIn, client: Client, sheet: Any
) -> None:
    lines = [line.format("RF") for line in REFUSED if not line.endswith("x")]
    ended = run("import", "csv", "Task", sheet(*lines), "--project", FILM, "--json")
    assert ended.code == 1 and ended.err.count("\n") == 1 and not tasks(client, "RF")
    assert ended.json["changes"] == [] and "one of the rows from line 2 to line 4" in ended.json["error"]
    assert "color" in ended.json["error"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--map", "nothing"), "is no COLUMN=FIELD"),
        (("--map", "x=code"), "no column has that title"),
        (("--map", "code=nope"), "which is not there"),
        (("--key", "nope"), "--key names nope"),
        (("--project", "Nowhere"), "there is no project 'Nowhere'"),
    ],
)
def test_options_that_make_no_sense_are_told(
    run: Run, film: StandIn, sheet: Any, given: tuple[str, ...], said: str
) -> None:
    ended = run("import", "csv", "Shot", sheet("code", "A"), "--project", FILM, *given)
    assert ended.code in (1, 2) and said in " ".join(ended.err.replace("│", " ").split())
    ended = run("import", "csv", "Shot", sheet("code", "A"))
    assert ended.code == 1 and "say of which with --project" in ended.err


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12).filter(
    str.strip
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "description": TEXTS,
            "sg_cut_in": st.integers(-(2**31), 2**31 - 1),
            "sg_status_list": st.sampled_from(["wtg", "ip", "Final"]),
            "assets": st.sampled_from(["", "Ines", "Teo, Ines", "Asset:1"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_the_same_sheet_changes_nothing_the_second_time(
    client: Client, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    path = tmp_path / "random.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ("code", *rows[0]))
        writer.writeheader()
        writer.writerows({"code": f"PR{number}", **row} for number, row in enumerate(rows))
    ways = Ways(project=FILM)
    sheet = SheetImport(client, "Shot", path, ways)
    outcomes = list(sheet.written())
    assert sheet.tally.rows == len(rows) and all(isinstance(each, Change) for each in outcomes)
    again = SheetImport(client, "Shot", path, ways)
    assert not [each for each in again.checked() if isinstance(each, Change) and each.values]
    assert again.tally.unchanged == len(rows)


class SwallowingLine(UnkindLine):
    """Whatever else it does, the first answer to a batch of something goes no further."""

    has_swallowed = False

    def _forward(self, request: bytes) -> bytes:
        answer = super()._forward(request)
        head, _, body = request.partition(b"\r\n\r\n")
        is_batch = b"/_batch " in head.partition(b"\r\n")[0] and body != b'{"requests":[]}'
        if self.has_swallowed or not is_batch:
            return answer
        self.has_swallowed = True
        return b""


class DeafLine(SwallowingLine):
    """Behind it is a site that passes keys over, as the service does."""

    def _sent(self, request: bytes) -> socket.socket:
        return super()._sent(request.replace(b"Idempotency-Key", b"X-Passed-Over-As"))


@pytest.mark.parametrize("kind", [SwallowingLine, DeafLine])
def test_what_the_network_swallows_is_not_made_twice(
    kind: type[SwallowingLine], served: StandIn, client: Client, sheet: Any
) -> None:
    prefix = kind.__name__[:2].upper()
    path = sheet("code,description", *(f"{prefix}{number:03},{number}" for number in range(230)))
    port = urlsplit(served.url).port
    assert port is not None
    line = kind(Standing(port), FATES, one_dies_of=0, seed=5)
    url = f"http://127.0.0.1:{line.port}"
    heard = Client(url, script=served.script_name, key=served.script_key, patience=STUBBORN)
    cuts = 0
    with heard:
        while True:
            try:
                sheets = SheetImport(heard, "Shot", path, Ways(project=FILM))
                assert len(list(sheets.written())) == 230
                break
            except ImportRefused as error:
                assert "run the same import again" in str(error)
                cuts += 1
    line.close()
    assert client.rows("Shot").filter("code", "starts_with", prefix).count() == 230
    assert (cuts > 0) is (kind is DeafLine) and len(line.met) > 3


def test_a_field_that_no_two_rows_share_is_written_by_it(
    run: Run, film: StandIn, served: StandIn, client: Client, sheet: Any
) -> None:
    properties: list[Any] = [
        {"property_name": "name", "value": "External Id"},
        {"property_name": "unique", "value": True},
    ]
    answer = served.rest.post("/schema/Shot/fields", json={"data_type": "text", "properties": properties})
    assert answer.status_code == 201, answer.text
    path = sheet("sg_external_id,code", "e1,UN1", "e2,UN2")
    asked = ("import", "csv", "Shot", path, "--key", "External Id", "--project")
    assert run(*asked, FILM).code == 1, "a title is not what the column is called here"
    asked = ("import", "csv", "Shot", path, "--key", "sg_external_id", "--project")
    assert run(*asked, FILM).out.startswith("2 new")
    assert run(*asked, FILM).out.endswith("2 unchanged.\n")
    elsewhere = run(*asked, "Paper Weather")
    assert elsewhere.code == 1 and f"has that value, of the project {FILM}" in elsewhere.err
    made = client.rows("Shot").where(sg_external_id="e1").first()
    assert made is not None and made["project"] == Link("Project", 3, FILM)
