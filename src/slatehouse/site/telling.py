"""Telling the event log what happened to rows (contract writing §8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.activity import NOWHERE, Told, told_of_change
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.events import Happening
from slatehouse.site.linking import LinkResult

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

# The event itself says whose row it is, and who did it when.
_SELF_EVIDENT = frozenset({"project", "created_at", "created_by", "updated_at", "updated_by"})
# It follows from the image, whose change is told.
_TOLD_WITH_ANOTHER = frozenset({"image_source_entity"})
# Entries that callers write into the log would never come to an end if they were logged.
_UNTOLD = frozenset({"EventLogEntry"})
_LONGEST_QUOTATION = 80


def tell_created(
    writing: Writing, target: Target, draft: Draft, results: Mapping[str, LinkResult], told: Told
) -> None:
    """A row was made: one event for each field that it was made with, the one that names it last, then one
    for itself, which the streams tell of."""
    if not writing.caller.logs_events or target.type in _UNTOLD:
        return
    identity = draft.entity_type.identity
    fields = [each for each in draft.named.values() if each.name != identity and _is_told(each)]
    if identity in draft.named:
        fields.append(draft.named[identity])
    for each in fields:
        if each.name in results:
            tell_links(writing, target, each, results[each.name], in_create=True)
        else:
            new = told_value(writing, each, draft.columns)
            if new is not None and new is not False:
                _tell_value(writing, target, each, None, new, in_create=True)
    meta = {"type": "new_entity", "entity_type": target.type, "entity_id": target.id}
    tell(writing, "New", target, "created", meta, told=told)


def tell_changed(
    writing: Writing,
    target: Target,
    draft: Draft,
    before: Mapping[str, object],
    changed: set[str],
    results: Mapping[str, LinkResult],
) -> None:
    """Fields of a row were changed."""
    if not writing.caller.logs_events or target.type in _UNTOLD:
        return
    for name, each in draft.named.items():
        if name in results:
            tell_links(writing, target, each, results[name], in_create=False)
        elif name in changed and name not in _TOLD_WITH_ANOTHER:
            old, new = told_value(writing, each, before), told_value(writing, each, draft.columns)
            _tell_value(writing, target, each, old, new, in_create=False)


def tell_links(
    writing: Writing, target: Target, field: Field, result: LinkResult, *, in_create: bool
) -> None:
    """A row gained and lost links in a multi-entity field."""
    if result.is_empty or not writing.caller.logs_events:
        return
    added, removed = ([_told_link(writing, each) for each in side] for side in (result.added, result.removed))
    meta = {**_about(target, field, in_create), "added": added, "removed": removed}
    words = [
        f"{verb} {', '.join(_quoted(each) for each in links)} {to} {field.display_name}"
        for verb, links, to in (("added", added, "to"), ("removed", removed, "from"))
        if links
    ]
    told = NOWHERE if in_create else told_of_change(writing, target)
    tell(writing, "Change", target, f"{' and '.join(words)} on", meta, field.name, told)


def tell_retired(writing: Writing, target: Target) -> None:
    """A row is about to be retired."""
    if not writing.caller.logs_events:
        return
    moment = writing.now.strftime("%Y-%m-%d %H:%M:%S UTC")
    meta = {
        "type": "entity_retirement",
        "class_name": target.type,
        "display_name": writing.name_of(target) or "",
        "entity_id": target.id,
        "entity_type": target.type,
        "id": target.id,
        "retirement_date": moment,
    }
    tell(writing, "Retirement", target, "deleted", meta, told=told_of_change(writing, target))
    change = {
        "type": "attribute_change",
        "attribute_name": "retirement_date",
        "entity_type": target.type,
        "entity_id": target.id,
        "field_data_type": "date_time",
        "old_value": None,
        "new_value": moment,
        "platform_id": None,
    }
    tell(writing, "Change", target, "set the retirement date of", change, "retirement_date")


def tell_revived(writing: Writing, target: Target) -> None:
    """A row was made live again."""
    meta = {"type": "entity_revival", "entity_type": target.type, "entity_id": target.id}
    tell(writing, "Revival", target, "revived", meta)


def tell(
    writing: Writing,
    kind: str,
    target: Target,
    verb: str,
    meta: dict[str, Any],
    attribute: str | None = None,
    told: Told = NOWHERE,
) -> None:
    """One event about a live row, unless the caller's are not kept, and the streams that tell of it."""
    if writing.caller.logs_events:
        sentence = f'{verb} {target.type} "{writing.name_of(target) or ""}"'
        project = writing.scene_of(target)
        writing.log.add(Happening(kind, target, project, sentence, meta, attribute, told))


def told_value(writing: Writing, field: Field, columns: Mapping[str, object]) -> object:
    """A field's value as the log keeps it: plain; a link or a file with its name."""
    if field.type.kind is Kind.LINK:
        target = target_in(columns, field.name)
        return None if target is None else _told_link(writing, target)
    stored = columns[field.column_names[0]]
    value = None if stored is None else field.type.read([stored])
    match value:
        case FileValue():
            return {"name": value.name, "type": "Attachment", "id": value.id}
        case Picture():
            return value.name
        case _:
            return value


def _is_told(field: Field) -> bool:
    is_ours = not (field.editable or field.create_only)
    return field.declared and not is_ours and field.name not in _SELF_EVIDENT


def _tell_value(
    writing: Writing, target: Target, field: Field, old: object, new: object, *, in_create: bool
) -> None:
    about = _about(target, field, in_create)
    meta = {**about, "old_value": old, "new_value": new, "platform_id": None}
    verb = (
        f"set {field.display_name} to"
        if in_create
        else f"changed {field.display_name} from {_quoted(old)} to"
    )
    told = NOWHERE if in_create else told_of_change(writing, target)
    tell(writing, "Change", target, f"{verb} {_quoted(new)} on", meta, field.name, told)


def _about(target: Target, field: Field, in_create: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "type": "attribute_change",
        "attribute_name": field.name,
        "entity_type": target.type,
        "entity_id": target.id,
    }
    if in_create:
        about["in_create"] = True
    about["field_data_type"] = field.type.name
    return about


def _told_link(writing: Writing, target: Target) -> dict[str, object]:
    return {
        "name": writing.name_of(target),
        "type": target.type,
        "id": target.id,
        "valid": "valid",
        "status": writing.known.status(target),
        "uuid": None,
    }


def _quoted(value: object) -> str:
    """A value inside a sentence."""
    if value is None:
        return "nothing"
    text = str(value.get("name") or "") if isinstance(value, Mapping) else str(value)
    return f'"{text[:_LONGEST_QUOTATION]}"'
