"""A rule as clients are shown it who are refused by it (contract auth-and-permissions §9)."""

from __future__ import annotations

from typing import Any

import msgspec

from slatehouse.query.visibility import (
    AllOf,
    AnyOf,
    Every,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    NoRow,
    RowRule,
    Unplaced,
)

__all__ = ["rule_tree", "words_of_condition"]

_ME = {"type": "HumanUser", "id": 0, "valid": "logged_in_user_token"}
_MINE = {"type": "Project", "id": 0, "valid": "project_token"}
_LINKED = {"type": "Entity", "id": 0, "valid": "parent_entity_token"}


def words_of_condition(verb: str, about: str, rule: RowRule) -> str:
    """What a rule lets happen, and under which condition: a text that ends in the condition as JSON."""
    tree = msgspec.json.encode(_group("and", [rule_tree(rule)])).decode()
    return f"ALLOW {verb}_condition FOR {about}, RULE: {tree}"


def rule_tree(rule: RowRule) -> dict[str, Any]:
    """The rule as a tree of conditions, as pages keep theirs (contract pages-and-events §2.3)."""
    match rule:
        case AllOf(parts):
            return _group("and", [rule_tree(part) for part in parts])
        case AnyOf(parts):
            return _group("or", [rule_tree(part) for part in parts])
        case Holds(field):
            return _group("or", [_leaf(field, "is", _ME), _leaf(f"{field}.Group.users", "is", _ME)])
        case IsAsker():
            return _leaf("id", "is", _ME)
        case InProjects():
            return _leaf("project", "is", _MINE)
        case Unplaced():
            return _leaf("project", "is", None)
        case Follows(field):
            return _leaf(field, "is", _LINKED)
        case Meets(path, relation, values):
            return _leaf(path, relation, *values)
        case Every():
            return _group("and", [])
        case NoRow():
            return _group("or", [])


def _group(operator: str, conditions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"logical_operator": operator, "conditions": conditions}


def _leaf(path: str, relation: str, *values: object) -> dict[str, Any]:
    return {"path": path, "relation": relation, "values": list(values)}
