"""The client for programs that await each answer. It has the methods of `Client`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from urllib.parse import urlsplit

import httpx2

from slatehouse.client import tables, transfers, verbs
from slatehouse.client.asks import Answer
from slatehouse.client.certificates import trusted
from slatehouse.client.changes import Following, heard, waiting_for
from slatehouse.client.credentials import found_credentials, found_url
from slatehouse.client.digests import Digest, digested
from slatehouse.client.landing import Landing, Progress
from slatehouse.client.log_entries import Change
from slatehouse.client.patience import Patience
from slatehouse.client.pictures import AT_ONCE, Pictured, Pictures
from slatehouse.client.query import Query
from slatehouse.client.questions import Question
from slatehouse.client.rows import Link, Note, Row
from slatehouse.client.safeguards import Safeguards, safeguards
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Alone, Pause, Send, Step, Talk
from slatehouse.client.transfers import Received
from slatehouse.client.transport import HTTP_ERRORS, TIMEOUT, answer_of, broken_by, head_of, options
from slatehouse.client.walks import Walk

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

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
        self._trust = trusted(address, ca_file)
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

    async def batch(
        self, requests: Iterable[Mapping[str, Any]], *, key: str | None = None, references: bool = False
    ) -> list[Row]:
        """Do all of the requests or none (contract rest/20, `_batch`); their rows, in their order.

        With a `key`, one for each batch, it is sent again when the line breaks: give one where
        `safeguards().keys` says so. With `references` requests may name rows, and be upserts.
        """
        return await self.run(verbs.batched(self._line, requests, key, references))

    async def safeguards(self) -> Safeguards:
        """What the site goes beyond the service in, so that writes can be sent again."""
        return await self.run(safeguards(self._line))

    async def follow(self, rows: Iterable[Row], field: str, *fields: str) -> dict[Link, Row]:
        """The rows that a field of these rows leads to, fetched together, by their links."""
        return await self.run(verbs.followed(self._line, rows, field, fields))

    async def following(self, person: int) -> list[Link]:
        """The rows that a person follows, by the id of their HumanUser."""
        return await self.run(verbs.following(self._line, person))

    async def preferences(self) -> dict[str, Any]:
        """What the site is set to, such as `hours_per_day`."""
        return await self.run(verbs.preferences(self._line))

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

    async def digest(self, row: Row | Link, field: str, *, reads_all: bool = False) -> Digest:
        """The digest of what a file field holds, as it was uploaded. See `Client.digest`."""
        return await self.run(digested(self._line, row, field, reads_all=reads_all))

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

    async def thumbnails(
        self,
        rows: Iterable[Row | Link],
        folder: str | Path,
        *,
        alt: str = "thumbnail",
        field: str = "image",
        at_once: int = AT_ONCE,
    ) -> AsyncGenerator[Pictured, None]:
        """Fetch the pictures of many rows into a folder, by `async for`. See `Client.thumbnails`."""
        pictures = await asyncio.to_thread(Pictures, rows, Path(folder), alt, field)
        for each in pictures.known:
            yield each
        plainly = pictures.plainly(self._trust, self._timeout, at_once)
        try:
            while not plainly.is_over:
                for each in await asyncio.to_thread(plainly.come):
                    yield each
        finally:
            await asyncio.to_thread(plainly.close)
        left = (pictures.fetched(self._line, name) for name in [*pictures.left])
        async with aclosing(self._side_by_side(left, at_once)) as coming:
            async for each in coming:
                yield each

    async def _side_by_side(self, talks: Iterable[Talk[T]], at_once: int) -> AsyncGenerator[T, None]:
        gate = asyncio.Semaphore(at_once)

        async def led(talk: Talk[T]) -> T:
            async with gate:
                return await self.run(talk)

        tasks = [asyncio.create_task(led(talk)) for talk in talks]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

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
        finally:
            # Whoever is stopped or cancelled in between lets go of its files at once.
            talk.close()

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
            raise broken_by(error, self._trust, urlsplit(step.url).netloc) from error


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
        async for page in self._pages(self.question):
            for row in page:
                yield row  # type: ignore[misc]

    async def _pages(self, question: Question) -> AsyncIterator[Sequence[Row]]:
        walk = Walk(question)
        while not walk.is_over:
            yield await self._client.run(verbs.page(self._client._line, walk))

    async def batches(self) -> AsyncIterator[pyarrow.RecordBatch]:
        """The rows as batches of Arrow, by `async for`, of which one at a time is in memory.

        Columns have the types that the schema tells. Needs `slatehouse[arrow]`; raises `NotInstalled`.
        """
        made = await self._client.run(tables.tabling(self._client._line, self.question))
        async for page in self._pages(made.question):
            yield made.batch(page)

    async def arrow(self) -> pyarrow.Table:
        """The rows as a table of Arrow. Needs `slatehouse[arrow]`; raises `NotInstalled`."""
        made = await self._client.run(tables.tabling(self._client._line, self.question))
        return made.table([made.batch(page) async for page in self._pages(made.question)])

    async def pandas(self) -> pandas.DataFrame:
        """The rows in pandas, with Arrow's types. Needs `slatehouse[pandas]`; raises `NotInstalled`."""
        tables.needed("pandas")
        return tables.as_pandas(await self.arrow())

    async def polars(self) -> polars.DataFrame:
        """The rows in Polars. Needs `slatehouse[polars]`; raises `NotInstalled`."""
        tables.needed("polars")
        return tables.as_polars(await self.arrow())

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

    async def batches(self) -> AsyncIterator[Sequence[Change]]:
        """The same, as many at once as an answer brings. See `Changes.batches`."""
        while True:
            changes = await self._client.run(heard(self._client._line, self._following))
            if changes:
                self._following.told(changes[-1], True)
            yield changes
