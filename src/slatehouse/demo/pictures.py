"""Which row gets which picture. The pictures are drawn one by one, shot by shot, when they are attached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PIL import Image

from slatehouse.demo.darkroom import Darkroom, still_frame
from slatehouse.demo.drawing.canvas import colour
from slatehouse.demo.drawing.cards import draw_portrait
from slatehouse.demo.drawing.slate import encode
from slatehouse.demo.film import Asset, Production, Shot, Studio
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import stamp
from slatehouse.demo.plan import PlannedTask, frame_range
from slatehouse.demo.reviews import WrittenNote
from slatehouse.demo.session import Made, Report

PROGRESS = "Pictures"


@dataclass(frozen=True)
class Annotated:
    """What was drawn on: a Version, by its code, and one of its frames, counted from 1; by whom, and when."""

    version: str
    frame: int
    by: str
    at: datetime

    def name(self, ledger: Ledger) -> str:
        """What review tools call such a picture."""
        return f"annot_version_{ledger.id('Version', self.version)}.{self.frame}"


@dataclass(frozen=True)
class Picture:
    """A picture for the `image` field of a row, or one that is attached to the row, where it is `annotated`.
    `key` is the row's key in the ledger."""

    entity_type: str
    key: str
    name: str
    draw: Callable[[], Image.Image]
    annotated: Annotated | None = None

    def hand_over(self, ledger: Ledger, data: bytes) -> None:
        """Put it on its row."""
        session, row_id = ledger.session, ledger.id(self.entity_type, self.key)
        if self.annotated is None:
            session.attach_image(self.entity_type, row_id, "image", f"{self.name}.jpg", data)
        else:
            made = Made(ledger.link("HumanUser", self.annotated.by), stamp(self.annotated.at))
            name = f"{self.annotated.name(ledger)}.jpg"
            session.attach_file(self.entity_type, row_id, name, data, made)


def attach(ledger: Ledger, pictures: Sequence[Picture], report: Report) -> None:
    """Neighbours that show the same are drawn once, and hand over the same bytes.

    Another thread puts a picture away, which is mostly waiting for the disk, while the next one is drawn.
    """
    drawn, data = None, b""
    under_way: list[Future[None]] = []
    with ThreadPoolExecutor(max_workers=1) as archivist:
        for done, picture in enumerate(pictures):
            report(PROGRESS, done, len(pictures))
            if picture.draw is not drawn:
                drawn, data = picture.draw, encode(picture.draw())
            _wait_for(under_way)
            under_way = [archivist.submit(picture.hand_over, ledger, data)]
        _wait_for(under_way)
    report(PROGRESS, len(pictures), len(pictures))


def _wait_for(work: Sequence[Future[None]]) -> None:
    """Until it is done; raises what went wrong in it."""
    for each in work:
        each.result()


def portraits(studio: Studio) -> tuple[Picture, ...]:
    return tuple(
        Picture(
            "HumanUser",
            person.login,
            person.login,
            partial(draw_portrait, person.name, colour(studio.department(person.department).tint)),
        )
        for person in studio.people
    )


def pictures_of(
    production: Production, studio: Studio, tasks: Sequence[PlannedTask], notes: Sequence[WrittenNote]
) -> tuple[Picture, ...]:
    return tuple(_pictures(production, Darkroom(production, studio), tasks, notes))


def _pictures(
    production: Production, darkroom: Darkroom, tasks: Sequence[PlannedTask], notes: Sequence[WrittenNote]
) -> Iterator[Picture]:
    code, poster = production.code, production.poster
    if poster is not None:
        yield Picture("Project", code, code, partial(darkroom.poster, poster))
    for subject in _drawn(production):
        mine = [task for task in tasks if task.subject is subject]
        about = [each for each in notes if each.note.on == subject.code or each.task in mine]
        yield from _of_subject(darkroom, subject, mine, about)
    yield from _sheets(production, darkroom, tasks, notes)


def _drawn(production: Production) -> Iterator[Shot | Asset]:
    """What the script says the look of. Each place comes with the shot that it is seen in."""
    yield from (asset for asset in production.assets if asset.shape)
    for shot in production.shots:
        if shot.setting:
            yield shot
            yield from (asset for asset in production.assets if asset.plate == shot.code)


def _of_subject(
    darkroom: Darkroom, subject: Shot | Asset, tasks: Sequence[PlannedTask], notes: Sequence[WrittenNote]
) -> Iterator[Picture]:
    """Its versions and the notes on them, then the row itself, which shows what was handed in last."""
    still = partial(darkroom.concept, subject)
    for task in tasks:
        for made in task.submissions:
            still = partial(darkroom.still, task, made)
            yield Picture("Version", made.code, made.code, still)
            yield from _of_notes([each for each in notes if each.submission is made], still)
    yield Picture("Shot" if isinstance(subject, Shot) else "Asset", subject.code, subject.code, still)
    yield from _of_notes(
        [each for each in notes if each.submission is None], partial(darkroom.concept, subject)
    )


def _of_notes(notes: Sequence[WrittenNote], plain: Callable[..., Image.Image]) -> Iterator[Picture]:
    """Those with nothing drawn on them come first: they share the picture that was attached before them.

    What was drawn on a version is attached as review tools do it, and the note shows that.
    """
    for each in sorted(notes, key=lambda each: len(each.note.marks)):
        marked = partial(plain, marks=each.note.marks) if each.note.marks else plain
        yield Picture("Note", each.code, f"note_{each.note.on}", marked, _annotated(each))


def _annotated(written: WrittenNote) -> Annotated | None:
    """The frame of the version's still; its slate says the same, counted as the shot is."""
    task, version = written.task, written.submission
    if not written.note.marks or task is None or version is None:
        return None
    frame = still_frame(task.subject, version.code) - frame_range(task.subject)[0] + 1
    return Annotated(version.code, frame, written.note.by, written.at)


def _sheets(
    production: Production, darkroom: Darkroom, tasks: Sequence[PlannedTask], notes: Sequence[WrittenNote]
) -> Iterator[Picture]:
    for sequence in production.sequences:
        yield from _sheet(darkroom, "Sequence", sequence.code, sequence.shots, notes)
    subject_of = {made.code: task.subject for task in tasks for made in task.submissions}
    for playlist in production.playlists:
        subjects = [subject_of[version] for version in playlist.versions]
        yield from _sheet(darkroom, "Playlist", playlist.code, subjects, notes)


def _sheet(
    darkroom: Darkroom,
    entity_type: str,
    code: str,
    subjects: Sequence[Shot | Asset],
    notes: Sequence[WrittenNote],
) -> Iterator[Picture]:
    """A contact sheet of the shots for the row itself, and the same for the notes on it."""
    shots = tuple(dict.fromkeys(each.code for each in subjects if isinstance(each, Shot) and each.setting))
    if not shots:
        return
    sheet, name = partial(darkroom.contact_sheet, shots), code.replace(" ", "_")
    yield Picture(entity_type, code, name, sheet)
    for each in notes:
        if each.note.on == code:
            yield Picture("Note", each.code, f"note_{name}", sheet)
