"""The words in which people ask for rows, and the conditions that they stand for.

Any other word is a field of the type, whose value is to be the one given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from slatehouse.client.rows import Link, Row, as_sent, moment_text

__all__ = ["Condition", "conditions_of", "grouped", "words_of"]

Condition = list[Any] | dict[str, Any]
"""A condition as `[field, relation, value]`, or a group of conditions."""

_Word = Callable[[Any], Condition]


def grouped(operator: str, conditions: list[Condition]) -> Condition:
    """The conditions as one, of which all are to be met (`and`) or one of them is (`or`)."""
    return conditions[0] if len(conditions) == 1 else {"logical_operator": operator, "conditions": conditions}


def conditions_of(entity_type: str, words: Mapping[str, Any]) -> tuple[Condition, ...]:
    """What the words ask of rows of the type."""
    known = _WORDS.get(entity_type, _OF_ALL)
    return tuple(known.get(word, _field(word))(value) for word, value in words.items())


def words_of(entity_type: str) -> tuple[str, ...]:
    """The words that mean more than a field, for rows of the type."""
    return tuple(_WORDS.get(entity_type, _OF_ALL))


def _field(name: str) -> _Word:
    def condition(value: Any) -> Condition:
        if isinstance(value, list | tuple | set | frozenset):
            return [name, "in", [as_sent(each) for each in value]]
        return [name, "is", as_sent(value)]

    return condition


def _leads_to(*ways: tuple[str, str]) -> _Word:
    """One of the links leads to the row; of a row's name, the link's way goes on to the field behind it."""

    def condition(value: Any) -> Condition:
        if isinstance(value, Row | Link):
            return grouped("or", [[link, "is", as_sent(value)] for link, _ in ways])
        return grouped("or", [[f"{link}.{name}", "is", value] for link, name in ways])

    return condition


def _names(field: str) -> _Word:
    """The field links somebody whose name has the text in it, or the very row."""

    def condition(value: Any) -> Condition:
        if isinstance(value, Row | Link):
            return [field, "is", as_sent(value)]
        return [field, "name_contains", value]

    return condition


def _has_text(*fields: str) -> _Word:
    return lambda value: grouped("or", [[field, "contains", value] for field in fields])


def _beyond(field: str, relation: str) -> _Word:
    return lambda value: [field, relation, _moment(value)]


def _moment(value: Any) -> str:
    """A time of day, or the beginning of a day; where no zone is named, in this machine's."""
    if isinstance(value, str):
        value = _read(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return moment_text(value)


def _read(text: str) -> date:
    try:
        return datetime.fromisoformat(text) if len(text) > len("2026-10-01") else date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no day such as 2026-10-01, and no moment such as 2026-10-01T18:30"
        ) from None


_OF_ALL: Mapping[str, _Word] = MappingProxyType(
    {
        "project": _leads_to(("project", "Project.name")),
        "creator": _names("created_by"),
        "since": _beyond("created_at", "greater_than"),
        "until": _beyond("created_at", "less_than"),
    }
)

_WORDS: Mapping[str, Mapping[str, _Word]] = MappingProxyType(
    {
        "Note": {
            **_OF_ALL,
            "author": _names("created_by"),
            "to": _names("addressings_to"),
            "link": _names("note_links"),
            "shot": _leads_to(("note_links", "Shot.code"), ("note_links.Version.entity", "Shot.code")),
            "asset": _leads_to(("note_links", "Asset.code"), ("note_links.Version.entity", "Asset.code")),
            "sequence": _leads_to(
                ("note_links", "Sequence.code"),
                ("note_links.Shot.sg_sequence", "Sequence.code"),
                ("note_links.Version.entity.Shot.sg_sequence", "Sequence.code"),
            ),
            "version": _leads_to(("note_links", "Version.code")),
            "text": _has_text("subject", "content"),
            "status": _field("sg_status_list"),
        },
        "Shot": {
            **_OF_ALL,
            "sequence": _leads_to(("sg_sequence", "Sequence.code")),
            "status": _field("sg_status_list"),
        },
        "Asset": {**_OF_ALL, "status": _field("sg_status_list")},
        "Version": {
            **_OF_ALL,
            "shot": _leads_to(("entity", "Shot.code")),
            "asset": _leads_to(("entity", "Asset.code")),
            "artist": _names("user"),
            "status": _field("sg_status_list"),
        },
        "Task": {
            **_OF_ALL,
            "shot": _leads_to(("entity", "Shot.code")),
            "asset": _leads_to(("entity", "Asset.code")),
            "step": _leads_to(("step", "Step.code")),
            "assignee": _names("task_assignees"),
            "status": _field("sg_status_list"),
        },
    }
)
