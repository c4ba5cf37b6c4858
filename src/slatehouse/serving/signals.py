"""Signals turned into a clean end, without work inside a signal handler.

A handler runs between two instructions of the main thread; setting a `threading.Event` there can wait
for ever for a lock that the interrupted code holds. And a signal that arrives while another thread starts a
process may wake nobody. So threads wait for the signals instead.
"""

import os
import signal
import threading
from collections.abc import Callable

__all__ = ["beside_handlers", "hold_back", "let_end", "let_terminate", "on_terminate", "when_one_comes"]


def hold_back() -> frozenset[signal.Signals]:
    """Keep SIGTERM, Ctrl-C and the closing of the terminal from this process until `when_one_comes`.

    A terminal sends the last two to every process in it. Blocked here, they stay blocked in the processes
    that are started later: those end when this one tells them to, and not on their own.
    """
    signals = {signal.SIGTERM, signal.SIGINT}
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signals.add(signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    return frozenset(signals)


def when_one_comes(signals: frozenset[signal.Signals], call: Callable[[], None]) -> None:
    """Call `call` in a thread of its own when one of the signals comes, or has come since `hold_back`."""

    def wait() -> None:
        signal.sigwait(signals)
        call()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def on_terminate(call: Callable[[], None]) -> None:
    """Call `call` in a thread of its own when SIGTERM arrives; to be used in the main thread of a child."""
    signal.signal(signal.SIGTERM, lambda *_: None)
    beside_handlers(call)
    let_terminate()


def beside_handlers(call: Callable[[], None]) -> None:
    """Call `call` in a thread of its own when a signal comes that has a handler, whoever set it, or will.

    To be used in the main thread, once in a process.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)

    def wait() -> None:
        os.read(reader, 1)
        call()

    threading.Thread(target=wait, name="terminate", daemon=True).start()


def let_end() -> None:
    """Take SIGTERM and Ctrl-C, whatever the process held back that started this one."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})


def let_terminate() -> None:
    """Take SIGTERM again, which the parent holds back in what it starts."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
