"""`slatehouse notes`: notes by author, shot, sequence or link, and their pictures."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from slatehouse.cli.contact_sheet import write_sheet
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.found import Csv, plain, print_row, print_rows
from slatehouse.cli.given import value_of
from slatehouse.cli.interrupting import PERHAPS_DONE
from slatehouse.cli.note_pictures import fetch_pictures
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, print_line, report
from slatehouse.cli.reaching import CaFile, Script, Url, reached
from slatehouse.cli.terminal_pictures import Drawing, Images, drawing, drawn_of, print_picture
from slatehouse.client import Client, NoPicture, Note, Row, Rows

__all__ = ["commands"]

commands = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Find notes, and fetch their pictures."
)


class Alt(StrEnum):
    """The pictures that there are of a note."""

    THUMBNAIL = "thumbnail"
    ORIGINAL = "original"


_COLUMNS = ("id", "created_at", "created_by", "subject", "note_links", "sg_status_list")


def _word(name: str, text: str, metavar: str = "TEXT") -> Any:
    return typer.Option(f"--{name}", metavar=metavar, help=text)


Author = Annotated[str | None, _word("author", "Whose author's name has this in it.")]
Sequence_ = Annotated[
    str | None, _word("sequence", "On this sequence, on its shots, or on their versions.", "CODE")
]
Shot = Annotated[str | None, _word("shot", "On this shot, or on a version of it.", "CODE")]
Asset = Annotated[str | None, _word("asset", "On this asset, or on a version of it.", "NAME")]
Linked = Annotated[str | None, _word("link", "On anything whose name has this in it.")]
To = Annotated[str | None, _word("to", "To somebody whose name has this in it.")]
Text = Annotated[str | None, _word("text", "With this in the subject or the content.")]
Status = Annotated[list[str] | None, _word("status", "With this status; may be given several times.", "CODE")]
Project = Annotated[str | None, _word("project", "Of this project.", "NAME")]
Since = Annotated[str | None, _word("since", "Made since then, such as 2026-11-01.", "WHEN")]
Until = Annotated[str | None, _word("until", "Made before then.", "WHEN")]
Most = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many, the newest.")]


def _asked(client: Client, words: dict[str, Any], most: int) -> Rows[Note]:
    given = {word: value for word, value in words.items() if value}
    try:
        return client.notes.where(**given).newest().limit(most)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@commands.command()
def search(
    author: Author = None,
    sequence: Sequence_ = None,
    shot: Shot = None,
    asset: Asset = None,
    link: Linked = None,
    to: To = None,
    text: Text = None,
    status: Status = None,
    project: Project = None,
    since: Since = None,
    until: Until = None,
    most: Most = 25,
    images: Images = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find notes, the newest first. All that is given is to be true of them."""
    words = {
        **{"author": author, "sequence": sequence, "shot": shot, "asset": asset, "link": link, "to": to},
        **{"text": text, "status": status, "project": project, "since": since, "until": until},
    }
    draw = drawing(images, for_people=not (as_json or as_csv))
    with reached(url, script, ca_file) as client:
        found = _asked(client, words, most).all()
        pictures = drawn_of(client, found, draw) if draw else None
    columns = (*_COLUMNS, "content", "addressings_to", "project", "image") if as_json else _COLUMNS
    print_rows(found, columns, as_json=as_json, as_csv=as_csv, pictures=pictures)


