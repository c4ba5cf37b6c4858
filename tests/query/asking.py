"""Hypothesis strategies for filters: every relation of every data type, with values that fit it."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st
from tests.query.catalogue import FIELDS, LINKS
from tests.query.evaluator import Joined, Triple
from tests.query.population import (
    DAYS,
    FLOATS,
    JSON,
    MINUTES,
    MOMENTS,
    NOTE_TYPES,
    NUMBERS,
    PERCENTS,
    PRIORITIES,
    STATUSES,
    TAGS,
    TEXTS,
)
from tests.query.world import World

Values = st.SearchStrategy[tuple[object, ...]]

_UNITS = st.sampled_from(("HOUR", "DAY", "WEEK", "MONTH", "YEAR"))
_EQUALITY = ("is", "is_not")
_MEMBERSHIP = ("in", "not_in")
_NUMERIC = (*_EQUALITY, "greater_than", "less_than", "between", *_MEMBERSHIP)
_CALENDAR = ("in_calendar_day", "in_calendar_week", "in_calendar_month", "in_calendar_year")
_RELATIVE = ("in_last", "not_in_last", "in_next", "not_in_next")
_ENUM = (*_EQUALITY, *_MEMBERSHIP)
RELATIONS: Mapping[str, tuple[str, ...]] = {
    "text": (*_ENUM, "contains", "not_contains", "starts_with", "ends_with"),
    **dict.fromkeys(("number", "percent", "duration", "float"), _NUMERIC),
    **dict.fromkeys(("date", "date_time"), (*_NUMERIC, *_RELATIVE, *_CALENDAR)),
    **dict.fromkeys(("list", "status_list", "color", "entity_type", "uuid"), _ENUM),
    **dict.fromkeys(("checkbox", "image"), _EQUALITY),
    **dict.fromkeys(
        LINKS, (*_ENUM, "type_is", "type_is_not", "name_is", "name_contains", "name_not_contains")
    ),
    "jsonb": (*_EQUALITY, "contains", "not_contains"),
    "tag_list": (*_ENUM, "name_contains", "name_not_contains", "name_id"),
}


def filters(world: World, type_: str, depth: int = 3) -> st.SearchStrategy[Triple | Joined]:
    """Filter trees on rows of a type, groups in groups down to a depth."""
    conditions = st.sampled_from((0, 0, 1, 1, 2)).flatmap(lambda hops: _triples(world, type_, "", hops))
    if not depth:
        return conditions
    parts = st.lists(filters(world, type_, depth - 1), max_size=3).map(tuple)
    return conditions | st.builds(Joined, st.sampled_from(("and", "or")), parts)


def _triples(world: World, type_: str, path: str, hops: int) -> st.SearchStrategy[Triple | Joined]:
    fields = FIELDS[type_]
    if hops:
        links = [name for name, data_type in fields.items() if data_type in LINKS]
        if links:
            steps = st.tuples(st.sampled_from(links), st.sampled_from(sorted(FIELDS)))
            return steps.flatmap(lambda step: _triples(world, step[1], f"{path}{'.'.join(step)}.", hops - 1))
    return st.sampled_from(sorted(fields)).flatmap(
        lambda name: st.sampled_from(RELATIONS[fields[name]]).flatmap(
            lambda relation: _values(world, type_, name, relation).map(
                lambda values: Triple(path + name, fields[name], relation, values)
            )
        )
    )


def _values(world: World, type_: str, name: str, relation: str) -> Values:
    data_type = FIELDS[type_][name]
    if data_type in LINKS:
        return _link_values(world, data_type, relation)
    if data_type == "text":
        return _text_values(relation)
    if data_type == "tag_list":
        return _tag_values(relation)
    if data_type == "jsonb":
        return _json_values(relation)
    if relation in _RELATIVE:
        return st.tuples(st.integers(1, 400), _UNITS)
    if relation in _CALENDAR:
        return st.tuples(st.integers(-13, 3))
    value = _uuids(world, relation) if data_type == "uuid" else _PLAIN[data_type]
    if name == "sg_note_type":
        value = _cases(NOTE_TYPES)
    if data_type == "color" and type_ == "Task":
        value |= st.sampled_from(("pipeline_step", "PIPELINE_STEP", "no color"))
    if relation == "between":
        return st.tuples(value, value)
    return _many(value) if relation in _MEMBERSHIP else st.tuples(value)


def _many(value: st.SearchStrategy[object]) -> Values:
    return st.lists(value, min_size=1, max_size=4).map(tuple)


def _or_null(values: st.SearchStrategy[object], *nulls: object) -> st.SearchStrategy[object]:
    return values | st.sampled_from(nulls or (None,))


def _cases(words: tuple[str, ...]) -> st.SearchStrategy[object]:
    """The words in several cases, unset in both spellings, and a word that nobody uses."""
    spelled = [case for word in words for case in (word, word.upper(), word.lower())]
    return st.sampled_from((*spelled, "zzz", "", None))


_WHOLE = st.sampled_from(NUMBERS) | st.integers(-50, 1100) | st.sampled_from((2**31, -(2**40), 10**30))
_PLAIN: Mapping[str, st.SearchStrategy[object]] = {
    "number": _or_null(_WHOLE | st.sampled_from(NUMBERS).map(str)),
    "percent": _or_null(st.sampled_from(PERCENTS) | st.integers(-2, 102)),
    "duration": _or_null(st.sampled_from(MINUTES) | st.sampled_from(("90", 480.6, -30.9, 0.4))),
    "float": _or_null(st.sampled_from(FLOATS) | st.sampled_from(("1.5", 1.5000004, 1.500001, "24"))),
    "checkbox": st.sampled_from((True, False, "true", "false")),
    "date": _or_null(st.sampled_from(DAYS), None, ""),
    "date_time": _or_null(
        st.sampled_from(MOMENTS)
        | st.sampled_from(("2026-03-04", "2026-03-04T07:06:07+02:00", "2026-03-04T05:06:07.9"))
    ),
    "list": _cases(PRIORITIES),
    "status_list": _cases(tuple(sorted({status for each in STATUSES.values() for status in each}))),
    "color": st.sampled_from(("255,128,0", "0,0,0", "0,126,174", "1,2,3", None)),
    "entity_type": st.sampled_from(("Shot", "shot", "Asset", "Nope", "", None)),
    "image": st.none(),
}


def _pieces() -> st.SearchStrategy[str]:
    """Whole texts of the population, their parts, and short texts of characters that matter to databases."""
    whole = st.sampled_from(TEXTS)
    parts = st.tuples(whole, st.integers(0, 6), st.integers(1, 7)).map(lambda cut: cut[0][cut[1] :][: cut[2]])
    return whole | whole.map(str.upper) | parts | st.text("aCe\u0301É%_ß\\'i", max_size=3)


def _text_values(relation: str) -> Values:
    if relation in _MEMBERSHIP:
        return _many(_pieces())
    if relation in _EQUALITY:
        return st.tuples(_pieces() | st.none())
    return st.tuples(_pieces())


def _tag_values(relation: str) -> Values:
    if relation == "name_id":
        return st.tuples(st.integers(0, 5))
    words = sorted({word for words in TAGS for word in words})
    whole = _or_null(st.sampled_from((*words, *map(str.upper, words), "zzz")), None, "")
    if relation in _MEMBERSHIP:
        return _many(whole)
    return st.tuples(
        whole if relation in _EQUALITY else st.sampled_from((*words, "ig", "RA", "_", "e\u0301", ""))
    )


def _link_values(world: World, data_type: str, relation: str) -> Values:
    if relation.startswith("type"):
        return st.tuples(st.sampled_from((*FIELDS, "Nope", None)))
    if relation.startswith("name"):
        return st.tuples(_pieces())
    keys = [key for key in world.rows if key.id > 0 and key.type in FIELDS]
    target: st.SearchStrategy[object] = st.sampled_from([key.sent for key in keys])
    target |= st.sampled_from(({"type": "Shot", "id": 999_999}, {"type": "Nope", "id": 1}))
    if relation in _EQUALITY or data_type == "entity":
        target = _or_null(target)
    return st.tuples(target) if relation in _EQUALITY else _many(target)


def _uuids(world: World, relation: str) -> st.SearchStrategy[object]:
    known = [str(row.values["uuid"]) for row in world.of_type("LocalStorage")]
    spelled = [way(each) for each in known for way in (str, str.upper, _bare, "{{{}}}".format)]
    unset = ("",) if relation in _EQUALITY else ()
    return st.sampled_from((*spelled, "00000000-0000-4000-8000-000000000000", *unset))


def _bare(uuid: str) -> str:
    return uuid.replace("-", "")


def _json_values(relation: str) -> Values:
    objects = [each for each in JSON if isinstance(each, dict)]
    if relation in _EQUALITY:
        # 1 and 1.0 are one number to containment; whether they are to equality nobody has measured.
        return st.tuples(_or_null(st.sampled_from([each for each in JSON if each not in ([], {"a": 1})])))
    return st.tuples(st.sampled_from((*objects, {"a": {"b": [1]}}, {"a": {}}, {"t": 1}, {"c": None})))
