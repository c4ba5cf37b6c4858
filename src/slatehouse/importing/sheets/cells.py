"""Cells as values: one reader for each data type (contract data-types), which says what it cannot read.

Names of rows are read as names here; `names.py` finds the rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.client import File, Link
from slatehouse.client.rows import moment_text
from slatehouse.importing.catalogue import FieldInfo
from slatehouse.importing.sheets.days import DateOrder, day_of, moment_of
from slatehouse.importing.sheets.formulas import unguarded
from slatehouse.importing.sheets.unreadable import Unreadable

__all__ = ["EMPTY", "Customs", "Named", "canonical", "is_link", "is_readable", "read"]


@dataclass(frozen=True, slots=True)
class Customs:
    """How people write here: the order of dates in numbers, and the hours of a working day."""

    dates: DateOrder | None = None
    hours_per_day: Callable[[], float] = lambda: 8.0


@dataclass(frozen=True, slots=True)
class Named:
    """A row that a cell calls by its name, and the types that it may be of."""

    name: str
    types: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


_Reader = Callable[[FieldInfo, str, Customs], Any]

_INTEGER = re.compile(r"([+-]?[0-9]+)(?:[.,]0*)?")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_TYPED = re.compile(r"([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9_]+)?):\s*(.+)", re.DOTALL)
_WEB = re.compile(r"(?:https?|ftp|file)://\S+", re.IGNORECASE)
_SPAN = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?)(?![a-z])", re.IGNORECASE
)
_CLOCK = re.compile(r"(-?)([0-9]+):([0-5][0-9])")
_TIMECODE = re.compile(r"([0-9]+):([0-5][0-9]):([0-5][0-9])(?:[.,]([0-9]{1,3}))?")
_FOOTAGE = re.compile(r"[0-9]+-[0-9]{1,2}")
_PART = re.compile(r'[ \t]*(?:"((?:[^"]|"")*)"|((?!")[^,;\r\n]*))[ \t]*(?:[,;\r\n]+|$)')
_WHOLE = range(-(2**31), 2**31)
_YES = frozenset({"yes", "y", "true", "t", "x", "on", "1", "[x]", "checked"})
_NO = frozenset({"no", "n", "false", "f", "off", "0", "[ ]", "unchecked"})
_SHOWN_VALUES = 12


def is_readable(field: FieldInfo) -> bool:
    """Whether cells can be values of the field, and the field can be written."""
    return field.is_editable and field.data_type in _READERS


def is_link(field: FieldInfo) -> bool:
    """Whether its values are rows."""
    return field.data_type in ("entity", "multi_entity")


def read(field: FieldInfo, text: str, customs: Customs) -> Any:
    """The value that a cell, which is not empty, has for the field; raises `Unreadable`."""
    return _READERS[field.data_type](field, unguarded(text), customs)


EMPTY: Mapping[str, Any] = {"multi_entity": [], "tag_list": [], "checkbox": False}
"""What an empty cell clears a field to, where that is not null."""


def canonical(field: FieldInfo, value: Any) -> Any:
    """A value in a form that is equal where the site keeps the same (contract data-types)."""
    match value:
        case None:
            return EMPTY_FORMS.get(field.data_type)
        case Link():
            return (value.type, value.id)
        case File():
            return value.url
        case Named():
            return value
        case list() | tuple():
            forms = [canonical(field, each) for each in value]
            return frozenset(forms) if field.data_type == "multi_entity" else tuple(forms)
        case Mapping():
            return value.get("url", json.dumps(value, sort_keys=True))
    if field.data_type in ("float", "currency"):
        return round(float(value), 2 if field.data_type == "currency" else 6)
    return value


EMPTY_FORMS: Mapping[str, Any] = {"multi_entity": frozenset(), "tag_list": (), "checkbox": False}


def _text(_field: FieldInfo, text: str, _customs: Customs) -> str:
    return text.strip()


def _whole(text: str, what: str) -> int:
    spelled = _INTEGER.fullmatch(text.strip().replace("\u2212", "-"))
    if spelled is None:
        raise Unreadable(f"{text!r} is no {what}")
    number = int(spelled[1])
    if number not in _WHOLE:
        raise Unreadable(f"{text!r} is too large for a field of the site")
    return number


def _number(_field: FieldInfo, text: str, _customs: Customs) -> int:
    return _whole(text, "whole number")


def _percent(_field: FieldInfo, text: str, _customs: Customs) -> int:
    return _whole(text.strip().removesuffix("%").strip(), "percentage, a whole number")


def _decimal(text: str) -> float:
    spelled = text.strip().replace("\u2212", "-")
    if not _DECIMAL.fullmatch(spelled):
        raise Unreadable(f"{text!r} is no number; write it without marks between thousands")
    number = float(spelled.replace(",", "."))
    if number in (float("inf"), float("-inf")):
        raise Unreadable(f"{text!r} is too large for a field of the site")
    return number


def _float(_field: FieldInfo, text: str, _customs: Customs) -> float:
    return _decimal(text)


def _currency(_field: FieldInfo, text: str, _customs: Customs) -> float:
    return _decimal(text.strip().strip("$€£¥ "))


def _checkbox(_field: FieldInfo, text: str, _customs: Customs) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable(f"{text!r} is neither yes nor no")


def _date(_field: FieldInfo, text: str, customs: Customs) -> str:
    return day_of(text.strip(), customs.dates).isoformat()


def _moment(_field: FieldInfo, text: str, customs: Customs) -> str:
    return moment_text(moment_of(text.strip(), customs.dates))


def _duration(_field: FieldInfo, text: str, customs: Customs) -> int:
    spelled = text.strip()
    if _INTEGER.fullmatch(spelled):
        return _whole(spelled, "number of minutes")
    clock = _CLOCK.fullmatch(spelled)
    if clock:
        minutes = int(clock[2]) * 60 + int(clock[3])
        return _whole(str(-minutes if clock[1] else minutes), "number of minutes")
    if not spelled or _SPAN.sub("", spelled).strip(" ,"):
        raise Unreadable(f"{text!r} is no duration; 90 (minutes), 1:30, 1h 30m and 2d are some")
    total = 0.0
    for amount, unit in _SPAN.findall(spelled):
        minutes_of = {"m": 1.0, "h": 60.0}.get(unit[0].lower()) or customs.hours_per_day() * 60
        total += _decimal(amount) * minutes_of
    return _whole(str(round(total)), "number of minutes")


def _timecode(_field: FieldInfo, text: str, _customs: Customs) -> int:
    spelled = text.strip()
    position = _TIMECODE.fullmatch(spelled)
    if position is None:
        return _whole(spelled, "position: milliseconds, or 00:59:58.500")
    seconds = int(position[1]) * 3600 + int(position[2]) * 60 + int(position[3])
    return _whole(f"{seconds}{(position[4] or '').ljust(3, '0')}", "position")


def _footage(_field: FieldInfo, text: str, _customs: Customs) -> str:
    spelled = text.strip()
    if not _FOOTAGE.fullmatch(spelled):
        raise Unreadable(f"{text!r} is no length of film; 16-08 is one")
    feet, frames = spelled.split("-")
    return f"{int(feet)}-{int(frames):02d}"


def _chosen(field: FieldInfo, text: str, labels: Mapping[str, str], what: str) -> str:
    """The value that is written, or called so, in whatever case."""
    spelled = text.strip()
    if spelled in field.valid_values:
        return spelled
    wanted = spelled.casefold()
    found = [
        each for each in field.valid_values if wanted in (each.casefold(), labels.get(each, each).casefold())
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(field.valid_values[:_SHOWN_VALUES])
    more = ", …" if len(field.valid_values) > _SHOWN_VALUES else ""
    if found:
        raise Unreadable(f"{text!r} may be {' or '.join(found)}")
    raise Unreadable(f"{text!r} is no {what} of {field}; it has {known or 'none'}{more}")


def _list(field: FieldInfo, text: str, _customs: Customs) -> str:
    return _chosen(field, text, {}, "value")


def _status(field: FieldInfo, text: str, _customs: Customs) -> str:
    return _chosen(field, text, field.display_values, "status")


def _url(_field: FieldInfo, text: str, _customs: Customs) -> dict[str, str]:
    address = text.strip()
    if not _WEB.fullmatch(address):
        raise Unreadable(f"{text!r} is no address; https://example.com/x is one")
    return {"url": address, "name": address.rstrip("/").rpartition("/")[2] or address}


def _link(field: FieldInfo, text: str, _customs: Customs) -> Link | Named:
    """`Type:ID`, `Type:name` or a name."""
    spelled = text.strip()
    typed = _TYPED.fullmatch(spelled)
    if typed is None or (field.valid_types and typed[1] not in field.valid_types):
        return Named(spelled, field.valid_types)
    called = typed[2].strip()
    if called.isascii() and called.isdigit():
        return Link(typed[1], int(called))
    return Named(called, (typed[1],))


def _links(field: FieldInfo, text: str, customs: Customs) -> list[Link | Named]:
    return [_link(field, part, customs) for part in _parts(text)]


def _tags(_field: FieldInfo, text: str, _customs: Customs) -> list[str]:
    return list(_parts(text))


def _parts(text: str) -> Iterable[str]:
    """What commas, semicolons and line breaks part; one with such a character in it stands in quotes."""
    parts: dict[str, None] = {}
    place = 0
    while place < len(text):
        part = _PART.match(text, place)
        if part is None:
            raise Unreadable(f"{text!r} has a quotation mark that none closes, or more behind one")
        named = part[2] if part[1] is None else part[1].replace('""', '"')
        if named.strip():
            parts[named.strip()] = None
        place = part.end()
    return parts


_READERS: Mapping[str, _Reader] = {
    "text": _text,
    "number": _number,
    "float": _float,
    "currency": _currency,
    "percent": _percent,
    "checkbox": _checkbox,
    "date": _date,
    "date_time": _moment,
    "duration": _duration,
    "timecode": _timecode,
    "footage": _footage,
    "list": _list,
    "status_list": _status,
    "color": _text,
    "entity_type": _text,
    "uuid": _text,
    "entity": _link,
    "multi_entity": _links,
    "tag_list": _tags,
    "url": _url,
}
