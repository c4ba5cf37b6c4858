"""The client for programs that wait for each answer."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
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
from slatehouse.client.threads import side_by_side
from slatehouse.client.transfers import Received
from slatehouse.client.transport import HTTP_ERRORS, TIMEOUT, answer_of, broken_by, head_of, options
from slatehouse.client.walks import Walk

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Changes", "Client", "Rows"]

T = TypeVar("T")
R = TypeVar("R", bound=Row)


class Client:
    """A site, and who speaks with it. Threads may share it.

    What is not given is looked for in the environment (`SLATEHOUSE_URL`, `SLATEHOUSE_SCRIPT` and
    `SLATEHOUSE_KEY`, or `SLATEHOUSE_LOGIN` and `SLATEHOUSE_PASSWORD`, `SLATEHOUSE_CA_FILE`), and at last in
    what `slatehouse login` has kept. Nothing is sent before something is asked. Every method raises what
    `errors.py` has. `timeout`: the seconds for which a site may be silent.

    >>> with Client("https://studio.example", script="dailies", key="…") as site:
    ...     for note in site.notes.where(author="Ada", shot="SH010").newest().limit(50):
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
        self._http = httpx2.Client(**options(self._trust, timeout))
        self._alone = threading.Lock()
        self._closed = threading.Event()

    def __repr__(self) -> str:
        return f"<Client of {self._line.url}>"

    @property
    def url(self) -> str:
        """The site's address."""
        return self._line.url

    def close(self) -> None:
        """Let go of the connections; threads that wait for the site wait no longer."""
        self._closed.set()
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def sign_in(self) -> None:
        """Sign in now, and not with the first question: raises `SignInRefused` where that will not do."""
        self.run(self._line.signed_in())

    @property
    def notes(self) -> Rows[Note]:
        """All notes; narrow them with `where`."""
        return Rows(self, Question("Note"))

    def rows(self, entity_type: str) -> Rows[Row]:
        """All rows of a type, by its name or its name in addresses: `Shot` or `shots`."""
        return Rows(self, Question(entity_type))

    def read(self, entity_type: str, row_id: int, *fields: str) -> Row:
        """One row, with the fields named, or with all of them. Raises `NotFound`."""
        return self.run(verbs.read(self._line, entity_type, row_id, fields))

    def create(self, entity_type: str, **values: Any) -> Row:
        """Make a row.

        >>> site.create("Note", project=project, subject="Too dark", note_links=[shot])
        """
        return self.run(verbs.created(self._line, entity_type, values))

    def update(self, row: Row | Link, **values: Any) -> Row:
        """Change fields of a row."""
        return self.run(verbs.updated(self._line, row.type, row.id, values))

    def retire(self, row: Row | Link) -> None:
        """Retire a row."""
        self.run(verbs.retired(self._line, row.type, row.id))

    def revive(self, row: Row | Link) -> bool:
        """Bring a retired row back; False where it was live."""
        return self.run(verbs.revived(self._line, row.type, row.id))

    def batch(
        self, requests: Iterable[Mapping[str, Any]], *, key: str | None = None, references: bool = False
    ) -> list[Row]:
        """Do all of the requests or none (contract rest/20, `_batch`); their rows, in their order.

        With a `key`, one for each batch, it is sent again when the line breaks: give one where
        `safeguards().keys` says so. With `references` requests may name rows, and be upserts.
        """
        return self.run(verbs.batched(self._line, requests, key, references))

    def safeguards(self) -> Safeguards:
        """What the site goes beyond the service in, so that writes can be sent again."""
        return self.run(safeguards(self._line))

    def follow(self, rows: Iterable[Row], field: str, *fields: str) -> dict[Link, Row]:
        """The rows that a field of these rows leads to, fetched together, by their links."""
        return self.run(verbs.followed(self._line, rows, field, fields))

    def following(self, person: int) -> list[Link]:
        """The rows that a person follows, by the id of their HumanUser."""
        return self.run(verbs.following(self._line, person))

    def preferences(self) -> dict[str, Any]:
        """What the site is set to, such as `hours_per_day`."""
        return self.run(verbs.preferences(self._line))

    def schema(self, entity_type: str | None = None) -> dict[str, Any]:
        """The types of the site, or the fields of one."""
        return self.run(verbs.schema(self._line, entity_type))

    def changes(self, since: str | int | None = None, types: Iterable[str] = ()) -> Changes:
        """What happens to rows from now on, or since a cursor, as it happens: this never ends.

        Every change comes once, in order, whatever the network does meanwhile. `cursor` of what this gives is
        where to go on another time; `since="0"` begins with what is kept. `types` names the types of rows
        that matter. A site that cannot be reached is waited for, once it has answered at all. Raises
        `NotFound` where what followed the cursor is not kept any more.

        >>> for change in (changes := site.changes(since=kept, types=["Shot"])):
        ...     print(change.operation, change.entity, changes.cursor)
        """
        return Changes(self, Following(since, types, waiting_for(self._timeout)))

    def download(
        self,
        row: Row | Link,
        field: str,
        path: str | Path,
        *,
        progress: Progress | None = None,
        replace: bool = False,
    ) -> Received:
        """Fetch what a file field holds, as it was uploaded.

        It is in its place whole or not at all; a second call goes on where the first was cut off. `progress`
        is told the bytes that are there, and how many there will be. Raises `NotFound`, `InTheWay`, `NoRoom`
        and `Incomplete`.
        """
        landing = Landing(Path(path), progress, replace=replace)
        return self.run(transfers.downloaded(self._line, row, field, landing))

    def digest(self, row: Row | Link, field: str, *, reads_all: bool = False) -> Digest:
        """The digest of what a file field holds, as it was uploaded; nothing of it is kept.

        Where the site tells it, a large file is not read, unless `reads_all`. Raises `NotFound`.
        """
        return self.run(digested(self._line, row, field, reads_all=reads_all))

    def thumbnail(
        self,
        row: Row | Link,
        path: str | Path,
        *,
        alt: str = "thumbnail",
        field: str = "image",
        progress: Progress | None = None,
        replace: bool = False,
    ) -> Received:
        """Fetch the picture of a row: its thumbnail, else the original; `alt` of what came tells which.

        With `alt="original"` it is the original. Raises `NoPicture`, and what `download` raises.
        """
        landing = Landing(Path(path), progress, replace=replace)
        return self.run(transfers.thumbnail(self._line, row, field, alt, landing))

    def thumbnails(
        self,
        rows: Iterable[Row | Link],
        folder: str | Path,
        *,
        alt: str = "thumbnail",
        field: str = "image",
        at_once: int = AT_ONCE,
    ) -> Generator[Pictured, None, None]:
        """Fetch the pictures of many rows into a folder, so many at once: each row with its own.

        They are named `note_12.jpg`. What is there from before is not fetched again; with a row that has no
        picture comes None. Rows that were read with the field come sooner than links.

        >>> for note, got in site.thumbnails(site.notes.where(sequence="SEQ01"), "pictures"):
        ...     print(note, got and got.path)
        """
        pictures = Pictures(rows, Path(folder), alt, field)
        yield from pictures.known
        with closing(pictures.plainly(self._trust, self._timeout, at_once)) as plainly:
            while not plainly.is_over:
                yield from plainly.come()
        with side_by_side(at_once, "pictures") as pool:
            yield from pool.map(lambda name: self.run(pictures.fetched(self._line, name)), [*pictures.left])

    def upload(
        self,
        row: Row | Link,
        path: str | Path,
        field: str | None = None,
        *,
        name: str | None = None,
        progress: Progress | None = None,
    ) -> Link | None:
        """Send a file into a field of a row, or without a field among its attachments.

        Gives the Attachment that it became; None of a picture. What has more than 64 MiB goes in parts, of
        which one that is lost on the way is sent again.
        """
        return self.run(transfers.uploaded(self._line, row, Path(path), field, name, progress))

    def run(self, talk: Talk[T]) -> T:
        """Lead a conversation to its end."""
        try:
            step = next(talk)
            while True:
                try:
                    outcome = self._do(step)
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

    def _do(self, step: Step) -> Any:
        match step:
            case Send():
                return self._send(step)
            case Pause(seconds):
                self._closed.wait(seconds)
                return None
            case Alone(talk):
                with self._alone:
                    return self.run(talk)

    def _send(self, step: Send) -> Answer:
        ask = step.ask
        try:
            request = self._http.build_request(ask.method, step.url, content=ask.body, headers=step.headers)
            response = self._http.send(request, stream=True)
            with closing(response):
                if ask.sink is None or response.is_error:
                    response.read()
                    return answer_of(response)
                ask.sink.begin(head_of(response))
                for block in response.iter_raw():
                    ask.sink.write(block)
                return head_of(response)
        except HTTP_ERRORS as error:
            raise broken_by(error, self._trust, urlsplit(step.url).netloc) from error


