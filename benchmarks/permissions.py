"""What rules cost: a vendor on five projects of fifty asks what an administrator asks, of the same site.

One note and what is asked about one person have one answer for both; of the latest notes, of all, and of what
a text search finds, a tenth are the vendor's.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from benchmarks import servers
from benchmarks.figures import Figure, rates
from benchmarks.load import Request, answer, rate
from benchmarks.plans import explained
from benchmarks.population import KEY, SCRIPT, make_site
from benchmarks.reads import raise_unless_alike, requests
from benchmarks.timing import beside, postgresql
from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Page, Question, SortKey
from slatehouse.query.summaries import Grouping, Summary, SummaryQuestion
from slatehouse.query.text_search import Sought
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.session import Session
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.store.names import project_steps
from slatehouse.store.statement import Statement

NOTES, PROJECTS, OWN = 200_000, 50, 5
ROUNDS, SECONDS = 5, 0.7
LOGIN, PASSWORD = "vendor", "a long enough word for a vendor"
READER = 7
"""The person whose notes are read, who works on one of the vendor's projects."""
_FIELDS = ("subject", "content", "created_at", "created_by", "note_links")
_AIM = "1.15x"


def measure(folder: str) -> list[Figure]:
    """On SQLite and PostgreSQL, rates over HTTP, and times of the same questions within one process."""
    figures = _measure("SQLite", Path(folder) / "sqlite")
    with postgresql(Path(folder)) as url:
        if url is not None:
            figures += _measure("PostgreSQL", Path(folder) / "postgresql", url)
    return figures


def _measure(database: str, place: Path, url: str | None = None) -> list[Figure]:
    site = make_site(place, NOTES, url)
    try:
        _spread(site)
        return [*_over_http(database, place, site), *_in_process(database, site)]
    finally:
        site.close()


def _spread(site: Site) -> None:
    """Put the shots into fifty projects, and each person's notes, with what they link, into one of them."""
    with writing(site, system_caller(logs_events=False)) as writes:
        for number in range(1, PROJECTS):
            writes.make("Project", {"name": f"Bench {number}"})
        own = [{"type": "Project", "id": 1 + (READER + 10 * each) % PROJECTS} for each in range(OWN)]
        rules = writes.rule_set("vendor")
        values = {"login": LOGIN, "name": "Vendor", "permission_rule_set": rules, "projects": own}
        vendor = writes.create(writes.schema["HumanUser"], values).id
        for statement in _MOVES:
            writes.connection.run(Statement(statement, ()))
        for step in project_steps(site.edition.tables, site.database.dialect):
            writes.connection.run(step.statement)
    site.accounts.set_password(vendor, PASSWORD)
    with site.database.reading() as connection:
        # As a server's autovacuum would.
        connection.run(Statement(_LOOKING[site.database.dialect.name], ()))
    # As the server does, so that the collector does not walk the schema again and again.
    gc.freeze()


def _rest(number: str) -> str:
    """What is left of a number beside whole times fifty: one of the drivers reads percent signs otherwise."""
    return f"{number} - {number} / {PROJECTS} * {PROJECTS}"


_AUTHOR = '(SELECT "created_by$id" FROM notes WHERE notes.id = owner_id)'
_LOOKING = {"sqlite": "ANALYZE", "postgresql": "VACUUM ANALYZE"}
_MOVES = (
    f'UPDATE shots SET "project$id" = 1 + {_rest("id")}',
    'UPDATE notes SET "project$id" = 1 + ' + _rest('"created_by$id"'),
    f"UPDATE note__note_links SET target_id = (target_id - 1) / {PROJECTS} * {PROJECTS} + 1 "
    f"+ {_rest(f'({_AUTHOR} + {PROJECTS - 1})')}",
)


def _over_http(database: str, place: Path, site: Site) -> list[Figure]:
    own, other = _tokens(site)
    note = _first_note(site)
    with servers.slatehouse(place) as ours:
        asked = zip(_requests(own, note), _requests(other, note), strict=True)
        return [
            _compare(ours.port, f"{database} over HTTP: {what}", mine, theirs, is_alike=number < _ALIKE)
            for number, ((what, mine), (_, theirs)) in enumerate(asked)
        ]


def _requests(token: str, note: int) -> list[tuple[str, Request]]:
    others = (
        (what, Request("POST", f"/api/v1.1/entity/{path}", token, msgspec.json.encode(asked), _FILTERS))
        for what, path, asked in _ASKED
    )
    return [*requests(token, note, READER), *others]


