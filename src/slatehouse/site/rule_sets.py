"""The permission rule sets of a site: those that every site has, and its own, which are made from files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.rule_checks import raise_unless_fitting
from slatehouse.accounts.rule_files import BadRules, read_rules
from slatehouse.accounts.rule_sets import RuleSet
from slatehouse.accounts.standard import narrowed_rules, stock_rule_sets, stock_text
from slatehouse.schema.link import Link, Target
from slatehouse.site.draft import Draft
from slatehouse.site.writing import Writing, writing
from slatehouse.store.rule_sets import RuleSetRows

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = [
    "KnownRuleSet",
    "RuleSetRefused",
    "import_rule_set",
    "known_rule_sets",
    "remove_rule_set",
    "text_of_rule_set",
]

_TYPE, _LINK = "PermissionRuleSet", "permission_rule_set"
_BEARERS = ("HumanUser", "ApiUser")


class RuleSetRefused(Exception):
    """A set cannot be imported, shown or removed; the message says why."""


class KnownRuleSet(NamedTuple):
    """A set of a site; `version` counts the changes of one of the site's own, and is None of the others."""

    rules: RuleSet
    version: int | None


def known_rule_sets(site: Site) -> list[KnownRuleSet]:
    """The sets that people and scripts may be given, those that every site has first."""
    shipped = [KnownRuleSet(rules, None) for code, rules in stock_rule_sets().items() if code == rules.code]
    with site.database.reading() as connection:
        own = RuleSetRows(site.database.dialect).every(connection)
    return [*shipped, *(KnownRuleSet(read_rules(each.rules), each.version) for each in own)]


def text_of_rule_set(site: Site, code: str) -> str:
    """The file of a set; raises `RuleSetRefused` where there is none."""
    if code in stock_rule_sets():
        return stock_text(code)
    with site.database.reading() as connection:
        for each in RuleSetRows(site.database.dialect).every(connection):
            if read_rules(each.rules).code == code:
                return each.rules
    raise _unknown(site, code)


def import_rule_set(site: Site, caller: Caller, text: str) -> KnownRuleSet:
    """Make a set from a file, or change the one of its code, which is in force everywhere within a second.

    Raises `BadRules` and `RuleSetRefused`.
    """
    rules = read_rules(text)
    if rules.code in stock_rule_sets() or rules.code == narrowed_rules().code:
        raise RuleSetRefused(f"{rules.code} is a set that every site has; give yours another code")
    stored = RuleSetRows(site.database.dialect)
    with writing(site, caller) as writes:
        # One at a time, so that there are not two sets of a code.
        site.editions.records.begin(writes.connection)
        raise_unless_fitting(rules, writes.schema)
        _raise_unless_givable(site, rules)
        row_id = _row_of(writes, rules)
        version = stored.put(writes.connection, row_id, text)
        about = Link(row_id, rules.code, _TYPE)
        site.accounts.audit.record(writes.connection, Deed.RULES_CHANGED, caller, about, version=version)
    return KnownRuleSet(rules, version)


def remove_rule_set(site: Site, caller: Caller, code: str) -> None:
    """Remove a set of the site's own that nobody has; raises `RuleSetRefused`."""
    if code in stock_rule_sets():
        raise RuleSetRefused(f"{code} is a set that every site has; it stays")
    with writing(site, caller) as writes:
        site.editions.records.begin(writes.connection)
        found = writes.rule_set(code)
        if found is None:
            raise _unknown(site, code)
        row = Target(_TYPE, int(str(found["id"])))
        bearers = sum(len(writes.linking(type_, _LINK, row, None)) for type_ in _BEARERS)
        if bearers:
            raise RuleSetRefused(f"{code} is the set of {bearers} people or scripts; give them another first")
        writes.retire_row(*row)
        RuleSetRows(site.database.dialect).remove(writes.connection, row.id)
        about = Link(row.id, code, _TYPE)
        site.accounts.audit.record(writes.connection, Deed.RULES_CHANGED, caller, about, removed=True)


def _row_of(writes: Writing, rules: RuleSet) -> int:
    """The row that stands for a set, made or renamed as the set says."""
    found = writes.rule_set(rules.code)
    if found is None:
        row_id = writes.make(_TYPE, {"code": rules.code, "display_name": rules.name})
        # Kinds are set by the product alone, as of those that every site has.
        writes.rows.update(writes.connection, _TYPE, row_id, {"entity_type": rules.kind})
        return row_id
    row_id = int(str(found["id"]))
    kind = writes.stored(_TYPE, row_id, ("entity_type",))["entity_type"]
    if kind != rules.kind:
        raise RuleSetRefused(f"{rules.code} is for {kind}, and cannot become a set for {rules.kind}")
    draft = Draft(writes.schema[_TYPE])
    draft.put("display_name", rules.name)
    writes.change(row_id, draft)
    return row_id


def _raise_unless_givable(site: Site, rules: RuleSet) -> None:
    known = {each.rules.code: each.rules for each in known_rule_sets(site)}
    for code in sorted(rules.gives):
        if code not in known:
            raise BadRules(f"gives: there is no set {code}; there are: {', '.join(known)}")
        if known[code].administers:
            raise BadRules(f"gives: {code} administers the site; only who does gives it")


def _unknown(site: Site, code: str) -> RuleSetRefused:
    known = ", ".join(each.rules.code for each in known_rule_sets(site))
    return RuleSetRefused(f"there is no permission rule set {code}; there are: {known}")
