"""What the demo site holds: read from its folder, beside its server."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.commands import Running

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link
from slatehouse.site.opening import open_site


@dataclass(frozen=True)
class WrittenNote:
    """A note, as far as the examples show it."""

    id: int
    subject: str
    created_at: str


def notes_of(server: Running, person: str) -> list[WrittenNote]:
    """All notes that the person wrote."""
    with closing(open_site(_folder(server))) as site:
        notes = site.schema["Note"]
        question = Question(notes, fields=site.edition.paths(notes, ("created_by", "subject", "created_at")))
        rows = site.session(system_caller()).find(question).rows
    return [
        WrittenNote(row.id, str(row.values[1]), str(row.values[2]))
        for row in rows
        if isinstance(author := row.values[0], Link) and author.name == person
    ]


def image_of_note(server: Running, note_id: int) -> bytes:
    """The bytes of the note's image as they were uploaded."""
    with closing(open_site(_folder(server))) as site:
        notes = site.schema["Note"]
        picture = site.session(system_caller()).file(notes, note_id, notes.fields["image"])
        assert isinstance(picture, Picture)
        return b"".join(site.blobs.open(picture.original))


def _folder(server: Running) -> Path:
    return Path(server.facts["authority"]).parents[1]
