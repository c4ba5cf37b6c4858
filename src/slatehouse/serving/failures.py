"""How a worker that cannot make its application tells its parent why."""

import multiprocessing
import pickle  # nosec B403 # between a process and those that it started
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NoReturn

__all__ = ["end_with", "watched"]

# Granian ends for good where a new worker ends within 5.5 seconds.
_PATIENCE = 6.0


@contextmanager
def watched(on_failure: Callable[[Exception], None]) -> Iterator[Connection]:
    """The block gets the end of a pipe for its workers; what they tell there is handed to `on_failure`.

    That is called in a thread of its own. The block ends after its workers.
    """
    reader, writer = multiprocessing.Pipe(duplex=False)

    def listen() -> None:
        while True:
            try:
                error = pickle.loads(reader.recv_bytes())  # nosec B301 # from a process of ours
            except EOFError:
                return
            on_failure(error)

    listener = threading.Thread(target=listen, name="failures")
    listener.start()
    try:
        yield writer
    finally:
        writer.close()
        listener.join()
        reader.close()


def end_with(error: Exception, told: Connection) -> NoReturn:
    """Tell the parent of the error, its traceback as a note, and wait to be stopped."""
    error.add_note(traceback.format_exc())
    told.send_bytes(_pickled(error))
    time.sleep(_PATIENCE)
    sys.exit(1)


def _pickled(error: Exception) -> bytes:
    """The error, or one that says the same where it cannot be read again in another process."""
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)  # nosec B301 # what was just pickled
    except Exception:
        return pickle.dumps(RuntimeError(traceback.format_exc()))
    return pickled
