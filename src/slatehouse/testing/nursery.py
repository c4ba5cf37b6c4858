"""The process that sites of tests are forked from, so that each starts with everything imported already.

It opens no site and starts no thread. Each site is served by a process of its own, with the site's job
workers beside it. They end when they are told to, or with this process, which ends with the one that started
it, however that ends. It is asked in lines of JSON on standard input, and answers each with one.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path

import msgspec

from slatehouse.serving import companion, serve_alone
from slatehouse.serving.lasting import lasting
from slatehouse.serving.parent import end_with_parent
from slatehouse.testing.asking import Ask, Told

__all__ = ["main"]

_FORKING = multiprocessing.get_context("fork")
_STOP_GRACE = 10.0
_NEEDED = ("slatehouse.api.wire.application", "slatehouse.jobs.worker", "slatehouse.cli.program")


def main() -> None:
    """Do what is asked until standard input ends."""
    _import_everything()
    served: dict[str, list[ForkProcess]] = {}
    try:
        for line in sys.stdin.buffer:
            ask = msgspec.json.decode(line, type=Ask)
            if ask.is_end:
                _end(served.pop(ask.folder, []))
                told = Told()
            else:
                told = _start(ask, served.setdefault(ask.folder, []))
            sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
            sys.stdout.buffer.flush()
    finally:
        _end([process for processes in served.values() for process in processes])


def _import_everything() -> None:
    with lasting():
        for name in _NEEDED:
            import_module(name)
        from slatehouse.site.edition import shipped

        shipped()


def _start(ask: Ask, processes: list[ForkProcess]) -> Told:
    """The site's server, and once that answers its job workers."""
    reader, writer = _FORKING.Pipe(duplex=False)
    processes.append(_forked(_serve, ask, writer))
    writer.close()
    with reader, suppress(EOFError):
        url, companions = reader.recv()
        processes.extend(_forked(_accompany, ask, each) for each in companions)
        return Told(url)
    return Told()


def _forked(run: Callable[..., None], *arguments: object) -> ForkProcess:
    process = _FORKING.Process(target=run, args=arguments)
    process.start()
    return process


def _end(processes: Sequence[ForkProcess]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(_STOP_GRACE)
        if process.is_alive():
            process.kill()
            process.join()


def _serve(ask: Ask, answer: Connection) -> None:
    from slatehouse.cli.program import listening_of, program_of
    from slatehouse.config import load

    _settle(ask)
    end_with_parent()
    folder = Path(ask.folder)
    try:
        configuration = load(folder)
        program = program_of(configuration)
        server = msgspec.structs.replace(configuration.settings.server, port=0)
        listening = listening_of(server, configuration.settings.feed)
        serve_alone(folder, program, listening, lambda url: answer.send((url, program.companions)))
    except Exception as error:
        # What it imports for other commands takes longer than the site's start.
        from slatehouse.cli.failures import exit_with

        exit_with(error)


def _accompany(ask: Ask, target: str) -> None:
    _settle(ask)
    companion.run(target, Path(ask.folder))


def _settle(ask: Ask) -> None:
    """Become a process of the site: with its environment, and with its own place for what it says."""
    said = os.open(ask.said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    os.environb.clear()
    os.environb.update(ask.environment)
    os.chdir(ask.working_folder)
