"""Two scripts that were written for the real service, run with nothing changed but their constants.

They are no part of this repository; where the folder that holds them is not there, a user's machine skips
these tests, and continuous integration fails.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.examples.demo_rows import image_of_note, notes_of
from tests.fixtures.commands import Running

if TYPE_CHECKING:
    from tests.examples.conftest import RunScript

SEED = Path(__file__).parents[3] / "shared" / "seed"


def with_constants(name: str, folder: Path, constants: dict[str, object]) -> Path:
    """A copy of the script in which the constants have other values."""
    source = SEED / name
    if not source.exists():
        pytest.skip(f"{source} is not there")
    text = source.read_text()
    for constant, value in constants.items():
        text, times = re.subn(rf"(?m)^({constant} = )('[^']*'|\"[^\"]*\"|\d+)", rf"\g<1>{value!r}", text)
        assert times == 1, constant
    # Beside the folder in which it runs, and in which it may write.
    copy = folder.with_name(f"{folder.name}-{name}")
    copy.write_text(text)
    return copy


def test_the_notes_of_a_person_are_found(demo_server: Running, run_script: RunScript, tmp_path: Path) -> None:
    facts = demo_server.facts
    constants = {
        "MY_SITE_DOMAIN": demo_server.url,
        "CLIENT_ID": facts["script_name"],
        "CLIENT_SECRET": facts["script_key"],
        "USER_NAME": facts["person"],
    }
    ended = run_script(with_constants("search_note.py", tmp_path, constants))
    assert (ended.returncode, ended.stderr) == (0, "")
    expected = {note.id for note in notes_of(demo_server, facts["person"])}
    person, first, heading, *document = ended.stdout.splitlines()
    notes = json.loads("\n".join(document))["data"]
    assert {note["id"] for note in notes} == expected
    assert (first, heading) == (f"Note ID: {notes[0]['id']}", "Note data:")
    author = notes[0]["relationships"]["created_by"]["data"]
    assert author == {"id": author["id"], "name": facts["person"], "type": "HumanUser"}
    assert person == f"Found User ID: {author['id']}"
    assert all(note["attributes"].keys() == {"content", "created_at"} for note in notes)
    assert all(note["relationships"]["note_links"]["data"] for note in notes)


def test_the_image_of_a_note_is_downloaded(
    demo_server: Running, run_script: RunScript, tmp_path: Path
) -> None:
    facts = demo_server.facts
    constants = {
        "ENTITY_ID": facts["note_id"],
        "CLIENT_ID": facts["script_name"],
        "CLIENT_SECRET": facts["script_key"],
        "MY_SITE_DOMAIN": demo_server.url.removeprefix("https://"),
    }
    ended = run_script(with_constants("download_note_thumbnail.py", tmp_path, constants))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "Image successfully downloaded: thumbnail.jpg\n"
    assert (tmp_path / "thumbnail.jpg").read_bytes() == image_of_note(demo_server, facts["note_id"])
