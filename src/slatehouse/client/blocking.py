"""The client for programs that wait for each answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
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
        self._trust = trusted(ca_file)
        self._timeout = timeout
        self._http = httpx2.Client(**options(self._trust, timeout))
        self._alone = threading.Lock()

    def __repr__(self) -> str:
        return f"<Client of {self._line.url}>"

    @property
    def url(self) -> str:
        """The site's address."""
        return self._line.url

    def close(self) -> None:
        """Let go of the connections."""
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

    def batch(self, requests: Iterable[Mapping[str, Any]]) -> list[Row]:
        """Do all of the requests or none (contract rest/20, `_batch`); their rows, in their order."""
        return self.run(verbs.batched(self._line, requests))

    def follow(self, rows: Iterable[Row], field: str, *fields: str) -> dict[Link, Row]:
        """The rows that a field of these rows leads to, fetched together, by their links."""
        return self.run(verbs.followed(self._line, rows, field, fields))

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

    def _do(self, step: Step) -> Any:
        match step:
            case Send():
                return self._send(step)
            case Pause(seconds):
                time.sleep(seconds)
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
            raise broken_by(error, self._trust, self._line.host) from error


class Rows(Query[R], Generic[R]):
    """Rows that are fetched as they are walked through."""

    def __init__(self, client: Client, question: Question) -> None:
        super().__init__(question)
        self._client = client

    def _asking(self, question: Question) -> Self:
        return type(self)(self._client, question)

    def __iter__(self) -> Iterator[R]:
        walk = Walk(self.question)
        while not walk.is_over:
            yield from self._client.run(verbs.page(self._client._line, walk))  # type: ignore[misc]

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
