"""A site that is served for a test, and clients of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from slatehouse.testing.access import ADMIN, PASSWORD, SCRIPT, SCRIPT_KEY, Seed
from slatehouse.testing.nursing import Nursery, running_nursery
from slatehouse.testing.template import copy_template

if TYPE_CHECKING:
    from shotgun_api3.shotgun import Shotgun

    from slatehouse.testing.rest import Rest

__all__ = ["CannotServe", "StandIn", "stand_in"]


class _Closes(Protocol):
    def close(self) -> object: ...


Client = TypeVar("Client", bound=_Closes)


class CannotServe(Exception):
    """The site's server ended before it answered; the message is what it said."""


@dataclass
class StandIn:
    """A served site: where it is, and who may come in. `folder` is where its rows and files are."""

    url: str
    folder: Path
    script_name: str = SCRIPT
    script_key: str = SCRIPT_KEY
    login: str = ADMIN
    password: str = PASSWORD
    _clients: ExitStack = field(default_factory=ExitStack, init=False, repr=False)

    def shotgun(self, **options: Any) -> Shotgun:
        """A new client of the Python API, signed in as the script; `options` are those of `Shotgun`.

        Needs `shotgun_api3` to be installed.
        """
        from shotgun_api3.shotgun import Shotgun

        if "login" not in options and "session_token" not in options:
            options = {"script_name": self.script_name, "api_key": self.script_key, **options}
        return self._kept(Shotgun(self.url, **options))

    @cached_property
    def rest(self) -> Rest:
        """A client of the REST API, signed in as the script. Needs `requests` to be installed."""
        from slatehouse.testing.rest import Rest

        return self._kept(Rest(self.url, self.script_name, self.script_key))

    def close(self) -> None:
        """Close the connections of all clients that were made; one that is used after that opens new ones."""
        self._clients.close()

    def _kept(self, client: Client) -> Client:
        self._clients.callback(client.close)
        return client


@contextmanager
def stand_in(seed: Seed = Seed.EMPTY, folder: Path | None = None) -> Iterator[StandIn]:
    """A site that answers until the end of the block, on a free port of this machine.

    `folder` is to be the site's, and must not exist; without one, the site is removed at the end. The first
    use of a version makes the site that others are copied from, which takes seconds. Raises `CannotServe`.
    """
    nursery = running_nursery()
    with tempfile.TemporaryDirectory(prefix="slatehouse-") as place:
        here = folder or Path(place) / "site"
        copy_template(seed, here)
        with (
            _served(nursery, here, Path(place) / "said") as url,
            closing(StandIn(url, here)) as site,
        ):
            yield site


@contextmanager
def _served(nursery: Nursery, folder: Path, said: Path) -> Iterator[str]:
    try:
        url = nursery.serve(folder, said)
        if not url:
            raise CannotServe(said.read_text().strip() if said.exists() else "its process was ended")
        yield url
    finally:
        nursery.end(folder)
