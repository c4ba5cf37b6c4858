"""File values on their way into a row: each is an Attachment of its own, and a path is found in a local
storage
(contract media §6, entity-types B.13 and B.16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from slatehouse.media.content_types import content_type_of
from slatehouse.schema.data_types.multi_entity import LinkChange, UpdateMode
from slatehouse.schema.data_types.url import PathToResolve
from slatehouse.schema.files import FileValue, StorageRoot
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.errors import CreateFailed
from slatehouse.site.link_checks import raise_if_not_there

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_ROOTS = ("windows_path", "mac_path", "linux_path")


def attach_files(writing: Writing, draft: Draft, owner: Target | None) -> None:
    """Make an Attachment of every file that the draft brings, and put the file in its field.

    A file that is the Attachment's own (`this_file`) makes none.
    """
    for name, accepted in draft.files.items():
        file = accepted
        if isinstance(file, PathToResolve):
            file = resolve_path(writing, file)
        if file is not None and draft.entity_type.name != "Attachment":
            project = draft.target("project") or (writing.project_of(owner) if owner else None)
            file = make_attachment(writing, file, project)
        draft.put_file(name, file)


@dataclass(frozen=True)
class AttachmentFacts:
    """What a caller says of the Attachment that an upload becomes: its name, its tags as on the wire, and
    when it was made, if not now."""

    display_name: str
    tags: object = ()
    tag_list: tuple[str, ...] = ()
    created_at: str | None = None


def make_attachment(
    writing: Writing,
    file: FileValue,
    project: Target | None,
    filename: str | None = None,
    about: AttachmentFacts | None = None,
    linked_to: Target | None = None,
) -> FileValue:
    """An Attachment that holds the file; returns the file with the Attachment's id.

    `filename` is that of an upload; `linked_to` the row that the file belongs to where no field of it holds
    the file. Raises a refusal of the tags.
    """
    draft = _draft_of(writing, file, filename, about)
    if about is not None and about.created_at is not None:
        draft.put("created_at", about.created_at)
    if project is not None:
        draft.put("project", project._asdict())
    if linked_to is not None:
        draft.put_links("attachment_links", LinkChange(UpdateMode.SET, (linked_to,)))
    return replace(file, id=writing.insert(draft))


def replace_file(
    writing: Writing, attachment: int, file: FileValue, filename: str, about: AttachmentFacts
) -> FileValue:
    """Make an uploaded file that of an Attachment which is there; returns it with the Attachment's id."""
    writing.change(attachment, _draft_of(writing, file, filename, about))
    return replace(file, id=attachment)


def _draft_of(
    writing: Writing, file: FileValue, filename: str | None, about: AttachmentFacts | None
) -> Draft:
    """What an Attachment tells of its file; raises a refusal of the tags."""
    draft = Draft(writing.schema["Attachment"])
    draft.put_file("this_file", file)
    draft.put("display_name", file.name)
    if filename is not None:
        draft.put("filename", filename)
        draft.put("original_fname", filename)
    if about is not None and about.tag_list:
        draft.put("tag_list", list(about.tag_list))
    if about is not None and about.tags:
        field = draft.entity_type.fields["tags"]
        draft.put_links("tags", field.type.accept_links(field, about.tags))
        raise_if_not_there(writing, draft)
    return draft


@dataclass(frozen=True)
class _Root:
    """One platform's root of a local storage."""

    storage: StorageRoot
    paths: dict[str, str]
    matched: str


def resolve_path(writing: Writing, path: PathToResolve) -> FileValue:
    """The path as every platform sees it; the deepest root that holds it wins, then the newest storage."""
    if path.local_path is not None:
        root = _root_above(writing, path.local_path)
        relative = _slashed(path.local_path)[len(_slashed(root.matched)) :].lstrip("/")
    else:
        root = _root_of(writing, path.local_storage or 0)
        relative = path.relative_path or ""
    below = {name: _join(root.paths[name], relative) for name in _ROOTS if root.paths.get(name)}
    return FileValue(
        link_type="local",
        name=path.name,
        content_type=content_type_of(path.name),
        local_storage=root.storage,
        relative_path=relative,
        local_path_linux=below.get("linux_path"),
        local_path_mac=below.get("mac_path"),
        local_path_windows=below.get("windows_path"),
    )


def _root_above(writing: Writing, local_path: str) -> _Root:
    sought = _slashed(local_path)
    candidates = [
        _Root(StorageRoot(row_id, code or ""), paths, root)
        for row_id, code, paths in _local_storages(writing)
        for root in paths.values()
        if root and "\\" not in local_path and _is_below(sought, _slashed(root))
    ]
    if not candidates:
        raise CreateFailed("Attachment", f"Path {local_path} doesn't match any defined Local Storage.")
    return max(candidates, key=lambda each: (len(_slashed(each.matched)), each.storage.id))


def _root_of(writing: Writing, storage_id: int) -> _Root:
    for row_id, code, paths in _local_storages(writing):
        if row_id == storage_id:
            return _Root(StorageRoot(row_id, code or ""), paths, "")
    raise CreateFailed("Attachment", f"Local Storage {storage_id} does not exist.")


def _local_storages(writing: Writing) -> list[tuple[int, str | None, dict[str, str]]]:
    """The live local storages: id, code, and the root of each platform that has one."""
    found = writing.rows.live(writing.connection, "LocalStorage", ("code", *_ROOTS))
    return [
        (row_id, code, {name: root for name, root in zip(_ROOTS, roots, strict=True) if root})
        for row_id, code, *roots in found
    ]


def _slashed(path: str) -> str:
    return path.replace("\\", "/").rstrip("/")


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root + "/")


def _join(root: str, relative: str) -> str:
    separator = "\\" if "\\" in root else "/"
    return root.rstrip("/\\") + separator + relative.replace("/", separator)
