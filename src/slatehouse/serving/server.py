"""A program served by Granian, from the lock on its site to the end of its last process."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from slatehouse.serving import companion, failures
from slatehouse.serving.errors import ServerFailed
from slatehouse.serving.lock import locked
from slatehouse.serving.port import Address, reserved
from slatehouse.serving.program import Listening, Program
from slatehouse.serving.readiness import wait_until_it_answers
from slatehouse.serving.reception import IDLE_THREAD_LIFETIME
from slatehouse.serving.signals import hold_back, let_end, when_one_comes
from slatehouse.serving.worker import application_of, make_application

__all__ = ["serve", "serve_alone"]

_STOP_GRACE = 10
_IDLE_CONNECTION_LIFETIME = 120_000
"""Milliseconds. Longer than what stands between a client and a server keeps a connection that nobody uses (a
minute, as a rule): whoever closes it first may do so just when the other side sends something."""


def serve(
    site: Path,
    program: Program,
    listening: Listening,
    on_ready: Callable[[str], None],
    report: Callable[[str], None],
) -> None:
    """Serve `program` for the site in the folder `site` until SIGTERM, SIGINT or SIGHUP; then return.

    `on_ready` is called with the server's address, once, when it answers; the companions start then, too.
    `report` is called with a line for each thing that went wrong and was mended. Requests not finished
    10 seconds after the signal are cut off. Must run in the main thread, of a process that does nothing else.

    Raises `SiteLocked`, `PortInUse`, `AddressUnusable`; what the application raised in a worker that was to
    make it; and `ServerFailed` when a worker cannot start for another reason.
    """
    # Whichever thread starts this process of Python's own has SIGINT unblocked after it, and hands that on.
    resource_tracker.ensure_running()
    signals = hold_back()
    # A forked worker would inherit the lock on the site, and keep it when it is orphaned.
    multiprocessing.set_start_method("spawn", force=True)
    with (
        locked(site),
        reserved(listening.host, listening.port) as address,
        companion.running(program.companions, site, report) as start_companions,
    ):

        def ready(url: str) -> None:
            start_companions()
            on_ready(url)

        server = _server(MPServer, program, listening, address)
        when_one_comes(signals, server.signal_handler_interrupt)
        with _announced(server, address, listening.certificate is not None, ready):
            _run(server, site, report)


def serve_alone(site: Path, program: Program, listening: Listening, on_ready: Callable[[str], None]) -> None:
    """Serve the application of `program` by this very process until SIGTERM or SIGINT; then return.

    For a process that was forked from one that has imported everything: it starts no other. Nobody replaces
    it when it dies, and nobody runs the companions. Must run in the main thread. Raises as `serve` does.
    """
    let_end()
    with locked(site), reserved(listening.host, listening.port) as address:
        server = _server(_Alone, program, listening, address)
        with _announced(server, address, listening.certificate is not None, on_ready):
            server.serve(target_loader=partial(application_of, site))


class _Alone(MPServer):
    """Granian whose only worker is the process that it is started in."""

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        self._spawn_worker(0, spawn_target, target_loader).inner.run()
        self.interrupt_signal = True
        self.main_loop_interrupt.set()


def _run(server: Any, site: Path, report: Callable[[str], None]) -> None:
    """Run until a signal, or until a worker cannot start before any has answered."""
    told: list[Exception] = []

    def failed(error: Exception) -> None:
        if server.respawn_failed_workers:
            report(f"a worker could not start, and is started again: {error}")
        else:
            told.append(error)
            server.signal_handler_interrupt()

    try:
        with failures.watched(failed) as workers_end:
            server.serve(target_loader=partial(make_application, site, workers_end))
    except SystemExit as end:
        # Granian also reports a failure for a worker that ended in answer to the same signal as its parent.
        if end.code and not server.interrupt_signal:
            raise ServerFailed("a worker of the server failed; the reason stands above") from None
    if told:
        raise told[0]


@contextmanager
def _announced(
    server: Any, address: Address, is_tls: bool, on_ready: Callable[[str], None]
) -> Iterator[None]:
    ended = threading.Event()

    def announce() -> None:
        if wait_until_it_answers(address, is_tls, ended):
            # A worker that answered once may be replaced; one that cannot start would only fail again.
            server.respawn_failed_workers = True
            on_ready(address.url("https" if is_tls else "http"))

    announcer = threading.Thread(target=announce, name="ready")
    announcer.start()
    try:
        yield
    finally:
        ended.set()
        announcer.join()


def _server(kind: type[MPServer], program: Program, listening: Listening, address: Address) -> Any:
    return kind(
        target=program.application,
        interface=Interfaces.WSGI,
        address=address.host,
        port=address.port,
        workers=listening.workers,
        blocking_threads=listening.threads,
        blocking_threads_idle_timeout=IDLE_THREAD_LIFETIME,
        backlog=listening.backlog,
        backpressure=listening.backpressure,
        http=HTTPModes.auto if listening.certificate else HTTPModes.http1,
        http1_settings=HTTP1Settings(keep_alive=True, header_read_timeout=_IDLE_CONNECTION_LIFETIME),
        websockets=False,
        workers_kill_timeout=_STOP_GRACE,
        ssl_cert=listening.certificate,
        ssl_key=listening.key,
        # Granian's own minimum is 1.3, which the Python versions inside older host applications do not speak.
        ssl_protocol_min=SSLProtocols.tls12,
        log_level=LogLevels.error,
        log_dictconfig=_logging_to_stderr(),
    )


def _logging_to_stderr() -> dict[str, Any]:
    # Standard output belongs to the line that a script waits for.
    stderr = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
    return {"handlers": {"console": stderr, "access": stderr}}
