"""A child process takes what hostile files do, and its parent goes on."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from tests.media import untrusted

from slatehouse.media.isolation import Cause, Failed, Limits, Sandbox
from slatehouse.media.thumbnails import Thumbnail, thumbnail_of_file

ROOT = Path(__file__).parents[2]
PATIENCE = 60


@pytest.fixture(autouse=True)
def tests_can_be_imported_by_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def test_a_result_comes_back_in_its_type(sandbox: Sandbox) -> None:
    assert sandbox.run(untrusted.frame, "sh010", pixels=b"\0\xff") == untrusted.Frame("sh010", b"\0\xff")


def test_large_arguments_and_results_fit_through(sandbox: Sandbox) -> None:
    pixels = os.urandom(1 << 20) * 8
    assert sandbox.run(untrusted.frame, "plate", pixels) == untrusted.Frame("plate", pixels)


def test_output_of_decoders_does_not_disturb_the_reply(sandbox: Sandbox) -> None:
    assert sandbox.run(untrusted.print_noise, "sh010") == "sh010"


@pytest.mark.parametrize(
    "hostile, limits, cause, reason",
    [
        (untrusted.hoard_memory, Limits(), Cause.MEMORY, "memory"),
        (untrusted.sleep_forever, Limits(seconds=2), Cause.TIMEOUT, "longer than 2 s"),
        (untrusted.spin_forever, Limits(cpu_seconds=0), Cause.TIMEOUT, "processor time"),
        (untrusted.abort, Limits(), Cause.CRASHED, "SIGABRT"),
        (untrusted.exit_quietly, Limits(), Cause.CRASHED, "status 7"),
        (untrusted.raise_half_a_character, Limits(), Cause.RAISED, "bad tag \\ud83d"),
        (untrusted.lie_about_type, Limits(), Cause.CRASHED, "unreadable result"),
        (untrusted.break_protocol, Limits(), Cause.CRASHED, "too long to be true"),
    ],
)
def test_a_failure_is_a_value_and_the_next_call_works(
    hostile: Callable[[], object], limits: Limits, cause: Cause, reason: str
) -> None:
    with Sandbox(limits) as sandbox:
        failed = sandbox.run(hostile)
        assert isinstance(failed, Failed)
        assert failed.cause is cause
        assert reason in failed.reason
        assert sandbox.run(untrusted.frame, "next") == untrusted.Frame("next", b"")


def test_an_exception_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    failed = sandbox.run(thumbnail_of_file, str(tmp_path / "missing.png"), {})
    assert isinstance(failed, Failed)
    assert (failed.cause, failed.exception) == (Cause.RAISED, "FileNotFoundError")


def test_a_child_is_reused_and_replaced_after_its_share() -> None:
    with Sandbox(reuse=3) as sandbox:
        ids = [sandbox.run(untrusted.process_id) for _ in range(6)]
    assert ids[0] == ids[1] == ids[2] != ids[3] == ids[4] == ids[5]
    assert os.getpid() not in ids


def test_no_child_outlives_its_sandbox() -> None:
    with Sandbox() as sandbox:
        child = sandbox.run(untrusted.process_id)
    assert isinstance(child, int)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_child_whose_parent_was_killed_ends_soon_whatever_it_does(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from slatehouse.media.isolation import Sandbox; from tests.media import untrusted\n"
        f"Sandbox().run(untrusted.sleep_as, {str(tmp_path / 'child')!r})"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    until = time.monotonic() + PATIENCE
    while not (tmp_path / "child").exists() and time.monotonic() < until:
        time.sleep(0.02)
    child = int((tmp_path / "child").read_text())
    parent.kill()
    parent.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    while Path(f"/proc/{child}/stat").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}/stat").exists()


def test_settings_with_passwords_stay_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLATEHOUSE_DATABASE_URL", "postgresql://user:password@host/site")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the bucket")
    with Sandbox() as sandbox:
        assert sandbox.run(untrusted.has_variable, "SLATEHOUSE_DATABASE_URL") is False
        assert sandbox.run(untrusted.has_variable, "AWS_SECRET_ACCESS_KEY") is False


def test_a_child_that_cannot_start_is_an_error_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with (
        Sandbox() as sandbox,
        pytest.raises(OSError, match="does not start: the process ended with status 1"),
    ):
        sandbox.run(untrusted.process_id)


def test_threads_take_turns(sandbox: Sandbox) -> None:
    results: dict[str, object] = {}

    def work(name: str) -> None:
        results[name] = sandbox.run(untrusted.frame, name)

    threads = [threading.Thread(target=work, args=(f"sh{number:03}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {name: untrusted.Frame(name, b"") for name in results}
    assert len(results) == 8


def test_thumbnails_are_made_in_the_child(sandbox: Sandbox, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.new("RGB", (64, 32), (200, 30, 30)).save(good)
    bad.write_bytes(b"no image at all")
    thumbnail = sandbox.run(thumbnail_of_file, str(good), {"max_edge": 16})
    assert isinstance(thumbnail, Thumbnail)
    assert (thumbnail.width, thumbnail.height) == (16, 8)
    failed = sandbox.run(thumbnail_of_file, str(bad), {})
    assert isinstance(failed, Failed)
    assert failed.exception == "NotAnImage"
