"""Children that end with their parent.

A parent that is killed cannot stop its workers, and Granian's then live on and keep the port. So each child
waits for the end of the pipe that `multiprocessing` opened to its parent: the kernel closes it at once,
whatever killed the parent. (Linux's PR_SET_PDEATHSIG will not do: it goes by the thread that started the
child, not by the process, and misses a parent that died before it was set.)
"""

import multiprocessing
import os
import signal
import threading
import time

__all__ = ["end_with_parent"]

_GRACE = 1.0


def end_with_parent() -> None:
    """When the parent process ends, stop this one as SIGTERM would, or a second later by force."""
    threading.Thread(target=_end_after_parent, name="parent-watch", daemon=True).start()


def _end_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
