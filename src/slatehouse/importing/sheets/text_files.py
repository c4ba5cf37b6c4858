"""The bytes of a sheet as records of cells: which characters they are, and what stands between two cells."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from slatehouse.importing.errors import ImportRefused

__all__ = ["Record", "Shape", "records", "shape_of"]

_BLOCK = 1 << 20
_HEAD = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
# Excel's own line before the first one.
_SEPARATOR_LINE = "sep="
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_GUESSES = ("utf-8", "cp1252")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read."""

    encoding: str
    delimiter: str
    lines_before: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a row, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


def shape_of(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Shape:
    """How the file is to be read, where that is not said; raises `ImportRefused`, and the system's errors.

    Every byte is looked at: a file may be all in ASCII but for a name on its last line.
    """
    known = _encoding(path, encoding)
    with path.open(encoding=known, newline="") as file:
        head = file.read(_HEAD)
    told = head.partition("\n")[0].strip()
    if told.lower().startswith(_SEPARATOR_LINE) and len(told) == len(_SEPARATOR_LINE) + 1:
        return Shape(known, _delimiter(delimiter) or told[-1], lines_before=1)
    return Shape(known, _delimiter(delimiter) or _likely_delimiter(head))


def records(path: Path, shape: Shape) -> Iterator[Record]:
    """The records of the file, those without a character left out; raises `ImportRefused`."""
    with path.open(encoding=shape.encoding, newline="") as file:
        for _ in islice(file, shape.lines_before):
            pass
        yield from _records(path, file, shape)


def _records(path: Path, file: TextIO, shape: Shape) -> Iterator[Record]:
    reader = csv.reader(file, delimiter=shape.delimiter, strict=True)
    line = shape.lines_before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Record(line, tuple(cells))
            line = shape.lines_before + reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(f"{path}, line {line}: {_worded(error)}") from error


def _worded(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end of data" in said:
        return "a quotation mark opens here that none closes"
    if "expected after" in said:
        return "behind a closing quotation mark stands more; inside of a cell it is doubled"
    return said


def _encoding(path: Path, given: str | None) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise ImportRefused(f"{path} is empty; its first line has to name the columns")
    if head.startswith(_WORKBOOKS):
        raise ImportRefused(f"{path} is a workbook; save the sheet as CSV, and import that")
    if given is not None:
        try:
            "".encode(given)
        except LookupError:
            raise ImportRefused(f"there is no encoding {given!r}; try utf-8 or cp1252") from None
        _raise_unless_readable(path, given)
        return given
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        _raise_unless_readable(path, marked)
        return marked
    likely = next((name for name in _GUESSES if _unreadable_line(path, name) is None), None)
    if likely is None:
        line = _unreadable_line(path, _GUESSES[-1])
        raise ImportRefused(
            f"{path}, line {line}: a byte is text neither in UTF-8 nor in CP1252; say what the file is "
            f"written in with --encoding"
        )
    return likely


def _raise_unless_readable(path: Path, encoding: str) -> None:
    line = _unreadable_line(path, encoding)
    if line is not None:
        raise ImportRefused(f"{path}, line {line}: this is no text in {encoding}")


def _unreadable_line(path: Path, encoding: str) -> int | None:
    """The first line that is no text in the encoding; None where all of the file is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if "\0" in text:
                at = line + text.partition("\0")[0].count("\n")
                raise ImportRefused(
                    f"{path}, line {at}: a character of value 0 is there; is this text in another encoding?"
                )
            if not block:
                return None
            line += text.count("\n")


def _delimiter(given: str | None) -> str | None:
    if given is None:
        return None
    found = _NAMES.get(given.lower(), given)
    if len(found) != 1 or found in '"\r\n':
        raise ImportRefused(f"{given!r} cannot part cells; give one character, or 'tab'")
    return found


def _likely_delimiter(head: str) -> str:
    """What parts the first record into most cells."""

    def cells(delimiter: str) -> int:
        try:
            return len(next(csv.reader(head.splitlines(keepends=True), delimiter=delimiter, strict=True), ()))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)
