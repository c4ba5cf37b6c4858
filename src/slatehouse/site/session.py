"""The verbs of a site, for one caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.permissions import Verb, may, may_see_licence
from slatehouse.media.blobs import PartsOf
from slatehouse.observe.stages import note_scan
from slatehouse.query.filters import EVERY_ROW, Condition, condition
from slatehouse.query.paths import Path
from slatehouse.query.plan import FoundRow
from slatehouse.query.question import Page, Question
from slatehouse.query.selection import Picked
from slatehouse.query.summaries import Summary, SummaryAnswer, SummaryQuestion
from slatehouse.query.text_search import Sought
from slatehouse.query.visibility import Asker
from slatehouse.scheduling.work_rules import WorkDay
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Link, Target
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site import receiving
from slatehouse.site.batch import (
    BatchRequest,
    Create,
    Retired,
    Update,
    Upsert,
)
from slatehouse.site.doing import Doing, hashed_password
from slatehouse.site.edition import Edition
from slatehouse.site.errors import NoSuchRow, RowChanged
from slatehouse.site.explaining import StatementExplained, explain_questions
from slatehouse.site.exports import PAGE, refuse_export
from slatehouse.site.feed.changes import EVERYTHING, MOST, Part, Wanted, changes_after
from slatehouse.site.feed.places import stretch_after
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.changing import FieldChange, change_field
from slatehouse.site.fields.creating import NewField, add_field
from slatehouse.site.fields.trash import revive_field, trash_field
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.following import Follower, follow, followers, following, mark_accessed, unfollow
from slatehouse.site.hits import Hit, hits_of
from slatehouse.site.lookup import is_there
from slatehouse.site.navigation.expanding import Level, level_at
from slatehouse.site.navigation.searching import Place, places_named, places_of
from slatehouse.site.navigation.tree import tree_of
from slatehouse.site.presets import narrowed
from slatehouse.site.references import MadeRows
from slatehouse.site.row_states import Expected, RowState, field_names, state_of
from slatehouse.site.schedule.calendars import Calendars
from slatehouse.site.schedule.work_days import (
    NewRule,
    Recalculated,
    WrittenRule,
    owner_of,
    set_rule,
    set_week,
    work_days,
)
from slatehouse.site.seats import assign_subscriptions, subscriptions
from slatehouse.site.sight import Sight, asker_about
from slatehouse.site.streams import Stream, Window, read_stream
from slatehouse.site.threads import ThreadRow, read_thread
from slatehouse.site.uploading import NamedParts, UploadTicket, announce, complete, give_up, ticket
from slatehouse.site.uploads import UploadPlace
from slatehouse.site.upserting import take_turns, unless_overtaken
from slatehouse.site.writing import Writing, writing
from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement

if TYPE_CHECKING:
    from slatehouse.site.site import Site


class Answer(msgspec.Struct, frozen=True, eq=False):
    """Rows, with the fields that were picked of them; `picked` is one object for all answers of a plan.

    `is_new`: the one row was made by the call that is answered.
    """

    entity_type: EntityType
    picked: tuple[Picked, ...]
    rows: list[FoundRow]
    is_new: bool = False


class Session(msgspec.Struct, frozen=True, eq=False):
    """What one caller can do on a site, in one edition of its schema.

    `is_strict`: writes are refused where otherwise something passes in silence.
    """

    site: Site
    caller: Caller
    edition: Edition
    is_strict: bool = False

    def condition(
        self,
        entity_type: EntityType,
        path: str,
        relation: str,
        values: Sequence[object],
        *,
        is_strict: bool = False,
    ) -> Condition:
        """A condition on rows of a type, at this moment; raises a refusal."""
        schema, now = self.edition.schema, self.site.clock()
        return condition(schema, entity_type, path, relation, values, now, is_strict=is_strict)

    def find(self, question: Question) -> Answer:
        """The rows that answer a question."""
        may(self.caller, Verb.READ, question.entity_type, ())
        with self.site.database.reading() as connection:
            question = self._narrowed(connection, question)
            plan, values = self.edition.planner.plan(question, self.caller.asker)
            answer = Answer(question.entity_type, plan.picked, plan.run(connection, values))
            self._note_scans(connection, question, plan.main, values)
            return answer

    def summarize(self, question: SummaryQuestion) -> SummaryAnswer:
        """The live rows of a type taken together, in groups; raises a refusal (rest/30-search §3)."""
        may(self.caller, Verb.READ, question.entity_type, ())
        with self.site.database.reading() as connection:
            where = self.edition.narrower.narrowed(connection, question.entity_type, question.where)
            narrowed = replace(question, where=where)
            plan, values = self.edition.summary_planner.plan(narrowed, self.caller.asker)
            answer = plan.run(connection, values, self.site.clock().date())
            self._note_scans(connection, narrowed, plan.statement, values)
            return answer

    def explained(self, ask: Callable[[], object]) -> list[StatementExplained]:
        """How the database goes about what `ask` asks of it; for administrators, and raises `CannotAccess`
        for others."""
        return explain_questions(self, ask)

    def text_search(self, text: str, sought: Sequence[Sought], page: Page) -> list[Hit]:
        """One page of the live rows whose names hold all the words of a text (rest/30-search §4)."""
        for each in sought:
            may(self.caller, Verb.READ, each.entity_type, ())
        with self.site.database.reading() as connection:
            found = self.edition.text_searcher.search(connection, text, sought, page, self.caller.asker)
            return hits_of(self.edition, connection, found, self.caller.asker)

    def state_of(self, answer: Answer) -> RowState:
        """In which state an answer about one row showed it to the caller."""
        return state_of(self.caller, answer.entity_type, answer.picked, answer.rows[0])

    def read(
        self,
        entity_type: EntityType,
        row_id: int,
        fields: tuple[Path, ...] | None = None,
        retired: bool = False,
    ) -> Answer:
        """One row, with these fields or with every one; raises `NoSuchRow`."""
        may(self.caller, Verb.READ, entity_type, (), row_id)
        with self.site.database.reading() as connection:
            return self._read(connection, entity_type, row_id, fields, retired)

    def create(self, entity_type: EntityType, values: Mapping[str, object]) -> Answer:
        """Make a row; the answer shows what the contract's create shows of it (errata 36)."""
        with writing(self.site, self.caller, self.edition, is_strict=self.is_strict) as writes:
            return self._doing(writes).create(Create(entity_type, values), None)

    def create_many(self, requests: Iterable[tuple[str, Mapping[str, object]]]) -> list[FoundRow]:
        """Make rows in one transaction, each with the name of its type; returns them without fields."""
        with writing(self.site, self.caller, self.edition) as writes:
            made = (writes.create(self.edition.schema[name], values) for name, values in requests)
            return [FoundRow(each.id, []) for each in made]

    def update(
        self,
        entity_type: EntityType,
        row_id: int,
        values: Mapping[str, object],
        expected: Expected = None,
    ) -> Answer:
        """Change a row; the answer shows all of it. Raises `RowChanged` unless the row is as `expected`."""
        with writing(self.site, self.caller, self.edition, is_strict=self.is_strict) as writes:
            self._raise_if_changed(writes, entity_type, row_id, expected)
            return self._doing(writes).update(Update(entity_type, row_id, values), None)

    def touch(self, entity_type: EntityType, row_id: int) -> None:
        """Let a live row have been updated now, by this caller, and nothing about it be changed."""
        with writing(self.site, self.caller, self.edition) as writes:
            writes.touch(entity_type, row_id)

    def retire(self, entity_type: EntityType, row_id: int, expected: Expected = None) -> None:
        """Retire a row, and those that do not outlive it; raises `RowChanged` as `update` does."""
        with writing(self.site, self.caller, self.edition) as writes:
            self._raise_if_changed(writes, entity_type, row_id, expected)
            writes.retire(entity_type, row_id)

    def revive(self, entity_type: EntityType, row_id: int, expected: Expected = None) -> bool:
        """Make a retired row live; False where it was. Raises `RowChanged` as `update` does."""
        with writing(self.site, self.caller, self.edition) as writes:
            self._raise_if_changed(writes, entity_type, row_id, expected)
            return writes.revive(entity_type, row_id)

    def batch(
        self, requests: Sequence[BatchRequest], *, with_references: bool = False
    ) -> list[Answer | Retired]:
        """Do all of the requests in order, or none; each answer shows its row as it was then.

        `with_references`: requests may link the rows that others before them make (`site.references`).
        """
        hashes = [hashed_password(self.site.accounts, request) for request in requests]

        def attempt() -> list[Answer | Retired]:
            made = MadeRows(requests) if with_references else None
            with writing(self.site, self.caller, self.edition, is_strict=self.is_strict) as writes:
                take_turns(writes, requests)
                doing = self._doing(writes)
                return [
                    doing.do_in_batch(number, request, hashed, made)
                    for number, (request, hashed) in enumerate(zip(requests, hashes, strict=True))
                ]

        return unless_overtaken(self.site.database, attempt)

    def do(self, request: BatchRequest) -> Answer | Retired:
        """Do one request."""
        if isinstance(request, Upsert):
            return self.upsert(request)
        hashed = hashed_password(self.site.accounts, request)
        with writing(self.site, self.caller, self.edition, is_strict=self.is_strict) as writes:
            return self._doing(writes).do(request, hashed)

    def upsert(self, request: Upsert) -> Answer:
        """Change the row that has a value, or make it, whoever else does the same meanwhile."""
        hashed = hashed_password(self.site.accounts, request)

        def attempt() -> Answer:
            with writing(self.site, self.caller, self.edition, is_strict=self.is_strict) as writes:
                take_turns(writes, [request])
                return self._doing(writes).upsert(request, hashed)

        return unless_overtaken(self.site.database, attempt)

    def expand(self, path: str) -> Level:
        """One level of the navigation tree (rest/60-hierarchy)."""
        return level_at(tree_of(self), path)

    def places_of(self, root_path: str, row: Target) -> list[Place]:
        """Where a row is in the navigation tree, below a path."""
        return places_of(tree_of(self), root_path, row)

    def places_named(self, root_path: str, text: str) -> list[Place]:
        """Where rows are in the navigation tree, below a path, whose names hold all the words of a text."""
        return places_named(tree_of(self), root_path, text)

    def narrowed(self, question: Question, sent: object) -> Question:
        """The question about the rows that presets let pass, as they came on the wire; raises a refusal."""
        return narrowed(self, question, sent)

    def work_days(
        self, start: date, end: date, project: int | None = None, person: int | None = None
    ) -> list[WorkDay]:
        """The days from one to another, and by which rule each is worked or not (rest/90-site).

        A project or person that is not there has no rules of its own.
        """
        with self.site.database.reading() as connection:
            calendars = Calendars(self.edition.work_rules, connection)
            named = self._seen(connection, "Project", project), self._seen(connection, "HumanUser", person)
            return work_days(calendars, start, end, *named)

    def set_work_day(self, rule: NewRule, recalculated: Recalculated | None = None) -> WrittenRule:
        """Say whether a day is worked; tasks that happen then change only where that is asked."""
        with writing(self.site, self.caller, self.edition) as writes:
            return set_rule(writes, rule, recalculated)

    def set_work_week(
        self, weekdays: frozenset[int] | None, project: int | None = None, person: int | None = None
    ) -> None:
        """Say which weekdays are worked (Monday is 0); None: those of the next wider scope."""
        with writing(self.site, self.caller, self.edition) as writes:
            set_week(writes, owner_of(project, person), weekdays)

    def project_differing(self, project: int | None) -> int | None:
        """A project that has something of the schema differently, and that the caller may read.

        To whom it is hidden it is one that is not there: fields look as they do everywhere.
        """
        if not any(project == each for each, _ in self.edition.custom.by_project):
            return None
        with self.site.database.reading() as connection:
            return self._seen(connection, "Project", project)

    def seats_taken(self) -> int:
        """How many people may sign in. Seats have no limit."""
        may_see_licence(self.caller)
        people = self.edition.schema["HumanUser"]
        path = self.edition.paths(people, ("id",))[0]
        active = self.condition(people, "sg_status_list", "is", ["act"])
        count = Summary(path, SummaryKind.COUNT)
        found = self.summarize(SummaryQuestion(people, active, (count,))).summaries[path.text]
        assert isinstance(found, int)
        return found

    def subscriptions(self) -> dict[int, str | None]:
        """Everyone's subscription, None for those who have none."""
        may(self.caller, Verb.READ, self.edition.schema["HumanUser"], ())
        with self.site.database.reading() as connection:
            return subscriptions(self, connection)

    def assign_subscriptions(self, wanted: Mapping[int, object]) -> dict[int, str | None]:
        """Record people's subscriptions; what is wrong with each, None where it was recorded."""
        with writing(self.site, self.caller, self.edition) as writes:
            return assign_subscriptions(writes, wanted)

    def export_page(self, page: int) -> NoReturn:
        """Refuses: no page has a view to export. Raises `NotExportable` or `NoPageToExport`."""
        may(self.caller, Verb.READ, self.edition.schema[PAGE], (), page)
        with self.site.database.reading() as connection:
            refuse_export(self, connection, page)

    def followers(self, entity_type: EntityType, row_id: int) -> list[Follower]:
        """The people who follow a row; raises `NoSuchRow`."""
        may(self.caller, Verb.READ, entity_type, (), row_id)
        with self.site.database.reading() as connection:
            return followers(self, connection, Target(entity_type.name, row_id))

    def following(
        self, person: int, entity_type: EntityType | None = None, project: int | None = None
    ) -> list[Target]:
        """The rows that a person follows, of one type and of one project if they are named."""
        with self.site.database.reading() as connection:
            return following(self, connection, person, entity_type, project)

    def follow(self, person: int, rows: Sequence[Target]) -> None:
        """Let a person follow rows, all of them or none; raises `NoSuchPerson`, `NoSuchRow`."""
        with writing(self.site, self.caller, self.edition) as writes:
            follow(writes, person, rows)

    def unfollow(self, person: int, entity_type: EntityType, row_id: int) -> None:
        """Let a person follow a row no longer, whether they did or not."""
        with writing(self.site, self.caller, self.edition) as writes:
            unfollow(writes, person, Target(entity_type.name, row_id))

    def mark_accessed(self, project: int, person: int) -> None:
        """Remember that a person saw a project now; raises `NoSuchProject`."""
        with writing(self.site, self.caller, self.edition, is_strict=self.is_strict) as writes:
            mark_accessed(writes, project, person)

    def activity(
        self,
        entity_type: EntityType,
        row_id: int,
        window: Window,
        fields: Mapping[str, tuple[Path, ...]],
    ) -> Stream:
        """A page of the activity stream of a row, with these fields of the rows of some types (by name)."""
        may(self.caller, Verb.READ, entity_type, (), row_id)
        with self.site.database.reading() as connection:
            row = Target(entity_type.name, row_id)
            return read_stream(self, connection, row, window, fields)

    def changes(self, after: str | int | None, wanted: Wanted = EVERYTHING, most: int = MOST) -> Part:
        """The first of what happened after a cursor or an entry of the log; None is now, so that nothing did.

        Raises `NoSuchCursor` and `ChangesPurged`.
        """
        for name in wanted.types:
            may(self.caller, Verb.READ, self.edition.schema[name], ())
        with self.site.database.reading() as connection:
            stretch = stretch_after(self, connection, after)
            return changes_after(self, connection, *stretch, wanted, most)

    def thread(self, note_id: int, extra: Mapping[str, tuple[Path, ...]]) -> list[ThreadRow]:
        """A note, its files and its replies in the order in which they came; raises `NoSuchRow`.

        `extra` are fields to show beside the usual ones, by type.
        """
        may(self.caller, Verb.READ, self.edition.schema["Note"], (), note_id)
        with self.site.database.reading() as connection:
            return read_thread(self, connection, note_id, extra)

    def add_field(self, asked: NewField) -> tuple[Field, Edition]:
        """Add a field of the site's own to a type; returns it, and the edition of the schema that has it.

        When this returns, every process of the site has it.
        """
        name, edition = alter(self.site, self.caller, lambda change: add_field(change, asked))
        return edition.schema[asked.entity_type].fields[name], edition

    def change_field(self, asked: FieldChange) -> tuple[Field, Edition]:
        """Change what the schema says of a field; as `add_field`."""
        _, edition = alter(self.site, self.caller, lambda change: change_field(change, asked))
        return edition.schema[asked.entity_type].fields[asked.name], edition

    def trash_field(self, entity_type: str, name: str) -> None:
        """Put a field of the site's own into the trash, with its values."""
        alter(self.site, self.caller, lambda change: trash_field(change, entity_type, name))

    def revive_field(self, entity_type: str, name: str) -> None:
        """Take a field out of the trash, with its values."""
        alter(self.site, self.caller, lambda change: revive_field(change, entity_type, name))

    def links(
        self, entity_type: EntityType, row_id: int, field: Field, retired: bool = False
    ) -> Link | list[Link] | None:
        """The links of one field of a row."""
        path = self.edition.paths(entity_type, (field.name,))
        found = self.read(entity_type, row_id, path, retired).rows[0].values[0]
        assert found is None or isinstance(found, Link | list)
        return found

    def file(self, entity_type: EntityType, row_id: int, field: Field) -> FileValue | Picture | None:
        """The file or picture in one field of a row."""
        path = self.edition.paths(entity_type, (field.name,))
        found = self.read(entity_type, row_id, path).rows[0].values[0]
        assert found is None or isinstance(found, FileValue | Picture)
        return found

    def begin_upload(self, place: UploadPlace, filename: str, *, in_parts: bool = False) -> UploadTicket:
        """Announce an upload, whole or in parts."""
        self._raise_unless_open(place)
        return announce(self.site, place, filename, in_parts=in_parts)

    def upload(self, place: UploadPlace, filename: str, timestamp: str, upload_id: str) -> UploadTicket:
        """The ticket of an upload in parts that a client says was announced; its parts may be sent."""
        self._raise_unless_open(place)
        return ticket(self.site, place, filename, timestamp, upload_id)

    def is_open(self, upload: UploadTicket) -> bool:
        """Whether the upload was announced, and neither completed nor given up."""
        with self.site.database.reading() as connection:
            return self.site.uploads.is_completed(connection, upload.token, upload.upload_id) is False

    def complete_upload(
        self,
        place: UploadPlace,
        filename: str,
        timestamp: str,
        about: AttachmentFacts | None = None,
        upload_id: str = "",
        parts: NamedParts | None = None,
    ) -> None:
        """Put what was uploaded in its place; once, however often it is asked for.

        `about` is what there is to say of the Attachment, where one is made; by default it is called like the
        file. `parts` are those of an upload that came in parts. Raises `UploadMissing` where no bytes came,
        and `PartsRefused` where the parts are not those that were named.
        """
        self._raise_unless_open(place)
        begun = ticket(self.site, place, filename, timestamp, upload_id)
        complete(self.site, self.caller, begun, about, parts)

    def receive(
        self, place: UploadPlace, filename: str, chunks: Iterable[bytes], about: AttachmentFacts
    ) -> int:
        """Put a file in its place that comes with what is said of it; the id of its Attachment."""
        self._raise_unless_open(place)
        return receiving.receive(self, place, filename, chunks, about)

    def begin_placeless(self, *, in_parts: bool) -> PartsOf:
        """Announce an upload whose place is told when it is completed."""
        return receiving.begin(self, in_parts=in_parts)

    def join_parts(self, upload: PartsOf, md5s: Sequence[str]) -> None:
        """Make one file of the parts of such an upload; raises `PartsRefused`."""
        receiving.join(self, upload, md5s)

    def complete_placeless(
        self, upload: PartsOf, place: UploadPlace, filename: str, about: AttachmentFacts
    ) -> int:
        """Put what came for such an upload in its place, once; the id of its Attachment."""
        self._raise_unless_open(place)
        return receiving.complete(self, upload, place, filename, about)

    def share_picture(self, source: Target, targets: Sequence[Target], field: str) -> int:
        """Give the picture of a row to others; the id of its Attachment, 0 where it has none."""
        return receiving.share(self, source, targets, field)

    def give_up_upload(self, place: UploadPlace, filename: str, timestamp: str, upload_id: str) -> None:
        """Forget an upload in parts, whether or not its row is live still; raises `UploadNotOpen`."""
        self._raise_unless_allowed(place)
        give_up(self.site, ticket(self.site, place, filename, timestamp, upload_id))

    def _doing(self, writes: Writing) -> Doing:
        return Doing(self.site.accounts, writes, self.edition, self._ask, self._read)

    def _raise_if_changed(
        self, writes: Writing, entity_type: EntityType, row_id: int, expected: Expected
    ) -> None:
        """Raises `RowChanged` where a row that the caller may read is in none of the states; one that is in
        one of them stays in it until the transaction ends, but for what the transaction itself writes."""
        if expected is None:
            return
        is_live = writes.rows.hold(writes.connection, entity_type.name, row_id)
        if is_live is None:
            return
        try:
            for fields in {state.fields for state in expected} or {0}:
                paths = self.edition.paths(entity_type, field_names(entity_type, fields))
                answer = self._read(writes.connection, entity_type, row_id, paths, not is_live)
                if self.state_of(answer) in expected:
                    return
        except NoSuchRow:
            # To this caller; the verb itself says so.
            return
        raise RowChanged(entity_type.name, row_id)

    def _raise_unless_open(self, place: UploadPlace) -> None:
        """Raises unless the row is live and the caller may upload there."""
        self.read(place.entity_type, place.row_id, ())
        self._raise_unless_allowed(place)

    def _raise_unless_allowed(self, place: UploadPlace) -> None:
        if place.field is None:
            may(self.caller, Verb.CREATE, self.edition.schema["Attachment"])
            return
        with self.site.database.reading() as connection:
            sight = Sight(self.caller, self.edition, connection)
            may(self.caller, Verb.UPDATE, place.entity_type, (place.field,), place.row_id, sight)

    def _seen(self, connection: Connection, type_: str, row_id: int | None) -> int | None:
        """The id of a row that the caller may read; None where they may not, and where none is named."""
        asker = self.caller.asker
        if row_id is None or asker.visibility is None:
            return row_id
        return row_id if is_there(self.edition, connection, Target(type_, row_id), asker) else None

    def _read(
        self,
        connection: Connection,
        entity_type: EntityType,
        row_id: int,
        fields: tuple[Path, ...] | None,
        retired: bool,
    ) -> Answer:
        asked = self.edition.every_path(entity_type) if fields is None else fields
        where = self.edition.has_id(entity_type, row_id)
        question = Question(entity_type, where, asked, retired=retired, versioned=True)
        asker = asker_about(self.caller, Target(entity_type.name, row_id))
        answer = self._ask(connection, question, asker)
        if not answer.rows:
            raise NoSuchRow(entity_type.name, row_id)
        return answer

    def _ask(self, connection: Connection, question: Question, asker: Asker | None = None) -> Answer:
        question = self._narrowed(connection, question)
        plan, values = self.edition.planner.plan(question, asker or self.caller.asker)
        return Answer(question.entity_type, plan.picked, plan.run(connection, values))

    def _narrowed(self, connection: Connection, question: Question) -> Question:
        where = self.edition.narrower.narrowed(connection, question.entity_type, question.where)
        return question if where is question.where else replace(question, where=where)

    def _note_scans(
        self,
        connection: Connection,
        question: Question | SummaryQuestion,
        statement: Statement,
        values: Sequence[object],
    ) -> None:
        """Note for the answer where the question reads large tables row by row. How large they are is the
        business of those alone who may read all of them."""
        large = self.site.config.settings.database.large_table
        if large and self.caller.visibility is None:
            is_filtered, about = question.where != EVERY_ROW, question.entity_type.name
            tables = self.edition.whole.tables
            scans = self.site.scan_watch.scans(
                connection, tables, about, statement, values, is_filtered=is_filtered, large=large
            )
            if scans:
                note_scan(scans)
