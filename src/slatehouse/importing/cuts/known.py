"""What a site has of an edit: its sequences, its shots, and the cut as it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slatehouse.client import Client, Link, Row
from slatehouse.importing.catalogue import Catalogue
from slatehouse.importing.cuts.edits import Clip, Edit
from slatehouse.importing.errors import ImportRefused

__all__ = [
    "CUT_FIELDS",
    "ITEM_FIELDS",
    "SEQUENCE",
    "SHOT_FIELDS",
    "STATUS",
    "Known",
    "New",
    "form",
    "id_of",
    "plain",
]

SHOT_FIELDS = (
    *("sg_cut_in", "sg_cut_out", "sg_cut_duration", "sg_cut_order"),
    *("sg_head_in", "sg_tail_out", "sg_working_duration"),
)
ITEM_FIELDS = (
    *("code", "cut_order", "shot", "version", "edit_in", "edit_out", "cut_item_in", "cut_item_out"),
    *("cut_item_duration", "timecode_cut_item_in_text", "timecode_cut_item_out_text"),
    *("timecode_edit_in_text", "timecode_edit_out_text"),
)
CUT_FIELDS = ("fps", "duration", "timecode_start_text", "timecode_end_text")
STATUS, SEQUENCE = "sg_status_list", "sg_sequence"
_NAMES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class New:
    """A row that is to be made, where another is to link it."""

    type: str
    name: str

    def __str__(self) -> str:
        return self.name


class Known:
    """The rows of a project that an edit is about. Raises `ImportRefused` where a name is that of several.

    `sequence` names the sequence of clips whose names tell none. `shots` has None for one that is not there.
    `former` is the newest revision of the cut, and `former_items` its items in their order.
    """

    def __init__(
        self, client: Client, catalogue: Catalogue, project: Link, edit: Edit, cut: str, sequence: str | None
    ) -> None:
        self._client = client
        self._project = project
        self._edit = edit
        self._cut = cut
        self._sequence = sequence or cut
        there = catalogue.fields("Shot")
        self.shot_fields = tuple(name for name in SHOT_FIELDS if name in there and there[name].is_editable)
        self.clips: dict[str, list[Clip]] = {}
        for clip in edit.clips:
            self.clips.setdefault(clip.shot.code, []).append(clip)
        self.sequences = self._found_sequences()
        self.shots = self._found_shots()
        self.former = self._latest_cut()
        self.former_items = self._items_of(self.former)

    def sequence_of(self, code: str) -> Link | New:
        """The sequence that a shot of the edit is in."""
        return self.sequences[self._sequence_name(self.clips[code][0])]

    @cached_property
    def versions(self) -> Mapping[str, Link]:
        """Versions that are called as clips or their material, by their names in small letters."""
        names = list(dict.fromkeys(name for clip in self._edit.clips for name in clip.media))
        rows = self._rows("Version", names, ())
        return {row["code"].casefold(): Link("Version", row.id, row["code"]) for row in rows}

    def missing(self) -> list[Row]:
        """Shots of the sequences, and of the revision before, that are not in the edit."""
        there = {row.id for row in self.shots.values() if row is not None}
        ids = {id_of(item["shot"]) for item in self.former_items if item["shot"]} - there
        links = [each for each in self.sequences.values() if isinstance(each, Link)]
        asked = self._client.rows("Shot").fields("code", STATUS)
        rows = {row.id: row for row in asked.where(sg_sequence=links, project=self._project)} if links else {}
        if ids - rows.keys():
            rows.update((row.id, row) for row in asked.filter("id", "in", sorted(ids - rows.keys())))
        return [row for row_id, row in sorted(rows.items()) if row_id not in there]

    def loose_items(self, codes: Sequence[str]) -> list[Row]:
        """Items of these names that no cut has."""
        found = self._rows("CutItem", list(dict.fromkeys(codes)), (*ITEM_FIELDS, "cut"))
        return [row for row in found if row["cut"] is None]

    def _sequence_name(self, clip: Clip) -> str:
        return clip.shot.sequence or self._sequence

    def _rows(self, entity_type: str, codes: Sequence[str], fields: Sequence[str]) -> list[Row]:
        """Rows of the project with these names, in whatever case."""
        found: list[Row] = []
        for start in range(0, len(codes), _NAMES_AT_ONCE):
            asked = self._client.rows(entity_type).where(
                project=self._project, code=codes[start : start + _NAMES_AT_ONCE]
            )
            found += asked.fields("code", *fields).all()
        return found

    def _found_sequences(self) -> dict[str, Link | New]:
        names = list(dict.fromkeys(self._sequence_name(clip) for clip in self._edit.clips))
        there: dict[str, list[Row]] = {}
        for row in self._rows("Sequence", names, ()):
            there.setdefault(row["code"].casefold(), []).append(row)
        return {name: _one("Sequence", name, there.get(name.casefold(), [])) for name in names}

    def _found_shots(self) -> dict[str, Row | None]:
        there: dict[str, list[Row]] = {}
        for row in self._rows("Shot", list(self.clips), (*self.shot_fields, SEQUENCE, STATUS)):
            there.setdefault(row["code"].casefold(), []).append(row)
        found: dict[str, Row | None] = {}
        for code, clips in self.clips.items():
            rows = there.get(code.casefold(), [])
            sequence = self.sequences[self._sequence_name(clips[0])]
            own = [
                row for row in rows if isinstance(sequence, Link) and id_of(row.get(SEQUENCE)) == sequence.id
            ]
            chosen = own or rows
            if len(chosen) > 1:
                ids = ", ".join(str(row.id) for row in chosen)
                raise ImportRefused(f"there is more than one shot {code}: {ids}; rename all but one")
            found[code] = chosen[0] if chosen else None
        return found

    def _latest_cut(self) -> Row | None:
        asked = (
            self._client.rows("Cut")
            .where(project=self._project, code=self._cut)
            .fields("code", "revision_number")
        )
        revisions = [row for row in asked.fields(*CUT_FIELDS, "entity") if row["revision_number"] is not None]
        return max(revisions, key=lambda row: (row["revision_number"], row.id), default=None)

    def _items_of(self, cut: Row | None) -> list[Row]:
        if cut is None:
            return []
        rows = self._client.rows("CutItem").where(cut=cut).fields(*ITEM_FIELDS).all()
        return sorted(rows, key=lambda row: (row["cut_order"] is None, row["cut_order"], row.id))


def _one(entity_type: str, name: str, rows: Sequence[Row]) -> Link | New:
    if len(rows) > 1:
        ids = ", ".join(str(row.id) for row in rows)
        raise ImportRefused(f"there is more than one {entity_type.lower()} {name}: {ids}; rename all but one")
    return Link(entity_type, rows[0].id, rows[0]["code"]) if rows else New(entity_type, name)


def id_of(link: Any) -> int | None:
    """The id of a row that is linked."""
    return link.id if isinstance(link, Link) else None


def form(item: Mapping[str, Any]) -> tuple[Any, ...]:
    """An item in a form that is equal where the site keeps the same."""
    return tuple(plain(item.get(name)) for name in ITEM_FIELDS)


def plain(value: Any) -> Any:
    """A value in such a form."""
    if isinstance(value, Link):
        return (value.type, value.id)
    if isinstance(value, float):
        # Floats are read as texts (contract data-types).
        return f"{value:.3f}"
    try:
        return f"{float(value):.3f}" if isinstance(value, str) and "." in value else value
    except ValueError:
        return value
