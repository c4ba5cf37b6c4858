"""Questions to a million notes on both databases, and a thousand creates in one batch, each beside the same
work
written by hand: the same driver, the same rows read into the same shape, the same rows written.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.hand import LATEST, Hand, hand_of
from benchmarks.plans import explained
from benchmarks.population import make_site
from benchmarks.timing import Work, beside, postgresql
from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Page, Question, SortKey
from slatehouse.query.summaries import Grouping, Summary, SummaryQuestion
from slatehouse.query.text_search import Sought
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.batch import Create
from slatehouse.site.session import Session
from slatehouse.site.site import Site

NOTES = 1_000_000
FIELDS = ("subject", "content", "created_at", "created_by", "note_links")
AUTHOR, SEQUENCE = 7, 7
NamedWork = tuple[str, Work, Work, str]
"""What is measured, ours, the reference's, and the aim."""


def measure(folder: str) -> list[Figure]:
    """Times of each question on SQLite, then on PostgreSQL where it is installed."""
    figures = _figures("SQLite", make_site(Path(folder) / "sqlite", NOTES))
    with postgresql(Path(folder)) as url:
        if url is not None:
            figures += _figures("PostgreSQL", make_site(Path(folder) / "postgresql", NOTES, url))
    return figures


def _figures(database: str, site: Site) -> list[Figure]:
    session = site.session(system_caller())
    with hand_of(site) as hand:
        # More than a site's worker asks of SQLite once a day: some of the reference's statements need it.
        hand.analyze()
        # As the server does, so that the collector does not walk the schema again and again.
        gc.freeze()
        try:
            works = list(_works(session, hand))
            figures = [beside(f"{database}: {what}", ours, theirs, aim) for what, ours, theirs, aim in works]
            _tell_statements(database, hand, works)
            _tell_plans(database, hand, site)
            return figures
        finally:
            site.close()


def _tell_statements(database: str, hand: Hand, works: list[NamedWork]) -> None:
    """Print what the reference runs for each work."""
    for what, _, theirs, _ in works:
        with hand.listened_to() as listener:
            theirs()
        sys.stdout.write(f"\n{database}: {what}, by hand\n")
        sys.stdout.writelines(f"  {' '.join(each.split())}\n" for each in listener.statements)


def _tell_plans(database: str, hand: Hand, site: Site) -> None:
    """Print how the database goes about ours."""
    watched, explaining = explained(site)
    for what, ours, _, _ in _works(watched.session(system_caller()), hand):
        explaining.plans.clear()
        ours()
        sys.stdout.write(f"\n{database}: {what}, our plans\n")
        for number, plan in enumerate(explaining.plans, start=1):
            sys.stdout.writelines(f"  {number}  {line}\n" for line in plan)


def _works(session: Session, hand: Hand) -> Iterator[NamedWork]:
    site, note = session.site, session.site.schema["Note"]
    fields = site.edition.paths(note, FIELDS)
    latest = (SortKey(site.edition.paths(note, ("created_at",))[0], descending=True),)

    def page(*conditions: tuple[str, str, object], order: tuple[SortKey, ...] = (), skipped: int = 0) -> Work:
        # The question is asked anew each time, as a request would.
        def ask() -> object:
            found = [session.condition(note, path, relation, [value]) for path, relation, value in conditions]
            where = found[0] if found else Question(note).where
            return session.find(Question(note, where, fields, order, Page(25, skipped))).rows

        return ask

    author: tuple[str, str, object] = ("created_by", "is", {"type": "HumanUser", "id": AUTHOR})
    scene: tuple[str, str, object] = (
        "note_links.Shot.sg_sequence",
        "is",
        {"type": "Sequence", "id": SEQUENCE},
    )
    yield "a page by author", page(author), lambda: hand.by_author(AUTHOR), "2x"
    yield "a page by the linked shot's sequence", page(scene), lambda: hand.by_sequence(SEQUENCE), "2x"
    common, rare, absent = "flicker", "77777", "zzz"
    yield (
        "a page by a common word in the subject",
        page(("subject", "contains", common)),
        lambda: hand.by_common_subject(common),
        "2x",
    )
    for words, text in (("a rare text", rare), ("a text that is nowhere", absent)):
        yield (
            f"a page by {words} in the subject",
            page(("subject", "contains", text)),
            partial(hand.by_rare_subject, text),
            "2x",
        )
    yield (
        "the latest page by a rare text in the subject",
        page(("subject", "contains", rare), order=latest),
        lambda: hand.by_rare_subject(rare, LATEST),
        "2x",
    )
    yield (
        "count by a rare text in the subject",
        lambda: _count_holding(session, rare),
        lambda: hand.count_by_rare_subject(rare),
        "2x",
    )
    for words, text in (("a common word", common), ("a rare text", rare), ("a text that is nowhere", absent)):
        yield (
            f"text search for {words}",
            partial(_search, session, text),
            partial(hand.text_search, text, is_rare=text != common),
            "2x",
        )
    yield "the latest page", page(order=latest), lambda: hand.latest(0), "2x"
    yield "page 1,000 of the latest", page(order=latest, skipped=24_975), lambda: hand.latest(24_975), "2x"
    yield "count by status", lambda: _count(session), hand.count_by_status, "1.3x"
    yield "a batch of 1,000 creates", lambda: _create(session), hand.create_thousand, "3x"


def _count(session: Session) -> object:
    site, note = session.site, session.site.schema["Note"]
    row_id, status = site.edition.paths(note, ("id", "sg_status_list"))
    question = SummaryQuestion(
        note,
        summaries=(Summary(row_id, SummaryKind.COUNT),),
        groupings=(Grouping(status, GroupingKind.EXACT),),
    )
    return session.summarize(question)


def _count_holding(session: Session, text: str) -> object:
    site, note = session.site, session.site.schema["Note"]
    where = session.condition(note, "subject", "contains", [text])
    (row_id,) = site.edition.paths(note, ("id",))
    return session.summarize(SummaryQuestion(note, where, (Summary(row_id, SummaryKind.COUNT),)))


def _search(session: Session, text: str) -> object:
    sought = [Sought(session.site.schema[type_]) for type_ in ("Note", "Shot")]
    return session.text_search(text, sought, Page(25))


def _create(session: Session) -> object:
    note = session.site.schema["Note"]
    project, shot = {"type": "Project", "id": 1}, {"type": "Shot", "id": 5}
    values = {"project": project, "content": "Less grain, please.", "note_links": [shot]}
    return session.batch([Create(note, {**values, "subject": f"Batch note {n}"}) for n in range(1_000)])
