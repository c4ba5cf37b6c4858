"""Rows as the calls show them that keep to no envelope of their own: every field beside `type` and `id`
(contract rest/70)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import chosen_paths, field_names
from slatehouse.api.rest.rows import form_of
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.files import FileForms
from slatehouse.query.paths import Path
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType

__all__ = ["entity_fields", "flat"]

_PARAMETER = "entity_fields"


def entity_fields(
    call: Call, widened: Mapping[str, EntityType], findings: Findings
) -> dict[str, tuple[Path, ...]]:
    """The fields asked for in `entity_fields[<Type>]`, of the types that can be widened."""
    sent = call.query.hash(_PARAMETER)
    for name in sent:
        if name not in widened:
            findings.silence("is not a type that this call shows more of", _PARAMETER, name)
    return {
        name: chosen_paths(call.schema, widened[name], field_names(names), is_strict=call.is_strict)
        for name, names in sent.items()
        if name in widened
    }


def flat(values: Mapping[Path, object], files: FileForms) -> dict[str, object]:
    """The values by the names under which they were asked for, in the forms of a read."""
    return {path.text: _shown(path, value, files) for path, value in values.items()}


def _shown(path: Path, value: object, files: FileForms) -> object:
    match path.leaf.type.kind:
        case Kind.IMAGE:
            return files.image(value)  # type: ignore[arg-type]
        case Kind.FILE:
            return files.file(value)  # type: ignore[arg-type]
    form = form_of(path.leaf)
    return value if form is None else form(value)
