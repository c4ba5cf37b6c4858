"""An edit against a site: what it changes there, found out first, and then written.

A revision of a cut appears whole: its items are made first, and the cut with them. What was cut off in
between is found by the next run, which uses the items that no cut has.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slatehouse.client import Client, Link, Row
from slatehouse.importing.catalogue import PROJECT, Catalogue
from slatehouse.importing.changes import Action, Change
from slatehouse.importing.cuts.edits import Clip, Edit
from slatehouse.importing.cuts.frames import Counting, Former, Span, first_frames
from slatehouse.importing.cuts.known import (
    CUT_FIELDS,
    ITEM_FIELDS,
    SEQUENCE,
    SHOT_FIELDS,
    STATUS,
    Known,
    New,
    form,
    id_of,
    plain,
)
from slatehouse.importing.cuts.naming import cut_name
from slatehouse.importing.errors import ImportRefused
from slatehouse.importing.sending import AT_ONCE, Sender

__all__ = ["CutImport", "CutWays"]


@dataclass(frozen=True, slots=True)
class CutWays:
    """How an edit is to be imported; each is what the command's option of that name is."""

    project: str
    sequence: str | None = None
    cut: str | None = None
    omit_status: str | None = None
    counting: Counting = field(default_factory=Counting)


class CutImport:
    """One edit on its way to one site.

    `changes` are what it changes: sequences, shots, the items of a new revision, and the cut; none where the
    site has all of it. `told` is what nobody should miss, and `compared` how the clips differ from those
    of the revision before. Raises `ImportRefused`.
    """

    def __init__(self, client: Client, edit: Edit, ways: CutWays) -> None:
        self._client = client
        self._edit = edit
        self._ways = ways
        self._catalogue = Catalogue(client)
        self._sender = Sender(client)
        self._project = self._catalogue.project(ways.project)
        self._raise_unless_status()
        self.told = list(edit.told)
        self.cut = ways.cut or cut_name(edit.name)
        if not self.cut:
            raise ImportRefused("the edit has no name; say with --cut how the cut is called")
        self._known = Known(client, self._catalogue, self._project, edit, self.cut, ways.sequence)
        self.compared: list[str] = []
        self.changes: list[Change] = [*self._sequence_changes(), *self._shot_changes(), *self._cut_changes()]
        self.changes += self._omitted()

    def write(self) -> Iterator[Change]:
        """Write what has changed; each change with its row, once it is done."""
        made: dict[New, Link] = {}
        for entity_type in ("Sequence", "Shot", "CutItem", "Cut"):
            changes = [self._linked(each, made) for each in self.changes if each.type == entity_type]
            there = self._loose_items(changes) if entity_type == "CutItem" else {}
            left = [change for change in changes if change.name not in there]
            for start in range(0, len(left), AT_ONCE):
                batch = left[start : start + AT_ONCE]
                for change, row in zip(batch, self._sender.send(batch), strict=True):
                    there[change.name] = row.id
            for change in changes:
                row_id = change.id or there[change.name]
                made[New(entity_type, change.name)] = Link(entity_type, row_id, change.name)
                yield change.of(row_id)

    def _sequence_changes(self) -> Iterator[Change]:
        for name, sequence in self._known.sequences.items():
            if isinstance(sequence, New):
                yield Change(Action.CREATE, "Sequence", None, name, self._values({"code": name}))

    def _shot_changes(self) -> Iterator[Change]:
        for code, row in self._known.shots.items():
            clips = self._known.clips[code]
            if len(clips) > 1:
                self.told.append(f"{code} is {len(clips)} times in the cut; its frames are those of all")
            values = self._cut_values(code, clips, row)
            sequence = self._known.sequence_of(code)
            if row is None:
                named = {"code": code, SEQUENCE: sequence, **values}
                yield Change(Action.CREATE, "Shot", None, code, self._values(named))
                continue
            if row.get(SEQUENCE) is None:
                values[SEQUENCE] = sequence
            elif id_of(row[SEQUENCE]) != id_of(sequence):
                self.told.append(f"{code} is in the sequence {row[SEQUENCE]}, and stays there")
            if self._ways.omit_status and row.get(STATUS) == self._ways.omit_status:
                self.told.append(f"{code} is in the cut again, and has the status {row[STATUS]}")
            differing = {name: (row.get(name), new) for name, new in values.items() if row.get(name) != new}
            if differing:
                yield Change(Action.UPDATE, "Shot", row.id, code, differing)

    def _cut_values(self, code: str, clips: Sequence[Clip], row: Row | None) -> dict[str, Any]:
        """The fields of a shot that its clips tell, of those that the site has."""
        spans = self._spans(code)
        whole = Span(min(span.first for span in spans), max(span.last for span in spans))
        handles = self._ways.counting.handles
        head, tail = (None, None) if row is None else (row.get("sg_head_in"), row.get("sg_tail_out"))
        if head is None or head > whole.first:
            self._tell_rescan(code, head, whole.first, "head")
            head = whole.first - handles
        if tail is None or tail < whole.last:
            self._tell_rescan(code, tail, whole.last, "tail")
            tail = whole.last + handles
        values = (whole.first, whole.last, whole.frames, clips[0].order, head, tail, tail - head + 1)
        return {
            name: value
            for name, value in zip(SHOT_FIELDS, values, strict=True)
            if name in self._known.shot_fields
        }

    def _tell_rescan(self, code: str, had: int | None, needed: int, end: str) -> None:
        if had is not None:
            self.told.append(f"{code} needs {abs(needed - had)} frames more at its {end} than it had")

    def _spans(self, code: str) -> list[Span]:
        clips = self._known.clips[code]
        row = self._known.shots[code]
        former = [
            Former(item["timecode_cut_item_in_text"], item["cut_item_in"])
            for item in self._known.former_items
            if row is not None and id_of(item["shot"]) == row.id
        ]
        known = None if row is None else row.get("sg_cut_in")
        return first_frames(clips, former, known, self._edit.fps, self._ways.counting)

    def _cut_changes(self) -> Iterator[Change]:
        items = self._items()
        values = dict(
            zip(CUT_FIELDS, (float(self._edit.fps), self._edit.duration, *self._edit.place), strict=True)
        )
        if self._known.former is not None and self._is_as_before(items, values):
            return
        self.compared += _differences(self._known.former_items, list(items.values()))
        number = 1 if self._known.former is None else self._known.former["revision_number"] + 1
        for name, item in items.items():
            yield Change(Action.CREATE, "CutItem", None, name, self._values(item))
        made = [New("CutItem", name) for name in items]
        named = {
            "code": self.cut,
            "revision_number": number,
            "entity": self._entity(),
            **values,
            "cut_items": made,
        }
        yield Change(Action.CREATE, "Cut", None, f"{self.cut} v{number:03}", self._values(named))

    def _entity(self) -> Link | New | None:
        """What the cut is of: the sequence, where there is one."""
        return next(iter(self._known.sequences.values())) if len(self._known.sequences) == 1 else None

    def _items(self) -> dict[str, dict[str, Any]]:
        """The values of each item, by a name that no other item of the cut has."""
        spans = {code: iter(self._spans(code)) for code in self._known.shots}
        versions = self._known.versions
        items: dict[str, dict[str, Any]] = {}
        for clip in self._edit.clips:
            span = next(spans[clip.shot.code])
            row = self._known.shots[clip.shot.code]
            shot = New("Shot", clip.shot.code) if row is None else Link("Shot", row.id, row["code"])
            version = next(
                (versions[name.casefold()] for name in clip.media if name.casefold() in versions), None
            )
            values = (
                *(clip.name, clip.order, shot, version, clip.edit_in, clip.edit_out, span.first, span.last),
                *(clip.duration, *clip.source, *clip.place),
            )
            items[f"{clip.name} ({clip.order})"] = dict(zip(ITEM_FIELDS, values, strict=True))
        return items

    def _is_as_before(self, items: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> bool:
        former = self._known.former
        assert former is not None
        same = all(plain(former.get(name)) == plain(value) for name, value in values.items())
        return same and [form(item) for item in items.values()] == [
            form(item) for item in self._known.former_items
        ]

    def _omitted(self) -> Iterator[Change]:
        """Shots that are not in the cut: told, or given the status that was asked for."""
        status = self._ways.omit_status
        for row in self._known.missing():
            if status is None:
                self.told.append(f"{row['code']} ({row.id}) is not in the cut")
            elif row.get(STATUS) != status:
                values = {STATUS: (row.get(STATUS), status)}
                yield Change(Action.UPDATE, "Shot", row.id, row["code"], values)

    def _values(self, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """What a new row of the project is to hold."""
        held = {PROJECT: self._project, **values}
        return {name: (None, value) for name, value in held.items() if value is not None}

    def _raise_unless_status(self) -> None:
        wanted = self._ways.omit_status
        status = self._catalogue.fields("Shot").get(STATUS)
        known = status.valid_values if status else ()
        if wanted is not None and wanted not in known:
            raise ImportRefused(f"{wanted!r} is no status of shots; they have {', '.join(known) or 'none'}")

    def _linked(self, change: Change, made: Mapping[New, Link]) -> Change:
        def there(value: Any) -> Any:
            if isinstance(value, New):
                return made[value]
            return [there(each) for each in value] if isinstance(value, list) else value

        return replace(change, values={name: (old, there(new)) for name, (old, new) in change.values.items()})

    def _loose_items(self, changes: Sequence[Change]) -> dict[str, int]:
        """The items that are there and that no cut has, by the names of the changes that would make them."""
        loose = self._known.loose_items([str(change.values["code"][1]) for change in changes])
        there: dict[str, int] = {}
        for change in changes:
            wanted = form({name: new for name, (_, new) in change.values.items()})
            row = next((row for row in loose if form(row) == wanted), None)
            if row is not None:
                loose.remove(row)
                there[change.name] = row.id
        return there


def _differences(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What became of each clip; those of a shot are taken in their order."""
    waiting: dict[str, deque[Mapping[str, Any]]] = defaultdict(deque)
    for item in before:
        waiting[_name(item)].append(item)
    for item in now:
        former = waiting[_name(item)]
        was = former.popleft() if former else None
        if was is None:
            yield f"new in the cut: {_told(item)}"
        elif form(was) != form(item):
            yield f"in the cut: {_told(was)} → {_told(item)}"
    for left in waiting.values():
        yield from (f"not in the cut any more: {_told(item)}" for item in left)


def _name(item: Mapping[str, Any]) -> str:
    return str(item["shot"] or item["code"]).casefold()


def _told(item: Mapping[str, Any]) -> str:
    frames = f"{item['cut_item_in']}-{item['cut_item_out']} at {item['edit_in']}-{item['edit_out']}"
    return f"{item['cut_order']} {item['code']} {frames}"
