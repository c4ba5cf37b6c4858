"""The site that a command works on, open for as long as the command needs it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from slatehouse.cli.making import raise_if_unfinished
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site

__all__ = ["opened"]


@contextmanager
def opened(directory: Path, *, key_is_lost: bool = False) -> Iterator[Site]:
    """The site in the folder, closed at the end of the block; it may be served meanwhile.

    Raises `NotASite`, `OldSite`, `NewerSite`, `CannotUnseal` unless the key of its secrets is lost, and the
    errors of its configuration and database.
    """
    raise_if_unfinished(directory)
    with closing(open_site(directory, key_is_lost=key_is_lost)) as site:
        yield site
