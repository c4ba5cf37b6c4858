"""Two films on one site: an open one, whose rows the askers may read, and a closed one, whose rows they may
not, with links from each to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fixtures.desk import Desk
from tests.media.pictures import encoded, quarters

from slatehouse.schema.link import Target
from slatehouse.site.fields.creating import NewField
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.uploads import UploadPlace

Rows = dict[str, Target]
OPEN, CLOSED, AFTERWARDS = "Lamp", "Gale", "Mist"
"""The word in all names of the open film, and of the closed one before and after it is changed."""

RETIRED = ("gone",)
EXTERNAL = "sg_external_id"
"""A unique field of shots: what they are called elsewhere."""


def add_external_id(desk: Desk) -> None:
    """Give shots that field, which films need."""
    unique = NewField("Shot", "text", [("name", "External Id"), ("unique", True)])
    assert desk.session.add_field(unique)[0].name == EXTERNAL


@dataclass
class Film:
    """The rows of one project, by name; `word` is in all of their texts."""

    desk: Desk = field(repr=False)
    word: str
    rows: Rows = field(default_factory=dict)

    def __getitem__(self, name: str) -> Target:
        return self.rows[name]

    def __iter__(self) -> Iterator[tuple[str, Target]]:
        return iter(self.rows.items())

    def add(self, called: str, type_: str, /, **values: object) -> Target:
        """Make a row in the project."""
        self.rows[called] = self.desk.create(type_, **values)
        return self.rows[called]

    def upload(self, called: str, row: Target, field_name: str | None) -> Target:
        """Give a row a file of its own; the Attachment."""
        entity_type = self.desk.site.schema[row.type]
        place = UploadPlace(entity_type, row.id, entity_type.fields[field_name] if field_name else None)
        name = f"{self.word}_{called}.png"
        content = iter([picture_of(self.word)])
        number = self.desk.session.receive(place, name, content, AttachmentFacts(name))
        self.rows[called] = Target("Attachment", number)
        return self.rows[called]


def picture_of(word: str) -> bytes:
    """The content of a film's files."""
    return encoded(quarters(), "PNG") + word.encode()


def shoot(desk: Desk, word: str, worker: Target) -> Film:
    """Make a project with a row of each kind, on which a person works."""
    project = desk.create("Project", name=f"{word} film")
    film = Film(Desk(desk.site, desk.caller, project), word, {"project": project})
    add, text = film.add, f"{word} by night"
    sequence = add("sequence", "Sequence", code=f"{word}_SQ1", description=text)
    add("sequence2", "Sequence", code=f"{word}_SQ2")
    shot = add("shot", "Shot", code=f"{word}_010", sg_sequence=sequence, description=text)
    shot2 = add("shot2", "Shot", code=f"{word}_020", sg_sequence=sequence, parent_shots=[shot])
    desk.update(shot, **{EXTERNAL: f"{word}_id"})
    asset = add("asset", "Asset", code=f"{word}_prop", shots=[shot], sg_asset_type="Prop")
    task = add("task", "Task", content=f"{word}_comp", entity=shot, task_assignees=[worker])
    add("task2", "Task", content=f"{word}_light", entity=shot, upstream_tasks=[task])
    add("task3", "Task", content=f"{word}_model", entity=asset)
    version = add(
        "version", "Version", code=f"{word}_v1", entity=shot, sg_task=task, user=worker, description=text
    )
    add("version2", "Version", code=f"{word}_v2", entity=shot2)
    add("playlist", "Playlist", code=f"{word}_dailies", versions=[version])
    note = add(
        "note",
        "Note",
        subject=f"{word}_note",
        content=text,
        note_links=[shot, version],
        tasks=[task],
        addressings_to=[worker],
    )
    add("note2", "Note", subject=f"{word}_note2", content=text)
    add("reply", "Reply", entity=note, content=f"{word}_reply")
    file = add("file", "PublishedFile", code=f"{word}_plate", entity=shot, task=task, version=version)
    add("file2", "PublishedFile", code=f"{word}_plate2", upstream_published_files=[file])
    add("log", "TimeLog", entity=task, user=worker, duration=60, description=text)
    cut = add("cut", "Cut", code=f"{word}_cut", entity=sequence, version=version)
    add("item", "CutItem", code=f"{word}_item", cut=cut, shot=shot, version=version)
    add("phase", "Phase", code=f"{word}_phase")
    add("delivery", "Delivery", title=f"{word}_delivery", sg_versions=[version])
    add("page", "Page", name=f"{word}_page", project=project, entity_type="Shot")
    add("event", "EventLogEntry", event_type=f"{word}_Custom", description=f"{word}_event", entity=shot)
    gone = add("gone", "Shot", code=f"{word}_gone", sg_sequence=sequence, **{EXTERNAL: f"{word}_gone_id"})
    desk.retire(gone)
    film.upload("movie", version, "sg_uploaded_movie")
    film.upload("picture", shot, "image")
    film.upload("beside", note, None)
    return film


def entangle(here: Film, there: Film, person: Target) -> None:
    """Link rows of one film to those of another."""
    desk, word = here.desk, here.word
    here.add("far_version", "Version", code=f"{word}_far", entity=there["shot"], sg_task=there["task"])
    here.add("far_shot", "Shot", code=f"{word}_090", sg_sequence=there["sequence"], assets=[there["asset"]])
    here.add("far_task", "Task", content=f"{word}_roto", entity=there["shot"], task_assignees=[person])
    here.add(
        "far_note",
        "Note",
        subject=f"{word}_about",
        note_links=[here["shot"], there["shot"], there["version"]],
        tasks=[there["task"]],
        addressings_to=[person],
    )
    here.add("far_reply", "Reply", entity=here["far_note"], content=f"{word}_answer")
    here.add("far_list", "Playlist", code=f"{word}_both", versions=[here["version"], there["version"]])
    here.add(
        "far_file",
        "PublishedFile",
        code=f"{word}_far_plate",
        entity=there["shot"],
        task=there["task"],
        version=there["version"],
        upstream_published_files=[here["file"], there["file"]],
    )
    here.add("far_item", "CutItem", code=f"{word}_far_item", cut=there["cut"], shot=there["shot"])
    here.add("wait", "TaskDependency", task=here["task3"], dependent_task=there["task"])
    here.add("far_event", "EventLogEntry", description=f"{word}_far_event", entity=there["shot"])
    desk.update(here["shot2"], parent_shots=[here["shot"], there["shot"]], description=f"{word} again")
    desk.update(here["version2"], entity=there["shot2"])
    desk.update(here["asset"], linked_projects=[there["project"]])
    desk.session.share_picture(there["shot"], [here["shot2"]], "image")
