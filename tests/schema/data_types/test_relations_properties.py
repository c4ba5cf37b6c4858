"""Any filter on any rows: the SQL finds the rows that a plain-Python reading of the contract finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.tries import tries
from tests.schema.data_types import evaluator
from tests.schema.data_types.evaluator import Evaluator, compared_by
from tests.schema.data_types.fields import field_of
from tests.schema.data_types.relation_harness import rows_of

ONE, TWO, SOME = (1, 1), (2, 2), (1, 3)
ENUM = {"is": ONE, "is_not": ONE, "in": SOME, "not_in": SOME}
ORDERED = {**ENUM, "greater_than": ONE, "less_than": ONE, "between": TWO}
TEXT = {
    **{
        relation: ONE for relation in ("contains", "not_contains", "is", "is_not", "starts_with", "ends_with")
    },
    **{"in": SOME, "not_in": SOME},
}
TAGS = {**ENUM, "name_contains": ONE, "name_not_contains": ONE}


@dataclass(frozen=True)
class Trial:
    """One data type with rows and filters to draw, and what each filter should find.

    `never` rules out the questions that are refused, such as `text in [null]`.
    """

    name: str
    evaluate: Evaluator
    values: st.SearchStrategy[Any]
    relations: dict[str, tuple[int, int]]
    sent: st.SearchStrategy[Any] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    never: Callable[[str, Sequence[Any]], bool] = lambda relation, sent: False


def decimals(value: Any) -> Any:
    return None if value is None else round(float(value), 6)


def minutes(value: Any) -> Any:
    return None if value is None else int(value)


def moment(value: Any) -> Any:
    if value is None:
        return None
    read = datetime.fromisoformat(value)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).replace(microsecond=0)


def word(value: Any) -> Any:
    return value.casefold() if value else None


def day(value: Any) -> Any:
    return value or None


def refuses_null(relation: str, sent: Sequence[Any]) -> bool:
    return relation == "in" and None in sent and not any(sent)


SMALL = st.integers(-3, 3) | st.sampled_from([2**31 - 1, -(2**31)])
FRACTIONS = st.sampled_from([0.0, -0.0, 1.5, 1.5000004, 1.500001, 13.3, 1e20, -2.25, "1.5", " 2.25 "])
DAYS = st.dates(datetime(2026, 2, 26).date(), datetime(2026, 3, 3).date()).map(str) | st.just("1968-10-13")
MOMENTS = DAYS.flatmap(
    lambda each: st.sampled_from([each, f"{each}T00:00:00Z", f"{each}T01:30:00.5+01:30", f"{each}T23:59:59"])
)
LETTERS = st.text(st.sampled_from("aAbBéÉßs%_\\ "), max_size=4)
WORDS = ("Type A", "type a", "Größe", "b")
COLORS = ("0,0,0", "255,128,0", "pipeline_step")
INNER = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.5, "", "a", "é"]),
    lambda each: st.lists(each, max_size=2) | st.dictionaries(st.sampled_from("ab"), each, max_size=2),
    max_leaves=4,
)
DOCUMENTS = st.lists(INNER, max_size=2) | st.dictionaries(st.sampled_from("ab"), INNER, max_size=2)

TRIALS = [
    Trial("text", evaluator.text, st.none() | LETTERS, TEXT, never=refuses_null),
    Trial("number", compared_by(lambda each: each), st.none() | SMALL, ORDERED),
    Trial("percent", compared_by(lambda each: each), st.none() | SMALL, ORDERED),
    Trial("timecode", compared_by(lambda each: each), st.none() | SMALL, ORDERED),
    Trial("duration", compared_by(minutes), st.none() | SMALL | st.sampled_from([-1.5, 0.4, "2"]), ORDERED),
    Trial("float", compared_by(decimals), st.none() | FRACTIONS, ORDERED),
    Trial("date", compared_by(day), st.none() | st.just("") | DAYS, ORDERED),
    Trial("date_time", compared_by(moment), st.none() | MOMENTS, ORDERED),
    Trial("checkbox", evaluator.checkbox, st.booleans(), {"is": ONE, "is_not": ONE}),
    Trial(
        "list",
        compared_by(word),
        st.sampled_from((None, "", *WORDS)),
        ENUM,
        sent=st.sampled_from((None, "", "TYPE A", "GRÖSSE", "junk", *WORDS)),
        facts={"valid_values": WORDS},
    ),
    Trial(
        "color",
        compared_by(lambda each: each),
        st.sampled_from(COLORS),
        ENUM,
        sent=st.sampled_from((None, "", "PIPELINE_STEP", *COLORS)),
        facts={"entity_type": "Task"},
    ),
    Trial("system_task_type", compared_by(day), st.sampled_from((None, "", "a", "A")), ENUM),
    Trial(
        "tag_list",
        evaluator.tags,
        st.none() | st.lists(LETTERS, max_size=3),
        TAGS,
        sent=LETTERS,
    ),
    Trial(
        "jsonb",
        evaluator.document,
        st.none() | DOCUMENTS,
        {"is": ONE, "is_not": ONE, "contains": ONE, "not_contains": ONE},
        sent=DOCUMENTS,
    ),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_the_sql_of_a_filter_finds_what_the_filter_says(trial: Trial) -> None:
    tried = field_of(trial.name, **trial.facts)
    sent_values = trial.sent if trial.sent is not None else trial.values

    with rows_of(tried) as rows:

        @settings(max_examples=tries(25), deadline=None)
        @given(st.data(), st.lists(trial.values, max_size=6))
        def holds(data: st.DataObject, values: list[Any]) -> None:
            rows.fill(values)
            for relation, (least, most) in trial.relations.items():
                sent = data.draw(st.lists(sent_values, min_size=least, max_size=most), label=relation)
                if trial.never(relation, sent):
                    continue
                expected = [
                    row_id
                    for row_id, value in enumerate(values, start=1)
                    if trial.evaluate(relation, value, sent)
                ]
                assert rows.found(relation, *sent) == expected

        holds()
