"""What a filter means, in plain Python.

It is written from the contract's description of the data types, so that the SQL has something to be held
against that was not made from it.

A filter is a `Triple` or a `Joined`. A condition at the end of a path holds for a row if some live row that
the path leads to meets it.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.query.population import TAG_ROWS
from tests.query.world import PlainRow, World

Meets = Callable[[Any, str, Sequence[Any], datetime], bool]


@dataclass(frozen=True)
class Triple:
    """A condition as it is asked; `data_type` is that of the field at the end of the path."""

    path: str
    data_type: str
    relation: str
    values: tuple[object, ...]


@dataclass(frozen=True)
class Joined:
    """Filters joined by `and` or `or`; without parts it holds for every row."""

    operator: str
    parts: tuple[Triple | Joined, ...]


def found(world: World, type_: str, filter_: Triple | Joined, now: datetime) -> list[int]:
    """The ids of the live rows of a type that meet the filter, ascending."""
    return [row.key.id for row in world.of_type(type_) if holds(world, row, filter_, now)]


def holds(world: World, row: PlainRow, filter_: Triple | Joined, now: datetime) -> bool:
    """Whether the filter holds for the row."""
    if isinstance(filter_, Triple):
        return _holds_at(world, row, filter_.path.split("."), filter_, now)
    results = [holds(world, row, part, now) for part in filter_.parts]
    if not results:
        return True
    return all(results) if filter_.operator == "and" else any(results)


def _holds_at(world: World, row: PlainRow, words: list[str], triple: Triple, now: datetime) -> bool:
    if len(words) > 1:
        link, type_, *rest = words
        return any(
            _holds_at(world, linked, rest, triple, now)
            for linked in world.linked(row, link)
            if linked.key.type == type_
        )
    value: object
    if triple.data_type in ("entity", "multi_entity"):
        value = world.linked(row, words[0])
    elif words[0] == "id":
        value = row.key.id
    else:
        value = row.values[words[0]] or _lent(world, row, words[0])
    return MEETS[triple.data_type](value, triple.relation, triple.values, now)


def _lent(world: World, row: PlainRow, name: str) -> object:
    """What a row shows that has no value of its own: a note, the picture of a row that it links."""
    if row.key.type != "Note" or name != "image":
        return row.values[name]
    pictures = (linked.values.get("image") for linked in world.linked(row, "note_links"))
    return next((picture for picture in pictures if picture), None)


def folded(text: str) -> str:
    """Text without regard to case, and to whether an accent is a character of its own."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _text(value: str | None, relation: str, asked: Sequence[Any], now: datetime) -> bool:
    is_set = value is not None
    have = folded(value or "")
    wanted = [folded(each or "") for each in asked]
    match relation:
        case "is":
            return have == wanted[0] if wanted[0] else not is_set
        case "is_not":
            return have != wanted[0] if wanted[0] else is_set
        case "contains":
            return is_set and wanted[0] in have
        case "not_contains":
            return not (is_set and wanted[0] in have)
        case "starts_with":
            return is_set and have.startswith(wanted[0])
        case "ends_with":
            return is_set and have.endswith(wanted[0])
        case "in":
            return is_set and have in wanted
        case "not_in":
            return not (is_set and have in wanted)
    raise AssertionError(relation)


def _enum(read: Callable[[Any], Any]) -> Meets:
    """`is`, `is_not`, `in`, `not_in` over values that `read` makes comparable; null is one of them."""

    def meets(value: Any, relation: str, asked: Sequence[Any], now: datetime) -> bool:
        have, wanted = read(value), [read(each) for each in asked]
        match relation:
            case "is":
                return bool(have == wanted[0])
            case "is_not":
                return bool(have != wanted[0])
            case "in":
                return have in wanted
            case "not_in":
                return have not in wanted
        raise AssertionError(relation)

    return meets


def _ordered(read: Callable[[Any], Any]) -> Meets:
    """Equality, order and range; null is greater and less than nothing, and never within a range."""
    equality = _enum(read)

    def meets(value: Any, relation: str, asked: Sequence[Any], now: datetime) -> bool:
        if relation not in ("greater_than", "less_than", "between"):
            return equality(value, relation, asked, now)
        have, wanted = read(value), [read(each) for each in asked]
        if have is None or None in wanted:
            return False
        if relation == "between":
            return bool(min(wanted) <= have <= max(wanted))
        return bool(have > wanted[0]) if relation == "greater_than" else bool(have < wanted[0])

    return meets


def _dated(read: Callable[[Any], Any], to: Callable[[datetime, int, str], Any]) -> Meets:
    """All that is true of dates; `to` is the time so many units from now, as the values are compared."""
    ordered = _ordered(read)

    def meets(value: Any, relation: str, asked: Sequence[Any], now: datetime) -> bool:
        have = read(value)
        if relation.startswith("in_calendar_"):
            return have is not None and _same_unit(have, relation, asked[0], now)
        if relation.removeprefix("not_") not in ("in_last", "in_next"):
            return ordered(value, relation, asked, now)
        count, unit = asked
        ends = (to(now, 0, unit), to(now, -count if relation.endswith("last") else count, unit))
        is_within = have is not None and min(ends) <= have <= max(ends)
        return is_within is not relation.startswith("not_")

    return meets


