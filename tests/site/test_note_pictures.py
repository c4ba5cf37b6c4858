"""What a note shows: its own picture, else that of its first file that has one, else of what it links; and
whose picture that is (contract errata 23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count

import pytest
from tests.fixtures.desk import Desk
from tests.site.test_uploads import jobs

from slatehouse.query.question import Page
from slatehouse.query.visibility import Every, NoRow, Visibility
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link, Target
from slatehouse.schema.schema import standard_schema
from slatehouse.site.receiving import share
from slatehouse.site.uploads import finish_picture, give_picture, put_picture
from slatehouse.site.writing import writing

_NUMBERS: Iterator[int] = count()


def picture_called(name: str, content_type: str = "image/png") -> Picture:
    digest = sha256(name.encode()).hexdigest()
    return Picture(digest, name, content_type, thumbnail=digest)


@dataclass
class Board:
    """A note, and what may lend it a picture."""

    desk: Desk
    note: Target
    version: Target
    shot: Target

    def show(self, row: Target, name: str) -> None:
        with writing(self.desk.site, self.desk.caller) as writes:
            put_picture(writes, row, "image", picture_called(name))

    def attach(self, name: str) -> Target:
        file = self.desk.create("Attachment", display_name=name, this_file=WEB, attachment_links=[self.note])
        self.show(file, name)
        return file

    def seen(self, desk: Desk | None = None, row: Target | None = None) -> tuple[str, Target] | None:
        """The name of the picture that the note shows, and its source; never one without the other.

        Each is the same whether it is read alone or beside the other.
        """
        asked, asking = row or self.note, desk or self.desk
        shown = asking.read(asked, "image", "image_source_entity")
        picture, source = shown["image"], shown["image_source_entity"]
        for name in shown:
            assert asking.read(asked, name) == {name: shown[name]}
        if picture is None and source is None:
            return None
        assert isinstance(picture, Picture) and isinstance(source, Link) and source.name
        return picture.name, Target(source.type, source.id)


WEB = {"url": "https://example.com/a", "name": "a"}


@pytest.fixture
def board(desk_of_module: Desk) -> Board:
    desk, number = desk_of_module, next(_NUMBERS)
    shot = desk.create("Shot", code=f"A{number}")
    version = desk.create("Version", code=f"V{number}")
    return Board(desk, desk.create("Note", subject=f"N{number}", note_links=[shot, version]), version, shot)


def test_a_note_shows_the_nearest_picture(board: Board) -> None:
    """Its own before its files', the files as they came, and versions before other rows."""
    assert board.seen() is None
    board.show(board.shot, "shot")
    assert board.seen() == ("shot", board.shot)
    board.show(board.version, "version")
    assert board.seen() == ("version", board.version)
    other = board.desk.create("Version", code="A first")
    board.show(other, "other")
    board.desk.update(board.note, note_links=[board.shot, board.version, other])
    assert board.seen() == ("other", other), "by name, as links are shown"
    late, later = board.attach("z"), board.attach("a")
    assert board.seen() == ("z", late) != ("a", later)
    board.show(board.note, "own")
    assert board.seen() == ("own", board.note)


@pytest.mark.parametrize("name", ["sh:010", ":", "7:Shot:a", 'ü "quoted" {}', "1:2 3"])
def test_a_source_of_any_name_is_told(board: Board, name: str) -> None:
    """Beside a picture of any name, as that of a row that a link leads to, too."""
    board.desk.update(board.shot, code=name)
    board.show(board.shot, name)
    reply = board.desk.create("Reply", entity=board.note, content="a reply")
    through = board.desk.read(reply, "entity.Note.image", "entity.Note.image_source_entity")
    alone = board.desk.read(board.note, "image", "image_source_entity")
    assert list(through.values()) == list(alone.values())
    source = alone["image_source_entity"]
    assert isinstance(source, Link) and (source.type, source.id, source.name) == (*board.shot, name)
    assert board.seen() == (name, board.shot)
    board.show(board.note, name)
    assert board.seen() == (name, board.note)


def _retired_and_revived(board: Board, row: Target) -> None:
    board.desk.retire(row)
    assert board.seen() is None
    board.desk.revive(row)


CHANGES: dict[str, Callable[[Board], tuple[str, Target] | None]] = {}


def change(do: Callable[[Board], tuple[str, Target] | None]) -> Callable[..., object]:
    CHANGES[do.__name__] = do
    return do


@change
def the_version_gets_another(board: Board) -> tuple[str, Target]:
    board.show(board.version, "another")
    return "another", board.version


@change
def the_version_loses_its_own(board: Board) -> None:
    board.desk.update(board.version, image=None)


@change
def the_version_is_retired_and_revived(board: Board) -> tuple[str, Target]:
    _retired_and_revived(board, board.version)
    return "version", board.version


@change
def the_note_is_linked_elsewhere(board: Board) -> tuple[str, Target]:
    board.show(board.shot, "shot")
    board.desk.update(board.note, note_links=[board.shot])
    return "shot", board.shot


@change
def a_file_is_retired_and_revived(board: Board) -> tuple[str, Target]:
    board.desk.update(board.note, note_links=[])
    file = board.attach("file")
    _retired_and_revived(board, file)
    return "file", file


@change
def a_file_is_taken_off(board: Board) -> tuple[str, Target]:
    board.attach("file")
    board.desk.update(board.note, attachments=[])
    return "version", board.version


@change
def the_notes_own_is_cleared(board: Board) -> tuple[str, Target]:
    board.show(board.note, "own")
    board.desk.update(board.note, image=None)
    return "version", board.version


