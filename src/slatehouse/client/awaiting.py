"""The client for programs that await each answer. It has the methods of `Client`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import httpx2

from slatehouse.client import transfers, verbs
from slatehouse.client.asks import Answer
from slatehouse.client.certificates import trusted
from slatehouse.client.changes import Change, Following, heard, waiting_for
from slatehouse.client.credentials import found_credentials, found_url
from slatehouse.client.landing import Landing, Progress
from slatehouse.client.patience import Patience
from slatehouse.client.query import Query
from slatehouse.client.questions import Question
from slatehouse.client.rows import Link, Note, Row
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Alone, Pause, Send, Step, Talk
from slatehouse.client.transfers import Received
from slatehouse.client.transport import HTTP_ERRORS, TIMEOUT, answer_of, broken_by, head_of, options
from slatehouse.client.walks import Walk

__all__ = ["AsyncChanges", "AsyncClient", "AsyncRows"]

T = TypeVar("T")
R = TypeVar("R", bound=Row)


class AsyncClient:
    """A site, and who speaks with it; the tasks of one loop may share it. See `Client`.

    >>> async with AsyncClient("https://studio.example", script="dailies", key="…") as site:
    ...     async for note in site.notes.where(author="Ada", shot="SH010").newest().limit(50):
    ...         print(note.id, note.subject)
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        script: str | None = None,
        key: str | None = None,
        login: str | None = None,
        password: str | None = None,
        ca_file: str | Path | None = None,
        patience: Patience | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        address = found_url(url)
        credentials = found_credentials(address, script, key, login, password)
        self._line = Line(address, credentials, patience)
        self._trust = trusted(ca_file)
        self._timeout = timeout
        self._http = httpx2.AsyncClient(**options(self._trust, timeout))
        self._alone = asyncio.Lock()

    def __repr__(self) -> str:
        return f"<AsyncClient of {self._line.url}>"

    @property
    def url(self) -> str:
        """The site's address."""
        return self._line.url

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def sign_in(self) -> None:
        """Sign in now, and not with the first question: raises `SignInRefused` where that will not do."""
        await self.run(self._line.signed_in())

    @property
    def notes(self) -> AsyncRows[Note]:
        """All notes; narrow them with `where`."""
        return AsyncRows(self, Question("Note"))

    def rows(self, entity_type: str) -> AsyncRows[Row]:
        """All rows of a type, by its name or its name in addresses: `Shot` or `shots`."""
        return AsyncRows(self, Question(entity_type))

    async def read(self, entity_type: str, row_id: int, *fields: str) -> Row:
        """One row, with the fields named, or with all of them. Raises `NotFound`."""
        return await self.run(verbs.read(self._line, entity_type, row_id, fields))

    async def create(self, entity_type: str, **values: Any) -> Row:
        """Make a row."""
        return await self.run(verbs.created(self._line, entity_type, values))

    async def update(self, row: Row | Link, **values: Any) -> Row:
        """Change fields of a row."""
        return await self.run(verbs.updated(self._line, row.type, row.id, values))

    async def retire(self, row: Row | Link) -> None:
        """Retire a row."""
        await self.run(verbs.retired(self._line, row.type, row.id))

    async def revive(self, row: Row | Link) -> bool:
        """Bring a retired row back; False where it was live."""
        return await self.run(verbs.revived(self._line, row.type, row.id))

    async def batch(self, requests: Iterable[Mapping[str, Any]]) -> list[Row]:
        """Do all of the requests or none; their rows, in their order."""
        return await self.run(verbs.batched(self._line, requests))

    async def follow(self, rows: Iterable[Row], field: str, *fields: str) -> dict[Link, Row]:
        """The rows that a field of these rows leads to, fetched together, by their links."""
        return await self.run(verbs.followed(self._line, rows, field, fields))

    async def schema(self, entity_type: str | None = None) -> dict[str, Any]:
        """The types of the site, or the fields of one."""
        return await self.run(verbs.schema(self._line, entity_type))

    def changes(self, since: str | int | None = None, types: Iterable[str] = ()) -> AsyncChanges:
        """What happens to rows, as it happens, by `async for`. See `Client.changes`."""
        return AsyncChanges(self, Following(since, types, waiting_for(self._timeout)))

    async def download(
        self,
        row: Row | Link,
        field: str,
        path: str | Path,
        *,
        progress: Progress | None = None,
        replace: bool = False,
    ) -> Received:
        """Fetch what a file field holds, as it was uploaded. See `Client.download`."""
        landing = Landing(Path(path), progress, replace=replace)
        return await self.run(transfers.downloaded(self._line, row, field, landing))

    async def thumbnail(
        self,
        row: Row | Link,
        path: str | Path,
        *,
        alt: str = "thumbnail",
        field: str = "image",
        progress: Progress | None = None,
        replace: bool = False,
    ) -> Received:
        """Fetch the picture of a row: its thumbnail, else the original. See `Client.thumbnail`."""
        landing = Landing(Path(path), progress, replace=replace)
        return await self.run(transfers.thumbnail(self._line, row, field, alt, landing))

    async def upload(
        self,
        row: Row | Link,
        path: str | Path,
        field: str | None = None,
        *,
        name: str | None = None,
        progress: Progress | None = None,
    ) -> Link | None:
        """Send a file into a field of a row, or among its attachments. See `Client.upload`."""
        return await self.run(transfers.uploaded(self._line, row, Path(path), field, name, progress))

    async def run(self, talk: Talk[T]) -> T:
        """Lead a conversation to its end."""
        try:
            step = next(talk)
            while True:
                try:
                    outcome = await self._do(step)
                except Exception as error:
                    step = talk.throw(error)
                else:
                    step = talk.send(outcome)
        except StopIteration as end:
            result: T = end.value
            return result

    async def _do(self, step: Step) -> Any:
        match step:
            case Send():
                return await self._send(step)
            case Pause(seconds):
                await asyncio.sleep(seconds)
                return None
            case Alone(talk):
                async with self._alone:
                    return await self.run(talk)

    async def _send(self, step: Send) -> Answer:
        ask = step.ask
        try:
            body = ask.body if ask.body is None or isinstance(ask.body, bytes) else _awaited(ask.body)
            request = self._http.build_request(ask.method, step.url, content=body, headers=step.headers)
            response = await self._http.send(request, stream=True)
            async with aclosing(response):
                if ask.sink is None or response.is_error:
                    await response.aread()
                    return answer_of(response)
                ask.sink.begin(head_of(response))
                async for block in response.aiter_raw():
                    # A disk may take its time; other tasks go on meanwhile.
                    await asyncio.to_thread(ask.sink.write, block)
                return head_of(response)
        except HTTP_ERRORS as error:
            raise broken_by(error, self._trust, self._line.host) from error


