"""Bringing a site's schema to what another site says of its own: its custom types and fields, and what it has
changed of the standard ones. What cannot be so here is told as lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from slatehouse.accounts.caller import Caller
from slatehouse.schema.connections import Relation
from slatehouse.schema.customization import FieldRecord
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.data_types.data_type import DataType, Kind
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.links import OppositeOf, OwnTable, ReverseOf, Through
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.slots import is_slot
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.copies.rows import unheard
from slatehouse.site.edition import Edition
from slatehouse.site.fields.altering import Alteration, alter
from slatehouse.site.fields.creating import add_relation
from slatehouse.site.fields.indexing import ask_for_index
from slatehouse.site.fields.slots import enable_slot
from slatehouse.site.fields.trash import revive_field, trash_field
from slatehouse.store.copy_progress import Loss

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["SentField", "SentType", "copy_schema"]

_HOLD_NOTHING = (Kind.NOTHING, Kind.SUMMARY, Kind.CALCULATED)
_PIVOT, _LINKS = "pivot_column", "multi_entity"
_OF_LINKS = ("entity", _LINKS)
_FAR_END = {"entity": "reverse_of", _LINKS: "opposite_of"}
_CONNECTION = "_Connection"


class SentField(Protocol):
    """What another site says of a field."""

    @property
    def name(self) -> str: ...
    @property
    def data_type(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def custom_metadata(self) -> str: ...
    @property
    def mandatory(self) -> bool: ...
    @property
    def unique(self) -> bool: ...
    @property
    def properties(self) -> Mapping[str, Any]: ...
    @property
    def valid_types(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class SentType:
    """What another site says of a type."""

    name: str
    display_name: str
    fields: Mapping[str, SentField]


def copy_schema(site: Site, caller: Caller, types: Iterable[SentType]) -> list[Loss]:
    """Make the schema like that; returns what cannot be so. A field that goes is in the trash, with its
    values."""
    caller = unheard(caller)
    sent = {each.name: each for each in types}
    here = site.editions.current().schema
    slots = [
        each
        for each in sent.values()
        if is_slot(each.name) and (each.name not in here or here[each.name].display_name != each.display_name)
    ]
    if slots:
        alter(site, caller, partial(_enable, slots=slots))
    plan = _Plan(site.editions.current(), sent)
    if not plan.deeds:
        return plan.losses

    def carry_out(change: Alteration) -> list[Loss]:
        anew = _Plan(change.before, sent)
        for deed in anew.deeds:
            deed(change)
        return anew.losses

    losses, _ = alter(site, caller, carry_out)
    return losses


def _enable(change: Alteration, slots: Iterable[SentType]) -> None:
    for each in slots:
        enable_slot(change, each.name, each.display_name)


class _Plan:
    """What is to be done to a schema so that it says what another site says, and what cannot be done."""

    def __init__(self, edition: Edition, sent: Mapping[str, SentType]) -> None:
        self._edition = edition
        self._sent = sent
        self.deeds: list[Callable[[Alteration], object]] = []
        self.losses: list[Loss] = []
        self._reverses = self._far_ends()
        for name, each in sent.items():
            if name in edition.schema:
                self._compare(edition.schema[name], each)
            elif not name.endswith(_CONNECTION):
                self._lose(name, "", "there is no such type here")

    def _lose(self, entity_type: str, field: str, reason: str) -> None:
        self.losses.append(Loss(entity_type, 0, field, reason))

    def _far_ends(self) -> dict[tuple[str, str], tuple[SentType, SentField]]:
        """The far ends of links of the other site's own, by the names that the service gives them."""
        found: dict[tuple[str, str], tuple[SentType, SentField]] = {}
        for sent in self._sent.values():
            for field in sent.fields.values():
                if field.data_type in _OF_LINKS and not self._is_shipped(sent.name, field.name):
                    reverse = Relation(sent.name, field.name, "").reverse
                    found |= {(target, reverse): (sent, field) for target in field.valid_types}
        return found

    def _is_shipped(self, entity_type: str, field: str) -> bool:
        shipped = self._edition.schema.types.get(entity_type)
        return shipped is not None and field in shipped.fields and not shipped.fields[field].custom

    def _compare(self, here: EntityType, sent: SentType) -> None:
        for field in sent.fields.values():
            known = here.fields.get(field.name)
            if known is not None:
                self._change(known, field)
            elif field.data_type != _PIVOT:
                self._add(here, sent, field)
        for known in here.fields.values():
            if known.custom and known.name not in sent.fields and not _is_of_a_relation(known):
                self.deeds.append(partial(trash_field, entity_type=here.name, name=known.name))

    def _add(self, here: EntityType, sent: SentType, field: SentField) -> None:
        record = self._edition.custom.field(here.name, field.name)
        if record is not None and record.is_trashed:
            self.deeds.append(partial(revive_field, entity_type=here.name, name=field.name))
            return
        data_type = DATA_TYPES.get(field.data_type)
        if data_type is None:
            self._lose(here.name, field.name, f"the data type {field.data_type} is not known here")
            return
        if data_type.kind in _HOLD_NOTHING:
            reason = (
                f"what a field of the data type {field.data_type} shows is worked out at the source alone"
            )
            self._lose(here.name, field.name, reason)
            return
        if data_type.kind is Kind.LINKS and self._is_made_with_another(here, field):
            return
        facts = self._facts_of_new(data_type, field)
        relation = self._relation(here, field)
        if relation is not None:
            self.deeds.append(partial(add_relation, relation=relation, facts=facts))
            return
        facts |= self._end_of_links(here, field)
        self.deeds.append(partial(_add_field, entity_type=here.name, field=field, facts=facts))

    def _relation(self, here: EntityType, field: SentField) -> Relation | None:
        """The relation that the field is the near end of, where the other site keeps it in rows of a type."""
        targets = self._known(field.valid_types)
        if field.data_type != _LINKS or len(targets) != 1:
            return None
        relation = Relation(here.name, field.name, targets[0])
        return relation if relation.connection in self._sent else None

    def _is_made_with_another(self, here: EntityType, field: SentField) -> bool:
        """Whether the field is the far end of a relation, which is made with the near one."""
        end = self._reverses.get((here.name, field.name))
        if end is None:
            return False
        near, its = end
        return near.name in self._edition.schema and bool(
            self._relation(self._edition.schema[near.name], its)
        )

    def _end_of_links(self, here: EntityType, field: SentField) -> dict[str, Any]:
        """What makes a field the far end of one whose links are kept there."""
        end = self._reverses.get((here.name, field.name))
        if end is None or field.data_type != _LINKS:
            return {}
        near, its = end
        return {_FAR_END[its.data_type]: f"{near.name}.{its.name}"}

    def _facts_of_new(self, data_type: DataType, field: SentField) -> dict[str, Any]:
        facts = {"type": data_type.name, "custom": True, "hideable": True, **self._words(field)}
        facts |= self._vocabulary(data_type, field)
        default = field.properties.get("default_value")
        if data_type.kind is Kind.VALUE and default is not None:
            facts["default"] = default
        if data_type.is_never_null:
            facts.setdefault("default", False)
        if data_type.kind in (Kind.LINK, Kind.LINKS):
            facts |= {"valid_types": self._known(field.valid_types), "enforced": False}
        if field.unique and data_type.identifies:
            facts["unique"] = True
        if field.mandatory:
            facts["mandatory"] = True
        return facts

    def _words(self, field: SentField) -> dict[str, Any]:
        facts = {
            "name": field.display_name,
            "description": field.description,
            "custom_metadata": field.custom_metadata,
        }
        summary = field.properties.get("summary_default")
        return {**facts, "summary": summary} if summary in set(SummaryKind) else facts

    def _vocabulary(self, data_type: DataType, field: SentField) -> dict[str, Any]:
        if not isinstance(data_type, ListType):
            return {}
        facts: dict[str, Any] = {"valid_values": list(field.properties.get("valid_values") or ())}
        labels = field.properties.get("display_values")
        return {**facts, "display_values": labels} if isinstance(labels, dict) else facts

    def _known(self, types: Iterable[str]) -> list[str]:
        return [each for each in types if each in self._edition.schema]

    def _change(self, here: Field, field: SentField) -> None:
        if here.type.name != field.data_type:
            self._lose(
                here.entity_type, here.name, f"its data type is {field.data_type}, and {here.type.name} here"
            )
            return
        facts = self._differences(here, field)
        if facts:
            self.deeds.append(partial(_put_facts, field=here, facts=facts))

    def _differences(self, here: Field, field: SentField) -> dict[str, Any]:
        wanted = {**self._words(field), **self._vocabulary(here.type, field)}
        default = field.properties.get("default_value")
        is_told = here.type.kind is Kind.VALUE and "default_value" in field.properties
        if is_told and _is_legal(here, default, wanted):
            wanted["default"] = default
        have = {
            "name": here.display_name,
            "description": here.description,
            "custom_metadata": here.custom_metadata,
            "summary": here.properties.get("summary"),
            "valid_values": list(here.valid_values),
            "display_values": here.properties.get("display_values", {}),
            "default": here.default,
        }
        facts = {name: value for name, value in wanted.items() if have[name] != value}
        if here.type.kind is Kind.LINK or isinstance(here.keeping, OwnTable):
            more = [each for each in self._known(field.valid_types) if each not in here.valid_types]
            if more:
                facts["valid_types"] = [*here.valid_types, *more]
        return facts