@change
def the_note_returns(board: Board) -> tuple[str, Target]:
    board.desk.retire(board.note)
    retired = board.desk.read(board.note, "image", "image_source_entity", retired=True)
    assert isinstance(retired["image"], Picture) and isinstance(retired["image_source_entity"], Link)
    board.desk.revive(board.note)
    return "version", board.version


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_note_shows_follows_what_happens(board: Board, name: str) -> None:
    board.show(board.version, "version")
    expected = CHANGES[name](board)
    assert board.seen() == expected
    for field in ("image", "image_source_entity"):
        for relation, is_meant in (("is", expected is None), ("is_not", expected is not None)):
            found = board.desk.find("Note", board.desk.where("Note", field, relation, None))
            assert (board.note.id in found) is is_meant
    version = board.desk.read(board.note, "subject", "image_source_entity.Version.code")
    named = board.desk.get(board.version, "code") if expected and expected[1] == board.version else None
    assert version["image_source_entity.Version.code"] == named


def test_a_picture_under_way_is_shown_as_such_and_drawn_once(board: Board) -> None:
    with writing(board.desk.site, board.desk.caller) as writes:
        before = len(jobs(board.desk))
        give_picture(writes, board.version, "image", Picture("ab" * 32, "pending.png", "image/png"))
    shown = board.desk.get(board.note, "image")
    assert isinstance(shown, Picture) and shown.is_pending
    assert len(jobs(board.desk)) == before + 1
    with writing(board.desk.site, board.desk.caller) as writes:
        finish_picture(writes, board.version, "image", "ab" * 32, "cd" * 32, None)
    shown = board.desk.get(board.note, "image")
    assert isinstance(shown, Picture) and shown.thumbnail == "cd" * 32


def test_a_document_of_which_nothing_could_be_drawn_lends_nothing(board: Board) -> None:
    board.show(board.version, "version")
    file = board.desk.create("Attachment", this_file=WEB, attachment_links=[board.note])
    with writing(board.desk.site, board.desk.caller) as writes:
        put_picture(writes, file, "image", Picture("ab" * 32, "a.pdf", "application/pdf"))
    assert board.seen() == ("a.pdf", file)
    with writing(board.desk.site, board.desk.caller) as writes:
        finish_picture(writes, file, "image", "ab" * 32, None, "not a document")
    assert board.seen() == ("version", board.version)
    assert board.seen(row=file) is None


def test_notes_are_found_and_sorted_by_the_source(board: Board) -> None:
    desk = board.desk
    board.show(board.version, "version")
    other = desk.create("Note", subject="beside", note_links=[board.version])
    sources = [desk.where("Note", "image_source_entity", "is", board.version)]
    code = desk.get(board.version, "code")
    sources.append(desk.where("Note", "image_source_entity.Version.code", "is", code))
    for where in sources:
        assert desk.find("Note", where) == [board.note.id, other.id]
    last = desk.create("Version", code="zzz")
    board.show(last, "last")
    desk.update(other, note_links=[last])
    assert desk.find("Note", sources[0]) == [board.note.id]
    (first,) = desk.find("Note", sort="-image_source_entity.Version.code", page=Page(1))
    assert first == other.id


def test_nobody_sees_the_picture_of_a_row_that_they_may_not_read(board: Board) -> None:
    board.show(board.shot, "shot")
    board.show(board.version, "version")
    every = {each.name: Every() for each in standard_schema()}

    def asker(hidden: frozenset[tuple[str, str]] = frozenset(), **rules: object) -> Desk:
        visibility = Visibility({**every, **rules}, hidden)  # type: ignore[dict-item]
        return replace(board.desk, caller=replace(board.desk.caller, visibility=visibility))

    assert board.seen(asker(Version=NoRow())) == ("shot", board.shot)
    assert board.seen(asker(frozenset({("Version", "image")}))) == ("shot", board.shot)
    assert board.seen(asker(Version=NoRow(), Shot=NoRow())) is None
    assert board.seen(asker(frozenset({("Note", "note_links")}))) is None
    without = asker(frozenset({("Note", "image")}))
    assert without.read(board.note, "image_source_entity") == {"image_source_entity": None}
    by_source = board.desk.where("Note", "image_source_entity", "is", board.version)
    assert asker(Version=NoRow()).find("Note", by_source) == []


def test_a_shared_picture_is_its_sources_while_that_can_be_named(board: Board) -> None:
    board.show(board.version, "version")
    share(board.desk.session, board.note, [board.shot], "image")
    assert board.seen(row=board.shot) == ("version", board.version), "what the note shows, the version lent"
    board.show(board.version, "another")
    assert board.seen(row=board.shot) == ("version", board.version), "what was shared stays"
    board.desk.retire(board.version)
    assert board.seen(row=board.shot) == ("version", board.shot)
    board.desk.revive(board.version)
    assert board.seen(row=board.shot) == ("version", board.version)


def test_sharing_is_undone_by_a_picture_of_ones_own(board: Board) -> None:
    board.show(board.version, "version")
    share(board.desk.session, board.version, [board.shot], "image")
    board.show(board.shot, "own")
    assert board.seen(row=board.shot) == ("own", board.shot)
    board.desk.update(board.shot, image=None)
    assert board.seen(row=board.shot) is None


def test_who_may_not_read_the_source_is_told_the_row(board: Board) -> None:
    board.show(board.version, "version")
    share(board.desk.session, board.version, [board.shot], "image")
    every = {each.name: Every() for each in standard_schema()}
    caller = replace(board.desk.caller, visibility=Visibility({**every, "Version": NoRow()}))
    assert board.seen(replace(board.desk, caller=caller), board.shot) == ("version", board.shot)
