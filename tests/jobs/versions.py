"""A version on a site, whose movie is uploaded, worked on and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.worker import Worker
from slatehouse.jobs.workshop import Workshop
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Link
from slatehouse.site.session import Session
from slatehouse.site.uploads import UploadPlace

__all__ = ["FACTS", "FILES", "PICTURES", "Version", "new_version"]

numbers = count(1)
FILES = ("sg_uploaded_movie", "sg_uploaded_movie_mp4", "sg_uploaded_movie_image", "sg_uploaded_movie_webm")
PICTURES = ("image", "filmstrip_image")
FACTS = (
    *("sg_uploaded_movie_transcoding_status", "sg_uploaded_movie_frame_rate", "uploaded_movie_duration"),
    "frame_count",
)


@dataclass
class Version:
    """A version on a site, whose movie is uploaded and looked at."""

    workshop: Workshop
    id: int

    def upload(self, content: bytes, filename: str, field: str = "sg_uploaded_movie") -> None:
        site = self.workshop.site
        session, entity_type = site.session(system_caller()), site.schema["Version"]
        place = UploadPlace(entity_type, self.id, entity_type.fields[field])
        ticket = session.begin_upload(place, filename)
        site.receive_upload(ticket.token, iter([content]), len(content))
        session.complete_upload(place, filename, ticket.timestamp)

    def file(self, field: str) -> FileValue | Picture | None:
        site = self.workshop.site
        entity_type = site.schema["Version"]
        return site.session(system_caller()).file(entity_type, self.id, entity_type.fields[field])

    def picture(self, field: str) -> Picture:
        found = self.file(field)
        assert isinstance(found, Picture)
        return found

    @property
    def session(self) -> Session:
        return self.workshop.site.session(system_caller())

    def values(self, *names: str) -> tuple[object, ...]:
        """The values of these fields, in their order."""
        session, entity_type = self.session, self.workshop.site.schema["Version"]
        answer = session.read(entity_type, self.id, session.edition.paths(entity_type, names))
        return tuple(answer.rows[0].values)

    @property
    def project(self) -> int:
        """The id of its project."""
        (found,) = self.values("project")
        assert isinstance(found, Link)
        return found.id

    def facts(self) -> tuple[object, ...]:
        return self.values(*FACTS)

    @property
    def making(self) -> dict[str, object]:
        """What it tells of the making of its film."""
        (found,) = self.values("sg_uploaded_movie_transcoding")
        assert isinstance(found, dict)
        return found

    def write(self, **values: object) -> None:
        """What a person does."""
        self.session.update(self.workshop.site.schema["Version"], self.id, values)

    def work(self) -> int:
        """Let a worker do all that is to be done; how many jobs that were."""
        site = self.workshop.site
        worker = Worker(self.workshop, HANDLERS, lambda: site.clock().timestamp() + 3_600)
        done = 0
        while worker.do_next():
            done += 1
        return done


def new_version(workshop: Workshop) -> Version:
    """One in a project of its own."""
    session = workshop.site.session(system_caller(logs_events=False))
    schema = workshop.site.schema
    project = session.create(schema["Project"], {"name": f"Lighthouse {next(numbers)}"}).rows[0].id
    values = {"code": "lh_010_comp_v001", "project": {"type": "Project", "id": project}}
    return Version(workshop, session.create(schema["Version"], values).rows[0].id)