def _add_field(change: Alteration, entity_type: str, field: SentField, facts: dict[str, Any]) -> None:
    made = change.add(FieldRecord(0, entity_type, field.name, facts, is_custom=True), facts["type"])
    ask_for_index(change.writes, DATA_TYPES[made.data_type], entity_type, field.name)


def _put_facts(change: Alteration, field: Field, facts: dict[str, Any]) -> None:
    record = change.record(field.entity_type, field.name)
    recorded = {} if record is None else record.facts
    changed = change.numbered(field)
    change.records.put_facts(change.writes.connection, changed.id, {**recorded, **facts})


def _is_legal(field: Field, default: object, wanted: Mapping[str, Any]) -> bool:
    """Whether rows made here could begin with it."""
    if default is None or default == field.default:
        return True
    if isinstance(field.type, ListType):
        return default in wanted["valid_values"]
    try:
        field.type.accept(field, default)
    except Refusal:
        return False
    return True


def _is_of_a_relation(field: Field) -> bool:
    """The far end of a relation of the site's own goes with the near one."""
    match field.keeping:
        case Through(connection, near, _):
            relation = Relation(field.entity_type, field.name, next(iter(field.valid_types), ""))
            return relation.connection != connection or relation.near != near
    return isinstance(field.keeping, OppositeOf | ReverseOf)
