"""Who is asking, as every verb of the site sees them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from slatehouse.accounts.row_rules import visibility_of
from slatehouse.accounts.rule_sets import NOTHING, RuleSet
from slatehouse.accounts.standard import narrowed_rules, stock_rule_sets
from slatehouse.query.visibility import Asker, Visibility
from slatehouse.schema.link import Link
from slatehouse.schema.schema import Schema

__all__ = ["Caller", "CallerType", "system_caller"]

CallerType = Literal["ApiUser", "HumanUser"]


@dataclass(frozen=True, slots=True)
class Caller:
    """A recognised caller. A script that acts as a person *is* that person; `script_id` keeps the script.

    `rule_set` is the code of the permission rule set in force (`artist`), `rule_set_name` its display name;
    both are empty where the caller has none. `own_rules` is what it says where it is one of the site's own.
    `sudo_as_login` is the login that an impersonating script named.
    `logs_events` says whether the caller's writes appear in the event log, and `session_uuid` which page in a
    browser its events are to be known by. `sign_in` is the session in which the caller was issued what it
    shows; None where it shows a key or a password with each call, and `script_key` is that key's id.
    `address` is where in the network the request came from.
    What the caller may read depends on the `projects` that it is on and the `groups` that it is in, as its
    `visibility` says; None: everything may be read. `is_narrowed`: a script that sees those projects alone.
    `needs_second_factor`: somebody who may do nothing before they have set one up.
    """

    type: CallerType
    id: int
    name: str
    login_or_script: str
    rule_set: str
    rule_set_name: str
    auth_type: str
    sudo_as_login: str | None = None
    script_id: int | None = None
    logs_events: bool = True
    is_system: bool = False
    session_uuid: str | None = None
    projects: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    visibility: Visibility | None = None
    address: str = field(default="", compare=False)
    sign_in: str | None = field(default=None, compare=False)
    script_key: int | None = field(default=None, compare=False)
    own_rules: RuleSet | None = None
    is_narrowed: bool = False
    needs_second_factor: bool = False
    _in_schema: list[Caller] = field(default_factory=list, init=False, repr=False, compare=False)
    _elsewhere: list[Caller] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def rules(self) -> RuleSet:
        """What the caller's rule set says; nothing is allowed without one."""
        if self.needs_second_factor:
            return NOTHING
        rules = self.own_rules or stock_rule_sets().get(self.rule_set, NOTHING)
        return narrowed_rules() if self.is_narrowed and rules.administers else rules

    @property
    def is_administrator(self) -> bool:
        """Whether the caller may do everything, on the whole site."""
        return self.is_system or self.rules.administers

    @property
    def person(self) -> int:
        """The id of the person that the caller is; 0 for scripts and for the product itself."""
        return self.id if self.type == "HumanUser" else 0

    @property
    def account(self) -> tuple[CallerType, int]:
        """Whose calls are counted together: a script's as its own, whomever it acts as."""
        return ("ApiUser", self.script_id) if self.script_id else (self.type, self.id)

    @property
    def asker(self) -> Asker:
        """Who asks, for the plans of the caller's questions."""
        return Asker(self.person, self.projects, self.groups, self.visibility)

    @property
    def author(self) -> Link | None:
        """What `created_by` of a new row holds; nobody, where the product itself writes."""
        return None if self.is_system else Link(self.id, self.name, self.type)

    def at(self, address: str) -> Caller:
        """The caller whose request comes from an address."""
        if address == self.address:
            return self
        # As in a schema: whoever is recognised asks again and again, and mostly from one place.
        there = next(iter(self._elsewhere), None)
        if there is None or there.address != address:
            there = replace(self, address=address)
            self._elsewhere[:] = [there]
        return there

    def in_schema(self, schema: Schema) -> Caller:
        """The caller with the visibility that the rules come to in a schema."""
        if self.is_system:
            return self
        visibility = visibility_of(self.rules, schema, is_narrowed=self.is_narrowed)
        if visibility is self.visibility:
            return self
        # Whoever is recognised asks many questions, and to make a caller costs as much as a small answer.
        shaped = next(iter(self._in_schema), None)
        if shaped is None or shaped.visibility is not visibility:
            shaped = replace(self, visibility=visibility)
            self._in_schema[:] = [shaped]
        return shaped


def system_caller(logs_events: bool = True) -> Caller:
    """The product itself, laying out a site or obeying the command line: above rules, author of nothing."""
    return Caller(
        type="ApiUser",
        id=0,
        name="Slatehouse",
        login_or_script="",
        rule_set="",
        rule_set_name="",
        auth_type="system",
        logs_events=logs_events,
        is_system=True,
    )