class Rows(Query[R], Generic[R]):
    """Rows that are fetched as they are walked through."""

    def __init__(self, client: Client, question: Question) -> None:
        super().__init__(question)
        self._client = client

    def _asking(self, question: Question) -> Self:
        return type(self)(self._client, question)

    def __iter__(self) -> Iterator[R]:
        for page in self._pages(self.question):
            yield from page  # type: ignore[misc]

    def _pages(self, question: Question) -> Iterator[Sequence[Row]]:
        walk = Walk(question)
        while not walk.is_over:
            yield self._client.run(verbs.page(self._client._line, walk))

    def batches(self) -> pyarrow.RecordBatchReader:
        """The rows as batches of Arrow, of which one at a time is in memory.

        Columns have the types that the schema tells. Needs `slatehouse[arrow]`; raises `NotInstalled`.
        """
        made = self._client.run(tables.tabling(self._client._line, self.question))
        return made.reader(map(made.batch, self._pages(made.question)))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For libraries that read streams of Arrow: `polars.DataFrame(site.notes)`."""
        return self.batches().__arrow_c_stream__(requested_schema)

    def arrow(self) -> pyarrow.Table:
        """The rows as a table of Arrow. Needs `slatehouse[arrow]`; raises `NotInstalled`.

        >>> site.rows("Shot").fields("code", "sg_cut_duration", "sg_sequence").arrow()
        """
        return self.batches().read_all()

    def pandas(self) -> pandas.DataFrame:
        """The rows in pandas, with Arrow's types. Needs `slatehouse[pandas]`; raises `NotInstalled`."""
        tables.needed("pandas")
        return tables.as_pandas(self.arrow())

    def polars(self) -> polars.DataFrame:
        """The rows in Polars. Needs `slatehouse[polars]`; raises `NotInstalled`."""
        tables.needed("polars")
        return tables.as_polars(self.arrow())

    def all(self) -> list[R]:
        """All of them."""
        return list(self)

    def first(self) -> R | None:
        """The first, or None where there is none."""
        return next(iter(self.limit(1)), None)

    def count(self) -> int:
        """How many there are, whatever limit was set."""
        return self._client.run(verbs.counted(self._client._line, self.question))


class Changes:
    """What happens at a site, while it is walked through."""

    def __init__(self, client: Client, following: Following) -> None:
        self._client = client
        self._following = following

    @property
    def cursor(self) -> str | None:
        """Where to go on behind what has been given; None before there was an answer."""
        return self._following.cursor

    def __iter__(self) -> Iterator[Change]:
        while True:
            changes = self._client.run(heard(self._client._line, self._following))
            for place, change in enumerate(changes, 1):
                yield self._following.told(change, place == len(changes))

    def batches(self) -> Iterator[Sequence[Change]]:
        """The same, as many at once as an answer brings; now and then none, where nothing happens.

        `cursor` is where to go on behind all that were given.
        """
        while True:
            changes = self._client.run(heard(self._client._line, self._following))
            if changes:
                self._following.told(changes[-1], True)
            yield changes