@commands.command()
def show(
    note_id: Annotated[int, typer.Argument(metavar="ID", min=1)],
    images: Images = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Show a note with all its fields, and its replies."""
    draw = drawing(images, for_people=not as_json)
    with reached(url, script, ca_file) as client:
        note = client.read("Note", note_id)
        replies = client.rows("Reply").where(entity=note).fields("content", "user", "created_at").all()
        if draw:
            _show_picture(client, note, draw)
    if as_json:
        told = {field: plain(value) for field, value in note.items()}
        print_json({**told, "replies": [{name: plain(each[name]) for name in each} for each in replies]})
        return
    print_row(note, as_json=False)
    for reply in replies:
        print_line(f"{reply.created_at} {reply.user}: {reply.content}")


def _show_picture(client: Client, note: Row, draw: Drawing) -> None:
    with TemporaryDirectory(prefix="slatehouse-") as folder, suppress(NoPicture):
        print_picture(draw, client.thumbnail(note, Path(folder, "picture")).path)


@commands.command()
def thumbnail(
    note_id: Annotated[int, typer.Argument(metavar="ID", min=1)],
    alt: Annotated[Alt, typer.Option(help="Which picture.")] = Alt.THUMBNAIL,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Where to put it; by default note_ID.jpg."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a file that is there.")] = False,
    images: Images = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Fetch the picture of a note: its thumbnail, or the original where there is none."""
    target = out or Path(f"note_{note_id}.jpg")
    draw = drawing(images, for_people=not as_json)
    left = f"what came of {target} is kept beside it, and the same command goes on from there"
    with reached(url, script, ca_file, left) as client:
        note = client.read("Note", note_id, "image")
        got = client.thumbnail(note, target, alt=alt, replace=replace)
    if as_json:
        print_json(
            {"path": str(got.path), "alt": got.alt, "size": got.size, "content_type": got.content_type}
        )
    else:
        print_line(f"{got.path}: the {got.alt}, {got.size:,} bytes")
        if draw:
            print_picture(draw, got.path)


@commands.command()
def thumbnails(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put them; it is made.")],
    author: Author = None,
    sequence: Sequence_ = None,
    shot: Shot = None,
    asset: Asset = None,
    link: Linked = None,
    to: To = None,
    text: Text = None,
    status: Status = None,
    project: Project = None,
    since: Since = None,
    until: Until = None,
    most: Most = 1_000,
    alt: Annotated[Alt, typer.Option(help="Which pictures.")] = Alt.THUMBNAIL,
    sheet: Annotated[bool, typer.Option("--sheet", help="Write a page that shows them, index.html.")] = False,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Fetch the pictures of all notes that are found. What is there from before is not fetched again."""
    words = {
        **{"author": author, "sequence": sequence, "shot": shot, "asset": asset, "link": link, "to": to},
        **{"text": text, "status": status, "project": project, "since": since, "until": until},
    }
    left = f"the pictures that came are in {folder}, and the same command fetches the others"
    with reached(url, script, ca_file, left) as client:
        found = _asked(client, words, most).all()
        pictures = fetch_pictures(client, found, folder, alt)
    if sheet:
        write_sheet(folder, found, {note: got.path for note, got in pictures.items()})
    missing = [note.id for note in found if note.id not in pictures]
    originals = [note for note, got in pictures.items() if got.alt == "original"]
    if as_json:
        print_json(
            {
                "pictures": {str(note): str(got.path) for note, got in pictures.items()},
                "originals": originals,
                "without": missing,
            }
        )
    else:
        instead = f", {len(originals)} of them originals" if originals else ""
        print_line(f"{len(pictures)} pictures in {folder}{instead}; {len(missing)} notes have none")


@commands.command()
def create(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT")],
    project: Annotated[str, typer.Option(metavar="NAME|ID", help="The project that it is of.")],
    content: Annotated[str | None, typer.Option(metavar="TEXT", help="What it says.")] = None,
    link: Annotated[
        list[str] | None, typer.Option(metavar="TYPE:ID", help="What it is on; may be given several times.")
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option(metavar="TYPE:ID", help="To whom it is; may be given several times.")
    ] = None,
    picture: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Goes along; may be given several times.")
    ] = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Write a note."""
    for path in picture or ():
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    values = {
        "subject": subject,
        **({"content": content} if content else {}),
        **({"note_links": [value_of(each) for each in link]} if link else {}),
        **({"addressings_to": [value_of(each) for each in to]} if to else {}),
    }
    with reached(url, script, ca_file, PERHAPS_DONE) as client:
        note = client.create("Note", project=_project(client, project), **values)
        for path in picture or ():
            client.upload(note, path)
    if as_json:
        print_json({"id": note.id})
    else:
        report(f"note {note.id} was written")


def _project(client: Client, named: str) -> Any:
    words: dict[str, Any] = {"id": int(named)} if named.isascii() and named.isdigit() else {"name": named}
    found = client.rows("Project").where(**words).fields("name").limit(2).all()
    if len(found) != 1:
        raise CommandRefused(f"there {'is no' if not found else 'is more than one'} project {named}")
    return found[0]
