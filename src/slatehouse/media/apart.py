"""Reading from one store while another one writes what is read."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from slatehouse.media.blobs import Blocks

__all__ = ["read_apart"]


def read_apart(blocks: Blocks) -> Iterator[bytes]:
    """The same blocks, read by a thread of their own and closed at the end.

    obstore asks for what it writes from within its own event loop, in which it cannot read as well.
    """
    with ThreadPoolExecutor(1) as reader:
        try:
            while (block := reader.submit(next, blocks, None).result()) is not None:
                yield block
        finally:
            blocks.close()
