"""Whether a rule set fits a schema: its types and fields are there, its rules can be asked, and nobody is
given what only administrators may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from difflib import get_close_matches

from slatehouse.accounts.rule_files import BadRules
from slatehouse.accounts.rule_sets import Right, RuleSet, TypeRules
from slatehouse.query.filters import condition
from slatehouse.query.visibility import (
    AllOf,
    AnyOf,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    RowRule,
    Unplaced,
)
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.schema import Schema

__all__ = ["fault_of", "raise_unless_fitting"]

_PERSON, _PROJECT = "HumanUser", "Project"
_HOLDERS = frozenset({"HumanUser", "Group"})

_FOR_ADMINISTRATORS = frozenset({"ApiUser", "ApiUserProjectConnection", "PermissionRuleSet"})
"""Types of which only administrators change rows: who could, might raise themselves."""

_KEYS = frozenset(
    {
        "can_impersonate_this_user",
        "email",
        "locked_until",
        "login",
        "password_proxy",
        "permission_rule_set",
        "sso_login",
    }
)
"""Fields of a person by which an account is come into; who may not administer may change them of themselves
at most."""

_NOW = datetime(2000, 1, 1, tzinfo=UTC)


def raise_unless_fitting(rules: RuleSet, schema: Schema) -> None:
    """Raises `BadRules` where the set does not fit."""
    for name, stated in rules.types.items():
        if name not in schema:
            raise BadRules(f"types.{name}: there is no such type{_meant(name, schema.types)}")
        entity_type, place = schema[name], f"types.{name}"
        for field in (*stated.fields, *stated.hidden):
            if field not in entity_type.fields:
                raise BadRules(
                    f"{place}.fields.{field}: there is no such field{_meant(field, entity_type.fields)}"
                )
        for part, rule in _row_rules(stated):
            fault = fault_of(rule, entity_type, schema)
            if fault is not None:
                raise BadRules(f"{place}.{part}: {fault}")
        _raise_if_raising(name, stated, place)
    for part, rule in _row_rules(rules.others):
        if not _fits_every_type(rule):
            raise BadRules(f"others.{part}: a rule that names fields is for a type of its own")
    _raise_if_circular(rules, schema)


def fault_of(rule: RowRule, entity_type: EntityType, schema: Schema) -> str | None:
    """What is wrong with a rule about rows of the type; None where it can be asked."""
    match rule:
        case AllOf(parts) | AnyOf(parts):
            faults = (fault_of(part, entity_type, schema) for part in parts)
            return next((fault for fault in faults if fault is not None), None)
        case InProjects():
            if entity_type.name != _PROJECT and not entity_type.is_project_scoped:
                return f"{entity_type.name} has no project"
        case Unplaced():
            if not entity_type.is_project_scoped:
                return f"{entity_type.name} has no project"
        case IsAsker():
            if entity_type.name != _PERSON:
                return f"only of a {_PERSON} there is a row that is oneself"
        case Holds(name):
            return _fault_of_link(name, entity_type, _HOLDERS)
        case Follows(name):
            return _fault_of_link(name, entity_type, None)
        case Meets(path, relation, values):
            try:
                condition(schema, entity_type, path, relation, values, _NOW)
            except Refusal:
                return f"{entity_type.name} cannot be asked whether {path} {relation} {list(values)}"
        case _:
            pass
    return None


def _fault_of_link(name: str, entity_type: EntityType, wanted: frozenset[str] | None) -> str | None:
    field = entity_type.fields.get(name)
    if field is None:
        return f"{entity_type.name} has no field {name}{_meant(name, entity_type.fields)}"
    if field.type.kind not in (Kind.LINK, Kind.LINKS):
        return f"{field.path} links nothing"
    if wanted is not None and not wanted & set(field.valid_types):
        return f"{field.path} holds neither people nor groups"
    return None


def _row_rules(stated: TypeRules) -> Iterator[tuple[str, RowRule]]:
    """The rules about rows among what is said of a type, and where each stands."""
    if stated.read is not None:
        yield "read", stated.read
    for part in ("update", "retire", "revive"):
        right: Right = getattr(stated, part)
        if not isinstance(right, bool):
            yield part, right
    for name, right in stated.fields.items():
        if not isinstance(right, bool):
            yield f"fields.{name}", right


def _fits_every_type(rule: RowRule) -> bool:
    match rule:
        case AllOf(parts) | AnyOf(parts):
            return all(map(_fits_every_type, parts))
        case Holds() | Follows() | Meets() | IsAsker() | Unplaced() | InProjects():
            return False
        case _:
            return True


def _raise_if_raising(name: str, stated: TypeRules, place: str) -> None:
    if name in _FOR_ADMINISTRATORS and (
        stated.create or any((stated.update, stated.retire, stated.revive, *stated.fields.values()))
    ):
        raise BadRules(f"{place}: only who administers may change these rows")
    if name == _PERSON:
        for key in sorted(_KEYS):
            if stated.updates(key) not in (False, IsAsker()):
                raise BadRules(
                    f'{place}.fields.{key}: false or "self", for others may not come into an account'
                )


def _raise_if_circular(rules: RuleSet, schema: Schema) -> None:
    """Refuse types whose rows may be read if others may, and those if the first may. Where a link can lead to
    several types, those that lead back are left out of it."""
    for name in rules.types:
        way, following = [name], _only_type_followed(rules, schema, name)
        while following is not None:
            if following in way:
                raise BadRules(f"types.{name}.read: follows itself: {' → '.join([*way, following])}")
            way.append(following)
            following = _only_type_followed(rules, schema, following)


def _only_type_followed(rules: RuleSet, schema: Schema, name: str) -> str | None:
    """The type that all rows of a type follow that may be read, where it is one."""
    stated = rules.of(name).read
    if not isinstance(stated, Follows) or name not in schema:
        return None
    types = schema[name].fields[stated.field].valid_types
    return types[0] if len(types) == 1 else None


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
