"""A small site full of odd rows: nulls, cases, accents composed and not, retired rows and links to them.

It is made by the site's own verbs; what was sent is noted in a `World`, in the words of the contract.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from tests.query.world import Key, PlainRow, World

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.site.site import Site
from slatehouse.site.uploads import UploadPlace

TEXTS = (
    "Comp", "comp", "COMP fx", "fx", "a_b", "a%b", "a b", "Éclair", "e\u0301clair", "ÉCLAIR 2", "Straße",
    "STRASSE", "ΣΊΣΥΦΟΣ", "σίσυφος", "日本語", "🎬 take", "İi", "O'Neil \"x\"", "back\\slash", "line\nbreak",
    "\ud7ff", "\U0010ffff", "zz\U0010ffff",
)  # fmt: skip
NUMBERS = (0, 1, -1, 7, 42, 1001, 2**31 - 1, -(2**31))
FLOATS = (0.0, 1.5, -2.25, 24.0, 23.976, 0.000001, 1e20)
DAYS = ("2026-03-04", "2026-03-03", "2026-03-01", "2026-02-28", "2025-12-31", "2026-03-09", "2024-02-29")
MOMENTS = (
    "2026-03-04T05:06:07Z", "2026-03-04T00:00:00Z", "2026-03-03T23:59:59Z", "2026-03-04T05:06:08Z",
    "2026-02-04T05:06:07Z", "2025-03-04T05:06:07Z", "2026-03-08T23:30:00Z", "2026-03-09T00:00:00Z",
)  # fmt: skip
MINUTES = (0, 30, 90, 480, -30, 2400)
PERCENTS = (0, 1, 50, 100, 101, -1)
COLORS = ("pipeline_step", "255,128,0", "0,0,0")
JSON: tuple[object, ...] = (
    {"a": 1}, {"a": {"b": [1, 2, 3]}, "c": None}, {}, [], [{"x": 1}], {"é": "日", "t": True}, {"a": 1.0},
    {"n": 2**40},
)  # fmt: skip
TAGS: tuple[tuple[str, ...], ...] = (
    (),
    ("Night", "rain"),
    ("Rain check",),
    ("É", "night"),
    ("a_b", "NIGHT Ride"),
)
TAG_ROWS = ("Night", "RAIN", "e\u0301")
PRIORITIES = ("1_Tier", "2_Tier", "3_Tier")
NOTE_TYPES = ("Internal", "Client")
STATUSES = {
    "Note": ("opn", "ip", "clsd"),
    "Shot": ("wtg", "ip", "fin", "apr"),
    "Version": ("na", "rev", "vwd", "apr"),
    "Sequence": ("wtg", "ip", "fin"),
}
DEFAULT_STATUSES = {"Note": "opn", "Shot": "wtg", "Version": "rev", "Sequence": "ip"}


def populate(site: Site, seed: int = 20_260_304) -> World:
    """Fill a new site; always with the same rows."""
    population = _Population(site, random.Random(seed))
    population.make_rows()
    population.note_schedule()
    population.retire_some()
    return population.world


class _Population:
    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site = site
        self.session = site.session(system_caller(logs_events=False))
        self.chance = chance
        self.world = World()
        self.project = self._create("Project", {"name": "Film"}).sent

    def make_rows(self) -> None:
        for name in TAG_ROWS:
            self._create("Tag", {"name": name})
        for number in range(5):
            self._person(number)
        for kind in ("Shot", "Asset", None, "Shot"):
            self._step(kind)
        for code in ("files", "FILES 2", "b"):
            self._storage(code)
        for make, count in (
            (self._sequence, 4),
            (self._shot, 12),
            (self._task, 14),
            (self._version, 14),
            (self._playlist, 4),
            (self._note, 26),
            (self._reply, 10),
        ):
            for _ in range(count):
                make()

    def note_schedule(self) -> None:
        """Tasks that wait for others start when the site says."""
        task = self.site.schema["Task"]
        dates = self.session.find(Question(task, fields=self.site.edition.paths(task, ["start_date"])))
        for row in dates.rows:
            self.world.rows[Key("Task", row.id)].values["start_date"] = row.values[0]

    def retire_some(self) -> None:
        connections = [key for key in self._keys("PlaylistVersionConnection") if key.id > 0]
        self._retire(*connections[:1])
        for type_, count in (("Sequence", 1), ("Shot", 3), ("Task", 3), ("Version", 2), ("Playlist", 1)):
            self._retire(*self.chance.sample(self._keys(type_), count))
        for type_, count in (("Note", 5), ("HumanUser", 1), ("Step", 1)):
            self._retire(*self.chance.sample(self._keys(type_), count))
        # Replies to nothing cannot be retired.
        replies = [row.key for row in self.world.of_type("Reply") if row.values["entity"] is not None]
        self._retire(*self.chance.sample(replies, 2))

    def _keys(self, *types: str) -> list[Key]:
        return [row.key for type_ in types for row in self.world.of_type(type_)]

    def _retire(self, *keys: Key) -> None:
        for key in keys:
            row = self.world.rows[key]
            if row.retired:
                continue
            self.session.retire(self.site.schema[key.type], key.id)
            row.retired = True
            self._retire_dependents(key)

    def _retire_dependents(self, key: Key) -> None:
        """A shot takes its versions along, a task its dependencies (entity-types A.6)."""
        links = {"Shot": [("Version", "entity")]}
        links["Task"] = [("TaskDependency", "task"), ("TaskDependency", "dependent_task")]
        for type_, field in links.get(key.type, ()):
            for row in self.world.of_type(type_):
                row.retired = row.values[field] == key

    def _create(self, type_: str, sent: Mapping[str, object]) -> Key:
        return Key(type_, self.session.create(self.site.schema[type_], sent).rows[0].id)

    def _in_project(self, type_: str, sent: dict[str, object]) -> Key:
        return self._create(type_, {"project": self.project} | _on_the_wire(sent))

    def _add(self, key: Key, name: str, values: Mapping[str, object]) -> Key:
        return self.world.add(PlainRow(key, name, dict(values))).key

    def _maybe(self, values: tuple[Any, ...], share: float = 0.7) -> Any:
        return self.chance.choice(values) if self.chance.random() < share else None

    def _some(self, keys: list[Key], most: int = 3) -> list[Key]:
        return self.chance.sample(keys, min(len(keys), self.chance.randrange(most + 1)))

    def _status(self, type_: str) -> dict[str, object]:
        """A status, none, or the default of a field that was left out."""
        if self.chance.random() < 0.2:
            return {}
        return {"sg_status_list": self._maybe(STATUSES[type_], 0.8)}

    def _person(self, number: int) -> None:
        values = {"login": f"person{number}", "name": f"{TEXTS[number * 3]} Doe"}
        self._add(self._create("HumanUser", values), values["name"], values)

    def _step(self, entity_type: str | None) -> None:
        color = self._maybe(("0,126,174", "1,2,3"), 0.5)
        values = {"code": self.chance.choice(TEXTS), "entity_type": entity_type, "color": color}
        self._add(self._create("Step", values), str(values["code"]), values)

    def _storage(self, code: str) -> None:
        key = self._create("LocalStorage", {"code": code})
        entity_type = self.site.schema["LocalStorage"]
        uuid = (
            self.session.read(entity_type, key.id, self.site.edition.paths(entity_type, ["uuid"]))
            .rows[0]
            .values[0]
        )
        self._add(key, code, {"code": code, "uuid": uuid})

    def _coded(self, type_: str, sent: dict[str, object], shown: str) -> Key:
        """A row with a code, or with the placeholder of its type where none is sent."""
        code = self._maybe(TEXTS, 0.9)
        key = self._in_project(type_, sent | ({"code": code} if code else {}))
        name = code or f"New {shown} {key.id}"
        status = {"sg_status_list": DEFAULT_STATUSES.get(type_)} if type_ in STATUSES else {}
        return self._add(key, name, status | sent | {"code": name})

    def _sequence(self) -> None:
        self._coded("Sequence", self._status("Sequence"), "Sequence")

    def _shot(self) -> None:
        values = {
            "sg_cut_in": self._maybe(NUMBERS),
            "sg_sequence": self._maybe(tuple(self._keys("Sequence"))),
        }
        self._coded("Shot", values | self._status("Shot"), "Shot")

    def _task(self) -> None:
        content = self._maybe(TEXTS, 0.85)
        tasks = self._keys("Task")
        values = {
            "content": content,
            "start_date": self._maybe(DAYS),
            "est_in_mins": self._maybe(MINUTES),
            "time_percent_of_est": self._maybe(PERCENTS),
            "sg_priority_1": self._maybe(PRIORITIES),
            "milestone": self.chance.random() < 0.4,
            "tag_list": self._tags(),
            "color": self.chance.choice(COLORS),
            "entity": self._maybe(tuple(self._keys("Shot", "Sequence")), 0.8),
            "step": self._maybe(tuple(self._keys("Step"))),
            "task_assignees": self._some(self._keys("HumanUser")),
        }
        upstream = self._some(tasks, 2)
        key = self._in_project("Task", values | {"upstream_tasks": upstream})
        self._add(key, content or "-", values)
        for task in upstream:
            self._connect("TaskDependency", {"task": key, "dependent_task": task})

    def _tags(self) -> list[object]:
        return list(TAGS[len(self.world.rows) % len(TAGS)])

    def _connect(self, type_: str, ends: dict[str, Key], row_id: int | None = None) -> None:
        """A row that is a link; those that a field made are known by no id here."""
        self._add(Key(type_, row_id or -len(self.world.rows)), "", ends)

    def _version(self) -> None:
        shots = self._keys("Shot")
        values = {
            "sg_department": self._maybe(TEXTS),
            "frame_count": self._maybe(NUMBERS),
            "sg_movie_aspect_ratio": self._maybe(FLOATS),
            "client_approved_at": self._maybe(MOMENTS),
            "tag_list": self._tags(),
            "entity": self._maybe(tuple(shots * 3 + self._keys("Sequence", "Task")), 0.85),
            "sg_task": self._maybe(tuple(self._keys("Task"))),
            "user": self._maybe(tuple(self._keys("HumanUser"))),
            "image": None,
        }
        if self.chance.random() < 0.7:
            values["flagged"] = self.chance.random() < 0.5
        key = self._coded("Version", values | self._status("Version"), "Version")
        self.world.rows[key].values.setdefault("flagged", False)
        if self.chance.random() < 0.3:
            self._upload(key)

    def _upload(self, key: Key) -> None:
        entity_type = self.site.schema[key.type]
        place = UploadPlace(entity_type, key.id, entity_type.fields["image"])
        ticket = self.session.begin_upload(place, "frame.png")
        self.site.receive_upload(ticket.token, iter([b"pixels"]), 6)
        self.session.complete_upload(place, "frame.png", ticket.timestamp)
        self.world.rows[key].values["image"] = "pixels"

    def _playlist(self) -> None:
        versions = self._some(self._keys("Version"), 5)
        key = self._coded("Playlist", {"versions": versions}, "Playlist")
        for version in versions:
            self._connect("PlaylistVersionConnection", {"playlist": key, "version": version})
        free = next(each for each in self._keys("Version") if each not in versions)
        ends = {"playlist": key, "version": free}
        made = self._create("PlaylistVersionConnection", _on_the_wire(ends))
        self._connect("PlaylistVersionConnection", ends, made.id)

    def _note(self) -> None:
        subject, content = self._maybe(TEXTS, 0.8), self._maybe(TEXTS, 0.5)
        if subject is None and content is None:
            subject = "Comp"
        values = {
            "subject": subject,
            "content": content,
            "sg_note_type": self._maybe(NOTE_TYPES, 0.6),
            "client_approved": self.chance.random() < 0.3,
            "created_at": self._maybe(MOMENTS, 0.85),
            "meta": self._maybe(JSON, 0.75),
            "user": self._maybe(tuple(self._keys("HumanUser")), 0.8),
            "playlist": self._maybe(tuple(self._keys("Playlist")), 0.4),
            "note_links": self._some(self._keys("Shot", "Version", "Sequence", "Playlist"), 4),
            "addressings_to": self._some(self._keys("HumanUser")),
            "tasks": self._some(self._keys("Task"), 2),
        }
        values |= self._status("Note")
        key = self._in_project("Note", values)
        name = " - ".join(each for each in (subject, content) if each)
        status = {"sg_status_list": DEFAULT_STATUSES["Note"], "image": None}
        self._add(key, name, status | values | {"cached_display_name": name})
        if self.chance.random() < 0.3:
            self._upload(key)

    def _reply(self) -> None:
        values = {
            "content": self._maybe(TEXTS),
            "created_at": self._maybe(MOMENTS),
            "entity": self._maybe(tuple(self._keys("Note")), 0.8),
        }
        self._add(self._create("Reply", _on_the_wire(values)), str(values["content"] or ""), values)


def _on_the_wire(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _sent(value) for name, value in values.items()}


def _sent(value: object) -> object:
    if isinstance(value, Key):
        return value.sent
    is_links = isinstance(value, list) and all(isinstance(each, Key) for each in value)
    return [each.sent for each in value] if is_links and isinstance(value, list) else value


def ids_found(site: Site, question: Question) -> list[int]:
    """The ids of the rows that answer a question, in the order answered."""
    return [row.id for row in site.session(system_caller()).find(question).rows]