def _same_unit(have: date, relation: str, offset: int, now: datetime) -> bool:
    day = have.date() if isinstance(have, datetime) else have
    today = now.date()
    match relation.removeprefix("in_calendar_"):
        case "day":
            return (day - today).days == offset
        case "week":
            return (_monday(day) - _monday(today)).days == 7 * offset
        case "month":
            return 12 * (day.year - today.year) + day.month - today.month == offset
        case _:
            return day.year - today.year == offset


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _day_at(now: datetime, count: int, unit: str) -> date:
    """A day so many units from today; of hours, only whole days count."""
    return _moment_at(now, int(count / 24) * 24 if unit == "HOUR" else count, unit).date()


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)


def _moment_at(now: datetime, count: int, unit: str) -> datetime:
    if unit in ("MONTH", "YEAR"):
        year, month = divmod(12 * now.year + now.month - 1 + count * (12 if unit == "YEAR" else 1), 12)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
    return now + timedelta(hours=count * {"HOUR": 1, "DAY": 24, "WEEK": 168}[unit])


def _checkbox(value: bool | None, relation: str, asked: Sequence[Any], now: datetime) -> bool:
    is_same = bool(value) is (asked[0] in (True, "true"))
    return is_same is (relation == "is")


def _image(value: object, relation: str, asked: Sequence[Any], now: datetime) -> bool:
    return (value is None) is (relation == "is")


def _links(value: list[PlainRow], relation: str, asked: Sequence[Any], now: datetime) -> bool:
    """Links of either kind; a single link is a list of one, or of none."""
    wanted = asked[0]
    match relation:
        case "is":
            return _names(value, wanted) if wanted else not value
        case "is_not":
            return not _names(value, wanted) if wanted else bool(value)
        case "in":
            return any(_names(value, each) if each else not value for each in asked)
        case "not_in":
            return not any(_names(value, each) if each else not value for each in asked)
        case "type_is":
            return any(row.key.type == wanted for row in value)
        case "type_is_not":
            return all(row.key.type != wanted for row in value)
        case "name_is":
            return any(folded(row.name) == folded(wanted) for row in value)
        case "name_contains":
            return any(folded(wanted) in folded(row.name) for row in value)
        case "name_not_contains":
            return all(folded(wanted) not in folded(row.name) for row in value)
    raise AssertionError(relation)


def _tags(value: list[str], relation: str, asked: Sequence[Any], now: datetime) -> bool:
    """Words; null is to have none. A Tag is one of the row's words where its name is."""
    have = [folded(word) for word in value]
    wanted = [folded(each) if isinstance(each, str) and each else None for each in asked]
    if relation == "name_id":
        wanted = [folded(TAG_ROWS[asked[0] - 1]) if 0 < asked[0] <= len(TAG_ROWS) else ""]
    if relation.startswith("name_") and relation != "name_id":
        is_part = any((wanted[0] or "") in word for word in have)
        return is_part is (relation == "name_contains")
    is_one = any(word in have if word is not None else not have for word in wanted)
    return is_one is (relation in ("is", "in", "name_id"))


def _names(rows: list[PlainRow], sent: Mapping[str, object]) -> bool:
    return any(row.key == (sent["type"], sent["id"]) for row in rows)


def _json(value: Any, relation: str, asked: Sequence[Any], now: datetime) -> bool:
    match relation:
        case "is":
            return bool(value == asked[0])
        case "is_not":
            return bool(value != asked[0])
        case "contains":
            return value is not None and _contains(value, asked[0])
        case "not_contains":
            return not (value is not None and _contains(value, asked[0]))
    raise AssertionError(relation)


def _contains(have: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(have, dict) and all(
            key in have and _contains(have[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(have, list) and all(any(_contains(e, each) for e in have) for each in wanted)
    return isinstance(have, bool) is isinstance(wanted, bool) and bool(have == wanted)


def _word(value: str | None) -> str | None:
    return folded(value) if value else None


def _code(value: str | None) -> str | None:
    return value or None


def _uuid(value: str | None) -> str | None:
    return value.lower().replace("-", "").strip("{}") if value else None


def _float(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _minutes(value: Any) -> int | None:
    return None if value is None else int(float(value))


MEETS: Mapping[str, Meets] = {
    "text": _text,
    "number": _ordered(_whole),
    "percent": _ordered(_whole),
    "duration": _ordered(_minutes),
    "float": _ordered(_float),
    "checkbox": _checkbox,
    "date": _dated(_day, _day_at),
    "date_time": _dated(_moment, _moment_at),
    "list": _enum(_word),
    "status_list": _enum(_word),
    "color": _enum(_code),
    "entity_type": _enum(_code),
    "uuid": _enum(_uuid),
    "image": _image,
    "jsonb": _json,
    "entity": _links,
    "multi_entity": _links,
    "tag_list": _tags,
}