_ALIKE = 3
"""As many of the requests, the first, have answers that are the same for both."""
_FILTERS = "application/vnd+shotgun.api3_array+json"
_COUNT = [{"field": "id", "type": "record_count"}]
_BY_STATUS = [{"field": "sg_status_list", "type": "exact", "direction": "asc"}]
_PAGE = {"size": 25, "number": 1}
_BY_READER = ["created_by", "is", {"type": "HumanUser", "id": READER}]
_ASKED: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("a count of a person's notes", "notes/_summarize", {"filters": [_BY_READER], "summary_fields": _COUNT}),
    (
        "the latest 25 notes",
        "notes/_search",
        {"filters": [], "fields": list(_FIELDS), "sort": "-created_at", "page": _PAGE},
    ),
    (
        "a count by status",
        "notes/_summarize",
        {"filters": [], "summary_fields": _COUNT, "grouping": _BY_STATUS},
    ),
    ("a text search", "_text_search", {"text": "rim light", "entity_types": {"Note": []}, "page": _PAGE}),
)


def _tokens(site: Site) -> tuple[str, str]:
    """The vendor's and the administrator's."""
    signs = {
        "password": {"username": LOGIN, "password": PASSWORD},
        "client_credentials": {"client_id": SCRIPT, "client_secret": KEY},
    }
    own, other = (site.accounts.sign_in(grant, sent, "127.0.0.1") for grant, sent in signs.items())
    return own.access_token, other.access_token


def _compare(port: int, what: str, own: Request, other: Request, *, is_alike: bool) -> Figure:
    if is_alike:
        raise_unless_alike(msgspec.json.decode(answer(port, own)), msgspec.json.decode(answer(port, other)))
    mine, others = [], []
    for _ in range(ROUNDS):
        mine.append(rate(port, own, SECONDS))
        others.append(rate(port, other, SECONDS))
    return rates(what, mine, others, "87%")


def _first_note(site: Site) -> int:
    session = site.session(system_caller())
    return session.find(_notes_of_reader(session, 1)).rows[0].id


def _notes_of_reader(session: Session, size: int = 25) -> Question:
    note = session.edition.schema["Note"]
    where = session.condition(note, "created_by", "is", [{"type": "HumanUser", "id": READER}])
    return Question(note, where, session.edition.paths(note, _FIELDS), page=Page(size))


def _in_process(database: str, site: Site) -> list[Figure]:
    own, other = (site.session(site.accounts.caller_of(token)) for token in _tokens(site))
    figures = [
        beside(f"{database}: {what}", partial(w, own), partial(w, other), _AIM) for what, w in _works(site)
    ]
    _tell_plans(database, site, own)
    return figures


def _works(site: Site) -> list[tuple[str, Callable[[Session], object]]]:
    note, one = site.schema["Note"], _first_note(site)
    fields = site.edition.paths(note, _FIELDS)
    latest = (SortKey(site.edition.paths(note, ("created_at",))[0], descending=True),)
    return [
        ("one note", lambda session: session.read(note, one, fields)),
        ("one note, every field", lambda session: session.read(note, one)),
        ("25 notes of a person", lambda session: session.find(_notes_of_reader(session))),
        (
            "the latest 25 notes",
            lambda session: session.find(Question(note, fields=fields, order=latest, page=Page(25))),
        ),
        ("a count by status", lambda session: session.summarize(_by_status(session))),
        ("a text search", lambda session: session.text_search("rim light", [Sought(note)], Page(25))),
    ]


def _by_status(session: Session) -> SummaryQuestion:
    note = session.edition.schema["Note"]
    row_id, status = session.edition.paths(note, ("id", "sg_status_list"))
    counted = (Summary(row_id, SummaryKind.COUNT),)
    return SummaryQuestion(note, summaries=counted, groupings=(Grouping(status, GroupingKind.EXACT),))


def _tell_plans(database: str, site: Site, vendor: Session) -> None:
    """Print how the database goes about what the vendor asks."""
    watched, explaining = explained(site)
    session = watched.session(vendor.caller)
    for what, work in _works(site):
        explaining.plans.clear()
        work(session)
        sys.stdout.write(f"\n{database}: {what}, plans with rules\n")
        for number, plan in enumerate(explaining.plans, start=1):
            sys.stdout.writelines(f"  {number}  {line}\n" for line in plan)
