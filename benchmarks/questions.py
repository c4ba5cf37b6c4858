"""Questions to a million notes on both databases, and a thousand creates in one batch, each beside the same
work
written by hand: the same driver, the same rows read into the same shape, the same rows written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.hand import Hand, hand_of
from benchmarks.population import make_site
from benchmarks.timing import Work, beside, postgresql
from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Page, Question, SortKey
from slatehouse.query.summaries import Grouping, Summary, SummaryQuestion
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.batch import Create
from slatehouse.site.session import Session
from slatehouse.site.site import Site

NOTES = 1_000_000
FIELDS = ("subject", "content", "created_at", "created_by", "note_links")
AUTHOR, SEQUENCE = 7, 7


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
        hand.analyze()
        try:
            return [
                beside(f"{database}: {what}", ours, theirs, aim)
                for what, ours, theirs, aim in _works(session, hand)
            ]
        finally:
            site.close()


def _works(session: Session, hand: Hand) -> Iterator[tuple[str, Work, Work, str]]:
    site, note = session.site, session.site.schema["Note"]
    fields = site.paths(note, FIELDS)
    latest = (SortKey(site.paths(note, ("created_at",))[0], descending=True),)

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
    for words, text in (("a common word", "flicker"), ("a rare text", "77777")):
        yield (
            f"a page by {words} in the subject",
            page(("subject", "contains", text)),
            lambda text=text: hand.by_subject(text),  # type: ignore[misc]
            "2x",
        )
    yield "the latest page", page(order=latest), lambda: hand.latest(0), "2x"
    yield "page 1,000 of the latest", page(order=latest, skipped=24_975), lambda: hand.latest(24_975), "2x"
    yield "count by status", lambda: _count(session), hand.count_by_status, "1.3x"
    yield "a batch of 1,000 creates", lambda: _create(session), hand.create_thousand, "3x"


def _count(session: Session) -> object:
    site, note = session.site, session.site.schema["Note"]
    row_id, status = site.paths(note, ("id", "sg_status_list"))
    question = SummaryQuestion(
        note,
        summaries=(Summary(row_id, SummaryKind.COUNT),),
        groupings=(Grouping(status, GroupingKind.EXACT),),
    )
    return session.summarize(question)


def _create(session: Session) -> object:
    note = session.site.schema["Note"]
    project, shot = {"type": "Project", "id": 1}, {"type": "Shot", "id": 5}
    values = {"project": project, "content": "Less grain, please.", "note_links": [shot]}
    return session.batch([Create(note, {**values, "subject": f"Batch note {n}"}) for n in range(1_000)])
