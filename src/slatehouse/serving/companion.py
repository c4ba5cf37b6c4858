"""A process beside the web workers, such as the job worker: started, started again if it dies, stopped."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from slatehouse.serving.lasting import lasting
from slatehouse.serving.parent import end_with_parent
from slatehouse.serving.program import load
from slatehouse.serving.signals import on_terminate

__all__ = ["run", "running"]

_RESTART_DELAY = 2.0
_STOP_GRACE = 10.0


@contextmanager
def running(
    targets: Sequence[str], site: Path, report: Callable[[str], None]
) -> Iterator[Callable[[], None]]:
    """The block gets a function that starts a process for each of `targets`; they are stopped at its end.

    `report` is told when one has to be started again.
    """
    companions: list[_Companion] = []

    def start() -> None:
        companions.extend(_Companion(target, site, report) for target in targets)

    try:
        yield start
    finally:
        for companion in companions:
            companion.tell_to_stop()
        for companion in companions:
            companion.join()


class _Companion:
    """One process, looked after by one thread."""

    def __init__(self, target: str, site: Path, report: Callable[[str], None]) -> None:
        self._target = target
        self._site = site
        self._report = report
        self._stopping = threading.Event()
        self._woken, self._waker = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._look_after, name=f"companion {target}")
        self._thread.start()

    def tell_to_stop(self) -> None:
        self._stopping.set()
        self._waker.close()

    def join(self) -> None:
        self._thread.join()

    def _look_after(self) -> None:
        while not self._stopping.is_set():
            process = multiprocessing.get_context("spawn").Process(
                target=run, args=(self._target, self._site), name=self._target
            )
            process.start()
            wait([process.sentinel, self._woken])
            if self._stopping.is_set():
                _end(process)
            else:
                process.join()
                self._report(f"{self._target} ended with {process.exitcode}; it is started again")
                self._stopping.wait(_RESTART_DELAY)


def _end(process: SpawnProcess) -> None:
    process.terminate()
    process.join(_STOP_GRACE)
    if process.is_alive():
        process.kill()
        process.join()


def run(target: str, site: Path) -> None:
    """Run a companion in this process, which `multiprocessing` started, until SIGTERM or the parent's end."""
    stop = threading.Event()
    on_terminate(stop.set)
    end_with_parent()
    with lasting():
        work = load(target)
    work(str(site), stop)
