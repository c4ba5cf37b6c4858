"""Rows as the API shows them: `type, attributes, relationships, id, links` (contract rest/00 §3.1).

What is asked of a type (its plan's fields) becomes one function, written once and kept: every row of every
answer goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.renderers import Renderers
from slatehouse.query.plan import FoundRow
from slatehouse.query.selection import Picked
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.date_time import DateTimeType
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link
from slatehouse.schema.spelling import slug_of
from slatehouse.site.shown import is_shown

__all__ = ["Renderer", "form_of", "renderer_of"]

Row = dict[str, Any]
Renderer = Callable[[FoundRow, FileForms], Row]

_slug_of = lru_cache(maxsize=1024)(slug_of)
# The one link whose hash the service spells in another order (errata 23).
_TYPE_FIRST = "image_source_entity"
# A create tells times in another spelling than a read, except of tasks (contract rest/00 §3.1).
_READ_AT_ONCE = "Task"


_renderers: Renderers[Renderer] = Renderers()


def renderer_of(
    entity_type: EntityType, picked: Sequence[Picked], prefix: str, *, echo: bool = False
) -> Renderer:
    """What renders rows of these fields below the prefix; `echo` for the answer of a create."""
    depends = (entity_type.name, prefix, echo)
    return _renderers.of(picked, depends, lambda: _renderer(entity_type, picked, prefix, echo))


def _renderer(entity_type: EntityType, picked: Sequence[Picked], prefix: str, echo: bool) -> Renderer:
    """The function as source text: a dictionary display, with the fields' places in the row written out."""
    spells_times = echo and entity_type.name != _READ_AT_ONCE
    names: dict[str, object] = {"single": _single, "multiple": _multiple, "type_first": _type_first}
    attributes, relationships = [], []
    for place, each in enumerate(picked):
        value, key = f"values[{place}]", repr(each.key)
        if not each.path.hops and each.path.leaf.type.kind in (Kind.LINK, Kind.LINKS):
            where = f"path + {'/relationships/' + each.key!r}"
            relationships.append(f"{key}: {_relationship(each.path.leaf)}({value}, {where}, {prefix!r})")
        elif each.key != "id" and is_shown(each.path):
            attributes.append(f"{key}: {_attribute(names, place, each.path.leaf, value, spells_times)}")
    shown = f"{{{', '.join(attributes)}}}"
    if echo:
        names["told"] = _told
        shown = f"told({shown})"
    row = (
        f"{{'type': {entity_type.name!r}, "
        f"'attributes': {shown}, "
        f"'relationships': {{{', '.join(relationships)}}}, "
        f"'id': row_id, 'links': {{'self': path}}}}"
    )
    start = repr(f"{prefix}/entity/{entity_type.slug}/")
    render: Callable[[int, list[object], FileForms, str], Row] = eval(
        f"lambda row_id, values, files, path: {row}",  # nosec B307 # names are written with repr()
        names,
    )
    renderer: Renderer = eval(
        f"lambda row, files: render(row.id, row.values, files, {start} + str(row.id))",  # nosec B307 # as above
        {"render": render},
    )
    return renderer


def _attribute(names: dict[str, object], place: int, field: Field, value: str, spells_times: bool) -> str:
    """The source text of one attribute's value."""
    kind = field.type.kind
    if kind is Kind.IMAGE:
        return f"files.image({value})"
    if kind is Kind.FILE:
        return f"files.file({value})"
    form = form_of(field, spells_times)
    if form is None:
        return value
    names[f"form_{place}"] = form
    return f"form_{place}({value})"


def form_of(field: Field, spells_times: bool = False) -> Callable[[Any], object] | None:
    """What makes of a field's plain value the one to show; None where they are the same. Pictures and files
    are shown by `FileForms`."""
    if field.type.kind in (Kind.LINK, Kind.LINKS):
        return _with_type_first if field.name == _TYPE_FIRST else None
    if spells_times and isinstance(field.type, DateTimeType):
        return _echoed_time
    return None if field.type.reads_as_stored else field.type.text


def _told(attributes: Mapping[str, object]) -> Mapping[str, object]:
    """What a create tells of a row: not what is empty, nor the boxes that are not ticked (errata 36)."""
    return {name: value for name, value in attributes.items() if value is not None and value is not False}


def _echoed_time(moment: str | None) -> str | None:
    """`2026-10-01T09:00:00Z` as a create spells it: `2026-10-01 09:00:00 UTC`."""
    return None if moment is None else f"{moment[:10]} {moment[11:19]} UTC"


def _relationship(field: Field) -> str:
    if field.type.kind is Kind.LINKS:
        return "multiple"
    return "type_first" if field.name == _TYPE_FIRST else "single"


def _single(link: Link | None, path: str, prefix: str) -> Mapping[str, object]:
    if link is None:
        return {"data": None, "links": {"self": path}}
    related = f"{prefix}/entity/{_slug_of(link.type)}/{link.id}"
    return {"data": link, "links": {"self": path, "related": related}}


def _type_first(link: Link | None, path: str, prefix: str) -> Mapping[str, object]:
    if link is None:
        return _single(None, path, prefix)
    return {**_single(link, path, prefix), "data": _with_type_first(link)}


def _with_type_first(link: Link | None) -> Mapping[str, object] | None:
    return None if link is None else {"type": link.type, "id": link.id, "name": link.name}


def _multiple(links: Sequence[Link], path: str, prefix: str) -> Mapping[str, object]:
    return {"data": links, "links": {"self": path}}
