"""Questions: about one row through every door that takes one, and random ones that guess at the hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any, TypeVar

from tests.secrecy.doors import ARRAY, HASH, Ask, form, rest, rpc, strictly
from tests.secrecy.films import AFTERWARDS, CLOSED, OPEN, picture_of
from tests.secrecy.twins import HOOK, Cast

from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.schema import Schema
from slatehouse.schema.summaries import SummaryKind

Choice = TypeVar("Choice")
WORDS = (OPEN, CLOSED, AFTERWARDS, "night", "SQ1", "_v", "film", "note")


def link(row: Target) -> dict[str, object]:
    return {"type": row.type, "id": row.id}


def reads_of(schema: Schema, row: Target, person: Target) -> Iterator[Ask]:
    """Every read that names one row."""
    entity_type = schema[row.type]
    path = f"/entity/{entity_type.slug}/{row.id}"
    yield strictly(rest("GET", f"{path}?fields=*"))
    yield rest("GET", f"{path}?options[return_only]=retired&fields=id")
    yield rest("GET", f"{path}?options[include_archived_projects]=false&fields=id")
    for kind in (Kind.LINK, Kind.LINKS):
        for field in _first(entity_type, kind):
            yield rest("GET", f"{path}/relationships/{field.name}")
    for kind in (Kind.FILE, Kind.IMAGE):
        for field in _first(entity_type, kind):
            yield rest("GET", f"{path}/{field.name}")
            yield rest("GET", f"{path}/{field.name}?alt=original")
    for suffix in ("activity_stream", "activity_stream?limit=2", "followers", "thread_contents"):
        yield rest("GET", f"{path}/{suffix}")
    yield rest("POST", "/hierarchy/_search", {"root_path": "/", "search_criteria": {"entity": link(row)}})
    yield rest("POST", f"/entity/{entity_type.slug}/_search", {"filters": [["id", "is", row.id]]}, ARRAY)
    yield rpc("activity_stream", {"type": row.type, "id": row.id, "entity_fields": {"Shot": ["code"]}})
    yield rpc("followers", {"entity": link(row)})
    yield from _reads_of_its_type(row, person)
    for place in _places(row):
        yield rest("POST", "/hierarchy/_expand", {"path": place})
        yield rpc("nav_expand", {"path": place, "seed_entity_field": "PublishedFile.entity"})


def _reads_of_its_type(row: Target, person: Target) -> Iterator[Ask]:
    """The reads that name a row of one type."""
    match row.type:
        case "Project":
            days = f"start_date=2026-03-01&end_date=2026-03-03&project_id={row.id}"
            yield rest("GET", f"/schedule/work_day_rules?{days}")
            yield rest("GET", f"/schema/Shot/fields?project_id={row.id}")
            yield rest("GET", f"/entity/{person.type}/{person.id}/following?project_id={row.id}")
            yield rpc("following", {"user": link(person), "project": link(row)})
            yield rpc("schema_read", {"project": link(row)})
            yield strictly(rest("POST", "/webhook/hooks", {**HOOK, "projects": [row.id]}))
        case "Page":
            yield rest("GET", f"/exports/page/{row.id}.csv")
            yield rpc("export_page", {"format": "csv", "page_id": row.id, "layout_name": None})
        case "Note":
            yield rpc("note_thread_contents", {"note_id": row.id})
        case "Attachment":
            yield Ask("file", "GET", f"/file_serve/attachment/{row.id}")
            yield from _contents(row, "this_file")
        case "Shot":
            yield from _contents(row, "image")


def _contents(row: Target, field: str) -> Iterator[Ask]:
    """Those of a row's file, by the addresses for browsers: its own, one of another row's, and none."""
    for alt in ("original", "thumbnail", "large"):
        yield Ask("file", "GET", f"/media/current/{row.type}/{row.id}/{field}?alt={alt}")
    for word in (OPEN, CLOSED, "no film"):
        content = sha256(picture_of(word)).hexdigest()
        yield Ask("file", "GET", f"/media/{content}/{row.type}/{row.id}/{field}")


def _first(entity_type: EntityType, kind: Kind) -> list[Field]:
    return [field for field in entity_type.fields.values() if field.type.kind is kind][:3]


def _places(row: Target) -> tuple[str, ...]:
    match row.type:
        case "Project":
            return (f"/Project/{row.id}", f"/Project/{row.id}/Shot", f"/Project/{row.id}/Asset")
        case "Sequence":
            return (f"/Project/1/Shot/sg_sequence/Sequence/{row.id}",)
        case "Shot":
            return (f"/Project/1/Shot/sg_sequence/Sequence/1/id/{row.id}",)
    return ()


def writes_of(schema: Schema, row: Target, ours: Target, person: Target) -> Iterator[Ask]:
    """Writes that name one row, and change nothing where it is not there: to it, links to it, files for it.

    `ours` is a row of the type Note that the asker may read.
    """
    entity_type = schema[row.type]
    path = f"/entity/{entity_type.slug}/{row.id}"
    yield rest("PUT", path, {})
    yield rest("PUT", path, {entity_type.identity or "sg_status_list": "changed"})
    yield rest("PUT", path, {"sg_no_such_field": 1})
    yield rest("DELETE", path)
    yield rest("POST", f"{path}?revive=1")
    yield rest("POST", f"/entity/human_users/{person.id}/follow", {"entities": [_record(row)]})
    yield rest("PUT", f"{path}/unfollow", {"user_id": person.id})
    for field in (*_first(entity_type, Kind.IMAGE), *_first(entity_type, Kind.FILE)):
        yield rest("GET", f"{path}/{field.name}/_upload?filename=a.png")
    yield rest("GET", f"{path}/_upload?filename=a.png")
    yield rest("GET", f"{path}/_upload?filename=a.png&multipart_upload=true")
    yield rest("POST", f"{path}/_upload", _completion(is_whole=True))
    yield rest("POST", f"{path}/_upload/multipart_abort", _completion(is_whole=False)["upload_info"])
    yield rest("PUT", f"/entity/notes/{ours.id}", {"note_links": [link(row)]})
    yield rest("PUT", f"/entity/notes/{ours.id}", {"playlist": link(row)})
    yield rest("POST", "/entity/notes", {"project": link(row), "subject": "x"})
    yield rest("POST", "/entity/replies", {"entity": link(row), "content": "x"})
    yield rest("POST", "/entity/versions", {"project": {"type": "Project", "id": 1}, "entity": link(row)})
    if row.type == "Attachment":
        yield rest("POST", f"/transcode/attachment_metadata/{row.id}", {})
    if row.type == "Project":
        rule = {"date": "2026-03-01", "working": True}
        yield rest("PUT", "/schedule/work_day_rules", {**rule, "project_id": row.id})
        yield rpc("work_schedule_update", {**rule, "project": link(row)})
        yield rest("PUT", f"/entity/projects/{row.id}/_update_last_accessed", {"user_id": person.id})
        yield rpc("update_project_last_accessed_by_current_user", {"project_id": row.id})
    for kind in ("update", "delete"):
        asked: dict[str, Any] = {"request_type": kind, "entity": row.type, "record_id": row.id, "data": {}}
        yield rest("POST", "/entity/_batch", {"requests": [asked]})
    yield rpc("update", {"type": row.type, "id": row.id, "fields": []})
    yield rpc("delete", {"type": row.type, "id": row.id})
    yield rpc("revive", {"type": row.type, "id": row.id})
    yield rpc("batch", [{"request_type": "delete", "type": row.type, "id": row.id}])
    yield rpc("follow", {"user": link(person), "entity": link(row)})
    yield rpc("unfollow", {"user": link(person), "entity": link(row)})
    target, source = f"{row.type}_{row.id}", f"{ours.type}_{ours.id}"
    yield form("/upload/share_thumbnail", source_entity=target, entities=source)
    yield form("/upload/share_thumbnail", source_entity=source, entities=target)
    yield form("/upload/upload_file", entity_type=row.type, entity_id=row.id)
    yield form("/upload/api_link_file", entity_type=row.type, entity_id=row.id, upload_link_info="1\n" * 6)


def _record(row: Target) -> dict[str, object]:
    return {"entity": row.type, "record_id": row.id}


def _completion(*, is_whole: bool) -> dict[str, Any]:
    info = {
        "timestamp": "2026-03-04T05:06:07Z",
        "upload_type": "Attachment",
        "upload_id": None if is_whole else "0" * 32,
        "storage_service": "s3",
        "original_filename": "a.png",
        "multipart_upload": not is_whole,
    }
    return {"upload_info": info, "upload_data": {}}


@dataclass
class Guesser:
    """Makes random questions about the types of the films, with values that guess at what is hidden."""

    schema: Schema
    cast: Cast
    random: Random

    def __post_init__(self) -> None:
        rows = [row for film in (self.cast.open, self.cast.closed) for _, row in film]
        self._rows = rows + list(self.cast.people.values())
        self._types = sorted(
            {row.type for row in rows} | {"HumanUser", "EventLogEntry", "Page", "PageSetting"}
        )
        self._types += ["PlaylistVersionConnection", "AssetShotConnection", "PageHit", "WorkDayRule"]

    def question(self) -> Ask:
        """One question."""
        ask = self.random.choice(_KINDS)(self)
        return strictly(ask) if ask.door == "rest" and self.random.random() < 0.1 else ask

    def _one_of(self, among: Sequence[Choice]) -> Choice:
        return self.random.choice(among)

    def _type(self) -> EntityType:
        return self.schema[self._one_of(self._types)]

    def _row(self) -> Target:
        return self._one_of(self._rows)

    def _steps(self, entity_type: EntityType, hops: int = 2) -> tuple[str, Field]:
        """A path whose types fit."""
        here, words = entity_type, []
        for _ in range(self.random.choice((0, 0, 1, 1, hops))):
            links = [
                each
                for each in here.fields.values()
                if each.type.kind in (Kind.LINK, Kind.LINKS) and set(each.valid_types) & set(self._types)
            ]
            if not links:
                break
            through = self._one_of(links)
            here = self.schema[self._one_of(sorted(set(through.valid_types) & set(self._types)))]
            words += [through.name, here.name]
        field = self._field(here)
        return ".".join((*words, field.name)), field

    def _field(self, entity_type: EntityType) -> Field:
        """A field, more often one that the films fill."""
        fields = entity_type.fields
        likely = [fields[name] for name in _LIKELY if name in fields]
        links = [each for each in fields.values() if each.type.kind in (Kind.LINK, Kind.LINKS)]
        among = self._one_of([each for each in (likely, links, list(fields.values())) if each])
        found: Field = self._one_of(among)
        return found

    def _value(self, field: Field) -> Any:
        if field.type.kind in (Kind.LINK, Kind.LINKS):
            return self._one_of([link(self._row()), link(self._row()), None, self._one_of(WORDS)])
        return self._one_of([*WORDS, self._row().id, None, True, 1, "opn", "2026-03-04", "Shot"])

    def _condition(self, entity_type: EntityType) -> list[Any]:
        path, field = self._steps(entity_type)
        relation = self._one_of(sorted(field.type.relations) or ["is"])
        value = self._value(field)
        if relation.startswith(("name_", "type_")):
            value = self._one_of([*WORDS, "Shot", "Version"])
        if relation in ("in", "not_in", "between", "not_between", "type_in", "name_in"):
            value = [value, self._value(field)]
        return [path, relation, value]

    def _filters(self, entity_type: EntityType) -> list[Any]:
        return [self._condition(entity_type) for _ in range(self.random.choice((0, 1, 1, 1, 2)))]

    def _group(self, entity_type: EntityType) -> dict[str, Any]:
        operator = self._one_of(["and", "or"])
        return {"logical_operator": operator, "conditions": self._filters(entity_type)}

    def _wire_group(self, entity_type: EntityType) -> dict[str, Any]:
        leaves = [
            {"path": path, "relation": relation, "values": value if isinstance(value, list) else [value]}
            for path, relation, value in self._filters(entity_type)
        ]
        return {"logical_operator": self._one_of(["and", "or"]), "conditions": leaves}

    def _names(self, entity_type: EntityType) -> list[str]:
        return [self._steps(entity_type)[0] for _ in range(self.random.randint(1, 3))]

    def _sort(self, entity_type: EntityType) -> str:
        return self._one_of(["", "-"]) + self._steps(entity_type, 1)[0]

    def list(self) -> Ask:
        entity_type = self._type()
        query = [f"fields={','.join(self._names(entity_type))}", f"sort={self._sort(entity_type)}"]
        if self.random.random() < 0.6:
            name = self._field(entity_type).name
            query.append(f"filter[{name}]={self._one_of([*WORDS, str(self._row().id), 'null'])}")
        if self.random.random() < 0.3:
            query.append("page[size]=3")
        if self.random.random() < 0.3:
            query.append(
                self._one_of(["options[return_only]=retired", "options[include_archived_projects]=false"])
            )
        return rest("GET", f"/entity/{entity_type.slug}?{'&'.join(query)}")

    def search(self) -> Ask:
        entity_type = self._type()
        body: dict[str, Any] = {"fields": self._names(entity_type), "sort": self._sort(entity_type)}
        if self.random.random() < 0.15:
            preset = self._preset(entity_type)
            body |= {"additional_filter_presets": [preset]}
        path = f"/entity/{entity_type.slug}/_search"
        if self.random.random() < 0.5:
            return rest("POST", path, {"filters": self._filters(entity_type), **body}, ARRAY)
        return rest("POST", path, {"filters": self._group(entity_type), **body}, HASH)

    def _preset(self, entity_type: EntityType) -> dict[str, Any]:
        if self.random.random() < 0.5:
            return {"preset_name": "CUT_SHOT_VERSIONS", "cut_id": self._row().id}
        if self.random.random() < 0.5:
            return {"preset_name": "LATEST", "latest_by": "ENTITIES_CREATED_AT"}
        field = self._one_of([each.name for each in entity_type.fields.values()])
        seed = {"type": entity_type.name, "field": field}
        return {"preset_name": "NAV_ENTRIES", "path": self._place(), "seed": seed}

    def _place(self) -> str:
        project = self._one_of([self.cast.open["project"], self.cast.closed["project"]]).id
        row = self._row().id
        return self._one_of(
            [
                "/",
                f"/Project/{project}",
                f"/Project/{project}/Shot",
                f"/Project/{project}/Asset",
                f"/Project/{project}/Sequence",
                f"/Project/{project}/Shot/sg_sequence/Sequence/{row}",
                f"/Project/{project}/Shot/sg_sequence/Sequence/__none__",
                f"/Project/{project}/Shot/sg_sequence/Sequence/{row}/id/{self._row().id}",
            ]
        )

    def summarize(self) -> Ask:
        entity_type = self._type()
        kinds = [str(each) for each in SummaryKind]
        fields = {name: self._one_of(["record_count", "count", *kinds]) for name in self._names(entity_type)}
        body = {
            "filters": self._filters(entity_type),
            "summary_fields": [{"field": name, "type": kind} for name, kind in fields.items()],
        }
        if self.random.random() < 0.6:
            groups = [str(each) for each in GroupingKind]
            body["grouping"] = [
                {"field": self._steps(entity_type, 1)[0], "type": self._one_of(["exact", "exact", *groups])}
                for _ in range(self.random.randint(1, 2))
            ]
        return rest("POST", f"/entity/{entity_type.slug}/_summarize", body, ARRAY)

    def text_search(self) -> Ask:
        types = dict.fromkeys(self._type() for _ in range(self.random.randint(1, 3)))
        sought = {each.name: self._filters(each) for each in types}
        text = self._one_of([*WORDS, f"{self._one_of(WORDS)} {self._one_of(WORDS)}"])
        return rest("POST", "/entity/_text_search", {"text": text, "entity_types": sought}, ARRAY)

    def hierarchy(self) -> Ask:
        if self.random.random() < 0.5:
            return rest("POST", "/hierarchy/_expand", {"path": self._place()})
        criterion = self._one_of([{"entity": link(self._row())}, {"search_string": self._one_of(WORDS)}])
        return rest("POST", "/hierarchy/_search", {"root_path": self._place(), "search_criteria": criterion})

    def stream(self) -> Ask:
        row, entity_type = self._row(), self._type()
        window = self._one_of(["", "?limit=1", "?limit=5", "?min_id=10", "?max_id=40&limit=3"])
        joint = "&" if window else "?"
        extra = f"{joint}entity_fields[{entity_type.name}]={','.join(self._names(entity_type))}"
        return rest("GET", f"/entity/{self.schema[row.type].slug}/{row.id}/activity_stream{window}{extra}")

    def changes(self) -> Ask:
        after = self._one_of(["0", "0", "10", "60", "999999999"])
        wanted = [f"types={self._type().name}", f"project={self.random.randrange(1, 5)}", "limit=3"]
        asked = self.random.sample(wanted, self.random.randrange(3))
        return rest("GET", f"/changes?{'&'.join((f'after={after}', *asked))}")

    def thread(self) -> Ask:
        notes = [film[name] for film in (self.cast.open, self.cast.closed) for name in ("note", "far_note")]
        extra = "&".join(
            f"entity_fields[{each}]={','.join(self._names(self.schema[each]))}"
            for each in ("Note", "Attachment")
        )
        return rest("GET", f"/entity/notes/{self._one_of(notes).id}/thread_contents?{extra}")

    def single(self) -> Ask:
        row = self._row()
        names = ",".join(self._names(self.schema[row.type]))
        return rest("GET", f"/entity/{self.schema[row.type].slug}/{row.id}?fields={names}")

    def find(self) -> Ask:
        entity_type = self._type()
        argument = {
            "type": entity_type.name,
            "return_fields": self._names(entity_type),
            "filters": self._wire_group(entity_type),
            "return_only": self._one_of(["active", "active", "retired"]),
            "paging": {"entities_per_page": self._one_of([2, 500]), "current_page": self._one_of([1, 1, 2])},
            "sorts": [
                {"field_name": self._steps(entity_type, 1)[0], "direction": self._one_of(["asc", "desc"])}
            ],
            "return_paging_info": self._one_of([True, False]),
            "include_archived_projects": self._one_of([True, False]),
        }
        return rpc("read", argument)

    def sums(self) -> Ask:
        entity_type = self._type()
        argument = {
            "type": entity_type.name,
            "filters": self._wire_group(entity_type),
            "summaries": [
                {"field": self._steps(entity_type)[0], "type": self._one_of(["count", "record_count"])}
            ],
        }
        if self.random.random() < 0.6:
            path = self._steps(entity_type, 1)[0]
            argument["grouping"] = [{"field": path, "type": "exact", "direction": "desc"}]
        return rpc("summarize", argument)

    def names(self) -> Ask:
        types = dict.fromkeys(self._type() for _ in range(self.random.randint(1, 3)))
        argument = {
            "text": self._one_of(WORDS) + "_",
            "entity_types": {each.name: self._wire_group(each) for each in types},
            "project_ids": self._one_of([[], [self._row().id]]),
            "max_results": None,
        }
        return rpc("query_display_name_cache", argument)

    def following(self) -> Ask:
        person = self._one_of(list(self.cast.people.values()))
        kind = self._one_of(["", "?entity=Shot", f"?project_id={self.cast.open['project'].id}"])
        return rest("GET", f"/entity/human_users/{person.id}/following{kind}")


_LIKELY = (
    *("code", "content", "subject", "name", "title", "description", "entity", "project", "sg_sequence"),
    *("note_links", "tasks", "versions", "sg_task", "task_assignees", "addressings_to", "open_notes_count"),
    *("notes", "open_notes", "cached_display_name", "user", "created_by", "sg_status_list", "id", "image"),
    *("shots", "assets", "sg_versions", "replies", "attachments", "playlists", "reply_content", "meta"),
    *("event_type", "attribute_name", "shot", "cut", "version", "upstream_tasks", "parent_shots"),
    *("image_source_entity", "linked_projects", "users", "projects", "upstream_published_files"),
)
_KINDS = (
    *(Guesser.list, Guesser.search, Guesser.search, Guesser.search, Guesser.summarize, Guesser.summarize),
    *(Guesser.text_search, Guesser.hierarchy, Guesser.stream, Guesser.thread, Guesser.single),
    Guesser.changes,
    *(Guesser.find, Guesser.find, Guesser.sums, Guesser.names, Guesser.following),
)
