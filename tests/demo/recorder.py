"""A session that keeps what it is given, and refuses a link to a row that it was not given before."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from slatehouse.demo import DemoSummary, build
from slatehouse.demo.session import Made, Request, Values


@dataclass(frozen=True)
class Recorded:
    id: int
    type: str
    values: Values


@dataclass(frozen=True)
class Attached:
    type: str
    row_id: int
    field: str
    filename: str
    data: bytes


@dataclass
class Recorder:
    rows: list[Recorded] = field(default_factory=list)
    images: list[Attached] = field(default_factory=list)
    updates: list[tuple[str, int, Values]] = field(default_factory=list)

    def create_many(self, requests: Iterable[Request]) -> list[Recorded]:
        made = [
            Recorded(number, entity_type, values)
            for number, (entity_type, values) in enumerate(requests, start=len(self.rows) + 1)
        ]
        for row in made:
            for link in links_in(row.values):
                self.row(link)
        self.rows += made
        return made

    def update(self, entity_type: str, row_id: int, values: Values) -> Recorded:
        self.updates.append((entity_type, row_id, values))
        return self.row({"type": entity_type, "id": row_id})

    def attach_image(self, entity_type: str, row_id: int, field: str, filename: str, data: bytes) -> None:
        self.row({"type": entity_type, "id": row_id})
        self.images.append(Attached(entity_type, row_id, field, filename, data))

    def attach_file(self, entity_type: str, row_id: int, filename: str, data: bytes, made: Made) -> None:
        assert self.row(made.by).type == "HumanUser" and made.at.endswith("Z")
        self.attach_image(entity_type, row_id, "attachments", filename, data)

    def row(self, link: object) -> Recorded:
        """The row that a link leads to."""
        assert isinstance(link, dict)
        number = int(link["id"])
        assert 0 < number <= len(self.rows), f"{link} leads nowhere"
        row = self.rows[number - 1]
        assert row.type == link["type"], f"{link} leads to {row}"
        return row

    def of(self, entity_type: str) -> list[Recorded]:
        return [row for row in self.rows if row.type == entity_type]

    def pictures_of(self, entity_type: str) -> dict[int, bytes]:
        return {image.row_id: image.data for image in self.images if image.type == entity_type}

    def digest(self) -> str:
        """Of everything that was recorded, in its order."""
        told = [(row.type, row.values) for row in self.rows]
        seen = [(image.type, image.row_id, image.filename, image.data) for image in self.images]
        return sha256(msgspec.json.encode([told, self.updates, seen])).hexdigest()


def links_in(values: Values) -> Iterator[dict[str, object]]:
    for value in values.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "type" in each:
                yield each


def silent(label: str, done: int, total: int) -> None:
    """Reports to nobody."""


def record(*, with_pictures: bool) -> tuple[Recorder, DemoSummary]:
    recorder = Recorder()
    return recorder, build(recorder, silent, with_pictures=with_pictures)


if __name__ == "__main__":
    sys.stdout.write(record(with_pictures=True)[0].digest())
