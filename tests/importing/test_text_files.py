"""Which bytes are a sheet, and which are told to be none."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from slatehouse.importing.errors import ImportRefused
from slatehouse.importing.sheets.text_files import records, shape_of

PLAIN = "code,title\nA,Grüße\n"


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (PLAIN.encode(), "utf-8", ","),
        (codecs.BOM_UTF8 + PLAIN.encode(), "utf-8-sig", ","),
        (PLAIN.encode("cp1252"), "cp1252", ","),
        (PLAIN.encode("utf-16"), "utf-16", ","),
        (PLAIN.replace(",", ";").encode("cp1252"), "cp1252", ";"),
        (PLAIN.replace(",", "\t").encode(), "utf-8", "\t"),
        (PLAIN.replace(",", "|").encode(), "utf-8", "|"),
        (("sep=;\r\n" + PLAIN.replace(",", ";")).encode(), "utf-8", ";"),
        (PLAIN.replace("\n", "\r\n").encode(), "utf-8", ","),
        (b'"code";"title, or not"\nA;B\n', "utf-8", ";"),
        (b"code\nA\n", "utf-8", ","),
    ],
)
def test_the_encoding_and_what_parts_cells_are_found_out(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    shape = shape_of(path)
    assert (shape.encoding, shape.delimiter) == (encoding, delimiter)
    first, second = records(path, shape)
    assert first.cells[0] == "code" and second.cells[0] == "A"
    assert second.cells[1:] in ((), ("Grüße",), ("B",))


def test_records_have_the_lines_on_which_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(b'code,description\nA,"two\nlines, and a ""word"""\n\n,\nB,x\n')
    found = [(record.line, record.cells) for record in records(path, shape_of(path))]
    assert found == [
        (1, ("code", "description")),
        (2, ("A", 'two\nlines, and a "word"')),
        (6, ("B", "x")),
    ]


@pytest.mark.parametrize(
    ("content", "said", "options"),
    [
        (b"", "is empty", {}),
        (b"PK\x03\x04rest", "is a workbook", {}),
        (b"code\nA\x81\n", "line 2: a byte is text neither", {}),
        (b"code\nA\x00\n", "line 2: a character of value 0", {}),
        (b"code\nA\xe9\n", "line 2: this is no text in utf-8", {"encoding": "utf-8"}),
        (b"code\n", "no encoding 'klingon'", {"encoding": "klingon"}),
        (b"code\n", "no encoding 'base64'", {"encoding": "base64"}),
        (b"code\n", "'::' cannot part cells", {"delimiter": "::"}),
        (b'code,x\nA,"open\n', "line 2: a quotation mark opens here that none closes", {}),
        (b'code,x\nA,"shut" more\n', "line 2: behind a closing quotation mark", {}),
    ],
)
def test_what_is_no_sheet_is_told(tmp_path: Path, content: bytes, said: str, options: dict[str, str]) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=said):
        list(records(path, shape_of(path, **options)))
