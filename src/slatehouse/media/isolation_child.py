"""The child of `isolation.py`: limits itself, then answers one task after the other until its input ends.

Messages are a length and a msgpack body, both ways. No pickle: a child that a hostile file has taken over
must not be able to make the parent run anything.
"""

import os
import resource
import signal
import sys
import threading
import time
from enum import StrEnum
from importlib import import_module
from operator import attrgetter
from typing import Any, BinaryIO, TypeVar

import msgspec

__all__ = ["LENGTH_BYTES", "Cause", "Limits", "Reply", "Task", "framed", "main", "message_of"]

LENGTH_BYTES = 4
_LOOKS_EVERY = 1.0

M = TypeVar("M", bound=msgspec.Struct)


class Limits(msgspec.Struct, frozen=True):
    """What a task may use: `seconds` by the clock, `cpu_seconds` of processors, `memory` bytes of addresses.

    The first message to a child, which answers it with an empty reply.
    """

    seconds: float = 60.0
    cpu_seconds: int = 45
    memory: int = 3 * 1024**3


class Task(msgspec.Struct, frozen=True):
    """A call of `function` in `module`."""

    module: str
    function: str
    arguments: list[Any]
    named: dict[str, Any]


class Cause(StrEnum):
    """Why a task has no result."""

    RAISED = "raised"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"


class Reply(msgspec.Struct, frozen=True):
    """How a task ended: without `cause` it has a `result`, in msgpack; otherwise `reason` says more."""

    cause: Cause | None = None
    reason: str = ""
    exception: str = ""
    result: bytes = b""


def framed(message: msgspec.Struct) -> bytes:
    """The bytes of a message in a pipe."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH_BYTES) + body


def main() -> None:
    """Serve the parent at the other end of standard input and output."""
    questions = sys.stdin.buffer
    # Decoders print to standard output as they like; replies go where they do not.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits = _read(questions, Limits)
    if limits is None:
        return
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _restrict(resource.RLIMIT_CORE, 0)
    _restrict(resource.RLIMIT_AS, limits.memory)
    _answer(replies, Reply())
    while task := _read(questions, Task):
        _allow_time(limits)
        _answer(replies, _perform(task))


def _end_with(parent: int) -> None:
    """End this process soon after its parent was killed: nobody wants what it makes, and films take hours."""
    while os.getppid() == parent:
        time.sleep(_LOOKS_EVERY)
    os._exit(1)


def _read(pipe: BinaryIO, message_type: type[M]) -> M | None:
    """The next message; None when the parent has ended."""
    length = int.from_bytes(pipe.read(LENGTH_BYTES))
    return msgspec.msgpack.decode(pipe.read(length), type=message_type) if length else None


def _answer(pipe: BinaryIO, reply: Reply) -> None:
    pipe.write(framed(reply))
    pipe.flush()


def _restrict(kind: int, wanted: int) -> None:
    """Set a soft limit, within what the system lets us have."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _allow_time(limits: Limits) -> None:
    """Let the system end this process when the task takes too long, even if the parent is gone by then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _restrict(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + 1)


def _perform(task: Task) -> Reply:
    try:
        function = attrgetter(task.function)(import_module(task.module))
        return Reply(result=msgspec.msgpack.encode(function(*task.arguments, **task.named)))
    except MemoryError:
        return Reply(Cause.MEMORY, "takes more memory than is allowed")
    except Exception as error:
        return Reply(Cause.RAISED, message_of(error), type(error).__name__)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def message_of(error: Exception) -> str:
    """What the error says, on one line, in characters that people can read.

    Text out of a broken file may hold half characters, which no encoder takes, NULs, which no database
    takes, and whatever else moves a terminal.
    """
    text = " ".join((str(error) or type(error).__name__)[:1_000].split())
    readable = (each if each.isprintable() else ascii(each)[1:-1] for each in text)
    return "".join(readable)[:500]


if __name__ == "__main__":
    main()
