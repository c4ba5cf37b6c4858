"""Signals turned into a clean end, without work inside a signal handler.

A handler runs between two instructions of the main thread; setting a `threading.Event` there can wait
for ever for a lock that the interrupted code holds. So threads wait for the signals instead.
"""

import os
import signal
import threading
from collections.abc import Callable

__all__ = ["end_on_interrupt", "on_terminate"]


def end_on_interrupt() -> None:
    """Make Ctrl-C and the closing of the terminal end this process as SIGTERM does.

    A terminal sends these signals to every process in it. Blocked here, they stay blocked in the processes
    that are started later: those end when this one tells them to, and not on their own.
    """
    signals = {signal.SIGINT}
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signals.add(signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def pass_on() -> None:
        signal.sigwait(signals)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=pass_on, name="interrupt", daemon=True).start()


def on_terminate(call: Callable[[], None]) -> None:
    """Call `call` in a thread of its own when SIGTERM arrives; to be used in the main thread."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.set_wakeup_fd(writer)

    def wait() -> None:
        os.read(reader, 1)
        call()

    threading.Thread(target=wait, name="terminate", daemon=True).start()
