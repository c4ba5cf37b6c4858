"""A served site with rows of a film, and both kinds of client of it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest

from slatehouse.client import AsyncClient, AsyncRows, Client, Patience, Rows
from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn, stand_in

QUICK = Patience(attempts=8, first_wait=0.01, longest=0.2)


class Asking(Protocol):
    """Asks by one kind of client, `do(lambda site: site.read("Shot", 1))`, and tells what came of it.

    Of a query that are its rows.
    """

    def do(self, ask: Callable[[Any], Any]) -> Any: ...

    def close(self) -> None: ...


class Blocking:
    def __init__(self, url: str, **options: Any) -> None:
        self._client = Client(url, **options)

    def do(self, ask: Callable[[Any], Any]) -> Any:
        asked = ask(self._client)
        return asked.all() if isinstance(asked, Rows) else asked

    def close(self) -> None:
        self._client.close()


class Awaiting:
    def __init__(self, url: str, **options: Any) -> None:
        self._runner = asyncio.Runner()
        self._client = AsyncClient(url, **options)

    def do(self, ask: Callable[[Any], Any]) -> Any:
        return self._runner.run(self._done(ask))

    async def _done(self, ask: Callable[[Any], Any]) -> Any:
        asked = ask(self._client)
        if isinstance(asked, AsyncRows):
            return await asked.all()
        return await asked if inspect.isawaitable(asked) else asked

    def close(self) -> None:
        self._runner.run(self._client.close())
        self._runner.close()


KINDS: dict[str, Callable[..., Any]] = {"Client": Blocking, "AsyncClient": Awaiting}


@pytest.fixture(scope="module")
def film() -> Iterator[StandIn]:
    """A site with the demo film's rows. What is uploaded stays as it came: nothing is made of it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SLATEHOUSE_MEDIA_SETTLE", "3600")
        with stand_in(Seed.DEMO) as site:
            yield site


@pytest.fixture(scope="module", params=KINDS)
def site(request: pytest.FixtureRequest, film: StandIn) -> Iterator[Asking]:
    """Both kinds of client in turn, signed in as a script."""
    client = KINDS[request.param](film.url, script=film.script_name, key=film.script_key, patience=QUICK)
    yield client
    client.close()
