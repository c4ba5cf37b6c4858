"""Rows as the Python API shows them: flat, links in their places, numbers as numbers (python-api/values).

What is asked of a type (its plan's fields) becomes one function, written once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.renderers import Renderers
from slatehouse.observe.stages import RENDERING, add
from slatehouse.query.paths import Path
from slatehouse.query.plan import FoundRow
from slatehouse.query.selection import Picked
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.session import Answer

__all__ = ["ALWAYS", "field_shown", "rows_shown", "shown_row"]

Row = dict[str, Any]
Renderer = Callable[[FoundRow, FileForms], Row]

ALWAYS = ("type", "id")
"""What every row shows, asked for or not."""

_renderers: Renderers[Renderer] = Renderers()


def rows_shown(answer: Answer, files: FileForms) -> list[Row]:
    """The rows of an answer, each with its type, its id and the fields asked for."""
    entity_type, picked = answer.entity_type, answer.picked
    began = perf_counter()
    render = _renderers.of(picked, (entity_type.name,), lambda: _renderer(entity_type, picked))
    files.expect(picked, answer.rows)
    rows = [render(row, files) for row in answer.rows]
    add(RENDERING, perf_counter() - began)
    return rows


def shown_row(answer: Answer, files: FileForms) -> Row:
    """The one row of an answer."""
    return rows_shown(answer, files)[0]


def field_shown(path: Path, value: Any, files: FileForms) -> object:
    """The value of one field."""
    type_ = path.leaf.type
    match type_.kind:
        case Kind.IMAGE:
            return files.image(value)
        case Kind.FILE:
            return files.file(value)
        case Kind.LINK | Kind.LINKS:
            return value
    return type_.number(value)


def _renderer(entity_type: EntityType, picked: Sequence[Picked]) -> Renderer:
    """The function as source text: a dictionary display, with the fields' places in the row written out."""
    names: dict[str, object] = {}
    shown = [
        f"{each.key!r}: {_value(names, place, each)}"
        for place, each in enumerate(picked)
        if each.key not in ALWAYS
    ]
    row = f"{{'type': {entity_type.name!r}, 'id': row_id, {', '.join(shown)}}}"
    render = eval(f"lambda row_id, values, files: {row}", names)  # nosec B307 # names are written with repr()
    source = "lambda row, files: render(row.id, row.values, files)"
    renderer: Renderer = eval(source, {"render": render})  # nosec B307 # a constant
    return renderer


def _value(names: dict[str, object], place: int, each: Picked) -> str:
    """The source text of one field's value."""
    value, type_ = f"values[{place}]", each.path.leaf.type
    if type_.kind is Kind.IMAGE:
        return f"files.image({value})"
    if type_.kind is Kind.FILE:
        return f"files.file({value})"
    if type_.kind in (Kind.LINK, Kind.LINKS) or type_.reads_as_stored:
        return value
    names[f"number_{place}"] = type_.number
    return f"number_{place}({value})"
