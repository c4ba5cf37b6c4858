"""What clients send by mistake, or out of malice: strategies for values, filters, summaries and writes."""

from typing import Any

from hypothesis import strategies as st

from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.schema import standard_schema
from slatehouse.schema.summaries import SummaryKind

SCHEMA = standard_schema()
TYPES = tuple(SCHEMA)
FIELDS = [field for kind in TYPES for field in kind.fields.values()]
LINKS = [field for field in FIELDS if field.type.kind in (Kind.LINK, Kind.LINKS)]
RELATIONS = sorted({relation for data_type in DATA_TYPES.values() for relation in data_type.relations})

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
odd_texts = texts | st.sampled_from(
    [
        *("\x00", "a\x00b", "\ud800", "\udfff\ud800", "\U0010ffff", "\ufffe", "\u202e", "İıſßﬃ", "e\u0301"),
        *("%", "_", "\\", "'", '"', "--", "$1", "?", "{", "x" * 5_000, "1e400", "-0", "٣", " 7 ", "NaN"),
    ]
)
numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from([2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 2**64, 10**400, -(10**4_000), 1e308, 5e-324])
)
LIKELY = st.sampled_from(
    [
        *(2**31, 2**63, 10**30, 1e300, "1", "true", "2020-01-01", "0001-01-01T00:00:00+14:00", "255,0,0"),
        *({"type": "Shot", "id": 1}, {"type": "Nope", "id": 1}, {"type": "Project", "id": 2**70}, {"id": 1}),
        *({"type": 5, "id": "x"}, {"url": 5}, {"local_path": "/a"}, [4, "WEEK"], [10**30, "YEAR"], "Shot"),
        *([{"type": "Shot", "id": 1}], {"multi_entity_update_mode": "add", "value": []}, "wtg", "9999-12-31"),
    ]
)
values = LIKELY | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
junk = values | odd_texts | numbers

fields = st.sampled_from(FIELDS)
relations = st.sampled_from(RELATIONS)


@st.composite
def paths(draw: st.DrawFn, start: str) -> str:
    """A path from a type: often one that leads somewhere, sometimes through several links."""
    words, here = [], start
    for _ in range(draw(st.integers(0, 3))):
        links = [field for field in LINKS if field.entity_type == here and field.valid_types]
        if not links:
            break
        link = draw(st.sampled_from(links))
        here = draw(st.sampled_from(link.valid_types))
        words += [link.name, here]
    words.append(draw(st.sampled_from(sorted(SCHEMA[here].fields)) | odd_texts))
    return ".".join(words)


@st.composite
def conditions(draw: st.DrawFn, start: str) -> object:
    """A condition, now and then with an element too few, too many or of another kind."""
    sent: list[Any] = [draw(paths(start)), draw(relations | odd_texts), draw(junk)]
    match draw(st.integers(0, 9)):
        case 0:
            sent.append(draw(junk))
        case 1:
            sent.pop()
        case 2:
            sent[draw(st.integers(0, 2))] = draw(junk)
        case 3:
            return draw(junk)
    return sent


def array_filters(start: str) -> st.SearchStrategy[object]:
    return st.lists(conditions(start) | st.lists(conditions(start), max_size=2), max_size=3) | junk


def hash_filters(start: str) -> st.SearchStrategy[object]:
    words = st.sampled_from(["and", "or", "and", "or", "AND", "not", "", None, 5])

    def groups(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        whole = st.fixed_dictionaries(
            {"logical_operator": words, "conditions": st.lists(inner, max_size=3)},
            optional={"selected": junk},
        )
        broken = st.fixed_dictionaries({}, optional={"logical_operator": words, "conditions": inner})
        return whole | whole | broken

    return groups(st.recursive(conditions(start), groups, max_leaves=6)) | junk


def summary_bodies(start: str) -> st.SearchStrategy[dict[str, Any]]:
    summaries = st.fixed_dictionaries(
        {"field": paths(start) | junk, "type": st.sampled_from([*SummaryKind, "single_record"]) | junk}
    )
    groupings = st.fixed_dictionaries(
        {"field": paths(start) | junk, "type": st.sampled_from([*GroupingKind, "decade"]) | junk},
        optional={"direction": st.sampled_from(["asc", "desc", "up", 5, None])},
    )
    return st.fixed_dictionaries(
        {"summary_fields": st.lists(summaries, max_size=3) | st.lists(summaries | junk, max_size=2) | junk},
        optional={"grouping": st.lists(groupings, max_size=3) | junk},
    )


@st.composite
def requests(draw: st.DrawFn) -> object:
    """A request of a batch, more or less."""
    kind = draw(st.sampled_from(TYPES))
    names = st.sampled_from(sorted(kind.fields)) | odd_texts
    data: dict[str, Any] = draw(st.dictionaries(names, values, max_size=3))
    if "project" in kind.requires and draw(st.integers(0, 5)):
        data["project"] = {"type": "Project", "id": 1}
    sent: dict[str, Any] = {
        "request_type": draw(st.sampled_from(["create", "create", "update", "delete"])),
        "entity": kind.name,
        "record_id": draw(st.integers(1, 4)),
        "data": data,
    }
    if not draw(st.integers(0, 7)):
        sent[draw(st.sampled_from(sorted(sent)) | odd_texts)] = draw(junk)
    if not draw(st.integers(0, 7)):
        del sent[draw(st.sampled_from(sorted(sent)))]
    return sent
