"""Files that mean no good end in a picture or in a refusal that a person can read: they take no child down,
little time and memory, and ask nobody for anything. `make hostile` damages many more of them.
"""

from __future__ import annotations

import os
import re
import selectors
import socket
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from tests.media import hostile, measured
from tests.media.hostile import Files
from tests.media.measured import Outcome

from slatehouse.media.isolation import Failed, Limits, Sandbox

ROOT = Path(__file__).parents[2]
DAMAGED = int(os.environ.get("TESTS_OF_SLATEHOUSE_HOSTILE_FILES", "100"))
SEED = int(os.environ.get("TESTS_OF_SLATEHOUSE_HOSTILE_SEED", "1"))
MAX_PIXELS = 150_000_000
"""What a site allows."""
LONGEST, MOST_MEMORY = 20, 1_000
"""Seconds of a processor, and megabytes, that any of these files may take."""


class Decoder:
    """Decodes files in a child process, as many as there are in one."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._sandbox = sandbox
        self._folder = folder

    def decode(self, files: Files) -> dict[str, Outcome]:
        """What became of each file, none of which may take the child down."""
        names = {f"{number}.upload": name for number, name in enumerate(files)}
        for place, name in names.items():
            (self._folder / place).write_bytes(files[name])
        found = self._sandbox.run(measured.decode_all, str(self._folder), list(names), MAX_PIXELS)
        if isinstance(found, Failed):
            name = names[(self._folder / "at-work").read_text()]
            (kept := self._folder.parent / "culprit").write_bytes(files[name])
            pytest.fail(f"{name} took the child down: {found.reason}; it is kept as {kept}")
        for outcome in found:
            name = names[outcome.name]
            assert outcome.seconds < LONGEST, name
            assert outcome.megabytes < MOST_MEMORY, name
            assert outcome.refusal is None or is_readable(outcome.refusal, self._folder), (name, outcome)
        return {names[each.name]: each for each in found}


def is_readable(refusal: str, folder: Path) -> bool:
    """Whether it says something, in characters that people read, and not where the file was."""
    is_plain = not re.search(r"[\x00-\x08\x0e-\x1f]|: b'|Traceback|<\w+ object", refusal)
    return bool(refusal.strip()) and is_plain and str(folder) not in refusal


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return hostile.whole_files(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decoder]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT), *sys.path])
        # The memory is that of every child; the time is for all files together.
        with Sandbox(Limits(seconds=600, cpu_seconds=400)) as sandbox:
            yield Decoder(sandbox, tmp_path_factory.mktemp("files"))


def pictures(outcomes: dict[str, Outcome]) -> set[str]:
    return {name for name, outcome in outcomes.items() if outcome.refusal is None}


def test_the_files_that_are_damaged_here_are_good_ones(decoder: Decoder, whole: Files) -> None:
    assert pictures(decoder.decode(whole)) == whole.keys() - {"exr, deep"}


def test_what_is_cut_off_is_shown_or_refused(decoder: Decoder, whole: Files) -> None:
    shown = pictures(decoder.decode(hostile.cut_off(whole)))
    assert not [name for name in shown if name.endswith("up to 0.05")]


def test_headers_that_lie_are_not_believed(decoder: Decoder, whole: Files) -> None:
    shown = pictures(decoder.decode(hostile.lies(whole)))
    # What movies say of their size in the container is of no consequence: the frames say it, too.
    believed = [name for name in shown if re.search(r"60,000|largest|below|large as|far|ends before", name)]
    assert [name for name in believed if not name.startswith(("mov", "mp4"))] == []


def test_bombs_do_not_go_off(decoder: Decoder) -> None:
    decoder.decode(hostile.bombs())


def test_what_looks_like_something_else_is_taken_for_what_it_is(decoder: Decoder, whole: Files) -> None:
    shown = pictures(decoder.decode(hostile.disguises(whole)))
    assert shown == {"a heif with the mark of a mov", "pdf with a script"}


def test_nobody_is_asked_for_what_a_file_names(decoder: Decoder, whole: Files, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(whole["mov"])
    with socket.create_server(("127.0.0.1", 0)) as listener, selectors.DefaultSelector() as selector:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        os.utime(secret, ns=(1, secret.stat().st_mtime_ns))
        before = secret.stat().st_atime_ns
        decoder.decode(hostile.tellers(whole, address, secret))
        selector.register(listener, selectors.EVENT_READ)
        assert selector.select(0) == []
        assert secret.stat().st_atime_ns == before


def test_damage_leads_to_a_picture_or_a_refusal(decoder: Decoder, whole: Files) -> None:
    damaged = hostile.mutated(whole, SEED, DAMAGED)
    while some := dict(islice(damaged, 500)):
        decoder.decode(some)
