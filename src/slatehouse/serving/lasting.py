"""What stays as long as the process, made without the collector of garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["lasting"]


@contextmanager
def lasting() -> Iterator[None]:
    """A block that imports and makes what a process needs until it ends.

    The collector looks through none of it: not meanwhile, when it would do so again and again, nor later for
    the few objects of each request, nor in a forked process, where that would copy what is shared.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
