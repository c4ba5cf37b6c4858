"""Runs a function on untrusted bytes in a child process: no file can stop, fill or kill this process."""

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, Self, TypeVar, get_type_hints

import msgspec

from slatehouse.media.isolation_child import LENGTH_BYTES, Cause, Limits, Reply, Task, framed

__all__ = ["Cause", "Failed", "Limits", "Sandbox"]

P = ParamSpec("P")
R = TypeVar("R")

_LARGEST_REPLY = 64 * 1024 * 1024
_START_SECONDS = 60.0
_SECRETS = ("SLATEHOUSE_", "AWS_")
_TIME_SIGNALS = {signal.SIGXCPU, signal.SIGALRM}


class Failed(msgspec.Struct, frozen=True):
    """Why there is no result: `cause` for programs, `reason` for people.

    With `Cause.RAISED`, `exception` is the name of the exception's class: it tells a file that is no image
    from a file that is not there.
    """

    cause: Cause
    reason: str
    exception: str = ""


class Sandbox:
    """One child process at a time: started when first needed, replaced after `reuse` calls or any failure.

    Threads that share one take turns; for work side by side take several. Close it after use, as `with` does.

    >>> with Sandbox(Limits(seconds=10)) as sandbox:
    ...     outcome = sandbox.run(thumbnail_of_file, "plate.png", {"max_edge": 256})
    """

    def __init__(self, limits: Limits | None = None, reuse: int = 50) -> None:
        self._limits = limits or Limits()
        self._reuse = reuse
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def run(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R | Failed:
        """The result of the call, or why there is none. Raises `OSError` when no child can be started.

        `function` is one of a module, and its return type is annotated. Arguments are plain values (numbers,
        text, bytes, lists, dicts); the result may also be a dataclass or a Struct. The child's word is not
        trusted: its reply is read as that type and nothing else.
        """
        task = framed(Task(function.__module__, function.__qualname__, list(arguments), dict(named)))
        result_type: type[R] = get_type_hints(function)["return"]
        with self._lock:
            # Only a child that answered well is kept, whatever else ends this call.
            child, self._child = self._child or _Child(self._limits), None
            try:
                outcome = _outcome(child.ask(task), result_type)
                if child.tasks_done < self._reuse and not isinstance(outcome, Failed):
                    self._child = child
                return outcome
            finally:
                if self._child is None:
                    child.kill()

    def close(self) -> None:
        """End the child; a later `run` would start another."""
        with self._lock:
            if self._child:
                self._child.kill()
                self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _outcome(reply: Reply, result_type: type[R]) -> R | Failed:
    if reply.cause is not None:
        return Failed(reply.cause, reply.reason, reply.exception)
    try:
        return msgspec.msgpack.decode(reply.result, type=result_type)
    except msgspec.MsgspecError as error:
        return Failed(Cause.CRASHED, f"unreadable result: {error}")


class _Child:
    """A running child: questions go to its standard input, replies come from its standard output."""

    def __init__(self, limits: Limits) -> None:
        self.tasks_done = 0
        self._limits = limits
        # Not forked: a copy of a process with threads may stand still on a lock that nobody holds.
        # A session of its own: Ctrl-C on the terminal is for the parent, which then closes its children.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "slatehouse.media.isolation_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
            start_new_session=True,
        )
        ready = self._exchange(framed(limits), _START_SECONDS)
        if ready.cause is not None:
            self.kill()
            raise ChildProcessError(f"the process for untrusted files does not start: {ready.reason}")

    def ask(self, task: bytes) -> Reply:
        self.tasks_done += 1
        return self._exchange(task, self._limits.seconds)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _exchange(self, message: bytes, seconds: float) -> Reply:
        deadline = time.monotonic() + seconds
        try:
            self._write(message)
            length = int.from_bytes(self._read(LENGTH_BYTES, deadline))
            if length > _LARGEST_REPLY:
                return Reply(Cause.CRASHED, "the reply is too long to be true")
            return msgspec.msgpack.decode(self._read(length, deadline), type=Reply)
        except TimeoutError:
            return Reply(Cause.TIMEOUT, f"took longer than {seconds:g} s")
        except msgspec.MsgspecError as error:
            return Reply(Cause.CRASHED, f"unreadable reply: {error}")
        except (EOFError, BrokenPipeError):
            return self._post_mortem()

    def _write(self, message: bytes) -> None:
        assert self._process.stdin
        unwritten = memoryview(message)
        while unwritten:
            unwritten = unwritten[self._process.stdin.write(unwritten) :]

    def _read(self, length: int, deadline: float) -> bytes:
        assert self._process.stdout
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while len(received) < length:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                part = os.read(self._process.stdout.fileno(), length - len(received))
                if not part:
                    raise EOFError
                received += part
        return bytes(received)

    def _post_mortem(self) -> Reply:
        """What the end of a child that closed its pipes says about the task it had."""
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return Reply(Cause.CRASHED, "the process closed its output")
        if status >= 0:
            return Reply(Cause.CRASHED, f"the process ended with status {status}")
        if -status in _TIME_SIGNALS:
            return Reply(Cause.TIMEOUT, "took more processor time than allowed")
        return Reply(Cause.CRASHED, f"the process was ended by {signal.Signals(-status).name}")


def _environment() -> dict[str, str]:
    """Ours, with the parent's module path, and without what lets somebody in: settings, keys of buckets."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    inherited["OPENBLAS_NUM_THREADS"] = "1"
    return {**inherited, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
