"""The two examples do what they say, and say what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.examples.demo_rows import image_of_note, notes_of
from tests.fixtures.commands import Running

if TYPE_CHECKING:
    from tests.examples.conftest import RunScript

EXAMPLES = Path(__file__).parents[2] / "examples"
SEARCH = EXAMPLES / "search_notes.py"
DOWNLOAD = EXAMPLES / "download_thumbnail.py"


def arguments_of(server: Running) -> tuple[str, ...]:
    return (server.url, "--script", server.facts["script_name"], "--key", server.facts["script_key"])


def test_the_newest_notes_of_a_person_are_shown(demo_server: Running, run_script: RunScript) -> None:
    person = demo_server.facts["person"]
    ended = run_script(SEARCH, *arguments_of(demo_server), "--author", person, "--newest", "4")
    assert (ended.returncode, ended.stderr) == (0, "")
    first, *_ = ended.stdout.splitlines()
    assert first.startswith(f"{person} is person ")
    newest = sorted(notes_of(demo_server, person), key=lambda note: (note.created_at, -note.id))[::-1][:4]
    shown = [line.split()[1] for line in ended.stdout.splitlines() if line.startswith("  Note ")]
    assert shown == [str(note.id) for note in newest]
    assert all(f": {note.subject}\n" in ended.stdout for note in newest)


@pytest.mark.parametrize("options", [(), ("--output", "here.jpg")], ids=["by id", "by name"])
def test_the_image_of_a_note_is_saved(
    demo_server: Running, run_script: RunScript, tmp_path: Path, options: tuple[str, ...]
) -> None:
    note_id = demo_server.facts["note_id"]
    ended = run_script(DOWNLOAD, *arguments_of(demo_server), "--note", str(note_id), *options)
    name = options[-1] if options else f"note-{note_id}.jpg"
    image = image_of_note(demo_server, note_id)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"{name}: image/jpeg, {len(image):,} bytes\n"
    assert (tmp_path / name).read_bytes() == image
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_its_thumbnail_is_smaller(demo_server: Running, run_script: RunScript, tmp_path: Path) -> None:
    arguments = ("--note", str(demo_server.facts["note_id"]), "--small", "--output", "small.jpg")
    assert run_script(DOWNLOAD, *arguments_of(demo_server), *arguments).returncode == 0
    with Image.open(tmp_path / "small.jpg") as image:
        assert max(image.size) == 512


@pytest.mark.parametrize(
    ("script", "options", "told"),
    [
        (SEARCH, ("--author", "Nobody Atall"), "There is no Nobody Atall on {url}."),
        (SEARCH, ("--key", "wrong", "--author", "x"), "The site refused (400): Can't authenticate script"),
        (SEARCH, ("--newest", "0", "--author", "{person}"), "The site refused (400): "),
        (DOWNLOAD, ("--note", "99999"), "The site refused (404): Note: 99999 not found"),
        (DOWNLOAD, ("--note", "{note_id}", "--output", "no/where.jpg"), "The image cannot be saved: "),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(
    demo_server: Running, run_script: RunScript, script: Path, options: tuple[str, ...], told: str
) -> None:
    filled = [option.format(**demo_server.facts) for option in options]
    ended = run_script(script, *arguments_of(demo_server), *filled)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(told.format(**demo_server.facts))
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("script", [SEARCH, DOWNLOAD], ids=["search", "download"])
@pytest.mark.parametrize(
    ("url", "trusting", "told"),
    [
        ("{url}", None, "Its certificate is not trusted; name the authority in REQUESTS_CA_BUNDLE."),
        ("http://127.0.0.1:1", None, "Nobody answers at that address; is the site being served?"),
        ("no-address", None, "The site does not answer as it should: Invalid URL"),
    ],
    ids=["untrusted", "nobody", "no address"],
)
def test_a_site_that_cannot_be_asked(
    demo_server: Running, run_script: RunScript, script: Path, url: str, trusting: str | None, told: str
) -> None:
    option = ("--author", "x") if script is SEARCH else ("--note", "1")
    arguments = (url.format(**demo_server.facts), "--script", "x", "--key", "x", *option)
    ended = run_script(script, *arguments, trusting=trusting)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(told)
    assert ended.stderr.count("\n") == 1