async def _awaited(blocks: Iterable[bytes]) -> AsyncIterator[bytes]:
    source = iter(blocks)
    while block := await asyncio.to_thread(next, source, b""):
        yield block


class AsyncRows(Query[R], Generic[R]):
    """Rows that are fetched as they are walked through."""

    def __init__(self, client: AsyncClient, question: Question) -> None:
        super().__init__(question)
        self._client = client

    def _asking(self, question: Question) -> Self:
        return type(self)(self._client, question)

    async def __aiter__(self) -> AsyncIterator[R]:
        walk = Walk(self.question)
        while not walk.is_over:
            for row in await self._client.run(verbs.page(self._client._line, walk)):
                yield row  # type: ignore[misc]

    async def all(self) -> list[R]:
        """All of them."""
        return [row async for row in self]

    async def first(self) -> R | None:
        """The first, or None where there is none."""
        return next(iter(await self.limit(1).all()), None)

    async def count(self) -> int:
        """How many there are, whatever limit was set."""
        return await self._client.run(verbs.counted(self._client._line, self.question))


class AsyncChanges:
    """What happens at a site, while it is walked through."""

    def __init__(self, client: AsyncClient, following: Following) -> None:
        self._client = client
        self._following = following

    @property
    def cursor(self) -> str | None:
        """Where to go on behind what has been given; None before there was an answer."""
        return self._following.cursor

    async def __aiter__(self) -> AsyncIterator[Change]:
        while True:
            changes = await self._client.run(heard(self._client._line, self._following))
            for place, change in enumerate(changes, 1):
                yield self._following.told(change, place == len(changes))
