"""The parts of the schema that are asked for again and again, kept as the bytes that are sent.

They are kept with the edition of the schema that they show, for each kind of caller: what the schema says of
a field depends on who may write it, and in a project on what the project has differently.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from hashlib import sha1
from typing import NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.edition import Edition
from slatehouse.site.fields.forms import field_form, fields_form, type_form
from slatehouse.site.session import Session

__all__ = ["Page", "fields_page", "trash_page", "types_page"]


class Page(NamedTuple):
    """A part of the schema as JSON, and a digest that tells it from any other."""

    body: bytes
    digest: bytes


_kept: WeakKeyDictionary[Edition, dict[Hashable, Page]] = WeakKeyDictionary()


def types_page(edition: Edition) -> Page:
    """All types."""
    return _page(edition, "types", lambda: {each.name: type_form(each) for each in edition.schema})


def fields_page(session: Session, entity_type: EntityType, project: int | None) -> Page:
    """The fields of a type."""
    edition, caller = session.edition.whole, session.caller
    entity_type = edition.schema[entity_type.name]
    if (project, entity_type.name) not in edition.custom.by_project:
        project = None
    key = (entity_type.name, project, _kind_of(caller))
    return _page(edition, key, lambda: fields_form(edition, entity_type, caller, project))


def trash_page(session: Session, entity_type: EntityType) -> Page:
    """The fields of a type that are in the trash."""
    edition = session.edition.whole
    kept = edition.tables.schema[entity_type.name].fields
    trashed = [
        kept[each.name] for each in edition.custom.by_type.get(entity_type.name, ()) if each.is_trashed
    ]
    forms = {field.name: field_form(edition, field, session.caller) for field in trashed}
    return _as_page(forms)


def _page(edition: Edition, key: Hashable, form: Callable[[], object]) -> Page:
    pages = _kept.get(edition)
    if pages is None:
        pages = _kept.setdefault(edition, {})
    page = pages.get(key)
    if page is None:
        page = pages[key] = _as_page(form())
    return page


def _as_page(form: object) -> Page:
    body = msgspec.json.encode(form)
    return Page(body, sha1(body, usedforsecurity=False).digest())


def _kind_of(caller: Caller) -> Hashable:
    """What of a caller decides which fields they may write."""
    return caller.rules, caller.rule_set, caller.is_system
